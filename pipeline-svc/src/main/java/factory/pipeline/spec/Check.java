package factory.pipeline.spec;

import factory.pipeline.spec.expression.Expected;
import factory.pipeline.spec.expression.Expression;
import factory.pipeline.spec.expression.Expressions;
import factory.pipeline.spec.expression.InvalidExpression;
import factory.pipeline.spec.expression.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One specification that is being checked, and what was found so far. */
final class Check {
  /** Words of CEL, and what expressions call their own. */
  private static final Set<String> RESERVED =
      Set.of(
          "as",
          "break",
          "const",
          "continue",
          "else",
          "for",
          "function",
          "if",
          "import",
          "in",
          "let",
          "loop",
          "package",
          "namespace",
          "return",
          "var",
          "void",
          "while",
          "true",
          "false",
          "null",
          "record",
          "input",
          "caller",
          "now");

  private final Specification specification;
  private final Expressions expressions;
  private final List<Problem> problems = new ArrayList<>();

  Check(Specification specification) {
    this.specification = specification;
    this.expressions = new Expressions(specification);
  }

  Specification specification() {
    return specification;
  }

  Expressions expressions() {
    return expressions;
  }

  List<Problem> problems() {
    return List.copyOf(problems.subList(0, Math.min(problems.size(), Specifications.MAX_PROBLEMS)));
  }

  void problem(String pointer, String message) {
    problems.add(new Problem(pointer, message));
  }

  /** The kind of that name; a problem when there is none. */
  Optional<Kind> kind(String name, String pointer) {
    var kind = specification.kind(name);
    if (kind.isEmpty()) {
      problem(
          pointer,
          "there is no kind '%s'; there are %s"
              .formatted(
                  name,
                  String.join(", ", specification.kinds().stream().map(Kind::name).toList())));
    }
    return kind;
  }

  /** The field of that name; a problem when the kind has none. */
  Optional<Field> field(Kind kind, String name, String pointer) {
    var field = kind.field(name);
    if (field.isEmpty()) {
      problem(
          pointer,
          "%s has no field '%s'; it has %s"
              .formatted(
                  kind.name(),
                  name,
                  String.join(", ", kind.fields().stream().map(Field::name).toList())));
    }
    return field;
  }

  /** A name that is there once; the map says where. */
  void taken(Map<String, String> names, String name, String pointer) {
    var first = names.putIfAbsent(name, pointer);
    if (first != null) {
      problem(pointer, "'%s' is there already at %s: take another name".formatted(name, first));
    }
  }

  /** A name that stands alone in expressions. */
  void variable(String name, String pointer) {
    if (RESERVED.contains(name)
        || (specification.accounts().isPresent() && name.equals("account"))) {
      problem(
          pointer, "'%s' has its own meaning in expressions: take another name".formatted(name));
    }
  }

  /** The expression, when it can stand there. */
  Optional<Expression> expression(String pointer, Scope scope, String cel, Expected expected) {
    try {
      return Optional.of(expressions.check(scope, cel, expected));
    } catch (InvalidExpression e) {
      problem(pointer, e.getMessage());
      return Optional.empty();
    }
  }

  /** What a field is when nobody gives it: an expression without variables that it can hold. */
  void initial(String pointer, String cel, FieldType type, boolean nullable) {
    initial(pointer, expressions.literal(), cel, type, nullable);
  }

  /** The same of an expression that sees something. */
  void initial(String pointer, Scope scope, String cel, FieldType type, boolean nullable) {
    if (expression(pointer, scope, cel, new Expected.Field(type, nullable)).isPresent()) {
      ValueCheck.ofDefault(type, cel).ifPresent(wrong -> problem(pointer, wrong));
    }
  }

  /** What a list's filter does with a field. */
  static final String FILTER_BY = "filter by";

  static boolean isComparable(FieldType type) {
    return !(type instanceof FieldType.Json)
        && !(type instanceof FieldType.ObjectOf)
        && !(type instanceof FieldType.ListOf)
        && !(type instanceof FieldType.Secret);
  }

  /** A field that filters, orders, groups or is unique; otherwise a problem. */
  boolean comparable(Field field, String pointer, String what) {
    if (!field.isStored()) {
      problem(
          pointer,
          "'%s' is computed when it is read, so nothing can %s it: use a field that is kept"
              .formatted(field.name(), what));
      return false;
    }
    if (!isComparable(field.type())) {
      problem(
          pointer,
          "'%s' is a %s, so nothing can %s it%s"
              .formatted(
                  field.name(),
                  FieldWriter.nameOf(field.type()),
                  what,
                  what.equals(FILTER_BY) && field.type() instanceof FieldType.ListOf
                      ? "; what is in it can: write \"by\": [\"has\"]"
                      : ""));
      return false;
    }
    return true;
  }
}
