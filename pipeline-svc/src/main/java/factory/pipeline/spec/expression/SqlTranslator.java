package factory.pipeline.spec.expression;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.expression.Scope.Right;
import factory.pipeline.spec.expression.Scope.Variable;
import factory.pipeline.spec.expression.SqlOperand.Column;
import factory.pipeline.spec.expression.SqlOperand.Plain;
import factory.pipeline.spec.expression.Type.Scalar;
import factory.pipeline.spec.expression.Value.Level;
import factory.pipeline.spec.expression.Value.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Prints what is asked of the database: conditions over rows, and figures over those that fulfil
 * them. What can't become SQL is refused, so that nothing is filtered in memory.
 */
final class SqlTranslator {
  private static final int MAX_DEPTH = 3;

  private final Translator translator;

  /** How many conditions within each other a row's name is: 0 for the outermost. */
  private final Map<String, Integer> depths = new HashMap<>();

  private int depth = -1;

  /** Which rows of which kind. */
  record Found(String plural, String condition) {}

  SqlTranslator(Translator translator) {
    this.translator = translator;
    translator
        .scope()
        .variables()
        .forEach(
            (name, variable) -> {
              if (variable instanceof Variable.SqlRow) {
                depths.put(name, 0);
                depth = 0;
              }
            });
  }

  InvalidExpression onlyCompared(CelExpr e) {
    return translator.refused(
        e,
        "a row in the database can only be compared, field by field: write for example"
            + " x.field == value, and compute on the side of the value");
  }

  // ---- conditions

  String condition(CelExpr e, Set<String> known) throws InvalidExpression {
    translator.uses("Condition");
    if (e.getKind() == Kind.COMPREHENSION
        && translator.typeOf(e.comprehension().iterRange()) instanceof Type.Rows) {
      return exists(e, known);
    }
    if (!mentionsRow(e)) {
      return constant(e, known);
    }
    if (e.getKind() == Kind.SELECT) {
      return flag(e, true);
    }
    if (e.getKind() != Kind.CALL) {
      throw onlyCompared(e);
    }
    var call = e.call();
    var args = call.args();
    return switch (call.function()) {
      case "_&&_" -> condition(args.get(0), known) + ".and(" + condition(args.get(1), known) + ")";
      case "_||_" -> condition(args.get(0), known) + ".or(" + condition(args.get(1), known) + ")";
      case "!_" -> {
        var inner = args.getFirst();
        yield inner.getKind() == Kind.SELECT
            ? flag(inner, false)
            : condition(inner, known) + ".not()";
      }
      case "_==_" -> equality(e, args.get(0), args.get(1), "equal", known);
      case "_!=_" -> equality(e, args.get(0), args.get(1), "notEqual", known);
      case "_<_" -> compared(e, args.get(0), args.get(1), "less", "greater", known);
      case "_<=_" -> compared(e, args.get(0), args.get(1), "atMost", "atLeast", known);
      case "_>_" -> compared(e, args.get(0), args.get(1), "greater", "less", known);
      case "_>=_" -> compared(e, args.get(0), args.get(1), "atLeast", "atMost", known);
      case "@in" -> anyOf(e, args.get(0), args.get(1), known);
      case "contains", "startsWith" -> partOf(e, known);
      default ->
          throw translator.refused(
              e,
              "'%s' of a row's field cannot become SQL: possible are == != < <= > >= in, contains, startsWith, && || ! and plural.exists(x, ...)"
                  .formatted(call.function().replace("_", "")));
    };
  }

  private String constant(CelExpr e, Set<String> known) throws InvalidExpression {
    var value = translator.there(e, translator.value(e, known));
    return value.text().equals("true")
        ? "Condition.always()"
        : "Condition.of(" + value.text() + ")";
  }

  private String flag(CelExpr e, boolean set) throws InvalidExpression {
    return onColumn(
        column(e), (field, _) -> "Condition.equal(" + field + ", " + set + ")", Plain.NONE);
  }

