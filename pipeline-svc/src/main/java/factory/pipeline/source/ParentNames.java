package factory.pipeline.source;

import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import java.util.List;
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

  /** Why records that a path names one after another are not each of the one before it. */
  private Optional<String> unrelated(DocumentGroup.Member member, DocumentFields fields) {
    for (var i = 1; i < member.path().parents().size(); i++) {
      var above = kind(fields, member.path().parents().get(i - 1));
      var below = kind(fields, member.path().parents().get(i));
      var references =
          kinds.entrySet().stream()
              .filter(entry -> below.filter(entry.getKey().name()::equals).isPresent())
              .flatMap(
                  entry ->
                      entry.getValue().fields().stream()
                          .filter(field -> above.filter(of -> isTo(field, of)).isPresent())
                          .map(field -> stays(entry.getKey(), field)))
              .toList();
      if (!references.equals(List.of(true))) {
        return Optional.of(
            (references.equals(List.of(false))
                    ? "the %s of its path can come to another %s than the one before it"
                    : "nothing says that the %s of its path is of the %s before it")
                .formatted(
                    noun(member.path().parents().get(i)),
                    noun(member.path().parents().get(i - 1))));
      }
    }
    return Optional.empty();
  }

  private static String noun(DocumentPath.Parent parent) {
    return Nouns.singular(DocumentPath.snake(parent.noun()));
  }

  private static boolean isTo(Field field, String kind) {
    return field.type() instanceof FieldType.Reference(var to, _) && to.equals(kind);
  }

  /** Whether a record refers to the same one for as long as it is there. */
  private static boolean stays(DocumentGroup group, Field field) {
    return !(field.origin() instanceof Origin.Given(_, var fixed))
        || fixed
        || group.of(Kind.Operation.UPDATE).findAny().isEmpty();
  }

  /** The kind of what a parameter of a path names. */
  private static Optional<String> kind(DocumentFields fields, DocumentPath.Parent parent) {
    return fields
        .parent(parent.parameter())
        .flatMap(fields::field)
        .flatMap(
            field ->
                field.type() instanceof FieldType.Reference(var to, _)
                    ? Optional.of(to)
                    : Optional.empty());
  }

  /** Why what is below a record is not found by its path; empty when it is. */
  Optional<String> problem(DocumentGroup.Member member, DocumentFields fields) {
    var beside = member.listed().filter(listed -> listed.of().isPresent());
    if (beside.isPresent()) {
      var parameter = member.path().parents().getFirst().parameter();
      var target = beside.get().relation().orElseThrow().target();
      return kinds.entrySet().stream()
              .filter(entry -> entry.getKey().name().equals(target))
              .anyMatch(entry -> isOther(entry.getKey(), entry.getValue(), parameter))
          ? Optional.of(
              "Its path names what it is below by '%s', which is not its id".formatted(parameter))
          : Optional.empty();
    }
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
    return unrelated(member, fields);
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
