package factory.pipeline.document;

/** Reads what somebody handed in. */
@FunctionalInterface
public interface DocumentReader {
  /**
   * Reads a document; waits for a process, and belongs on a thread that may wait.
   *
   * @throws factory.mesh.Refused when it cannot be read now, or not here
   */
  Reading read(String text);
}
