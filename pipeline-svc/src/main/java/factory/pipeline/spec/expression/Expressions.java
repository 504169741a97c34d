package factory.pipeline.spec.expression;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.cel.checker.CelChecker;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelVarDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.NullableType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.common.types.StructTypeReference;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelParser;
import dev.cel.parser.CelParserFactory;
import factory.pipeline.spec.Accounts;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Function;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Report;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.expression.Scope.Right;
import factory.pipeline.spec.expression.Scope.Variable;
import factory.pipeline.spec.expression.Type.Scalar;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The expressions of one specification: checks them and says what Java they become. It computes for
 * some milliseconds an expression, and the first of a process for about a second. Not thread-safe.
 */
public final class Expressions {
  static final int MAX_CHARACTERS = 2_000;
  static final int MAX_NODES = 500;
  static final int MAX_DEPTH = 40;

  private static final String INPUT = "input record";
  private static final Pattern NOW = Pattern.compile("\\bnow\\b");
  private static final Pattern DAY = Pattern.compile("\\bdate\\(\\s*now\\s*\\)");
  private static final Pattern LITERAL =
      Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'");
  private static final Pattern OF_RECORD = Pattern.compile("\\brecord\\.([a-z0-9_]+)");
  private static final CelOptions OPTIONS =
      CelOptions.current()
          .maxExpressionCodePointSize(MAX_CHARACTERS)
          .maxParseRecursionDepth(MAX_DEPTH)
          .maxParseErrorRecoveryLimit(10)
          .retainUnbalancedLogicalExpressions(true)
          .retainRepeatedUnaryOperators(true)
          .build();

  private static final CelParser PARSER =
      CelParserFactory.standardCelParserBuilder()
          .setOptions(OPTIONS)
          .setStandardMacros()
          .addMacros(Macros.all())
          .build();

  private final Map<String, Kind> kinds = new LinkedHashMap<>();
  private final Map<String, CelType> kindTypes = new HashMap<>();

  /** Of the objects that fields and inputs are, by the names of their types. */
  private final Map<String, Type.Struct> objects = new HashMap<>();

  private final Map<String, CelType> objectTypes = new HashMap<>();

  /** The code that can be called. */
  private final CodeCatalogue code;

  /** The singular name of the kind of accounts; empty where there are none. */
  private final Optional<String> accounts;

  /** Those of a specification, which need not be right otherwise. */
  public Expressions(Specification specification) {
    accounts = specification.accounts().map(Accounts::kind);
    code = new CodeCatalogue(specification.code());
    specification.kinds().forEach(kind -> kinds.putIfAbsent(kind.name(), kind));
    kinds.values().forEach(kind -> kindTypes.put(Type.nameOf(kind.name()), structOf(kind)));
  }

  /** For {@link Kind.Rule}: {@code record} is the lambda's parameter. */
  public Scope rule(Kind kind) {
    return Scope.of(Map.of("record", record(kind)), EnumSet.of(Right.COMPUTED));
  }

  /** For {@link Origin.Computed}. */
  public Scope computed(Kind kind) {
    return Scope.of(
        Map.of(
            "record",
            record(kind),
            "now",
            new Variable.Value(Scalar.INSTANT, "Instant.now()", false)),
        EnumSet.of(Right.AGGREGATED));
  }

  /** Whether a field is computed anew from the moment whenever it is read. */
  public static boolean isOfTheMoment(Field field) {
    return field.origin() instanceof Origin.Computed(var value) && names(value, NOW);
  }

  /** The same, by the day alone. */
  public static boolean isOfTheDay(String value) {
    return !names(DAY.matcher(value).replaceAll("day"), NOW);
  }

  private static boolean names(String cel, Pattern name) {
    return name.matcher(LITERAL.matcher(cel).replaceAll("''")).find();
  }

  /** For who may do something with a kind's records: it becomes SQL over the record. */
  public Scope access(Kind kind) {
    var variables = plurals();
    variables.put("record", new Variable.SqlRow(kind.name(), 0));
    variables.put("caller", new Variable.Value(Scalar.STRING, "caller", false));
    account(variables, "account");
    return Scope.of(variables, EnumSet.of(Right.SQL));
  }

