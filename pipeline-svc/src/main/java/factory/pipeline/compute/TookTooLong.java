package factory.pipeline.compute;

/** A computation was broken off; the message says which, and after what time. */
public final class TookTooLong extends Exception {
  private static final long serialVersionUID = 1;

  TookTooLong(String message) {
    super(message, null, false, false);
  }

  /** For a person to read. */
  public String words() {
    return String.valueOf(getMessage());
  }
}
