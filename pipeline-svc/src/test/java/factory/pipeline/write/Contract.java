package factory.pipeline.write;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An OpenAPI document as a judge of answers: as much of JSON Schema as the generator uses. */
final class Contract {
  private final Object document;

  Contract(String openapi) {
    document = Json.at(Json.parse("{\"it\":" + openapi + "}"), "it");
  }

  /** What is wrong with an answer; empty when the document allows it. */
  List<String> faults(String method, String path, int status, String mediaType, String body) {
    List<String> faults = new ArrayList<>();
    var template = template(path.replaceFirst("\\?.*$", ""));
    var operations = ((Map<?, ?>) Json.at(document, "paths")).get(template);
    if (!(operations instanceof Map<?, ?> map) || !map.containsKey(method)) {
      if (status != 405 && status != 404) {
        faults.add(method + " " + template + " is not documented and answered " + status);
      }
      return faults;
    }
    var responses = (Map<?, ?>) Json.at(operations, method, "responses");
    var response = responses.get(Integer.toString(status));
    if (response == null) {
      return List.of(
          method
              + " "
              + template
              + " answered "
              + status
              + ", documented are "
              + responses.keySet());
    }
    if (resolved(response) instanceof Map<?, ?> found
        && found.get("content") instanceof Map<?, ?> content) {
      if (!content.containsKey(mediaType)) {
        return List.of(mediaType + " is not among " + content.keySet());
      }
      check("", Json.parse(body), Json.at(content, mediaType, "schema"), faults);
    } else if (!body.isEmpty()) {
      faults.add("a body where none is documented");
    }
    return faults;
  }

  /** The path of the document that a request's path is of. */
  private String template(String path) {
    var paths = ((Map<?, ?>) Json.at(document, "paths")).keySet();
    return paths.contains(path)
        ? path
        : paths.stream()
            .map(Object::toString)
            .filter(known -> path.matches(known.replace("{id}", "[^/]+")))
            .findFirst()
            .orElse(path);
  }

  /** What is wrong with the examples of the document itself. */
  List<String> faultsOfExamples() {
    List<String> faults = new ArrayList<>();
    examples("", document, faults);
    return faults;
  }

  /** The example of a request's body. */
  Object requestExample(String method, String template) {
    return Json.at(
        document,
        "paths",
        template,
        method,
        "requestBody",
        "content",
        "application/json",
        "example");
  }

  private void examples(String where, @Nullable Object value, List<String> faults) {
    switch (value) {
      case Map<?, ?> map -> {
        if (map.containsKey("schema") && map.containsKey("example")) {
          check(where, map.get("example"), Json.at(map, "schema"), faults);
        }
        if (map.containsKey("schema") && map.get("examples") instanceof Map<?, ?> examples) {
          examples.forEach(
              (name, example) ->
                  check(
                      where + "/" + name,
                      Json.at(example, "value"),
                      Json.at(map, "schema"),
                      faults));
        }
        map.forEach((key, child) -> examples(where + "/" + key, child, faults));
      }
      case List<?> list -> list.forEach(child -> examples(where, child, faults));
      case null, default -> {}
    }
  }

  private Object resolved(Object schema) {
    if (schema instanceof Map<?, ?> map && map.get("$ref") instanceof String ref) {
      return Json.at(document, ref.substring(2).split("/"));
    }
    return schema;
  }

  private void check(String where, @Nullable Object value, Object unresolved, List<String> faults) {
    var schema = (Map<?, ?>) resolved(unresolved);
    var only = schema.get("const");
    if (only != null && !only.equals(value)) {
      faults.add(where + " is not " + only);
    }
    if (schema.get("enum") instanceof List<?> all && !all.contains(value)) {
      faults.add(where + " is not among " + all);
    }
    var type = schema.get("type");
    if (type != null && !isOf(value, type instanceof List<?> types ? types : List.of(type))) {
      faults.add(where + " is " + value + ", not of " + type);
      return;
    }
    switch (value) {
      case String text -> {
        if (schema.get("pattern") instanceof String pattern
            && !Pattern.compile(pattern).matcher(text).find()) {
          faults.add(where + " '" + text + "' does not match " + pattern);
        }
        if (schema.get("maxLength") instanceof BigDecimal most
            && text.length() > most.intValueExact()) {
          faults.add(where + " is too long");
        }
      }
      case BigDecimal number -> {
        if ((schema.get("minimum") instanceof BigDecimal least && number.compareTo(least) < 0)
            || (schema.get("maximum") instanceof BigDecimal most && number.compareTo(most) > 0)) {
          faults.add(where + " is out of bounds");
        }
      }
      case List<?> items -> {
        var each = schema.get("items");
        if (each != null) {
          items.forEach(item -> check(where + "[]", item, each, faults));
        }
      }
      case Map<?, ?> object -> members(where, object, schema, faults);
      case null, default -> {}
    }
  }

  private void members(String where, Map<?, ?> object, Map<?, ?> schema, List<String> faults) {
    if (schema.get("required") instanceof List<?> required) {
      required.stream()
          .filter(key -> !object.containsKey(key))
          .forEach(key -> faults.add(where + " lacks " + key));
    }
    if (schema.get("properties") instanceof Map<?, ?> properties) {
      object.forEach(
          (key, child) -> {
            var property = properties.get(key);
            if (property != null) {
              check(where + "." + key, child, property, faults);
            } else if (Boolean.FALSE.equals(schema.get("additionalProperties"))) {
              faults.add(where + " has " + key);
            }
          });
    }
  }

  private static boolean isOf(@Nullable Object value, List<?> types) {
    return types.stream()
        .anyMatch(
            type ->
                switch ((String) type) {
                  case "string" -> value instanceof String;
                  case "integer" ->
                      value instanceof BigDecimal number
                          && number.stripTrailingZeros().scale() <= 0;
                  case "number" -> value instanceof BigDecimal;
                  case "boolean" -> value instanceof Boolean;
                  case "array" -> value instanceof List<?>;
                  case "object" -> value instanceof Map<?, ?>;
                  case "null" -> value == null;
                  default -> throw new AssertionError("a type that JSON Schema has not: " + type);
                });
  }
}
