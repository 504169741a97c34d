package factory.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import factory.web.openapi.OpenApiDocument;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The document as tests ask it: which operation a call is, and whether an answer is as it says. */
final class DescribedApi {
  /** A reason that no node has, for tests of how any is passed on. */
  static final String INVENTED = "REFUSED_FOR_A_TEST";

  static final DescribedApi INSTANCE = new DescribedApi(OpenApiDocument.assemble());

  private static final List<String> METHODS = List.of("get", "post", "put", "patch", "delete");

  private final ObjectNode document;
  private final SchemaRegistry schemas =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder ->
              builder.schemaRegistryConfig(
                  SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

  private final Map<JsonNode, Schema> compiled = new ConcurrentHashMap<>();

  /** One of the document, with the path as it is written there. */
  record Operation(String method, String path, JsonNode node, JsonNode pathItem) {
    String name() {
      return method + " " + path;
    }
  }

  private DescribedApi(ObjectNode document) {
    this.document = document;
  }

  ObjectNode document() {
    return document;
  }

  List<Operation> operations() {
    List<Operation> operations = new ArrayList<>();
    for (var path : document.get("paths").properties()) {
      for (var method : METHODS) {
        if (path.getValue().has(method)) {
          operations.add(
              new Operation(
                  method.toUpperCase(Locale.ROOT),
                  path.getKey(),
                  path.getValue().get(method),
                  path.getValue()));
        }
      }
    }
    return operations;
  }

  /** The operation's parameters that are at a place, those of its path too. */
  List<JsonNode> parameters(Operation operation, String in) {
    List<JsonNode> parameters = new ArrayList<>();
    operation.pathItem().path("parameters").forEach(p -> parameters.add(resolved(p)));
    operation.node().path("parameters").forEach(p -> parameters.add(resolved(p)));
    return parameters.stream().filter(p -> p.get("in").asText().equals(in)).toList();
  }

  /** What a reference is of, or the thing itself. */
  JsonNode resolved(JsonNode node) {
    return node.has("$ref") ? resolved(document.at(node.get("$ref").asText().substring(1))) : node;
  }

  /** What is wrong with a value; empty when nothing is. */
  List<String> wrong(JsonNode schema, String value) {
    return compiled
        .computeIfAbsent(schema, this::compile)
        .validate(value, InputFormat.JSON)
        .stream()
        .map(Object::toString)
        .toList();
  }

  /** With those of the document's schemas that it refers to, directly or not, and no others. */
  private Schema compile(JsonNode schema) {
    var whole = (ObjectNode) schema.deepCopy();
    var needed = whole.putObject("components").putObject("schemas");
    need(schema, needed);
    return schemas.getSchema(whole.toString());
  }

  private void need(JsonNode schema, ObjectNode needed) {
    for (var reference : schema.findValuesAsText("$ref")) {
      var name = reference.substring(reference.lastIndexOf('/') + 1);
      if (!needed.has(name)) {
        var found = document.at(reference.substring(1));
        needed.set(name, found);
        need(found, needed);
      }
    }
  }

  /** Of paths that fit several, the one that is most literal. */
  Optional<Operation> operation(String method, String path) {
    return operations().stream()
        .filter(o -> o.method().equals(method))
        .filter(o -> path.matches(o.path().replaceAll("\\{[^}]+}", "[^/]+")))
        .min(java.util.Comparator.comparingInt(o -> o.path().split("\\{", -1).length));
  }

  /**
   * Fails when an answer is not as the document says. What it has no operation for, and pages, are
   * not its matter.
   */
  void check(HttpRequest request, HttpResponse<?> response) {
    var type = response.headers().firstValue("content-type").orElse("");
    var operation = operation(request.method(), request.uri().getRawPath());
    if (response.body() instanceof String text && text.contains(INVENTED)) {
      return;
    }
    if (operation.isEmpty() || type.startsWith("text/html") || response.statusCode() == 303) {
      return;
    }
    var what = operation.get().name() + " answered " + response.statusCode();
    var answer = answer(operation.get(), response.statusCode());
    var body = response.body() instanceof String text ? text : "";
    if (answer.isEmpty()) {
      throw new AssertionError(
          "%s, which the document does not have: %s%nAdd the reason to the operation's x-refusals, in the part of its tag in src/main/resources/factory/web/openapi"
              .formatted(what, body));
    }
    answer
        .get()
        .path("headers")
        .properties()
        .forEach(
            header -> {
              if (resolved(header.getValue()).path("required").asBoolean()
                  && response.headers().firstValue(header.getKey()).isEmpty()) {
                throw new AssertionError(what + " without " + header.getKey());
              }
            });
    var content = answer.get().path("content");
    if (content.isMissingNode() ? !type.isEmpty() : !content.has(type.replaceFirst(";.*", ""))) {
      throw new AssertionError(what + " as " + type + ", which the document does not have");
    }
    if (type.contains("json") && !body.isEmpty()) {
      var wrong = wrong(content.get(type.replaceFirst(";.*", "")).get("schema"), body);
      if (!wrong.isEmpty()) {
        throw new AssertionError(
            what + " otherwise than the document says: " + wrong + "\n" + body);
      }
    }
  }

  private Optional<JsonNode> answer(Operation operation, int status) {
    var responses = new TreeMap<String, JsonNode>();
    operation
        .node()
        .get("responses")
        .properties()
        .forEach(e -> responses.put(e.getKey(), resolved(e.getValue())));
    return Optional.ofNullable(responses.get(Integer.toString(status)));
  }

  static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(text, e);
    }
  }
}
