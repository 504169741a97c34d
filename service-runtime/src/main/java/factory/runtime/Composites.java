package factory.runtime;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import factory.runtime.Kind.Unfit;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Kinds that hold several values. */
final class Composites {
  private static final JsonFactory JSON = new JsonFactory();

  private Composites() {}

  /** A list of texts, kept in one column with U+001F between them; empty when not given. */
  record Texts() implements Kind {
    static final int MOST_ITEMS = 100;
    static final int MOST_CHARACTERS = 500;
    private static final String SEPARATOR = "\u001f";
    private static final String MUST = "must be a list of at most " + MOST_ITEMS + " texts";

    @Override
    public String sqlType() {
      return "TEXT";
    }

    @Override
    public Object parse(JsonValue input) throws Unfit {
      if (!(input instanceof JsonValue.Items(var items)) || items.size() > MOST_ITEMS) {
        throw new Unfit(MUST);
      }
      List<String> texts = new ArrayList<>();
      for (var item : items) {
        var text = Words.text(item, MOST_CHARACTERS, MUST);
        if (text.isBlank() || text.contains(SEPARATOR)) {
          throw new Unfit("must hold no blank text and no U+001F");
        }
        texts.add(text);
      }
      return texts;
    }

    @Override
    public Object store(Object value) throws Unfit {
      if (!(value instanceof List<?> items)) {
        throw new Unfit(MUST);
      }
      List<JsonValue> texts = new ArrayList<>();
      for (var item : items) {
        texts.add(new JsonValue.Text(String.valueOf(item)));
      }
      var checked = (List<?>) parse(new JsonValue.Items(texts));
      return String.join(SEPARATOR, checked.stream().map(Object::toString).toList());
    }

    @Override
    public Object absent() {
      return "";
    }

    @Override
    public @Nullable Object load(Object stored) {
      var text = stored.toString();
      return text.isEmpty() ? List.of() : List.of(text.split(SEPARATOR, -1));
    }

    @Override
    public Object show(Object value) {
      return value;
    }
  }

  /**
   * A list of values of one kind, kept as a JSON array of their stored forms; empty when not given.
   */
  record ListOf(Kind item, int min, int max) implements Kind {
    static final int MOST_ITEMS = JsonValue.MAX_ITEMS - 1;

    @Override
    public String sqlType() {
      return "TEXT";
    }

    @Override
    public Object parse(JsonValue input) throws Unfit {
      if (!(input instanceof JsonValue.Items(var items))) {
        throw new Unfit("must be a list");
      }
      checkSize(items.size());
      List<Object> values = new ArrayList<>();
      for (var i = 0; i < items.size(); i++) {
        try {
          values.add(item.parse(items.get(i)));
        } catch (Unfit unfit) {
          throw new Unfit("item " + (i + 1) + ": " + unfit.getMessage());
        }
      }
      return values;
    }

    private void checkSize(int size) throws Unfit {
      if (size < min || size > max) {
        throw new Unfit("must have " + min + " to " + max + " items");
      }
    }

    @Override
    public Object store(Object value) throws Unfit {
      if (!(value instanceof List<?> items)) {
        throw new Unfit("must be a list");
      }
      if (!items.isEmpty()) {
        checkSize(items.size());
      }
      var text = new StringWriter();
      try (var out = JSON.createGenerator(text)) {
        out.writeStartArray();
        for (var each : items) {
          if (item.store(each) instanceof Long number) {
            out.writeNumber(number);
          } else {
            out.writeString(item.store(each).toString());
          }
        }
        out.writeEndArray();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return text.toString();
    }

    @Override
    public Object absent() {
      return "[]";
    }

    @Override
    public @Nullable Object load(Object stored) {
      try (var in = JSON.createParser(stored.toString())) {
        if (in.nextToken() != JsonToken.START_ARRAY) {
          return null;
        }
        List<Object> values = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
          var value =
              item.load(
                  in.currentToken() == JsonToken.VALUE_NUMBER_INT
                      ? (Object) in.getLongValue()
                      : in.getText());
          if (value == null) {
            return null;
          }
          values.add(value);
        }
        return values;
      } catch (IOException anotherKind) {
        return null;
      }
    }

    @Override
    public Object show(Object value) {
      return ((List<?>) value).stream().map(each -> item.show(each)).toList();
    }
  }

  /** Any JSON, as text without white space in Java and in the store. */
  record Json() implements Kind {
    static final int MOST_BYTES = 64 * 1024;

    @Override
    public String sqlType() {
      return "TEXT";
    }

    @Override
    public Object parse(JsonValue input) throws Unfit {
      return store(input instanceof JsonValue.Raw(var json) ? json : "");
    }

    @Override
    public Object store(Object value) throws Unfit {
      if (value instanceof String json && !json.isEmpty()) {
        if (json.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
          throw new Unfit("must have at most 64 KiB");
        }
        return json;
      }
      throw new Unfit("must be JSON");
    }

    @Override
    public @Nullable Object load(Object stored) {
      // What an earlier version kept here as another kind may be no JSON.
      try (var in = JSON.createParser(stored.toString())) {
        if (in.nextToken() == null) {
          return null;
        }
        in.skipChildren();
        return in.nextToken() == null ? stored.toString() : null;
      } catch (IOException anotherKind) {
        return null;
      }
    }

    @Override
    public Object show(Object value) {
      return new JsonValue.Raw((String) value);
    }
  }
}
