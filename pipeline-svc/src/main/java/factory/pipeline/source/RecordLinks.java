package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.ApiDocument.Operation;
import factory.pipeline.source.DocumentRelations.Listed;
import factory.pipeline.source.DocumentRelations.Relation;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Action.Effect;
import factory.pipeline.spec.Action.Guard;
import factory.pipeline.spec.Action.Refusal;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Records of one kind that belong to one of another, and to others besides: {@code PUT
 * /groups/{groupId}/members/{userId}}, {@code DELETE} of it, {@code POST /groups/{groupId}/members}
 * with a {@code userId}, and {@code GET /groups/{groupId}/members}, which lists users.
 */
final class RecordLinks {
  private final ApiDocument document;
  private final Map<String, Link> links = new LinkedHashMap<>();
  private final Map<Operation, Link> operations = new LinkedHashMap<>();

  /**
   * What belongs together.
   *
   * @param above the kind before it in paths
   * @param noun what belongs to it is called there, singular
   * @param target the kind of what belongs to it
   */
  private record Link(String above, String noun, String target) {
    String kind() {
      return above + "_" + noun;
    }

    String plural() {
      return DocumentKinds.plural(kind());
    }

    /** The reference to what belongs to a record. */
    String by() {
      return noun.equals(above) ? "other" : noun;
    }
  }

  RecordLinks(ApiDocument document) {
    this.document = document;
    for (var operation : document.operations()) {
      link(operation).ifPresent(link -> links.putIfAbsent(link.kind(), link));
    }
    for (var operation : document.operations()) {
      found(operation).ifPresent(link -> operations.put(operation, link));
    }
  }

  /** Whether an operation puts something to a record, or takes it away. */
  boolean isDone(Operation operation) {
    return operations.containsKey(operation) && !operation.method().equals("GET");
  }

  /** What an operation lists of what belongs to a record. */
  Optional<Listed> listed(Operation operation) {
    return Optional.ofNullable(operations.get(operation))
        .filter(_ -> operation.method().equals("GET"))
        .map(
            link ->
                new Listed(
                    Optional.of(
                        new Relation(
                            new RelationWords(
                                List.of(), List.of(), List.of(), List.of(link.noun())),
                            link.above(),
                            false)),
                    Optional.of(link.target()),
                    Optional.of(link.above()),
                    Optional.of(link.by())));
  }

  /** Two keys in a path, of which the second names a record that something else makes. */
  private Optional<Link> link(Operation operation) {
    var isPut = Set.of("PUT", "POST").contains(operation.method());
    if ((!isPut && !operation.method().equals("DELETE")) || operation.requestBody().isPresent()) {
      return Optional.empty();
    }
    return DocumentPath.of(operation.path())
        .filter(path -> path.one().isPresent() && path.parents().size() == 1)
        .flatMap(
            path -> {
              var noun = Nouns.singular(path.name());
              var above = Nouns.singular(DocumentPath.snake(path.parents().getFirst().noun()));
              var named = DocumentPath.snake(path.one().get()).replaceFirst("_(?:id|uuid)$", "");
              var target = isPosted(named) ? named : noun;
              return isPosted(target) && isPosted(above) && !isMadeThere(path)
                  ? Optional.of(new Link(above, noun, target))
                  : Optional.empty();
            });
  }

  private boolean isPosted(String noun) {
    return document.operations().stream()
        .filter(operation -> operation.method().equals("POST"))
        .flatMap(operation -> DocumentPath.of(operation.path()).stream())
        .anyMatch(
            path ->
                path.one().isEmpty()
                    && path.parents().isEmpty()
                    && Nouns.singular(path.name()).equals(noun));
  }

  /** Whether what is there is made there, and belongs to one record alone. */
  private boolean isMadeThere(DocumentPath path) {
    return document.operations().stream()
        .filter(operation -> operation.method().equals("POST"))
        .filter(operation -> operation.requestBody().isPresent())
        .filter(operation -> !namesOne(operation))
        .flatMap(operation -> DocumentPath.of(operation.path()).stream())
        .anyMatch(
            other ->
                other.one().isEmpty()
                    && other.noun().equals(path.noun())
                    && other.parents().size() == 1
                    && other.parents().getFirst().noun().equals(path.parents().getFirst().noun()));
  }

  /** Whether a body names a record, and nothing else. */
  private boolean namesOne(Operation operation) {
    return operation
        .requestBody()
        .flatMap(body -> DocumentGroup.json(body.content()))
        .flatMap(schema -> Schemas.described(document, schema))
        .filter(body -> body.properties().size() == 1 && body.required().size() == 1)
        .map(body -> DocumentPath.snake(body.properties().keySet().iterator().next()))
        .filter(name -> name.equals("id") || name.endsWith("_id"))
        .isPresent();
  }

  private Optional<Link> found(Operation operation) {
    var path = DocumentPath.of(operation.path()).filter(of -> of.parents().size() == 1);
    if (path.isEmpty()) {
      return Optional.empty();
    }
    var above = Nouns.singular(DocumentPath.snake(path.get().parents().getFirst().noun()));
    var link = Optional.ofNullable(links.get(above + "_" + Nouns.singular(path.get().name())));
    var isAll = path.get().one().isEmpty();
    return link.filter(
        _ ->
            switch (operation.method()) {
              case "GET" -> isAll;
              case "PUT", "DELETE" -> !isAll && operation.requestBody().isEmpty();
              case "POST" -> isAll ? namesOne(operation) : operation.requestBody().isEmpty();
              default -> false;
            });
  }

