package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import factory.mesh.RequestTarget;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The served OpenAPI document as a judge of answers: as much of JSON Schema as services use. */
final class Document {
  private static final int DEEPEST = 32;
  private static final List<String> OPERATIONS = List.of("get", "post", "put", "patch", "delete");

  private final JsonNode root;
  private final List<Template> templates = new ArrayList<>();

  /** A path of the document. */
  private record Template(String path, Pattern matches, JsonNode item) {}

  Document(JsonNode root) {
    this.root = root;
    for (var path : root.path("paths").properties()) {
      // Text between braces is one part of a path; the rest is itself.
      var matches =
          Pattern.compile(
              "\\Q" + path.getKey().replaceAll("\\{[^}]*\\}", "\\\\E[^/]+\\\\Q") + "\\E");
      templates.add(new Template(path.getKey(), matches, path.getValue()));
    }
    // What has no braces wins, as everywhere; and of others what has fewer.
    templates.sort(
        Comparator.comparing(template -> template.path().chars().filter(c -> c == '{').count()));
  }

  JsonNode root() {
    return root;
  }

  /** The operation of a method at a path of the document; missing when there is none. */
  JsonNode at(String method, String template) {
    return root.path("paths").path(template).path(method.toLowerCase(Locale.ROOT));
  }

  /** Names an operation for people: its method and its path in the document. */
  String operation(String method, String path) {
    return method + " " + template(path).map(Template::path).orElse("elsewhere");
  }

  /** Whether it has that path. */
  boolean has(String path) {
    return template(path).isPresent();
  }

  private Optional<Template> template(String path) {
    var query = path.indexOf('?');
    var bare = query < 0 ? path : path.substring(0, query);
    return templates.stream().filter(t -> t.matches().matcher(bare).matches()).findFirst();
  }

  /** What in an answer is not as the document says. */
  Optional<String> fault(Exchange exchange) {
    var found = template(exchange.request().path());
    if (found.isEmpty()) {
      return Optional.empty();
    }
    if (exchange.status() == 400 && !RequestTarget.hasOneMeaning(exchange.request().path())) {
      // The path is refused, before it is any operation's; the gate lets none of these through.
      return Optional.empty();
    }
    var method = exchange.request().method().toLowerCase(Locale.ROOT);
    var operation = found.get().item().path(method);
    if (operation.isMissingNode()) {
      return exchange.status() < 400 && OPERATIONS.contains(method)
          ? Optional.of(exchange.told() + ", which the document does not have")
          : Optional.empty();
    }
    var responses = operation.path("responses");
    var response =
        resolved(
            responses.has(Integer.toString(exchange.status()))
                ? responses.path(Integer.toString(exchange.status()))
                : responses.path("default"));
    if (response.isMissingNode()) {
      List<String> statuses = new ArrayList<>();
      responses.fieldNames().forEachRemaining(statuses::add);
      return Optional.of(exchange.told() + ", documented are " + statuses);
    }
    var content = response.path("content");
    if (content.isEmpty()) {
      return exchange.answer().body().isEmpty()
          ? Optional.empty()
          : Optional.of(exchange.told() + ", where the document has no body");
    }
    var type =
        exchange
            .answer()
            .headers()
            .getOrDefault("content-type", "")
            .replaceFirst(";.*", "")
            .strip();
    if (content.has("*/*") || content.has(type.replaceFirst("/.*", "/*"))) {
      // Bytes, of which a schema says nothing.
      return Optional.empty();
    }
    if (!content.has(type)) {
      return Optional.of(
          exchange.told() + " as '" + type + "', which is not among the document's media types");
    }
    if (!type.endsWith("json")) {
      return Optional.empty();
    }
    return mismatch("the answer", exchange.body(), content.path(type).path("schema"), 0)
        .map(mismatch -> exchange.told() + ": " + mismatch);
  }

  private JsonNode resolved(JsonNode given) {
    var at = given;
    for (var hops = 0; at.path("$ref").asText().startsWith("#/") && hops < DEEPEST; hops++) {
      at = root.at(at.path("$ref").asText().substring(1));
    }
    return at;
  }

