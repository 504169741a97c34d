package factory.pipeline.write;

import static factory.pipeline.write.JsonText.object;

import factory.pipeline.spec.Action;
import factory.pipeline.spec.Action.Answer;
import factory.pipeline.spec.Action.Effect;
import factory.pipeline.spec.Action.Refusal;
import factory.pipeline.spec.AggregateFunction;
import factory.pipeline.spec.Endpoint;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.Function;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Report;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.ToolOperation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Actions, reports and functions in the served document. */
final class OtherOperations {
  private final Specification specification;
  private final Names names;
  private final Samples samples;
  private final Schemas schemas;
  private final KindOperations kinds;
  private final EndpointOperations endpoints;

  OtherOperations(
      Specification specification,
      Names names,
      Samples samples,
      Schemas schemas,
      KindOperations kinds) {
    this.specification = specification;
    this.names = names;
    this.samples = samples;
    this.schemas = schemas;
    this.kinds = kinds;
    endpoints = new EndpointOperations(specification, names, samples, schemas, kinds);
  }

  /** An operation that is a tool, by its method. */
  Map<String, Object> tool(ToolOperation tool) {
    return new ToolOperations(names, endpoints).of(tool);
  }

  /** Where an action is. */
  static String path(Kind kind, Action action) {
    return action
        .http()
        .map(Endpoint::path)
        .orElseGet(
            () ->
                "/"
                    + kind.plural()
                    + (action.onRecord() ? "/{id}/" : "/")
                    + Names.path(action.name()));
  }

  /** Where a function is. */
  static String path(Function function) {
    return function.http().map(Endpoint::path).orElseGet(() -> "/" + Names.path(function.name()));
  }

  Map<String, Object> action(Kind kind, Action action) {
    return action
        .http()
        .map(
            endpoint ->
                endpoints.of(
                    kind, action, endpoint, own(action), usual(action), shown(kind, action)))
        .orElseGet(() -> house(kind, action));
  }

  private Kind shown(Kind kind, Action action) {
    return action.answer() instanceof Answer.Named(var name, _) ? kindOf(action, name, kind) : kind;
  }

  private List<String> usual(Action action) {
    List<String> usual = new ArrayList<>(List.of("400", "409", "413", "415", "422", "503"));
    if (action.onRecord()) {
      usual.addAll(List.of("404", "412"));
    }
    return KindOperations.statuses(usual, action.access(), needsCaller(action));
  }

  /** What an action refuses by rules of its own. */
  private List<Refusal> own(Action action) {
    List<Refusal> own = new ArrayList<>();
    action.guards().forEach(guard -> own.add(guard.otherwise()));
    for (var effect : action.effects()) {
      if (effect instanceof Effect.Take take) {
        own.add(take.none());
      } else if (effect instanceof Effect.Require require) {
        own.add(require.otherwise());
      }
    }
    if (Refusals.hasSecret(action.inputs())
        || specification.kinds().stream().anyMatch(k -> Refusals.hasSecret(k.fields()))) {
      own.add(Refusals.TOO_MANY_SECRETS);
    }
    return own;
  }

  private Map<String, Object> house(Kind kind, Action action) {
    List<Object> parameters = new ArrayList<>();
    if (action.onRecord()) {
      parameters.add(KindOperations.parameter(names.schema(kind) + "Id"));
      parameters.add(KindOperations.parameter("if_match"));
    }
    parameters.add(KindOperations.parameter("idempotency_key"));
    var operation =
        object(
            "operationId",
            id(names.schema(action)),
            "summary",
            summary(action.name(), Names.words(kind.name())),
            "tags",
            List.of(kind.plural()),
            "parameters",
            parameters);
    describe(operation, action.description());
    if (!action.inputs().isEmpty()) {
      operation.put(
          "requestBody",
          body(
              names.schema(action) + "Request",
              samples.body(action.inputs()),
              action.inputs().stream().anyMatch(Schemas::isNeeded)));
    }
    var responses = object();
    answer(kind, action, responses);
    usual(action).forEach(status -> responses.put(status, Refusals.ref(status)));
    responses.put("405", Refusals.ref("405"));
    responses.put("500", Refusals.ref("500"));
    Refusals.own(responses, own(action), specification.errors());
    operation.put("responses", responses);
    if (AccountOperations.areNeeded(kind, action)) {
      AccountOperations.secure(operation, specification.errors());
    }
    return object("post", operation);
  }