  private String equality(CelExpr e, CelExpr left, CelExpr right, String method, Set<String> known)
      throws InvalidExpression {
    if (Translator.isNull(left) || Translator.isNull(right)) {
      var operand = Translator.isNull(left) ? right : left;
      var test = method.equals("equal") ? "isNull" : "isNotNull";
      return onColumn(
          anyColumn(operand), (field, _) -> "Condition." + test + "(" + field + ")", Plain.NONE);
    }
    if (translator.typeOf(left) == Scalar.SECRET || translator.typeOf(right) == Scalar.SECRET) {
      return translator.typeOf(left) == Scalar.SECRET
          ? issued(e, left, right, method, known)
          : issued(e, right, left, method, known);
    }
    translator.comparable(e, translator.typeOf(left), translator.typeOf(right));
    translator.words(left, right);
    translator.words(right, left);
    return compared(e, left, right, method, method, known);
  }

  /** A secret that the service issues is looked for by what an input says: by its hash. */
  private String issued(CelExpr e, CelExpr secret, CelExpr text, String method, Set<String> known)
      throws InvalidExpression {
    if (!mentionsRow(secret)
        || translator.fieldOf(secret).filter(Field::isIssued).isEmpty()
        || !method.equals("equal")
        || translator.typeOf(text) != Scalar.STRING
        || text.getKind() != Kind.SELECT
        || text.select().operand().getKind() != Kind.IDENT
        || !text.select().operand().ident().name().equals("input")) {
      throw translator.refused(
          e, "only a secret that is issued is looked for, and by an input: x.key == input.key");
    }
    var value = translator.there(text, translator.value(text, known));
    return onColumn(
        anyColumn(secret),
        (field, _) -> "Condition.equal(" + field + ", call.issued(" + value.text() + "))",
        Plain.NONE);
  }

  private String compared(
      CelExpr e, CelExpr left, CelExpr right, String method, String turned, Set<String> known)
      throws InvalidExpression {
    var one = operand(left, right, known);
    var other = operand(right, left, known);
    if (one instanceof Column column) {
      return onColumn(
          column,
          (field, value) -> "Condition." + method + "(" + field + ", " + value + ")",
          other);
    }
    if (other instanceof Column column) {
      return onColumn(
          column, (field, value) -> "Condition." + turned + "(" + field + ", " + value + ")", one);
    }
    throw onlyCompared(e);
  }

  private String anyOf(CelExpr e, CelExpr item, CelExpr list, Set<String> known)
      throws InvalidExpression {
    if (mentionsRow(list)) {
      throw translator.refused(e, "a list that rows have cannot be looked into by the database");
    }
    if (list.getKind() == Kind.LIST) {
      for (var word : list.list().elements()) {
        translator.words(item, word);
      }
    }
    var values = translator.there(list, translator.value(list, known));
    return onColumn(
        column(item),
        (field, _) -> "Condition.anyOf(" + field + ", " + values.text() + ")",
        Plain.NONE);
  }

  private String partOf(CelExpr e, Set<String> known) throws InvalidExpression {
    var target = e.call().target().orElseThrow();
    var part = e.call().args().getFirst();
    if (mentionsRow(part) || translator.typeOf(target) != Scalar.STRING) {
      throw onlyCompared(e);
    }
    var value = translator.value(part, known);
    return onColumn(
        column(target),
        (field, _) -> "Condition." + e.call().function() + "(" + field + ", " + value.text() + ")",
        Plain.NONE);
  }

  private String exists(CelExpr e, Set<String> known) throws InvalidExpression {
    var loop = e.comprehension();
    var found = under(loop, known);
    return switch (loop.accuVar()) {
      case Macros.EXISTS ->
          "Condition.exists(" + JavaText.literal(found.plural()) + ", " + found.condition() + ")";
      case Macros.ALL ->
          "Condition.exists("
              + JavaText.literal(found.plural())
              + ", "
              + found.condition()
              + ").not()";
      default ->
          throw translator.refused(
              e, "only exists(x, ...) and all(x, ...) can stand in a condition over rows");
    };
  }

