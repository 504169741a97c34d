package factory.chain.index;

import factory.chain.evm.Account;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Who holds how much of one token, packed: an open-addressed table of 32 bytes a slot, at most four
 * fifths full. Amounts are below 2^96. Not safe for threads; a {@link Frozen} view is.
 */
final class Balances {
  /** Largest amount that fits. */
  static final int AMOUNT_BITS = 96;

  private static final int FEWEST_SLOTS = 4;
  private static final int WIDTH = 4;
  private static final long LOW_32 = 0xffff_ffffL;

  /** So that nobody can choose wallets that collide here. */
  private static final long SEED = new SplittableRandom().nextLong() | 1;

  /** For each slot: 20 bytes of wallet, 12 of amount; an amount of 0 is an empty slot. */
  private long[] slots = new long[FEWEST_SLOTS * WIDTH];

  private int size;
  private boolean shared;

  /** A wallet in three words. */
  private record Key(long first, long second, int third) {
    static Key of(Account wallet) {
      var hex = wallet.hex();
      return new Key(
          HexFormat.fromHexDigitsToLong(hex, 2, 18),
          HexFormat.fromHexDigitsToLong(hex, 18, 34),
          HexFormat.fromHexDigits(hex, 34, 42));
    }

    int home(int capacity) {
      return Balances.home(first, second, third, capacity);
    }
  }

  private static int home(long first, long second, int third, int capacity) {
    var hash = (first ^ SEED) * 0x9e3779b97f4a7c15L;
    hash = (hash ^ (hash >>> 32) ^ second) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 29) ^ (third & LOW_32)) * 0x94d049bb133111ebL;
    hash ^= hash >>> 32;
    return (int) Math.unsignedMultiplyHigh(hash * SEED, capacity);
  }

  int size() {
    return size;
  }

  BigInteger of(Account wallet) {
    var slot = find(Key.of(wallet));
    return isEmpty(slots, slot) ? BigInteger.ZERO : amount(slots, slot);
  }

  void set(Account wallet, BigInteger amount) {
    if (amount.signum() < 0 || amount.bitLength() > AMOUNT_BITS) {
      throw new IllegalArgumentException("a balance of " + amount);
    }
    own();
    var key = Key.of(wallet);
    var slot = find(key);
    var there = !isEmpty(slots, slot);
    if (amount.signum() == 0) {
      if (there) {
        remove(slot);
      }
      return;
    }
    if (!there) {
      size++;
      if ((long) size * 5 > (long) capacity() * 4) {
        grow();
        slot = find(key);
      }
    }
    var at = slot * WIDTH;
    slots[at] = key.first();
    slots[at + 1] = key.second();
    slots[at + 2] = ((long) key.third() << 32) | amount.shiftRight(64).longValue();
    slots[at + 3] = amount.longValue();
  }

  BigInteger total() {
    var total = BigInteger.ZERO;
    for (int slot = 0; slot < capacity(); slot++) {
      total = total.add(amount(slots, slot));
    }
    return total;
  }

  /** Some holders, beginning anywhere. */
  List<Account> some(int most, SplittableRandom random) {
    List<Account> wallets = new ArrayList<>();
    var start = random.nextInt(capacity());
    for (int i = 0; i < capacity() && wallets.size() < most; i++) {
      var slot = (start + i) % capacity();
      if (!isEmpty(slots, slot)) {
        wallets.add(wallet(slots, slot));
      }
    }
    return wallets;
  }

  /** What it holds now, for ever. Costs nothing until the next change, which copies. */
  Frozen freeze() {
    shared = true;
    return new Frozen(slots);
  }

  /** An unchanging table, to be walked slot by slot. */
  static final class Frozen {
    private final long[] slots;

    private Frozen(long[] slots) {
      this.slots = slots;
    }

    int capacity() {
      return slots.length / WIDTH;
    }

    /** Whether somebody is there. */
    boolean isEmpty(int slot) {
      return Balances.isEmpty(slots, slot);
    }

    Account wallet(int slot) {
      return Balances.wallet(slots, slot);
    }

    BigInteger amount(int slot) {
      return Balances.amount(slots, slot);
    }
  }

  private void own() {
    if (shared) {
      slots = slots.clone();
      shared = false;
    }
  }

  private int capacity() {
    return slots.length / WIDTH;
  }

  /** The wallet's slot, or the empty one where it belongs. */
  private int find(Key key) {
    var capacity = capacity();
    var slot = key.home(capacity);
    while (!isEmpty(slots, slot) && !holds(slot, key)) {
      slot = slot + 1 == capacity ? 0 : slot + 1;
    }
    return slot;
  }

  private boolean holds(int slot, Key key) {
    var at = slot * WIDTH;
    return slots[at] == key.first()
        && slots[at + 1] == key.second()
        && (int) (slots[at + 2] >>> 32) == key.third();
  }

  private static boolean isEmpty(long[] slots, int slot) {
    return slots[slot * WIDTH + 3] == 0 && (slots[slot * WIDTH + 2] & LOW_32) == 0;
  }

  private static BigInteger amount(long[] slots, int slot) {
    var high = slots[slot * WIDTH + 2] & LOW_32;
    var low = slots[slot * WIDTH + 3];
    var small = BigInteger.valueOf(low & Long.MAX_VALUE);
    if (low < 0) {
      small = small.setBit(63);
    }
    return high == 0 ? small : BigInteger.valueOf(high).shiftLeft(64).or(small);
  }

  private static Account wallet(long[] slots, int slot) {
    var digits = HexFormat.of();
    var at = slot * WIDTH;
    return new Account(
        "0x"
            + digits.toHexDigits(slots[at])
            + digits.toHexDigits(slots[at + 1])
            + digits.toHexDigits((int) (slots[at + 2] >>> 32)));
  }

  private int home(int slot) {
    var at = slot * WIDTH;
    return home(slots[at], slots[at + 1], (int) (slots[at + 2] >>> 32), capacity());
  }

  /** Moves later ones up, so that no search ends at the gap too early. */
  private void remove(int slot) {
    size--;
    var capacity = capacity();
    var gap = slot;
    var next = slot;
    while (true) {
      next = next + 1 == capacity ? 0 : next + 1;
      if (isEmpty(slots, next)) {
        break;
      }
      var home = home(next);
      var mayMove = gap <= next ? home <= gap || home > next : home <= gap && home > next;
      if (mayMove) {
        System.arraycopy(slots, next * WIDTH, slots, gap * WIDTH, WIDTH);
        gap = next;
      }
    }
    slots[gap * WIDTH + 2] = 0;
    slots[gap * WIDTH + 3] = 0;
  }

  private void grow() {
    var old = slots;
    var capacity = capacity();
    slots = new long[Math.addExact(capacity, capacity / 2 + 1) * WIDTH];
    for (int slot = 0; slot < capacity; slot++) {
      if (!isEmpty(old, slot)) {
        var at = slot * WIDTH;
        var to = find(new Key(old[at], old[at + 1], (int) (old[at + 2] >>> 32))) * WIDTH;
        System.arraycopy(old, at, slots, to, WIDTH);
      }
    }
  }
}
