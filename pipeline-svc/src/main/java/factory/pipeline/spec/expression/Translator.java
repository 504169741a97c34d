package factory.pipeline.spec.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import factory.pipeline.spec.AggregateFunction;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.expression.Scope.Right;
import factory.pipeline.spec.expression.Scope.Variable;
import factory.pipeline.spec.expression.Type.Scalar;
import factory.pipeline.spec.expression.Value.Level;
import factory.pipeline.spec.expression.Value.Shape;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Prints one checked expression as Java. What is known to be there goes along with it. */
final class Translator {
  private static final Pattern CLASS = Pattern.compile("^([A-Z][A-Za-z]+)\\.");
  private static final Pattern NUMBER = Pattern.compile("-?\\s*(\\d*\\.)?\\d+([eE][+-]?\\d+)?");
  private static final Set<String> JAVA_LANG = Set.of("Math", "Long", "String", "Objects");
  private static final Set<String> ARITHMETIC = Set.of("_+_", "_-_", "_*_", "_/_", "_%_");
  private static final int MAX_NESTING = 2;

  /** Functions of any list that look at whether its items are equal, or which is less. */
  private static final Set<String> COMPARING =
      Set.of("min", "max", "mode", "sort", "distinct", "contains", "without", "@in");

  private final Expressions expressions;
  private final Scope scope;
  private final CelAbstractSyntaxTree ast;
  private final String source;
  private final SqlTranslator sql;

  /** Names that comprehensions over lists bound, with their Java. */
  private final Map<String, Value> bound = new HashMap<>();

  private final TreeSet<String> imports = new TreeSet<>();
  private boolean impure;
  private boolean usesCaller;
  private int loops;

  Translator(Expressions expressions, Scope scope, CelAbstractSyntaxTree ast, String source) {
    this.expressions = expressions;
    this.scope = scope;
    this.ast = ast;
    this.source = source;
    this.sql = new SqlTranslator(this);
  }

  Expression translate(Expected expected) throws InvalidExpression {
    var root = ast.getExpr();
    bounded(root, 0);
    if (count > Expressions.MAX_NODES) {
      throw refused(root, "is too long: at most %d parts".formatted(Expressions.MAX_NODES));
    }
    if (expected instanceof Expected.Rows) {
      return rows(root);
    }
    if (expected instanceof Expected.Condition) {
      require(root, expected, typeOf(root) == Scalar.BOOL);
      return expression(
          Value.truth("", Level.PRIMARY, Set.of(), Set.of()),
          Optional.empty(),
          Optional.of(sql.condition(root, scope.known())));
    }
    var value = value(root, scope.known());
    return expression(fitting(root, value, expected), Optional.empty(), Optional.empty());
  }

  private int count;

  private void bounded(CelExpr e, int depth) throws InvalidExpression {
    count++;
    if (depth > 2 * Expressions.MAX_DEPTH) {
      throw refused(e, "is nested too deep");
    }
    for (var part : parts(e)) {
      bounded(part, depth + 1);
    }
  }

  private static List<CelExpr> parts(CelExpr e) {
    return switch (e.getKind()) {
      case SELECT -> List.of(e.select().operand());
      case CALL -> {
        var parts = new java.util.ArrayList<>(e.call().args());
        e.call().target().ifPresent(parts::add);
        yield parts;
      }
      case LIST -> e.list().elements();
      case COMPREHENSION -> List.of(e.comprehension().iterRange(), e.comprehension().loopStep());
      case MAP -> e.map().entries().stream().map(CelExpr.CelMap.Entry::value).toList();
      case CONSTANT, IDENT, STRUCT, NOT_SET -> List.of();
    };
  }

  private Expression rows(CelExpr root) throws InvalidExpression {
    require(root, new Expected.Rows(), typeOf(root) instanceof Type.Rows);
    var found = sql.rows(root, scope.known());
    return expression(
        Value.of(typeOf(root), ""),
        Optional.of(found.plural()),
        Optional.of(SqlTranslator.orAll(found)));
  }

  private Expression expression(Value value, Optional<String> plural, Optional<String> condition) {
    condition.ifPresent(_ -> imports.add("Condition"));
    return new Expression(
        value.type(),
        value.nullable(),
        value.asLong(),
        plural,
        condition,
        plural.isPresent() && ast.getExpr().getKind() == Kind.COMPREHENSION
            ? Optional.of(ast.getExpr().comprehension().iterVar())
            : Optional.empty(),
        imports,
        impure,
        usesCaller,
        value.ifTrue(),
        value.ifFalse());
  }

