package factory.pipeline.write;

import static factory.pipeline.write.JsonText.object;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.spec.Inside;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is around the subject of an answer: members that have it, and those that stand beside. */
final class Wrapped {
  private Wrapped() {}

  /** The schema of an object that has something as a member, or as a member of a member. */
  static Map<String, Object> schema(String within, Map<String, Object> inner) {
    var around = inner;
    for (var member : Inside.path(within).reversed()) {
      around = Schemas.closed(List.of(member), object(member, around));
    }
    return around;
  }

  /** A value that has another one so. */
  static Map<String, Object> value(String within, Object inner) {
    var path = Inside.path(within);
    Map<String, Object> around = object(path.getLast(), inner);
    return path.size() > 1 ? object(path.getFirst(), around) : around;
  }

  /** The schema with members that are always the same. */
  static Map<String, Object> always(Map<String, JsonNode> always, Map<String, Object> schema) {
    if (always.isEmpty()
        || !(schema.get("properties") instanceof Map<?, ?> before)
        || !(schema.get("required") instanceof List<?> needed)) {
      return schema;
    }
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    before.forEach((name, of) -> properties.put((String) name, of));
    needed.forEach(name -> required.add((String) name));
    always.forEach(
        (name, value) -> {
          properties.put(name, Schemas.of(value));
          required.add(name);
        });
    return Schemas.closed(required, properties);
  }
}