  /** Where a value is not as a schema says. */
  private Optional<String> mismatch(String where, JsonNode value, JsonNode given, int depth) {
    var schema = resolved(given);
    if (depth > DEEPEST || schema.isBoolean()) {
      return Optional.empty();
    }
    if (value.isMissingNode()) {
      return Optional.of(where + " is not JSON");
    }
    if (schema.has("const") && !equal(schema.get("const"), value)) {
      return Optional.of(where + " is not " + schema.get("const"));
    }
    if (schema.has("enum") && !anyEqual(schema.get("enum"), value)) {
      return Optional.of(where + " is not one of " + schema.get("enum"));
    }
    if (schema.has("type") && !isOf(value, schema.get("type"))) {
      return Optional.of(where + " is not of type " + schema.get("type"));
    }
    for (var all : schema.path("allOf")) {
      var found = mismatch(where, value, all, depth + 1);
      if (found.isPresent()) {
        return found;
      }
    }
    for (var choice : List.of("anyOf", "oneOf")) {
      if (schema.has(choice)
          && schema
              .get(choice)
              .valueStream()
              .noneMatch(each -> mismatch(where, value, each, depth + 1).isEmpty())) {
        return Optional.of(where + " is none of its choices");
      }
    }
    return switch (value.getNodeType()) {
      case OBJECT -> members(where, value, schema, depth);
      case ARRAY -> items(where, value, schema, depth);
      case STRING -> text(where, value.asText(), schema);
      case NUMBER -> number(where, value.decimalValue(), schema);
      default -> Optional.empty();
    };
  }

  private Optional<String> members(String where, JsonNode value, JsonNode schema, int depth) {
    for (var name : schema.path("required")) {
      if (!value.has(name.asText())) {
        return Optional.of(where + " has no " + name.asText());
      }
    }
    var properties = schema.path("properties");
    for (var member : value.properties()) {
      var property = properties.path(member.getKey());
      if (property.isMissingNode()) {
        if (schema.path("additionalProperties").isBoolean()
            && !schema.get("additionalProperties").asBoolean()) {
          return Optional.of(where + " has " + member.getKey());
        }
        continue;
      }
      var found = mismatch(member.getKey(), member.getValue(), property, depth + 1);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<String> items(String where, JsonNode value, JsonNode schema, int depth) {
    if (value.size() < schema.path("minItems").asInt(0)
        || value.size() > schema.path("maxItems").asInt(Integer.MAX_VALUE)) {
      return Optional.of(where + " has " + value.size() + " items");
    }
    if (schema.has("items")) {
      for (var item : value) {
        var found = mismatch(where + "[]", item, schema.get("items"), depth + 1);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> text(String where, String text, JsonNode schema) {
    var length = text.codePointCount(0, text.length());
    return length < schema.path("minLength").asInt(0)
            || length > schema.path("maxLength").asInt(Integer.MAX_VALUE)
        ? Optional.of(where + " has " + length + " characters")
        : Optional.empty();
  }

  private static Optional<String> number(String where, BigDecimal number, JsonNode schema) {
    var within =
        (!schema.path("minimum").isNumber()
                || number.compareTo(schema.get("minimum").decimalValue()) >= 0)
            && (!schema.path("maximum").isNumber()
                || number.compareTo(schema.get("maximum").decimalValue()) <= 0)
            && (!schema.path("exclusiveMinimum").isNumber()
                || number.compareTo(schema.get("exclusiveMinimum").decimalValue()) > 0)
            && (!schema.path("exclusiveMaximum").isNumber()
                || number.compareTo(schema.get("exclusiveMaximum").decimalValue()) < 0);
    return within ? Optional.empty() : Optional.of(where + " is out of bounds");
  }

  private static boolean anyEqual(JsonNode all, JsonNode value) {
    return all.valueStream().anyMatch(one -> equal(one, value));
  }

  private static boolean equal(JsonNode one, JsonNode other) {
    return (one.isNumber() && other.isNumber())
        ? one.decimalValue().compareTo(other.decimalValue()) == 0
        : one.equals(other);
  }

  private static boolean isOf(JsonNode value, JsonNode types) {
    return types.isArray()
        ? types.valueStream().anyMatch(type -> isOf(value, type.asText()))
        : isOf(value, types.asText());
  }

  private static boolean isOf(JsonNode value, String type) {
    return switch (type) {
      case "string" -> value.isTextual();
      case "integer" -> value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
      case "number" -> value.isNumber();
      case "boolean" -> value.isBoolean();
      case "array" -> value.isArray();
      case "object" -> value.isObject();
      case "null" -> value.isNull();
      default -> true;
    };
  }
}