  private boolean needsCaller(Action action) {
    return specification
            .kind(action.kind())
            .filter(kind -> KindOperations.asksCaller(kind.access().read()))
            .isPresent()
        || SourceFile.names(action.toString().replace('\'', '"'), "caller")
        || action.effects().stream().anyMatch(this::setsCaller);
  }

  /** Whether it makes a record that keeps who made it. */
  private boolean setsCaller(Effect effect) {
    return effect.bare() instanceof Effect.Insert insert
        && specification.kind(insert.kind()).filter(KindOperations::setsCaller).isPresent();
  }

  private void answer(Kind kind, Action action, Map<String, Object> responses) {
    switch (action.answer()) {
      case Answer.Changed _ ->
          responses.put(
              "200", kinds.record(kind, "The " + Names.words(kind.name()) + " as it is now"));
      case Answer.Named(var name, var created) -> {
        var of = kindOf(action, name, kind);
        responses.put(
            created ? "201" : "200",
            created ? kinds.created(of) : kinds.record(of, "The " + Names.words(of.name())));
      }
      case Answer.Values(var outputs) ->
          responses.put(
              "200",
              KindOperations.answer(
                  "What came of it",
                  Schemas.ref(names.schema(action) + "Answer"),
                  samples.outputs(outputs)));
      case Answer.Nothing _ -> responses.put("204", object("description", "Done"));
    }
  }

  /** Of what kind the record is that an answer names. */
  private Kind kindOf(Action action, String name, Kind kind) {
    for (var effect : action.effects()) {
      switch (effect) {
        case Effect.Insert insert when insert.as().equals(name) -> {
          return specification.kind(insert.kind()).orElse(kind);
        }
        case Effect.Take take when take.as().equals(name) -> {
          for (var other : specification.kinds()) {
            if (SourceFile.names(take.rows(), other.plural())) {
              return other;
            }
          }
        }
        case Effect.Insert _,
            Effect.Take _,
            Effect.Set _,
            Effect.Delete _,
            Effect.SetEach _,
            Effect.DeleteEach _,
            Effect.Let _,
            Effect.When _,
            Effect.Require _ -> {}
      }
    }
    return kind;
  }

  Map<String, Object> report(Report report) {
    List<Object> parameters = new ArrayList<>();
    for (var field : report.inputs()) {
      var parameter =
          KindOperations.query(
              field.name(), schemas.described(field), schemas.parameter(field.type(), true));
      if (Schemas.isNeeded(field)) {
        parameter.put("required", true);
      }
      parameters.add(parameter);
    }
    var operation =
        object(
            "operationId",
            id(names.schema(report) + "Report"),
            "summary",
            summary(report.name(), ""),
            "tags",
            List.of("reports"),
            "parameters",
            parameters,
            "responses",
            KindOperations.answers(
                "200",
                object(
                    "description",
                    "The rows",
                    "content",
                    object(
                        KindOperations.JSON,
                        object("schema", Schemas.ref(names.schema(report) + "Report")))),
                specification
                            .kind(report.kind())
                            .filter(kind -> KindOperations.asksCaller(kind.access().read()))
                            .isPresent()
                        || report
                            .where()
                            .filter(where -> SourceFile.names(where, "caller"))
                            .isPresent()
                    ? List.of("400", "401", "503")
                    : List.of("400", "503")));
    describe(operation, report.description());
    if (specification
        .kind(report.kind())
        .filter(kind -> AccountOperations.areNeeded(kind, Kind.Operation.LIST))
        .isPresent()) {
      AccountOperations.secure(operation, specification.errors());
    }
    return object("get", operation);
  }

  Map<String, Object> function(Function function) {
    return function
        .http()
        .map(endpoint -> endpoints.of(function, endpoint))
        .orElseGet(() -> house(function));
  }

