package factory.runtime;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One field of a resource: its name in JSON, which is its column's too, what it holds and whether
 * it must be given. Optional and not unique unless told.
 */
public final class Field {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,59}");
  private static final Set<String> OURS = Set.of("id", "created_at", "updated_at");
  private static final int TEXT_CHARACTERS = 1_000;
  private static final int LONG_TEXT_CHARACTERS = 20_000;

  private final String name;
  private final Kind kind;
  private final boolean required;
  private final boolean unique;

  private Field(String name, Kind kind, boolean required, boolean unique) {
    if (!NAME.matcher(name).matches() || OURS.contains(name)) {
      throw new IllegalArgumentException("'" + name + "' cannot be a field's name");
    }
    this.name = name;
    this.kind = kind;
    this.required = required;
    this.unique = unique;
  }

  /** A line of text, at most 1,000 characters. */
  public static Field text(String name) {
    return of(name, new Kind.Text(TEXT_CHARACTERS));
  }

  /** Text of several lines, at most 20,000 characters. */
  public static Field longText(String name) {
    return of(name, new Kind.Text(LONG_TEXT_CHARACTERS));
  }

  /** An e-mail address. */
  public static Field email(String name) {
    return of(name, new Kind.Email());
  }

  /** An http or https address. */
  public static Field url(String name) {
    return of(name, new Kind.Url());
  }

  /** A whole number, within plus and minus 9007199254740991 unless told closer. */
  public static Field wholeNumber(String name) {
    return of(name, new Kind.Whole(-Kind.Whole.SAFE, Kind.Whole.SAFE));
  }

  /** A number, within plus and minus 10^15 unless told closer. */
  public static Field number(String name) {
    return of(name, new Kind.Decimal(Kind.Decimal.WIDEST.negate(), Kind.Decimal.WIDEST));
  }

  /** An amount of money: a string such as "12.50" in JSON, whole hundredths in the store. */
  public static Field money(String name) {
    return of(name, new Kind.Money(Kind.Money.WIDEST.negate(), Kind.Money.WIDEST));
  }

  /** True or false; false when it is not given. */
  public static Field yesNo(String name) {
    return of(name, new Kind.YesNo());
  }

  /** A day such as 2026-01-31. */
  public static Field date(String name) {
    return of(name, new Kind.Date());
  }

  /** A moment such as 2026-01-31T18:30:00Z. */
  public static Field dateTime(String name) {
    return of(name, new Kind.DateTime());
  }

  /** One of these words. */
  public static Field oneOf(String name, String... words) {
    return of(name, new Kind.OneOf(List.of(words)));
  }

  /** A list of at most 100 texts of at most 500 characters; empty when it is not given. */
  public static Field texts(String name) {
    return of(name, new Kind.Texts());
  }

  private static Field of(String name, Kind kind) {
    return new Field(name, kind, false, false);
  }

  /** The same field, which must be given and not be empty. */
  public Field required() {
    return new Field(name, kind, true, unique);
  }

  /** The same field, of which no two records may have the same value. */
  public Field unique() {
    return new Field(name, kind, required, true);
  }

  /**
   * The same field with a least value.
   *
   * @param least a decimal number
   */
  public Field from(String least) {
    var bound = new BigDecimal(least);
    return withKind(
        switch (kind) {
          case Kind.Whole whole -> new Kind.Whole(bound.longValueExact(), whole.most());
          case Kind.Decimal number -> new Kind.Decimal(bound, number.most());
          case Kind.Money money -> new Kind.Money(bound, money.most());
          default -> throw new IllegalArgumentException(name + " has no least value");
        });
  }

  /** The same field with a least value. */
  public Field from(long least) {
    return from(Long.toString(least));
  }

  /**
   * The same field with a greatest value; for text, the most characters.
   *
   * @param most a decimal number
   */
  public Field to(String most) {
    var bound = new BigDecimal(most);
    return withKind(
        switch (kind) {
          case Kind.Whole whole -> new Kind.Whole(whole.least(), bound.longValueExact());
          case Kind.Decimal number -> new Kind.Decimal(number.least(), bound);
          case Kind.Money money -> new Kind.Money(money.least(), bound);
          case Kind.Text _ -> new Kind.Text(bound.intValueExact());
          default -> throw new IllegalArgumentException(name + " has no greatest value");
        });
  }

  /** The same field with a greatest value; for text, the most characters. */
  public Field to(long most) {
    return to(Long.toString(most));
  }

  private Field withKind(Kind bounded) {
    return new Field(name, bounded, required, unique);
  }

  String name() {
    return name;
  }

  Kind kind() {
    return kind;
  }

  boolean isUnique() {
    return unique;
  }

  /** The value to store for what came in; absent and null are the same. */
  @Nullable Object parse(JsonValue input) throws Kind.Unfit {
    if (input instanceof JsonValue.Nothing) {
      if (required) {
        throw new Kind.Unfit("is required");
      }
      return kind.absent();
    }
    var value = kind.parse(input);
    if (required && value instanceof String text && text.isBlank()) {
      throw new Kind.Unfit("must not be blank");
    }
    return value;
  }
}
