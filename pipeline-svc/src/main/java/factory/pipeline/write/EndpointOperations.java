package factory.pipeline.write;

import static factory.pipeline.write.JsonText.object;

import factory.pipeline.spec.Action;
import factory.pipeline.spec.Action.Output;
import factory.pipeline.spec.Action.Refusal;
import factory.pipeline.spec.Endpoint;
import factory.pipeline.spec.Endpoint.Answer;
import factory.pipeline.spec.Endpoint.In;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Function;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Route;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.expression.Expected;
import factory.pipeline.spec.expression.Scope;
import factory.pipeline.spec.expression.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Functions and actions whose document says where they are, in the served document. */
final class EndpointOperations {
  private final Specification specification;
  private final Names names;
  private final Samples samples;
  private final Schemas schemas;
  private final KindOperations kinds;

  EndpointOperations(
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
  }

  /** A function, by its method. */
  Map<String, Object> of(Function function, Endpoint endpoint) {
    Set<Integer> refusals = refusals(endpoint, function.inputs());
    if (!function.outputs().isEmpty()) {
      // What cannot be computed.
      refusals.add(422);
    }
    var responses =
        object(
            Integer.toString(endpoint.status()),
            success(endpoint, "What came of it", function.outputs(), nullable(function)));
    refused(
        responses,
        endpoint,
        refusals,
        function.refusals().stream().map(Function.RefuseWhen::refusal).toList());
    return object(
        endpoint.method().toLowerCase(Locale.ROOT),
        operation(
            endpoint,
            OtherOperations.id(names.schema(function)),
            Names.sentence(function.name()),
            function.description(),
            "functions",
            parameters(endpoint, function.inputs(), Optional.empty()),
            function.inputs(),
            responses));
  }

  /**
   * An action, by its method.
   *
   * @param own what it refuses by rules of its own
   * @param usual the statuses that it has at the house's address
   * @param shown the kind of the record that it answers
   */
  Map<String, Object> of(
      Kind kind,
      Action action,
      Endpoint endpoint,
      List<Refusal> own,
      List<String> usual,
      Kind shown) {
    Set<Integer> refusals = refusals(endpoint, action.inputs());
    usual.stream()
        .map(Integer::valueOf)
        .filter(status -> status != 413 && status != 415)
        .forEach(refusals::add);
    var responses = object(Integer.toString(endpoint.status()), success(action, endpoint, shown));
    refused(responses, endpoint, refusals, own);
    var parameters = parameters(endpoint, action.inputs(), Optional.of(kind));
    if (action.onRecord()) {
      parameters.add(KindOperations.parameter("if_match"));
    }
    if (endpoint.method().equals("POST")) {
      parameters.add(KindOperations.parameter("idempotency_key"));
    }
    var operation =
        operation(
            endpoint,
            OtherOperations.id(names.schema(action)),
            Names.sentence(action.name()),
            action.description(),
            kind.plural(),
            parameters,
            action.inputs(),
            responses);
    if (AccountOperations.areNeeded(kind, action)) {
      AccountOperations.secure(operation, schemas.errors());
    }
    return object(endpoint.method().toLowerCase(Locale.ROOT), operation);
  }

  private Map<String, Object> operation(
      Endpoint endpoint,
      String id,
      String summary,
      String description,
      String tag,
      List<Object> parameters,
      List<Field> inputs,
      Map<String, Object> responses) {
    var operation =
        object(
            "operationId",
            id,
            "summary",
            summary.substring(0, summary.length() - 1),
            "description",
            description.isBlank() ? summary : description.strip(),
            "tags",
            List.of(tag));
    if (!parameters.isEmpty()) {
      operation.put("parameters", parameters);
    }
    var members = endpoint.from(In.BODY, inputs);
    if (!members.isEmpty()) {
      operation.put("requestBody", body(endpoint, members));
    }
    endpoint.text(inputs).ifPresent(text -> operation.put("requestBody", body(text)));
    operation.put("responses", responses);
    return operation;
  }

  List<Object> parameters(Endpoint endpoint, List<Field> inputs, Optional<Kind> kind) {
    List<Object> parameters = new ArrayList<>();
    for (var name : endpoint.parameters()) {
      var of = endpoint.keys().get(name);
      if (of != null && kind.isPresent()) {
        parameters.add(RouteOperations.key(schemas, name, of, kind.get()));
      }
    }
    kind.ifPresent(of -> parameters.addAll(RouteOperations.sent(schemas, of, endpoint.sent())));
    for (var input : inputs) {
      var place = endpoint.place(input.name());
      if (!place.in().isBody()) {
        parameters.add(parameter(place, input));
      }
    }
    return parameters;
  }

