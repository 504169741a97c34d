package factory.pipeline.source.english;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A JSON object in an idea shows which fields something has, and of which types. */
final class Samples {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST = 4_000;
  private static final int MOST = 5;
  private static final Pattern INSTANT =
      Pattern.compile(
          "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d+)?)?(?:Z|[+-]\\d{2}:\\d{2})");

  /** {@code {...} <- this is an order}. */
  private static final Pattern SAYS_WHAT =
      Pattern.compile(
          "^\\s*<-+\\s*(?:this is |that is )?(an? [A-Za-z]+(?: [A-Za-z]+)?)(?=[.,;\\n]|$)");

  private Samples() {}

  /** The same with a list of fields in place of each object. */
  static Traced asFields(Traced traced) {
    var text = traced.text();
    if (text.indexOf('{') < 0 || text.indexOf('"') < 0) {
      return traced;
    }
    var out = Traced.Builder.of(traced);
    var done = 0;
    var found = 0;
    for (var at = text.indexOf('{'); at >= 0 && found < MOST; at = text.indexOf('{', at + 1)) {
      var end = text.indexOf('}', at);
      while (at >= done && end > 0 && end - at < LONGEST) {
        var fields = fields(text.substring(at, end + 1));
        if (!fields.isEmpty()) {
          found++;
          var says = SAYS_WHAT.matcher(text.substring(end + 1));
          out.add(traced, done, at);
          if (says.find()) {
            out.add(traced, end + 1 + says.start(1), end + 1 + says.end(1));
            out.addInstead(" with ", traced, at, end + 1);
            end += says.end();
          }
          out.addInstead(String.join(", ", fields) + ". ", traced, at, end + 1);
          done = end + 1;
          break;
        }
        end = text.indexOf('}', end + 1);
      }
    }
    out.add(traced, done, text.length());
    return found == 0 ? traced : out.build();
  }

  private static List<String> fields(String object) {
    JsonNode node;
    try {
      node = JSON.readTree(object);
    } catch (JsonProcessingException none) {
      return List.of();
    }
    List<String> fields = new ArrayList<>();
    if (node == null || !node.isObject() || node.size() < 2) {
      return List.of();
    }
    for (var each : node.properties()) {
      var type = type(each.getValue());
      if (type.isEmpty() || !each.getKey().matches("[A-Za-z][A-Za-z0-9_]{0,40}")) {
        return List.of();
      }
      fields.add("%s (%s)".formatted(each.getKey().replace('_', ' '), type));
    }
    return fields;
  }

  /** The type that a value shows; empty where it is not one of a field. */
  private static String type(JsonNode value) {
    if (value.isBoolean()) {
      return "boolean";
    }
    if (value.isIntegralNumber()) {
      return "whole number";
    }
    if (value.isNumber()) {
      return "decimal";
    }
    if (value.isArray() && value.size() > 0 && value.get(0).isTextual()) {
      return "list of texts";
    }
    if (!value.isTextual()) {
      return "";
    }
    var text = value.asText();
    return INSTANT.matcher(text).matches()
        ? "datetime"
        : text.matches("\\d{4}-\\d{2}-\\d{2}")
            ? "date"
            : text.matches("https?://\\S+")
                ? "url"
                : text.matches("[^@\\s]+@[^@\\s]+\\.[a-z]+") ? "email" : "text";
  }
}
