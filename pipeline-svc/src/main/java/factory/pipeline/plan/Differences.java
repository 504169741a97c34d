package factory.pipeline.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import factory.pipeline.spec.ExactJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** What is otherwise in one specification than in another: places by names, not by positions. */
final class Differences {
  private static final int MOST = 500;

  /** What tells the items of a list apart, where they have it. */
  private static final List<String> NAMES = List.of("name", "title", "id", "field", "text");

  /** What is no rule and no story, and changes with every reading. */
  private static final List<String> ASIDE = List.of("/format", "/questions", "/left_out");

  private final List<Difference> all = new ArrayList<>();

  private Differences() {}

  /**
   * One place that is otherwise.
   *
   * @param path such as {@code /kinds/book/fields/title/required}
   * @param before as JSON; empty where there was nothing
   * @param after as JSON; empty where there is nothing
   */
  record Difference(String path, String before, String after) {}

  /**
   * The differences of two specifications, as JSON.
   *
   * @param before may be empty, as may be the other
   */
  static List<Difference> between(String before, String after) {
    if (before.isEmpty() || after.isEmpty()) {
      return List.of();
    }
    var differences = new Differences();
    differences.compare("", tree(before), tree(after));
    return differences.all;
  }

  private void compare(String path, JsonNode before, JsonNode after) {
    if (before.equals(after) || all.size() >= MOST || ASIDE.contains(path)) {
      return;
    }
    if (before.isObject() && after.isObject()) {
      var names = new LinkedHashSet<String>();
      before.fieldNames().forEachRemaining(names::add);
      after.fieldNames().forEachRemaining(names::add);
      names.forEach(
          name -> compare(path + "/" + escaped(name), before.path(name), after.path(name)));
    } else if (isNamed(before) && isNamed(after)) {
      var left = named(before);
      var right = named(after);
      var names = new LinkedHashSet<>(left.keySet());
      names.addAll(right.keySet());
      names.forEach(
          name ->
              compare(
                  path + "/" + escaped(name),
                  left.getOrDefault(name, MissingNode.getInstance()),
                  right.getOrDefault(name, MissingNode.getInstance())));
    } else {
      all.add(new Difference(path, json(before), json(after)));
    }
  }

  private static boolean isNamed(JsonNode node) {
    return node instanceof ArrayNode array && named(array).size() == array.size();
  }

  private static Map<String, JsonNode> named(JsonNode list) {
    Map<String, JsonNode> items = new LinkedHashMap<>();
    for (var item : list) {
      NAMES.stream()
          .map(item::path)
          .filter(JsonNode::isTextual)
          .findFirst()
          .ifPresent(name -> items.put(name.textValue(), item));
    }
    return items;
  }

  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  private static String json(JsonNode node) {
    return node.isMissingNode() ? "" : node.toString();
  }

  private static JsonNode tree(String json) {
    try {
      return ExactJson.MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a specification in the store cannot be read", e);
    }
  }
}
