package factory.pipeline.ideas;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.InvalidSpecification;
import factory.pipeline.spec.Specifications;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Services that keep all of their wish's words but one: a specification without one rule of it. */
final class Mutants {
  private static final Set<String> RULES =
      Set.of(
          "access",
          "unique",
          "min",
          "max",
          "exclusive_min",
          "min_length",
          "rules",
          "no_overlap",
          "guards",
          "refusals",
          "filters",
          "default_order",
          "transitions",
          "default",
          "where",
          "left_out");

  private Mutants() {}

  /** Those that still make sense, by what they lack, as a JSON pointer. */
  static Map<String, String> of(String specification) {
    Map<String, String> mutants = new LinkedHashMap<>();
    var whole = tree(specification);
    collect(whole, "", whole, mutants);
    return mutants;
  }

  private static void collect(
      JsonNode node, String at, JsonNode whole, Map<String, String> mutants) {
    if (node.isObject()) {
      for (var each : node.properties()) {
        var path = at + "/" + each.getKey();
        if (RULES.contains(each.getKey())) {
          var copy = whole.deepCopy();
          ((ObjectNode) copy.at(JsonPointer.compile(at))).remove(each.getKey());
          if (makesSense(copy.toString())) {
            mutants.put(path, copy.toString());
          }
        }
        collect(each.getValue(), path, whole, mutants);
      }
    }
    for (var i = 0; node.isArray() && i < node.size(); i++) {
      collect(node.get(i), at + "/" + i, whole, mutants);
    }
  }

  private static boolean makesSense(String specification) {
    try {
      return Checker.check(Specifications.parse(specification)).isEmpty();
    } catch (InvalidSpecification e) {
      return false;
    }
  }

  private static JsonNode tree(String json) {
    try {
      return World.MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
