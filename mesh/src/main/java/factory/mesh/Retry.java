package factory.mesh;

import java.time.Duration;

/**
 * When something that failed is tried again, and when no more.
 *
 * @param pauses between two tries
 * @param tries at most so many of which nobody can tell why they failed, the last one included
 * @param patience how long it is tried while what stands in its way may pass, such as a neighbour
 *     that is away
 */
public record Retry(Backoff pauses, int tries, Duration patience) {
  /** Checks that there is at least one try. */
  public Retry {
    if (tries < 1 || !patience.isPositive()) {
      throw new IllegalArgumentException("at least one try, and some patience");
    }
  }

  /** The same with other pauses. */
  public Retry with(Backoff others) {
    return new Retry(others, tries, patience);
  }

  /** Whether this was the last try. */
  public boolean isLast(int tried) {
    return tried >= tries;
  }

  /** Whether it was in trouble for too long. */
  public boolean isOver(Duration inTrouble) {
    return inTrouble.compareTo(patience) >= 0;
  }
}
