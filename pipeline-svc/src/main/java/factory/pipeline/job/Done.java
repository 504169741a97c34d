package factory.pipeline.job;

/**
 * A step's good end.
 *
 * @param message what it found or made, for a person to read
 * @param output what later steps need of it
 */
public record Done(String message, String output) {
  /** An end that no later step asks about. */
  public static Done saying(String message) {
    return new Done(message, "");
  }
}
