package factory.pipeline.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.source.RecordChange.Change;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Action.Effect;
import factory.pipeline.spec.Action.Guard;
import factory.pipeline.spec.Action.Refusal;
import factory.pipeline.spec.Endpoint.In;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.SentKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Reads which operations change a state or a counter of one record: {@code POST
 * /posts/{id}/publish}, {@code DELETE /posts/{id}/like}, {@code PUT /tasks/{id}/status}.
 */
final class DocumentActions {
  /** What can be too late, besides what is done once in all. */
  private static final Set<String> IN_TIME =
      Set.of("accept", "verify", "confirm", "activate", "check_in", "checkin");

  private final ApiDocument document;
  private final Map<String, String> impossible;
  private final DocumentRelations relations;
  private final DocumentBallots ballots;
  private final Optional<String> account;
  private final UnaryOperator<String> about;
  private final List<Action> actions = new ArrayList<>();
  private final Map<String, Kind> kinds = new LinkedHashMap<>();
  private final Set<String> names = new HashSet<>();

  /**
   * Reads those of a document.
   *
   * @param impossible why something is no action, by the operation's name, is added
   * @param relations what each caller does for himself
   * @param ballots what each caller chooses or rates
   * @param account the kind of accounts, where callers are some
   * @param about what a noun of a path is about
   */
  DocumentActions(
      ApiDocument document,
      Map<String, String> impossible,
      DocumentRelations relations,
      DocumentBallots ballots,
      Optional<String> account,
      UnaryOperator<String> about) {
    this.about = about;
    this.ballots = ballots;
    this.relations = relations;
    this.account = account;
    this.document = document;
    this.impossible = impossible;
  }

  List<Action> actions() {
    return actions;
  }

  /** What is kept of what callers do. */
  List<Kind> kinds() {
    return List.copyOf(kinds.values());
  }

  /** Whether an operation is about one of the things before it: a verb comes after its key. */
  static boolean isVerb(ApiDocument.Operation operation) {
    return !operation.method().equals("GET")
        && DocumentPath.of(operation.path())
            .filter(path -> path.one().isEmpty())
            .filter(
                path ->
                    path.parents().isEmpty()
                        ? isOfCode(operation, path)
                        : Verbs.isVerb(path.name()))
            .isPresent();
  }

  /** Whether it is a verb after the name of things, of which what is sent says which one. */
  private static boolean isOfCode(ApiDocument.Operation operation, DocumentPath path) {
    return operation.method().equals("POST")
        && (OnceOnly.VERBS.contains(path.name()) || IN_TIME.contains(path.name()))
        && !before(operation).isEmpty();
  }

  /** What the things before a verb are called, singular; empty when there are none. */
  private static String before(ApiDocument.Operation operation) {
    var parts = operation.path().replaceFirst("/$", "").split("/");
    var before = parts.length < 3 ? "" : DocumentPath.snake(parts[parts.length - 2]);
    return Nouns.isPlural(before) ? Nouns.singular(before) : "";
  }

  /** Takes the actions on the things of a group, and the fields that only they change. */
  void read(DocumentGroup group, DocumentFields fields) {
    Map<String, Ballot> cast = new LinkedHashMap<>();
    for (var operation : document.operations()) {
      var path = DocumentPath.of(operation.path());
      if (path.isEmpty()
          || path.get().one().isPresent()
          || operation.method().equals("GET")
          || (path.get().parents().isEmpty() && !isOfCode(operation, path.get()))) {
        continue;
      }
      var noun =
          path.get().parents().isEmpty()
              ? before(operation)
              : about.apply(
                  Nouns.singular(DocumentPath.snake(path.get().parents().getLast().noun())));
      if (!noun.equals(group.name())) {
        continue;
      }
      var isField =
          !operation.method().equals("DELETE")
              && !relations.done(operation).isPresent()
              && ballots.cast(operation).isEmpty()
              && fields.begin(path.get().name());
      if (isVerb(operation)
          || isField
          || relations.done(operation).isPresent()
          || ballots.cast(operation).isPresent()) {
        new One(group, fields, operation, path.get(), cast).read();
      }
    }
    for (var ballot : cast.values()) {
      actions.addAll(new BallotResults(document, ballot, names).of(group, fields));
    }
  }

