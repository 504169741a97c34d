package factory.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A document as the parser wants it: what is sloppy and can mean one thing only is made that, such
 * as {@code version: 1.0}, {@code required: "true"} or {@code type: int}.
 */
final class LenientJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Set<String> TEXTS =
      Set.of(
          "openapi",
          "version",
          "title",
          "description",
          "summary",
          "operationId",
          "name",
          "pattern",
          "format",
          "url",
          "in",
          "$ref");
  private static final Set<String> TRUTHS =
      Set.of(
          "required",
          "deprecated",
          "nullable",
          "readOnly",
          "writeOnly",
          "allowEmptyValue",
          "allowReserved",
          "explode",
          "uniqueItems");
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("int", "integer"),
          Map.entry("long", "integer"),
          Map.entry("float", "number"),
          Map.entry("double", "number"),
          Map.entry("decimal", "number"),
          Map.entry("str", "string"),
          Map.entry("text", "string"),
          Map.entry("bool", "boolean"),
          Map.entry("dict", "object"),
          Map.entry("map", "object"),
          Map.entry("list", "array"));

  private final Budget budget;

  LenientJson(Budget budget) {
    this.budget = budget;
  }

  ObjectNode document(Node.Mapping root) {
    var json = (ObjectNode) json(root, Position.KEYWORDS);
    if (!(json.get("info") instanceof ObjectNode)) {
      json.putObject("info");
    }
    var info = (ObjectNode) json.get("info");
    if (!info.hasNonNull("title")) {
      info.put("title", "");
    }
    if (!info.hasNonNull("version")) {
      info.put("version", "");
    }
    if (!(json.get("paths") instanceof ObjectNode)) {
      json.putObject("paths");
    }
    return json;
  }

  private JsonNode json(Node node, Position position) {
    return switch (node) {
      case Node.Mapping mapping -> mapping(mapping, position);
      case Node.Sequence sequence -> {
        var array = JSON.arrayNode();
        sequence.items().forEach(item -> array.add(json(item, Position.KEYWORDS)));
        yield array;
      }
      case Node.Scalar scalar -> scalar(scalar);
    };
  }

  private JsonNode mapping(Node.Mapping mapping, Position position) {
    var object = JSON.objectNode();
    mapping
        .entries()
        .forEach(
            (name, entry) -> {
              var value = entry.value();
              if (position == Position.KEYWORDS && value instanceof Node.Scalar scalar) {
                object.set(name, keyword(name, scalar));
              } else {
                object.set(
                    name,
                    position.isData(name, value) ? data(value) : json(value, position.below(name)));
              }
            });
    if (position == Position.KEYWORDS
        && object.get("properties") instanceof ObjectNode properties) {
      requireNamed(object, properties);
    }
    return object;
  }

  /** A property that says of itself that it is required. */
  private static void requireNamed(ObjectNode schema, ObjectNode properties) {
    for (var property : properties.properties()) {
      if (property.getValue() instanceof ObjectNode of && of.path("required").isBoolean()) {
        var required = of.remove("required").booleanValue();
        if (required) {
          ArrayNode names =
              schema.get("required") instanceof ArrayNode given
                  ? given
                  : schema.putArray("required");
          names.add(property.getKey());
        }
      }
    }
  }

  private JsonNode keyword(String name, Node.Scalar value) {
    var text = value.text().strip();
    if (TEXTS.contains(name)
        && (value.type() == Node.Type.NUMBER || value.type() == Node.Type.TRUTH)) {
      return JSON.textNode(value.text());
    }
    if (TRUTHS.contains(name)
        && value.type() == Node.Type.TEXT
        && (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false"))) {
      return JSON.booleanNode(text.equalsIgnoreCase("true"));
    }
    if (name.equals("type") && value.type() == Node.Type.TEXT) {
      var lower = text.toLowerCase(Locale.ROOT);
      var known =
          TYPES.getOrDefault(
              lower,
              Set.of("string", "integer", "number", "boolean", "object", "array").contains(lower)
                  ? lower
                  : "");
      if (!known.isEmpty() && !known.equals(value.text())) {
        budget.note(
            "In line %d the type '%s' was read as '%s'."
                .formatted(value.line(), Words.shown(value.text()), known));
        return JSON.textNode(known);
      }
    }
    return scalar(value);
  }

  private JsonNode data(Node node) {
    return switch (node) {
      case Node.Mapping mapping -> {
        var object = JSON.objectNode();
        mapping.entries().forEach((name, entry) -> object.set(name, data(entry.value())));
        yield object;
      }
      case Node.Sequence sequence -> {
        var array = JSON.arrayNode();
        sequence.items().forEach(item -> array.add(data(item)));
        yield array;
      }
      case Node.Scalar scalar -> scalar(scalar);
    };
  }

  private static JsonNode scalar(Node.Scalar scalar) {
    return switch (scalar.type()) {
      case TEXT -> JSON.textNode(scalar.text());
      case TRUTH -> JSON.booleanNode(scalar.text().equals("true"));
      case NOTHING -> JSON.nullNode();
      case NUMBER -> number(scalar.text());
    };
  }

  /** As small as it can be: the parser takes an int for a length, and nothing larger. */
  private static JsonNode number(String text) {
    if (text.matches("-?[0-9]{1,9}")) {
      return JSON.numberNode(Integer.parseInt(text));
    }
    if (text.matches("-?[0-9]{1,18}")) {
      return JSON.numberNode(Long.parseLong(text));
    }
    var value = new BigDecimal(text);
    return text.matches("-?[0-9]+")
        ? JSON.numberNode(value.toBigIntegerExact())
        : JSON.numberNode(value);
  }
}
