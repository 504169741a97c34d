package factory.pipeline.write;

import static factory.pipeline.write.JsonText.object;

import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The operations of kinds, in the served document. */
final class KindOperations {
  private static final String JSON = "application/json";
  private static final String MERGE = "application/merge-patch+json";

  private final Names names;
  private final Samples samples;

  KindOperations(Names names, Samples samples) {
    this.names = names;
    this.samples = samples;
  }

  /** What can be done at {@code /plural}; empty when nothing can. */
  Map<String, Object> collection(Kind kind) {
    Map<String, Object> operations = new LinkedHashMap<>();
    var one = Names.words(kind.name());
    if (kind.operations().contains(Operation.LIST)) {
      operations.put(
          "get",
          operation(
              kind,
              "list" + names.of(kind),
              "List " + Names.words(kind.plural()) + ", newest first",
              Map.of("parameters", parameters()),
              answers(
                  "200",
                  answer(
                      "A page of " + Names.words(kind.plural()),
                      Schemas.ref(names.schema(kind) + "Page"),
                      page(kind)),
                  "400",
                  "503")));
    }
    if (kind.operations().contains(Operation.CREATE)) {
      operations.put(
          "post",
          operation(
              kind,
              "create" + names.schema(kind),
              "Create " + article(one),
              Map.of("requestBody", body(kind, "Input", samples.body(kind.fields()), JSON)),
              answers("201", created(kind), "400", "409", "413", "415", "422", "503")));
    }
    return operations;
  }

  /** What can be done at {@code /plural/id}; empty when nothing can. */
  Map<String, Object> single(Kind kind) {
    Map<String, Object> operations = new LinkedHashMap<>();
    var one = Names.words(kind.name());
    var type = names.schema(kind);
    var answer = answer("The " + one, Schemas.ref(names.schema(kind)), samples.record(kind));
    if (kind.operations().contains(Operation.READ)) {
      operations.put(
          "get",
          operation(
              kind,
              "get" + type,
              "Read " + article(one),
              Map.of(),
              answers("200", answer, "404", "503")));
    }
    if (kind.operations().contains(Operation.UPDATE)) {
      operations.put(
          "put",
          operation(
              kind,
              "replace" + type,
              "Replace " + article(one) + ": a field that is not given is cleared",
              Map.of("requestBody", body(kind, "Input", samples.body(kind.fields()), JSON)),
              answers("200", answer, "400", "404", "409", "413", "415", "422", "503")));
      operations.put(
          "patch",
          operation(
              kind,
              "update" + type,
              "Change the fields that are given: null clears one, the others stay",
              Map.of("requestBody", body(kind, "Patch", patch(kind), JSON, MERGE)),
              answers("200", answer, "400", "404", "409", "413", "415", "422", "503")));
    }
    if (kind.operations().contains(Operation.DELETE)) {
      operations.put(
          "delete",
          operation(
              kind,
              "delete" + type,
              "Delete " + article(one),
              Map.of(),
              answers("204", object("description", "Deleted"), "404", "503")));
    }
    if (!operations.isEmpty()) {
      operations.put("parameters", List.of(id(kind)));
    }
    return operations;
  }

  private Map<String, Object> id(Kind kind) {
    return object("$ref", "#/components/parameters/" + names.schema(kind) + "Id");
  }

  private static Map<String, Object> operation(
      Kind kind,
      String id,
      String summary,
      Map<String, Object> with,
      Map<String, Object> responses) {
    var operation = object("operationId", id, "summary", summary, "tags", List.of(kind.plural()));
    operation.putAll(with);
    operation.put("responses", responses);
    return operation;
  }

  private static List<Object> parameters() {
    return List.of(
        object("$ref", "#/components/parameters/page_size"),
        object("$ref", "#/components/parameters/page_token"));
  }

  private Map<String, Object> created(Kind kind) {
    var answer =
        answer(
            "The new " + Names.words(kind.name()),
            Schemas.ref(names.schema(kind)),
            samples.record(kind));
    answer.put(
        "headers",
        object(
            "Location",
            object(
                "description",
                "Its address, relative to this one",
                "required",
                true,
                "schema",
                object("type", "string", "format", "uri-reference"))));
    return answer;
  }

  static Map<String, Object> answer(
      String description, Object schema, Optional<Map<String, Object>> example) {
    var content = object("schema", schema);
    example.ifPresent(value -> content.put("example", value));
    return object("description", description, "content", object(JSON, content));
  }

  static Map<String, Object> answers(String status, Object answer, String... problems) {
    var answers = object(status, answer);
    for (var problem : problems) {
      answers.put(problem, Refusals.ref(problem));
    }
    answers.put("405", Refusals.ref("405"));
    answers.put("500", Refusals.ref("500"));
    return answers;
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

  private Optional<Map<String, Object>> patch(Kind kind) {
    var given =
        new ArrayList<>(
            kind.fields().stream()
                .filter(field -> field.origin() instanceof Origin.Given g && !g.fixed())
                .toList());
    return given.isEmpty() ? Optional.empty() : samples.body(List.of(given.getLast()));
  }

  private Optional<Map<String, Object>> page(Kind kind) {
    return samples
        .record(kind)
        .map(record -> object(kind.plural(), List.of(record), "next_page_token", "1"));
  }

  static String article(String noun) {
    var vowel = "aeio".indexOf(noun.charAt(0)) >= 0 || noun.matches("u(?!ni|se|rl|til).*");
    return (vowel ? "an " : "a ") + noun;
  }
}