  /** The value where something of a type is expected. */
  private Value fitting(CelExpr e, Value value, Expected expected) throws InvalidExpression {
    return switch (expected) {
      case Expected.Truth _ -> {
        require(e, expected, value.type() == Scalar.BOOL);
        yield value;
      }
      case Expected.Row _ -> {
        require(e, expected, value.type() instanceof Type.Row);
        yield there(e, value);
      }
      case Expected.Anything _ -> {
        if (value.type() instanceof Type.Row || value.type() instanceof Type.Rows) {
          throw refused(e, "must be a value, not a record: write .id for its key, or a field");
        }
        if (isMade(value.type())) {
          throw refused(e, "must be a value: an object is made where it is kept or answered");
        }
        if (value.type() == Scalar.NULL || value.type() == Scalar.SECRET) {
          throw refused(e, "must be a value that can be computed with");
        }
        yield value;
      }
      case Expected.Field(FieldType type, boolean nullable) ->
          field(e, value, type, nullable, expected);
      case Expected.Condition _, Expected.Rows _ -> throw new IllegalStateException();
    };
  }

  private Value field(CelExpr e, Value value, FieldType type, boolean nullable, Expected expected)
      throws InvalidExpression {
    if (value.type() == Scalar.NULL) {
      if (!nullable) {
        throw refused(e, "must not be null here");
      }
      return value;
    }
    if (!nullable) {
      there(e, value);
    }
    var wanted = type instanceof FieldType.Secret ? Scalar.STRING : Type.of(type);
    if (wanted == Scalar.DECIMAL && value.type() == Scalar.INT) {
      there(e, value);
      return decimal(value);
    }
    if (wanted == Scalar.INT && value.type() == Scalar.DECIMAL) {
      throw refused(e, "must be a whole number here: write int(...), of round(...) to round");
    }
    if (wanted == Scalar.DATE && value.type() == Scalar.INSTANT) {
      throw refused(e, "must be a date here: write date(...)");
    }
    var problem = difference(wanted, value.type());
    if (problem.isPresent()) {
      throw refused(e, problem.get());
    }
    require(e, expected, isMade(value.type()) || wanted.equals(value.type()));
    if (type instanceof FieldType.Choice choice) {
      word(e, choice);
    }
    return value.type() instanceof Type.Row ? Value.of(value.type(), value.key()) : value;
  }

  /** Why an object that is made here, or a list of such, is not what is wanted. */
  private static Optional<String> difference(Type wanted, Type given) {
    return switch (given) {
      case Type.Made made when wanted instanceof Type.Struct struct -> made.differs(struct);
      case Type.Items(Type item) when wanted instanceof Type.Items(Type wantedItem) ->
          difference(wantedItem, item);
      case Type.Made _ -> Optional.of("must be %s here, and is an object".formatted(wanted));
      default -> Optional.empty();
    };
  }

  private static boolean isMade(Type type) {
    return type instanceof Type.Made || (type instanceof Type.Items(Type item) && isMade(item));
  }

  private void require(CelExpr e, Expected expected, boolean fits) throws InvalidExpression {
    if (!fits) {
      throw refused(e, "must be %s here, and is %s".formatted(expected.describe(), typeOf(e)));
    }
  }

  /** What is known of the words that an expression can give must be words of the choice. */
  private void word(CelExpr e, FieldType.Choice choice) throws InvalidExpression {
    switch (e.getKind()) {
      case CONSTANT -> {
        var word = e.constant().stringValue();
        if (!choice.words().contains(word)) {
          throw refused(
              e,
              "'%s' is none of its words: %s".formatted(word, String.join(", ", choice.words())));
        }
      }
      case SELECT -> {
        if (!(fieldType(e).orElse(null) instanceof FieldType.Choice other)
            || !choice.words().containsAll(other.words())) {
          throw refused(e, "must be one of its words: " + String.join(", ", choice.words()));
        }
      }
      default -> {
        if (e.getKind() == Kind.CALL && e.call().function().equals("_?_:_")) {
          word(e.call().args().get(1), choice);
          word(e.call().args().get(2), choice);
        } else {
          throw refused(
              e,
              "must be a word such as '%s', or a choice of some"
                  .formatted(choice.words().getFirst()));
        }
      }
    }
  }

  // ---- what SqlTranslator shares

  Scope scope() {
    return scope;
  }

  Expressions expressions() {
    return expressions;
  }

  void uses(String runtimeClass) {
    imports.add(runtimeClass);
  }

  Type typeOf(CelExpr e) {
    return ast.getType(e.id())
        .map(type -> Type.of(type, expressions.objects()))
        .orElse(Scalar.NULL);
  }

