package factory.runtime;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.regex.Pattern;

/**
 * Exact decimal numbers. Halves are rounded away from zero. A number has at most {@link
 * #MAX_DIGITS} digits before the point; behind it, what is beyond as many is rounded.
 */
public final class Decimals {
  /** The most digits on each side of the point. */
  static final int MAX_DIGITS = 1_000;

  /** Digits behind the point of a quotient or a root, when nobody says how many. */
  static final int QUOTIENT_DIGITS = 20;

  private static final int MAX_ROUNDING = 100;
  private static final int MAX_ROOT = 100;
  private static final MathContext LONG_POWER = new MathContext(60, RoundingMode.HALF_UP);
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,100}(\\.[0-9]{1,100})?");

  private Decimals() {}

  /** The number that a text says, such as {@code -12.5}. */
  public static BigDecimal decimal(String text) {
    if (!NUMBER.matcher(text).matches()) {
      throw Uncomputable.of(Uncomputable.shown(text) + " is no number such as -12.5");
    }
    return new BigDecimal(text);
  }

  /** A whole number as a decimal one. */
  public static BigDecimal decimal(long whole) {
    return BigDecimal.valueOf(whole);
  }

  /** The same number. */
  public static BigDecimal decimal(BigDecimal number) {
    return number;
  }

  /** The sum. */
  public static BigDecimal add(BigDecimal a, BigDecimal b) {
    return checked(a.add(b));
  }

  /** The difference. */
  public static BigDecimal subtract(BigDecimal a, BigDecimal b) {
    return checked(a.subtract(b));
  }

  /** The product. */
  public static BigDecimal multiply(BigDecimal a, BigDecimal b) {
    return checked(a.multiply(b));
  }

  /** The quotient, exact to {@value #QUOTIENT_DIGITS} digits behind the point. */
  public static BigDecimal divide(BigDecimal a, BigDecimal b) {
    return plain(divide(a, b, QUOTIENT_DIGITS));
  }

  /** The quotient, rounded to so many digits behind the point. */
  public static BigDecimal divide(BigDecimal a, BigDecimal b, long digits) {
    if (b.signum() == 0) {
      throw Uncomputable.divisionByZero();
    }
    return scaled(checked(a.divide(b, rounding(digits), RoundingMode.HALF_UP)));
  }

  /** What is left of a division to a whole number; of the first one's sign. */
  public static BigDecimal remainder(BigDecimal a, BigDecimal b) {
    if (b.signum() == 0) {
      throw Uncomputable.divisionByZero();
    }
    return a.remainder(b);
  }

  /** That percentage of a number. */
  public static BigDecimal percent(BigDecimal percentage, BigDecimal of) {
    return checked(percentage.multiply(of).movePointLeft(2));
  }

  /** Rounded to a whole number. */
  public static BigDecimal round(BigDecimal a) {
    return round(a, 0);
  }

  /** Rounded to so many digits behind the point; before it when there are fewer than none. */
  public static BigDecimal round(BigDecimal a, long digits) {
    return scaled(a.setScale(rounding(digits), RoundingMode.HALF_UP));
  }

  /** The greatest whole number that is not above. */
  public static BigDecimal floor(BigDecimal a) {
    return floor(a, 0);
  }

  /** The greatest number of so many digits behind the point that is not above. */
  public static BigDecimal floor(BigDecimal a, long digits) {
    return scaled(a.setScale(rounding(digits), RoundingMode.FLOOR));
  }

  /** The least whole number that is not below. */
  public static BigDecimal ceil(BigDecimal a) {
    return ceil(a, 0);
  }

  /** The least number of so many digits behind the point that is not below. */
  public static BigDecimal ceil(BigDecimal a, long digits) {
    return scaled(a.setScale(rounding(digits), RoundingMode.CEILING));
  }

  /** -1, 0 or 1. */
  public static long sign(BigDecimal a) {
    return a.signum();
  }

  /** The whole part. */
  public static long whole(BigDecimal a) {
    try {
      return a.setScale(0, RoundingMode.DOWN).longValueExact();
    } catch (ArithmeticException e) {
      throw Uncomputable.outOfRange("The number is too large for a whole one");
    }
  }

  /**
   * The power: exact while it has at most {@link #MAX_DIGITS} digits, of 60 digits beyond.
   *
   * @param exponent below zero for the power of the reciprocal
   */
  public static BigDecimal power(BigDecimal a, long exponent) {
    if (exponent < -999_999_999 || exponent > 999_999_999) {
      throw Uncomputable.outOfRange("An exponent is -999999999 to 999999999");
    }
    if (exponent < 0) {
      return divide(BigDecimal.ONE, power(a, -exponent));
    }
    try {
      var base = plain(a);
      return (long) base.precision() * exponent <= MAX_DIGITS
          ? checked(base.pow((int) exponent))
          : plain(checked(base.pow((int) exponent, LONG_POWER)));
    } catch (ArithmeticException e) {
      if (a.abs().compareTo(BigDecimal.ONE) < 0) {
        return BigDecimal.ZERO;
      }
      throw tooLarge();
    }
  }

  /** The square root, rounded to {@value #QUOTIENT_DIGITS} digits behind the point. */
  public static BigDecimal root(BigDecimal a) {
    return root(a, 2);
  }

  /**
   * A root, rounded to {@value #QUOTIENT_DIGITS} digits behind the point.
   *
   * @param degree 1 to 100; odd when the number is below zero
   */
  public static BigDecimal root(BigDecimal a, long degree) {
    if (degree < 1 || degree > MAX_ROOT) {
      throw Uncomputable.of("A root's degree is 1 to " + MAX_ROOT);
    }
    if (a.signum() < 0) {
      if (degree % 2 == 0) {
        throw Uncomputable.of("A number below zero has no root of an even degree");
      }
      return root(a.negate(), degree).negate();
    }
    var n = (int) degree;
    var shifted = a.movePointRight(QUOTIENT_DIGITS * n);
    var floor = wholeRoot(shifted.toBigInteger(), n);
    // Up when floor + 1/2 is not above the root: (2 floor + 1)^n <= 2^n shifted.
    var middle = new BigDecimal(floor.shiftLeft(1).add(BigInteger.ONE).pow(n));
    var up = middle.compareTo(shifted.multiply(new BigDecimal(BigInteger.TWO.pow(n)))) <= 0;
    return plain(new BigDecimal(up ? floor.add(BigInteger.ONE) : floor, QUOTIENT_DIGITS));
  }

  /** Newton's method from above: it falls until it is the floor of the root. */
  private static BigInteger wholeRoot(BigInteger number, int degree) {
    if (number.signum() == 0) {
      return BigInteger.ZERO;
    }
    var n = BigInteger.valueOf(degree);
    var less = BigInteger.valueOf(degree - 1L);
    var root = BigInteger.ONE.shiftLeft(number.bitLength() / degree + 1);
    while (true) {
      var next = less.multiply(root).add(number.divide(root.pow(degree - 1))).divide(n);
      if (next.compareTo(root) >= 0) {
        return root;
      }
      root = next;
    }
  }

  /** As a text of exactly so many digits behind the point, 0 to 100, rounded. */
  public static String format(BigDecimal a, long digits) {
    return a.setScale(Math.max(0, rounding(digits)), RoundingMode.HALF_UP).toPlainString();
  }

  /** Without zeros at the end of its fraction. */
  static BigDecimal plain(BigDecimal a) {
    return a.signum() == 0 ? BigDecimal.ZERO : scaled(a.stripTrailingZeros());
  }

  /** Without an exponent. */
  private static BigDecimal scaled(BigDecimal a) {
    return a.scale() < 0 ? a.setScale(0) : a;
  }

  private static int rounding(long digits) {
    if (digits < -MAX_ROUNDING || digits > MAX_ROUNDING) {
      throw Uncomputable.of("Digits to round to are -100 to 100");
    }
    return (int) digits;
  }

  static BigDecimal checked(BigDecimal a) {
    if ((long) a.precision() - a.scale() > MAX_DIGITS && a.signum() != 0) {
      throw tooLarge();
    }
    if ((long) a.scale() - a.precision() > MAX_DIGITS) {
      // So near to zero that rounding it would be a division by a number without end.
      return BigDecimal.ZERO;
    }
    return a.scale() > MAX_DIGITS ? a.setScale(MAX_DIGITS, RoundingMode.HALF_UP) : a;
  }

  private static Uncomputable tooLarge() {
    return Uncomputable.outOfRange("A number becomes too large");
  }
}
