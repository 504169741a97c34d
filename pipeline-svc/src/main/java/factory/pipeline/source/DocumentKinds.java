package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.Schema;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Http;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Route;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Guesses the kinds of a document, and which route each operation is: what is made by POST to a
 * collection is a kind, and what else is done at its paths are its operations. A guess is held
 * against the document afterwards ({@link Honoured}), so that a wrong one costs nothing.
 */
final class DocumentKinds {
  private static final Set<String> SEARCHES = Set.of("search", "find", "query", "filter");

  /** How many records a path may name before what it is about. */
  private static final int MOST_PARENTS = 3;

  private DocumentKinds() {}

  /**
   * The kinds.
   *
   * @param impossible why there is no kind of some operations, by their names, is added
   * @param actions what changes a state or a counter of their records is added
   * @param accounts whose operations are of no kind, and who makes records
   */
  static List<Kind> of(
      ApiDocument document,
      Map<String, String> impossible,
      List<Action> actions,
      Optional<DocumentAccounts> accounts) {
    UnaryOperator<String> about = noun -> accounts.map(all -> all.about(noun)).orElse(noun);
    var relations = DocumentRelations.of(document, accounts.map(DocumentAccounts::noun), about);
    var counted = new OneCounter(document, Set.of()).operations();
    var ballots = DocumentBallots.of(document, accounts.isPresent());
    var links = new RecordLinks(document);
    var members = members(document, accounts, relations, ballots, links, counted);
    List<DocumentGroup> groups = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    members.forEach(
        (name, some) -> {
          var group = new DocumentGroup(document, name, some);
          if (group.input().isPresent()) {
            groups.add(group);
            names.add(name);
          }
        });
    Map<DocumentGroup, DocumentFields> fields = new LinkedHashMap<>();
    for (var group : groups) {
      var read = DocumentFields.of(group, names);
      if (read.filter(of -> of.problem().isEmpty()).isPresent()) {
        fields.put(group, read.get());
      } else {
        for (var member : group.members()) {
          read.ifPresent(of -> impossible.put(member.operation().name(), of.problem()));
        }
      }
    }
    fields.forEach(
        (group, own) ->
            fields.forEach(
                (_, others) ->
                    others.refersTo(group.name()).ifPresent(by -> own.figures(others, by))));
    accounts.ifPresentOrElse(
        all -> makers(all, fields),
        () ->
            fields.forEach(
                (group, own) -> {
                  if (hasOwnList(group)) {
                    own.madeByWallet();
                  }
                }));
    var account = account(accounts, fields);
    fields.forEach(
        (group, own) -> {
          if (account.filter(group.name()::equals).isPresent()) {
            own.roles();
          }
        });
    invitations(accounts, fields, impossible);
    var keyed = new DocumentKeyed(document, impossible, fields, new LinkedHashSet<>());
    keyed.read();
    fields
        .keySet()
        .removeIf(
            group ->
                group.members().stream()
                    .map(DocumentGroup.Member::operation)
                    .allMatch(keyed.taken()::contains));
    actions.addAll(keyed.actions());
    var others =
        document.with(
            document.operations().stream().filter(one -> !keyed.taken().contains(one)).toList());
    var acts = new DocumentActions(others, impossible, relations, ballots, account, about);
    fields.forEach(acts::read);
    actions.addAll(acts.actions());
    fields.values().forEach(DocumentFields::begin);
    var histories = new DocumentHistories(document, impossible, fields, account, about);
    var acting = histories.kept(actions);
    actions.clear();
    actions.addAll(acting);
    var objects = new DocumentObjects(fields, relations, acts.kinds());
    objects.read();
    var named = new NamedOthers(fields, relations, acts.kinds());
    Set<String> taken = new LinkedHashSet<>();
    actions.forEach(action -> taken.add(action.name()));
    actions.addAll(new DocumentCollections(document, impossible, fields, taken, named).actions());
    actions.addAll(new NamedInBody(document, impossible, fields, taken).actions());
    actions.addAll(new BareMaking(document, impossible, fields, taken).actions());
    var votes = new VoteMaking(document, impossible, fields, taken);
    actions.addAll(votes.actions());
    actions.addAll(links.actions(fields, impossible, taken));
    var counter = new OneCounter(document, taken);
    counter.read();
    actions.addAll(counter.actions());
    var before = List.copyOf(actions);
    var picks =
        DocumentPicks.of(
            document,
            fields,
            one ->
                accounts.filter(all -> all.isAboutSessions(one)).isPresent()
                    || relations.done(one).isPresent()
                    || relations.listed(one).isPresent()
                    || isDoneBy(before, one));
    var views = new DocumentViews(document, impossible, actions, about, objects);
    views.read(fields, picks);
    actions.addAll(views.actions());
    var shown = List.copyOf(actions);
    actions.addAll(
        DocumentSummaries.of(
            document,
            fields,
            shown,
            one ->
                picks.has(one)
                    || fields.keySet().stream().anyMatch(group -> isOf(group, one))
                    || accounts.filter(all -> all.isAboutSessions(one)).isPresent()
                    || relations.listed(one).isPresent()
                    || isDoneBy(shown, one),
            accounts.isPresent(),
            impossible));
    dropUnkept(document, fields, actions, impossible);
    List<Kind> kinds = new ArrayList<>();
    var above = new ParentNames(fields);
    for (var action : List.copyOf(actions)) {
      above
          .problem(action)
          .ifPresent(
              why -> {
                impossible.put(action.http().orElseThrow().named(), why);
                actions.remove(action);
              });
    }
    fields.forEach(
        (group, own) -> {
          var uniques = DocumentUniques.take(group, own);
          for (var member : group.members()) {
            above
                .problem(member, own)
                .ifPresent(why -> impossible.put(member.operation().name(), why));
          }
          kinds.add(
              kind(
                  group,
                  own,
                  uniques,
                  picks,
                  accounts,
                  above,
                  named,
                  one -> above.problem(one, own).isEmpty() && !votes.isTaken(one.operation())));
        });
    kinds.addAll(acts.kinds());
    kinds.addAll(links.kinds(names));
    kinds.addAll(counter.kinds());
    return kinds;
  }

