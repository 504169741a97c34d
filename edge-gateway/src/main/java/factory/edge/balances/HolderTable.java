package factory.edge.balances;

import factory.edge.gate.EvmAddress;
import java.math.BigInteger;
import java.security.SecureRandom;

/**
 * Amounts by wallet in one array of 32 bytes a slot, half to four fifths of them in use, so that a
 * million holders cost about 50 MB and not several times that.
 *
 * <p>One thread writes. What others read meanwhile may be torn but never throws or loops: they have
 * to check afterwards that nothing was written.
 */
final class HolderTable {
  /** The largest amount; the contract's cap is far below. */
  static final int AMOUNT_BITS = 96;

  private static final int STRIDE = 4;
  private static final int LEAST_SLOTS = 8;

  /** Nobody can choose wallets that all fall into one place. */
  private final long seed = new SecureRandom().nextLong();

  /** Each slot: 16 bytes of address, 4 of address and 4 of amount, 8 of amount; zero is free. */
  private long[] cells = new long[LEAST_SLOTS * STRIDE];

  private int used;
  private int holders;

  /** How many hold more than nothing. */
  int holders() {
    return holders;
  }

  BigInteger get(EvmAddress wallet) {
    var now = cells;
    var at = find(now, wallet);
    return at < 0 || isFree(now, at) ? BigInteger.ZERO : amount(now, at);
  }

  /** Sets what a wallet holds: 0 to 2^96 - 1. */
  void put(EvmAddress wallet, BigInteger amount) {
    if (amount.signum() < 0 || amount.bitLength() > AMOUNT_BITS) {
      throw new IllegalArgumentException("an amount outside of 0 to 2^96 - 1");
    }
    var at = find(cells, wallet);
    if (isFree(cells, at)) {
      if (amount.signum() == 0) {
        return;
      }
      if ((used + 1) * 5L > slots(cells) * 4L) {
        grow();
        at = find(cells, wallet);
      }
      used++;
    } else if (amount(cells, at).signum() != 0) {
      holders--;
    }
    holders += amount.signum();
    cells[at] = wallet.high();
    cells[at + 1] = wallet.middle();
    cells[at + 2] = ((long) wallet.low() << 32) | amount.shiftRight(64).longValue();
    cells[at + 3] = amount.longValue();
  }

  /** Wallets that hold nothing any more are left behind here, so that removal needs no care. */
  private void grow() {
    var old = cells;
    var bigger = new long[Math.max(LEAST_SLOTS, Math.toIntExact((holders + 1L) * 15 / 8)) * STRIDE];
    used = 0;
    for (var at = 0; at < old.length; at += STRIDE) {
      if (!isFree(old, at) && amount(old, at).signum() != 0) {
        var wallet = new EvmAddress(old[at], old[at + 1], (int) (old[at + 2] >>> 32));
        System.arraycopy(old, at, bigger, find(bigger, wallet), STRIDE);
        used++;
      }
    }
    cells = bigger;
  }

  /** Where a wallet is, or would be; below 0 only for a reader of a torn table. */
  private int find(long[] in, EvmAddress wallet) {
    var slots = slots(in);
    var slot = (int) Math.unsignedMultiplyHigh(hash(wallet), slots);
    for (var tried = 0; tried < slots; tried++) {
      var at = slot * STRIDE;
      if (isFree(in, at)
          || (in[at] == wallet.high()
              && in[at + 1] == wallet.middle()
              && (int) (in[at + 2] >>> 32) == wallet.low())) {
        return at;
      }
      slot = slot + 1 == slots ? 0 : slot + 1;
    }
    return -1;
  }

  private long hash(EvmAddress wallet) {
    var mixed = (wallet.high() ^ seed) * 0x9E3779B97F4A7C15L;
    mixed = ((mixed ^ (mixed >>> 32)) + wallet.middle()) * 0xBF58476D1CE4E5B9L;
    mixed = ((mixed ^ (mixed >>> 29)) + wallet.low()) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  private static int slots(long[] in) {
    return in.length / STRIDE;
  }

  /** The zero address is nobody and holds nothing. */
  private static boolean isFree(long[] in, int at) {
    return in[at] == 0 && in[at + 1] == 0 && in[at + 2] >>> 32 == 0;
  }

  private static BigInteger amount(long[] in, int at) {
    var top = in[at + 2] & 0xFFFFFFFFL;
    var low = in[at + 3];
    if (top == 0 && low >= 0) {
      return BigInteger.valueOf(low);
    }
    var bytes = new byte[12];
    for (var i = 0; i < 4; i++) {
      bytes[i] = (byte) (top >>> (24 - 8 * i));
    }
    for (var i = 0; i < 8; i++) {
      bytes[4 + i] = (byte) (low >>> (56 - 8 * i));
    }
    return new BigInteger(1, bytes);
  }
}
