package factory.web.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.web.http.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Puts the document together: what all parts share, the paths of each part, and for each operation
 * the answers to the refusals that it names.
 *
 * <p>To add an operation, write it into the part of its tag, with its {@code x-refusals}; to add a
 * reason, write it into {@code refusals.yaml}.
 */
public final class OpenApiDocument {
  /** In the order in which readers see them. */
  private static final List<String> PARTS =
      List.of(
          "services",
          "plans",
          "work",
          "tokens",
          "signin",
          "access",
          "owners",
          "reports",
          "gateway",
          "platform");

  private static final Set<String> METHODS =
      Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

  private static final int MOST_ALIASES = 1_000;

  private final ObjectNode document;
  private final Refusals refusals;

  private OpenApiDocument(ObjectNode document, Refusals refusals) {
    this.document = document;
    this.refusals = refusals;
  }

  /**
   * The whole document.
   *
   * @throws IllegalArgumentException naming what two parts both have, or a refusal that is not
   *     listed
   */
  public static ObjectNode assemble() {
    var all = read("document");
    for (var part : PARTS) {
      merge(all, read(part), part + ".yaml");
    }
    var assembled = new OpenApiDocument(all, new Refusals(read("refusals")));
    assembled.refuse();
    return all;
  }

  /**
   * Every refusal, by its reason, those too that no operation has, such as of paths that are none.
   */
  public static List<Problem> problems() {
    return new Refusals(read("refusals")).all();
  }

  static ObjectNode read(String name) {
    var options = new LoaderOptions();
    options.setMaxAliasesForCollections(MOST_ALIASES);
    try (var in = OpenApiDocument.class.getResourceAsStream(name + ".yaml")) {
      if (in == null) {
        throw new IllegalStateException(name + ".yaml is not on the class path");
      }
      Object read = new Yaml(new SafeConstructor(options)).load(in);
      return new ObjectMapper().valueToTree(read);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Objects are joined; whatever else is there twice is a mistake. */
  private static void merge(ObjectNode into, ObjectNode part, String where) {
    for (var entry : part.properties()) {
      var there = into.get(entry.getKey());
      var place = where + ": " + entry.getKey();
      if (there == null) {
        into.set(entry.getKey(), entry.getValue());
      } else if (there instanceof ObjectNode object
          && entry.getValue() instanceof ObjectNode more
          && !METHODS.contains(entry.getKey())) {
        merge(object, more, place);
      } else {
        throw new IllegalArgumentException(place + " is in another part too");
      }
    }
  }

  private void refuse() {
    for (var path : document.get("paths").properties()) {
      for (var entry : path.getValue().properties()) {
        if (METHODS.contains(entry.getKey())) {
          var operation = (ObjectNode) entry.getValue();
          var place = entry.getKey().toUpperCase(java.util.Locale.ROOT) + " " + path.getKey();
          if (!(operation.get("responses") instanceof ObjectNode)) {
            throw new IllegalArgumentException(place + " has no responses of its own");
          }
          refuse(operation, reasons(path.getKey(), entry.getKey(), operation, place));
        }
      }
    }
    var components = (ObjectNode) document.get("components");
    components.set("responses", refusals.responses());
    refusals
        .examples()
        .properties()
        .forEach(e -> components.withObjectProperty("examples").set(e.getKey(), e.getValue()));
    components.withObjectProperty("schemas").set("Reason", refusals.reasonSchema());
  }

  private Set<String> reasons(String path, String method, ObjectNode operation, String place) {
    var reasons = new LinkedHashSet<String>();
    refusals.expand("every", place, reasons);
    if (!path.startsWith("/gateway/")) {
      refusals.expand("web", place, reasons);
      if (!method.equals("get")) {
        refusals.expand("work", place, reasons);
      }
      if (operation.has("requestBody")) {
        refusals.expand("body", place, reasons);
      }
    }
    var named = operation.remove("x-refusals");
    expand(named == null ? JsonNodeFactory.instance.arrayNode() : named, place, reasons);
    return reasons;
  }

  private void expand(JsonNode named, String place, Set<String> into) {
    if (named instanceof ArrayNode list) {
      list.forEach(item -> expand(item, place, into));
    } else {
      refusals.expand(named.asText(), place, into);
    }
  }

  /** The answers of its own come first, then the refusals by status. */
  private void refuse(ObjectNode operation, Set<String> reasons) {
    var responses = ((ObjectNode) operation.get("responses")).deepCopy();
    refusals
        .byStatus(reasons)
        .forEach((status, of) -> responses.putObject(status).put("$ref", refusals.response(of)));
    operation.set("responses", responses);
  }
}