  /** Who is logged in, where anybody can. */
  private void account(Map<String, Variable> variables, String java) {
    accounts
        .filter(kinds::containsKey)
        .ifPresent(
            kind -> variables.put("account", new Variable.Value(new Type.Row(kind), java, false)));
  }

  /** For the condition of an aggregate, over the records of {@code kind}. */
  public Scope aggregate(Kind kind) {
    return Scope.of(Map.of("record", new Variable.SqlRow(kind.name(), 0)), EnumSet.of(Right.SQL));
  }

  /** For the condition of a report. */
  public Scope report(Report report) {
    var variables = plurals();
    variables.put("record", new Variable.SqlRow(report.kind(), 0));
    variables.put("input", new Variable.Inputs(report.inputs(), "input"));
    variables.put("caller", new Variable.Value(Scalar.STRING, "caller", false));
    return Scope.of(variables, EnumSet.of(Right.SQL));
  }

  /** For which records alone a route of a kind is about. */
  public Scope picked(Kind kind) {
    var variables = plurals();
    variables.put("record", new Variable.SqlRow(kind.name(), 0));
    variables.put("now", new Variable.Value(Scalar.INSTANT, "now", false));
    return Scope.of(variables, EnumSet.of(Right.SQL));
  }

  /** For an action's guards. */
  public Scope guards(Action action) {
    return action(action, EnumSet.of(Right.CALL, Right.COMPUTED, Right.AGGREGATED, Right.CODE));
  }

  /** For an action's effects and its answer. */
  public Scope action(Action action) {
    return action(
        action, EnumSet.of(Right.CALL, Right.COMPUTED, Right.AGGREGATED, Right.CODE, Right.IMPURE));
  }

  private Scope action(Action action, EnumSet<Right> rights) {
    var variables = plurals();
    var kind = kinds.get(action.kind());
    if (action.onRecord() && kind != null) {
      variables.put("record", record(kind));
    }
    variables.put("input", new Variable.Inputs(action.inputs(), "input"));
    variables.put("caller", new Variable.Value(Scalar.STRING, "call.caller()", false));
    account(variables, "call.account()");
    if (rights.contains(Right.IMPURE)) {
      variables.put("now", new Variable.Value(Scalar.INSTANT, "call.now()", false));
    }
    return Scope.of(variables, rights);
  }

  /** For a function. */
  public Scope function(Function function) {
    return Scope.of(
        Map.of(
            "input",
            new Variable.Inputs(function.inputs(), "input"),
            "now",
            new Variable.Value(Scalar.INSTANT, "Instant.now()", false)),
        EnumSet.of(Right.IMPURE, Right.CODE));
  }

  /** For defaults and first values, which see nothing. */
  public Scope literal() {
    return Scope.of(
        Map.of("now", new Variable.Value(Scalar.INSTANT, "Instant.now()", false)),
        EnumSet.of(Right.IMPURE));
  }

  /** For the first value of a field of a new record: it sees what clients give, but no secrets. */
  public Scope initial(Kind kind) {
    var given =
        kind.fields().stream()
            .filter(field -> field.origin() instanceof Origin.Given)
            .filter(
                field ->
                    !(field.type() instanceof FieldType.Secret
                        || field.type() instanceof FieldType.File))
            .toList();
    return Scope.of(
        Map.of(
            "record",
            new Variable.Inputs(given, "given"),
            "now",
            new Variable.Value(Scalar.INSTANT, "Instant.now()", false)),
        EnumSet.of(Right.IMPURE));
  }

  private static Variable record(Kind kind) {
    return new Variable.Value(new Type.Row(kind.name()), JavaText.variable(kind.name()), false);
  }

  private Map<String, Variable> plurals() {
    Map<String, Variable> variables = new LinkedHashMap<>();
    kinds.values().forEach(k -> variables.put(k.plural(), new Variable.Rows(k.name())));
    return variables;
  }