  // ---- columns

  private interface Print {
    String of(String field, String value);
  }

  /** The comparison, within an {@code exists} for each reference that is followed. */
  private String onColumn(Column column, Print print, SqlOperand value) {
    return nested(column, value, depth, print);
  }

  private String nested(Column column, SqlOperand value, int at, Print print) {
    if (!column.references().isEmpty()) {
      return followed(column, at, rest -> nested(rest, value, at + 1, print));
    }
    if (value instanceof Column other && !other.references().isEmpty()) {
      return followed(other, at, rest -> nested(column, rest, at + 1, print));
    }
    return print.of(column.asField(at), value.asValue(at));
  }

  private interface Within {
    String of(Column rest);
  }

  private static String followed(Column column, int at, Within within) {
    var reference = column.references().getFirst();
    var key = new Column(column.depth(), List.of(), reference.field()).asValue(at + 1);
    var rest =
        new Column(
            at + 1, column.references().subList(1, column.references().size()), column.field());
    return "Condition.exists("
        + JavaText.literal(reference.plural())
        + ", Condition.equal(\"id\", "
        + key
        + ").and("
        + within.of(rest)
        + "))";
  }

  private SqlOperand operand(CelExpr e, CelExpr other, Set<String> known) throws InvalidExpression {
    if (e.getKind() == Kind.CALL
        && e.call().target().map(translator::typeOf).orElse(Scalar.NULL) instanceof Type.Rows) {
      calls(e);
    }
    if (mentionsRow(e)) {
      return column(e);
    }
    var value = translator.value(e, known);
    if (value.type() instanceof Type.Row) {
      return new Plain(value.key());
    }
    var wanted = translator.typeOf(other);
    if (wanted == Scalar.DECIMAL && value.type() == Scalar.INT) {
      return new Plain(translator.decimal(translator.there(e, value)).text());
    }
    if (wanted == Scalar.INT && value.type() == Scalar.DECIMAL) {
      throw translator.refused(e, "a whole field is compared to a whole number: write int(...)");
    }
    return new Plain(value.shape() == Shape.INT ? value.asLong() : value.text());
  }

  /** A column whose values compare. */
  private Column column(CelExpr e) throws InvalidExpression {
    var column = anyColumn(e);
    if (translator.typeOf(e) == Scalar.JSON
        || translator.typeOf(e) instanceof Type.Struct
        || translator.typeOf(e) == Scalar.SECRET
        || translator.typeOf(e) instanceof Type.Items) {
      throw translator.refused(
          e, "a %s of a row only compares to null".formatted(translator.typeOf(e)));
    }
    return column;
  }

  private Column anyColumn(CelExpr e) throws InvalidExpression {
    List<CelExpr> chain = new ArrayList<>();
    var root = e;
    while (root.getKind() == Kind.SELECT && !root.select().testOnly()) {
      chain.addFirst(root);
      root = root.select().operand();
    }
    if (root.getKind() != Kind.IDENT || !depths.containsKey(root.ident().name())) {
      throw onlyCompared(e);
    }
    int rowDepth = depths.get(root.ident().name());
    // A reference is its key already.
    if (chain.size() > 1 && chain.getLast().select().field().equals("id")) {
      chain.removeLast();
    }
    List<SqlOperand.Reference> references = new ArrayList<>();
    for (var i = 0; i + 1 < chain.size(); i++) {
      if (!(translator.typeOf(chain.get(i)) instanceof Type.Row(var kind))) {
        throw translator.refused(
            e,
            "a member of an object is not looked at in the database: make it a field of its own");
      }
      references.add(
          new SqlOperand.Reference(chain.get(i).select().field(), translator.plural(kind)));
    }
    for (var step : chain) {
      stored(step);
    }
    return new Column(
        rowDepth, references, chain.isEmpty() ? "id" : chain.getLast().select().field());
  }

