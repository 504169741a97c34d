package factory.runtime;

import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a field can hold. A value is kept in memory as SQLite keeps it: a {@code String}, {@code
 * Long}, {@code Double} or null.
 */
sealed interface Kind {
  /** The column's type. */
  String sqlType();

  /**
   * The value to store.
   *
   * @throws Unfit when the input is not of this kind or out of bounds; says what it must be
   */
  Object parse(JsonValue input) throws Unfit;

  /** A field that nobody gave. */
  default @Nullable Object absent() {
    return null;
  }

  /**
   * A stored value as this kind shows it. A column that held another kind in an earlier version can
   * hold anything: what cannot be shown is null here and stays stored.
   */
  @Nullable Object show(Object stored);

  /** Why an input does not fit; ends the sentence that the field's name begins. */
  final class Unfit extends Exception {
    private static final long serialVersionUID = 1;

    Unfit(String message) {
      super(message, null, false, false);
    }
  }

  /** Text of so many characters at most. */
  record Text(int most) implements Kind {
    @Override
    public String sqlType() {
      return "TEXT";
    }

    @Override
    public Object parse(JsonValue input) throws Unfit {
      return text(input, most, "must be text");
    }

    @Override
    public @Nullable Object show(Object stored) {
      return stored.toString();
    }
  }

  /** An e-mail address: its shape is checked, not whether somebody reads it. */
  record Email() implements Kind {
    static final int MOST = 254;
    private static final Pattern SHAPE =
        Pattern.compile("[^\\s@<>()\\[\\],;:\\\\\"]{1,64}@[^\\s@.]+(\\.[^\\s@.]+)+");

    @Override
    public String sqlType() {
      return "TEXT";
    }

    @Override
    public Object parse(JsonValue input) throws Unfit {
      var text = text(input, MOST, "must be an e-mail address such as ada@example.com");
      if (!SHAPE.matcher(text).matches()) {
        throw new Unfit("must be an e-mail address such as ada@example.com");
      }
      return text;
    }

    @Override
    public @Nullable Object show(Object stored) {
      return stored.toString();
    }
  }

  /** An absolute http or https address. */
  record Url() implements Kind {
    static final int MOST = 2000;

    @Override
    public String sqlType() {
      return "TEXT";
    }

    @Override
    public Object parse(JsonValue input) throws Unfit {
      var text = text(input, MOST, "must be an address such as https://example.com/page");
      try {
        var uri = new URI(text);
        var scheme = uri.getScheme();
        if (scheme != null
            && (scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https"))
            && uri.getHost() != null) {
          return text;
        }
      } catch (URISyntaxException e) {
        throw new Unfit("must be an address such as https://example.com/page");
      }
      throw new Unfit("must be an address such as https://example.com/page");
    }

    @Override
    public @Nullable Object show(Object stored) {
      return stored.toString();
    }
  }

  /** A whole number. */
  record Whole(long least, long most) implements Kind {
    /** Beyond it, JSON readers that use doubles lose digits. */
    static final long SAFE = 9_007_199_254_740_991L;

    @Override
    public String sqlType() {
      return "INTEGER";
    }

    @Override
    public Object parse(JsonValue input) throws Unfit {
      var must = "must be a whole number from " + least + " to " + most;
      if (!(input instanceof JsonValue.Decimal(var value))) {
        throw new Unfit(must);
      }
      // The bounds come first: they are cheap for any exponent, and after them so is the rest.
      if (value.compareTo(BigDecimal.valueOf(least)) < 0
          || value.compareTo(BigDecimal.valueOf(most)) > 0
          || value.stripTrailingZeros().scale() > 0) {
        throw new Unfit(must);
      }
      return value.longValueExact();
    }

    @Override
    public @Nullable Object show(Object stored) {
      return switch (stored) {
        case Long number -> number;
        case Double number when number == Math.rint(number) && Math.abs(number) <= SAFE ->
            number.longValue();
        default -> null;
      };
    }
  }

  /** A number with or without a fraction, kept as a double. */
  record Decimal(BigDecimal least, BigDecimal most) implements Kind {
    static final BigDecimal WIDEST = BigDecimal.valueOf(1_000_000_000_000_000L);

    @Override
    public String sqlType() {
      return "REAL";
    }

    @Override
    public Object parse(JsonValue input) throws Unfit {
      if (input instanceof JsonValue.Decimal(var value)
          && value.compareTo(least) >= 0
          && value.compareTo(most) <= 0) {
        return value.doubleValue();
      }
      throw new Unfit(
          "must be a number from " + least.toPlainString() + " to " + most.toPlainString());
    }

    @Override
    public @Nullable Object show(Object stored) {
      return stored instanceof Number number ? number.doubleValue() : null;
    }
  }

  /**
   * An amount of money with at most two decimals: a decimal string in JSON, whole hundredths in the
   * store, never a floating point number.
   */
  record Money(BigDecimal least, BigDecimal most) implements Kind {
    static final BigDecimal WIDEST = new BigDecimal("9999999999999.99");
    private static final Pattern SHAPE = Pattern.compile("-?[0-9]{1,13}(\\.[0-9]{1,2})?");

    @Override
    public String sqlType() {
      return "INTEGER";
    }

