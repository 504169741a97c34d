package factory.pipeline.model;

import java.math.BigDecimal;

/**
 * What a model's tokens cost.
 *
 * @param in US dollars for a million tokens of what it is asked
 * @param out US dollars for a million tokens of what it says
 */
public record Price(BigDecimal in, BigDecimal out) {
  private static final int MILLION = 6;

  /** Of a model that runs on a machine of one's own. */
  public static final Price FREE = new Price(BigDecimal.ZERO, BigDecimal.ZERO);

  /** What so many tokens cost, rounded up to a billionth of a dollar. */
  public Usd of(long tokensIn, long tokensOut) {
    return Usd.up(
        in.multiply(BigDecimal.valueOf(tokensIn))
            .add(out.multiply(BigDecimal.valueOf(tokensOut)))
            .movePointLeft(MILLION));
  }
}
