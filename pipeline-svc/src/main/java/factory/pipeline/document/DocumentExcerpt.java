package factory.pipeline.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.document.ApiDocument.Operation;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Some operations of a document with the schemas that they lead to, as JSON: for whoever cannot be
 * shown all of a long one at once.
 */
public final class DocumentExcerpt {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  /**
   * What is shown at once of the document, when it is about some of its operations.
   *
   * @param operations such as {@code GET /pets}
   * @param text all of a document, or what it says of them
   * @param whole whether it is all of it
   */
  public record Part(Set<String> operations, String text, boolean whole) {
    /** Keeps a copy. */
    public Part {
      operations = Set.copyOf(operations);
    }
  }

  private final ApiDocument document;

  /** Excerpts of a document. */
  public DocumentExcerpt(ApiDocument document) {
    this.document = document;
  }

  /**
   * Groups operations, in the order of the document.
   *
   * @param names of operations, such as {@code GET /pets}
   * @param most how many characters an excerpt may have; one of a single operation may have more
   */
  public List<List<String>> grouped(Set<String> names, int most) {
    List<List<String>> groups = new ArrayList<>();
    List<String> group = new ArrayList<>();
    for (var operation : document.operations()) {
      if (!names.contains(operation.name())) {
        continue;
      }
      group.add(operation.name());
      if (group.size() > 1 && of(group).length() > most) {
        group.removeLast();
        groups.add(group);
        group = new ArrayList<>(List.of(operation.name()));
      }
    }
    if (!group.isEmpty()) {
      groups.add(group);
    }
    return groups;
  }

  /** What the document says of operations. */
  public String of(Collection<String> names) {
    var some =
        document.operations().stream()
            .filter(operation -> names.contains(operation.name()))
            .toList();
    var json = NODES.objectNode();
    json.put("title", document.title());
    put(json, "description", document.description());
    put(json, "securitySchemes", document.securitySchemes());
    put(json, "operations", some);
    var schemas = json.putObject("schemas");
    reached(some).forEach((name, schema) -> schemas.set(name, schema));
    return json.toString();
  }

  /** The schemas that they lead to, by name. */
  private Map<String, JsonNode> reached(List<Operation> operations) {
    Map<String, JsonNode> found = new LinkedHashMap<>();
    var open = new ArrayDeque<JsonNode>();
    operations.forEach(operation -> open.add(value(operation)));
    while (!open.isEmpty()) {
      for (var reference : open.remove().findValuesAsText("$ref")) {
        var schema = document.schemas().get(reference);
        if (schema != null && !found.containsKey(reference)) {
          var json = value(schema);
          found.put(reference, json);
          open.add(json);
        }
      }
    }
    return found;
  }

  /** A record as an object, without what is empty. */
  private static JsonNode value(Object value) {
    return switch (value) {
      case Schema.Reference(var name) -> NODES.objectNode().put("$ref", name);
      case Record parts -> {
        var json = NODES.objectNode();
        for (var part : parts.getClass().getRecordComponents()) {
          put(json, part.getName(), read(part, parts));
        }
        yield json;
      }
      case JsonNode json -> json;
      case String text -> NODES.textNode(text);
      case Boolean truth -> NODES.booleanNode(truth);
      case BigDecimal number -> NODES.numberNode(number);
      case Integer number -> NODES.numberNode(number);
      case Long number -> NODES.numberNode(number);
      case Set<?> words -> value(List.copyOf(new TreeSet<Object>(words)));
      case List<?> items -> {
        var list = NODES.arrayNode();
        items.forEach(item -> list.add(value(item)));
        yield list;
      }
      case Map<?, ?> members -> {
        var json = NODES.objectNode();
        members.forEach((name, member) -> put(json, name.toString(), member));
        yield json;
      }
      default -> throw new IllegalArgumentException("no part of a document: " + value.getClass());
    };
  }

  private static Object read(RecordComponent part, Record of) {
    try {
      return Objects.requireNonNull(part.getAccessor().invoke(of));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void put(ObjectNode json, String name, Object value) {
    if (value instanceof Optional<?> maybe) {
      maybe.ifPresent(given -> put(json, name, given));
      return;
    }
    var empty =
        value.equals("")
            || value.equals(false)
            || (value instanceof Collection<?> items && items.isEmpty())
            || (value instanceof Map<?, ?> members && members.isEmpty());
    // Lines are those of the text, which is not shown.
    if (!empty && !name.equals("line")) {
      json.set(name, value(value));
    }
  }
}