  /** One operation. */
  private final class One {
    private final DocumentGroup group;
    private final DocumentFields fields;
    private final ApiDocument.Operation operation;
    private final DocumentPath path;
    private final String verb;

    /** What the record is called in expressions. */
    private final String row;

    private final Map<String, String> keys = new TreeMap<>();
    private List<SentKey> sent = List.of();

    /** The ballots of the group so far, by what is kept of them. */
    private final Map<String, Ballot> cast;

    One(
        DocumentGroup group,
        DocumentFields fields,
        ApiDocument.Operation operation,
        DocumentPath path,
        Map<String, Ballot> cast) {
      this.cast = cast;
      this.group = group;
      this.fields = fields;
      this.operation = operation;
      this.path = path;
      verb = path.name();
      row = path.parents().isEmpty() ? "found" : "record";
    }

    private boolean isTakenBack() {
      return operation.method().equals("DELETE");
    }

    void read() {
      if (path.parents().isEmpty()) {
        byCode();
        return;
      }
      for (var parent : path.parents()) {
        var isLast = parent.equals(path.parents().getLast());
        var key =
            isLast
                ? fields.named(parent.parameter()).or(() -> Optional.of("id"))
                : fields.parent(parent.parameter());
        key.ifPresent(of -> keys.put(parent.parameter(), of));
      }
      if (keys.containsValue("id")
          && !(fields.key() instanceof Kind.Key.Natural)
          && !fields.names().containsKey("id")) {
        impossible.put(
            operation.name(),
            "nothing shows the key of a %s that its path has".formatted(group.name()));
        return;
      }
      sent = DocumentSent.of(group, fields, operation);
      Set<String> known = new TreeSet<>(keys.keySet());
      sent.forEach(one -> known.add(one.name()));
      var call = DocumentCall.of(document, operation, known, group.name());
      if (keys.size() < path.parents().size() || call.isEmpty()) {
        impossible.put(operation.name(), "what it is sent or answers cannot be told yet");
        return;
      }
      var ballot = ballots.cast(operation);
      if (ballot.isPresent()) {
        cast(ballot.get(), call.get());
        return;
      }
      var done = relations.done(operation).filter(found -> isRelation(found.relation()));
      if (done.isPresent()) {
        relate(done.get(), call.get());
        return;
      }
      if (Verbs.OF_CALLERS.contains(verb)
          && (!operation.security().isEmpty() || (call.get().declares(409) && !isTakenBack()))) {
        impossible.put(
            operation.name(),
            "each caller does it for himself, and who has done it is kept by nothing yet");
        return;
      }
      change(call.get(), changes(call.get()), List.of());
    }

    /** Adds what changes the record, after what finds it. */
    private void change(DocumentCall call, RecordChange changes, List<Effect> before) {
      var change = changes.change();
      if (change.isEmpty()) {
        impossible.put(
            operation.name(),
            "no field of a %s says what '%s' changes".formatted(group.name(), verb));
        return;
      }
      var guards = guards(call, changes, change.get());
      if (guards.isEmpty()) {
        impossible.put(
            operation.name(),
            call.declares(409)
                ? "when it is refused with 409 cannot be told"
                : "how it is refused a second time is not said");
        return;
      }
      var answer = answer(call, change.get());
      if (answer.isEmpty()) {
        impossible.put(operation.name(), "something that it answers is made by nothing");
        return;
      }
      List<Effect> effects = new ArrayList<>(before);
      if (!before.isEmpty()) {
        for (var guard : guards.get()) {
          effects.add(new Effect.Require(guard.check(), guard.otherwise()));
        }
      }
      if (isOnce() || IN_TIME.contains(verb)) {
        var until = OnceOnly.until(fields);
        until
            .flatMap(_ -> OnceOnly.expired(operation))
            .ifPresent(status -> effects.add(OnceOnly.inTime(row, until.get(), status)));
      }
      effects.add(new Effect.Set(row, change.get().values()));
      add(call, before.isEmpty() ? guards.get() : List.of(), effects, answer.get());
    }