  /** Drops what would be about the records of others than a header or a cookie says. */
  private static void dropUnkept(
      ApiDocument document,
      Map<DocumentGroup, DocumentFields> fields,
      List<Action> actions,
      Map<String, String> impossible) {
    for (var action : List.copyOf(actions)) {
      var http = action.http().orElseThrow();
      var operation =
          document.operations().stream().filter(one -> one.name().equals(http.named())).findFirst();
      var wanted =
          fields.entrySet().stream()
              .filter(kind -> kind.getKey().name().equals(action.kind()))
              .flatMap(
                  kind ->
                      operation.stream()
                          .flatMap(
                              one -> DocumentSent.of(kind.getKey(), kind.getValue(), one).stream()))
              .toList();
      operation
          .flatMap(one -> DocumentSent.unkept(one, wanted, http.sent()))
          .ifPresent(
              why -> {
                impossible.put(http.named(), why);
                actions.remove(action);
              });
    }
  }

  /** The operations by what they are about; lists of a caller's own after those for all. */
  private static Map<String, List<DocumentGroup.Member>> members(
      ApiDocument document,
      Optional<DocumentAccounts> accounts,
      DocumentRelations relations,
      DocumentBallots ballots,
      RecordLinks links,
      Set<ApiDocument.Operation> counted) {
    Map<String, List<DocumentGroup.Member>> members = new LinkedHashMap<>();
    Map<DocumentGroup.Member, String> mine = new LinkedHashMap<>();
    for (var operation : document.operations()) {
      var shows = accounts.filter(all -> all.isMe(operation)).isPresent();
      var path =
          DocumentFiles.ofRecord(document, operation).or(() -> DocumentPath.of(operation.path()));
      if (path.isEmpty()
          || path.get().parents().size() > MOST_PARENTS
          || (accounts.filter(all -> all.isAboutSessions(operation)).isPresent() && !shows)
          || counted.contains(operation)
          || links.isDone(operation)
          || relations.done(operation).isPresent()
          || ballots.cast(operation).isPresent()
          || DocumentActions.isVerb(operation)) {
        continue;
      }
      var ofAccount = shows || accounts.filter(all -> all.isDoneToMe(operation)).isPresent();
      var listed =
          ofAccount
              ? Optional.<DocumentRelations.Listed>empty()
              : relations.listed(operation).or(() -> links.listed(operation));
      var member = new DocumentGroup.Member(operation, path.get(), listed, ofAccount);
      if (listed.isPresent()) {
        mine.put(
            member,
            listed.get().noun().or(() -> sameItems(document, member, relations)).orElse(""));
      } else {
        members
            .computeIfAbsent(
                noun(document, operation, path.get(), accounts), _ -> new ArrayList<>())
            .add(member);
      }
    }
    mine.forEach(
        (member, noun) -> {
          var others = members.computeIfAbsent(noun, _ -> new ArrayList<>());
          var isBesideAll =
              others.stream()
                  .anyMatch(
                      one ->
                          one.does().equals(Optional.of(Operation.LIST))
                              && one.path().parents().isEmpty());
          others.add(
              member.listed().get().isOwn() && !isBesideAll
                  ? new DocumentGroup.Member(member.operation(), member.path(), Optional.empty())
                  : member);
        });
    return members;
  }

