package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.ApiDocument.Operation;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Route;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds what asks for some records of a collection under a name of its own: {@code GET
 * /posts/latest}, {@code /tasks/overdue}, {@code /products/category/{category}}, {@code
 * /books/isbn/{isbn}}, {@code /quotes/random}. What a name means is said by {@link PickWords}.
 */
final class DocumentPicks {
  private static final Pattern PARAMETER = Pattern.compile("\\{([^/{}]+)\\}");

  private final ApiDocument document;
  private final Map<DocumentGroup, List<Picked>> picked = new LinkedHashMap<>();
  private final Set<Operation> operations = new LinkedHashSet<>();

  /**
   * An operation that asks for some of a kind's records.
   *
   * @param member at the collection that they are in
   * @param keys by parameter of the path, the field that it is, besides those of the collection
   * @param most how many are answered at most, where the document's words say so
   */
  record Picked(
      DocumentGroup.Member member,
      Kind.Operation does,
      Map<String, String> keys,
      Route.Pick pick,
      Optional<Integer> most) {}

  private DocumentPicks(ApiDocument document) {
    this.document = document;
  }

  /**
   * Those of all kinds.
   *
   * @param isTaken whether an operation is something else already
   */
  static DocumentPicks of(
      ApiDocument document,
      Map<DocumentGroup, DocumentFields> kinds,
      Predicate<Operation> isTaken) {
    var all = new DocumentPicks(document);
    for (var operation : document.operations()) {
      if (operation.method().equals("GET")
          && operation.requestBody().isEmpty()
          && !isTaken.test(operation)
          && kinds.keySet().stream().noneMatch(group -> isOf(group, operation))) {
        kinds.forEach((group, fields) -> all.find(operation, group, fields));
      }
    }
    return all;
  }

  /** What was decided about what names mean. */
  static List<String> assumed(List<Kind> kinds) {
    List<String> assumed = new ArrayList<>();
    for (var kind : kinds) {
      for (var route : kind.http().map(http -> http.routes()).orElse(List.of())) {
        var pick = route.pick();
        if (!route.isWhole()) {
          assumed.add(
              "%s %s is about %s %s%s%s."
                  .formatted(
                      route.method(),
                      route.path(),
                      route.operation() == Kind.Operation.READ
                          ? pick.random() ? "any of the" : "the first of the"
                          : "all",
                      kind.plural().replace('_', ' '),
                      pick.where().map(where -> " where " + where).orElse(""),
                      pick.order().map(order -> ", ordered by " + order).orElse("")));
        }
      }
    }
    return assumed;
  }

  private static boolean isOf(DocumentGroup group, Operation operation) {
    return group.members().stream().anyMatch(member -> member.operation().equals(operation));
  }

  /** Those of one kind. */
  List<Picked> of(DocumentGroup group) {
    return picked.getOrDefault(group, List.of());
  }

  /** Whether an operation is one of them. */
  boolean has(Operation operation) {
    return operations.contains(operation);
  }

  private void find(Operation operation, DocumentGroup group, DocumentFields fields) {
    var parts = new ArrayList<>(List.of(operation.path().replaceFirst("/$", "").split("/")));
    var last = PARAMETER.matcher(parts.getLast());
    var parameter = last.matches() ? Optional.of(last.group(1)) : Optional.<String>empty();
    if (parameter.isPresent()) {
      parts.removeLast();
    }
    if (parts.size() < 3) {
      return;
    }
    var word = DocumentPath.snake(parts.removeLast());
    var collection = String.join("/", parts);
    var path =
        DocumentPath.of(collection)
            .filter(of -> of.one().isEmpty())
            .filter(of -> Nouns.singular(of.name()).equals(group.name()))
            .filter(_ -> isCollection(group, collection));
    if (path.isEmpty() || word.isEmpty()) {
      return;
    }
    var member = new DocumentGroup.Member(operation, path.get(), Optional.empty());
    var lists = isList(group, operation);
    var found =
        parameter.isPresent()
            ? keyed(member, fields, word, parameter.get(), lists)
            : PickWords.of(fields, word, said(operation), lists)
                .map(
                    pick ->
                        new Picked(
                            member,
                            lists ? Kind.Operation.LIST : Kind.Operation.READ,
                            Map.of(),
                            pick,
                            lists ? PickWords.most(said(operation)) : Optional.empty()));
    found.ifPresent(
        one -> {
          picked.computeIfAbsent(group, _ -> new ArrayList<>()).add(one);
          operations.add(operation);
        });
  }

