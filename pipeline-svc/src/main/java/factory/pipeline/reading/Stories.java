package factory.pipeline.reading;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Example;
import factory.pipeline.spec.InvalidSpecification;
import factory.pipeline.spec.Problem;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specifications;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/** Scenarios that a model wrote, put to a specification. */
record Stories(List<Example> examples, List<String> problems) {
  /** A list of records that have lists. */
  private static final int DEPTH = 4;

  /** What every operation may answer, and no idea speaks of. */
  private static final Set<String> OF_ALL = Set.of("400", "405", "413", "415");

  static Stories of(String answer, Specification of, Function<Specification, List<Problem>> check) {
    JsonNode root;
    try {
      root = ExactJson.MAPPER.readTree(Written.body(answer));
    } catch (JsonProcessingException e) {
      return none("The answer is no JSON object.");
    }
    if (!root.path("examples").isArray()) {
      return none("The answer has no member `examples` that is a list.");
    }
    try {
      var json = (ObjectNode) ExactJson.MAPPER.readTree(Specifications.write(of));
      json.set("examples", root.path("examples"));
      var with = Specifications.parse(json.toString());
      var problems = check.apply(with).stream().map(Problem::toString).toList();
      return new Stories(with.examples(), problems);
    } catch (InvalidSpecification e) {
      return new Stories(List.of(), e.problems().stream().map(Problem::toString).toList());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Stories none(String problem) {
    return new Stories(List.of(), List.of(problem));
  }

  /** The operations of a served document, one a line, with what they take. */
  static String operations(String openapi) {
    JsonNode document;
    try {
      document = ExactJson.MAPPER.readTree(openapi);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the served document is no JSON", e);
    }
    var all = new StringBuilder();
    document
        .path("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        operation ->
                            all.append(
                                line(
                                    document,
                                    path.getKey(),
                                    operation.getKey(),
                                    operation.getValue()))));
    return all.toString();
  }

  private static String line(JsonNode document, String path, String method, JsonNode operation) {
    if (!operation.has("responses")) {
      return "";
    }
    List<String> parts = new ArrayList<>();
    List<String> query = new ArrayList<>();
    operation
        .path("parameters")
        .forEach(
            parameter -> {
              var meant = resolved(document, parameter);
              if (meant.path("in").asText().equals("query")) {
                query.add(meant.path("name").asText());
              }
            });
    if (!query.isEmpty()) {
      parts.add("query " + String.join(", ", query));
    }
    var body =
        resolved(
            document,
            resolved(document, operation.path("requestBody"))
                .path("content")
                .path("application/json")
                .path("schema"));
    if (!body.isMissingNode()) {
      parts.add("body " + shape(document, body, DEPTH));
    }
    List<String> answers = new ArrayList<>();
    operation
        .path("responses")
        .properties()
        .forEach(
            response -> {
              if (!OF_ALL.contains(response.getKey()) && !response.getKey().startsWith("5")) {
                answers.add(
                    response.getKey() + answer(document, resolved(document, response.getValue())));
              }
            });
    parts.add("answers " + String.join(", ", answers));
    return "%s %s: %s; %s%n"
        .formatted(
            method.toUpperCase(Locale.ROOT),
            path,
            operation.path("summary").asText().strip(),
            String.join("; ", parts));
  }

  private static String answer(JsonNode document, JsonNode response) {
    var schema =
        resolved(document, response.path("content").path("application/json").path("schema"));
    if (schema.has("properties")) {
      return " " + shape(document, schema, DEPTH);
    }
    var words = response.path("description").asText();
    return words.isEmpty() ? "" : " (" + words.replaceAll("\\s+", " ").strip() + ")";
  }

  private static JsonNode resolved(JsonNode document, JsonNode node) {
    var at = node.path("$ref").asText();
    return at.startsWith("#/") ? document.at(at.substring(1)) : node;
  }

  private static String shape(JsonNode document, JsonNode schema, int depth) {
    List<String> needed = new ArrayList<>();
    schema.path("required").forEach(name -> needed.add(name.asText()));
    List<String> members = new ArrayList<>();
    schema
        .path("properties")
        .properties()
        .forEach(
            member ->
                members.add(
                    member.getKey()
                        + (needed.contains(member.getKey()) ? " " : "? ")
                        + type(document, resolved(document, member.getValue()), depth - 1)));
    return "{" + String.join(", ", members) + "}";
  }

  private static String type(JsonNode document, JsonNode schema, int depth) {
    if (schema.path("enum").isArray()) {
      return schema.path("enum").toString();
    }
    if (schema.has("items") && depth > 0) {
      return "[" + type(document, resolved(document, schema.path("items")), depth - 1) + "]";
    }
    if (schema.has("properties") && depth > 0) {
      return shape(document, schema, depth);
    }
    var type = schema.path("format").asText(schema.path("type").toString()).replace("\"", "");
    return type.isEmpty() ? "any" : type;
  }
}
