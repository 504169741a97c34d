package factory.chain.index;

/** Another process on this database has changed the index: what it stored counts. */
final class Overtaken extends RuntimeException {
  private static final long serialVersionUID = 1;

  Overtaken() {
    super("another process has changed the index");
  }
}
