package factory.pipeline.write;

import static factory.pipeline.write.JsonText.object;

import factory.pipeline.spec.Access;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Filter;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The operations of kinds, in the served document. */
final class KindOperations {
  static final String JSON = "application/json";
  private static final String MERGE = "application/merge-patch+json";

  private final Names names;
  private final Samples samples;
  private final Schemas schemas;

  KindOperations(Names names, Samples samples, Schemas schemas) {
    this.names = names;
    this.samples = samples;
    this.schemas = schemas;
  }

  /** What can be done at {@code /plural}; empty when nothing can. */
  Map<String, Object> collection(Kind kind) {
    Map<String, Object> operations = new LinkedHashMap<>();
    var one = Names.words(kind.name());
    if (kind.operations().contains(Operation.LIST)) {
      operations.put(
          "get",
          secured(
              kind,
              Operation.LIST,
              operation(
                  kind,
                  "list" + names.of(kind),
                  "List " + Names.words(kind.plural()) + order(kind),
                  Map.of("parameters", parameters(kind)),
                  answers(
                      "200",
                      answer(
                          "A page of " + Names.words(kind.plural()),
                          Schemas.ref(names.schema(kind) + "Page"),
                          page(kind)),
                      statuses(List.of("400", "503"), kind.access().read(), false)))));
    }
    if (kind.operations().contains(Operation.CREATE)) {
      operations.put(
          "post",
          secured(
              kind,
              Operation.CREATE,
              operation(
                  kind,
                  "create" + names.schema(kind),
                  "Create " + article(one),
                  with(List.of(parameter("idempotency_key")), made(kind)),
                  hashed(
                      kind,
                      answers(
                          "201",
                          created(kind),
                          statuses(
                              List.of("400", "409", "413", "415", "422", "503"),
                              kind.access().create(),
                              setsCaller(kind)))))));
    }
    return operations;
  }

  /** What can be done at {@code /plural/id}; empty when nothing can. */
  Map<String, Object> single(Kind kind) {
    Map<String, Object> operations = new LinkedHashMap<>();
    var one = Names.words(kind.name());
    var type = names.schema(kind);
    if (kind.operations().contains(Operation.READ)) {
      var answers =
          answers(
              "200",
              record(kind, "The " + one),
              statuses(List.of("400", "404", "503"), kind.access().read(), false));
      answers.put("304", object("description", "It is still the revision of If-None-Match"));
      operations.put(
          "get",
          secured(
              kind,
              Operation.READ,
              operation(
                  kind,
                  "get" + type,
                  "Read " + article(one),
                  Map.of("parameters", List.of(parameter("if_none_match"))),
                  answers)));
    }
    if (kind.operations().contains(Operation.UPDATE)) {
      var problems =
          statuses(
              List.of("400", "404", "409", "412", "413", "415", "422", "503"),
              kind.access().update(),
              asksCaller(kind.access().read()));
      operations.put(
          "put",
          secured(
              kind,
              Operation.UPDATE,
              operation(
                  kind,
                  "replace" + type,
                  "Replace " + article(one) + ": a field that is not given is cleared",
                  with(
                      List.of(parameter("if_match")),
                      body(
                          kind,
                          Schemas.replacesWithLess(kind) ? "Replacement" : "Input",
                          samples.body(kind.fields()),
                          JSON)),
                  hashed(kind, answers("200", record(kind, "The " + one), problems)))));
      operations.put(
          "patch",
          secured(
              kind,
              Operation.UPDATE,
              operation(
                  kind,
                  "update" + type,
                  "Change the fields that are given: null clears one, the others stay",
                  with(
                      List.of(parameter("if_match")),
                      body(kind, "Patch", patch(kind), JSON, MERGE)),
                  hashed(kind, answers("200", record(kind, "The " + one), problems)))));
    }
    if (kind.operations().contains(Operation.DELETE)) {
      operations.put(
          "delete",
          secured(
              kind,
              Operation.DELETE,
              operation(
                  kind,
                  "delete" + type,
                  "Delete " + article(one),
                  Map.of("parameters", List.of(parameter("if_match"))),
                  answers(
                      "204",
                      object("description", "Deleted"),
                      statuses(
                          List.of("400", "404", "409", "412", "503"),
                          kind.access().delete(),
                          asksCaller(kind.access().read()))))));
    }
    if (!operations.isEmpty()) {
      operations.put("parameters", List.of(parameter(names.schema(kind) + "Id")));
    }
    return operations;
  }

