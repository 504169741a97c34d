package factory.pipeline.work;

import factory.mesh.Backoff;
import factory.mesh.Retry;
import java.time.Duration;

/**
 * How steps are tried and bounded.
 *
 * @param retry of a step that says nothing else
 * @param compute how long a computation may take
 * @param start how long a step may take that starts a process and waits for it
 */
public record Limits(Retry retry, Duration compute, Duration start) {
  /** A call of a neighbour, which has a shorter deadline of its own. */
  static final Duration CALL = Duration.ofSeconds(30);

  private static final Duration COMPUTE = Duration.ofSeconds(60);

  /** A process may have to be compiled before it starts, and is tried out afterwards. */
  private static final Duration AROUND_START = Duration.ofMinutes(2);

  /**
   * The limits of a node.
   *
   * @param patience how long a step is tried again while a neighbour is away
   * @param startTimeout how long a process may take until it answers
   */
  public static Limits of(Duration patience, Duration startTimeout) {
    return new Limits(
        new Retry(new Backoff(Duration.ofMillis(200), Duration.ofSeconds(15)), MAX_TRIES, patience),
        COMPUTE,
        startTimeout.plus(AROUND_START));
  }

  /** Tries of a step in a row that had no outcome, the last one included. */
  private static final int MAX_TRIES = 4;
}
