package factory.pipeline.spec;

/**
 * What is wrong at one place of a specification.
 *
 * @param pointer the place, as a JSON pointer into the specification's JSON; empty for all of it
 * @param message what is wrong and what to write instead
 */
public record Problem(String pointer, String message) {
  /** The problem as one line. */
  @Override
  public String toString() {
    return (pointer.isEmpty() ? "/" : pointer) + ": " + message;
  }
}