  /** The operation with what it says about sessions. */
  private Map<String, Object> secured(Kind kind, Operation what, Map<String, Object> operation) {
    if (AccountOperations.areNeeded(kind, what)) {
      AccountOperations.secure(operation, schemas.errors());
    }
    return operation;
  }

  private static String order(Kind kind) {
    var order = kind.listing().defaultOrder();
    return order.equals("-created_at")
        ? ", newest first"
        : ", by "
            + Names.words(order.replaceFirst("^-", ""))
            + (order.startsWith("-") ? ", descending" : "");
  }

  static Map<String, Object> parameter(String name) {
    return object("$ref", "#/components/parameters/" + name);
  }

  private static Map<String, Object> with(
      List<Map<String, Object>> parameters, Map<String, Object> body) {
    return object("parameters", parameters, "requestBody", body);
  }

  static Map<String, Object> operation(
      Kind kind,
      String id,
      String summary,
      Map<String, Object> with,
      Map<String, Object> responses) {
    var operation =
        object(
            "operationId",
            id,
            "summary",
            summary,
            "description",
            summary + ".",
            "tags",
            List.of(kind.plural()));
    operation.putAll(with);
    operation.put("responses", responses);
    return operation;
  }

  private List<Object> parameters(Kind kind) {
    List<Object> parameters = new ArrayList<>();
    for (var filter : kind.listing().filters()) {
      kind.field(filter.field()).ifPresent(field -> filters(parameters, field, filter));
    }
    if (!kind.listing().search().isEmpty()) {
      parameters.add(
          query(
              "q",
              "Those with this in " + String.join(" or ", kind.listing().search()),
              object("type", "string", "minLength", 1, "maxLength", 200, "pattern", "\\S")));
    }
    if (!kind.listing().order().isEmpty()) {
      List<String> orders = new ArrayList<>();
      for (var name : kind.listing().order()) {
        orders.add(name);
        orders.add("-" + name);
      }
      orders.add("created_at");
      orders.add("-created_at");
      parameters.add(
          query(
              "order",
              "With a leading - for descending",
              object(
                  "type",
                  "string",
                  "enum",
                  orders.stream().distinct().toList(),
                  "default",
                  kind.listing().defaultOrder())));
    }
    parameters.add(parameter("page_size"));
    parameters.add(parameter("page_token"));
    return parameters;
  }

  private void filters(List<Object> parameters, Field field, Filter filter) {
    var name = field.name();
    var words = Names.words(name);
    for (var way : Filter.Way.values()) {
      if (!filter.ways().contains(way)) {
        continue;
      }
      var schema = schemas.parameter(field.type(), field.type() instanceof FieldType.Choice);
      switch (way) {
        case EQUAL -> parameters.add(query(name, "Those whose " + words + " is this", schema));
        case RANGE -> {
          parameters.add(
              query(name + "_from", "Those whose " + words + " is this or more", schema));
          parameters.add(query(name + "_to", "Those whose " + words + " is this or less", schema));
        }
        case PREFIX ->
            parameters.add(
                query(
                    name + "_prefix",
                    "Those whose " + words + " begins with this",
                    object("type", "string")));
        case ANY_OF -> {
          var list =
              query(
                  name + "_in",
                  "Those whose " + words + " is one of these",
                  object("type", "array", "items", schema, "minItems", 1, "maxItems", 50));
          list.put("style", "form");
          list.put("explode", false);
          parameters.add(list);
        }
        case HAS ->
            parameters.add(
                query(name + "_has", "Those whose " + words + " have this", item(field, schema)));
      }
    }
  }

  /** One value of a list. */
  private Map<String, Object> item(Field field, Map<String, Object> schema) {
    return field.type() instanceof FieldType.ListOf list
        ? schemas.parameter(list.item(), list.item() instanceof FieldType.Choice)
        : schema;
  }

  static Map<String, Object> query(String name, String description, Map<String, Object> schema) {
    return object("name", name, "in", "query", "description", description, "schema", schema);
  }

