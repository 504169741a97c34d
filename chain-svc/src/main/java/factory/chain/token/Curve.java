package factory.chain.token;

import factory.mesh.Refused;
import java.math.BigInteger;

/**
 * The linear bonding curve in exact integers: a token costs 0.001 ETH plus 0.0001 ETH for each
 * token that exists, up to 1,000,000 tokens. Supplies and amounts are base units (1e18 to a token),
 * prices and payouts wei. Each function rounds once, for the reserve.
 *
 * <p>Source: {@code contracts/src/libraries/CurveMath.sol}; with D = 2e22 and K = 1e19 the reserve
 * behind a supply S is S * (S + 2K) / D.
 */
public final class Curve {
  /** The largest supply. */
  public static final BigInteger CAP = BigInteger.TEN.pow(24);

  private static final BigInteger K = BigInteger.TEN.pow(19);
  private static final BigInteger TWO_K = K.shiftLeft(1);
  private static final BigInteger D = BigInteger.TEN.pow(22).shiftLeft(1);
  private static final BigInteger PAST_CAP = CAP.add(BigInteger.ONE);

  /** The most wei that a purchase can bring: from a supply of 0, one more would pass the cap. */
  private static final BigInteger MOST_WEI_IN = PAST_CAP.multiply(PAST_CAP.add(TWO_K)).divide(D);

  private static final BigInteger START_PRICE_WEI = BigInteger.TEN.pow(15);
  private static final BigInteger SLOPE = BigInteger.TEN.pow(4);

  private Curve() {}

  /**
   * What so many wei buy: floor(sqrt((S + K)^2 + D * E)) - (S + K).
   *
   * @throws Refused past the cap
   */
  public static BigInteger tokensForDown(BigInteger supply, BigInteger ethInWei) {
    requireExisting(supply);
    if (ethInWei.compareTo(MOST_WEI_IN) > 0) {
      throw new Refused(new ChainFault.PastCap(supply));
    }
    var base = supply.add(K);
    var tokens = base.multiply(base).add(D.multiply(ethInWei)).sqrt().subtract(base);
    if (supply.add(tokens).compareTo(CAP) > 0) {
      throw new Refused(new ChainFault.PastCap(supply));
    }
    return tokens;
  }

  /**
   * What burning an amount pays: floor(A * (2S - A + 2K) / D).
   *
   * @throws Refused above the supply
   */
  public static BigInteger payoutDown(BigInteger supply, BigInteger amount) {
    requireExisting(supply);
    if (amount.compareTo(supply) > 0) {
      throw new Refused(new ChainFault.AboveSupply(supply));
    }
    return amount.multiply(supply.shiftLeft(1).subtract(amount).add(TWO_K)).divide(D);
  }

  /**
   * The least wei that buy an amount: ceil(A * (2S + A + 2K) / D).
   *
   * @throws Refused past the cap
   */
  public static BigInteger costUp(BigInteger supply, BigInteger amount) {
    requireExisting(supply);
    if (supply.add(amount).compareTo(CAP) > 0) {
      throw new Refused(new ChainFault.PastCap(supply));
    }
    return amount
        .multiply(supply.shiftLeft(1).add(amount).add(TWO_K))
        .add(D.subtract(BigInteger.ONE))
        .divide(D);
  }

  /** Wei for a whole token at a supply, without the slope within it; rounded down. */
  public static BigInteger priceWei(BigInteger supply) {
    return START_PRICE_WEI.add(supply.divide(SLOPE));
  }

  private static void requireExisting(BigInteger supply) {
    if (supply.compareTo(CAP) > 0) {
      throw new IllegalArgumentException("a supply of " + supply + " is above the cap");
    }
  }
}