  /** The kinds that are kept of what belongs together. */
  List<Kind> kinds(Set<String> known) {
    List<Kind> kinds = new ArrayList<>();
    for (var link : links.values()) {
      if (known.contains(link.above()) && known.contains(link.target())) {
        kinds.add(kind(link));
      }
    }
    return kinds;
  }

  private static Kind kind(Link link) {
    var nobody = new Access.Nobody();
    return new Kind(
        link.kind(),
        link.plural(),
        "",
        new Kind.Key.Uuid(),
        List.of(
            reference(link.above(), link.above(), true), reference(link.by(), link.target(), true)),
        List.of(new Kind.Unique(List.of(link.above(), link.by()))),
        List.of(),
        List.of(),
        Optional.empty(),
        Kind.Listing.NEWEST_FIRST,
        new Kind.KindAccess(nobody, nobody, nobody, nobody),
        EnumSet.noneOf(Kind.Operation.class));
  }

  private static Field reference(String name, String kind, boolean isFixed) {
    return new Field(
        name,
        new FieldType.Reference(kind, FieldType.OnDelete.CASCADE),
        "",
        true,
        false,
        new Origin.Given(Optional.empty(), isFixed));
  }

  /**
   * What puts something to a record, and takes it away.
   *
   * @param impossible why something cannot be, by the operation's name, is added
   * @param names of other actions
   */
  List<Action> actions(
      Map<DocumentGroup, DocumentFields> kinds, Map<String, String> impossible, Set<String> names) {
    List<Action> actions = new ArrayList<>();
    operations.forEach(
        (operation, link) -> {
          if (!operation.method().equals("GET")) {
            action(operation, link, kinds, names)
                .ifPresentOrElse(
                    actions::add,
                    () ->
                        impossible.put(
                            operation.name(),
                            "which %s belongs to which %s cannot be told yet"
                                .formatted(link.noun(), link.above())));
          }
        });
    return actions;
  }

  private Optional<Action> action(
      Operation operation, Link link, Map<DocumentGroup, DocumentFields> kinds, Set<String> names) {
    var above = fields(kinds, link.above());
    var other = fields(kinds, link.target());
    var path = DocumentPath.of(operation.path()).orElseThrow();
    var parameter = path.parents().getFirst().parameter();
    if (above.isEmpty()
        || other.isEmpty()
        || path.one().filter(one -> !isId(other.get(), one)).isPresent()) {
      return Optional.empty();
    }
    var keys = Map.of(parameter, above.get().named(parameter).orElse("id"));
    var call = DocumentCall.of(document, operation, keys.keySet(), link.above());
    var given = call.map(DocumentCall::inputs).filter(all -> all.size() == 1).map(List::getFirst);
    var answer =
        call.flatMap(
            of ->
                ActionAnswer.of(
                    of.answered(),
                    above.get(),
                    (_, _) -> Optional.empty(),
                    (name, schema) -> Acknowledgement.of(name, schema)));
    if (given.isEmpty() || answer.isEmpty()) {
      return Optional.empty();
    }
    var input = reference(given.get().name(), link.target(), false);
    var isBack = operation.method().equals("DELETE");
    var those =
        "%s.%%s(l, l.%s == record && l.%s == input.%s)"
            .formatted(link.plural(), link.above(), link.by(), input.name());
    var exists = those.formatted("exists");
    List<Guard> guards = new ArrayList<>();
    if (isBack) {
      notThere(operation, link)
          .ifPresent(
              status ->
                  guards.add(
                      new Guard(
                          exists, new Refusal(status, "NOT_THERE", "It does not belong to it."))));
    } else if (call.get().declares(409)) {
      guards.add(
          new Guard("!" + exists, new Refusal(409, "ALREADY_THERE", "It belongs to it already.")));
    }
    List<Effect> effects = new ArrayList<>();
    if (guards.isEmpty() || isBack) {
      effects.add(new Effect.DeleteEach(those.formatted("filter"), ""));
    }
    if (!isBack) {
      effects.add(
          new Effect.Insert(
              link.kind(), Map.of(link.above(), "record", link.by(), "input." + input.name()), ""));
    }
    var name = DocumentFunctions.name(operation, names);
    names.add(name);
    return Optional.of(
        new Action(
            name,
            operation.summary().strip(),
            link.above(),
            true,
            List.of(input),
            new Access.Anyone(),
            guards,
            effects,
            answer.get().house(),
            Optional.of(call.get().endpoint(keys, answer.get().wire()))));
  }

  /** Whether a parameter of a path is what names a record of a kind, and no other member of it. */
  private static boolean isId(DocumentFields fields, String parameter) {
    return !(fields.key() instanceof Kind.Key.Natural) && fields.called(parameter).isEmpty();
  }

  /** The status of what is taken away and does not belong there, where the document says so. */
  private static Optional<Integer> notThere(Operation operation, Link link) {
    return operation.responses().stream()
        .filter(
            response ->
                response.status().equals("409")
                    || (response.status().equals("404")
                        && says(response.description().toLowerCase(Locale.ROOT), link)))
        .map(response -> Integer.valueOf(response.status()))
        .findFirst();
  }

  private static boolean says(String description, Link link) {
    var isOwnWord = !link.noun().equals(link.target()) && description.contains(link.noun());
    return isOwnWord || description.matches("(?s).*\\bnot (?:in|part of|a|an|on|one of)\\b.*");
  }

  private static Optional<DocumentFields> fields(
      Map<DocumentGroup, DocumentFields> kinds, String name) {
    return kinds.entrySet().stream()
        .filter(kind -> kind.getKey().name().equals(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
