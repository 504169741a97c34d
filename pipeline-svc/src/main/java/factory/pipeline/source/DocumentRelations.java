package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.ApiDocument.Operation;
import factory.pipeline.spec.AggregateFunction;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.Origin;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Finds what each caller does with a record once, for himself: {@code POST /posts/{id}/like},
 * {@code DELETE /users/{id}/follow}, {@code PUT /articles/{slug}/favorite}; and lists of what he
 * has done it with: {@code GET /me/favorites}, {@code GET /feed}.
 */
final class DocumentRelations {
  private static final Set<String> ME = Set.of("me", "my", "mine", "self", "user", "users");
  private static final Set<String> OWN = Set.of("me", "my", "mine", "own");
  private static final Set<String> FEEDS = Set.of("feed", "timeline", "home");

  private final Map<String, Relation> relations = new LinkedHashMap<>();
  private final Map<Operation, Done> done = new LinkedHashMap<>();
  private final Map<Operation, Listed> listed = new LinkedHashMap<>();

  private final UnaryOperator<String> about;

  private DocumentRelations(UnaryOperator<String> about) {
    this.about = about;
  }

  /**
   * What callers do.
   *
   * @param target the kind of what they do it with, by its noun
   * @param byAccount whether callers are accounts of the service, and not wallets
   * @param given what is kept of it besides, such as what was chosen
   */
  record Relation(RelationWords words, String target, boolean byAccount, Optional<Field> given) {
    /** One of which nothing more is kept. */
    Relation(RelationWords words, String target, boolean byAccount) {
      this(words, target, byAccount, Optional.empty());
    }

    /** A figure of a record about all that are kept of it. */
    Origin.Aggregated figure(AggregateFunction function) {
      return figure(function, Optional.empty());
    }

    /** The same about those for which a condition holds. */
    Origin.Aggregated figure(AggregateFunction function, Optional<String> where) {
      var isOfValue = function == AggregateFunction.SUM || function == AggregateFunction.AVERAGE;
      return new Origin.Aggregated(
          function, kind(), target, given.map(Field::name).filter(_ -> isOfValue), where);
    }

    /** All that are kept of a record, as an expression. */
    String all() {
      return "%s.filter(l, l.%s == record)".formatted(plural(), target);
    }

    /** The kind that is kept of it. */
    String kind() {
      return target + "_" + words.noun();
    }

    String plural() {
      return Nouns.plural(kind());
    }

    /** Those of a record that whoever calls has made, as an expression. */
    String mine(String way) {
      return "%s.%s(l, l.%s == record && l.made_by == %s)"
          .formatted(plural(), way, target, byAccount ? "account" : "caller");
    }
  }

  /** An operation that does it, or takes it back. */
  record Done(Relation relation, boolean back) {}

  /**
   * A list of what callers have done it with.
   *
   * @param relation what they have done; empty for a list of what they have made
   * @param noun of what it lists; empty for what those have made with whom they have done it
   * @param of the field of what is kept that is the record of its path; empty for who calls
   * @param reference of what is kept to what is listed, where it is no account
   */
  record Listed(
      Optional<Relation> relation,
      Optional<String> noun,
      Optional<String> of,
      Optional<String> reference) {
    /** One of who calls. */
    Listed(Optional<Relation> relation, Optional<String> noun) {
      this(relation, noun, Optional.empty());
    }

    /** One of accounts. */
    Listed(Optional<Relation> relation, Optional<String> noun, Optional<String> of) {
      this(relation, noun, of, Optional.empty());
    }

    /** The reference of what is kept to what is listed. */
    String by() {
      if (reference.isPresent()) {
        return reference.get();
      }
      var target = relation.orElseThrow().target();
      return of.filter(target::equals).isPresent() ? "made_by" : target;
    }

    /** Whether it is of what whoever calls has made. */
    boolean isOwn() {
      return relation.isEmpty();
    }
  }

  /**
   * What callers do.
   *
   * @param account the noun of accounts; empty where callers are wallets
   * @param about what a noun of a path is about, which may be called otherwise there
   */
  static DocumentRelations of(
      ApiDocument document, Optional<String> account, UnaryOperator<String> about) {
    var hasAccounts = account.isPresent();
    var all = new DocumentRelations(about);
    for (var operation : document.operations()) {
      all.action(operation, hasAccounts);
    }
    for (var operation : document.operations()) {
      all.back(operation);
      all.list(document, operation);
      account.ifPresent(noun -> all.who(document, operation, noun));
    }
    return all;
  }

  /** All that callers do with the records of a kind. */
  List<Relation> of(String target) {
    return relations.values().stream().filter(one -> one.target().equals(target)).toList();
  }

  /** What an operation does, or takes back. */
  Optional<Done> done(Operation operation) {
    return Optional.ofNullable(done.get(operation));
  }

  /** What an operation lists. */
  Optional<Listed> listed(Operation operation) {
    return Optional.ofNullable(listed.get(operation));
  }

  private record Words(RelationWords words, String last, String target) {
    String name() {
      return target + " " + words.noun();
    }
  }