  /**
   * Checks an expression.
   *
   * @throws InvalidExpression when it cannot stand there
   */
  public Expression check(Scope scope, String cel, Expected expected) throws InvalidExpression {
    return new Translator(this, scope, ast(scope, cel), cel).translate(expected);
  }

  private CelAbstractSyntaxTree ast(Scope scope, String cel) throws InvalidExpression {
    shallow(cel);
    try {
      var parsed = PARSER.parse(cel).getAst();
      return checker(scope, Names.of(parsed.getExpr())).check(parsed).getAst();
    } catch (CelValidationException e) {
      throw e.getErrors().isEmpty()
          ? new InvalidExpression("is no expression", 1, 1)
          : refused(scope, e.getErrors().getFirst());
    }
  }

  /**
   * Refuses what nests so deep that the parser, which recurs, would run out of stack: it looks at
   * its own bound only when it is there. Brackets in literals count too, of which nobody needs as
   * many.
   */
  private static void shallow(String cel) throws InvalidExpression {
    if (cel.length() > MAX_CHARACTERS) {
      throw new InvalidExpression(
          "is too long: at most %,d characters".formatted(MAX_CHARACTERS), 1, MAX_CHARACTERS);
    }
    var open = 0;
    var unary = 0;
    var operators = 0;
    for (var i = 0; i < cel.length(); i++) {
      var c = cel.charAt(i);
      if ("([{?".indexOf(c) >= 0) {
        open++;
      } else if (")]}".indexOf(c) >= 0) {
        open--;
      }
      unary = c == '!' || c == '-' ? unary + 1 : Character.isWhitespace(c) ? unary : 0;
      operators += "+-*/%&|.".indexOf(c) >= 0 ? 1 : 0;
      if (open > MAX_DEPTH || unary > 10 || operators > MAX_NODES) {
        throw new InvalidExpression("is nested too deep", 1, i + 1);
      }
    }
  }

  private InvalidExpression refused(Scope scope, CelIssue issue) {
    return new InvalidExpression(
        Messages.of(issue.getMessage(), scope, kinds.values(), code),
        issue.getSourceLocation().getLine(),
        issue.getSourceLocation().getColumn() + 1);
  }

  /**
   * A checker that knows what the expression names. It looks at all that it knows for each
   * expression, which would be some hundred functions.
   */
  private CelChecker checker(Scope scope, Names names) {
    var types = new HashMap<>(kindTypes);
    var builder =
        CelCompilerFactory.standardCelCheckerBuilder()
            .setStandardEnvironmentEnabled(false)
            .setOptions(OPTIONS)
            .addFunctionDeclarations(Catalogue.declarations(names.functions()))
            .addFunctionDeclarations(code.declarations(names.functions()));
    scope
        .variables()
        .forEach(
            (name, variable) -> {
              if (!names.variables().contains(name)) {
                return;
              }
              var type =
                  switch (variable) {
                    case Variable.Value value -> maybe(value.type().cel(), value.nullable());
                    case Variable.Inputs inputs -> {
                      types.put(INPUT, structOf(INPUT, inputs.fields(), Map.of(), true));
                      yield StructTypeReference.create(INPUT);
                    }
                    case Variable.SqlRow row -> new Type.Row(row.kind()).cel();
                    case Variable.Rows rows -> new Type.Rows(rows.kind()).cel();
                  };
              builder.addVarDeclarations(CelVarDecl.newVarDeclaration(name, type));
            });
    // Those of the inputs were met just now.
    types.putAll(objectTypes);
    return builder.setTypeProvider(new Provider(ImmutableMap.copyOf(types))).build();
  }

  /** The types of records and inputs by name. */
  private record Provider(ImmutableMap<String, CelType> byName) implements CelTypeProvider {
    @Override
    public ImmutableCollection<CelType> types() {
      return ImmutableList.copyOf(byName.values());
    }

    @Override
    public Optional<CelType> findType(String name) {
      return Optional.ofNullable(byName.get(name));
    }
  }

