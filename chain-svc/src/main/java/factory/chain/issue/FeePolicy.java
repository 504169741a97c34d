package factory.chain.issue;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;

/**
 * What may be paid on a chain, and how long is waited.
 *
 * @param maxFeeWei the most for a unit of gas, base fee and tip together; no transaction and no
 *     replacement offers more
 * @param replaceAfter how long a transaction may be pending before it is replaced with a higher fee
 */
public record FeePolicy(BigInteger maxFeeWei, Duration replaceAfter) {
  private static final BigInteger EIGHT = BigInteger.valueOf(8);
  private static final BigInteger SEVEN = BigInteger.valueOf(7);
  private static final BigInteger NINE = BigInteger.valueOf(9);

  /** Refuses what cannot be meant. */
  public FeePolicy {
    if (maxFeeWei.signum() <= 0) {
      throw new IllegalArgumentException("the fee cap must be above zero");
    }
    if (replaceAfter.isNegative() || replaceAfter.isZero()) {
      throw new IllegalArgumentException("the time before a replacement must be above zero");
    }
  }

  /** The fees of a first transaction: what it has to offer now, within the cap. */
  Fees first(Fees now) {
    var max = now.maxWei().min(maxFeeWei);
    return new Fees(max, now.tipWei().map(max::min));
  }

  /**
   * The fees of a replacement: both an eighth higher, as nodes require, or as high as a first
   * transaction's would be now; empty when the cap leaves no room for that.
   */
  Optional<Fees> raised(Fees before, Fees now) {
    var least = raised(before.maxWei());
    if (least.compareTo(maxFeeWei) > 0) {
      return Optional.empty();
    }
    var max = least.max(now.maxWei()).min(maxFeeWei);
    if (before.tipWei().isEmpty()) {
      return Optional.of(new Fees(max, Optional.empty()));
    }
    var leastTip = raised(before.tipWei().get());
    return leastTip.compareTo(max) > 0
        ? Optional.empty()
        : Optional.of(
            new Fees(max, Optional.of(leastTip.max(now.tipWei().orElse(leastTip)).min(max))));
  }

  private static BigInteger raised(BigInteger wei) {
    // Upwards: 12.5 % is required, and of nothing something.
    return wei.multiply(NINE).add(SEVEN).divide(EIGHT).max(wei.add(BigInteger.ONE));
  }
}
