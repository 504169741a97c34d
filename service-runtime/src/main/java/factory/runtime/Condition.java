package factory.runtime;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What holds for some records of a resource and for others not. It becomes SQL: names are looked up
 * among the resource's fields, values are bound, and nothing is filtered in memory.
 *
 * <p>A field that is null compares to nothing, as in SQL: neither {@code equal} nor {@code
 * notEqual} holds for it. The same goes for a value that is null, but in a {@link Report}, where
 * what was not given restricts nothing.
 *
 * <p>A value is what {@link Values} takes, or a {@link #column}.
 */
public final class Condition {
  private static final Condition ALWAYS = new Condition(new Constant(true));
  private static final Condition NEVER = new Condition(new Constant(false));

  private final Term term;

  private Condition(Term term) {
    this.term = term;
  }

  /** How a field compares to a value. */
  enum Comparison {
    EQUAL("="),
    NOT_EQUAL("<>"),
    LESS("<"),
    AT_MOST("<="),
    GREATER(">"),
    AT_LEAST(">=");

    private final String sql;

    Comparison(String sql) {
      this.sql = sql;
    }

    String sql() {
      return sql;
    }
  }

  /** What a condition says. */
  sealed interface Term {}

  record Constant(boolean holds) implements Term {}

  record Compare(Column field, Comparison comparison, @Nullable Object value) implements Term {}

  record IsNull(Column field) implements Term {}

  /** Whether a text begins with a part, or has it somewhere. */
  record Matches(Column field, boolean atStart, @Nullable Object part) implements Term {}

  record AnyOf(Column field, List<Object> values) implements Term {}

  /** Whether one of the items of a list is one of the values. */
  record Has(Column field, List<Object> values) implements Term {}

  record All(Condition one, Condition other) implements Term {}

  record Any(Condition one, Condition other) implements Term {}

  record Not(Condition inner) implements Term {}

  record Exists(String plural, Condition inner) implements Term {}

  /** Holds for every record. */
  public static Condition always() {
    return ALWAYS;
  }

  /** Holds for every record, or for none. */
  public static Condition of(boolean holds) {
    return holds ? ALWAYS : NEVER;
  }

  /** The field of the record around this {@code exists}, as a value. */
  public static Column column(String outerField) {
    return new Column(outerField, 1);
  }

  /** Another field of the same record, as a value. */
  public static Column field(String name) {
    return new Column(name, 0);
  }

  /** The field is that value. */
  public static Condition equal(String field, @Nullable Object value) {
    return compare(field(field), Comparison.EQUAL, value);
  }

  /** The field is that value. */
  public static Condition equal(Column field, @Nullable Object value) {
    return compare(field, Comparison.EQUAL, value);
  }

  /** The field is another value. */
  public static Condition notEqual(String field, @Nullable Object value) {
    return compare(field(field), Comparison.NOT_EQUAL, value);
  }

  /** The field is another value. */
  public static Condition notEqual(Column field, @Nullable Object value) {
    return compare(field, Comparison.NOT_EQUAL, value);
  }

  /** The field is below that value. */
  public static Condition less(String field, @Nullable Object value) {
    return compare(field(field), Comparison.LESS, value);
  }

  /** The field is below that value. */
  public static Condition less(Column field, @Nullable Object value) {
    return compare(field, Comparison.LESS, value);
  }

  /** The field is that value or below. */
  public static Condition atMost(String field, @Nullable Object value) {
    return compare(field(field), Comparison.AT_MOST, value);
  }

  /** The field is that value or below. */
  public static Condition atMost(Column field, @Nullable Object value) {
    return compare(field, Comparison.AT_MOST, value);
  }

  /** The field is above that value. */
  public static Condition greater(String field, @Nullable Object value) {
    return compare(field(field), Comparison.GREATER, value);
  }

  /** The field is above that value. */
  public static Condition greater(Column field, @Nullable Object value) {
    return compare(field, Comparison.GREATER, value);
  }

  /** The field is that value or above. */
  public static Condition atLeast(String field, @Nullable Object value) {
    return compare(field(field), Comparison.AT_LEAST, value);
  }

  /** The field is that value or above. */
  public static Condition atLeast(Column field, @Nullable Object value) {
    return compare(field, Comparison.AT_LEAST, value);
  }

  /** The field has no value. */
  public static Condition isNull(String field) {
    return isNull(field(field));
  }

  /** The field has no value. */
  public static Condition isNull(Column field) {
    return new Condition(new IsNull(field));
  }

  /** The field has a value. */
  public static Condition isNotNull(String field) {
    return isNull(field).not();
  }

  /** The field has a value. */
  public static Condition isNotNull(Column field) {
    return isNull(field).not();
  }

  /** The text begins with that, letter for letter. */
  public static Condition startsWith(String field, @Nullable Object part) {
    return startsWith(field(field), part);
  }

  /** The text begins with that, letter for letter. */
  public static Condition startsWith(Column field, @Nullable Object part) {
    return new Condition(new Matches(field, true, part));
  }

  /** The text has that in it, letter for letter. */
  public static Condition contains(String field, @Nullable Object part) {
    return contains(field(field), part);
  }

  /** The text has that in it, letter for letter. */
  public static Condition contains(Column field, @Nullable Object part) {
    return new Condition(new Matches(field, false, part));
  }

  /** The field is one of these values; of none, when there are none. */
  public static Condition anyOf(String field, Collection<?> values) {
    return anyOf(field(field), values);
  }

  /** The field is one of these values; of none, when there are none. */
  public static Condition anyOf(Column field, Collection<?> values) {
    return new Condition(new AnyOf(field, List.copyOf(values)));
  }

  /** One of the items of the list is one of these values. */
  public static Condition has(String field, Collection<?> values) {
    return new Condition(new Has(field(field), List.copyOf(values)));
  }

  /**
   * There is a record of another resource (or the same) for which the inner condition holds. {@link
   * #column} is how that one speaks of the record around it.
   */
  public static Condition exists(String plural, Condition inner) {
    return new Condition(new Exists(plural, inner));
  }

  /** Both hold. */
  public Condition and(Condition other) {
    return new Condition(new All(this, other));
  }

  /** One of them holds, or both. */
  public Condition or(Condition other) {
    return new Condition(new Any(this, other));
  }

  /** It does not hold. */
  public Condition not() {
    return new Condition(new Not(this));
  }

  Term term() {
    return term;
  }

  /** The same where one record is not among those that it asks for: it is the new one. */
  Condition without(String plural, Object key) {
    return switch (term) {
      case All(var one, var other) -> one.without(plural, key).and(other.without(plural, key));
      case Any(var one, var other) -> one.without(plural, key).or(other.without(plural, key));
      case Not(var inner) -> inner.without(plural, key).not();
      case Exists(var of, var inner) -> {
        var others = inner.without(plural, key);
        yield exists(of, of.equals(plural) ? equal("id", key).not().and(others) : others);
      }
      case Constant _, Compare _, IsNull _, Matches _, AnyOf _, Has _ -> this;
    };
  }

  /** Whether this very object is one of the values. */
  @SuppressWarnings("ReferenceEquality")
  boolean mentions(Object value) {
    return switch (term) {
      case Compare compare -> compare.value() == value;
      case Matches matches -> matches.part() == value;
      case AnyOf anyOf -> anyOf.values().stream().anyMatch(each -> each == value);
      case Has has -> has.values().stream().anyMatch(each -> each == value);
      case All(var one, var other) -> one.mentions(value) || other.mentions(value);
      case Any(var one, var other) -> one.mentions(value) || other.mentions(value);
      case Not(var inner) -> inner.mentions(value);
      case Exists(_, var inner) -> inner.mentions(value);
      case Constant _, IsNull _ -> false;
    };
  }

  private static Condition compare(Column field, Comparison comparison, @Nullable Object value) {
    return new Condition(
        new Compare(
            field,
            comparison,
            value instanceof Integer number ? (Object) number.longValue() : value));
  }
}