  /** What an operation says of itself besides its path. */
  private static String said(Operation operation) {
    return Stream.concat(
            Stream.of(operation.summary(), operation.description()),
            DocumentGroup.successes(operation).stream().map(ApiDocument.Response::description))
        .collect(Collectors.joining(". "));
  }

  private static boolean isCollection(DocumentGroup group, String collection) {
    return group.members().stream()
        .filter(member -> member.path().one().isEmpty() && !member.isMine())
        .anyMatch(member -> member.operation().path().replaceFirst("/$", "").equals(collection));
  }

  private static boolean isList(DocumentGroup group, Operation operation) {
    return DocumentGroup.successes(operation).stream()
        .flatMap(success -> DocumentGroup.json(success.content()).stream())
        .anyMatch(schema -> group.rows(schema).isPresent());
  }

  /** A parameter of the path that is a field: a list of those, or the one that has it. */
  private Optional<Picked> keyed(
      DocumentGroup.Member member,
      DocumentFields fields,
      String word,
      String parameter,
      boolean lists) {
    var name = word.replaceFirst("^by_", "");
    var beside = member.operation().path().replaceFirst("/\\{[^}]*\\}/?$", "");
    // What has something of its own there is no value.
    if (document.operations().stream()
        .anyMatch(one -> one.path().replaceFirst("/$", "").equals(beside))) {
      return Optional.empty();
    }
    var field =
        fields
            .like(DocumentPath.snake(parameter))
            .filter(of -> isAbout(of, name))
            .or(() -> fields.like(name + "_" + DocumentPath.snake(parameter)))
            .or(() -> fields.like(name))
            .or(() -> fields.like(name + "_id"))
            .or(
                () ->
                    isSame(parameter, name)
                        ? fields.named(parameter).flatMap(fields::field).filter(Field::isIssued)
                        : Optional.empty());
    if (field.isEmpty() || !isKey(field.get(), lists)) {
      return Optional.empty();
    }
    if (!lists) {
      fields.unique(field.get().name());
    }
    return Optional.of(
        new Picked(
            member,
            lists ? Kind.Operation.LIST : Kind.Operation.READ,
            Map.of(parameter, field.get().name()),
            Route.Pick.NONE,
            Optional.empty()));
  }

  private static boolean isSame(String parameter, String word) {
    var plain = DocumentPath.snake(parameter);
    return plain.equals(word) || plain.endsWith("_" + word);
  }

  /** Whether a word before a parameter is about the same field. */
  private static boolean isAbout(Field field, String word) {
    return field.name().equals(word)
        || field.name().equals(word + "_id")
        || field.name().equals(Nouns.plural(word))
        || field.name().equals(Nouns.singular(word));
  }

  private static boolean isKey(Field field, boolean lists) {
    var isGiven = field.origin() instanceof Origin.Given;
    return switch (field.type()) {
      case FieldType.Text _, FieldType.Email _, FieldType.Whole _ ->
          isGiven
              || field.origin() instanceof Origin.Slug
              || (field.origin() instanceof Origin.Code && field.unique());
      case FieldType.Secret _ -> !lists && field.isIssued();
      case FieldType.Choice _, FieldType.Reference _, FieldType.Date _ -> lists && isGiven;
      case FieldType.ListOf list ->
          lists
              && isGiven
              && (list.item() instanceof FieldType.Text
                  || list.item() instanceof FieldType.Whole
                  || list.item() instanceof FieldType.Choice);
      default -> false;
    };
  }
}