  /** The figures about other records that a field is, or is computed from. */
  public static List<Field> figures(Kind kind, Field field) {
    return switch (field.origin()) {
      case Origin.Aggregated _ -> List.of(field);
      case Origin.Computed(var value) ->
          OF_RECORD
              .matcher(value)
              .results()
              .flatMap(found -> kind.field(found.group(1)).stream())
              .filter(of -> of.origin() instanceof Origin.Aggregated)
              .distinct()
              .toList();
      case Origin.Given _,
          Origin.Now _,
          Origin.Caller _,
          Origin.Account _,
          Origin.Sequence _,
          Origin.Code _,
          Origin.Slug _,
          Origin.Link _,
          Origin.Actions _ ->
          List.of();
    };
  }

  /** Whether expressions call a function so, in every specification. */
  public static boolean isFunction(String name) {
    return Catalogue.has(name);
  }

  /** What CEL's checker found to be called. */
  Optional<Catalogue.Overload> overload(String id) {
    return code.overload(id).or(() -> Catalogue.overload(id));
  }

  /** The objects that were met so far. */
  Map<String, Type.Struct> objects() {
    return objects;
  }

  private CelType structOf(Kind kind) {
    return structOf(
        Type.nameOf(kind.name()),
        kind.fields(),
        Map.of(
            "id", SimpleType.STRING,
            "created_at", Scalar.INSTANT.cel(),
            "updated_at", Scalar.INSTANT.cel()),
        false);
  }

  private CelType structOf(
      String name, List<Field> fields, Map<String, CelType> builtIn, boolean inputs) {
    Map<String, CelType> types = new LinkedHashMap<>(builtIn);
    for (var field : fields) {
      // A secret that came in is a text, one that is kept is its hash.
      var type =
          inputs && field.type() instanceof FieldType.Secret
              ? Scalar.STRING
              : Type.of(field.type());
      meet(type);
      types.put(field.name(), maybe(type.cel(), optional(field)));
    }
    return structOf(name, types);
  }

  /** Objects are known by the time that an expression selects one. */
  private void meet(Type type) {
    switch (type) {
      case Type.Items(Type item) -> meet(item);
      case Type.Struct object when objects.putIfAbsent(object.name(), object) == null -> {
        objectTypes.put(object.name(), structOf(object));
        object.object().members().forEach(member -> meet(Type.of(member.type())));
      }
      case Type.Struct _, Type.Made _, Type.Row _, Type.Rows _, Type.Scalar _ -> {}
    }
  }

  private static CelType structOf(Type.Struct object) {
    Map<String, CelType> types = new LinkedHashMap<>();
    object
        .object()
        .members()
        .forEach(
            member ->
                types.put(
                    member.name(),
                    maybe(Type.of(member.type()).cel(), Type.Struct.optional(member))));
    return structOf(object.name(), types);
  }

  private static CelType structOf(String name, Map<String, CelType> types) {
    var byName = ImmutableMap.copyOf(types);
    return StructType.create(
        name, byName.keySet(), field -> Optional.ofNullable(byName.get(field)));
  }

  private static CelType maybe(CelType type, boolean nullable) {
    return nullable ? NullableType.create(type) : type;
  }

  /** Whether a field may have no value. What is true or false, and a list, always has one. */
  static boolean optional(Field field) {
    if (field.type() instanceof FieldType.Truth || field.type() instanceof FieldType.ListOf) {
      return false;
    }
    return switch (field.origin()) {
      case Origin.Aggregated aggregated ->
          switch (aggregated.function()) {
            case COUNT, COUNT_DISTINCT, SUM, MINE -> false;
            case AVERAGE, MIN, MAX -> true;
          };
      case Origin.Now _, Origin.Sequence _, Origin.Code _, Origin.Slug _ -> false;
      case Origin.Account _ -> false;
      case Origin.Given _, Origin.Actions _, Origin.Caller _, Origin.Computed _, Origin.Link _ ->
          !field.required();
    };
  }

  Optional<Kind> kind(String name) {
    return Optional.ofNullable(kinds.get(name));
  }
}
