package factory.edge.throttle;

import java.util.function.LongConsumer;

/**
 * Some leases by the ids of their requests: a part of a hash table of fixed size, with linear
 * probing. An id that came twice is there twice. Not thread-safe.
 */
final class LeaseTable {
  private final long[] high;
  private final long[] low;
  private final long[] holders;

  /** In nanoseconds of a clock that begins above 0; 0 where a slot is free. */
  private final long[] expires;

  private final int most;
  private int used;

  /**
   * @param slots a power of two; three quarters of them are used at most
   */
  LeaseTable(int slots) {
    high = new long[slots];
    low = new long[slots];
    holders = new long[slots];
    expires = new long[slots];
    most = slots / 4 * 3;
  }

  /** Writes one down; false when there is no room. */
  boolean add(long idHigh, long idLow, long holder, long expiresAt) {
    if (used == most) {
      return false;
    }
    used++;
    var slot = home(idLow);
    while (expires[slot] != 0) {
      slot = (slot + 1) & (expires.length - 1);
    }
    high[slot] = idHigh;
    low[slot] = idLow;
    holders[slot] = holder;
    expires[slot] = expiresAt;
    return true;
  }

  /** Takes one out and tells its holder; false when none has the id. */
  boolean remove(long idHigh, long idLow, LongConsumer holder) {
    for (var slot = home(idLow); expires[slot] != 0; slot = (slot + 1) & (expires.length - 1)) {
      if (low[slot] == idLow && high[slot] == idHigh) {
        removeAt(slot, holder);
        return true;
      }
    }
    return false;
  }

  /** Takes out those that have expired, and tells the holder of each. */
  void removeExpired(long now, LongConsumer holder) {
    for (var slot = 0; slot < expires.length; slot++) {
      // The next one may have come here.
      while (expires[slot] != 0 && expires[slot] <= now) {
        removeAt(slot, holder);
      }
    }
  }

  int size() {
    return used;
  }

  private void removeAt(int slot, LongConsumer holder) {
    holder.accept(holders[slot]);
    used--;
    expires[slot] = 0;
    close(slot);
  }

  /** Ids are random; their last bits have chosen the table. */
  private int home(long idLow) {
    return (int) (idLow >>> Integer.SIZE) & (expires.length - 1);
  }

  /** Moves those up that a gap would hide. */
  private void close(int gap) {
    var hole = gap;
    for (var next = (hole + 1) & (expires.length - 1);
        expires[next] != 0;
        next = (next + 1) & (expires.length - 1)) {
      if (((next - home(low[next])) & (expires.length - 1))
          >= ((next - hole) & (expires.length - 1))) {
        high[hole] = high[next];
        low[hole] = low[next];
        holders[hole] = holders[next];
        expires[hole] = expires[next];
        expires[next] = 0;
        hole = next;
      }
    }
  }
}
