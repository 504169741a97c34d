package factory.runtime;

import org.jspecify.annotations.Nullable;

/**
 * What a field can hold. A value has three forms: as JSON, as the Java type that generated code
 * works with, and as SQLite keeps it (a {@code String} or {@code Long}). The stored form of every
 * kind that has an order sorts in that order.
 */
sealed interface Kind
    permits Numbers.Whole,
        Numbers.Decimal,
        Numbers.Money,
        Numbers.YesNo,
        Words.Text,
        Words.Email,
        Words.Url,
        Words.OneOf,
        Words.Wallet,
        Words.Secret,
        Words.Reference,
        Times.Date,
        Times.Time,
        Times.DateTime,
        Times.Span,
        Composites.Texts,
        Composites.ListOf,
        Composites.ObjectOf,
        Composites.Json,
        FileKind {
  /** The column's type. */
  String sqlType();

  /**
   * The Java value of what came in.
   *
   * @throws Unfit when the input is not of this kind; says what it must be
   */
  Object parse(JsonValue input) throws Unfit;

  /**
   * The stored form of a Java value.
   *
   * @throws Unfit when it is out of bounds; says what it must be
   */
  Object store(Object value) throws Unfit;

  /**
   * The Java value of a stored one. A column that held another kind in an earlier version can hold
   * anything: what is not of this kind is null here and stays stored.
   */
  @Nullable Object load(Object stored);

  /** A Java value as {@link Answers} writes it. */
  default Object show(Object value) {
    return value.toString();
  }

  /** What a query parameter says, as if it had been JSON. */
  default JsonValue fromText(String text) {
    return new JsonValue.Text(text);
  }

  /** The same kind without its bounds: for values that are only compared with. */
  default Kind loose() {
    return this;
  }

  /** A field that nobody gave. */
  default @Nullable Object absent() {
    return null;
  }

  /** Why an input does not fit; ends the sentence that the field's name begins. */
  final class Unfit extends Exception {
    private static final long serialVersionUID = 1;

    Unfit(String message) {
      super(message, null, false, false);
    }
  }
}