  InvalidExpression refused(CelExpr e, String message) {
    var offset = ast.getSource().getPositionsMap().getOrDefault(e.id(), 0);
    var before = source.codePoints().limit(offset).toArray();
    var line = 1;
    var column = 1;
    for (var c : before) {
      column = c == '\n' ? 1 : column + 1;
      line += c == '\n' ? 1 : 0;
    }
    return new InvalidExpression(message, line, column);
  }

  /** The field that a selection names, when it is one of a record or of the inputs. */
  Optional<Field> fieldOf(CelExpr e) {
    if (e.getKind() != Kind.SELECT) {
      return Optional.empty();
    }
    var name = e.select().field();
    var operand = e.select().operand();
    if (operand.getKind() == Kind.IDENT
        && scope.variables().get(operand.ident().name()) instanceof Variable.Inputs inputs) {
      return inputs.fields().stream().filter(f -> f.name().equals(name)).findFirst();
    }
    return typeOf(operand) instanceof Type.Row(var kind)
        ? expressions.kind(kind).flatMap(k -> k.field(name))
        : Optional.empty();
  }

  /** What a selection gives, of a record, of the inputs or of an object. */
  private Optional<FieldType> fieldType(CelExpr e) {
    if (e.getKind() == Kind.SELECT && typeOf(e.select().operand()) instanceof Type.Struct object) {
      return object.member(e.select().field()).map(FieldType.Member::type);
    }
    return fieldOf(e).map(Field::type);
  }

  /** The value, which is refused when it may be null. */
  Value there(CelExpr e, Value value) throws InvalidExpression {
    if (value.type() == Scalar.NULL) {
      throw refused(e, "null cannot be computed with");
    }
    if (value.nullable()) {
      var path = value.path().isEmpty() || value.path().contains("(") ? "it" : value.path();
      throw refused(
          e,
          "%s may have no value: write %s != null && ..., %s == null || ... or %s != null ? ... : ...%s"
              .formatted(path, path, path, path, always(e)));
    }
    return value;
  }

  /** Nobody who gives a field a first value means that it may have none. */
  private String always(CelExpr e) {
    return fieldOf(e)
        .filter(
            field -> field.origin() instanceof Origin.Actions(var initial) && initial.isPresent())
        .map(field -> "; or let %s be required, as it has an initial".formatted(field.name()))
        .orElse("");
  }

  // ---- values

  Value value(CelExpr e, Set<String> known) throws InvalidExpression {
    return switch (e.getKind()) {
      case CONSTANT -> constant(e);
      case IDENT -> name(e);
      case SELECT -> select(e, known);
      case CALL -> call(e, known);
      case LIST -> list(e, known);
      case COMPREHENSION -> loop(e, known);
      case MAP -> made(e, known);
      case STRUCT, NOT_SET -> throw refused(e, "objects and maps are not possible here");
    };
  }

  private Value constant(CelExpr e) throws InvalidExpression {
    var constant = e.constant();
    return switch (constant.getKind()) {
      case NULL_VALUE -> Value.of(Scalar.NULL, "null");
      case BOOLEAN_VALUE -> Value.of(Scalar.BOOL, Boolean.toString(constant.booleanValue()));
      case STRING_VALUE -> Value.of(Scalar.STRING, JavaText.literal(constant.stringValue()));
      case INT64_VALUE -> whole(constant.int64Value());
      case DOUBLE_VALUE -> decimalLiteral(e, constant.doubleValue());
      default -> throw refused(e, "this kind of literal is not possible here");
    };
  }

  private static Value whole(long number) {
    var text = Long.toString(number);
    var level = number < 0 ? Level.UNARY : Level.PRIMARY;
    return number == (int) number
        ? Value.of(Scalar.INT, text).level(level).asInt(text + "L")
        : Value.of(Scalar.INT, text + "L").level(level);
  }

  /** As it was written, not as a double has it. */
  private Value decimalLiteral(CelExpr e, double number) {
    var offset = ast.getSource().getPositionsMap().getOrDefault(e.id(), 0);
    var from = source.offsetByCodePoints(0, offset);
    var matcher = NUMBER.matcher(source).region(from, source.length());
    var exact =
        matcher.lookingAt()
            ? new BigDecimal(matcher.group().replaceAll("\\s", ""))
            : BigDecimal.valueOf(number);
    if (exact.doubleValue() != number) {
      exact = BigDecimal.valueOf(number);
    }
    imports.add("Decimals");
    return Value.of(
        Scalar.DECIMAL, "Decimals.decimal(" + JavaText.literal(exact.toPlainString()) + ")");
  }

