package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Origin;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Records that a body names, and that have to be there: {@code POST /loans} with a {@code bookId}
 * that is 404 where there is no such book.
 */
final class NamedRecords {
  private NamedRecords() {}

  /** Takes the fields that refer to another kind, where making one is 404 without its record. */
  static void read(DocumentGroup group, DocumentFields fields, Set<String> kinds) {
    for (var member : group.of(Operation.CREATE).toList()) {
      named(group, fields, member, kinds)
          .forEach(
              (field, kind) ->
                  fields.retyped(field, new FieldType.Reference(kind, FieldType.OnDelete.CASCADE)));
    }
  }

  /** The fields of a body that makes one that are such references, by name. */
  static List<String> of(DocumentGroup group, DocumentFields fields, DocumentGroup.Member member) {
    var kinds =
        fields.fields().stream()
            .filter(field -> field.type() instanceof FieldType.Reference)
            .map(field -> ((FieldType.Reference) field.type()).kind())
            .collect(Collectors.toSet());
    return List.copyOf(named(group, fields, member, kinds).keySet());
  }

  private static Map<String, String> named(
      DocumentGroup group, DocumentFields fields, DocumentGroup.Member member, Set<String> kinds) {
    Map<String, String> named = new TreeMap<>();
    var refusal =
        member.operation().responses().stream()
            .filter(response -> response.status().equals("404"))
            .map(ApiDocument.Response::description)
            .findFirst();
    if (refusal.isEmpty()) {
      return named;
    }
    var said = " " + refusal.get().toLowerCase(Locale.ROOT).replaceAll("[^a-z]+", " ") + " ";
    var inPath =
        member.path().parents().stream()
            .flatMap(parent -> fields.parent(parent.parameter()).stream())
            .toList();
    for (var field : fields.fields()) {
      for (var kind : kinds) {
        if (!kind.equals(group.name())
            && field.origin() instanceof Origin.Given
            && !inPath.contains(field.name())
            && isCalled(field, kind)
            && canRefer(field, kind)) {
          named.put(field.name(), kind);
        }
      }
    }
    var told =
        named.entrySet().stream()
            .filter(one -> said.contains(" " + one.getValue().replace('_', ' ') + " "))
            .map(Map.Entry::getKey)
            .toList();
    if (!told.isEmpty() || !inPath.isEmpty()) {
      // Of several those that it says; where the path names one, nothing else unless it says so.
      named.keySet().retainAll(told);
    }
    return named;
  }

  private static boolean isCalled(Field field, String kind) {
    return field.name().equals(kind + "_id") || field.name().equals(kind);
  }

  private static boolean canRefer(Field field, String kind) {
    return field.type() instanceof FieldType.Text
        || field.type() instanceof FieldType.Whole
        || (field.type() instanceof FieldType.Reference(var to, _) && to.equals(kind));
  }
}
