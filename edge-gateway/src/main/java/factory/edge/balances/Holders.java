package factory.edge.balances;

import factory.edge.gate.EvmAddress;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who holds a token at the newest block, and which blocks brought what of it that is not final yet.
 * One thread writes; others read as they read a {@link HolderTable}.
 */
final class Holders {
  private static final EvmAddress NOBODY = new EvmAddress(0, 0, 0);

  private final HolderTable latest = new HolderTable();

  /** For each wallet that a block above the final one touched: the newest such block. */
  private final Map<EvmAddress, Brought> unsettled = new ConcurrentHashMap<>();

  /**
   * What a block brought a wallet, and those before it that are not final. Never changed once it is
   * there, so that a reader needs no lock to walk along.
   *
   * @param sum what this block and those before it brought in all; may be below 0
   * @param before an older block; a block that brought nothing in all is left out
   * @param oldest the oldest of them
   */
  private record Brought(long block, BigInteger sum, @Nullable Brought before, long oldest) {
    static Brought on(@Nullable Brought before, long block, BigInteger sum) {
      return new Brought(block, sum, before, before == null ? block : before.oldest());
    }
  }

  BigInteger latest(EvmAddress wallet) {
    return latest.get(wallet);
  }

  /**
   * What a wallet held when a block was the newest.
   *
   * @param now what it holds at the newest block
   * @param block not below the final one
   */
  BigInteger heldAt(long block, EvmAddress wallet, BigInteger now) {
    var newest = unsettled.get(wallet);
    if (newest == null) {
      return now;
    }
    var at = newest;
    while (at != null && at.block() > block) {
      at = at.before();
    }
    return now.subtract(at == null ? newest.sum() : newest.sum().subtract(at.sum()));
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

  /** A transfer of a block that is not final, and not below any that was told. */
  void move(long block, EvmAddress from, EvmAddress to, BigInteger amount) {
    if (!from.equals(NOBODY)) {
      // Below 0 is refused there: a transfer of more than its sender holds.
      latest.put(from, latest.get(from).subtract(amount));
    }
    if (!to.equals(NOBODY)) {
      latest.put(to, latest.get(to).add(amount));
    }
    bring(block, from, amount.negate());
    bring(block, to, amount);
  }

  private void bring(long block, EvmAddress wallet, BigInteger amount) {
    if (wallet.equals(NOBODY) || amount.signum() == 0) {
      return;
    }
    var newest = unsettled.get(wallet);
    var before = newest != null && newest.block() == block ? newest.before() : newest;
    var sum = (newest == null ? BigInteger.ZERO : newest.sum()).add(amount);
    if (!sum.equals(before == null ? BigInteger.ZERO : before.sum())) {
      unsettled.put(wallet, Brought.on(before, block, sum));
    } else if (before == null) {
      unsettled.remove(wallet);
    } else {
      unsettled.put(wallet, before);
    }
  }

  /** What blocks up to this one brought the wallet is final now. */
  void settle(EvmAddress wallet, long finalBlock) {
    unsettled.computeIfPresent(wallet, (_, newest) -> above(finalBlock, newest));
  }

  /** The blocks without those that are final. */
  private static @Nullable Brought above(long finalBlock, Brought newest) {
    if (newest.oldest() > finalBlock) {
      return newest;
    }
    var kept = new ArrayDeque<Brought>();
    @Nullable Brought at = newest;
    while (at != null && at.block() > finalBlock) {
      kept.push(at);
      at = at.before();
    }
    var settled = at == null ? BigInteger.ZERO : at.sum();
    @Nullable Brought left = null;
    for (var block : kept) {
      left = Brought.on(left, block.block(), block.sum().subtract(settled));
    }
    return left;
  }
}
