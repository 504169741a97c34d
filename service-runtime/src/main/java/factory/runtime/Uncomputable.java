package factory.runtime;

/**
 * An expression without a result: a number out of range, a division by zero, a text that is no
 * date. Whoever sent what it was computed from is refused with 422. Carries no stack trace.
 */
public final class Uncomputable extends ArithmeticException {
  private static final long serialVersionUID = 1;

  private final String reason;

  private Uncomputable(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  static Uncomputable divisionByZero() {
    return new Uncomputable("DIVISION_BY_ZERO", "A number cannot be divided by zero.");
  }

  static Uncomputable outOfRange(String what) {
    return new Uncomputable("OUT_OF_RANGE", what + ".");
  }

  static Uncomputable of(String why) {
    return new Uncomputable("NOT_COMPUTABLE", why + ".");
  }

  /** What {@code Math} and {@code BigDecimal} throw. */
  static Uncomputable of(ArithmeticException e) {
    if (e instanceof Uncomputable uncomputable) {
      return uncomputable;
    }
    var message = String.valueOf(e.getMessage());
    return message.contains("zero") ? divisionByZero() : outOfRange("A number becomes too large");
  }

  /** Such a text in a message, cut when it is long. */
  static String shown(String text) {
    return "'" + text.substring(0, text.offsetByCodePoints(0, shownLength(text))) + "'";
  }

  private static int shownLength(String text) {
    return Math.min(text.codePointCount(0, text.length()), 40);
  }

  @Override
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // It does nothing.
  public Throwable fillInStackTrace() {
    return this;
  }

  /** UPPER_SNAKE. */
  String reason() {
    return reason;
  }

  String detail() {
    return String.valueOf(getMessage());
  }
}
