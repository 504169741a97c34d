package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.Schema;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Route;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which fields of a kind bodies give and no answer shows. Shown besides, as what an answer may have
 * without being told, they would be there for anybody to read. Where an answer says nothing of a
 * record, or may be one of several things, it is not known what it shows.
 */
final class UnseenFields {
  private static final int MAX_DEPTH = 10;

  private final DocumentGroup group;
  private final ApiDocument document;

  private UnseenFields(DocumentGroup group) {
    this.group = group;
    document = group.document();
  }

  /** The names of those of the fields of a group that it has by now. */
  static Set<String> of(DocumentGroup group, DocumentFields fields) {
    return new UnseenFields(group).read(fields);
  }

  /** The same without what lists are kept to or ordered by, and what names a record. */
  static Set<String> of(
      DocumentFields fields, Kind.Key key, Kind.Listing listing, Iterable<Route> routes) {
    Set<String> some = new TreeSet<>(fields.unseen());
    routes.forEach(route -> some.removeAll(route.placed()));
    listing.filters().forEach(filter -> some.remove(filter.field()));
    some.removeAll(listing.search());
    some.removeAll(listing.order());
    some.remove(listing.defaultOrder().replaceFirst("^-", ""));
    if (key instanceof Kind.Key.Natural(var field)) {
      some.remove(field);
    }
    return some;
  }

  private Set<String> read(DocumentFields fields) {
    var answers =
        group.members().stream()
            .flatMap(
                member -> Stream.concat(group.answer(member).stream(), group.list(member).stream()))
            .toList();
    if (answers.isEmpty() || group.members().stream().anyMatch(group::isUnsaid)) {
      return Set.of();
    }
    var isAccount = DocumentAccounts.isAccount(fields);
    Set<String> shown = new HashSet<>();
    var isTold =
        document.operations().stream()
            .filter(one -> isAccount || isNear(one))
            .flatMap(one -> DocumentGroup.successes(one).stream())
            .flatMap(success -> success.content().stream())
            .allMatch(
                content -> content.schema().filter(schema -> !take(schema, shown, 0)).isEmpty());
    return isTold
        ? fields.fields().stream()
            .filter(UnseenFields::canBe)
            .filter(field -> !fields.hidden().contains(field.name()))
            .filter(
                field -> !shown.contains(fields.names().getOrDefault(field.name(), field.name())))
            .map(Field::name)
            .collect(Collectors.toCollection(TreeSet::new))
        : Set.of();
  }

  private static boolean canBe(Field field) {
    return field.origin() instanceof Origin.Given
        && switch (field.type()) {
          case FieldType.Secret _, FieldType.File _, FieldType.Reference _ -> false;
          default -> true;
        };
  }

  /** Whether an operation is about records of the group, or about what is below one. */
  private boolean isNear(ApiDocument.Operation operation) {
    Predicate<String> isNamed =
        part -> Nouns.singular(DocumentPath.snake(part)).equals(group.name());
    return Stream.of(operation.path().split("/")).anyMatch(isNamed)
        || group.members().stream().anyMatch(member -> member.operation().equals(operation));
  }

  /** Takes the names of all members; false where an answer is one of several. */
  private boolean take(Schema schema, Set<String> names, int depth) {
    var described = Schemas.described(document, schema);
    if (described.isEmpty()) {
      return true;
    }
    var of = described.get();
    names.addAll(of.properties().keySet());
    return of.branches().isEmpty()
        && depth < MAX_DEPTH
        && Stream.concat(of.properties().values().stream(), of.items().stream())
            .allMatch(inner -> take(inner, names, depth + 1));
  }
}