  /** The noun of another list or record with the same items. */
  private static Optional<String> sameItems(
      ApiDocument document, DocumentGroup.Member feed, DocumentRelations relations) {
    var group = new DocumentGroup(document, "", List.of(feed));
    var items = group.record().map(DocumentGroup.Within::schema);
    return document.operations().stream()
        .filter(one -> one.method().equals("GET") && relations.listed(one).isEmpty())
        .filter(one -> !one.equals(feed.operation()))
        .flatMap(
            one ->
                DocumentPath.of(one.path()).stream()
                    .filter(
                        path -> {
                          var name = Nouns.singular(path.name());
                          var member = new DocumentGroup.Member(one, path, Optional.empty());
                          return new DocumentGroup(document, name, List.of(member))
                              .record()
                              .map(DocumentGroup.Within::schema)
                              .equals(items);
                        })
                    .map(path -> Nouns.singular(path.name())))
        .findFirst()
        .filter(_ -> items.isPresent());
  }

  /** What whoever registers has to know; there are no accounts where that cannot be told. */
  private static void invitations(
      Optional<DocumentAccounts> accounts,
      Map<DocumentGroup, DocumentFields> fields,
      Map<String, String> impossible) {
    for (var entry : Map.copyOf(fields).entrySet()) {
      if (!DocumentAccounts.isAccount(entry.getValue())) {
        continue;
      }
      var found = DocumentInvitations.take(entry.getKey(), entry.getValue(), fields);
      accounts.ifPresent(all -> all.invitedBy(found.all()));
      // Where there are no accounts, nothing asks for a code either.
      var problem =
          accounts.isEmpty() && found.all().isPresent()
              ? "whoever registers has to know a code, and no accounts of its own can be served"
              : found.problem();
      if (!problem.isEmpty()) {
        fields.remove(entry.getKey());
        entry
            .getKey()
            .members()
            .forEach(member -> impossible.put(member.operation().name(), problem));
      }
    }
  }

  /** The kind of accounts. */
  private static Optional<String> account(
      Optional<DocumentAccounts> accounts, Map<DocumentGroup, DocumentFields> fields) {
    return fields.entrySet().stream()
        .filter(entry -> accounts.isPresent() && DocumentAccounts.isAccount(entry.getValue()))
        .map(entry -> entry.getKey().name())
        .findFirst();
  }

  /** What an operation is about: whoever registers is a user. */
  private static String noun(
      ApiDocument document,
      ApiDocument.Operation operation,
      DocumentPath path,
      Optional<DocumentAccounts> accounts) {
    if (operation.method().equals("POST") && Nouns.singular(path.name()).equals("upload")) {
      return uploaded(document).orElse("upload");
    }
    return accounts.isPresent()
            && (DocumentAccounts.isRegister(operation)
                || accounts.get().isMe(operation)
                || accounts.get().isDoneToMe(operation))
        ? accounts.get().noun()
        : Nouns.singular(searched(operation, path).orElseGet(path::name));
  }

  /** Whether it answers all of a collection in a form that is no JSON, as its path says. */
  private static boolean isExport(ApiDocument.Operation operation, DocumentPath path) {
    return Set.of("export", "csv", "download", "table").contains(path.name())
        && DocumentGroup.successes(operation).stream()
            .flatMap(success -> success.content().stream())
            .anyMatch(content -> content.mediaType().equals("text/csv"));
  }

  /**
   * What {@code GET /tasks/search} looks for, or {@code /tasks/export} answers: it is another list
   * of the collection before it.
   */
  private static Optional<String> searched(ApiDocument.Operation operation, DocumentPath path) {
    var parts = operation.path().replaceFirst("/$", "").split("/");
    var before = parts.length < 2 ? "" : parts[parts.length - 2];
    return operation.method().equals("GET")
            && path.one().isEmpty()
            && (SEARCHES.contains(path.name()) || isExport(operation, path))
            && before.matches("[A-Za-z][A-Za-z0-9_-]*")
        ? Optional.of(DocumentPath.snake(before))
        : Optional.empty();
  }

  /** Whether something else makes what a noun is about. */
  private static boolean isPosted(ApiDocument document, String noun) {
    return document.operations().stream()
        .filter(operation -> operation.method().equals("POST"))
        .flatMap(operation -> DocumentPath.of(operation.path()).stream())
        .anyMatch(path -> path.one().isEmpty() && Nouns.singular(path.name()).equals(noun));
  }

  /**
   * The only noun whose file can be read, and that nothing else makes: what is uploaded is one of
   * them.
   */
  private static Optional<String> uploaded(ApiDocument document) {
    var nouns =
        document.operations().stream()
            .filter(operation -> operation.method().equals("GET"))
            .filter(operation -> DocumentFiles.isAnswered(document, operation))
            .flatMap(
                operation ->
                    DocumentFiles.ofRecord(document, operation)
                        .or(() -> DocumentPath.of(operation.path()))
                        .stream())
            .map(path -> Nouns.singular(path.name()))
            .filter(noun -> !isPosted(document, noun))
            .distinct()
            .toList();
    return nouns.size() == 1 ? Optional.of(nouns.getFirst()) : Optional.empty();
  }

