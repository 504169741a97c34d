package factory.runtime;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One field of a resource, or one input or output of an operation: its name in JSON, which is its
 * column's too, what it holds and where its value comes from. Optional, given by the client and not
 * unique unless told. Immutable: each method returns another field.
 */
public final class Field {
  static final int LONG_TEXT_CHARACTERS = 20_000;
  private static final int TEXT_CHARACTERS = 1_000;
  private static final long FILE_BYTES = 5_000_000;
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,59}");
  private static final Pattern MEMBER = Pattern.compile("[A-Za-z_$@][A-Za-z0-9_.$@\\[\\]-]{0,99}");
  private static final Set<String> OURS = Set.of("id", "created_at", "updated_at");

  private final String name;
  private Kind kind;
  private Origin origin = new Origin.Given();
  private boolean required;
  private boolean unique;
  private boolean ignoresCase;
  private boolean fixed;
  private @Nullable Supplier<?> fallback;
  private @Nullable Object inFirst;

  private Field(String name, Kind kind) {
    if (!MEMBER.matcher(name).matches()) {
      throw new IllegalArgumentException("'" + name + "' cannot be a field's name");
    }
    this.name = name;
    this.kind = kind;
  }

  private Field(Field other) {
    name = other.name;
    kind = other.kind;
    origin = other.origin;
    required = other.required;
    unique = other.unique;
    ignoresCase = other.ignoresCase;
    fixed = other.fixed;
    fallback = other.fallback;
    inFirst = other.inFirst;
  }

  /**
   * The same fields, when they can be of an operation: only members of objects have any name.
   *
   * @throws IllegalArgumentException when they cannot
   */
  static List<Field> named(List<Field> fields) {
    for (var field : fields) {
      if (!NAME.matcher(field.name).matches()) {
        throw new IllegalArgumentException("'" + field.name + "' cannot be a field's name");
      }
    }
    return List.copyOf(fields);
  }

  /**
   * The same fields, when they can be of a resource, which has some of its own.
   *
   * @throws IllegalArgumentException when they cannot
   */
  static List<Field> kept(List<Field> fields) {
    for (var field : fields) {
      if (OURS.contains(field.name)) {
        throw new IllegalArgumentException("'" + field.name + "' is there in each record already");
      }
    }
    return named(fields);
  }

  /** Numbers rounded half up to the digits that it keeps, in lists and objects too. */
  @Nullable Object rounded(@Nullable Object value) {
    return value == null ? null : rounded(kind, value);
  }

  private static Object rounded(Kind kind, Object value) {
    return switch (kind) {
      case Numbers.Money _ when value instanceof BigDecimal number ->
          number.setScale(2, RoundingMode.HALF_UP);
      case Numbers.Decimal(_, var scale)
          when value instanceof BigDecimal number && number.scale() > scale ->
          number.setScale(scale, RoundingMode.HALF_UP);
      case Composites.ListOf(var item, _, _) when value instanceof List<?> items ->
          items.stream().map(each -> rounded(item, each)).toList();
      case Composites.ObjectOf object when value instanceof Members members ->
          object.rounded(members);
      default -> value;
    };
  }

  /** A line of text, at most 1,000 characters. */
  public static Field text(String name) {
    return new Field(name, new Words.Text(0, TEXT_CHARACTERS, null, false));
  }

  /** Text of several lines, at most 20,000 characters. */
  public static Field longText(String name) {
    return new Field(name, new Words.Text(0, LONG_TEXT_CHARACTERS, null, false));
  }

  /** An e-mail address. */
  public static Field email(String name) {
    return new Field(name, new Words.Email());
  }

  /** An http or https address. */
  public static Field url(String name) {
    return new Field(name, new Words.Url());
  }

  /** A whole number, within plus and minus 9007199254740991 unless told closer. */
  public static Field wholeNumber(String name) {
    return new Field(name, Numbers.Whole.WIDEST);
  }

  /** An exact number of at most 38 digits, within plus and minus 10^15 unless told otherwise. */
  public static Field number(String name) {
    return new Field(name, new Numbers.Decimal(Numbers.Decimal.USUAL, Numbers.Decimal.MAX_DIGITS));
  }

  /**
   * An exact number of at most 38 digits.
   *
   * @param scale the most digits behind the point
   */
  public static Field decimal(String name, int scale) {
    return new Field(name, new Numbers.Decimal(Numbers.Decimal.WIDEST, scale));
  }

  /** An amount of money: a string such as "12.50" in JSON, whole hundredths in the store. */
  public static Field money(String name) {
    return new Field(name, new Numbers.Money(Numbers.Money.WIDEST));
  }

  /** True or false; false when it is not given. */
  public static Field yesNo(String name) {
    return new Field(name, new Numbers.YesNo());
  }

  /** A day such as 2026-01-31. */
  public static Field date(String name) {
    return new Field(name, new Times.Date());
  }

  /** A time of day such as 18:30:00. */
  public static Field time(String name) {
    return new Field(name, new Times.Time());
  }

  /** A moment such as 2026-01-31T18:30:00Z. */
  public static Field dateTime(String name) {
    return new Field(name, new Times.DateTime());
  }

  /** A span of time such as PT1H30M, at most 36,525 days, to the millisecond. */
  public static Field duration(String name) {
    return new Field(name, new Times.Span());
  }

  /** One of these words. */
  public static Field oneOf(String name, String... words) {
    return new Field(name, new Words.OneOf(List.of(words), Map.of()));
  }

  /** A list of at most 100 texts of at most 500 characters; empty when it is not given. */
  public static Field texts(String name) {
    return new Field(name, new Composites.Texts());
  }

  /** A list of at most 100 values of one scalar kind; {@code item}'s name says nothing. */
  public static Field listOf(String name, Field item) {
    return new Field(name, new Composites.ListOf(item.kind, 0, 100));
  }

  /** Any JSON, at most 64 KiB. */
  public static Field json(String name) {
    return new Field(name, Composites.Json.ANY);
  }

  /**
   * The same JSON, which is an object whose members all are as this field, whose name says nothing.
   */
  public Field each(Field of) {
    return withKind(new Composites.Json(of.kind, List.of()));
  }

  /** The same JSON, which is as one of these fields, whose names say nothing. */
  public Field anyOf(Field... some) {
    return withKind(new Composites.Json(null, Stream.of(some).map(field -> field.kind).toList()));
  }

  /**
   * An object with members, which are in JSON as they are called here; at most 64 KiB. A member
   * that is not known is refused, unless {@link #open}.
   */
  public static Field object(String name, Field... members) {
    return new Field(name, new Composites.ObjectOf(List.of(members), false));
  }

  /** The same object, or list of objects, in which members that are not known are skipped. */
  public Field open() {
    return withKind(Composites.open(kind));
  }

  /** A wallet: 0x and 40 hex digits. */
  public static Field wallet(String name) {
    return new Field(name, new Words.Wallet());
  }

  /** A file of at most 5 MB, of any type; an upload sets it. */
  public static Field file(String name) {
    return new Field(name, new FileKind(List.of(), FILE_BYTES));
  }

  /**
   * The same file, which must be of one of these media types, whatever is said of it.
   *
   * @param types such as {@code image/png} or {@code image/*}
   */
  public Field types(String... types) {
    if (kind instanceof FileKind file) {
      return withKind(new FileKind(List.of(types), file.most()));
    }
    throw new IllegalArgumentException(name + " is no file");
  }

  /**
   * A secret: kept as a salted hash, never shown, only verified. With {@link #setToCode} the
   * service makes it: the answer that makes a record shows it, no other does, and paths can name
   * the record by it.
   */
  public static Field secret(String name) {
    return new Field(name, new Words.Secret(1));
  }

  /**
   * The id of a record of another resource, or of the same. It must exist and be readable for the
   * caller, and cannot be deleted while it is referred to, unless {@link #cascade} or {@link
   * #clear} says otherwise.
   */
  public static Field reference(String name, String plural) {
    return new Field(name, new Words.Reference(plural, Words.Reference.OnDelete.RESTRICT));
  }

  /** The same field, which must be given and not be empty. */
  public Field required() {
    var copy = new Field(this);
    copy.required = true;
    return copy;
  }

  /**
   * The same field, of which no two records may have the same value. Texts that are the same for
   * Unicode (NFC) are the same; see {@link #ignoreCase}.
   */
  public Field unique() {
    var copy = new Field(this);
    copy.unique = true;
    return copy;
  }

  /** The same text field, whose letters of both cases are equal wherever it is compared. */
  public Field ignoreCase() {
    if (!isText()) {
      throw new IllegalArgumentException(name + " has no cases to ignore");
    }
    var copy = new Field(this);
    copy.ignoresCase = true;
    return copy;
  }

  /** The same text field, without white space at its ends. */
  public Field trimmed() {
    var text = text();
    return withKind(new Words.Text(text.min(), text.max(), text.pattern(), true));
  }

  /** The same text field, all of which matches a regular expression (RE2's, in linear time). */
  public Field pattern(String expression) {
    var text = text();
    return withKind(
        new Words.Text(
            text.min(), text.max(), com.google.re2j.Pattern.compile(expression), text.trimmed()));
  }

  /**
   * The same field with a least value; for text and secrets, the fewest characters.
   *
   * @param least a decimal number
   */
  public Field from(String least) {
    return from(new BigDecimal(least), false);
  }

  /** The same field with a least value; for text and secrets, the fewest characters. */
  public Field from(long least) {
    return from(BigDecimal.valueOf(least), false);
  }

  /** The same field, whose value is above this. */
  public Field above(String bound) {
    return from(new BigDecimal(bound), true);
  }

  /** The same field, whose value is above this. */
  public Field above(long bound) {
    return from(BigDecimal.valueOf(bound), true);
  }

  /**
   * The same field with a greatest value; for text, the most characters; for files, bytes.
   *
   * @param most a decimal number
   */
  public Field to(String most) {
    return to(new BigDecimal(most), false);
  }

  /** The same field with a greatest value; for text, the most characters. */
  public Field to(long most) {
    return to(BigDecimal.valueOf(most), false);
  }

  /** The same field, whose value is below this. */
  public Field below(String bound) {
    return to(new BigDecimal(bound), true);
  }

  /** The same field, whose value is below this. */
  public Field below(long bound) {
    return to(BigDecimal.valueOf(bound), true);
  }

  private Field from(BigDecimal bound, boolean exclusive) {
    return withKind(
        switch (kind) {
          case Numbers.Whole whole -> new Numbers.Whole(whole.bounds().from(bound, exclusive));
          case Numbers.Decimal number ->
              new Numbers.Decimal(number.bounds().from(bound, exclusive), number.scale());
          case Numbers.Money money -> new Numbers.Money(money.bounds().from(bound, exclusive));
          case Words.Text text ->
              new Words.Text(bound.intValueExact(), text.max(), text.pattern(), text.trimmed());
          case Words.Secret _ -> new Words.Secret(bound.intValueExact());
          default -> throw new IllegalArgumentException(name + " has no least value");
        });
  }

  private Field to(BigDecimal bound, boolean exclusive) {
    return withKind(
        switch (kind) {
          case Numbers.Whole whole -> new Numbers.Whole(whole.bounds().to(bound, exclusive));
          case Numbers.Decimal number ->
              new Numbers.Decimal(number.bounds().to(bound, exclusive), number.scale());
          case Numbers.Money money -> new Numbers.Money(money.bounds().to(bound, exclusive));
          case Words.Text text ->
              new Words.Text(text.min(), bound.intValueExact(), text.pattern(), text.trimmed());
          case FileKind file -> new FileKind(file.types(), bound.longValueExact());
          default -> throw new IllegalArgumentException(name + " has no greatest value");
        });
  }

  /** The same list with so many items at least and at most; at most 1,000. */
  public Field items(int min, int max) {
    if (kind instanceof Composites.ListOf list && max <= Composites.ListOf.MOST_ITEMS) {
      return withKind(new Composites.ListOf(list.item(), min, max));
    }
    throw new IllegalArgumentException(name + " cannot have so many items");
  }

  /**
   * The same field of words, of which one may be followed by these only. With transitions, a new
   * record has the first of the field's words.
   */
  public Field transition(String from, String... to) {
    if (kind instanceof Words.OneOf choice) {
      Map<String, List<String>> transitions = new LinkedHashMap<>(choice.transitions());
      transitions.put(from, List.of(to));
      return withKind(new Words.OneOf(choice.words(), transitions));
    }
    throw new IllegalArgumentException(name + " has no words to go between");
  }

  /** The same reference: a record is deleted with the one that it refers to. */
  public Field cascade() {
    return onDelete(Words.Reference.OnDelete.CASCADE);
  }

  /** The same reference: it becomes null when the record that it refers to is deleted. */
  public Field clear() {
    return onDelete(Words.Reference.OnDelete.CLEAR);
  }

  private Field onDelete(Words.Reference.OnDelete onDelete) {
    if (kind instanceof Words.Reference reference) {
      return withKind(new Words.Reference(reference.plural(), onDelete));
    }
    throw new IllegalArgumentException(name + " is no reference");
  }

  /** The same field with what it is when it is not given. */
  public Field orElse(Object value) {
    return orElse(() -> value);
  }

  /** The same field with what gives its value each time that it is not given, such as today. */
  public Field orElse(Supplier<?> value) {
    var copy = new Field(this);
    copy.fallback = value;
    return copy;
  }

  /** The same field, which clients cannot change once the record is made. */
  public Field fixed() {
    var copy = new Field(this);
    copy.fixed = true;
    return copy;
  }

  /** The same field, set to the moment (or day) at which the record is made. */
  public Field setNow() {
    return withOrigin(new Origin.Now(false));
  }

  /** The same field, set to the moment (or day) of every change. */
  public Field setNowOnUpdate() {
    return withOrigin(new Origin.Now(true));
  }

  /** The same field, set to the wallet that makes the record. */
  public Field setToCaller() {
    return withOrigin(new Origin.Maker());
  }

  /** The same reference, set to the account that is logged in and makes the record. */
  public Field setToAccount() {
    if (!(kind instanceof Words.Reference)) {
      throw new IllegalArgumentException(name + " is no reference");
    }
    return withOrigin(new Origin.Account());
  }

  /** The same field, set to a number that rises from 1. */
  public Field setToSequence() {
    return withOrigin(new Origin.Sequence());
  }

  /** The same field, set to so many random characters of an alphabet. */
  public Field setToCode(String alphabet, int length) {
    return withOrigin(new Origin.Code(alphabet, length));
  }

  /** The same text, made of another one as it stands in an address when the record is made. */
  public Field setToSlug(String of) {
    return withSlug(of, false);
  }

  /** The same text, made of another one as it stands in an address, and anew when that changes. */
  public Field setToSlugThatFollows(String of) {
    return withSlug(of, true);
  }

  private Field withSlug(String of, boolean follows) {
    if (text().max() < Slugs.SHORTEST) {
      throw new IllegalArgumentException(name + " is too short for a slug");
    }
    return withOrigin(new Origin.Slug(of, follows)).required().unique();
  }

  /** The same field, which only actions set; null at first. */
  public Field setByActions() {
    return withOrigin(new Origin.Actions(null));
  }

  /** The same field, which only actions change. */
  public Field setByActions(Object initial) {
    return setByActions(() -> initial);
  }

  /** The same field, which only actions change, and what gives its first value in each record. */
  public Field setByActions(Supplier<?> initial) {
    return setByActions(_ -> initial.get());
  }

  /** The same field, which only actions change, and what it is at first, from what is given. */
  public Field setByActions(Function<Input, ? extends @Nullable Object> initial) {
    return withOrigin(new Origin.Actions(initial));
  }

  /**
   * The same field, which is something else in a record that is made while there is no other: whose
   * account is the first may do what others may not.
   */
  public Field inFirst(Object value) {
    if (!(origin instanceof Origin.Actions)) {
      throw new IllegalArgumentException(name + " is for whoever makes a record to say");
    }
    var copy = new Field(this);
    copy.inFirst = value;
    return copy;
  }

  /** What it is in a record that is made while there is no other; null where that is the same. */
  @Nullable Object inFirst() {
    return inFirst;
  }

  /** The same field, computed from the record's other fields whenever it is read. */
  public Field computed(Function<Row, ? extends @Nullable Object> value) {
    return withOrigin(new Origin.Computed(value, false));
  }

  /** The same field, which depends on when it is read: the tags of its records do so too. */
  public Field ofTheMoment() {
    if (!(origin instanceof Origin.Computed(var value, _))) {
      throw new IllegalArgumentException(name + " is not computed");
    }
    return withOrigin(new Origin.Computed(value, true));
  }

  boolean isOfTheMoment() {
    return origin instanceof Origin.Computed(_, var moment) && moment;
  }

  /**
   * The same field, the whole address of a path of this service, as the caller reaches it.
   *
   * @param path whose parameters are {@code id} and fields, in braces
   */
  public Field linksTo(String path) {
    var template = Template.parse(path);
    Function<Row, @Nullable Object> address = row -> Address.of(template, row);
    return computed(address);
  }

  /** The same field, a figure about the records that refer to its record. */
  public Field aggregated(Aggregate aggregate) {
    return withOrigin(new Origin.Aggregated(aggregate));
  }

  private Field withKind(Kind other) {
    var copy = new Field(this);
    copy.kind = other;
    return copy;
  }

  private Field withOrigin(Origin other) {
    var copy = new Field(this);
    copy.origin = other;
    return copy;
  }

  private Words.Text text() {
    if (kind instanceof Words.Text text) {
      return text;
    }
    throw new IllegalArgumentException(name + " is no text");
  }

  String name() {
    return name;
  }

  Kind kind() {
    return kind;
  }

  Origin origin() {
    return origin;
  }

  boolean isRequired() {
    return required;
  }

  boolean isUnique() {
    return unique;
  }

  boolean isFixed() {
    return fixed;
  }

  boolean ignoresCase() {
    return ignoresCase;
  }

  /** What it is now when it is not given; null when it is nothing then. */
  @Nullable Object fallback() {
    return fallback == null ? null : fallback.get();
  }

  /** Whether it is written by people, so that the same text can have several spellings. */
  boolean isText() {
    return kind instanceof Words.Text || kind instanceof Words.Email || kind instanceof Words.Url;
  }

  /** Whether it is a secret that the service makes, shows once and finds records by. */
  boolean isIssued() {
    return kind instanceof Words.Secret && origin instanceof Origin.Code;
  }

  /** Whether clients cannot give it. */
  boolean isReadOnly() {
    return !(origin instanceof Origin.Given);
  }

  /** Whether it has a column. */
  boolean isStored() {
    return !(origin instanceof Origin.Computed) && !(origin instanceof Origin.Aggregated);
  }

  boolean hasTransitions() {
    return kind instanceof Words.OneOf choice && !choice.transitions().isEmpty();
  }

  /** The Java value of what came in; absent and null are the same. */
  @Nullable Object parse(JsonValue input) throws Kind.Unfit {
    if (input instanceof JsonValue.Nothing) {
      if (fallback != null) {
        return fallback.get();
      }
      if (required) {
        throw new Kind.Unfit(Problem.FieldError.REQUIRED);
      }
      var absent = kind.absent();
      return absent == null ? null : kind.load(absent);
    }
    var value = kind.parse(input);
    if (required && value instanceof String text && text.isBlank()) {
      throw new Kind.Unfit("must not be blank");
    }
    return value;
  }

  /** The form of a stored value in which it is compared, where there is a column for it. */
  Object compared(Object stored) {
    return stored instanceof String text
        ? ignoresCase ? Words.folded(text) : Words.composed(text)
        : stored;
  }

  @Override
  public String toString() {
    return name + " " + kind + (required ? " required" : "") + (unique ? " unique" : "");
  }
}
