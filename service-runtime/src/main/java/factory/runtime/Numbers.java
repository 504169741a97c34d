package factory.runtime;

import factory.runtime.Kind.Unfit;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Kinds of numbers; true and false are two of them. */
final class Numbers {
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,50}(\\.[0-9]{1,50})?");

  private Numbers() {}

  /** A whole number: {@code Long} in Java and in the store. */
  record Whole(Bounds bounds) implements Kind {
    /** Beyond it, JSON readers that use doubles lose digits. */
    static final BigDecimal SAFE = BigDecimal.valueOf(9_007_199_254_740_991L);

    static final Whole WIDEST = new Whole(Bounds.of(SAFE.negate(), SAFE));

    @Override
    public String sqlType() {
      return "INTEGER";
    }

    @Override
    public Object parse(JsonValue input) throws Unfit {
      // The bounds come first: they are cheap for any exponent, and after them so is the rest.
      if (!(input instanceof JsonValue.Decimal(var value))
          || !bounds.contain(value)
          || value.stripTrailingZeros().scale() > 0) {
        throw unfit();
      }
      return value.longValueExact();
    }

    @Override
    public Object store(Object value) throws Unfit {
      var number = value instanceof Integer whole ? (long) whole : value;
      if (number instanceof Long whole && bounds.contain(BigDecimal.valueOf(whole))) {
        return whole;
      }
      throw unfit();
    }

    private Unfit unfit() {
      return new Unfit("must be a whole number " + bounds);
    }

    @Override
    public @Nullable Object load(Object stored) {
      return switch (stored) {
        case Long number -> number;
        case Double number
            when number == Math.rint(number) && Math.abs(number) <= SAFE.doubleValue() ->
            number.longValue();
        default -> null;
      };
    }

    @Override
    public Object show(Object value) {
      return value;
    }

    @Override
    public JsonValue fromText(String text) {
      return number(text);
    }

    @Override
    public Kind loose() {
      return WIDEST;
    }
  }

  /**
   * An exact number, {@code BigDecimal} in Java without trailing zeros, {@link ExactText} in the
   * store.
   *
   * @param scale the most digits behind the point
   */
  record Decimal(Bounds bounds, int scale) implements Kind {
    static final int MAX_DIGITS = ExactText.MAX_DIGITS;

    /** What fits into 38 digits. */
    static final Bounds WIDEST =
        Bounds.of(
            new BigDecimal("9".repeat(MAX_DIGITS)).negate(),
            new BigDecimal("9".repeat(MAX_DIGITS)));

    /** What a number may be when nobody says more. */
    static final Bounds USUAL =
        Bounds.of(
            BigDecimal.valueOf(-1_000_000_000_000_000L),
            BigDecimal.valueOf(1_000_000_000_000_000L));

    @Override
    public String sqlType() {
      return "TEXT";
    }

    @Override
    public Object parse(JsonValue input) throws Unfit {
      if (!(input instanceof JsonValue.Decimal(var value))) {
        throw new Unfit("must be a number " + bounds);
      }
      return checked(value);
    }

    @Override
    public Object store(Object value) throws Unfit {
      return switch (value) {
        case BigDecimal number -> ExactText.of(checked(number));
        case Long number -> ExactText.of(checked(BigDecimal.valueOf(number)));
        case Integer number -> ExactText.of(checked(BigDecimal.valueOf(number)));
        default -> throw new Unfit("must be a number " + bounds);
      };
    }

    private BigDecimal checked(BigDecimal value) throws Unfit {
      // The bounds come first, as with whole numbers.
      if (!bounds.contain(value)) {
        throw new Unfit("must be a number " + bounds);
      }
      var exact = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
      if (exact.scale() > scale) {
        throw new Unfit("must have at most " + scale + " digits behind the point");
      }
      if (!ExactText.fits(exact)) {
        throw new Unfit("must have at most " + MAX_DIGITS + " digits");
      }
      return exact.scale() < 0 ? exact.setScale(0) : exact;
    }

    @Override
    public @Nullable Object load(Object stored) {
      return switch (stored) {
        case String text -> ExactText.parse(text);
        // What was stored when numbers were doubles, and what was a whole number.
        case Double number when !number.isInfinite() && !number.isNaN() ->
            BigDecimal.valueOf(number);
        case Long number -> BigDecimal.valueOf(number);
        default -> null;
      };
    }

    @Override
    public Object show(Object value) {
      return value;
    }

    @Override
    public JsonValue fromText(String text) {
      return number(text);
    }

    @Override
    public Kind loose() {
      return new Decimal(WIDEST, MAX_DIGITS);
    }
  }

  /**
   * An amount of money with at most two decimals: a decimal string in JSON, a {@code BigDecimal}
   * with two decimals in Java, whole hundredths in the store; never a floating point number.
   */
  record Money(Bounds bounds) implements Kind {
    static final BigDecimal MOST = new BigDecimal("9999999999999.99");
    static final Bounds WIDEST = Bounds.of(MOST.negate(), MOST);
    private static final Pattern SHAPE = Pattern.compile("-?[0-9]{1,13}(\\.[0-9]{1,2})?");

    @Override
    public String sqlType() {
      return "INTEGER";
    }

    @Override
    public Object parse(JsonValue input) throws Unfit {
      if (input instanceof JsonValue.Text(var text) && SHAPE.matcher(text).matches()) {
        var amount = new BigDecimal(text);
        if (bounds.contain(amount)) {
          return amount.setScale(2, RoundingMode.UNNECESSARY);
        }
      }
      throw unfit();
    }

    @Override
    public Object store(Object value) throws Unfit {
      var amount =
          value instanceof Long || value instanceof Integer
              ? BigDecimal.valueOf(((Number) value).longValue())
              : value;
      if (amount instanceof BigDecimal exact
          && bounds.contain(exact)
          && exact.stripTrailingZeros().scale() <= 2) {
        return exact.movePointRight(2).longValueExact();
      }
      throw unfit();
    }

    private Unfit unfit() {
      return new Unfit("must be an amount in a string, such as \"12.50\", " + bounds);
    }

    @Override
    public @Nullable Object load(Object stored) {
      return stored instanceof Long hundredths ? BigDecimal.valueOf(hundredths, 2) : null;
    }

    @Override
    public Object show(Object value) {
      return ((BigDecimal) value).toPlainString();
    }

    @Override
    public Kind loose() {
      return new Money(WIDEST);
    }
  }

  /** True or false, 1 or 0 in the store; false when nobody says. */
  record YesNo() implements Kind {
    @Override
    public String sqlType() {
      return "INTEGER";
    }

    @Override
    public Object parse(JsonValue input) throws Unfit {
      if (input instanceof JsonValue.Truth(var value)) {
        return value;
      }
      throw new Unfit("must be true or false");
    }

    @Override
    public Object store(Object value) throws Unfit {
      if (value instanceof Boolean truth) {
        return truth ? 1L : 0L;
      }
      throw new Unfit("must be true or false");
    }

    @Override
    public Object absent() {
      return 0L;
    }

    @Override
    public @Nullable Object load(Object stored) {
      return stored instanceof Long number && number != 0;
    }

    @Override
    public Object show(Object value) {
      return value;
    }

    @Override
    public JsonValue fromText(String text) {
      return switch (text) {
        case "true" -> new JsonValue.Truth(true);
        case "false" -> new JsonValue.Truth(false);
        default -> new JsonValue.Text(text);
      };
    }
  }

  private static JsonValue number(String text) {
    return NUMBER.matcher(text).matches()
        ? new JsonValue.Decimal(new BigDecimal(text))
        : new JsonValue.Text(text);
  }
}
