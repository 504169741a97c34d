package factory.chain.trade;

import java.math.BigInteger;
import java.time.Duration;

/**
 * On what terms a trade is done.
 *
 * @param slippageBps how much less than quoted is accepted, in hundredths of a percent
 * @param validFor for how long it may be mined
 */
public record Terms(int slippageBps, Duration validFor) {
  /** Half of what was quoted: less than that nobody means. */
  public static final int MOST_SLIPPAGE_BPS = 5_000;

  private static final BigInteger WHOLE = BigInteger.valueOf(10_000);

  /** The least that is accepted where so much is quoted; rounded up, never below the slippage. */
  BigInteger leastUp(BigInteger quoted) {
    return quoted
        .multiply(WHOLE.subtract(BigInteger.valueOf(slippageBps)))
        .add(WHOLE.subtract(BigInteger.ONE))
        .divide(WHOLE);
  }
}
