package factory.chain.index;

/**
 * What an endpoint told cannot follow from what was applied before, or what is stored is no chain.
 * When it is told again and again, it is the index that is wrong.
 */
final class Broken extends RuntimeException {
  private static final long serialVersionUID = 1;

  Broken(String message) {
    super(message);
  }
}