  private Value name(CelExpr e) throws InvalidExpression {
    var name = e.ident().name();
    var item = bound.get(name);
    if (item != null) {
      return item;
    }
    return switch (scope.variables().get(name)) {
      case Variable.Value(Type type, String java, boolean nullable) -> {
        usesCaller |= name.equals("caller");
        impure |= name.equals("now");
        if (java.startsWith("Instant.")) {
          imports.add("Instant");
        }
        var value = Value.of(type, java).at(name);
        if (type instanceof Type.Row) {
          value = value.keyed(java + ".key()");
        }
        yield nullable && !scope.known().contains(name) ? value.optional(name, "") : value;
      }
      case Variable.Inputs _ -> throw refused(e, "must be one of its values, such as input.name");
      case Variable.Rows(String kind) ->
          throw refused(
              e,
              "rows cannot be used as they are: write %s.exists(x, ...), %s.filter(x, ...).size() or the like"
                  .formatted(plural(kind), plural(kind)));
      case Variable.SqlRow _ -> throw sql.onlyCompared(e);
      case null -> throw sql.onlyCompared(e);
    };
  }

  String plural(String kind) {
    return expressions.kind(kind).map(k -> k.plural()).orElse(kind);
  }

  private Value select(CelExpr e, Set<String> known) throws InvalidExpression {
    var operand = e.select().operand();
    if (e.select().testOnly()) {
      throw refused(e, "write != null instead of has(...)");
    }
    var field = fieldOf(e);
    if (operand.getKind() == Kind.IDENT
        && !bound.containsKey(operand.ident().name())
        && scope.variables().get(operand.ident().name()) instanceof Variable.Inputs inputs) {
      var path = operand.ident().name() + "." + e.select().field();
      return accessed(field.orElseThrow(), inputs.java(), path, known, true);
    }
    if (typeOf(operand) instanceof Type.Struct object) {
      return member(e, object, known);
    }
    if (!(typeOf(operand) instanceof Type.Row(var kind))) {
      throw refused(e, "%s has no fields".formatted(typeOf(operand)));
    }
    var row = there(operand, value(operand, known));
    var path = row.path() + "." + e.select().field();
    if (operand.getKind() == Kind.SELECT
        && !e.select().field().equals("id")
        && !scope.may(Right.CALL)) {
      throw refused(
          e,
          "%s is a field of another record, which is not looked up here: check it in an action's guard, or keep a copy that an action sets"
              .formatted(path));
    }
    return switch (e.select().field()) {
      case "id" -> Value.of(Scalar.STRING, row.key());
      case "created_at", "updated_at" ->
          Value.of(
              Scalar.INSTANT,
              row.text() + ".instant(" + JavaText.literal(e.select().field()) + ")");
      default -> {
        var one = field.orElseThrow(() -> refused(e, kind + " has no such field"));
        if ((one.origin() instanceof Origin.Computed || one.origin() instanceof Origin.Link)
            && !scope.may(Right.COMPUTED)) {
          throw refused(
              e, "a computed field cannot use another computed field: write its expression out");
        }
        if (Expressions.isOfTheMoment(one) && !scope.may(Right.IMPURE)) {
          throw refused(
              e,
              "what depends on the moment is only there in effects and answers, such as those of 'require'");
        }
        if (!scope.may(Right.AGGREGATED)
            && expressions.kind(kind).stream()
                .anyMatch(k -> !Expressions.figures(k, one).isEmpty())) {
          throw refused(
              e,
              "a figure about other records is only there in actions and computed fields: it changes when they do");
        }
        if (one.origin() instanceof Origin.Aggregated(AggregateFunction function, _, _, _, _)
            && function == AggregateFunction.MINE
            && !scope.may(Right.CALL)) {
          throw refused(e, "nothing is computed from who calls: it is another record for each");
        }
        yield accessed(one, row.text(), path, known, false);
      }
    };
  }

  private Value accessed(Field field, String holder, String path, Set<String> known, boolean input)
      throws InvalidExpression {
    var type =
        input && field.type() instanceof FieldType.Secret ? Scalar.STRING : Type.of(field.type());
    return accessed(
        field.name(), type, field.type(), Expressions.optional(field), holder, path, known);
  }

  /** A member of an object. */
  private Value member(CelExpr e, Type.Struct object, Set<String> known) throws InvalidExpression {
    var operand = e.select().operand();
    var name = e.select().field();
    var member =
        object.member(name).orElseThrow(() -> refused(e, "there is no member '" + name + "'"));
    var holder = there(operand, value(operand, known));
    return accessed(
        name,
        Type.of(member.type()),
        member.type(),
        Type.Struct.optional(member),
        holder.in(Level.PRIMARY),
        holder.path().isEmpty() ? "" : holder.path() + "." + name,
        known);
  }

