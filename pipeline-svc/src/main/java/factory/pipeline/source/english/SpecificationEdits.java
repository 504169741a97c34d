package factory.pipeline.source.english;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.InvalidSpecification;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specifications;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Changes of a specification that go through all of it. */
final class SpecificationEdits {
  /** For people: names of fields are words there. */
  private static final Set<String> PROSE =
      Set.of("description", "message", "title", "text", "reason", "label", "assumptions");

  /** Members of a kind, its actions and reports that name one of its fields. */
  private static final Set<String> NAMING =
      Set.of("field", "from", "to", "expires", "of", "default_order");

  /** The same, of several. */
  private static final Set<String> LISTING = Set.of("search", "order", "per", "fields", "unique");

  private SpecificationEdits() {}

  static Specification titled(Specification specification, String title) throws Misread {
    var tree = tree(specification);
    tree.put("title", title);
    return parsed(tree);
  }

  static Specification with(Specification specification, List<Kind> kinds) {
    return new Specification(
        specification.format(),
        specification.title(),
        specification.description(),
        kinds,
        specification.actions(),
        specification.reports(),
        specification.functions(),
        specification.examples(),
        specification.leftOut(),
        specification.assumptions(),
        specification.questions(),
        specification.errors(),
        specification.accounts(),
        specification.tools(),
        specification.code());
  }

  /** Without a field of a kind, and what lists do with it; whoever else names it keeps it. */
  static Specification removed(Specification specification, String kind, String field)
      throws Misread {
    var tree = tree(specification);
    for (var one : tree.path("kinds")) {
      if (one.path("name").asText().equals(kind)) {
        without(one.path("fields"), "name", field);
        if (one.path("fields").isEmpty()) {
          throw new Misread(
              "Without \"%s\" nothing is kept of it.".formatted(Builder.words(field)));
        }
        var list = one.path("list");
        without(list.path("filters"), "field", field);
        without(list.path("search"), "", field);
        without(list.path("order"), "", field);
        if (list instanceof ObjectNode object
            && list.path("default_order").asText().replaceFirst("^-", "").equals(field)) {
          object.remove("default_order");
        }
      }
    }
    return parsed(tree);
  }

  private static void without(JsonNode list, String key, String field) {
    for (var i = list.size() - 1; i >= 0; i--) {
      var item = key.isEmpty() ? list.get(i) : list.get(i).path(key);
      if (item.asText().replaceFirst("^-", "").equals(field)) {
        ((ArrayNode) list).remove(i);
      }
    }
  }

  /**
   * With another name for a field, wherever it is named: in expressions, lists and scenarios.
   *
   * @throws Misread where another kind has a field of that name, so that an expression may mean
   *     either
   */
  static Specification renamed(Specification specification, Kind kind, Field field, String name)
      throws Misread {
    if (kind.field(name).isPresent()) {
      throw new Misread(
          "The %s have a field \"%s\" already."
              .formatted(Builder.words(kind.plural()), Builder.words(name)));
    }
    var tree = tree(specification);
    var before = field.name();
    var alone =
        specification.kinds().stream().filter(k -> k.field(before).isPresent()).count() == 1;
    for (var one : tree.path("kinds")) {
      var isIt = one.path("name").asText().equals(kind.name());
      if (isIt) {
        for (var f : one.path("fields")) {
          if (f.path("name").asText().equals(before)) {
            ((ObjectNode) f).put("name", name);
          }
        }
        named(one, before, name);
      }
      expressions(one, before, name, alone ? ANY : isIt ? RECORD : NONE);
    }
    for (var part : List.of("actions", "reports", "functions")) {
      for (var one : tree.path(part)) {
        var isIt = one.path("kind").asText().equals(kind.name());
        if (isIt && part.equals("reports")) {
          named(one, before, name);
        }
        expressions(one, before, name, alone ? ANY : isIt ? RECORD : NONE);
      }
    }
    if (!alone && speaks(tree, before)) {
      throw new Misread(
          "Other kinds have a field \"%s\" too, and it is not clear which of them expressions mean."
              .formatted(Builder.words(before)));
    }
    scenarios(tree.path("examples"), "/" + kind.plural().replace('_', '-'), before, name);
    return parsed(tree);
  }

