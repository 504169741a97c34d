package factory.runtime;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.regex.Pattern;

/** Whole numbers of 64 bits, beside what {@link Math} has; none wraps around. */
public final class Wholes {
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,19}");
  private static final long MOST_PRIME = 1_000_000_000_000L;
  private static final List<String> ROMAN =
      List.of("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I");
  private static final List<Integer> ROMAN_VALUES =
      List.of(1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1);

  private Wholes() {}

  /** The number that a text says. */
  public static long whole(String text) {
    try {
      if (NUMBER.matcher(text).matches()) {
        return Long.parseLong(text);
      }
    } catch (NumberFormatException e) {
      throw Uncomputable.outOfRange(Uncomputable.shown(text) + " is too large for a whole number");
    }
    throw Uncomputable.of(Uncomputable.shown(text) + " is no whole number");
  }

  /** The quotient without its fraction. */
  public static long divide(long a, long b) {
    if (b == 0) {
      throw Uncomputable.divisionByZero();
    }
    return Math.divideExact(a, b);
  }

  /** What is left of that division, of the first one's sign. */
  public static long remainder(long a, long b) {
    if (b == 0) {
      throw Uncomputable.divisionByZero();
    }
    return a % b;
  }

  /**
   * The power.
   *
   * @param exponent not below zero
   */
  public static long power(long a, long exponent) {
    if (exponent < 0) {
      throw Uncomputable.of("A whole number's exponent is not below zero");
    }
    var result = 1L;
    var base = a;
    var left = exponent;
    while (true) {
      if ((left & 1) == 1) {
        result = Math.multiplyExact(result, base);
      }
      left >>= 1;
      if (left == 0 || base == 0 || base == 1) {
        return result;
      }
      if (base == -1) {
        return result; // An even power of -1 is left.
      }
      base = Math.multiplyExact(base, base);
    }
  }

  /** The greatest common divisor, not below zero. */
  public static long gcd(long a, long b) {
    return BigInteger.valueOf(a).gcd(BigInteger.valueOf(b)).longValueExact();
  }

  /** The least common multiple, not below zero. */
  public static long lcm(long a, long b) {
    return a == 0 || b == 0 ? 0 : Math.absExact(Math.multiplyExact(a / gcd(a, b), b));
  }

  /** Whether it is prime; up to 10^12. */
  public static boolean isPrime(long a) {
    if (a > MOST_PRIME) {
      throw Uncomputable.outOfRange("Numbers up to " + MOST_PRIME + " are looked at");
    }
    if (a < 4) {
      return a > 1;
    }
    if (a % 2 == 0) {
      return false;
    }
    for (var i = 3L; i * i <= a; i += 2) {
      if (a % i == 0) {
        return false;
      }
    }
    return true;
  }

  /** The number at that place of 0, 1, 1, 2, 3, 5, ... */
  public static long fibonacci(long place) {
    if (place < 0 || place > 92) {
      throw Uncomputable.outOfRange("Places 0 to 92 fit");
    }
    var one = 0L;
    var next = 1L;
    for (var i = 0; i < place; i++) {
      var sum = one + next;
      one = next;
      next = sum;
    }
    return one;
  }

  /** 1 * 2 * ... * n, for n from 0 to 200. */
  public static BigDecimal factorial(long n) {
    if (n < 0 || n > 200) {
      throw Uncomputable.outOfRange("A factorial is of 0 to 200");
    }
    var product = BigInteger.ONE;
    for (var i = 2; i <= n; i++) {
      product = product.multiply(BigInteger.valueOf(i));
    }
    return new BigDecimal(product);
  }

  /** Its digits in a base of 2 to 36, in lower case. */
  public static String toBase(long a, long base) {
    return Long.toString(a, base(base));
  }

  /** The number that these digits say in a base of 2 to 36. */
  public static long fromBase(String digits, long base) {
    var radix = base(base);
    try {
      return Long.parseLong(digits, radix);
    } catch (NumberFormatException e) {
      throw Uncomputable.of(
          Uncomputable.shown(digits) + " is no whole number to the base of " + radix);
    }
  }

  private static int base(long base) {
    if (base < Character.MIN_RADIX || base > Character.MAX_RADIX) {
      throw Uncomputable.of("A base is 2 to 36");
    }
    return (int) base;
  }

  /** 1 to 3999 in Roman numerals. */
  public static String toRoman(long a) {
    if (a < 1 || a > 3999) {
      throw Uncomputable.outOfRange("Roman numerals are of 1 to 3999");
    }
    var left = a;
    var text = new StringBuilder();
    for (var i = 0; i < ROMAN.size(); i++) {
      while (left >= ROMAN_VALUES.get(i)) {
        text.append(ROMAN.get(i));
        left -= ROMAN_VALUES.get(i);
      }
    }
    return text.toString();
  }

  /** What Roman numerals say, in their usual form and upper case. */
  public static long fromRoman(String text) {
    var sum = 0L;
    var at = 0;
    for (var i = 0; i < ROMAN.size(); i++) {
      while (text.startsWith(ROMAN.get(i), at) && sum < 4000) {
        sum += ROMAN_VALUES.get(i);
        at += ROMAN.get(i).length();
      }
    }
    if (at != text.length() || sum < 1 || sum > 3999 || !toRoman(sum).equals(text)) {
      throw Uncomputable.of(Uncomputable.shown(text) + " is no Roman numeral");
    }
    return sum;
  }
}
