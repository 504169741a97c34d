package factory.runtime;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * Bounds guesses: for each name so many at once, and then one every thirty seconds. Kept in memory
 * only. Thread-safe.
 */
final class Tries {
  private static final long MILLIS_EACH = 30_000;
  private static final int MOST_NAMES = 10_000;

  private final InstantSource clock;
  private final int atOnce;

  /** By name, the moment in milliseconds up to which its tries are paid for. */
  private final Map<String, Long> paid = new HashMap<>();

  Tries(InstantSource clock, int atOnce) {
    this.clock = clock;
    this.atOnce = atOnce;
  }

  /**
   * Counts a try before it is made, so that those who try at once are counted too.
   *
   * @throws Problem TOO_MANY_TRIES with the time to wait
   */
  synchronized void count(String name) {
    var now = clock.millis();
    paid.values().removeIf(until -> until <= now);
    var until = Math.max(paid.getOrDefault(name, now), now) + MILLIS_EACH;
    var wait = until - now - atOnce * MILLIS_EACH;
    if (wait > 0 || paid.size() >= MOST_NAMES) {
      throw Problem.tooManyTries(Math.max(1, (wait + 999) / 1_000));
    }
    paid.put(name, until);
  }

  /** Forgets all tries. */
  synchronized void forget(String name) {
    paid.remove(name);
  }

  /** Takes one try back. */
  synchronized void takeBack(String name) {
    paid.computeIfPresent(name, (_, until) -> until - MILLIS_EACH);
  }
}
