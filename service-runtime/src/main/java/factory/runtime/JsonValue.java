package factory.runtime;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** A JSON value as it came in, no deeper than any field can be. */
sealed interface JsonValue {
  /** More items than any list may have are not kept. */
  int MAX_ITEMS = 1_001;

  record Text(String value) implements JsonValue {}

  record Decimal(BigDecimal value) implements JsonValue {}

  record Truth(boolean value) implements JsonValue {}

  /** The first {@link #MAX_ITEMS} items. */
  record Items(List<JsonValue> values) implements JsonValue {}

  /** An object, or a list in a list: no field takes one, so its content is dropped. */
  record Other() implements JsonValue {}

  /** Any JSON, written again without white space. */
  record Raw(String json) implements JsonValue {}

  record Nothing() implements JsonValue {}

  /** Reads the value that the parser stands on, and leaves it on the value's last token. */
  static JsonValue read(JsonParser parser) throws IOException {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      return readFlat(parser);
    }
    List<JsonValue> items = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      var item = readFlat(parser);
      if (items.size() < MAX_ITEMS) {
        items.add(item);
      }
    }
    return new Items(items);
  }

  /** Reads the value that the parser stands on whatever it is; null is {@link Nothing}. */
  static JsonValue readRaw(JsonFactory json, JsonParser parser) throws IOException {
    if (parser.currentToken() == JsonToken.VALUE_NULL) {
      return new Nothing();
    }
    var text = new StringWriter();
    try (var out = json.createGenerator(text)) {
      out.copyCurrentStructureExact(parser);
    }
    return new Raw(text.toString());
  }

  /** The same JSON without white space. */
  static String minified(String json) {
    var factory = new JsonFactory();
    var text = new StringWriter();
    try (var parser = factory.createParser(json);
        var out = factory.createGenerator(text)) {
      parser.nextToken();
      out.copyCurrentStructureExact(parser);
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("more than one value: " + json);
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("no JSON: " + json, e);
    }
    return text.toString();
  }

  private static JsonValue readFlat(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> new Text(parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Decimal(parser.getDecimalValue());
      case VALUE_TRUE -> new Truth(true);
      case VALUE_FALSE -> new Truth(false);
      case VALUE_NULL -> new Nothing();
      default -> {
        parser.skipChildren();
        yield new Other();
      }
    };
  }
}