    @Override
    public Object parse(JsonValue input) throws Unfit {
      if (input instanceof JsonValue.Text(var text) && SHAPE.matcher(text).matches()) {
        var amount = new BigDecimal(text);
        if (amount.compareTo(least) >= 0 && amount.compareTo(most) <= 0) {
          return amount.movePointRight(2).longValueExact();
        }
      }
      throw new Unfit(
          "must be an amount in a string, such as \"12.50\", from "
              + least.toPlainString()
              + " to "
              + most.toPlainString());
    }

    @Override
    public @Nullable Object show(Object stored) {
      return stored instanceof Long hundredths
          ? BigDecimal.valueOf(hundredths, 2).toPlainString()
          : null;
    }
  }

  /** True or false; false when nobody says. */
  record YesNo() implements Kind {
    @Override
    public String sqlType() {
      return "INTEGER";
    }

    @Override
    public Object parse(JsonValue input) throws Unfit {
      if (input instanceof JsonValue.Truth(var value)) {
        return value ? 1L : 0L;
      }
      throw new Unfit("must be true or false");
    }

    @Override
    public Object absent() {
      return 0L;
    }

    @Override
    public @Nullable Object show(Object stored) {
      return stored instanceof Long number && number != 0;
    }
  }

  /** A day. */
  record Date() implements Kind {
    private static final Pattern SHAPE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

    @Override
    public String sqlType() {
      return "TEXT";
    }

    @Override
    public Object parse(JsonValue input) throws Unfit {
      try {
        if (input instanceof JsonValue.Text(var text) && SHAPE.matcher(text).matches()) {
          return LocalDate.parse(text).toString();
        }
      } catch (DateTimeException e) {
        throw new Unfit("must be a day that exists, such as 2026-01-31");
      }
      throw new Unfit("must be a day such as 2026-01-31");
    }

    @Override
    public @Nullable Object show(Object stored) {
      return stored instanceof String text && SHAPE.matcher(text).matches() ? text : null;
    }
  }

  /** A moment, kept and shown in UTC. */
  record DateTime() implements Kind {
    private static final Pattern SHAPE =
        Pattern.compile(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?"
                + "([Zz]|[+-][0-9]{2}:[0-9]{2})");
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("9999-12-31T23:59:59.999999999Z");

    @Override
    public String sqlType() {
      return "TEXT";
    }

    @Override
    public Object parse(JsonValue input) throws Unfit {
      try {
        if (input instanceof JsonValue.Text(var text) && SHAPE.matcher(text).matches()) {
          var moment = OffsetDateTime.parse(text).toInstant();
          if (!moment.isBefore(FIRST) && !moment.isAfter(END)) {
            return moment.toString();
          }
        }
      } catch (DateTimeException e) {
        throw new Unfit("must be a moment that exists, such as 2026-01-31T18:30:00Z");
      }
      throw new Unfit("must be a moment such as 2026-01-31T18:30:00Z");
    }

    @Override
    public @Nullable Object show(Object stored) {
      return stored instanceof String text && SHAPE.matcher(text).matches() ? text : null;
    }
  }

  /** One of a few words. */
  record OneOf(List<String> words) implements Kind {
    public OneOf {
      words = List.copyOf(words);
    }

    @Override
    public String sqlType() {
      return "TEXT";
    }

    @Override
    public Object parse(JsonValue input) throws Unfit {
      if (input instanceof JsonValue.Text(var text) && words.contains(text)) {
        return text;
      }
      throw new Unfit("must be one of: " + String.join(", ", words));
    }

    @Override
    public @Nullable Object show(Object stored) {
      return stored.toString();
    }
  }

  /** A list of texts, kept in one column with U+001F between them; empty when not given. */
  record Texts() implements Kind {
    static final int MOST_ITEMS = JsonValue.MAX_ITEMS - 1;
    static final int MOST_CHARACTERS = 500;
    private static final String SEPARATOR = "\u001f";

    @Override
    public String sqlType() {
      return "TEXT";
    }

    @Override
    public Object parse(JsonValue input) throws Unfit {
      var must = "must be a list of at most " + MOST_ITEMS + " texts";
      if (!(input instanceof JsonValue.Items(var items)) || items.size() > MOST_ITEMS) {
        throw new Unfit(must);
      }
      List<String> texts = new ArrayList<>();
      for (var item : items) {
        var text = text(item, MOST_CHARACTERS, must);
        if (text.isBlank() || text.contains(SEPARATOR)) {
          throw new Unfit("must hold no blank text and no U+001F");
        }
        texts.add(text);
      }
      return String.join(SEPARATOR, texts);
    }

    @Override
    public Object absent() {
      return "";
    }

    @Override
    public @Nullable Object show(Object stored) {
      var text = stored.toString();
      return text.isEmpty() ? List.of() : List.of(text.split(SEPARATOR, -1));
    }
  }

  /** Well-formed text within its length, counted in characters of Unicode. */
  private static String text(JsonValue input, int most, String must) throws Unfit {
    if (!(input instanceof JsonValue.Text(var text))) {
      throw new Unfit(must);
    }
    if (text.codePointCount(0, text.length()) > most) {
      throw new Unfit("must have at most " + most + " characters");
    }
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == 0) {
        throw new Unfit("must not contain U+0000");
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        throw new Unfit("must be well-formed Unicode");
      }
    }
    return text;
  }
}
