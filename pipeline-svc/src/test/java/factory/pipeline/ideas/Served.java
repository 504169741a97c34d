package factory.pipeline.ideas;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a service says of itself in its OpenAPI document: all that its callers know of it. */
final class Served {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");
  private static final Set<String> OF_EVERY_SERVICE = Set.of("/", "/health", "/openapi.json");
  private static final Pattern LAST_KEY = Pattern.compile("/\\{([^}/]+)\\}$");

  private final JsonNode document;
  private final List<Operation> operations = new ArrayList<>();
  private final List<Kind> kinds = new ArrayList<>();

  private Served(JsonNode document) {
    this.document = document;
  }

  /**
   * An operation.
   *
   * @param queries its parameters in the query, with their schemas
   * @param body the schema of its JSON; missing without one
   * @param answer the schema of what it answers when it succeeds; missing without one
   */
  record Operation(
      String method,
      String path,
      String name,
      Map<String, JsonNode> queries,
      JsonNode body,
      JsonNode answer) {
    String named() {
      return method + " " + path;
    }

    boolean hasKey() {
      return path.contains("{");
    }

    /** The last word of its path that is no parameter. */
    String lastSegment() {
      var segments = path.split("/");
      for (var i = segments.length - 1; i >= 0; i--) {
        if (!segments[i].startsWith("{")) {
          return segments[i];
        }
      }
      return "";
    }
  }

  /**
   * A kind of records.
   *
   * @param base the path of all of them
   * @param name the last word of that path
   * @param schema of one of them as it is shown
   */
  record Kind(String base, String name, JsonNode schema) {}

  static Served of(String openapi) {
    try {
      var served = new Served(JSON.readTree(openapi));
      served.readOperations();
      served.readKinds();
      return served;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  List<Operation> operations() {
    return operations;
  }

  List<Kind> kinds() {
    return kinds;
  }

  private void readOperations() {
    for (var path : document.path("paths").properties()) {
      if (OF_EVERY_SERVICE.contains(path.getKey())) {
        continue;
      }
      for (var each : path.getValue().properties()) {
        if (METHODS.contains(each.getKey())) {
          operations.add(operation(each.getKey(), path.getKey(), each.getValue()));
        }
      }
    }
  }

  private Operation operation(String method, String path, JsonNode operation) {
    Map<String, JsonNode> queries = new LinkedHashMap<>();
    for (var each : operation.path("parameters")) {
      var parameter = resolved(each);
      if (parameter.path("in").asText().equals("query")) {
        queries.put(parameter.path("name").asText(), resolved(parameter.path("schema")));
      }
    }
    JsonNode answer = MissingNode.getInstance();
    for (var each : operation.path("responses").properties()) {
      if (each.getKey().startsWith("2") && answer.isMissingNode()) {
        answer = schema(resolved(each.getValue()));
      }
    }
    return new Operation(
        method.toUpperCase(Locale.ROOT),
        path,
        operation.path("operationId").asText(),
        queries,
        schema(resolved(operation.path("requestBody"))),
        answer);
  }

  private JsonNode schema(JsonNode content) {
    return resolved(content.path("content").path("application/json").path("schema"));
  }

  /** What a reference leads to; anything else is itself. */
  JsonNode resolved(JsonNode node) {
    var at = node;
    while (at.has("$ref")) {
      at = document.at(at.path("$ref").asText().substring(1));
    }
    return at;
  }

  private void readKinds() {
    Set<String> bases = new LinkedHashSet<>();
    for (var each : operations) {
      var key = LAST_KEY.matcher(each.path());
      if (key.find() && !each.method().equals("POST")) {
        bases.add(each.path().substring(0, key.start()));
      } else if (each.method().equals("GET") && !rowSchema(each).path("id").isMissingNode()) {
        bases.add(each.path());
      }
    }
    bases.forEach(this::addKind);
    // Of what is made and never shown again there is no more than that.
    for (var each : operations) {
      if (each.method().equals("POST")
          && !each.hasKey()
          && each.answer().path("properties").has("id")
          && kinds.stream().noneMatch(kind -> kind.schema().equals(each.answer()))) {
        addKind(each.path());
      }
    }
  }

  private void addKind(String base) {
    Stream.of(
            find("GET", one(base)).map(Operation::answer),
            find("GET", base).map(this::itemSchema),
            find("POST", base).map(Operation::answer),
            find("POST", base).map(Operation::body))
        .flatMap(Optional::stream)
        .filter(schema -> schema.has("properties"))
        .findFirst()
        .ifPresent(
            schema -> kinds.add(new Kind(base, base.substring(base.lastIndexOf('/') + 1), schema)));
  }

  private JsonNode rowSchema(Operation operation) {
    return itemSchema(operation).path("properties");
  }

  /** Of what is in the list that an operation answers; missing when it answers none. */
  JsonNode itemSchema(Operation operation) {
    var answer = operation.answer();
    if (answer.has("items")) {
      return resolved(answer.path("items"));
    }
    for (var each : answer.path("properties").properties()) {
      var list = resolved(each.getValue());
      if (list.has("items") && resolved(list.path("items")).has("properties")) {
        return resolved(list.path("items"));
      }
    }
    return MissingNode.getInstance();
  }

  /** The address of one record of those at a path, whatever its key is called. */
  private static Predicate<String> one(String base) {
    return path ->
        path.startsWith(base + "/") && LAST_KEY.matcher(path).replaceFirst("").equals(base);
  }

  private Optional<Operation> find(String method, Predicate<String> path) {
    return operations.stream()
        .filter(each -> each.method().equals(method) && path.test(each.path()))
        .findFirst();
  }

  /** The operation of a method and path, as they stand in the document. */
  Optional<Operation> find(String method, String path) {
    return find(method, path::equals);
  }

  /** What reads, changes or deletes a record of a kind. */
  Optional<Operation> ofOne(String method, Kind kind) {
    return find(method, one(kind.base()));
  }

  /** The kind whose records are at a path. */
  Optional<Kind> kindAt(String base) {
    return kinds.stream().filter(kind -> kind.base().equals(base)).findFirst();
  }

  /** What is no list, no record and no change of one: by its name something that can be done. */
  List<Operation> deeds() {
    return operations.stream()
        .filter(each -> !each.method().equals("GET"))
        .filter(each -> kindAt(each.path()).isEmpty())
        .filter(each -> kinds.stream().noneMatch(kind -> one(kind.base()).test(each.path())))
        .toList();
  }

  /**
   * What answers figures, or whatever else is no record: a report, or a function without a body.
   */
  List<Operation> figures() {
    return operations.stream()
        .filter(each -> each.method().equals("GET"))
        .filter(each -> kindAt(each.path()).isEmpty())
        .filter(each -> kinds.stream().noneMatch(kind -> one(kind.base()).test(each.path())))
        .toList();
  }

  /** The schema of a name; missing when there is none. */
  static JsonNode named(Map<String, JsonNode> schemas, String name) {
    return schemas.getOrDefault(name, MissingNode.getInstance());
  }

  /** What the schema of an object calls its members. */
  Map<String, JsonNode> members(JsonNode schema) {
    Map<String, JsonNode> members = new LinkedHashMap<>();
    schema
        .path("properties")
        .properties()
        .forEach(each -> members.put(each.getKey(), resolved(each.getValue())));
    return members;
  }
}
