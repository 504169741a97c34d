package factory.pipeline.spec.expression;

import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.expression.Type.Scalar;

/** What an expression must give at its place. */
public sealed interface Expected {
  /** A value for something of that type. */
  record Field(FieldType type, boolean nullable) implements Expected {}

  /** True or false. */
  record Truth() implements Expected {}

  /** A condition that becomes SQL. */
  record Condition() implements Expected {}

  /** One record. */
  record Row() implements Expected {}

  /** Records that the database finds. */
  record Rows() implements Expected {}

  /** Any value that is not a record. */
  record Anything() implements Expected {}

  /** The type that is expected, for messages. */
  default String describe() {
    return switch (this) {
      case Field(FieldType type, _) ->
          type instanceof FieldType.Secret ? Scalar.STRING.toString() : Type.of(type).toString();
      case Truth _, Condition _ -> "bool";
      case Row _ -> "a record";
      case Rows _ -> "rows of a kind, such as books.filter(b, b.copies > 0)";
      case Anything _ -> "a value";
    };
  }
}