    /** What finds its record by what is sent: {@code POST /coupons/redeem} with a code. */
    private void byCode() {
      var call = DocumentCall.of(document, operation, Set.of(), group.name());
      var codes =
          call.map(DocumentCall::inputs).orElse(List.of()).stream()
              .filter(input -> input.required() && input.type() instanceof FieldType.Text)
              .flatMap(
                  input ->
                      naming(call.get().place(input).name()).stream()
                          .map(field -> Map.entry(input, field)))
              .toList();
      if (codes.size() != 1) {
        impossible.put(
            operation.name(), "which %s it is about cannot be told".formatted(group.name()));
        return;
      }
      var unknown = OnceOnly.unknown(operation);
      if (unknown.isEmpty()) {
        impossible.put(operation.name(), "how a code that is none is refused is not said");
        return;
      }
      var code = codes.getFirst().getKey();
      var take =
          new Effect.Take(
              "%s.filter(l, l.%s == input.%s)"
                  .formatted(
                      DocumentKinds.plural(group.name()), codes.getFirst().getValue(), code.name()),
              "created_at",
              row,
              new Refusal(
                  unknown.get(),
                  "UNKNOWN",
                  "There is no %s like that.".formatted(group.name().replace('_', ' '))));
      change(call.get(), changes(call.get().without(code)), List.of(take));
    }

    /** The field of which no two share a value and that is called so, or the key. */
    private Optional<String> naming(String property) {
      if (property.equals(fields.names().get("id"))) {
        return Optional.of("id");
      }
      return fields.key() instanceof Kind.Key.Natural(var key)
              && fields.called(property).filter(field -> field.name().equals(key)).isPresent()
          ? Optional.of(key)
          : fields.named(property);
    }

    /** Whether it is one, and no field that clients give as well. */
    private boolean isRelation(DocumentRelations.Relation relation) {
      return (!relation.byAccount() || account.isPresent())
          && fields.fields().stream()
              .filter(field -> field.origin() instanceof Origin.Given)
              .noneMatch(field -> relation.words().states().contains(field.name()));
    }

    /** What a caller does with the record for himself. */
    private void relate(DocumentRelations.Done done, DocumentCall call) {
      var relation = done.relation();
      kinds.computeIfAbsent(relation.kind(), _ -> CallerRelations.kind(relation, account));
      fields.related((name, schema) -> CallerRelations.figure(relation, name, schema));
      CallerRelations.answer(call, fields, relation, done.back())
          .ifPresentOrElse(
              answer ->
                  add(
                      call,
                      CallerRelations.guards(call, done, account.filter(group.name()::equals)),
                      CallerRelations.effects(call, done),
                      answer),
              () ->
                  impossible.put(operation.name(), "something that it answers is made by nothing"));
    }

