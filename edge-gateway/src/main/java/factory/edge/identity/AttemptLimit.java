package factory.edge.identity;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;

/**
 * How often one address may try, before anything is done for it. A table of fixed size: two
 * addresses that meet in it share, and a secret seed keeps anybody from choosing whom they meet.
 *
 * <p>Each place holds the time at which its tries so far are paid for (the generic cell rate
 * algorithm): a burst, then one in each interval.
 */
final class AttemptLimit {
  private static final int PLACES = 1 << 16;

  private final AtomicLongArray paidAt = new AtomicLongArray(PLACES);
  private final byte[] seed = new SecureRandom().generateSeed(16);
  private final long interval;
  private final long burst;
  private final LongSupplier nanos;
  private final long start;

  /** Allows {@code perMinute} tries at once and as many a minute. */
  AttemptLimit(int perMinute, LongSupplier monotonicNanos) {
    interval = Duration.ofMinutes(1).toNanos() / perMinute;
    burst = interval * perMinute;
    nanos = monotonicNanos;
    start = monotonicNanos.getAsLong();
  }

  /** 0 when the address may try now, which counts; else how long it must wait, in nanoseconds. */
  long take(String address) {
    var now = nanos.getAsLong() - start;
    var place = place(address);
    while (true) {
      var paid = paidAt.get(place);
      var next = Math.max(paid, now) + interval;
      if (next - now > burst) {
        return next - now - burst;
      }
      if (paidAt.compareAndSet(place, paid, next)) {
        return 0;
      }
    }
  }

  private int place(String address) {
    var hash = new CRC32C();
    hash.update(seed);
    hash.update(network(address).getBytes(StandardCharsets.UTF_8));
    var mixed = hash.getValue() * 0x9e3779b97f4a7c15L;
    return (int) (mixed >>> 48) & (PLACES - 1);
  }

  /** An IPv6 caller owns a whole /64. */
  private static String network(String address) {
    var parts = address.split(":", -1);
    return parts.length < 5 ? address : String.join(":", parts[0], parts[1], parts[2], parts[3]);
  }
}
