package factory.edge.throttle;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;

/**
 * How often one network may ask, before anything is done for it. A table of fixed size: two
 * networks that meet in it share, and nobody can choose whom they meet. Any number of threads;
 * never waits.
 *
 * <p>Each slot holds the time at which what was asked so far is paid for (the generic cell rate
 * algorithm, a token bucket without a bucket): a burst, then one in each interval.
 */
public final class RateLimiter {
  private static final int SLOTS = 1 << 16;
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final AtomicLongArray paidAt = new AtomicLongArray(SLOTS);
  private final SeededHash hash = new SeededHash();
  private final int perMinute;
  private final LongSupplier nanos;
  private final long start;

  /** Allows {@code perMinute} at once and as many a minute. */
  public RateLimiter(int perMinute, LongSupplier monotonicNanos) {
    this.perMinute = perMinute;
    nanos = monotonicNanos;
    start = monotonicNanos.getAsLong();
  }

  /** 0 when the network may ask now, which counts; else how long it must wait, in nanoseconds. */
  public long take(ClientNetwork client) {
    return take(hash.and(hash.of(client.bits()), client.family()), perMinute);
  }

  /**
   * The same for whoever has this hash.
   *
   * @param perMinute how often it may, at once and in a minute
   */
  long take(long whose, int perMinute) {
    var now = nanos.getAsLong() - start;
    var interval = MINUTE / perMinute;
    var burst = interval * perMinute;
    var slot = (int) whose & (SLOTS - 1);
    while (true) {
      var paid = paidAt.get(slot);
      var next = Math.max(paid, now) + interval;
      if (next - now > burst) {
        return next - now - burst;
      }
      if (paidAt.compareAndSet(slot, paid, next)) {
        return 0;
      }
    }
  }

  /** Takes back what {@link #take} has counted, for a call that is refused after all. */
  void giveBack(long whose, int perMinute) {
    paidAt.addAndGet((int) whose & (SLOTS - 1), -(MINUTE / perMinute));
  }
}