  private Map<String, Object> house(Function function) {
    var operation =
        object(
            "operationId",
            id(names.schema(function)),
            "summary",
            summary(function.name(), ""),
            "tags",
            List.of("functions"));
    describe(operation, function.description());
    if (!function.inputs().isEmpty()) {
      operation.put(
          "requestBody",
          body(
              names.schema(function) + "Request",
              samples.body(function.inputs()),
              function.inputs().stream().anyMatch(Schemas::isNeeded)));
    }
    var responses =
        KindOperations.answers(
            "200",
            KindOperations.answer(
                "What came of it",
                Schemas.ref(names.schema(function) + "Answer"),
                samples.outputs(function.outputs())),
            List.of("400", "413", "415", "422", "503"));
    Refusals.own(
        responses,
        function.refusals().stream().map(Function.RefuseWhen::refusal).toList(),
        specification.errors());
    operation.put("responses", responses);
    return object("post", operation);
  }

  /** What these operations take and give. */
  void schemas(Map<String, Object> all) {
    for (var action : specification.actions()) {
      if (action.http().isPresent()) {
        continue;
      }
      if (!action.inputs().isEmpty()) {
        all.put(names.schema(action) + "Request", schemas.input(action.inputs()));
      }
      if (action.answer() instanceof Answer.Values(var outputs)) {
        all.put(names.schema(action) + "Answer", schemas.outputs(outputs));
      }
    }
    for (var report : specification.reports()) {
      all.put(names.schema(report) + "Report", rows(report));
    }
    for (var function : specification.functions()) {
      if (function.http().isPresent()) {
        continue;
      }
      if (!function.inputs().isEmpty()) {
        all.put(names.schema(function) + "Request", schemas.input(function.inputs()));
      }
      all.put(names.schema(function) + "Answer", schemas.outputs(function.outputs()));
    }
  }

  private Map<String, Object> rows(Report report) {
    Map<String, Object> columns = new LinkedHashMap<>();
    var kind = specification.kind(report.kind());
    for (var group : report.groups()) {
      columns.put(
          group.name(),
          switch (group.by()) {
            case VALUE ->
                kind.flatMap(of -> of.field(group.field()))
                    .map(field -> Schemas.orNull(schemas.plain(field.type(), false)))
                    .orElseGet(() -> object());
            case DAY -> object("type", List.of("string", "null"), "format", "date");
            case MONTH ->
                object("type", List.of("string", "null"), "pattern", "^[0-9]{4}-[0-9]{2}$");
            case YEAR -> object("type", List.of("string", "integer", "null"));
          });
    }
    for (var measure : report.measures()) {
      columns.put(
          measure.name(),
          switch (measure.function()) {
            case COUNT, COUNT_DISTINCT -> object("type", "integer", "minimum", 0);
            case MINE -> throw new IllegalArgumentException("a report is about all");
            case SUM, AVERAGE, MIN, MAX ->
                kind.flatMap(of -> measure.of().flatMap(of::field))
                    .map(field -> measured(measure.function(), field))
                    .orElseGet(() -> object());
          });
    }
    var row = Schemas.closed(List.copyOf(columns.keySet()), columns);
    return Schemas.closed(
        List.of("rows"),
        object("rows", object("type", "array", "maxItems", report.limit(), "items", row)));
  }

  private Map<String, Object> measured(AggregateFunction function, Field field) {
    var schema = schemas.plain(field.type(), false);
    if (function == AggregateFunction.AVERAGE && "integer".equals(schema.get("type"))) {
      schema.put("type", "number");
    }
    return Schemas.orNull(schema);
  }

  private static Map<String, Object> body(
      String schema, Optional<Map<String, Object>> example, boolean required) {
    var content = object("schema", Schemas.ref(schema));
    example.ifPresent(value -> content.put("example", value));
    return object("required", required, "content", object(KindOperations.JSON, content));
  }

  /** The id of an operation whose schemas begin with a name. */
  static String id(String name) {
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }

  private static String summary(String name, String of) {
    var sentence = Names.sentence(name);
    return sentence.substring(0, sentence.length() - 1) + (of.isEmpty() ? "" : " (" + of + ")");
  }

  private static void describe(Map<String, Object> operation, String description) {
    operation.put(
        "description",
        description.isBlank() ? operation.get("summary") + "." : description.strip());
  }
}
