package factory.pipeline.spec;

import factory.pipeline.spec.FieldType.OnDelete;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Checks references for circles that cannot be. */
final class References {
  private References() {}

  static void check(Check check) {
    circles(
        check,
        field -> field.required() && !(field.origin() instanceof Origin.Computed),
        1,
        "is part of a circle of required references, so no first record could be made: make one of"
            + " them optional");
    circles(
        check,
        field ->
            field.type() instanceof FieldType.Reference reference
                && reference.onDelete() == OnDelete.CASCADE,
        2,
        "is part of a circle of references that cascade: write restrict or clear for one of them");
  }

  private static void circles(Check check, Predicate<Field> counts, int shortest, String message) {
    Map<String, Set<String>> edges = new HashMap<>();
    for (var kind : check.specification().kinds()) {
      var to = edges.computeIfAbsent(kind.name(), _ -> new HashSet<>());
      for (var field : kind.fields()) {
        if (field.type() instanceof FieldType.Reference reference && counts.test(field)) {
          to.add(reference.kind());
        }
      }
    }
    var kinds = check.specification().kinds();
    for (var i = 0; i < kinds.size(); i++) {
      var kind = kinds.get(i);
      for (var j = 0; j < kind.fields().size(); j++) {
        var field = kind.fields().get(j);
        if (field.type() instanceof FieldType.Reference reference
            && counts.test(field)
            && (shortest == 1 || !reference.kind().equals(kind.name()))
            && reaches(edges, reference.kind(), kind.name())) {
          check.problem("/kinds/" + i + "/fields/" + j, message);
        }
      }
    }
  }

  private static boolean reaches(Map<String, Set<String>> edges, String from, String to) {
    Set<String> seen = new HashSet<>();
    var open = new java.util.ArrayDeque<>(List.of(from));
    while (!open.isEmpty()) {
      var next = open.pop();
      if (next.equals(to)) {
        return true;
      }
      if (seen.add(next)) {
        open.addAll(edges.getOrDefault(next, Set.of()));
      }
    }
    return false;
  }
}