  private static final String NONE = "";
  private static final String RECORD = "(?<=\\brecord\\.)%s\\b";

  /** Of anything but what is given to an operation, which has names of its own. */
  private static final String ANY =
      "(?<=[\\w)\\]]\\.)(?<!\\binput\\.)(?<!\\binputs\\.)%s\\b(?!\\()";

  private static void expressions(JsonNode node, String before, String name, String which) {
    if (which.isEmpty()) {
      return;
    }
    var pattern = Pattern.compile(which.formatted(Pattern.quote(before)));
    if (node instanceof ObjectNode object) {
      for (var member : List.copyOf(object.properties())) {
        if (member.getValue().isTextual() && !PROSE.contains(member.getKey())) {
          object.put(
              member.getKey(),
              pattern
                  .matcher(member.getValue().textValue())
                  .replaceAll(Matcher.quoteReplacement(name)));
        } else {
          expressions(member.getValue(), before, name, which);
        }
      }
    } else if (node instanceof ArrayNode array) {
      for (var i = 0; i < array.size(); i++) {
        if (array.get(i).isTextual()) {
          array.set(
              i,
              TextNode.valueOf(
                  pattern
                      .matcher(array.get(i).textValue())
                      .replaceAll(Matcher.quoteReplacement(name))));
        } else {
          expressions(array.get(i), before, name, which);
        }
      }
    }
  }

  /** Whether an expression names it of anything still. */
  private static boolean speaks(JsonNode tree, String field) {
    var pattern = Pattern.compile(ANY.formatted(Pattern.quote(field)));
    for (var part : List.of("kinds", "actions", "reports", "functions")) {
      if (pattern.matcher(tree.path(part).toString()).find()) {
        return true;
      }
    }
    return false;
  }

  private static void named(JsonNode node, String before, String name) {
    if (node instanceof ObjectNode object) {
      for (var member : List.copyOf(object.properties())) {
        var value = member.getValue();
        if (value.isTextual()
            && NAMING.contains(member.getKey())
            && value.textValue().replaceFirst("^-", "").equals(before)) {
          object.put(member.getKey(), value.textValue().replace(before, name));
        } else if (value instanceof ArrayNode array && LISTING.contains(member.getKey())) {
          listed(array, before, name);
        } else {
          named(value, before, name);
        }
      }
    } else if (node instanceof ArrayNode array) {
      array.forEach(one -> named(one, before, name));
    }
  }

  private static void listed(ArrayNode array, String before, String name) {
    for (var i = 0; i < array.size(); i++) {
      var item = array.get(i);
      if (item.isTextual() && item.textValue().replaceFirst("^-", "").equals(before)) {
        array.set(i, TextNode.valueOf(item.textValue().replace(before, name)));
      } else if (item instanceof ArrayNode inner) {
        listed(inner, before, name);
      } else {
        named(item, before, name);
      }
    }
  }

  private static void scenarios(JsonNode examples, String path, String before, String name) {
    for (var example : examples) {
      for (var exchange : example.path("exchanges")) {
        var at = exchange.path("path").asText();
        if (at.equals(path) || at.startsWith(path + "/") || at.startsWith(path + "?")) {
          for (var part : List.of("body", "answer")) {
            if (exchange.path(part) instanceof ObjectNode object && object.has(before)) {
              object.set(name, object.remove(before));
            }
          }
        }
      }
    }
  }

  private static ObjectNode tree(Specification specification) {
    try {
      return (ObjectNode) ExactJson.MAPPER.readTree(Specifications.write(specification));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Specification parsed(ObjectNode tree) throws Misread {
    try {
      return Specifications.parse(tree.toString());
    } catch (InvalidSpecification e) {
      throw new Misread(
          "Something else depends on it: %s.".formatted(e.problems().getFirst().toString()));
    }
  }
}