  private void stored(CelExpr step) throws InvalidExpression {
    var field = translator.fieldOf(step);
    if (field.isPresent()) {
      switch (field.get().origin()) {
        case factory.pipeline.spec.Origin.Computed _, factory.pipeline.spec.Origin.Link _ ->
            throw translator.refused(
                step,
                "a computed field is not in the database: compare the fields that it is computed from");
        case factory.pipeline.spec.Origin.Aggregated _ ->
            throw translator.refused(
                step,
                "a figure about other records is not in the database: write plural.exists(x, ...)");
        case factory.pipeline.spec.Origin.Given _,
            factory.pipeline.spec.Origin.Now _,
            factory.pipeline.spec.Origin.Caller _,
            factory.pipeline.spec.Origin.Account _,
            factory.pipeline.spec.Origin.Sequence _,
            factory.pipeline.spec.Origin.Code _,
            factory.pipeline.spec.Origin.Slug _,
            factory.pipeline.spec.Origin.Actions _ -> {}
      }
    }
  }

  private boolean mentionsRow(CelExpr e) {
    return switch (e.getKind()) {
      case IDENT -> depths.containsKey(e.ident().name());
      case SELECT -> mentionsRow(e.select().operand());
      case CALL ->
          e.call().target().filter(this::mentionsRow).isPresent()
              || e.call().args().stream().anyMatch(this::mentionsRow);
      case LIST -> e.list().elements().stream().anyMatch(this::mentionsRow);
      case COMPREHENSION ->
          mentionsRow(e.comprehension().iterRange())
              || mentionsRow(e.comprehension().loopStep())
              || translator.typeOf(e.comprehension().iterRange()) instanceof Type.Rows;
      case CONSTANT, STRUCT, MAP, NOT_SET -> false;
    };
  }

  // ---- rows

  /** Which rows an expression means: a plural, or some of them. */
  Found rows(CelExpr e, Set<String> known) throws InvalidExpression {
    if (e.getKind() == Kind.IDENT
        && translator.scope().variables().get(e.ident().name()) instanceof Variable.Rows rows) {
      return new Found(translator.plural(rows.kind()), "");
    }
    if (e.getKind() == Kind.COMPREHENSION
        && e.comprehension().accuVar().equals(Macros.FILTER)
        && translator.typeOf(e.comprehension().iterRange()) instanceof Type.Rows) {
      return under(e.comprehension(), known);
    }
    throw translator.refused(
        e, "must be rows of a kind, such as books or books.filter(b, b.copies > 0)");
  }

  /** What rows a loop is over, with its own condition. */
  private Found under(CelComprehension loop, Set<String> known) throws InvalidExpression {
    var base = rows(loop.iterRange(), known);
    var name = loop.iterVar();
    var condition = loop.loopStep().call().args().get(1);
    var all = loop.accuVar().equals(Macros.ALL);
    var own =
        inside(
            loop,
            name,
            () -> {
              var text = condition(condition, known);
              return all ? text + ".not()" : text;
            });
    return new Found(
        base.plural(), base.condition().isEmpty() ? own : base.condition() + ".and(" + own + ")");
  }

  private interface Printing {
    String print() throws InvalidExpression;
  }

  private String inside(CelComprehension loop, String name, Printing printing)
      throws InvalidExpression {
    if (translator.scope().variables().containsKey(name) || depths.containsKey(name)) {
      throw translator.refused(
          loop.iterRange(), "'%s' is a name already: take another one".formatted(name));
    }
    if (depth + 1 >= MAX_DEPTH) {
      throw translator.refused(
          loop.iterRange(),
          "at most %d conditions over rows can stand within each other".formatted(MAX_DEPTH));
    }
    depth++;
    depths.put(name, depth);
    try {
      return printing.print();
    } finally {
      depths.remove(name);
      depth--;
    }
  }

