package factory.pipeline.write;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Takes out of a document what nothing in it refers to. */
final class Unused {
  /** Requirements name them without a reference. */
  private static final String SCHEMES = "securitySchemes";

  private Unused() {}

  /** The same document, without components that nobody needs. */
  static Map<String, Object> removed(Map<String, Object> document) {
    var components = (Map<?, ?>) document.get("components");
    for (var before = -1; components != null && before != size(components); ) {
      before = size(components);
      Set<String> used = new HashSet<>();
      references(document, used);
      components.forEach(
          (group, all) ->
              ((Map<?, ?>) all)
                  .keySet()
                  .removeIf(
                      name ->
                          !group.equals(SCHEMES)
                              && !used.contains("#/components/" + group + "/" + name)));
    }
    if (components != null) {
      components.values().removeIf(all -> ((Map<?, ?>) all).isEmpty());
    }
    return document;
  }

  private static int size(Map<?, ?> components) {
    return components.values().stream().mapToInt(all -> ((Map<?, ?>) all).size()).sum();
  }

  private static void references(@Nullable Object value, Set<String> used) {
    switch (value) {
      case Map<?, ?> map -> {
        if (map.get("$ref") instanceof String reference) {
          used.add(reference);
        }
        map.values().forEach(child -> references(child, used));
      }
      case List<?> list -> list.forEach(child -> references(child, used));
      case null, default -> {}
    }
  }
}
