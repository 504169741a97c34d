package factory.chain.index;

/** What the endpoint told cannot follow from what it told before: the index starts over. */
final class Broken extends RuntimeException {
  private static final long serialVersionUID = 1;

  Broken(String message) {
    super(message);
  }
}
