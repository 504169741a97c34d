package factory.edge.throttle;

import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * How many requests of one holder are open at once. Each has a lease, which ends when the request's
 * end is told, or else when it expires: an end that is never told keeps no place for good.
 *
 * <p>Memory of fixed size. Any number of threads; two wait for each other only within a part of a
 * table, for some tens of nanoseconds. A lease is taken out of its table once, by whoever finds it
 * there, and only then its holder's count falls: so no count leaks or goes below 0, in whichever
 * order ends are told and leases expire.
 */
public final class ConcurrencyLimiter {
  private static final int PARTS = 64;

  private final LeaseTable[] leases = new LeaseTable[PARTS];
  private final HolderCounts[] counts = new HolderCounts[PARTS];
  private final LongSupplier nanos;
  private final long start;
  private final LongConsumer subtracting = this::subtract;

  /** Whether a request has got a lease. */
  public enum Outcome {
    /** It has. */
    LEASED,
    /** Its holder has as many as it may. */
    EXCEEDED,
    /** All holders together have as many as there is room for. */
    FULL
  }

  /**
   * @param slots for leases, a power of two of at least 256; up to three quarters are used
   */
  public ConcurrencyLimiter(int slots, LongSupplier monotonicNanos) {
    for (var i = 0; i < PARTS; i++) {
      leases[i] = new LeaseTable(slots / PARTS);
      counts[i] = new HolderCounts(slots / PARTS);
    }
    nanos = monotonicNanos;
    start = monotonicNanos.getAsLong();
  }

  /**
   * Takes a lease.
   *
   * @param holder a hash of whoever holds it
   * @param request its id, which is random
   * @param most leases of the holder at once
   * @param lifeNanos after which it expires
   */
  public Outcome take(long holder, UUID request, int most, long lifeNanos) {
    var count = counts[part(holder)];
    synchronized (count) {
      if (count.of(holder) >= most) {
        return Outcome.EXCEEDED;
      }
      if (!count.add(holder)) {
        return Outcome.FULL;
      }
    }
    var lease = leases[part(request)];
    var expiresAt = now() + lifeNanos;
    boolean added;
    synchronized (lease) {
      added =
          lease.add(
              request.getMostSignificantBits(),
              request.getLeastSignificantBits(),
              holder,
              expiresAt);
    }
    if (!added) {
      subtract(holder);
      return Outcome.FULL;
    }
    return Outcome.LEASED;
  }

  /** Ends a request's lease; one that has none is nobody's. */
  public void end(UUID request) {
    var lease = leases[part(request)];
    synchronized (lease) {
      var _ =
          lease.remove(
              request.getMostSignificantBits(), request.getLeastSignificantBits(), subtracting);
    }
  }

  /** Ends the leases that have expired. Looks at all of them; call it now and then. */
  public void endExpired() {
    for (var lease : leases) {
      synchronized (lease) {
        lease.removeExpired(now(), subtracting);
      }
    }
  }

  /** How many leases a holder has. */
  public int held(long holder) {
    var count = counts[part(holder)];
    synchronized (count) {
      return count.of(holder);
    }
  }

  /** How many leases there are. */
  public int size() {
    var size = 0;
    for (var lease : leases) {
      synchronized (lease) {
        size += lease.size();
      }
    }
    return size;
  }

  private void subtract(long holder) {
    var count = counts[part(holder)];
    synchronized (count) {
      count.subtract(holder);
    }
  }

  /** Above 0. */
  private long now() {
    return nanos.getAsLong() - start + 1;
  }

  private static int part(long holder) {
    return (int) (holder >>> Integer.SIZE) & (PARTS - 1);
  }

  private static int part(UUID request) {
    return (int) request.getLeastSignificantBits() & (PARTS - 1);
  }
}