  private Value accessed(
      String named,
      Type type,
      FieldType fieldType,
      boolean mayBeNull,
      String holder,
      String path,
      Set<String> known) {
    var name = JavaText.literal(named);
    var optional = mayBeNull && !(known.contains(path) && !path.isEmpty());
    var primitive = type == Scalar.INT || type == Scalar.BOOL;
    var text =
        holder + "." + (optional && primitive ? "value" : accessor(fieldType)) + "(" + name + ")";
    var value = Value.of(type, text).at(path);
    if (type instanceof Type.Items(Type item)) {
      switch (item) {
        case Scalar scalar -> {
          switch (scalar) {
            case DECIMAL, DATE, TIME, INSTANT, DURATION -> imports.add(scalar.boxed());
            case INT, STRING, BOOL, JSON, SECRET, NULL -> {}
          }
        }
        case Type.Struct _, Type.Made _ -> imports.add("Members");
        case Type.Items _, Type.Row _, Type.Rows _ -> {}
      }
    }
    if (fieldType instanceof FieldType.Reference(var kind, _)) {
      var found = "call.find(" + JavaText.literal(plural(kind)) + ", " + text + ")";
      value = Value.of(type, found).at(path).keyed(text);
    }
    if (mayBeNull) {
      value = value.optional(path, holder + ".has(" + name + ")");
    }
    return optional ? value : value.there();
  }

  private static String accessor(FieldType type) {
    return switch (type) {
      case FieldType.Text _,
          FieldType.Email _,
          FieldType.Url _,
          FieldType.Choice _,
          FieldType.Secret _,
          FieldType.File _ ->
          "text";
      case FieldType.Whole _ -> "whole";
      case FieldType.Decimal _ -> "decimal";
      case FieldType.Money _ -> "money";
      case FieldType.Truth _ -> "truth";
      case FieldType.Date _ -> "date";
      case FieldType.Time _ -> "time";
      case FieldType.Instant _ -> "instant";
      case FieldType.Duration _ -> "duration";
      case FieldType.Json _ -> "json";
      case FieldType.ObjectOf _ -> "object";
      case FieldType.ListOf list -> "<" + boxed(Type.of(list.item())) + ">list";
      case FieldType.Wallet _ -> "wallet";
      case FieldType.Reference _ -> "reference";
    };
  }

  /** An object whose members are written down. */
  private Value made(CelExpr e, Set<String> known) throws InvalidExpression {
    Map<String, Type> members = new LinkedHashMap<>();
    Set<String> nullable = new HashSet<>();
    var text = new StringBuilder("Members.of(");
    for (var entry : e.map().entries()) {
      if (entry.key().getKind() != Kind.CONSTANT
          || entry.key().constant().getKind() != CelConstant.Kind.STRING_VALUE) {
        throw refused(e, "the names of members are texts, such as {'name': x}");
      }
      var name = entry.key().constant().stringValue();
      var value = value(entry.value(), known);
      if (value.type() instanceof Type.Row || value.type() instanceof Type.Rows) {
        throw refused(entry.value(), "must be a value, not a record: write .id for its key");
      }
      if (value.type() == Scalar.SECRET) {
        throw refused(entry.value(), "a secret cannot be in an object");
      }
      if (members.put(name, value.type()) != null) {
        throw refused(e, "'%s' is there twice".formatted(name));
      }
      if (value.nullable()) {
        nullable.add(name);
      }
      text.append(members.size() > 1 ? ", " : "")
          .append(JavaText.literal(name))
          .append(", ")
          .append(value.asLong());
    }
    imports.add("Members");
    return Value.of(new Type.Made(members, nullable), text.append(')').toString());
  }

  private static String boxed(Type item) {
    return switch (item) {
      case Scalar scalar -> scalar.boxed();
      case Type.Struct _, Type.Made _ -> "Members";
      case Type.Items _, Type.Row _, Type.Rows _ -> "String";
    };
  }

  private Value list(CelExpr e, Set<String> known) throws InvalidExpression {
    var items = e.list().elements();
    if (!(typeOf(e) instanceof Type.Items)) {
      throw refused(e, "a list of records cannot be written down");
    }
    StringBuilder text = new StringBuilder("List.of(");
    var type = typeOf(e);
    for (var i = 0; i < items.size(); i++) {
      var item = there(items.get(i), value(items.get(i), known));
      if (isMade(item.type())) {
        if (i > 0 && !type.equals(new Type.Items(item.type()))) {
          throw refused(items.get(i), "the objects of a list have the same members");
        }
        type = new Type.Items(item.type());
      }
      text.append(i > 0 ? ", " : "").append(item.asLong());
    }
    imports.add("List");
    return Value.of(type, text.append(')').toString());
  }

