package factory.pipeline.source;

import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import java.util.Map;
import java.util.Optional;

/**
 * What the path of something below a record calls that record by. Records are kept by the key of
 * the one above them: where a path has another member of it, such as the slug of what has an id,
 * nothing would be found.
 */
final class ParentNames {
  private final Map<DocumentGroup, DocumentFields> kinds;

  ParentNames(Map<DocumentGroup, DocumentFields> kinds) {
    this.kinds = kinds;
  }

  /** Why what is below a record is not found by its path; empty when it is. */
  Optional<String> problem(DocumentGroup.Member member, DocumentFields fields) {
    for (var parent : member.path().parents()) {
      var isOther =
          fields
              .parent(parent.parameter())
              .flatMap(fields::field)
              .filter(field -> isOther(field.type(), parent.parameter()))
              .isPresent();
      if (isOther) {
        return Optional.of(
            "Its path names what it is below by '%s', which is not its id"
                .formatted(parent.parameter()));
      }
    }
    return Optional.empty();
  }

  private boolean isOther(FieldType above, String parameter) {
    return above instanceof FieldType.Reference(var kind, _)
        && kinds.entrySet().stream()
            .filter(entry -> entry.getKey().name().equals(kind))
            .anyMatch(entry -> isOther(entry.getKey(), entry.getValue(), parameter));
  }

  /** Whether records are called by a member that is not their key. */
  private static boolean isOther(DocumentGroup above, DocumentFields fields, String parameter) {
    var field = fields.called(parameter);
    return !parameter.equals(fields.names().get("id"))
        && above.members().stream()
            .anyMatch(member -> member.path().one().equals(Optional.of(parameter)))
        && (fields.canName(parameter) || field.filter(Field::unique).isPresent())
        && field.filter(of -> fields.key().equals(new Kind.Key.Natural(of.name()))).isEmpty();
  }
}
