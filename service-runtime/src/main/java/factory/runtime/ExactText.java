package factory.runtime;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Decimal numbers as text that sorts as they do, so that SQLite compares and indexes them without
 * losing a digit: {@code p} and the number of digits before the point, those digits, a point and
 * the digits behind it; below zero {@code n}, with nines' complements and a {@code ~} at the end.
 * 12.5 is {@code p0212.5}.
 */
final class ExactText {
  /** The most digits, both sides of the point together. */
  static final int MAX_DIGITS = 38;

  private ExactText() {}

  /** Whether a number has no more digits than are kept; zeros between it and the point count. */
  static boolean fits(BigDecimal value) {
    return value.scale() <= MAX_DIGITS
        && value.precision() - (long) Math.min(value.scale(), 0) <= MAX_DIGITS;
  }

  static String of(BigDecimal value) {
    var plain = value.abs().stripTrailingZeros().toPlainString();
    var point = plain.indexOf('.');
    var whole = point < 0 ? plain : plain.substring(0, point);
    var fraction = point < 0 ? "" : plain.substring(point + 1);
    if (whole.equals("0")) {
      whole = "";
    }
    var text = "%02d".formatted(whole.length()) + whole + "." + fraction;
    return value.signum() < 0 ? "n" + complement(text) + "~" : "p" + text;
  }

  /** The number, or null when the text is none. */
  static @Nullable BigDecimal parse(String text) {
    var negative = text.startsWith("n") && text.endsWith("~");
    if ((!negative && !text.startsWith("p")) || text.length() < 4) {
      return null;
    }
    var digits = negative ? complement(text.substring(1, text.length() - 1)) : text.substring(1);
    var number = digits.substring(2);
    try {
      var value =
          new BigDecimal(
              number.equals(".") ? "0" : number.endsWith(".") ? number + "0" : "0" + number);
      var plain = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
      var exact = plain.scale() < 0 ? plain.setScale(0) : plain;
      return negative ? exact.negate() : exact;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static String complement(String digits) {
    var complement = new StringBuilder(digits.length());
    for (var i = 0; i < digits.length(); i++) {
      var c = digits.charAt(i);
      complement.append(c >= '0' && c <= '9' ? (char) ('0' + '9' - c) : c);
    }
    return complement.toString();
  }
}