  private Map<String, Object> parameter(Endpoint.Place place, Field input) {
    var schema = named(input);
    var isNeeded = Schemas.isNeeded(input);
    var parameter =
        object(
            "name",
            place.name(),
            "in",
            place.in().name().toLowerCase(Locale.ROOT),
            "description",
            String.valueOf(schema.remove("description")));
    if (isNeeded || place.in() == In.PATH) {
      parameter.put("required", true);
    }
    parameter.put("schema", schema);
    return parameter;
  }

  /** What an input is in a parameter, which is never null. */
  private Map<String, Object> named(Field input) {
    var schema = schemas.input(input);
    if (schema.get("type") instanceof List<?> types) {
      schema.put("type", types.getFirst());
    }
    if (schema.get("enum") instanceof List<?> words) {
      schema.put("enum", words.stream().filter(word -> word != null).toList());
    }
    return schema;
  }

  /** What an input takes. */
  Map<String, Object> schema(Field input) {
    return schemas.input(input);
  }

  Map<String, Object> body(Endpoint endpoint, List<Field> members) {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> needed = new ArrayList<>();
    for (var input : members) {
      var name = endpoint.place(input.name()).name();
      properties.put(name, schemas.input(input));
      if (Schemas.isNeeded(input)) {
        needed.add(name);
      }
    }
    var schema = Schemas.closed(needed, properties);
    if (!endpoint.unknownRefused()) {
      schema.remove("additionalProperties");
    }
    var content = object("schema", schema);
    samples
        .body(members)
        .ifPresent(
            sample -> {
              Map<String, Object> example = new LinkedHashMap<>();
              sample.forEach((input, value) -> example.put(endpoint.place(input).name(), value));
              content.put("example", example);
            });
    return object("required", !needed.isEmpty(), "content", object(KindOperations.JSON, content));
  }

  /** A body that is a text; one that may be empty need not be there. */
  private Map<String, Object> body(Field text) {
    var schema = schemas.input(text);
    if (text.type() instanceof FieldType.Text of && of.pattern().isEmpty()) {
      // What a member of a body must have besides, a text that is all of it need not.
      schema.remove("pattern");
    }
    var content = object("schema", schema);
    samples.body(List.of(text)).ifPresent(all -> content.put("example", all.get(text.name())));
    var isNeeded = text.type() instanceof FieldType.Text of && of.minLength() > 0;
    return object("required", isNeeded, "content", object(Route.TEXT, content));
  }

  private Map<String, Object> success(Action action, Endpoint endpoint, Kind shown) {
    if (action.answer() instanceof Action.Answer.Values(var outputs)) {
      return success(endpoint, "What came of it", outputs, nullable(action, outputs));
    }
    if (endpoint.answer() instanceof Answer.Result(_, var within, var always)) {
      var answer =
          action.answer() instanceof Action.Answer.Named(_, var created) && created
              ? kinds.created(shown)
              : kinds.record(shown, "The " + Names.words(shown.name()));
      if (within.isPresent()) {
        var member = within.get();
        var sample =
            samples
                .record(shown)
                .map(
                    record -> {
                      var all = Wrapped.value(member, record);
                      always.forEach((name, value) -> all.put(name, JsonText.read(value)));
                      return all;
                    });
        var content =
            KindOperations.answer(
                String.valueOf(answer.get("description")),
                Wrapped.always(always, Wrapped.schema(member, Schemas.ref(names.schema(shown)))),
                sample);
        answer.put("content", content.get("content"));
      }
      return answer;
    }
    return success(endpoint, "Done", List.of(), Set.of());
  }

  private Map<String, Object> success(
      Endpoint endpoint, String said, List<Output> outputs, Set<String> nullable) {
    return switch (endpoint.answer()) {
      case Answer.Nothing _ -> object("description", said);
      case Answer.Redirect _ ->
          object(
              "description",
              "Go on there",
              "headers",
              object(
                  "Location",
                  object(
                      "description",
                      "Where to go on",
                      "required",
                      true,
                      "schema",
                      object("type", "string", "format", "uri"))));
      case Answer.Constant(var value, var form) -> content(said, form, constant(value, form));
      case Answer.Page _ -> content(said, Endpoint.Form.HTML, object("type", "string"));
      case Answer.Value(var form) -> {
        var schema =
            form == Endpoint.Form.JSON
                ? output(outputs.getFirst(), nullable)
                : object("type", "string");
        yield content(said, form, schema);
      }
      case Answer.Result(var renamed, var within, var always) -> {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (var output : outputs) {
          properties.put(
              renamed.getOrDefault(output.name(), output.name()), output(output, nullable));
        }
        var all = Schemas.closed(List.copyOf(properties.keySet()), properties);
        yield content(
            said,
            Endpoint.Form.JSON,
            within.map(member -> Wrapped.always(always, Wrapped.schema(member, all))).orElse(all));
      }
    };
  }

  private static Map<String, Object> constant(
      com.fasterxml.jackson.databind.JsonNode value, Endpoint.Form form) {
    var schema = Schemas.of(value);
    if (form != Endpoint.Form.HTML && value.isValueNode() && !value.isNull()) {
      schema.put("const", JsonText.read(value));
    }
    return schema;
  }

