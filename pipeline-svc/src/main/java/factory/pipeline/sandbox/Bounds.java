package factory.pipeline.sandbox;

/**
 * What a process may use up.
 *
 * @param memoryBytes of memory, with everything that it starts
 * @param processes of processes and threads
 * @param fileBytes in one file
 */
public record Bounds(long memoryBytes, int processes, long fileBytes) {
  /** Of a generated service: a small JVM's. */
  public static final Bounds SERVICE = new Bounds(256L << 20, 256, 1L << 30);

  /** The same with another bound of a file. */
  public Bounds withFiles(long bytes) {
    return new Bounds(memoryBytes, processes, bytes);
  }
}
