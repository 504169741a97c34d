package factory.pipeline.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One JSON object that is read key by key. What is wrong goes to the problems and a stand-in comes
 * back, so that everything is found at once; {@link #done} finds the keys that nobody asked for.
 */
final class JsonObject {
  private static final int MAX_DIGITS = 38;

  private final JsonNode node;
  private final String pointer;
  private final List<Problem> problems;
  private final Set<String> known = new LinkedHashSet<>();

  JsonObject(JsonNode node, String pointer, List<Problem> problems) {
    this.pointer = pointer;
    this.problems = problems;
    if (node.isObject()) {
      this.node = node;
    } else {
      this.node = JsonNodeFactory.instance.objectNode();
      problem("", "must be an object");
    }
  }

  /** The place of a key in this object. */
  String at(String key) {
    return pointer + "/" + key.replace("~", "~0").replace("/", "~1");
  }

  boolean has(String key) {
    known.add(key);
    return node.has(key);
  }

  JsonNode get(String key) {
    known.add(key);
    return node.path(key);
  }

  void problem(String key, String message) {
    problems.add(new Problem(key.isEmpty() ? pointer : at(key), message));
  }

  /** Says which keys nobody asked for. */
  void done() {
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (!known.contains(key)) {
                problem(key, "is not known here; known are " + String.join(", ", known));
              }
            });
  }

  /** A text that must be there and not be blank. */
  String text(String key, int maxLength) {
    if (!has(key)) {
      problem(key, "is required");
      return "";
    }
    var text = text(key, "", maxLength);
    if (text.isBlank() && node.path(key).isTextual()) {
      problem(key, "must not be blank");
    }
    return text;
  }

  String text(String key, String fallback, int maxLength) {
    return textOf(get(key), at(key), fallback, maxLength);
  }

  Optional<String> optionalText(String key, int maxLength) {
    return has(key) ? Optional.of(text(key, maxLength)) : Optional.empty();
  }

  private String textOf(JsonNode value, String where, String fallback, int maxLength) {
    if (value instanceof MissingNode) {
      return fallback;
    }
    if (!value.isTextual()) {
      problems.add(new Problem(where, "must be a string"));
      return fallback;
    }
    var text = value.textValue();
    if (text.codePointCount(0, text.length()) > maxLength) {
      problems.add(new Problem(where, "must have at most %,d characters".formatted(maxLength)));
    }
    return text;
  }

  /** A text of a form, which is described in the problem. */
  String text(String key, Pattern form, String description) {
    if (!has(key)) {
      problem(key, "is required");
      return "";
    }
    return formed(node.path(key), at(key), form, description);
  }

  private String formed(JsonNode value, String where, Pattern form, String description) {
    if (!value.isTextual() || !form.matcher(value.textValue()).matches()) {
      problems.add(new Problem(where, "must be " + description));
      return "";
    }
    return value.textValue();
  }

  boolean truth(String key, boolean fallback) {
    if (!has(key)) {
      return fallback;
    }
    if (!node.path(key).isBoolean()) {
      problem(key, "must be true or false");
      return fallback;
    }
    return node.path(key).booleanValue();
  }

  int whole(String key, int min, int max) {
    if (!has(key)) {
      problem(key, "is required");
      return min;
    }
    return whole(key, min, min, max);
  }

  int whole(String key, int fallback, int min, int max) {
    if (!has(key)) {
      return fallback;
    }
    var value = node.path(key);
    // 3.0 is a whole number too, as JSON Schema has it.
    if (!value.isNumber()
        || !fits(value.decimalValue())
        || value.decimalValue().stripTrailingZeros().scale() > 0
        || value.decimalValue().compareTo(BigDecimal.valueOf(min)) < 0
        || value.decimalValue().compareTo(BigDecimal.valueOf(max)) > 0) {
      problem(key, "must be a whole number from %,d to %,d".formatted(min, max));
      return fallback;
    }
    return value.decimalValue().intValueExact();
  }

  /** A number of at most 38 digits, without trailing zeros. */
  Optional<BigDecimal> number(String key) {
    if (!has(key)) {
      return Optional.empty();
    }
    var value = node.path(key);
    if (!value.isNumber() || !fits(value.decimalValue())) {
      problem(key, "must be a number of at most 38 digits");
      return Optional.empty();
    }
    var number = value.decimalValue().stripTrailingZeros();
    return Optional.of(number.scale() < 0 ? number.setScale(0) : number);
  }

  /**
   * Looked at before any arithmetic: 1e999999999 has one digit, and is enormous as soon as used.
   */
  private static boolean fits(BigDecimal number) {
    var stripped = number.precision() > 200 ? number : number.stripTrailingZeros();
    return stripped.precision() <= MAX_DIGITS
        && stripped.scale() <= MAX_DIGITS
        && stripped.precision() - (long) stripped.scale() <= MAX_DIGITS;
  }

  /** A word of an enum, in lower case. */
  <E extends Enum<E>> E word(String key, Class<E> type, E fallback) {
    if (!has(key)) {
      return fallback;
    }
    return wordOf(node.path(key), at(key), type, fallback);
  }

  private <E extends Enum<E>> E wordOf(JsonNode value, String where, Class<E> type, E fallback) {
    for (var constant : type.getEnumConstants()) {
      if (value.isTextual() && word(constant).equals(value.textValue())) {
        return constant;
      }
    }
    var words =
        Stream.of(type.getEnumConstants()).map(JsonObject::word).collect(Collectors.joining(", "));
    problems.add(new Problem(where, "must be one of " + words));
    return fallback;
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** A list; empty when it is not there. */
  <T> List<T> list(String key, int maxItems, BiFunction<JsonNode, String, T> item) {
    var value = get(key);
    List<T> items = new ArrayList<>();
    if (value instanceof MissingNode) {
      return items;
    }
    if (!value.isArray()) {
      problem(key, "must be a list");
      return items;
    }
    if (value.size() > maxItems) {
      problem(key, "must have at most %,d items".formatted(maxItems));
      return items;
    }
    for (var i = 0; i < value.size(); i++) {
      items.add(item.apply(value.get(i), at(key) + "/" + i));
    }
    return items;
  }

  List<String> texts(String key, int maxItems, int maxLength) {
    return list(key, maxItems, (value, where) -> textOf(value, where, "", maxLength));
  }

  List<String> texts(String key, int maxItems, Pattern form, String description) {
    return list(key, maxItems, (value, where) -> formed(value, where, form, description));
  }

  <E extends Enum<E>> Set<E> words(String key, Class<E> type, Set<E> fallback) {
    if (!has(key)) {
      return fallback;
    }
    var first = type.getEnumConstants()[0];
    var words =
        list(
            key,
            type.getEnumConstants().length,
            (value, where) -> wordOf(value, where, type, first));
    var values = node.path(key);
    if (values.isArray() && Set.copyOf(elements(values)).size() < values.size()) {
      problem(key, "must not name one twice");
    }
    return Set.copyOf(words);
  }

  private static List<JsonNode> elements(JsonNode array) {
    List<JsonNode> elements = new ArrayList<>();
    array.forEach(elements::add);
    return elements;
  }

  /** An object of values by name. */
  <T> SortedMap<String, T> map(
      String key, int maxItems, Pattern form, String description, Value<T> value) {
    var object = get(key);
    SortedMap<String, T> map = new TreeMap<>();
    if (object instanceof MissingNode) {
      return map;
    }
    if (!object.isObject()) {
      problem(key, "must be an object");
      return map;
    }
    if (object.size() > maxItems) {
      problem(key, "must have at most %,d entries".formatted(maxItems));
      return map;
    }
    var inner = new JsonObject(object, at(key), problems);
    for (var entry : object.properties()) {
      if (!form.matcher(entry.getKey()).matches()) {
        inner.problem(entry.getKey(), "must be named by " + description);
      }
      map.put(entry.getKey(), value.of(inner, entry.getKey()));
    }
    return map;
  }

  /** How one value of an object is read. */
  interface Value<T> {
    T of(JsonObject object, String key);
  }
}
