package factory.pipeline.spec.expression;

import dev.cel.common.ast.CelExpr;
import factory.pipeline.spec.expression.Type.Scalar;
import factory.pipeline.spec.expression.Value.Level;
import factory.pipeline.spec.expression.Value.Shape;
import java.util.Set;

/** Prints comparisons as one would write them for the type. */
final class Comparisons {
  private Comparisons() {}

  static Value equality(Translator translator, CelExpr e, Value left, Value right, boolean equal)
      throws InvalidExpression {
    if (left.type() instanceof Type.Rows || right.type() instanceof Type.Rows) {
      throw translator.refused(e, "rows are not compared: compare their size()");
    }
    if (left.type() == Scalar.SECRET || right.type() == Scalar.SECRET) {
      throw translator.refused(e, "a secret is not compared: write passwordVerify(text, secret)");
    }
    if (left.type() instanceof Type.Struct || left.type() instanceof Type.Made) {
      throw translator.refused(e, "objects are not compared: compare their members");
    }
    if (left.type() instanceof Type.Row) {
      return objects(
          Value.of(Scalar.STRING, left.key()),
          Value.of(Scalar.STRING, right.key()),
          left.nullable(),
          right.nullable(),
          equal,
          translator);
    }
    var numbers = left.type() == Scalar.INT || left.type() == Scalar.DECIMAL;
    if (numbers || left.type() == Scalar.BOOL) {
      return numbers(translator, e, left, right, equal);
    }
    return objects(left, right, left.nullable(), right.nullable(), equal, translator);
  }

  private static Value numbers(
      Translator translator, CelExpr e, Value left, Value right, boolean equal)
      throws InvalidExpression {
    var args = e.call().args();
    if (left.nullable() || right.nullable()) {
      // Known to be there in the part that looks at the value.
      var optional = left.nullable() ? left : right;
      translator.there(args.get(left.nullable() ? 0 : 1), optional);
    }
    if (left.type() == Scalar.DECIMAL || right.type() == Scalar.DECIMAL) {
      return compared(translator, left, right, equal ? "==" : "!=", Level.EQUALITY);
    }
    if (left.type() == Scalar.BOOL && isLiteral(right)) {
      return (right.text().equals("true") == equal)
          ? left
          : Value.truth(
              "!" + left.in(Level.UNARY),
              Level.UNARY,
              /* ifTrue= */ left.ifFalse(),
              /* ifFalse= */ left.ifTrue());
    }
    if (left.shape() == Shape.BOXED && right.shape() == Shape.BOXED) {
      return objects(left, right, false, false, equal, translator);
    }
    return Value.truth(
        left.in(Level.RELATION) + (equal ? " == " : " != ") + right.in(Level.RELATION),
        Level.EQUALITY,
        Set.of(),
        Set.of());
  }

  private static boolean isLiteral(Value value) {
    return value.text().equals("true") || value.text().equals("false");
  }

  private static Value objects(
      Value left,
      Value right,
      boolean leftOptional,
      boolean rightOptional,
      boolean equal,
      Translator translator) {
    var not = equal ? "" : "!";
    if (leftOptional && rightOptional) {
      translator.uses("Objects");
      return Value.truth(
          not + "Objects.equals(" + left.text() + ", " + right.text() + ")",
          equal ? Level.PRIMARY : Level.UNARY,
          Set.of(),
          Set.of());
    }
    // What is there comes first, and of two that are, the literal last.
    var turned = leftOptional;
    var receiver = turned ? right : left;
    var other = turned ? left : right;
    if (!leftOptional && !rightOptional && receiver.text().startsWith("\"")) {
      receiver = right;
      other = left;
    }
    return Value.truth(
        not + receiver.in(Level.PRIMARY) + ".equals(" + other.text() + ")",
        equal ? Level.PRIMARY : Level.UNARY,
        Set.of(),
        Set.of());
  }

  static Value order(Translator translator, String operator, Value left, Value right) {
    return switch (left.type()) {
      case Scalar.INT ->
          right.type() == Scalar.INT
              ? Value.truth(
                  left.in(Level.SUM) + " " + operator + " " + right.in(Level.SUM),
                  Level.RELATION,
                  Set.of(),
                  Set.of())
              : compared(translator, left, right, operator, Level.RELATION);
      case Scalar.DATE, Scalar.TIME, Scalar.INSTANT -> times(operator, left, right);
      default -> compared(translator, left, right, operator, Level.RELATION);
    };
  }

  private static Value times(String operator, Value left, Value right) {
    var text =
        switch (operator) {
          case "<" -> left.in(Level.PRIMARY) + ".isBefore(" + right.text() + ")";
          case ">" -> left.in(Level.PRIMARY) + ".isAfter(" + right.text() + ")";
          case "<=" -> "!" + left.in(Level.PRIMARY) + ".isAfter(" + right.text() + ")";
          default -> "!" + left.in(Level.PRIMARY) + ".isBefore(" + right.text() + ")";
        };
    return Value.truth(
        text, text.startsWith("!") ? Level.UNARY : Level.PRIMARY, Set.of(), Set.of());
  }

  private static Value compared(
      Translator translator, Value left, Value right, String operator, Level level) {
    if (right.type() == Scalar.INT && right.text().equals("0")) {
      return Value.truth(
          left.in(Level.PRIMARY) + ".signum() " + operator + " 0", level, Set.of(), Set.of());
    }
    var one = left.type() == Scalar.INT ? translator.decimal(left) : left;
    var other = right.type() == Scalar.INT ? translator.decimal(right) : right;
    return Value.truth(
        one.in(Level.PRIMARY) + ".compareTo(" + other.text() + ") " + operator + " 0",
        level,
        Set.of(),
        Set.of());
  }
}
