package factory.pipeline.ideas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import factory.pipeline.prove.Wallet;
import java.util.UUID;

/** Something that a schema takes, for what a service wants to know and its wish does not say. */
final class Sample {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private Sample() {}

  static JsonNode of(JsonNode schema) {
    if (schema.has("enum")) {
      return schema.path("enum").path(0);
    }
    var types = Values.types(schema);
    if (types.contains("integer") || types.contains("number")) {
      return JSON.numberNode(Math.max(1, schema.path("minimum").asInt(1)));
    }
    if (types.contains("boolean")) {
      return JSON.booleanNode(false);
    }
    if (types.contains("array")) {
      return JSON.arrayNode();
    }
    return JSON.textNode(text(schema));
  }

  private static String text(JsonNode schema) {
    var pattern = schema.path("pattern").asText();
    if (pattern.startsWith("^0x")) {
      return Wallet.A.address().orElseThrow();
    }
    if (pattern.startsWith("^-?[0-9]")) {
      return "1.00";
    }
    if (Values.isTime(schema)) {
      return "12:00:00";
    }
    return switch (schema.path("format").asText()) {
      case "date" -> "2026-01-31";
      case "duration" -> "PT1H";
      case "date-time" -> "2026-01-31T12:00:00Z";
      case "email" -> UUID.randomUUID() + "@example.org";
      case "uri" -> "https://example.org/";
      case "uuid" -> UUID.randomUUID().toString();
      default -> "Some text".repeat(1 + schema.path("minLength").asInt() / 9);
    };
  }
}
