package factory.pipeline.source;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.source.FunctionRules.Gives;
import factory.pipeline.source.FunctionRules.Rule;
import factory.pipeline.source.FunctionRules.Taken;
import factory.pipeline.spec.Action.Output;
import factory.pipeline.spec.Endpoint;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Function;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads which operations of a document compute what a function of ours computes: their words name
 * one, and what they take and give fits it and no other. Those that always answer the same are
 * among them.
 */
final class DocumentFunctions {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,59}");

  /** What inputs of arithmetic are called: any other number means something. */
  private static final Pattern OPERAND =
      Pattern.compile(
          "[a-z]|[a-z][0-9]|(num|number|val|value|operand|addend|arg|term|factor)_?[0-9a-z]?"
              + "|(first|second|left|right)(_.*)?|augend|minuend|subtrahend|dividend|divisor"
              + "|numerator|denominator|base|exponent|multiplicand|multiplier|lhs|rhs|year|decimal"
              + "|integer|int|input|position|index|count");

  private static final Pattern ECHO =
      Pattern.compile("(original|input|source|given)(_.*)?|text|query");

  private static final Pattern MOMENT =
      Pattern.compile("timestamp|time|now|date|(server|current|checked)_?(time|at|date)");

  private static final Map<String, String> DIGESTS =
      Map.of(
          "md5", "md5", "sha1", "sha1", "sha256", "sha256", "sha512", "sha512", "crc32", "crc32");

  private final ApiDocument document;
  private final Map<ApiDocument.Operation, Function> functions = new LinkedHashMap<>();
  private final Map<ApiDocument.Operation, String> unclear = new LinkedHashMap<>();
  private final Set<String> names = new LinkedHashSet<>();

  private DocumentFunctions(ApiDocument document) {
    this.document = document;
  }

  /** Those of a document. */
  static DocumentFunctions of(ApiDocument document) {
    var read = new DocumentFunctions(document);
    document.operations().forEach(read::read);
    return read;
  }

  /** What each operation computes. */
  Map<ApiDocument.Operation, Function> functions() {
    return functions;
  }

  /** Those whose words name several functions, and which. */
  Map<ApiDocument.Operation, String> unclear() {
    return unclear;
  }

  private void read(ApiDocument.Operation operation) {
    if (!Set.of("GET", "POST").contains(operation.method()) || isAboutThings(operation.path())) {
      return;
    }
    var call =
        DocumentCall.of(document, operation, Set.of())
            .or(() -> DocumentCall.ofText(document, operation))
            .map(DocumentFunctions::roomy);
    if (call.isEmpty()
        || (operation.method().equals("GET") && operation.requestBody().isPresent())) {
      return;
    }
    var constant =
        call.get().inputs().isEmpty() ? constant(call.get()) : Optional.<Function>empty();
    if (constant.isPresent()) {
      functions.put(operation, constant.get());
      return;
    }
    Map<List<Output>, Function> found = new LinkedHashMap<>();
    for (var rule : rules(call.get())) {
      function(call.get(), rule).ifPresent(function -> found.put(function.outputs(), function));
    }
    if (found.size() == 1) {
      var function = found.values().iterator().next();
      names.add(function.name());
      functions.put(operation, function);
    } else if (found.size() > 1) {
      unclear.put(
          operation,
          "its words name several things that could be computed: "
              + String.join(
                  ", ",
                  found.keySet().stream().map(outputs -> outputs.getLast().value()).toList()));
    }
  }

  /**
   * Whether a parameter of the path says which of some things: those before it are a collection.
   */
  private boolean isAboutThings(String path) {
    var at = path.indexOf("/{");
    var before = at < 0 ? "" : path.substring(0, at);
    return !before.isEmpty()
        && document.operations().stream().anyMatch(other -> other.path().equals(before));
  }

  /** The same, whose texts may be as long as texts may be, where nothing is said. */
  private static DocumentCall roomy(DocumentCall call) {
    return new DocumentCall(
        call.operation(),
        call.inputs().stream().map(input -> roomy(call, input)).toList(),
        call.places(),
        call.unknownRefused(),
        call.status(),
        call.answered(),
        call.statuses());
  }

  /** What is in an address has no room for more. */
  private static Field roomy(DocumentCall call, Field input) {
    var place = call.places().get(input.name());
    return place != null
            && place.in().isBody()
            && input.type() instanceof FieldType.Text(var least, var most, var pattern, _, _, _)
        ? new Field(
            input.name(),
            new FieldType.Text(least, most == 1000 ? 20_000 : most, pattern, true, false, false),
            input.description(),
            input.required(),
            false,
            input.origin())
        : input;
  }

  private List<Rule> rules(DocumentCall call) {
    var said = DocumentCall.said(call.operation());
    List<Rule> rules = new ArrayList<>();
    FunctionRules.ALL.stream()
        .filter(rule -> rule.words().matcher(said).find())
        .forEach(rules::add);
    FunctionRules.conversion(said).ifPresent(rules::add);
    conversion(call, said).ifPresent(rules::add);
    digest(call, said).ifPresent(rules::add);
    return rules;
  }

  /** A conversion of units that are inputs: each of their words is a unit. */
  private static Optional<Rule> conversion(DocumentCall call, String said) {
    if (!said.matches(".* (convert|converts|conversion|converter|units?) .*")) {
      return Optional.empty();
    }
    var from = chosen(call, ".*from.*|source.*");
    var to = chosen(call, "to|.*_to|to_.*|target.*");
    if (from.isEmpty() || to.isEmpty()) {
      return Optional.empty();
    }
    var signs = sign("$2", from.get());
    var others = sign("$3", to.get());
    return signs.isEmpty() || others.isEmpty()
        ? Optional.empty()
        : Optional.of(
            rule(
                List.of(
                    new Taken("number", Optional.of(Pattern.compile(".*"))),
                    new Taken("choice", Optional.of(Pattern.compile(".*from.*|source.*"))),
                    new Taken("choice", Optional.of(Pattern.compile("to|.*_to|to_.*|target.*")))),
                "number",
                "convert(decimal($1), %s, %s)".formatted(signs.get(), others.get())));
  }

  private static Optional<FieldType.Choice> chosen(DocumentCall call, String name) {
    return call.inputs().stream()
        .filter(input -> input.name().matches(name))
        .map(Field::type)
        .filter(FieldType.Choice.class::isInstance)
        .map(FieldType.Choice.class::cast)
        .findFirst();
  }

  /** The sign of a unit that is one of some words; empty when one of them is no unit. */
  private static Optional<String> sign(String of, FieldType.Choice choice) {
    var text = new StringBuilder();
    for (var i = 0; i < choice.words().size(); i++) {
      var word = choice.words().get(i);
      var sign = FunctionRules.sign(word);
      if (sign.isEmpty()) {
        return Optional.empty();
      }
      text.append(
          i == choice.words().size() - 1
              ? "'" + sign.get() + "'"
              : "%s == '%s' ? '%s' : ".formatted(of, word, sign.get()));
    }
    return Optional.of("(" + text + ")");
  }

  /** A digest by an algorithm that is an input. */
  private static Optional<Rule> digest(DocumentCall call, String said) {
    var algorithm = chosen(call, ".*(algorithm|algo|method|type).*");
    if (algorithm.isEmpty() || !said.matches(".* (hash|hashes|digest|checksum) .*")) {
      return Optional.empty();
    }
    var text = new StringBuilder();
    var words = algorithm.get().words();
    for (var i = 0; i < words.size(); i++) {
      var digest = DIGESTS.get(words.get(i).toLowerCase(java.util.Locale.ROOT).replace("-", ""));
      if (digest == null) {
        return Optional.empty();
      }
      text.append(
          i == words.size() - 1
              ? digest + "($1)"
              : "$2 == '%s' ? %s($1) : ".formatted(words.get(i), digest));
    }
    return Optional.of(
        rule(
            List.of(
                new Taken("text", Optional.of(Pattern.compile(".*"))),
                new Taken(
                    "choice", Optional.of(Pattern.compile(".*(algorithm|algo|method|type).*")))),
            "text",
            text.toString()));
  }

  private static Rule rule(List<Taken> given, String sort, String expression) {
    return new Rule(
        Pattern.compile(""),
        given,
        Optional.of(new Gives(Pattern.compile(".*"), sort, expression)),
        List.of());
  }

  private Optional<Function> function(DocumentCall call, Rule rule) {
    var bound = bound(call, rule);
    if (bound.isEmpty()) {
      return Optional.empty();
    }
    return call.answered().value().isPresent()
        ? rule.gives()
            .flatMap(gives -> value(gives, call.answered().value().get(), bound.get()))
            .flatMap(cel -> valued(call, cel))
        : members(call, rule, bound.get()).flatMap(members -> membered(call, members));
  }

  /** Which input each thing is that a rule takes; empty when one of both is left over. */
  private static Optional<List<Field>> bound(DocumentCall call, Rule rule) {
    List<Field> free = new ArrayList<>(call.inputs());
    List<Field> bound = new ArrayList<>();
    if (free.size() != rule.given().size()) {
      return Optional.empty();
    }
    for (var taken : rule.given()) {
      var input =
          free.stream()
              .filter(one -> is(taken.sort(), one.type()))
              .filter(one -> isCalled(taken, one.name()))
              .findFirst();
      if (input.isEmpty()) {
        return Optional.empty();
      }
      free.remove(input.get());
      bound.add(input.get());
    }
    return Optional.of(bound);
  }

  private static boolean isCalled(Taken taken, String name) {
    return taken
        .called()
        .map(called -> called.matcher(name).matches())
        .orElseGet(
            () ->
                !Set.of("int", "number").contains(taken.sort()) || OPERAND.matcher(name).matches());
  }

  private static boolean is(String sort, FieldType type) {
    return switch (sort) {
      case "text" -> type instanceof FieldType.Text;
      case "choice" -> type instanceof FieldType.Choice;
      case "int" -> type instanceof FieldType.Whole;
      case "number" -> type instanceof FieldType.Whole || type instanceof FieldType.Decimal;
      case "numbers" ->
          type instanceof FieldType.ListOf(var item, _, _)
              && (item instanceof FieldType.Whole || item instanceof FieldType.Decimal);
      case "date" -> type instanceof FieldType.Date;
      default -> false;
    };
  }

  /** The expression of a value as it is answered; empty when it is of another type. */
  private static Optional<String> value(Gives gives, Described wanted, List<Field> bound) {
    var cel = gives.expression();
    for (var i = 0; i < bound.size(); i++) {
      cel = cel.replace("$" + (i + 1), "input." + bound.get(i).name());
    }
    var isNumeric = Set.of("int", "whole", "number").contains(gives.sort());
    if (wanted.is("integer")) {
      return gives.sort().equals("int")
          ? Optional.of(cel)
          : gives.sort().equals("whole") ? Optional.of("int(" + cel + ")") : Optional.empty();
    }
    if (wanted.is("number")) {
      return isNumeric ? Optional.of("decimal(" + cel + ")") : Optional.empty();
    }
    if (wanted.is("boolean")) {
      return gives.sort().equals("bool") ? Optional.of(cel) : Optional.empty();
    }
    if (wanted.is("array")) {
      return Set.of("list", "numbers").contains(gives.sort()) ? Optional.of(cel) : Optional.empty();
    }
    if (!wanted.is("string")) {
      return Optional.empty();
    }
    return switch (gives.sort()) {
      case "text" -> Optional.of(cel);
      case "date" -> wanted.format().equals("date") ? Optional.of(cel) : Optional.empty();
      case "int", "whole", "number" ->
          wanted.format().isEmpty() ? Optional.of("string(" + cel + ")") : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** The expressions of the members of an answer, by their names; empty when one is not told. */
  private static Optional<Map<String, String>> members(
      DocumentCall call, Rule rule, List<Field> bound) {
    Map<String, String> told = new LinkedHashMap<>();
    Map<String, String> results = new LinkedHashMap<>();
    var computes = false;
    for (var member : call.answered().members().entrySet()) {
      var name = DocumentPath.snake(member.getKey());
      var wanted = member.getValue();
      var named =
          rule.named().stream()
              .filter(gives -> gives.called().matcher(name).matches())
              .flatMap(gives -> value(gives, wanted, bound).stream())
              .findFirst();
      var always = always(wanted);
      var echo = echo(name, wanted, bound);
      if (named.isPresent()) {
        told.put(member.getKey(), named.get());
        computes = true;
      } else if (always.isPresent()) {
        told.put(member.getKey(), always.get());
      } else if (echo.isPresent()) {
        told.put(member.getKey(), echo.get());
      } else {
        rule.gives()
            .flatMap(gives -> value(gives, wanted, bound))
            .ifPresent(cel -> results.put(member.getKey(), cel));
      }
    }
    if (results.size() > 1 || (results.isEmpty() && !computes)) {
      return Optional.empty();
    }
    told.putAll(results);
    return told.keySet().containsAll(call.answered().required())
        ? Optional.of(told)
        : Optional.empty();
  }

  /** A member that says what was given. */
  private static Optional<String> echo(String name, Described wanted, List<Field> bound) {
    return bound.stream()
        .filter(
            input ->
                input.name().equals(name) || (bound.size() == 1 && ECHO.matcher(name).matches()))
        .filter(input -> isLike(wanted, input.type()))
        .map(input -> "input." + input.name())
        .findFirst();
  }

  private static boolean isLike(Described wanted, FieldType type) {
    return switch (type) {
      case FieldType.Text _, FieldType.Choice _ -> wanted.is("string") && wanted.format().isEmpty();
      case FieldType.Whole _ -> wanted.is("integer");
      case FieldType.Decimal _ -> wanted.is("number");
      case FieldType.Truth _ -> wanted.is("boolean");
      case FieldType.Date _ -> wanted.is("string") && wanted.format().equals("date");
      case FieldType.ListOf(var item, _, _) ->
          wanted.is("array")
              && wanted.items().orElse(null) instanceof Described one
              && isLike(one, item);
      default -> false;
    };
  }

  /** What a value always is, as an expression: the one word of its schema. */
  private static Optional<String> always(Described schema) {
    return schema.words().size() == 1 ? literal(schema.words().getFirst()) : Optional.empty();
  }

  static Optional<String> literal(JsonNode value) {
    return value.isTextual()
        ? Optional.of(
            "'"
                + value.textValue().replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
                + "'")
        : value.isBoolean() || value.isIntegralNumber()
            ? Optional.of(value.asText())
            : value.isNumber()
                ? Optional.of("decimal('" + value.decimalValue().toPlainString() + "')")
                : Optional.empty();
  }

  private Optional<Function> valued(DocumentCall call, String cel) {
    var type = DocumentCall.type(document, call.answered().value().orElseThrow());
    return type.map(
        of ->
            function(
                call,
                List.of(new Output("result", of, cel, Optional.empty())),
                new Endpoint.Answer.Value(call.answered().form())));
  }

  private Optional<Function> membered(DocumentCall call, Map<String, String> members) {
    List<Output> outputs = new ArrayList<>();
    Map<String, String> called = new HashMap<>();
    for (var member : members.entrySet()) {
      var name = DocumentPath.snake(member.getKey());
      var type =
          Optional.ofNullable(call.answered().members().get(member.getKey()))
              .flatMap(schema -> DocumentCall.type(document, schema));
      if (type.isEmpty() || !NAME.matcher(name).matches()) {
        return Optional.empty();
      }
      outputs.add(new Output(name, type.get(), member.getValue(), Optional.empty()));
      if (!name.equals(member.getKey())) {
        called.put(name, member.getKey());
      }
    }
    return outputs.isEmpty()
        ? Optional.empty()
        : Optional.of(function(call, outputs, call.answered().result(called)));
  }

  private Function function(DocumentCall call, List<Output> outputs, Endpoint.Answer answer) {
    return new Function(
        name(call.operation()),
        call.operation().summary().strip(),
        call.inputs(),
        List.of(),
        List.of(),
        outputs,
        Optional.of(call.endpoint(Map.of(), answer)));
  }

  private String name(ApiDocument.Operation operation) {
    return name(operation, names);
  }

  /** A name that nothing else has: its id or its path. */
  static String name(ApiDocument.Operation operation, Set<String> taken) {
    var id = DocumentPath.snake(operation.operationId());
    var path = DocumentPath.snake(operation.path().replaceAll("\\{[^}]*}", ""));
    var wanted =
        NAME.matcher(id).matches() ? id : NAME.matcher(path).matches() ? path : "operation";
    var name = wanted;
    for (var n = 2; taken.contains(name); n++) {
      name = wanted + "_" + n;
    }
    return name;
  }

  /** What an operation without inputs always answers; empty when that is not told. */
  private Optional<Function> constant(DocumentCall call) {
    return ConstantAnswer.of(document, call, MOMENT)
        .map(
            found -> {
              var function =
                  new Function(
                      name(call.operation()),
                      call.operation().summary().strip(),
                      List.of(),
                      List.of(),
                      List.of(),
                      found.outputs(),
                      Optional.of(call.endpoint(Map.of(), found.answer())));
              names.add(function.name());
              return function;
            });
  }
}
