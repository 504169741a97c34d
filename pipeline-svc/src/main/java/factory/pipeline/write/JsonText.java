package factory.pipeline.write;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes maps, lists, texts, numbers and truths as indented JSON, in their own order and in ASCII.
 */
final class JsonText {
  private final StringBuilder out = new StringBuilder();

  private JsonText() {}

  static String of(Object value) {
    var json = new JsonText();
    json.value(value, "");
    return json.out.append('\n').toString();
  }

  /** A map in the order of its arguments: key, value, key, value. */
  static Map<String, Object> object(Object... keysAndValues) {
    Map<String, Object> object = new LinkedHashMap<>();
    for (var i = 0; i < keysAndValues.length; i += 2) {
      object.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return object;
  }

  /** JSON as it is written here. */
  static Object read(JsonNode json) {
    return switch (json.getNodeType()) {
      case STRING -> json.textValue();
      case BOOLEAN -> json.booleanValue();
      case NUMBER -> json.decimalValue();
      case ARRAY -> {
        List<Object> items = new ArrayList<>();
        json.forEach(item -> items.add(read(item)));
        yield items;
      }
      default -> {
        Map<String, Object> members = new LinkedHashMap<>();
        json.properties().forEach(member -> members.put(member.getKey(), read(member.getValue())));
        yield members;
      }
    };
  }

  private void value(@Nullable Object value, String indent) {
    switch (value) {
      case null -> out.append("null");
      case String text -> string(text);
      case Boolean truth -> out.append(truth);
      case BigDecimal number -> out.append(number.toPlainString());
      case Integer number -> out.append(number);
      case Long number -> out.append(number);
      case Map<?, ?> map -> {
        if (map.isEmpty()) {
          out.append("{}");
          return;
        }
        out.append("{\n");
        for (Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
            entries.hasNext(); ) {
          var entry = entries.next();
          out.append(indent).append("  ");
          string(String.valueOf(entry.getKey()));
          out.append(": ");
          value(entry.getValue(), indent + "  ");
          out.append(entries.hasNext() ? ",\n" : "\n");
        }
        out.append(indent).append('}');
      }
      case List<?> list -> {
        out.append('[');
        for (var items = list.iterator(); items.hasNext(); ) {
          value(items.next(), indent + "  ");
          out.append(items.hasNext() ? ", " : "");
        }
        out.append(']');
      }
      default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
    }
  }

  private void string(String text) {
    out.append('"');
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 || c > 0x7e) {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
