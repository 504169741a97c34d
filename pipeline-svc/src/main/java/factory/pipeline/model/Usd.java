package factory.pipeline.model;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Pattern;

/**
 * An amount of US dollars.
 *
 * @param nanos billionths of a dollar, exact
 */
public record Usd(long nanos) implements Comparable<Usd> {
  private static final int SCALE = 9;
  private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,7}([.][0-9]{1,9})?");

  /** Nothing. */
  public static final Usd ZERO = new Usd(0);

  /**
   * Reads a decimal number of dollars, such as {@code 0.25}.
   *
   * @throws IllegalArgumentException unless it is one of at most nine decimals, 0 to 1,000,000
   */
  public static Usd parse(String text) {
    if (!isAmount(text)) {
      throw new IllegalArgumentException(
          "'" + text + "' is no amount of US dollars, such as 0.25 or 10");
    }
    var dollars = new BigDecimal(text);
    if (dollars.compareTo(BigDecimal.valueOf(1_000_000)) > 0) {
      throw new IllegalArgumentException("'" + text + "' is more than 1000000 US dollars");
    }
    return new Usd(dollars.movePointRight(SCALE).longValueExact());
  }

  /** Whether a text is a decimal number of dollars, at most seven digits before the point. */
  static boolean isAmount(String text) {
    return AMOUNT.matcher(text).matches();
  }

  /** That many, rounded up to what can be said. */
  static Usd up(BigDecimal dollars) {
    return new Usd(
        dollars.movePointRight(SCALE).setScale(0, RoundingMode.CEILING).longValueExact());
  }

  /** The sum. */
  public Usd plus(Usd other) {
    return new Usd(Math.addExact(nanos, other.nanos));
  }

  /** As a decimal number without an exponent or needless zeros. */
  @Override
  public String toString() {
    return nanos == 0 ? "0" : BigDecimal.valueOf(nanos, SCALE).stripTrailingZeros().toPlainString();
  }

  @Override
  public int compareTo(Usd other) {
    return Long.compare(nanos, other.nanos);
  }
}
