package factory.mesh;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** The pauses of one thing that fails again and again, by a {@link Backoff}. Not thread-safe. */
public final class Pauses {
  private final Backoff backoff;
  private final RandomGenerator random = RandomGenerator.getDefault();
  private long failures;

  /** Nothing failed yet. */
  public Pauses(Backoff backoff) {
    this.backoff = backoff;
  }

  /** The pause after one more failure. */
  public Duration next() {
    failures++;
    return backoff.after(failures, random);
  }

  /** It works: the next failure is the first one again. */
  public void reset() {
    failures = 0;
  }
}