  /** Says of records that only who is logged in makes whose they are. */
  private static void makers(DocumentAccounts accounts, Map<DocumentGroup, DocumentFields> fields) {
    var account = account(Optional.of(accounts), fields);
    fields.forEach(
        (group, own) -> {
          if (account.isPresent()
              && !account.get().equals(group.name())
              && DocumentAccounts.isMadeByAccounts(group)) {
            own.madeBy(account.get());
            DocumentObjects.maker(own, account.get(), of(fields, account.get()));
            if (DocumentAccounts.isOwn(group) || hasOwnList(group)) {
              own.madeByHidden(account.get());
            }
          }
        });
  }

  private static DocumentFields of(Map<DocumentGroup, DocumentFields> fields, String kind) {
    return fields.entrySet().stream()
        .filter(entry -> entry.getKey().name().equals(kind))
        .findFirst()
        .orElseThrow()
        .getValue();
  }

  private static boolean hasOwnList(DocumentGroup group) {
    return group.members().stream()
        .anyMatch(member -> member.listed().filter(DocumentRelations.Listed::isOwn).isPresent());
  }

  private static boolean isDoneBy(List<Action> actions, ApiDocument.Operation operation) {
    return actions.stream()
        .flatMap(action -> action.http().stream())
        .anyMatch(http -> http.named().equals(operation.name()));
  }

  /** What all of a kind are called. */
  static String plural(String name) {
    var plural = Nouns.plural(name);
    return plural.equals(name) ? plural + "_list" : plural;
  }

  private static Kind kind(
      DocumentGroup group,
      DocumentFields fields,
      List<Kind.Unique> uniques,
      DocumentPicks picks,
      Optional<DocumentAccounts> accounts,
      ParentNames above,
      NamedOthers named,
      Predicate<DocumentGroup.Member> isFound) {
    var queries = new DocumentQueries(group.document(), fields, named);
    var routes = new DocumentRoutes(group, fields, queries, accounts, above);
    if (DocumentHistories.isNewestFirst(group)) {
      queries.newestFirst();
    }
    List<Route> all = new ArrayList<>();
    group.members().stream()
        .filter(isFound)
        .forEach(member -> routes.of(member).ifPresent(all::add));
    picks.of(group).forEach(one -> routes.of(one, all).ifPresent(all::add));
    all.replaceAll(new BodyFields(group, fields)::of);
    Set<Operation> operations = EnumSet.noneOf(Operation.class);
    all.stream()
        .filter(route -> !route.ofAccount())
        .forEach(route -> operations.add(route.operation()));
    var listing = queries.listing();
    return new Kind(
        group.name(),
        plural(group.name()),
        "",
        fields.key(),
        fields.fields(),
        uniques,
        List.of(),
        List.of(),
        Optional.empty(),
        listing,
        Kind.KindAccess.OPEN,
        operations,
        Optional.of(
            new Http(
                fields.names(),
                fields.hidden(),
                UnseenFields.of(fields, fields.key(), listing, all),
                leavesNullsOut(group),
                isClosed(group),
                all,
                fields.objects(),
                fields.again())));
  }

  private static boolean isOf(DocumentGroup group, ApiDocument.Operation operation) {
    return group.members().stream().anyMatch(member -> member.operation().equals(operation));
  }

  /**
   * Whether what is not required in answers may not be null there: a field of a record, or else,
   * where records have all of theirs, what is told of a list.
   */
  private static boolean leavesNullsOut(DocumentGroup group) {
    var record = group.record().map(DocumentGroup.Within::described);
    var hasAll =
        record.filter(one -> one.required().containsAll(one.properties().keySet())).isPresent();
    return record.filter(one -> hasAbsent(group, one)).isPresent()
        || (hasAll
            && group
                .of(Operation.LIST)
                .flatMap(member -> DocumentGroup.successes(member.operation()).stream())
                .flatMap(success -> DocumentGroup.json(success.content()).stream())
                .flatMap(schema -> group.described(schema).stream())
                .anyMatch(list -> hasAbsent(group, list)));
  }

  /** Whether an object may be without a member that is never null. */
  private static boolean hasAbsent(DocumentGroup group, Schema.Described object) {
    return object.properties().entrySet().stream()
        .filter(property -> !object.required().contains(property.getKey()))
        .anyMatch(
            property ->
                group
                    .described(property.getValue())
                    .filter(described -> !described.nullable())
                    .isPresent());
  }

  private static boolean isClosed(DocumentGroup group) {
    return group
        .input()
        .filter(
            input -> input.described().additional().equals(Optional.of(new Schema.Anything(false))))
        .isPresent();
  }
}
