package factory.pipeline.spec;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a field holds. */
public sealed interface FieldType {
  /** Whether it has sums and averages: whole and decimal numbers, and money. */
  default boolean isNumber() {
    return this instanceof Whole || this instanceof Decimal || this instanceof Money;
  }

  /**
   * Text.
   *
   * @param minLength in characters of Unicode
   * @param maxLength in characters of Unicode; 1,000 when nobody says, at most 20,000
   * @param pattern a linear-time regular expression (RE2) that the whole text matches
   * @param multiline whether it may have several lines
   * @param trimmed whether white space at both ends is taken off before anything else
   * @param ignoreCase whether {@code unique}, filters and references take cases for equal
   */
  record Text(
      int minLength,
      int maxLength,
      Optional<String> pattern,
      boolean multiline,
      boolean trimmed,
      boolean ignoreCase)
      implements FieldType {}

  /** A whole number within plus and minus 2^53 - 1, or closer. */
  record Whole(Bounds bounds) implements FieldType {}

  /**
   * An exact decimal number, at most 38 digits.
   *
   * @param scale the most digits behind the point
   */
  record Decimal(Bounds bounds, int scale) implements FieldType {}

  /** An amount of money: a string with two decimals in JSON, exact. */
  record Money(Bounds bounds) implements FieldType {}

  /** True or false. */
  record Truth() implements FieldType {}

  /** A day. */
  record Date() implements FieldType {}

  /** A time of day, to the second. */
  record Time() implements FieldType {}

  /** A moment, RFC 3339, to the millisecond. */
  record Instant() implements FieldType {}

  /** A span of time such as {@code PT90M}; days at most. */
  record Duration() implements FieldType {}

  /** An e-mail address. */
  record Email() implements FieldType {}

  /** An http or https address. */
  record Url() implements FieldType {}

  /**
   * One of some words.
   *
   * @param transitions from a word to those that may follow it; empty when any may follow any. With
   *     transitions the first word is what a new record has.
   */
  record Choice(List<String> words, Map<String, List<String>> transitions) implements FieldType {
    /** Keeps copies. */
    public Choice {
      words = List.copyOf(words);
      transitions = Sorted.copyOf(transitions);
    }
  }

  /**
   * JSON, at most 64 KiB: anything, an object whose members are all of one type, or one of some
   * scalars.
   *
   * @param each what each member of the object is; empty when it need be no object
   * @param oneOf what it may be; empty when it may be anything
   */
  record Json(Optional<FieldType> each, List<Scalar> oneOf) implements FieldType {
    /** Keeps a copy. */
    public Json {
      oneOf = List.copyOf(oneOf);
    }

    /** Anything. */
    public Json() {
      this(Optional.empty(), List.of());
    }
  }

  /** A value of JSON that has no parts. */
  enum Scalar {
    /** A text of at most 1,000 characters. */
    TEXT,
    /** A whole number. */
    INTEGER,
    /** A number. */
    DECIMAL,
    /** True or false. */
    BOOLEAN;

    /** The same as a type. */
    public FieldType type() {
      return switch (this) {
        case TEXT -> new Text(0, 1000, Optional.empty(), false, false, false);
        case INTEGER -> new Whole(Bounds.NONE);
        case DECIMAL -> new Decimal(Bounds.NONE, 10);
        case BOOLEAN -> new Truth();
      };
    }
  }

  /**
   * An object with members of its own, which hold neither secrets nor references.
   *
   * @param members in their order, at most three deep in each other
   */
  record ObjectOf(List<Member> members) implements FieldType {
    /** Keeps a copy. */
    public ObjectOf {
      members = List.copyOf(members);
    }
  }

  /**
   * A member of an object, by its name in JSON.
   *
   * @param fallback what it is when it is not given, a number, a text or true in CEL
   */
  record Member(String name, FieldType type, boolean required, Optional<String> fallback) {
    /** One that is nothing when it is not given. */
    public Member(String name, FieldType type, boolean required) {
      this(name, type, required, Optional.empty());
    }
  }

  /** A list of values of one scalar type, or of objects. */
  record ListOf(FieldType item, int minItems, int maxItems) implements FieldType {}

  /** A wallet: {@code 0x} and 40 hex digits, kept in lower case. */
  record Wallet() implements FieldType {}

  /** A secret: kept as a salted hash, never shown, only verified. */
  record Secret(int minLength) implements FieldType {}

  /**
   * A file, which an upload sets.
   *
   * @param types the media types that its bytes may have, such as {@code image/*}; any when there
   *     are none
   * @param maxBytes how many it may have
   */
  record File(List<String> types, int maxBytes) implements FieldType {
    /** How many bytes when nobody says, and at most: a body through the gate has 10 MiB. */
    public static final int USUAL_BYTES = 5_000_000;

    public static final int MOST_BYTES = 10_000_000;

    /** Keeps a copy. */
    public File {
      types = List.copyOf(types);
    }
  }

  /** What is told of a file. */
  enum FilePart {
    NAME,
    TYPE,
    SIZE,
    URL;

    /** The same in a specification. */
    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** The key of a record of another kind, which must exist and be readable for the caller. */
  record Reference(String kind, OnDelete onDelete) implements FieldType {}

  /** What happens to a record when the one that it refers to is deleted. */
  enum OnDelete {
    /** The other cannot be deleted: 409. */
    RESTRICT,
    /** It is deleted too. */
    CASCADE,
    /** The reference becomes null. */
    CLEAR
  }

  /** Bounds of a number. */
  record Bounds(
      Optional<BigDecimal> min,
      boolean minExclusive,
      Optional<BigDecimal> max,
      boolean maxExclusive) {
    /** None of its own. */
    public static final Bounds NONE = new Bounds(Optional.empty(), false, Optional.empty(), false);
  }
}