  private Map<String, Object> output(Output output, Set<String> nullable) {
    var schema = schemas.plain(output.type(), false);
    if (nullable.contains(output.name())) {
      Schemas.orNull(schema);
    }
    output.description().ifPresent(description -> schema.put("description", description));
    return schema;
  }

  private static Map<String, Object> content(
      String said, Endpoint.Form form, Map<String, Object> schema) {
    return object(
        "description", said, "content", object(form.mediaType(), object("schema", schema)));
  }

  /** The statuses that any operation there can refuse with. */
  private static Set<Integer> refusals(Endpoint endpoint, List<Field> inputs) {
    Set<Integer> all = new TreeSet<>(Set.of(400, 405, 500, 503));
    var hasBody = inputs.stream().anyMatch(input -> endpoint.place(input.name()).in().isBody());
    if (hasBody || endpoint.unknownRefused()) {
      all.addAll(Set.of(413, 415, 422));
    }
    return all;
  }

  private void refused(
      Map<String, Object> responses, Endpoint endpoint, Set<Integer> refusals, List<Refusal> own) {
    Set<Integer> told = new TreeSet<>();
    refusals.forEach(ours -> told.add(endpoint.status(ours)));
    told.forEach(
        status -> responses.put(Integer.toString(status), Refusals.ref(Integer.toString(status))));
    Refusals.own(
        responses,
        own.stream()
            .map(
                refusal ->
                    new Refusal(
                        endpoint.status(refusal.status()), refusal.reason(), refusal.message()))
            .toList(),
        specification.errors());
  }

  /** The outputs of a function that may have no value. */
  private Set<String> nullable(Function function) {
    var context = new Context(specification, names);
    var scope = context.expressions().function(function);
    for (var let : function.lets()) {
      var value = context.checked(scope, let.value(), new Expected.Anything());
      scope = scope.with(let.name(), value.type(), value.nullable());
    }
    for (var refusal : function.refusals()) {
      scope = scope.knowingNot(context.checked(scope, refusal.when(), new Expected.Truth()));
    }
    return nullable(context, scope, function.outputs());
  }

  /** The outputs of an action that may have no value. */
  private Set<String> nullable(Action action, List<Output> outputs) {
    var context = new Context(specification, names);
    var scope = context.expressions().action(action);
    for (var guard : action.guards()) {
      scope = scope.knowing(context.checked(scope, guard.check(), new Expected.Truth()));
    }
    for (var effect : action.effects()) {
      scope = after(context, scope, effect);
    }
    var nullable = nullable(context, scope, outputs);
    // What records always show has a value there too.
    specification
        .kind(action.kind())
        .ifPresent(
            kind ->
                outputs.stream()
                    .filter(output -> output.value().startsWith("record."))
                    .filter(
                        output ->
                            kind.field(output.value().substring("record.".length()))
                                .filter(Schemas::hasValue)
                                .isPresent())
                    .forEach(output -> nullable.remove(output.name())));
    return nullable;
  }

  /** What can be seen after an effect. */
  private static Scope after(Context context, Scope scope, Action.Effect effect) {
    return switch (effect) {
      case Action.Effect.Insert(var kind, _, var as) when !as.isEmpty() ->
          scope.with(as, new Type.Row(kind));
      case Action.Effect.DeleteEach(_, var as) when !as.isEmpty() ->
          scope.with(as, Type.Scalar.INT);
      case Action.Effect.Take(var rows, _, var as, _)
          when context.checked(scope, rows, new Expected.Rows()).type()
              instanceof Type.Rows(var kind) ->
          scope.with(as, new Type.Row(kind));
      case Action.Effect.Let(var as, var cel) -> {
        var value = context.checked(scope, cel, new Expected.Anything());
        yield scope.with(as, value.type(), value.nullable());
      }
      case Action.Effect.Require(var check, _) ->
          scope.knowing(context.checked(scope, check, new Expected.Truth()));
      case Action.Effect.Insert _,
          Action.Effect.DeleteEach _,
          Action.Effect.Take _,
          Action.Effect.Set _,
          Action.Effect.When _,
          Action.Effect.Delete _,
          Action.Effect.SetEach _ ->
          scope;
    };
  }

  private static Set<String> nullable(Context context, Scope scope, List<Output> outputs) {
    Set<String> nullable = new HashSet<>();
    for (var output : outputs) {
      if (output.groups().isPresent()) {
        continue;
      }
      var value = context.checked(scope, output.value(), new Expected.Field(output.type(), true));
      // A list is empty and a truth is false where there is none.
      if (value.nullable()
          && !(output.type() instanceof FieldType.ListOf)
          && !(output.type() instanceof FieldType.Truth)) {
        nullable.add(output.name());
      }
    }
    return nullable;
  }
}
