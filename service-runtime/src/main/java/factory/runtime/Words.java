package factory.runtime;

import com.google.re2j.Pattern;
import factory.runtime.Kind.Unfit;
import java.net.URI;
import java.net.URISyntaxException;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Kinds of text: {@code String} in Java and in the store. */
final class Words {
  private Words() {}

  /** What is the same for Unicode is the same here: the composed form (NFC). */
  static String composed(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC);
  }

  /** The same, and letters of both cases are one. */
  static String folded(String text) {
    return Normalizer.normalize(
        text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
  }

  /** The least text behind all that begin with this; empty when there is none. */
  static String after(String prefix) {
    var end = prefix.length();
    while (end > 0) {
      var last = prefix.codePointBefore(end);
      end -= Character.charCount(last);
      // Surrogates are no characters of their own.
      var next = last == 0xd7ff ? 0xe000 : last + 1;
      if (next <= Character.MAX_CODE_POINT) {
        return prefix.substring(0, end) + Character.toString(next);
      }
    }
    return "";
  }

  /**
   * Text.
   *
   * @param min in characters of Unicode
   * @param max in characters of Unicode
   * @param pattern what all of it matches, in linear time; null for anything
   * @param trimmed whether white space at its ends is taken off first
   */
  record Text(int min, int max, @Nullable Pattern pattern, boolean trimmed) implements Kind {
    @Override
    public String sqlType() {
      return "TEXT";
    }

    @Override
    public Object parse(JsonValue input) throws Unfit {
      var text = text(input, Integer.MAX_VALUE, "must be text");
      return checked(trimmed ? text.strip() : text);
    }

    @Override
    public Object store(Object value) throws Unfit {
      if (!(value instanceof String text)) {
        throw new Unfit("must be text");
      }
      return checked(trimmed ? text.strip() : text);
    }

    /** Whether a text is one of these. */
    boolean takes(String text) {
      try {
        return checked(text).equals(text);
      } catch (Unfit e) {
        return false;
      }
    }

    private String checked(String text) throws Unfit {
      wellFormed(text, max);
      if (text.codePointCount(0, text.length()) < min) {
        throw new Unfit("must have at least " + min + (min == 1 ? " character" : " characters"));
      }
      if (pattern != null && !pattern.matches(text)) {
        throw new Unfit("must match the pattern " + pattern.pattern());
      }
      return text;
    }

    @Override
    public @Nullable Object load(Object stored) {
      return stored.toString();
    }

    @Override
    public Kind loose() {
      return new Text(0, Field.LONG_TEXT_CHARACTERS, null, trimmed);
    }
  }

  /** An e-mail address: its shape is checked, not whether somebody reads it. */
  record Email() implements Kind {
    static final int MOST = 254;
    private static final java.util.regex.Pattern SHAPE =
        java.util.regex.Pattern.compile(
            "[^\\s@<>()\\[\\],;:\\\\\"]{1,64}@[^\\s@.]+(\\.[^\\s@.]+)+");
    private static final String MUST = "must be an e-mail address such as ada@example.com";

    @Override
    public String sqlType() {
      return "TEXT";
    }

    @Override
    public Object parse(JsonValue input) throws Unfit {
      return store(text(input, MOST, MUST));
    }

    @Override
    public Object store(Object value) throws Unfit {
      if (value instanceof String text && SHAPE.matcher(wellFormed(text, MOST)).matches()) {
        return text;
      }
      throw new Unfit(MUST);
    }

    @Override
    public @Nullable Object load(Object stored) {
      return stored.toString();
    }

    @Override
    public Kind loose() {
      return new Text(0, Field.LONG_TEXT_CHARACTERS, null, false);
    }
  }

  /** An absolute http or https address. */
  record Url() implements Kind {
    static final int MOST = 2000;
    private static final String MUST = "must be an address such as https://example.com/page";

    @Override
    public String sqlType() {
      return "TEXT";
    }

    @Override
    public Object parse(JsonValue input) throws Unfit {
      return store(text(input, MOST, MUST));
    }

    @Override
    public Object store(Object value) throws Unfit {
      try {
        if (value instanceof String text) {
          var uri = new URI(wellFormed(text, MOST));
          var scheme = uri.getScheme();
          if (scheme != null
              && (scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https"))
              && uri.getHost() != null) {
            return text;
          }
        }
      } catch (URISyntaxException e) {
        throw new Unfit(MUST);
      }
      throw new Unfit(MUST);
    }

    @Override
    public @Nullable Object load(Object stored) {
      return stored.toString();
    }

    @Override
    public Kind loose() {
      return new Text(0, Field.LONG_TEXT_CHARACTERS, null, false);
    }
  }

  /**
   * One of a few words.
   *
   * @param transitions from a word to those that may follow it; empty when any may follow any. With
   *     transitions, the first word is what a new record has.
   */
  record OneOf(List<String> words, Map<String, List<String>> transitions) implements Kind {
    OneOf {
      words = List.copyOf(words);
      transitions = Map.copyOf(transitions);
    }

    @Override
    public String sqlType() {
      return "TEXT";
    }

    @Override
    public Object parse(JsonValue input) throws Unfit {
      return store(input instanceof JsonValue.Text(var text) ? text : input);
    }

    @Override
    public Object store(Object value) throws Unfit {
      if (value instanceof String text && words.contains(text)) {
        return text;
      }
      throw new Unfit("must be one of: " + String.join(", ", words));
    }

    /** Whether a record may go from one word to another; staying is always allowed. */
    boolean allows(String from, String to) {
      return transitions.isEmpty()
          || from.equals(to)
          || transitions.getOrDefault(from, List.of()).contains(to);
    }

    @Override
    public @Nullable Object load(Object stored) {
      return stored.toString();
    }
  }

  /** A wallet: 0x and 40 hex digits, in lower case. */
  record Wallet() implements Kind {
    private static final java.util.regex.Pattern SHAPE =
        java.util.regex.Pattern.compile("0[xX][0-9a-fA-F]{40}");
    private static final String MUST = "must be a wallet: 0x and 40 hexadecimal digits";

    @Override
    public String sqlType() {
      return "TEXT";
    }

    @Override
    public Object parse(JsonValue input) throws Unfit {
      return store(input instanceof JsonValue.Text(var text) ? text : input);
    }

    @Override
    public Object store(Object value) throws Unfit {
      if (value instanceof String text && SHAPE.matcher(text).matches()) {
        return text.toLowerCase(Locale.ROOT);
      }
      throw new Unfit(MUST);
    }

    @Override
    public @Nullable Object load(Object stored) {
      return stored.toString();
    }
  }

  /** A secret that is hashed already. */
  record Hashed(String hash) {}

  /** A secret: stored as a salted hash, see {@link Secrets}; never shown. */
  record Secret(int min) implements Kind {
    static final int MOST = 1_000;

    @Override
    public String sqlType() {
      return "TEXT";
    }

    @Override
    public Object parse(JsonValue input) throws Unfit {
      var text = text(input, MOST, "must be text");
      if (text.codePointCount(0, text.length()) < min) {
        throw new Unfit("must have at least " + min + (min == 1 ? " character" : " characters"));
      }
      return text;
    }

    @Override
    public Object store(Object value) throws Unfit {
      if (value instanceof Hashed(var hash)) {
        return hash;
      }
      if (!(value instanceof String text)) {
        throw new Unfit("must be text");
      }
      return Secrets.hash((String) parse(new JsonValue.Text(text)));
    }

    /** The hash. */
    @Override
    public @Nullable Object load(Object stored) {
      return stored.toString();
    }
  }

  /**
   * The key of a record of another resource.
   *
   * @param plural the other resource's
   */
  record Reference(String plural, OnDelete onDelete) implements Kind {
    /** What happens to a record when the one that it refers to is deleted. */
    enum OnDelete {
      /** The other cannot be deleted. */
      RESTRICT,
      /** It is deleted too. */
      CASCADE,
      /** The reference becomes null. */
      CLEAR
    }

    private static final int MOST = 1_000;

    @Override
    public String sqlType() {
      return "TEXT";
    }

    @Override
    public Object parse(JsonValue input) throws Unfit {
      if (input instanceof JsonValue.Decimal(var number)
          && number.precision() - number.scale() <= 19
          && number.stripTrailingZeros().scale() <= 0) {
        return number.toBigInteger().toString();
      }
      return text(input, MOST, "must be the id of one of the " + plural);
    }

    @Override
    public Object store(Object value) throws Unfit {
      return switch (value) {
        case String key -> key;
        case Long key -> key.toString();
        case Row row -> row.key();
        default -> throw new Unfit("must be the id of one of the " + plural);
      };
    }

    @Override
    public @Nullable Object load(Object stored) {
      return stored.toString();
    }
  }

  /** Well-formed text within its length, counted in characters of Unicode. */
  static String text(JsonValue input, int most, String must) throws Unfit {
    if (!(input instanceof JsonValue.Text(var text))) {
      throw new Unfit(must);
    }
    return wellFormed(text, most);
  }

  private static String wellFormed(String text, int most) throws Unfit {
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
