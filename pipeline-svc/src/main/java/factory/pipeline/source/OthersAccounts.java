package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.ApiDocument.Operation;
import factory.pipeline.document.Schema;
import factory.pipeline.spec.Accounts;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Http;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What everybody would see of other accounts. Whoever registers gives an address or a number that
 * no answer of the document has; shown besides, as other records show what they keep, it would be
 * there for anybody to read.
 */
final class OthersAccounts {
  private static final int MAX_DEPTH = 10;

  private OthersAccounts() {}

  /** Why an operation about accounts is not served; empty when it tells nothing besides. */
  static Optional<String> told(
      Operation operation, DocumentParts parts, ApiDocument given, ApiDocument served) {
    var kind =
        parts
            .accounts()
            .map(Accounts::kind)
            .flatMap(name -> parts.kinds().stream().filter(k -> k.name().equals(name)).findFirst());
    if (kind.isEmpty() || !isAboutOthers(kind.get(), operation)) {
      return Optional.empty();
    }
    var said = members(operation, given);
    var ours =
        served.operations().stream()
            .filter(one -> one.name().equals(operation.name()))
            .findFirst()
            .map(one -> members(one, served))
            .orElse(Set.of());
    // Where nothing is said of an answer, it is the record.
    var besides =
        said.isEmpty()
            ? Set.<String>of()
            : given(kind.get()).stream()
                .filter(name -> ours.contains(name) && !said.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    return besides.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "it would show %s of every account, which the document does not"
                .formatted(String.join(", ", besides)));
  }

  private static boolean isAboutOthers(Kind kind, Operation operation) {
    return kind.http().stream()
        .flatMap(http -> http.routes().stream())
        .filter(route -> !route.ofAccount())
        .filter(
            route ->
                route.operation() == Kind.Operation.READ
                    || route.operation() == Kind.Operation.LIST)
        .anyMatch(route -> operation.name().equals(route.method() + " " + route.path()));
  }

  /** What clients give, as JSON calls it. */
  private static Set<String> given(Kind kind) {
    return kind.fields().stream()
        .filter(field -> field.origin() instanceof Origin.Given)
        .filter(field -> !(field.type() instanceof FieldType.Secret))
        .map(Field::name)
        .map(name -> kind.http().flatMap((Http http) -> http.name(name)).orElse(name))
        .collect(Collectors.toSet());
  }

  /** The names of all members of what is answered when it goes well. */
  private static Set<String> members(Operation operation, ApiDocument document) {
    Set<String> names = new TreeSet<>();
    operation.responses().stream()
        .filter(response -> response.status().startsWith("2"))
        .flatMap(response -> response.content().stream())
        .flatMap(content -> content.schema().stream())
        .forEach(schema -> add(schema, document, names, 0));
    return names;
  }

  private static void add(Schema schema, ApiDocument document, Set<String> names, int depth) {
    if (depth == MAX_DEPTH) {
      return;
    }
    Schemas.described(document, schema)
        .ifPresent(
            described -> {
              names.addAll(described.properties().keySet());
              described.properties().values().forEach(s -> add(s, document, names, depth + 1));
              described.items().ifPresent(items -> add(items, document, names, depth + 1));
              described.branches().forEach(branch -> add(branch, document, names, depth + 1));
            });
  }
}