  static String orAll(Found found) {
    return found.condition().isEmpty() ? "Condition.always()" : found.condition();
  }

  // ---- what is asked in Java

  /** Whether some, all or one of the rows fulfil a condition. */
  Value test(CelExpr e, Set<String> known) throws InvalidExpression {
    calls(e);
    var loop = e.comprehension();
    if (loop.accuVar().equals(Macros.MAP) || loop.accuVar().equals(Macros.FILTER)) {
      throw translator.refused(
          e,
          "rows are not a value: follow by .size(), or .map(x, x.field) and .sum(), .min(), .max() or .average()");
    }
    var found = under(loop, known);
    translator.uses("Condition");
    var arguments = "(" + JavaText.literal(found.plural()) + ", " + found.condition() + ")";
    return switch (loop.accuVar()) {
      case Macros.EXISTS -> Value.of(Scalar.BOOL, "call.exists" + arguments);
      case Macros.ALL -> Value.of(Scalar.BOOL, "!call.exists" + arguments).level(Level.UNARY);
      default -> Value.of(Scalar.BOOL, "call.count" + arguments + " == 1").level(Level.EQUALITY);
    };
  }

  /** How many rows there are, or a figure over one of their fields. */
  Value figure(CelExpr e, Set<String> known) throws InvalidExpression {
    calls(e);
    translator.uses("Condition");
    var target = e.call().target().orElseThrow();
    var function = e.call().function();
    var mapped =
        target.getKind() == Kind.COMPREHENSION
                && target.comprehension().accuVar().equals(Macros.MAP)
            ? Optional.of(target.comprehension())
            : Optional.<CelComprehension>empty();
    var range = mapped.isPresent() ? mapped.get().iterRange() : target;
    var found = rows(range, known);
    var plural = JavaText.literal(found.plural());
    if (function.equals("size")) {
      return Value.of(Scalar.INT, "call.count(" + plural + ", " + orAll(found) + ")");
    }
    if (mapped.isEmpty() || !Set.of("sum", "min", "max", "average").contains(function)) {
      throw translator.refused(
          e,
          "of rows there are .size(), and after .map(x, x.field) .sum(), .min(), .max() and .average()");
    }
    var loop = mapped.get();
    var field = loop.loopStep().call().args().get(1);
    var column =
        new Object() {
          String name = "";
        };
    inside(
        loop,
        loop.iterVar(),
        () -> {
          var of = column(field);
          if (!of.references().isEmpty() || translator.typeOf(field) instanceof Type.Row) {
            throw translator.refused(field, "must be a field of the row itself");
          }
          column.name = of.field();
          return "";
        });
    var text =
        "call."
            + function
            + "("
            + plural
            + ", "
            + JavaText.literal(column.name)
            + ", "
            + orAll(found)
            + ")";
    var type = translator.typeOf(e);
    UnaryOperator<String> accessor = figure -> figure + "." + accessor(type) + "()";
    if (function.equals("sum") || known.contains(text)) {
      return Value.of(type, accessor.apply(text)).optional(text, text + ".exists()").there();
    }
    return Value.of(type, text + ".value()").optional(text, text + ".exists()");
  }

  private static String accessor(Type type) {
    return switch (type) {
      case Scalar.INT -> "whole";
      case Scalar.DECIMAL -> "decimal";
      case Scalar.DATE -> "date";
      case Scalar.TIME -> "time";
      case Scalar.INSTANT -> "instant";
      case Scalar.DURATION -> "duration";
      default -> "text";
    };
  }

  private void calls(CelExpr e) throws InvalidExpression {
    if (depth >= 0) {
      throw translator.refused(
          e, "in a condition over rows, other rows can only be asked for by exists(x, ...)");
    }
    if (!translator.scope().may(Right.CALL)) {
      throw translator.refused(e, "other records can only be looked at in actions and access");
    }
  }
}