  /** A record as an answer, with its revision. */
  Map<String, Object> record(Kind kind, String description) {
    var answer = answer(description, Schemas.ref(names.schema(kind)), samples.record(kind));
    answer.put("headers", object("ETag", object("$ref", "#/components/headers/ETag")));
    return answer;
  }

  /** A new record as an answer, with its revision and place. */
  Map<String, Object> created(Kind kind) {
    var answer = record(kind, "The new " + Names.words(kind.name()));
    answer.put(
        "headers",
        object(
            "ETag",
            object("$ref", "#/components/headers/ETag"),
            "Location",
            object("$ref", "#/components/headers/Location")));
    return answer;
  }

  static Map<String, Object> answer(
      String description, Object schema, Optional<Map<String, Object>> example) {
    var content = object("schema", schema);
    example.ifPresent(value -> content.put("example", value));
    return object("description", description, "content", object(JSON, content));
  }

  static Map<String, Object> answers(String status, Object answer, List<String> problems) {
    var answers = object(status, answer);
    for (var problem : problems) {
      answers.put(problem, Refusals.ref(problem));
    }
    answers.put("405", Refusals.ref("405"));
    answers.put("500", Refusals.ref("500"));
    return answers;
  }

  /** The answers with that of a service that was sent too many secrets. */
  private Map<String, Object> hashed(Kind kind, Map<String, Object> answers) {
    if (Refusals.hasSecret(kind.fields())) {
      Refusals.own(answers, List.of(Refusals.TOO_MANY_SECRETS), schemas.errors());
    }
    return answers;
  }

  /** The statuses with those of who may not do it. */
  static List<String> statuses(List<String> always, Access access, boolean needsCaller) {
    List<String> all = new ArrayList<>(always);
    if (needsCaller || asksCaller(access)) {
      all.add("401");
    }
    if (!(access instanceof Access.Anyone || access instanceof Access.Account)) {
      all.add("403");
    }
    return all.stream().sorted().toList();
  }

  static boolean asksCaller(Access access) {
    return switch (access) {
      case Access.Anyone _, Access.Account _, Access.Nobody _ -> false;
      case Access.Owner _ -> true;
      case Access.When(var condition) -> SourceFile.names(condition.replace('\'', '"'), "caller");
    };
  }

  static boolean setsCaller(Kind kind) {
    return kind.fields().stream().anyMatch(field -> field.origin() instanceof Origin.Caller);
  }

  private Map<String, Object> body(
      Kind kind, String suffix, Optional<Map<String, Object>> example, String... mediaTypes) {
    Map<String, Object> content = new LinkedHashMap<>();
    for (var mediaType : mediaTypes) {
      var one = object("schema", Schemas.ref(names.schema(kind) + suffix));
      example.ifPresent(value -> one.put("example", value));
      content.put(mediaType, one);
    }
    return object("required", true, "content", content);
  }

  /** What makes one: JSON, and a form where it has files, which JSON cannot have. */
  private Map<String, Object> made(Kind kind) {
    var fields = kind.fields();
    if (!Wire.hasFiles(kind)) {
      return body(kind, "Input", samples.body(fields), JSON);
    }
    var needed = fields.stream().anyMatch(f -> f.type() instanceof FieldType.File && f.required());
    Map<String, Object> content = new LinkedHashMap<>();
    if (!needed) {
      content.put(JSON, object("schema", Schemas.ref(names.schema(kind) + "Input")));
    }
    content.put(Wire.MULTIPART, object("schema", schemas.form(fields)));
    return object("required", true, "content", content);
  }

  private Optional<Map<String, Object>> patch(Kind kind) {
    var given =
        kind.fields().stream()
            .filter(field -> field.origin() instanceof Origin.Given g && !g.fixed())
            .filter(field -> !(field.type() instanceof FieldType.File))
            .toList();
    return given.isEmpty() ? Optional.empty() : samples.body(List.of(given.getLast()));
  }

  private Optional<Map<String, Object>> page(Kind kind) {
    return samples
        .record(kind)
        .map(record -> object(kind.plural(), List.of(record), "next_page_token", "MDAwMDAwMDA"));
  }

  static String article(String noun) {
    var vowel = "aeio".indexOf(noun.charAt(0)) >= 0 || noun.matches("u(?!ni|se|rl|til).*");
    return (vowel ? "an " : "a ") + noun;
  }
}
