package factory.pipeline.source;

import factory.pipeline.spec.Action;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the path of something below a record calls that record by. Records are kept by the key of
 * the one above them: where a path has another member of it, such as the slug of what has an id,
 * that is told apart, or nothing would be found.
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
      if (isOther && called(parent, fields).isEmpty()) {
        return Optional.of(
            "Its path names what it is below by '%s', which is not its id"
                .formatted(parent.parameter()));
      }
    }
    return unrelated(member, fields);
  }

  /** Why an action is not found by its path, whose record is one of its kind; empty when it is. */
  Optional<String> problem(Action action) {
    var http = action.http().orElseThrow();
    return DocumentPath.of(http.path()).stream()
        .flatMap(path -> path.parents().stream())
        .filter(parent -> !noun(parent).equals(action.kind()))
        .filter(parent -> called(noun(parent), parent.parameter()).isPresent())
        .findFirst()
        .map(
            parent ->
                "Its path names what it is below by '%s', which is not its id"
                    .formatted(parent.parameter()));
  }

  /** By parameter, the field by which a path calls what is above, where that is not its id. */
  Map<String, String> called(DocumentGroup.Member member, DocumentFields fields) {
    Map<String, String> called = new TreeMap<>();
    if (member.listed().filter(listed -> listed.of().isPresent()).isEmpty()) {
      for (var parent : member.path().parents()) {
        called(parent, fields).ifPresent(of -> called.put(parent.parameter(), of));
      }
    }
    return called;
  }

  private Optional<String> called(DocumentPath.Parent parent, DocumentFields fields) {
    return kind(fields, parent).flatMap(kind -> called(kind, parent.parameter()));
  }

  /**
   * The field by which records of a kind are called where a path has one of them: as their own
   * paths have it, whatever the parameter is called, unless it is called like an id.
   */
  private Optional<String> called(String kind, String parameter) {
    return kinds.entrySet().stream()
        .filter(entry -> entry.getKey().name().equals(kind))
        .findFirst()
        .flatMap(
            entry -> {
              var own = ones(entry.getKey());
              var fields = entry.getValue();
              if (own.contains(parameter)) {
                return fields.named(parameter);
              }
              var isId = DocumentPath.snake(parameter).matches("(?:.*_)?(?:id|uuid)");
              return own.size() == 1 && !isId
                  ? fields.named(own.iterator().next())
                  : Optional.empty();
            })
        .filter(
            of ->
                kinds.entrySet().stream()
                    .filter(entry -> entry.getKey().name().equals(kind))
                    .flatMap(entry -> entry.getValue().field(of).stream())
                    .anyMatch(field -> field.unique() && !field.isIssued()));
  }

  /** What the paths of a kind's own records call one. */
  private static Set<String> ones(DocumentGroup group) {
    Set<String> ones = new TreeSet<>();
    group.members().stream()
        .filter(member -> !member.ofAccount())
        .flatMap(member -> member.path().one().stream())
        .forEach(ones::add);
    return ones;
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
