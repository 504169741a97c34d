package factory.mesh;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Pauses that double from failure to failure up to a bound. Each is cut by up to half at random, so
 * that what failed together is not tried again together.
 *
 * @param first after the first failure
 * @param longest never more than this
 */
public record Backoff(Duration first, Duration longest) {
  /** From 100 ms to 10 s. */
  public static final Backoff DEFAULT = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(10));

  /** Checks that both are positive and in order. */
  public Backoff {
    if (!first.isPositive() || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException("a backoff goes from a positive pause to a longer one");
    }
  }

  /** The pause after so many failures in a row, without what is cut off at random. */
  public Duration most(long failures) {
    var pause = first;
    for (long i = 1; i < failures && pause.compareTo(longest) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    return pause.compareTo(longest) > 0 ? longest : pause;
  }

  /** The pause after so many failures in a row: between half of {@link #most} and all of it. */
  public Duration after(long failures, RandomGenerator random) {
    var nanos = most(failures).toNanos();
    return Duration.ofNanos(nanos - random.nextLong(nanos / 2 + 1));
  }
}