  // ---- calls

  private Value call(CelExpr e, Set<String> known) throws InvalidExpression {
    var call = e.call();
    var args = call.args();
    return switch (call.function()) {
      case "_&&_" -> {
        var left = there(args.get(0), value(args.get(0), known));
        var right = there(args.get(1), value(args.get(1), union(known, left.ifTrue())));
        yield Value.truth(
            left.in(Level.AND) + " && " + right.in(Level.AND),
            Level.AND,
            union(left.ifTrue(), right.ifTrue()),
            common(left.ifFalse(), right.ifFalse()));
      }
      case "_||_" -> {
        var left = there(args.get(0), value(args.get(0), known));
        var right = there(args.get(1), value(args.get(1), union(known, left.ifFalse())));
        yield Value.truth(
            left.in(Level.OR) + " || " + right.in(Level.OR),
            Level.OR,
            common(left.ifTrue(), right.ifTrue()),
            union(left.ifFalse(), right.ifFalse()));
      }
      case "!_" -> {
        var inner = there(args.getFirst(), value(args.getFirst(), known));
        yield Value.truth(
            "!" + inner.in(Level.UNARY),
            Level.UNARY,
            /* ifTrue= */ inner.ifFalse(),
            /* ifFalse= */ inner.ifTrue());
      }
      case "_?_:_" -> choice(e, known);
      case "_==_", "_!=_" -> equality(e, known);
      case "_<_", "_<=_", "_>_", "_>=_" -> order(e, known);
      default -> function(e, known);
    };
  }

  private Value choice(CelExpr e, Set<String> known) throws InvalidExpression {
    var args = e.call().args();
    var test = there(args.get(0), value(args.get(0), known));
    var yes = value(args.get(1), union(known, test.ifTrue()));
    var no = value(args.get(2), union(known, test.ifFalse()));
    if (yes.type() instanceof Type.Row || yes.type() instanceof Type.Rows) {
      throw refused(e, "a choice between records is not possible: choose between their values");
    }
    if (yes.type() != Scalar.NULL && no.type() != Scalar.NULL && !yes.type().equals(no.type())) {
      throw refused(
          e,
          "both sides of ? : must be of one type, and are %s and %s"
              .formatted(yes.type(), no.type()));
    }
    var type = yes.type() == Scalar.NULL ? no.type() : yes.type();
    var nullable =
        yes.nullable() || no.nullable() || yes.type() == Scalar.NULL || no.type() == Scalar.NULL;
    var start = test.in(Level.OR) + " ? ";
    var text = start + yes.in(Level.OR) + " : " + no.in(Level.TERNARY);
    var value = Value.of(type, text).level(Level.TERNARY);
    if (yes.type() == Scalar.INT || no.type() == Scalar.INT) {
      var asLong = start + yes.longIn(Level.OR) + " : " + no.longIn(Level.TERNARY);
      // With null beside it the whole is boxed, and an int would be an Integer.
      value =
          nullable
              ? Value.of(Scalar.INT, asLong).level(Level.TERNARY).boxed()
              : yes.shape() == Shape.INT && no.shape() == Shape.INT
                  ? value.asInt(asLong)
                  : yes.shape() == Shape.BOXED && no.shape() == Shape.BOXED ? value.boxed() : value;
    }
    return nullable ? value.optional("", "") : value;
  }

  private Value equality(CelExpr e, Set<String> known) throws InvalidExpression {
    var args = e.call().args();
    var equal = e.call().function().equals("_==_");
    if (isNull(args.get(0)) || isNull(args.get(1))) {
      var operand = isNull(args.get(0)) ? args.get(1) : args.get(0);
      return nullTest(operand, value(operand, known), equal, known);
    }
    var left = value(args.get(0), known);
    var right = value(args.get(1), known);
    comparable(e, left.type(), right.type());
    words(args.get(0), args.get(1));
    words(args.get(1), args.get(0));
    return Comparisons.equality(this, e, left, right, equal);
  }

  void comparable(CelExpr e, Type left, Type right) throws InvalidExpression {
    var numbers = Set.<Type>of(Scalar.INT, Scalar.DECIMAL);
    if (!left.equals(right) && !(numbers.contains(left) && numbers.contains(right))) {
      throw refused(e, "%s and %s do not compare".formatted(left, right));
    }
  }

  static boolean isNull(CelExpr e) {
    return e.getKind() == Kind.CONSTANT && e.constant().getKind() == CelConstant.Kind.NULL_VALUE;
  }

