package factory.pipeline.document;

/** What became of a document that was read. */
public sealed interface Reading {
  /** All of it was read. */
  record Understood(ApiDocument document) implements Reading {}

  /**
   * It is broken.
   *
   * @param line where, from 1
   * @param column where, from 1
   * @param why with what to do, for the person who wrote it
   */
  record Refused(int line, int column, String why) implements Reading {
    /** With its place. */
    public String words() {
      return "Line %d, column %d: %s".formatted(line, column, why);
    }
  }
}
