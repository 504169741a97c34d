package factory.pipeline.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;

/** The plainest value that a JSON schema of an OpenAPI document accepts. */
final class Sample {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int DEEPEST = 8;

  private final JsonNode document;

  Sample(JsonNode document) {
    this.document = document;
  }

  JsonNode of(JsonNode schema) {
    return of(schema, 0);
  }

  private JsonNode of(JsonNode given, int depth) {
    var schema = resolved(given);
    if (schema.has("const")) {
      return schema.get("const");
    }
    if (schema.has("example")) {
      return schema.get("example");
    }
    if (schema.path("examples").isArray() && !schema.get("examples").isEmpty()) {
      return schema.get("examples").get(0);
    }
    if (schema.path("enum").isArray() && !schema.get("enum").isEmpty()) {
      return schema.get("enum").get(0);
    }
    for (var choice : new String[] {"anyOf", "oneOf", "allOf"}) {
      if (schema.path(choice).isArray() && !schema.get(choice).isEmpty() && depth < DEEPEST) {
        return of(schema.get(choice).get(0), depth + 1);
      }
    }
    return switch (type(schema)) {
      case "object" -> object(schema, depth);
      case "array" -> array(schema, depth);
      case "integer", "number" -> number(schema);
      case "boolean" -> NODES.booleanNode(true);
      case "null" -> NODES.nullNode();
      default -> NODES.textNode(text(schema));
    };
  }

  private JsonNode resolved(JsonNode schema) {
    var at = schema;
    for (var hops = 0; at.path("$ref").asText().startsWith("#/") && hops < DEEPEST; hops++) {
      at = document.at(at.path("$ref").asText().substring(1));
    }
    return at;
  }

  private static String type(JsonNode schema) {
    var type = schema.path("type");
    if (type.isArray()) {
      for (var one : type) {
        if (!one.asText().equals("null")) {
          return one.asText();
        }
      }
    }
    if (type.isTextual()) {
      return type.asText();
    }
    return schema.has("properties") ? "object" : "string";
  }

  private JsonNode object(JsonNode schema, int depth) {
    var object = NODES.objectNode();
    if (depth < DEEPEST) {
      for (var property : schema.path("properties").properties()) {
        if (!resolved(property.getValue()).path("readOnly").asBoolean()) {
          object.set(property.getKey(), of(property.getValue(), depth + 1));
        }
      }
    }
    return object;
  }

  private JsonNode array(JsonNode schema, int depth) {
    var array = NODES.arrayNode();
    for (var i = 0; i < schema.path("minItems").asInt() && depth < DEEPEST; i++) {
      array.add(of(schema.path("items"), depth + 1));
    }
    return array;
  }

  private static JsonNode number(JsonNode schema) {
    var value = BigDecimal.ONE;
    if (schema.has("minimum")) {
      value = schema.get("minimum").decimalValue();
    } else if (schema.path("exclusiveMinimum").isNumber()) {
      value = schema.get("exclusiveMinimum").decimalValue().add(BigDecimal.ONE);
    } else if (schema.has("maximum")) {
      value = value.min(schema.get("maximum").decimalValue());
    } else if (schema.path("exclusiveMaximum").isNumber()) {
      value = value.min(schema.get("exclusiveMaximum").decimalValue().subtract(BigDecimal.ONE));
    }
    return NODES.numberNode(value);
  }

  private static String text(JsonNode schema) {
    var plain =
        switch (schema.path("format").asText()) {
          case "date" -> "2026-01-31";
          case "date-time" -> "2026-01-31T12:00:00Z";
          case "time" -> "12:00:00Z";
          case "duration" -> "PT1H";
          case "email" -> "someone@example.com";
          case "uri", "url" -> "https://example.com/";
          case "uuid" -> "00000000-0000-4000-8000-000000000000";
          case "ipv4" -> "192.0.2.1";
          case "hostname" -> "example.com";
          default -> "sample";
        };
    if (schema.has("format")) {
      return plain;
    }
    var most = schema.path("maxLength").asInt(Integer.MAX_VALUE);
    var least = schema.path("minLength").asInt(0);
    var fitting = plain.length() < least ? plain + "x".repeat(least - plain.length()) : plain;
    return fitting.length() > most ? fitting.substring(0, most) : fitting;
  }
}
