package factory.web.page;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What a service's OpenAPI document says, for people: its operations with references resolved. */
public final class ApiDocument {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  /** Everybody may call these, without a token. */
  private static final Set<String> OPEN = Set.of("/", "/health", "/openapi.json");

  private static final int MOST_REFERENCES = 20;

  private final JsonNode document;

  private ApiDocument(JsonNode document) {
    this.document = document;
  }

  /**
   * An operation.
   *
   * @param tag what it is listed under; may be empty
   * @param answer an example of what it answers when it works; empty when the document has none
   */
  public record Operation(
      String method,
      String path,
      String summary,
      String description,
      String tag,
      List<Parameter> parameters,
      Body body,
      List<Answer> answers,
      String answer) {
    /** Whether nothing has to be filled in to call it. */
    public boolean isWhole() {
      return path.indexOf('{') < 0
          && body.fields().isEmpty()
          && parameters.stream().noneMatch(Parameter::required);
    }

    /** Its path with examples in it, and what its query cannot do without. */
    public String filled() {
      var filled = path;
      for (var parameter : parameters) {
        if (parameter.in().equals("path")) {
          filled = filled.replace("{" + parameter.name() + "}", encoded(parameter.example()));
        }
      }
      var query =
          parameters.stream()
              .filter(p -> p.in().equals("query") && p.required())
              .map(p -> encoded(p.name()) + "=" + encoded(p.example()))
              .collect(joining("&"));
      return query.isEmpty() ? filled : filled + "?" + query;
    }

    private static String encoded(String text) {
      return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
  }

  /**
   * A parameter, or a field of a body.
   *
   * @param in path, query, header or body
   * @param words what it holds
   */
  public record Parameter(
      String name, String in, boolean required, String type, String words, String example) {}

  /**
   * A body.
   *
   * @param media empty when there is none
   * @param example JSON; empty when the document has none
   */
  public record Body(String media, String example, List<Parameter> fields) {}

  /** What is answered when. */
  public record Answer(String status, String words) {}

  /** Its operations that need access, in its order; none of what is no document. */
  public static List<Operation> operations(String text) {
    try {
      return new ApiDocument(JSON.readTree(text)).operations();
    } catch (JsonProcessingException e) {
      return List.of();
    }
  }

  private List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    for (var path : document.path("paths").properties()) {
      if (OPEN.contains(path.getKey())) {
        continue;
      }
      var item = resolved(path.getValue());
      for (var method : item.properties()) {
        if (METHODS.contains(method.getKey())) {
          operations.add(operation(path.getKey(), item, method));
        }
      }
    }
    return operations;
  }

  private Operation operation(String path, JsonNode item, Map.Entry<String, JsonNode> method) {
    var json = method.getValue();
    var name = method.getKey().toUpperCase(Locale.ROOT);
    var summary = json.path("summary").asText();
    var description = json.path("description").asText();
    List<Answer> answers = new ArrayList<>();
    var example = "";
    for (var response : json.path("responses").properties()) {
      var told = resolved(response.getValue());
      answers.add(new Answer(response.getKey(), told.path("description").asText()));
      if (example.isEmpty() && response.getKey().startsWith("2")) {
        example = example(told.path("content").path("application/json"));
      }
    }
    return new Operation(
        name,
        path,
        summary.isEmpty() ? name + " " + path : summary,
        description.equals(summary) || description.equals(summary + ".") ? "" : description,
        json.path("tags").path(0).asText(),
        Stream.concat(stream(item.path("parameters")), stream(json.path("parameters")))
            .map(this::resolved)
            .map(this::parameter)
            .toList(),
        body(resolved(json.path("requestBody"))),
        answers,
        example);
  }

  private Parameter parameter(JsonNode json) {
    var schema = resolved(json.path("schema"));
    var example = json.has("example") ? json.path("example") : sample(schema, 0);
    return new Parameter(
        json.path("name").asText(),
        json.path("in").asText(),
        json.path("required").asBoolean(),
        SchemaWords.of(schema),
        json.path("description").asText(),
        example.isValueNode() ? example.asText() : example.toString());
  }

  private Body body(JsonNode json) {
    var content = json.path("content");
    var names = content.fieldNames();
    if (!names.hasNext()) {
      return new Body("", "", List.of());
    }
    var media = content.has("application/json") ? "application/json" : names.next();
    var schema = resolved(content.path(media).path("schema"));
    List<Parameter> fields = new ArrayList<>();
    var required =
        stream(schema.path("required"))
            .map(JsonNode::asText)
            .collect(java.util.stream.Collectors.toSet());
    for (var property : schema.path("properties").properties()) {
      var field = resolved(property.getValue());
      if (!field.path("readOnly").asBoolean()) {
        fields.add(
            new Parameter(
                property.getKey(),
                "body",
                required.contains(property.getKey()),
                SchemaWords.of(field),
                field.path("description").asText(),
                ""));
      }
    }
    var example = media.equals("application/json") ? example(content.path(media)) : "";
    if (example.isEmpty() && media.equals("application/json")) {
      example = pretty(sample(schema, 0));
    }
    return new Body(media, example, fields);
  }

  private static String example(JsonNode media) {
    var first = media.path("examples").elements();
    var example =
        media.has("example")
            ? media.path("example")
            : first.hasNext() ? first.next().path("value") : MissingNode.getInstance();
    return example.isMissingNode() ? "" : pretty(example);
  }

  /** Something that a schema may take, as far as it says so itself. */
  private JsonNode sample(JsonNode given, int depth) {
    var schema = resolved(given);
    for (var told : List.of("example", "default", "const")) {
      if (schema.has(told)) {
        return schema.path(told);
      }
    }
    for (var told : List.of("examples", "enum")) {
      if (schema.path(told).has(0)) {
        return schema.path(told).path(0);
      }
    }
    var nodes = JSON.getNodeFactory();
    return switch (SchemaWords.type(schema)) {
      case "object" -> {
        var object = nodes.objectNode();
        if (depth < 4) {
          stream(schema.path("required"))
              .map(JsonNode::asText)
              .filter(
                  name ->
                      !resolved(schema.path("properties").path(name)).path("readOnly").asBoolean())
              .forEach(
                  name ->
                      object.set(name, sample(schema.path("properties").path(name), depth + 1)));
        }
        yield object;
      }
      case "array" -> nodes.arrayNode();
      case "integer", "number" ->
          schema.has("minimum") ? schema.path("minimum") : nodes.numberNode(1);
      case "boolean" -> nodes.booleanNode(true);
      default -> nodes.textNode(text(schema));
    };
  }

  private static String text(JsonNode schema) {
    return switch (schema.path("format").asText()) {
      case "uuid" -> "00000000-0000-4000-8000-000000000000";
      case "date" -> "2027-01-31";
      case "date-time" -> "2027-01-31T12:00:00Z";
      case "time" -> "12:00:00";
      case "email" -> "ada@example.org";
      case "uri" -> "https://example.org";
      default -> "a".repeat(Math.clamp(schema.path("minLength").asInt(), 1, 64));
    };
  }

  public static String pretty(JsonNode json) {
    return json.toPrettyString().replaceAll("(?m)^(\\s*\"(?:[^\"\\\\]|\\\\.)*\") : ", "$1: ");
  }

  private static Stream<JsonNode> stream(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }

  private JsonNode resolved(JsonNode json) {
    var found = json;
    for (var i = 0; i < MOST_REFERENCES && found.has("$ref"); i++) {
      var reference = found.path("$ref").asText();
      found =
          reference.startsWith("#/")
              ? document.at(reference.substring(1))
              : MissingNode.getInstance();
    }
    return found;
  }
}
