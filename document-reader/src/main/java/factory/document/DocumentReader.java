package factory.document;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import io.swagger.v3.parser.util.OpenAPIDeserializer;
import java.util.List;

/** Reads a document, and never anything else. */
final class DocumentReader {
  /** Of what stands on standard output. */
  private static final int FORMAT = 1;

  private DocumentReader() {}

  /** A model of the document as JSON, or why it is refused: {@code document} or {@code refused}. */
  static ObjectNode read(byte[] bytes) {
    var answer = JsonNodeFactory.instance.objectNode().put("format", FORMAT);
    try {
      answer.set("document", document(SourceText.decode(bytes)));
    } catch (Unreadable e) {
      answer
          .putObject("refused")
          .put("line", e.line())
          .put("column", e.column())
          .put("why", e.getMessage());
    }
    return answer;
  }

  private static ObjectNode document(String text) throws Unreadable {
    var budget = new Budget();
    if (!(tree(text, budget) instanceof Node.Mapping root)) {
      throw new Unreadable(1, 1, "This is no OpenAPI document; begin it with 'openapi: 3.0.3'.");
    }
    requireVersion(root);
    var resolved = References.resolved(root, budget);
    var json = new LenientJson(budget).document(resolved);
    try {
      return modelled(json, root, resolved, budget);
    } catch (RuntimeException e) {
      throw culprit(json, resolved);
    }
  }

  private static ObjectNode modelled(
      ObjectNode json, Node.Mapping root, Node.Mapping resolved, Budget budget) throws Unreadable {
    var parsed = parsed(json);
    var said = parsed.getMessages() == null ? List.<String>of() : parsed.getMessages();
    if (parsed.getOpenAPI() == null) {
      throw new Unreadable(
          root,
          "This cannot be read as OpenAPI: %s."
              .formatted(said.isEmpty() ? "nothing is in it" : Words.firstLine(said.getFirst())));
    }
    said.stream().map(Words::firstLine).forEach(budget::note);
    return new Model(parsed.getOpenAPI(), resolved).json(budget.notes());
  }

  private static SwaggerParseResult parsed(ObjectNode json) {
    // Nothing of it resolves anything: its options to do so are off, and no location is given.
    var options = new ParseOptions();
    options.setResolve(false);
    options.setValidateExternalRefs(false);
    options.setValidateInternalRefs(false);
    return new OpenAPIDeserializer()
        .deserialize(json, "", options, json.path("openapi").asText().startsWith("3.1"));
  }

  /** Where the part is that the parser fails on: the first that it fails on alone. */
  private static Unreadable culprit(ObjectNode json, Node.Mapping places) {
    for (var pointer :
        List.of(
            "/paths",
            "/components/schemas",
            "/components/parameters",
            "/components/responses",
            "/components")) {
      var parts = json.at(pointer);
      for (var name : (Iterable<String>) parts::fieldNames) {
        var alone = json.deepCopy();
        if (alone.at(pointer) instanceof ObjectNode object) {
          object.retain(name);
        }
        if (!pointer.equals("/paths")) {
          alone.putObject("paths");
        }
        if (pointer.equals("/paths")) {
          alone.remove("components");
        }
        try {
          new Model(parsed(alone).getOpenAPI(), places).json(List.of());
        } catch (RuntimeException e) {
          var at = place(places, pointer, name);
          return new Unreadable(
              at.line(),
              at.column(),
              "'%s' is of a shape that OpenAPI does not have; compare it with the specification of OpenAPI."
                  .formatted(Words.shown(name)));
        }
      }
    }
    return new Unreadable(
        1, 1, "Something in it is of a shape that OpenAPI does not have; check it with a linter.");
  }

  private static Node.Entry place(Node.Mapping root, String pointer, String name) {
    Node node = root;
    for (var part : pointer.substring(1).split("/", -1)) {
      node =
          node instanceof Node.Mapping mapping && mapping.get(part) != null
              ? mapping.get(part)
              : root;
    }
    var entry = node instanceof Node.Mapping mapping ? mapping.entries().get(name) : null;
    return entry == null ? new Node.Entry(root.line(), root.column(), root) : entry;
  }

  private static Node tree(String text, Budget budget) throws Unreadable {
    if (!text.stripLeading().startsWith("{")) {
      return YamlTree.read(text, budget);
    }
    try {
      return JsonTree.read(text, budget);
    } catch (Unreadable notJson) {
      try {
        budget.begin();
        return YamlTree.read(text, budget);
      } catch (Unreadable notYaml) {
        throw notJson;
      }
    }
  }

  private static void requireVersion(Node.Mapping root) throws Unreadable {
    var older = root.entries().get("swagger");
    if (older != null && root.get("openapi") == null) {
      throw new Unreadable(
          older.line(),
          older.column(),
          "This is a document of Swagger 2.0; convert it to OpenAPI 3.0 or 3.1.");
    }
    if (!(root.get("openapi") instanceof Node.Scalar version)) {
      throw new Unreadable(
          root, "This is no OpenAPI document: 'openapi: 3.0.3' (or 3.1.0) is missing at its top.");
    }
    if (!version.text().strip().matches("3\\.[01](?:\\.[0-9]{1,3})?")) {
      throw new Unreadable(
          version,
          "OpenAPI %s is not read; OpenAPI 3.0 and 3.1 are."
              .formatted(Words.shown(version.text())));
    }
  }
}
