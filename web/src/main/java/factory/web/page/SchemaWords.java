package factory.web.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What a schema of a document takes, in a few words. */
final class SchemaWords {
  private static final int MOST_WORDS = 8;

  private SchemaWords() {}

  /** Such as {@code 1 to 100, otherwise 20}. */
  static String of(JsonNode schema) {
    var words = new ArrayList<String>();
    words.add(kind(schema));
    bounds(schema, "minimum", "maximum", "", words);
    bounds(schema, "minLength", "maxLength", " characters", words);
    if (schema.has("default")) {
      words.add("otherwise " + schema.path("default").asText());
    }
    return String.join(", ", words);
  }

  /** Its type, without null. */
  static String type(JsonNode schema) {
    var type = schema.path("type");
    if (type.isArray()) {
      for (var one : type) {
        if (!one.asText().equals("null")) {
          return one.asText();
        }
      }
    }
    return type.isMissingNode() && schema.has("properties") ? "object" : type.asText();
  }

  private static String kind(JsonNode schema) {
    if (schema.path("enum").isArray()) {
      List<String> values = new ArrayList<>();
      schema.path("enum").forEach(value -> values.add(value.isNull() ? "nothing" : value.asText()));
      var shown = values.subList(0, Math.min(MOST_WORDS, values.size()));
      return String.join(", ", shown) + (shown.size() < values.size() ? ", \u2026" : "");
    }
    return switch (type(schema)) {
      case "integer" -> "whole number";
      case "number" -> "number";
      case "boolean" -> "yes or no";
      case "array" ->
          "list"
              + (type(schema.path("items")).equals("string") ? " of texts" : "")
              + (schema.has("maxItems") ? " of at most " + schema.path("maxItems").asText() : "");
      case "object" -> "object";
      case "string" -> text(schema);
      default -> "any JSON";
    };
  }

  private static String text(JsonNode schema) {
    return switch (schema.path("format").asText()) {
      case "uuid" -> "id";
      case "date" -> "date";
      case "date-time" -> "time";
      case "email" -> "e-mail address";
      case "uri" -> "address of a page";
      case "binary" -> "file";
      default -> "text";
    };
  }

  private static void bounds(
      JsonNode schema, String least, String most, String unit, List<String> words) {
    if (schema.has(least) && schema.has(most)) {
      var from = schema.path(least).asText();
      var to = schema.path(most).asText();
      words.add((from.equals(to) ? from : from + " to " + to) + unit);
    } else if (schema.has(least) && !(unit.isEmpty() == false && schema.path(least).asInt() == 0)) {
      words.add("at least " + schema.path(least).asText() + unit);
    } else if (schema.has(most)) {
      words.add("at most " + schema.path(most).asText() + unit);
    }
  }
}