  private Value nullTest(CelExpr e, Value value, boolean equal, Set<String> known)
      throws InvalidExpression {
    if (value.type() instanceof Type.Row && value.key().isEmpty()) {
      throw refused(e, "this is always there");
    }
    if (value.type() == Scalar.NULL) {
      throw refused(e, "null is null");
    }
    if (!value.nullable() && !known.contains(value.path())) {
      throw refused(e, "this always has a value, so it is not compared to null");
    }
    var facts = value.path().isEmpty() ? Set.<String>of() : Set.of(value.path());
    var text =
        value.present().isEmpty()
            ? value.in(Level.RELATION) + (equal ? " == null" : " != null")
            : (equal ? "!" : "") + value.present();
    var level = value.present().isEmpty() ? Level.EQUALITY : equal ? Level.UNARY : Level.PRIMARY;
    return Value.truth(text, level, equal ? Set.of() : facts, equal ? facts : Set.of());
  }

  /** A literal that a field of words is compared to is one of them. */
  void words(CelExpr field, CelExpr literal) throws InvalidExpression {
    if (literal.getKind() == Kind.CONSTANT
        && fieldType(field).orElse(null) instanceof FieldType.Choice choice) {
      word(literal, choice);
    }
  }

  private Value order(CelExpr e, Set<String> known) throws InvalidExpression {
    var args = e.call().args();
    var left = there(args.get(0), value(args.get(0), known));
    var right = there(args.get(1), value(args.get(1), known));
    return Comparisons.order(this, e.call().function().replace("_", ""), left, right);
  }

  Value decimal(Value value) {
    if (value.type() != Scalar.INT) {
      return value;
    }
    imports.add("Decimals");
    return Value.of(Scalar.DECIMAL, "Decimals.decimal(" + value.text() + ")");
  }

  private Value function(CelExpr e, Set<String> known) throws InvalidExpression {
    var call = e.call();
    if (call.target().isPresent() && typeOf(call.target().get()) instanceof Type.Rows) {
      return sql.figure(e, known);
    }
    if (call.target().isPresent()
        && call.target().get().getKind() == Kind.COMPREHENSION
        && overRows(call.target().get().comprehension())) {
      return sql.figure(e, known);
    }
    var ids = ast.getReference(e.id()).map(r -> r.overloadIds()).orElseThrow();
    var overload =
        expressions
            .overload(ids.getFirst())
            .orElseThrow(() -> refused(e, "'" + call.function() + "' cannot be called here"));
    if (overload.impure()) {
      if (!scope.may(Right.IMPURE)) {
        throw refused(
            e,
            "'%s' gives something else each time: it is only there in effects, defaults and"
                    .formatted(call.function())
                + " functions");
      }
      impure = true;
    }
    if (overload.isCode() && !scope.may(Right.CODE)) {
      throw refused(
          e,
          "'%s' is code, which is only there in functions and actions: a rule that needs it is a guard of one"
              .formatted(call.function()));
    }
    var operands = new java.util.ArrayList<CelExpr>();
    call.target().ifPresent(operands::add);
    operands.addAll(call.args());
    if (COMPARING.contains(overload.name())
        && operands.stream().anyMatch(o -> isOfObjects(typeOf(o)))) {
      throw refused(
          e, "objects do not compare: write list.map(x, x.member).%s()".formatted(overload.name()));
    }
    var values = new java.util.ArrayList<Value>();
    for (var operand : operands) {
      values.add(there(operand, value(operand, known)));
    }
    if (overload.name().equals("json")) {
      if (values.getFirst().type() == Scalar.JSON) {
        return values.getFirst();
      }
      if (!isShownAsJson(values.getFirst().type())) {
        throw refused(
            operands.getFirst(),
            "only values, lists and objects of such become JSON: no records, secrets and JSON"
                + " within");
      }
    }
    return printed(e, overload, values);
  }

  private static boolean isShownAsJson(Type type) {
    return switch (type) {
      case Scalar scalar ->
          scalar != Scalar.JSON && scalar != Scalar.SECRET && scalar != Scalar.NULL;
      case Type.Items(Type item) -> isShownAsJson(item);
      case Type.Struct(var object) ->
          object.members().stream().allMatch(member -> isShownAsJson(Type.of(member.type())));
      case Type.Made(var members, _) ->
          members.values().stream().allMatch(Translator::isShownAsJson);
      case Type.Row _, Type.Rows _ -> false;
    };
  }

  private static boolean isOfObjects(Type type) {
    return type instanceof Type.Struct
        || type instanceof Type.Made
        || (type instanceof Type.Items(Type item) && isOfObjects(item));
  }

