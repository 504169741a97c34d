package factory.edge.balances;

import factory.edge.gate.EvmAddress;
import java.math.BigInteger;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who holds a token at the newest block, and what of it is not final yet. One thread writes; others
 * read as they read a {@link HolderTable}.
 */
final class Holders {
  private static final EvmAddress NOBODY = new EvmAddress(0, 0, 0);

  private final HolderTable latest = new HolderTable();

  /** What the blocks above the final one brought each wallet in all; never 0. */
  private final Map<EvmAddress, BigInteger> unsettled = new ConcurrentHashMap<>();

  BigInteger latest(EvmAddress wallet) {
    return latest.get(wallet);
  }

  /** The same at the final block. */
  BigInteger finalized(EvmAddress wallet) {
    var now = latest.get(wallet);
    var brought = unsettled.get(wallet);
    return brought == null ? now : now.subtract(brought);
  }

  int count() {
    return latest.holders();
  }

  /** A balance of a new picture, told once. */
  void begin(EvmAddress wallet, BigInteger amount) {
    if (wallet.equals(NOBODY)) {
      throw new IllegalArgumentException("a balance of nobody");
    }
    if (latest.get(wallet).signum() != 0) {
      throw new IllegalArgumentException("a balance is told twice");
    }
    latest.put(wallet, amount);
  }

  /** A transfer of a block that is not final. */
  void move(EvmAddress from, EvmAddress to, BigInteger amount) {
    if (!from.equals(NOBODY)) {
      // Below 0 is refused there: a transfer of more than its sender holds.
      latest.put(from, latest.get(from).subtract(amount));
    }
    if (!to.equals(NOBODY)) {
      latest.put(to, latest.get(to).add(amount));
    }
    bring(from, amount.negate());
    bring(to, amount);
  }

  /** The transfer is final now. */
  void settle(EvmAddress from, EvmAddress to, BigInteger amount) {
    bring(from, amount);
    bring(to, amount.negate());
  }

  private void bring(EvmAddress wallet, BigInteger amount) {
    if (!wallet.equals(NOBODY) && amount.signum() != 0) {
      unsettled.merge(
          wallet,
          amount,
          (before, more) -> {
            var sum = before.add(more);
            return sum.signum() == 0 ? null : sum;
          });
    }
  }
}
