package factory.pipeline.write;

import static factory.pipeline.write.JsonText.object;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values of an example, with runtime expressions for what is known only when it runs. */
final class StoryValues {
  private static final Pattern NAME = Pattern.compile("\\{([A-Za-z0-9_]+)\\}");

  /** What a simple condition can hold between quotes, for every tool. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9 .,:;_@/+#%?!()*-]*");

  private final Map<String, String> saved;
  private final Callers callers;

  StoryValues(Map<String, String> saved, Callers callers) {
    this.saved = saved;
    this.callers = callers;
  }

  @Nullable Object of(JsonNode json) {
    return switch (json.getNodeType()) {
      case OBJECT -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        json.properties().forEach(entry -> map.put(entry.getKey(), of(entry.getValue())));
        yield map;
      }
      case ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        json.forEach(item -> list.add(of(item)));
        yield list;
      }
      case STRING -> filled(json.textValue());
      case BOOLEAN -> json.booleanValue();
      case NUMBER -> new BigDecimal(json.asText());
      case NULL, MISSING, BINARY, POJO -> null;
    };
  }

  /** Expressions for names that were saved and for the addresses of wallets. */
  String filled(String text) {
    var names =
        NAME.matcher(text)
            .replaceAll(
                found -> {
                  var value = saved.get(found.group(1));
                  return quoted(value == null ? found.group() : "{" + value + "}");
                });
    var all =
        Callers.ADDRESS
            .matcher(names)
            .replaceAll(found -> quoted("{" + callers.address(found.group(1)) + "}"));
    return alone(all) ? all.substring(1, all.length() - 1) : all;
  }

  /** Conditions, one for each plain value of an answer and one for the length of each list. */
  void criteria(JsonNode answer, List<Object> criteria) {
    criteria("$response.body#", answer, criteria);
  }

  private void criteria(String place, JsonNode wanted, List<Object> criteria) {
    switch (wanted.getNodeType()) {
      case OBJECT ->
          wanted
              .properties()
              .forEach(
                  entry -> {
                    if (entry.getValue().isArray()) {
                      criteria.add(length(place, entry.getKey(), entry.getValue().size()));
                    }
                    criteria(
                        place + "/" + entry.getKey().replace("~", "~0").replace("/", "~1"),
                        entry.getValue(),
                        criteria);
                  });
      case ARRAY -> {
        for (var i = 0; i < wanted.size(); i++) {
          criteria(place + "/" + i, wanted.get(i), criteria);
        }
      }
      case STRING -> text(place, wanted.textValue(), criteria);
      case NUMBER -> {
        var number = new BigDecimal(wanted.asText());
        // No tool has to know a sign in a simple condition.
        criteria.add(
            number.signum() < 0
                ? regex(place, number.stripTrailingZeros().toPlainString())
                : simple(place, wanted.asText()));
      }
      case BOOLEAN, NULL -> criteria.add(simple(place, wanted.asText()));
      case MISSING, BINARY, POJO -> {}
    }
  }

  private void text(String place, String wanted, List<Object> criteria) {
    var text = filled(wanted);
    if (text.equals(wanted)) {
      criteria.add(
          PLAIN.matcher(text).matches() ? simple(place, "'" + text + "'") : regex(place, text));
    } else if (text.startsWith("$")) {
      criteria.add(simple(place, text));
    }
    // What contains a saved value among other text cannot be said as a condition.
  }

  private static Object simple(String place, String value) {
    return object("condition", place + " == " + value);
  }

  /** That a value is this text. */
  private static Object regex(String place, String text) {
    var expression = new StringBuilder("^");
    text.chars()
        .forEach(
            c -> {
              if (c < ' ') {
                expression.append("\\u%04x".formatted(c));
              } else {
                expression.append("\\^$.|?*+()[]{}/".indexOf(c) < 0 ? "" : "\\").append((char) c);
              }
            });
    return object(
        "context", place, "type", "regex", "condition", expression.append('$').toString());
  }

  /** That a list, which is a member of an object, has so many items. */
  private static Object length(String place, String member, int items) {
    return object(
        "context",
        place.endsWith("#") ? place.substring(0, place.length() - 1) : place,
        "type",
        "jsonpath",
        "condition",
        "$[?length(@['" + member + "']) == " + items + "]");
  }

  private static boolean alone(String text) {
    return text.startsWith("{$") && text.indexOf('}') == text.length() - 1;
  }

  private static String quoted(String text) {
    return Matcher.quoteReplacement(text);
  }
}