  private Value printed(CelExpr e, Catalogue.Overload overload, List<Value> operands) {
    var type = typeOf(e);
    var mixed =
        ARITHMETIC.contains(overload.name())
            && type == Scalar.DECIMAL
            && operands.stream().anyMatch(o -> o.type() == Scalar.INT);
    var values = mixed ? operands.stream().map(this::decimal).toList() : operands;
    var java = overload.java();
    if (java.equals("$0 + $1")) {
      return joined(values.get(0), values.get(1));
    }
    // Math has each for int too, which would overflow early.
    var ints = java.startsWith("Math.") && values.stream().allMatch(v -> v.shape() == Shape.INT);
    var out = new StringBuilder();
    for (var i = 0; i < java.length(); i++) {
      var c = java.charAt(i);
      if (c == '$' || c == '@' || c == '#') {
        var operand = values.get(java.charAt(++i) - '0');
        out.append(
            c == '@'
                ? operand.in(Level.PRIMARY)
                : c == '#' || ints ? operand.asLong() : operand.text());
        ints = false;
      } else {
        out.append(c);
      }
    }
    var matcher = CLASS.matcher(java);
    if (matcher.find() && !JAVA_LANG.contains(matcher.group(1))) {
      imports.add(matcher.group(1));
    }
    var value = Value.of(type, out.toString());
    return overload.generic() && type == Scalar.INT ? value.boxed() : value;
  }

  /** Text is put together by Java's own operator. */
  private static Value joined(Value left, Value right) {
    return Value.of(Scalar.STRING, left.in(Level.SUM) + " + " + right.in(Level.UNARY))
        .level(Level.SUM);
  }

  // ---- comprehensions

  private boolean overRows(CelComprehension loop) {
    return typeOf(loop.iterRange()) instanceof Type.Rows;
  }

  private Value loop(CelExpr e, Set<String> known) throws InvalidExpression {
    var loop = e.comprehension();
    if (overRows(loop)) {
      return sql.test(e, known);
    }
    var name = loop.iterVar();
    if (scope.variables().containsKey(name) || bound.containsKey(name)) {
      throw refused(e, "'%s' is a name already: take another one".formatted(name));
    }
    if (++loops > MAX_NESTING) {
      throw refused(
          e, "at most %d lists can be gone through within each other".formatted(MAX_NESTING));
    }
    var range = there(loop.iterRange(), value(loop.iterRange(), known));
    var item = ((Type.Items) range.type()).item();
    var java = free(JavaText.variable(name));
    var variable = Value.of(item, java).at(item instanceof Type.Struct ? name : "");
    bound.put(name, item == Scalar.INT || item == Scalar.BOOL ? variable.boxed() : variable);
    var step = loop.loopStep().call();
    var isFilter = loop.accuVar().equals(Macros.FILTER);
    var argument = step.args().get(1);
    var body = there(argument, value(argument, known));
    bound.remove(name);
    loops--;
    var stream = range.in(Level.PRIMARY) + ".stream()";
    var lambda = java + " -> ";
    if (loop.accuVar().equals(Macros.MAP)) {
      if (body.type() instanceof Type.Row) {
        throw refused(argument, "must be a value, not a record: write .id for its key");
      }
      return Value.of(
          new Type.Items(body.type()), stream + ".map(" + lambda + body.asLong() + ").toList()");
    }
    if (isFilter) {
      return Value.of(range.type(), stream + ".filter(" + lambda + body.text() + ").toList()");
    }
    return switch (loop.accuVar()) {
      case Macros.EXISTS ->
          Value.of(Scalar.BOOL, stream + ".anyMatch(" + lambda + body.text() + ")");
      case Macros.ALL -> Value.of(Scalar.BOOL, stream + ".allMatch(" + lambda + body.text() + ")");
      default ->
          Value.of(Scalar.BOOL, stream + ".filter(" + lambda + body.text() + ").count() == 1")
              .level(Level.EQUALITY);
    };
  }

  /** A name that no variable around it has. */
  private String free(String wanted) {
    var taken = bound.values().stream().map(Value::text).collect(Collectors.toSet());
    var name = scope.free(wanted);
    for (var i = 2; taken.contains(name); i++) {
      name = scope.free(wanted + i);
    }
    return name;
  }

  static Set<String> union(Set<String> one, Set<String> other) {
    if (one.isEmpty()) {
      return other;
    }
    var all = new HashSet<>(one);
    all.addAll(other);
    return all;
  }

  private static Set<String> common(Set<String> one, Set<String> other) {
    var both = new HashSet<>(one);
    both.retainAll(other);
    return both;
  }
}