  /** The words of an operation on one record; nothing is sent with it. */
  private Optional<Words> words(Operation operation) {
    return operation.requestBody().isPresent() || operation.method().equals("GET")
        ? Optional.empty()
        : DocumentPath.of(operation.path())
            .filter(path -> path.one().isEmpty() && path.parents().size() == 1)
            .flatMap(
                path ->
                    RelationWords.ofAction(path.name())
                        .map(words -> new Words(words, path.name(), before(path))));
  }

  /** What the one record is that a path names before its last part. */
  private String before(DocumentPath path) {
    return about.apply(Nouns.singular(DocumentPath.snake(path.parents().getFirst().noun())));
  }

  private void action(Operation operation, boolean hasAccounts) {
    var words = words(operation).filter(found -> !found.words().isUndone(found.last()));
    var isKnown =
        hasAccounts
            ? DocumentAccounts.isClosed(operation)
            : !operation.security().isEmpty()
                || operation.responses().stream().anyMatch(r -> r.status().equals("409"));
    if (words.isPresent() && !operation.method().equals("DELETE") && isKnown) {
      var relation =
          relations.computeIfAbsent(
              words.get().name(),
              _ -> new Relation(words.get().words(), words.get().target(), hasAccounts));
      done.put(operation, new Done(relation, false));
    }
  }

  private void back(Operation operation) {
    words(operation)
        .filter(
            found -> found.words().isUndone(found.last()) || operation.method().equals("DELETE"))
        .map(found -> relations.get(found.name()))
        .ifPresent(relation -> done.put(operation, new Done(relation, true)));
  }

  private static boolean isList(ApiDocument document, Operation operation, DocumentPath path) {
    var member = new DocumentGroup.Member(operation, path, Optional.empty());
    var group = new DocumentGroup(document, "", List.of(member));
    return DocumentGroup.successes(operation).stream()
        .flatMap(response -> DocumentGroup.json(response.content()).stream())
        .anyMatch(schema -> group.rows(schema).isPresent());
  }

  private void list(ApiDocument document, Operation operation) {
    var path = DocumentPath.of(operation.path());
    if (!operation.method().equals("GET")
        || operation.path().contains("{")
        || path.isEmpty()
        || !(path.get().parents().isEmpty() && path.get().one().isEmpty())
        || !isList(document, operation, path.get())) {
      return;
    }
    Set<String> parts = new LinkedHashSet<>();
    for (var part : operation.path().substring(1).split("/")) {
      parts.add(DocumentPath.snake(part));
    }
    var last = path.get().name();
    var isFeed = FEEDS.contains(last);
    var words = isFeed ? RelationWords.ofAction("follow") : RelationWords.ofList(last);
    var found =
        relations.values().stream()
            .filter(relation -> words.filter(relation.words()::equals).isPresent())
            .toList();
    var named = found.stream().filter(one -> parts.contains(Nouns.plural(one.target()))).toList();
    var one = found.size() == 1 ? found : named;
    var isOwn =
        parts.stream().anyMatch(ME::contains)
            || !named.isEmpty()
            || DocumentAccounts.isClosed(operation)
            || ClosedKinds.isOfCaller(operation);
    if (one.size() == 1 && isOwn) {
      listed.put(
          operation,
          new Listed(
              Optional.of(one.getFirst()),
              isFeed ? Optional.empty() : Optional.of(one.getFirst().target())));
    } else if (parts.stream().anyMatch(OWN::contains) && !operation.security().isEmpty()) {
      List<String> nouns = parts.stream().filter(part -> !OWN.contains(part)).toList();
      if (!nouns.isEmpty()) {
        listed.put(
            operation, new Listed(Optional.empty(), Optional.of(Nouns.singular(nouns.getLast()))));
      }
    }
  }

  /** A list of accounts below one record: who has done it, or with whom he has done it. */
  private void who(ApiDocument document, Operation operation, String account) {
    DocumentPath.of(operation.path())
        .filter(path -> operation.method().equals("GET"))
        .filter(path -> path.one().isEmpty() && path.parents().size() == 1)
        .filter(path -> isList(document, operation, path))
        .ifPresent(
            path -> {
              var target = before(path);
              var words = RelationWords.ofList(path.name());
              relations.values().stream()
                  .filter(relation -> relation.byAccount() && relation.target().equals(target))
                  .filter(relation -> words.filter(relation.words()::equals).isPresent())
                  .findFirst()
                  .flatMap(relation -> of(relation, path.name(), account))
                  .ifPresent(one -> listed.put(operation, one));
            });
  }

  /** Of followers the path names whom they follow, of following who does. */
  private static Optional<Listed> of(Relation relation, String last, String account) {
    if (!relation.target().equals(account)) {
      return Optional.of(
          new Listed(Optional.of(relation), Optional.of(account), Optional.of(relation.target())));
    }
    return switch (last) {
      case "followers", "subscribers" ->
          Optional.of(
              new Listed(
                  Optional.of(relation), Optional.of(account), Optional.of(relation.target())));
      case "following", "followings", "followed", "subscriptions" ->
          Optional.of(
              new Listed(Optional.of(relation), Optional.of(account), Optional.of("made_by")));
      default -> Optional.empty();
    };
  }
}
