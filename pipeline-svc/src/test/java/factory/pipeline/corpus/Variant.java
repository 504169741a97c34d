package factory.pipeline.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** Another document of the same operations, which says something else, or less, of each of them. */
enum Variant {
  /** As it is. */
  NONE(document -> {}),
  /** Nothing is said of what is refused. */
  NO_REFUSALS(
      document ->
          responses(document)
              .forEach(all -> names(all).filter(s -> !isSuccess(s)).forEach(all::remove))),
  /** Only reading answers anything. */
  NO_ANSWERS(
      document ->
          operations(document)
              .filter(each -> !each.path("method").asText().equals("get"))
              .forEach(each -> successes(each).forEach(one -> one.remove("content")))),
  /** Nothing answers anything. */
  NOTHING_SHOWN(
      document ->
          operations(document)
              .forEach(each -> successes(each).forEach(one -> one.remove("content")))),
  /** Records are not read one by one. */
  NO_READS(document -> without(document, "get", ".*\\}")),
  /** Records are not listed. */
  NO_LISTS(document -> without(document, "get", ".*[^}]")),
  /** Nothing is deleted. */
  NO_DELETES(document -> without(document, "delete", ".*")),
  /** Everything succeeds with 200. */
  ALWAYS_200(
      document ->
          responses(document)
              .forEach(
                  all ->
                      names(all)
                          .filter(s -> isSuccess(s) && !s.equals("200"))
                          .forEach(s -> all.set("200", all.remove(s))))),
  /** Nothing is required. */
  ALL_OPTIONAL(document -> schemas(document).forEach(each -> each.remove("required"))),
  /** Everything may be null. */
  ALL_NULLABLE(
      document ->
          schemas(document)
              .forEach(
                  each ->
                      each.path("properties")
                          .properties()
                          .forEach(
                              property -> {
                                if (property.getValue() instanceof ObjectNode object
                                    && !object.has("$ref")
                                    && !property.getKey().equals("id")) {
                                  object.put("nullable", true);
                                }
                              }))),
  /** Nothing else is taken. */
  CLOSED(document -> schemas(document).forEach(each -> each.put("additionalProperties", false))),
  /** Texts are short. */
  SHORT_TEXTS(document -> texts(document).forEach(each -> each.put("maxLength", 3))),
  /** Texts have one form. */
  PATTERNS(
      document ->
          texts(document)
              .forEach(
                  each -> {
                    each.put("pattern", "^[a-z]{2,8}$");
                    each.remove(List.of("example", "default"));
                  })),
  /** Texts are said when they are not given. */
  DEFAULTS(document -> texts(document).forEach(each -> each.put("default", "usual"))),
  /** Texts are words. */
  WORDS(
      document ->
          texts(document)
              .forEach(
                  each -> {
                    each.putArray("enum").add("on hold").add("in-stock").add("OUT");
                    each.remove(List.of("example", "default", "minLength", "maxLength"));
                  })),
  /** Texts are lists of texts. */
  LISTS(
      document ->
          texts(document)
              .forEach(
                  each -> {
                    each.removeAll();
                    each.put("type", "array").putObject("items").put("type", "string");
                  })),
  /** Texts are days. */
  DATES(
      document ->
          texts(document)
              .forEach(
                  each -> {
                    each.removeAll();
                    each.put("type", "string").put("format", "date");
                  })),
  /** Texts are numbers within bounds. */
  NUMBERS(
      document ->
          texts(document)
              .forEach(
                  each -> {
                    each.removeAll();
                    each.put("type", "number").put("minimum", -1.5).put("maximum", 2.25);
                  })),
  /** Names have capitals and dashes. */
  NAMES(
      document ->
          schemas(document)
              .forEach(
                  each -> {
                    if (each.path("properties") instanceof ObjectNode properties) {
                      renamed(each, properties);
                    }
                  })),
  /** Paths begin otherwise. */
  PREFIX(
      document -> {
        var paths = (ObjectNode) document.path("paths");
        for (var name : names(paths).toList()) {
          paths.set("/api/v2" + name, paths.remove(name));
        }
      });

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> METHODS = List.of("get", "put", "post", "delete", "patch");

  @SuppressWarnings("ImmutableEnumChecker") // They keep nothing.
  private final Consumer<ObjectNode> change;

  Variant(Consumer<ObjectNode> change) {
    this.change = change;
  }

  /** The document so, as JSON. */
  String of(String document) {
    if (this == NONE) {
      return document;
    }
    var root = JSON.valueToTree(new Yaml().<Object>load(document));
    if (root instanceof ObjectNode object) {
      change.accept(object);
    }
    return root.toString();
  }

  private static Stream<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList().stream();
  }

  private static boolean isSuccess(String status) {
    return status.startsWith("2");
  }

  /** Operations, each with its responses and its method. */
  private static Stream<JsonNode> operations(JsonNode document) {
    return document.path("paths").properties().stream()
        .flatMap(
            path ->
                METHODS.stream()
                    .filter(path.getValue()::has)
                    .map(
                        method ->
                            JSON.createObjectNode()
                                .put("method", method)
                                .set("operation", path.getValue().get(method))));
  }

  private static Stream<ObjectNode> responses(JsonNode document) {
    return operations(document)
        .map(each -> each.path("operation").path("responses"))
        .filter(ObjectNode.class::isInstance)
        .map(ObjectNode.class::cast);
  }

  private static Stream<ObjectNode> successes(JsonNode operation) {
    return operation.path("operation").path("responses").properties().stream()
        .filter(response -> isSuccess(response.getKey()))
        .filter(response -> response.getValue() instanceof ObjectNode)
        .map(response -> (ObjectNode) response.getValue());
  }

  private static void without(ObjectNode document, String method, String path) {
    var paths = (ObjectNode) document.path("paths");
    for (var name : names(paths).toList()) {
      if (name.matches(path) && paths.get(name) instanceof ObjectNode operations) {
        operations.remove(method);
        if (METHODS.stream().noneMatch(operations::has)) {
          paths.remove(name);
        }
      }
    }
  }

  /** Schemas of objects, wherever they are. */
  private static Stream<ObjectNode> schemas(JsonNode document) {
    return document.findParents("properties").stream()
        .filter(each -> each.path("properties").isObject())
        .map(ObjectNode.class::cast);
  }

  /** Members of objects that are plain texts of which nothing else depends. */
  private static Stream<ObjectNode> texts(JsonNode document) {
    return schemas(document)
        .flatMap(each -> each.path("properties").properties().stream())
        .filter(each -> !each.getKey().matches("(?i)id|.*_id|.*Id|email|password|.*token.*"))
        .filter(each -> each.getValue().path("type").asText().equals("string"))
        .filter(each -> !each.getValue().has("format") && !each.getValue().has("enum"))
        .map(each -> (ObjectNode) each.getValue())
        .toList()
        .stream();
  }

  private static void renamed(ObjectNode schema, ObjectNode properties) {
    for (var name : names(properties).toList()) {
      if (!name.equals("id")) {
        var first =
            Pattern.compile("^.")
                .matcher(name)
                .replaceFirst(m -> m.group().toUpperCase(Locale.ROOT));
        properties.set("X-" + first, properties.remove(name));
        if (schema.path("required") instanceof ArrayNode required) {
          for (var i = 0; i < required.size(); i++) {
            if (required.get(i).asText().equals(name)) {
              required.set(i, "X-" + first);
            }
          }
        }
      }
    }
  }
}
