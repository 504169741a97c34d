package factory.edge.throttle;

/**
 * Some holders and how many leases each has: a part of a hash table of fixed size, with linear
 * probing. Not thread-safe.
 */
final class HolderCounts {
  private final long[] holders;
  private final int[] counts;
  private final int most;
  private int used;

  /**
   * @param slots a power of two; three quarters of them are used at most
   */
  HolderCounts(int slots) {
    holders = new long[slots];
    counts = new int[slots];
    most = slots / 4 * 3;
  }

  /** One more for a holder; false when there is no room for a new one. */
  boolean add(long holder) {
    var slot = find(holder);
    if (counts[slot] == 0) {
      if (used == most) {
        return false;
      }
      used++;
      holders[slot] = holder;
    }
    counts[slot]++;
    return true;
  }

  /** One less for a holder that has one. */
  void subtract(long holder) {
    var slot = find(holder);
    if (counts[slot] == 0) {
      throw new IllegalStateException("nothing to subtract");
    }
    if (--counts[slot] == 0) {
      used--;
      close(slot);
    }
  }

  int of(long holder) {
    return counts[find(holder)];
  }

  /** Its slot, or the free one where it would be. */
  private int find(long holder) {
    var slot = home(holder);
    while (counts[slot] != 0 && holders[slot] != holder) {
      slot = (slot + 1) & (counts.length - 1);
    }
    return slot;
  }

  private int home(long holder) {
    return (int) holder & (counts.length - 1);
  }

  /** Moves those up that a gap would hide. */
  private void close(int gap) {
    var hole = gap;
    for (var next = (hole + 1) & (counts.length - 1);
        counts[next] != 0;
        next = (next + 1) & (counts.length - 1)) {
      if (((next - home(holders[next])) & (counts.length - 1))
          >= ((next - hole) & (counts.length - 1))) {
        holders[hole] = holders[next];
        counts[hole] = counts[next];
        counts[next] = 0;
        hole = next;
      }
    }
  }
}
