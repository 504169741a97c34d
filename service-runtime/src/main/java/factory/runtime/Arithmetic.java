package factory.runtime;

import java.math.BigDecimal;

/**
 * What a person writes as a sum: {@code + - * / % ^}, parentheses and decimal numbers. {@code ^}
 * binds closest and from the right, and its exponent is whole; a quotient has 20 digits behind the
 * point.
 */
public final class Arithmetic {
  private static final int MAX_CHARACTERS = 1_000;
  private static final int MAX_DEPTH = 50;
  private static final int MAX_EXPONENT = 1_000;

  private final String text;
  private int at;
  private int depth;

  private Arithmetic(String text) {
    this.text = text;
  }

  /** What it comes to. */
  public static BigDecimal calculate(String text) {
    if (text.length() > MAX_CHARACTERS) {
      throw Uncomputable.outOfRange("A sum has at most " + MAX_CHARACTERS + " characters");
    }
    var sum = new Arithmetic(text);
    var result = sum.sum();
    if (sum.peek() != 0) {
      throw sum.unreadable();
    }
    return Decimals.plain(result);
  }

  private BigDecimal sum() {
    if (++depth > MAX_DEPTH) {
      throw Uncomputable.outOfRange("A sum is nested at most " + MAX_DEPTH + " deep");
    }
    var result = product();
    while (true) {
      if (took('+')) {
        result = Decimals.add(result, product());
      } else if (took('-')) {
        result = Decimals.subtract(result, product());
      } else {
        depth--;
        return result;
      }
    }
  }

  private BigDecimal product() {
    var result = signed();
    while (true) {
      if (took('*')) {
        result = Decimals.multiply(result, signed());
      } else if (took('/')) {
        result = Decimals.divide(result, signed());
      } else if (took('%')) {
        result = Decimals.remainder(result, signed());
      } else {
        return result;
      }
    }
  }

  private BigDecimal signed() {
    if (++depth > MAX_DEPTH) {
      throw Uncomputable.outOfRange("A sum is nested at most " + MAX_DEPTH + " deep");
    }
    var result = took('-') ? signed().negate() : took('+') ? signed() : power();
    depth--;
    return result;
  }

  private BigDecimal power() {
    var base = term();
    if (!took('^')) {
      return base;
    }
    var exponent = signed();
    if (exponent.stripTrailingZeros().scale() > 0
        || exponent.abs().compareTo(BigDecimal.valueOf(MAX_EXPONENT)) > 0) {
      throw Uncomputable.of("An exponent is a whole number of at most " + MAX_EXPONENT);
    }
    return Decimals.power(base, exponent.longValueExact());
  }

  private BigDecimal term() {
    if (took('(')) {
      var inner = sum();
      if (!took(')')) {
        throw unreadable();
      }
      return inner;
    }
    var _ = peek();
    var from = at;
    while (at < text.length() && (isDigit(text.charAt(at)) || text.charAt(at) == '.')) {
      at++;
    }
    var number = text.substring(from, at);
    if (!number.matches("[0-9]{1,100}(\\.[0-9]{1,100})?")) {
      at = from;
      throw unreadable();
    }
    return new BigDecimal(number);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private boolean took(char sign) {
    if (peek() != sign) {
      return false;
    }
    at++;
    return true;
  }

  /** The next sign after white space; 0 at the end. */
  private char peek() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : 0;
  }

  private Uncomputable unreadable() {
    return Uncomputable.of("The sum cannot be read at character " + (at + 1));
  }
}