    /** What a caller chooses, rates, or votes up or down. */
    private void cast(DocumentBallots.Cast one, DocumentCall call) {
      var input =
          one.member().isPresent()
              ? call.inputs().stream().filter(of -> call.place(of).in() == In.BODY).findFirst()
              : Optional.<Field>empty();
      var found =
          one.back()
              ? cast.values().stream().filter(b -> b.sort() == one.sort()).findFirst()
              : Ballot.of(one, fields, input, account.isPresent());
      var isMixed =
          found
              .map(of -> cast.get(of.relation().kind()))
              .filter(before -> !before.relation().equals(found.get().relation()))
              .isPresent();
      if (found.isEmpty() || isMixed || !isRelation(found.get().relation())) {
        impossible.put(operation.name(), "what can be chosen cannot be told from the document");
        return;
      }
      var ballot = found.get();
      var guards = ballot.guards(call, one, input);
      if (guards.isEmpty()) {
        impossible.put(
            operation.name(), "whether one more replaces the first or is refused is not said");
        return;
      }
      var kind = ballot.relation().kind();
      fields.related(ballot::figure);
      var answer =
          ActionAnswer.of(
              call.answered(),
              fields,
              (name, schema) -> ballot.output(name, schema, input),
              (name, schema) ->
                  CallerRelations.constant(name, schema, ballot.relation(), one.back()));
      if (answer.isEmpty()) {
        impossible.put(operation.name(), "something that it answers is made by nothing");
        return;
      }
      cast.put(kind, ballot);
      kinds.computeIfAbsent(kind, _ -> CallerRelations.kind(ballot.relation(), account));
      add(call, guards.get(), ballot.effects(one, input, guards.get()), answer.get());
    }

    private void add(
        DocumentCall call, List<Guard> guards, List<Effect> effects, ActionAnswer answer) {
      var name = name();
      names.add(name);
      actions.add(
          new Action(
              name,
              operation.summary().strip(),
              group.name(),
              !path.parents().isEmpty(),
              call.inputs(),
              new Access.Anyone(),
              guards,
              effects,
              answer.house(),
              Optional.of(call.endpoint(keys, sent, answer.wire()))));
    }

    /** Its id, or the verb. */
    private String name() {
      var own = isTakenBack() ? "undo_" + verb : verb;
      return operation.operationId().isEmpty() && names.stream().noneMatch(own::equals)
          ? own
          : DocumentFunctions.name(operation, names);
    }

    private RecordChange changes(DocumentCall call) {
      return new RecordChange(new ActedFields(document, fields), call, verb, row, who());
    }

    /** Whoever calls: the account, or else the wallet where the gate asks for credentials. */
    private Optional<RecordChange.Who> who() {
      return account.isPresent()
          ? account
              .filter(_ -> DocumentAccounts.isClosed(operation))
              .map(
                  kind ->
                      new RecordChange.Who(
                          "account", new FieldType.Reference(kind, FieldType.OnDelete.CLEAR)))
          : operation.security().isEmpty()
              ? Optional.empty()
              : Optional.of(new RecordChange.Who("caller", new FieldType.Wallet()));
    }

    /** When it is refused; empty when the document says that it can be, and not when. */
    private Optional<List<Guard>> guards(DocumentCall call, RecordChange changes, Change change) {
      List<Guard> guards = new ArrayList<>();
      change.first().ifPresent(stop -> guards.add(stop.with(422)));
      var status =
          change
              .stop()
              .flatMap(
                  stop ->
                      stop.reason().equals("BELOW_ZERO")
                          ? changes.belowZero()
                          : OnceOnly.done(operation));
      if (call.declares(409) ? change.stop().isEmpty() : isOnce() && status.isEmpty()) {
        return Optional.empty();
      }
      status.ifPresent(refused -> guards.add(change.stop().get().with(refused)));
      return Optional.of(guards);
    }

    private boolean isOnce() {
      return OnceOnly.VERBS.contains(verb);
    }

    /** What it answers: the record, some of its fields, that it was done, or nothing. */
    private Optional<ActionAnswer> answer(DocumentCall call, Change change) {
      return ActionAnswer.of(
          call.answered(),
          fields,
          row,
          (_, _) -> Optional.empty(),
          (name, schema) -> said(name, schema, change));
    }

    /** What says that it was done: true, a sentence, or the state that it is in. */
    private Optional<JsonNode> said(String name, Described schema, Change change) {
      var state = Verbs.state(verb);
      var isState = state.isPresent() && state.get().made().contains(name.replaceFirst("^is_", ""));
      if (schema.is("boolean") && isState) {
        return Optional.of(BooleanNode.valueOf(!isTakenBack()));
      }
      return name.equals(change.field().name())
          ? Optional.empty()
          : Acknowledgement.of(name, schema);
    }
  }
}
