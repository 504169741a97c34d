package factory.runtime;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import factory.runtime.Kind.Unfit;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Kinds that hold several values. */
final class Composites {
  private static final JsonFactory JSON = new JsonFactory();
  private static final JsonFactory STRICT =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final String TOO_LONG = "must have at most 64 KiB";

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
      var items = items(input);
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

    private List<JsonValue> items(JsonValue input) throws Unfit {
      if (input instanceof JsonValue.Items(var items)) {
        return items;
      }
      if (input instanceof JsonValue.Raw(var json) && isShort(json)) {
        try (var in = JSON.createParser(json)) {
          if (in.nextToken() == JsonToken.START_ARRAY) {
            List<JsonValue> items = new ArrayList<>();
            while (in.nextToken() != JsonToken.END_ARRAY) {
              items.add(JsonValue.readRaw(JSON, in));
            }
            return items;
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      throw new Unfit(
          input instanceof JsonValue.Raw(var json) && !isShort(json) ? TOO_LONG : "must be a list");
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

  /**
   * An object with members: in Java {@link Members}, in the store a JSON object of their stored
   * forms. A member without value is in neither.
   */
  record ObjectOf(List<Field> members, boolean open) implements Kind {
    /** Keeps a copy, and refuses two of one name. */
    ObjectOf {
      members = List.copyOf(members);
      if (members.stream().map(Field::name).distinct().count() < members.size()) {
        throw new IllegalArgumentException("an object has a member twice");
      }
    }

    private Optional<Field> member(String name) {
      return members.stream().filter(member -> member.name().equals(name)).findFirst();
    }

    @Override
    public String sqlType() {
      return "TEXT";
    }

    @Override
    public Object parse(JsonValue input) throws Unfit {
      if (!(input instanceof JsonValue.Raw(var json)) || !json.startsWith("{")) {
        throw new Unfit("must be an object");
      }
      if (!isShort(json)) {
        throw new Unfit(TOO_LONG);
      }
      Map<String, JsonValue> given = new HashMap<>();
      try (var in = JSON.createParser(json)) {
        in.nextToken();
        while (in.nextToken() != JsonToken.END_OBJECT) {
          var name = in.currentName();
          in.nextToken();
          var member = member(name);
          if (member.isEmpty() && !open) {
            throw new Unfit(shortened(name) + ": is unknown");
          }
          if (member.isEmpty()) {
            in.skipChildren();
          } else if (given.put(
                  name,
                  isRaw(member.get().kind()) ? JsonValue.readRaw(JSON, in) : JsonValue.read(in))
              != null) {
            throw new Unfit(name + ": is there twice");
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Map<String, Object> values = new LinkedHashMap<>();
      for (var member : members) {
        try {
          var value = member.parse(given.getOrDefault(member.name(), new JsonValue.Nothing()));
          if (value != null) {
            var _ = member.kind().store(value);
            values.put(member.name(), value);
          }
        } catch (Unfit unfit) {
          throw new Unfit(member.name() + ": " + unfit.getMessage());
        }
      }
      return new Members(values);
    }

    /** Each member rounded to the digits that it keeps. */
    Members rounded(Members values) {
      Map<String, Object> rounded = new LinkedHashMap<>(values);
      for (var member : members) {
        rounded.computeIfPresent(member.name(), (_, value) -> member.rounded(value));
      }
      return new Members(rounded);
    }

    private static String shortened(String name) {
      return name.substring(0, Math.min(name.length(), 100));
    }

    @Override
    public Object store(Object value) throws Unfit {
      if (!(value instanceof Map<?, ?> values)) {
        throw new Unfit("must be an object");
      }
      var text = new StringWriter();
      try (var out = JSON.createGenerator(text)) {
        out.writeStartObject();
        for (var member : members) {
          var one = values.get(member.name());
          if (one != null) {
            out.writeFieldName(member.name());
            if (member.kind().store(one) instanceof Long number) {
              out.writeNumber(number);
            } else {
              out.writeString(member.kind().store(one).toString());
            }
          }
        }
        out.writeEndObject();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return text.toString();
    }

    @Override
    public @Nullable Object load(Object stored) {
      try (var in = JSON.createParser(stored.toString())) {
        if (in.nextToken() != JsonToken.START_OBJECT) {
          return null;
        }
        Map<String, Object> loaded = new HashMap<>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
          var name = in.currentName();
          var token = in.nextToken();
          var member = member(name);
          if (member.isPresent() && token.isScalarValue()) {
            var value =
                member
                    .get()
                    .kind()
                    .load(
                        token == JsonToken.VALUE_NUMBER_INT
                            ? (Object) in.getLongValue()
                            : in.getText());
            if (value != null) {
              loaded.put(name, value);
            }
          } else {
            in.skipChildren();
          }
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (var member : members) {
          var value = loaded.get(member.name());
          if (value != null) {
            values.put(member.name(), value);
          }
        }
        return new Members(values);
      } catch (IOException anotherKind) {
        return null;
      }
    }

    @Override
    public Object show(Object value) {
      var values = (Map<?, ?>) value;
      Map<String, Object> shown = new LinkedHashMap<>();
      for (var member : members) {
        var one = values.get(member.name());
        if (one != null) {
          shown.put(member.name(), member.kind().show(one));
        }
      }
      return shown;
    }
  }

  /** Whether values of a kind are read as they stand, and taken apart by it. */
  static boolean isRaw(Kind kind) {
    return kind instanceof Json
        || kind instanceof ObjectOf
        || (kind instanceof ListOf(var item, _, _) && item instanceof ObjectOf);
  }

  /** The same kind, whose objects skip what is not known. */
  static Kind open(Kind kind) {
    return switch (kind) {
      case ObjectOf(var members, _) ->
          new ObjectOf(members.stream().map(m -> isRaw(m.kind()) ? m.open() : m).toList(), true);
      case ListOf(var item, var min, var max) when item instanceof ObjectOf ->
          new ListOf(open(item), min, max);
      case Json json -> json;
      default -> throw new IllegalArgumentException("only objects have members");
    };
  }

  private static boolean isShort(String json) {
    return json.length() <= Json.MOST_BYTES
        && json.getBytes(StandardCharsets.UTF_8).length <= Json.MOST_BYTES;
  }

  /**
   * JSON, as text without white space in Java and in the store: anything, an object of values of
   * one kind, or one of some scalars.
   *
   * @param each null when it need be no object
   * @param anyOf empty when it may be anything
   */
  record Json(@Nullable Kind each, List<Kind> anyOf) implements Kind {
    static final int MOST_BYTES = 64 * 1024;
    static final Json ANY = new Json(null, List.of());

    @Override
    public String sqlType() {
      return "TEXT";
    }

    /** Two readers of what says something twice read two things. */
    @Override
    public Object parse(JsonValue input) throws Unfit {
      var json = store(input instanceof JsonValue.Raw(var raw) ? raw : "");
      try (var in = STRICT.createParser(json.toString())) {
        while (in.nextToken() != null) {
          // Each name is looked at on the way.
        }
      } catch (IOException e) {
        throw new Unfit("must have each name once in an object");
      }
      return json;
    }

    @Override
    public Object store(Object value) throws Unfit {
      if (value instanceof String json && !json.isEmpty()) {
        if (json.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
          throw new Unfit("must have at most 64 KiB");
        }
        check(json);
        return json;
      }
      throw new Unfit("must be JSON");
    }

    private void check(String json) throws Unfit {
      if (each == null && anyOf.isEmpty()) {
        return;
      }
      try (var in = JSON.createParser(json)) {
        in.nextToken();
        if (each == null) {
          one(JsonValue.read(in));
        } else {
          members(each, in);
        }
      } catch (IOException e) {
        throw new Unfit("must be JSON");
      }
    }

    private void one(JsonValue value) throws Unfit {
      List<String> reasons = new ArrayList<>();
      for (var kind : anyOf) {
        try {
          var _ = kind.store(kind.parse(value));
          return;
        } catch (Unfit unfit) {
          reasons.add(String.valueOf(unfit.getMessage()));
        }
      }
      throw new Unfit(String.join(", or ", reasons));
    }

    private static void members(Kind kind, JsonParser in) throws Unfit, IOException {
      if (in.currentToken() != JsonToken.START_OBJECT) {
        throw new Unfit("must be an object");
      }
      Set<String> names = new HashSet<>();
      while (in.nextToken() != JsonToken.END_OBJECT) {
        var name = in.currentName();
        in.nextToken();
        var value = isRaw(kind) ? JsonValue.readRaw(JSON, in) : JsonValue.read(in);
        if (!names.add(name)) {
          throw new Unfit(name + ": is there twice");
        }
        // Anything may be null.
        if (!(kind instanceof Json && value instanceof JsonValue.Nothing)) {
          try {
            var _ = kind.store(kind.parse(value));
          } catch (Unfit unfit) {
            throw new Unfit(name + ": " + unfit.getMessage());
          }
        }
      }
    }

    @Override
    public @Nullable Object load(Object stored) {
      // What an earlier version kept here as another kind may be no JSON, or another.
      try (var in = JSON.createParser(stored.toString())) {
        if (in.nextToken() == null) {
          return null;
        }
        in.skipChildren();
        if (in.nextToken() != null) {
          return null;
        }
        check(stored.toString());
        return stored.toString();
      } catch (IOException | Unfit anotherKind) {
        return null;
      }
    }

    @Override
    public Object show(Object value) {
      return new JsonValue.Raw((String) value);
    }
  }
}
