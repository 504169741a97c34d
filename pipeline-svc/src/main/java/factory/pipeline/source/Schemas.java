package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.Schema;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** What schemas of a document mean. */
final class Schemas {
  private Schemas() {}

  /** What a schema says, by whatever names it goes; empty when that is anything, or not there. */
  static Optional<Schema.Described> described(ApiDocument document, Schema schema) {
    Set<String> seen = new HashSet<>();
    Schema found = schema;
    while (found instanceof Schema.Reference(var name)) {
      if (!seen.add(name) || !document.schemas().containsKey(name)) {
        return Optional.empty();
      }
      found = document.schemas().get(name);
    }
    return found instanceof Schema.Described described ? Optional.of(described) : Optional.empty();
  }

  /** The pattern that a whole text must match; empty when a part of it may. */
  static Optional<String> whole(String pattern) {
    if (!pattern.startsWith("^") || !pattern.endsWith("$") || pattern.endsWith("\\$")) {
      return Optional.empty();
    }
    var inner = pattern.substring(1, pattern.length() - 1);
    if (inner.startsWith("(?:") && inner.endsWith(")") && isOneGroup(inner)) {
      return Optional.of(inner.substring(3, inner.length() - 1));
    }
    // Without its anchors an alternative would be another one.
    return inner.contains("|") || (inner.contains("^") && !inner.contains("[^"))
        ? Optional.empty()
        : Optional.of(inner);
  }

  private static boolean isOneGroup(String text) {
    var depth = 0;
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '(') {
        depth++;
      } else if (c == ')' && --depth == 0 && i < text.length() - 1) {
        return false;
      }
    }
    return depth == 0;
  }
}
