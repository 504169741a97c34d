package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Route;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Makes records that are right, with all that they need before them. */
final class Maker {
  private static final int TRIES = 12;
  private static final int DRAWS = 100;

  /** Often enough for a value that somebody has by chance. */
  private static final int DRAWN_AGAIN = 3;

  private final Session session;
  private final Evaluator evaluator;
  private final AtomicInteger made = new AtomicInteger();

  /** Records that others refer to and that nothing deletes, by kind and wallet. */
  private final Map<String, JsonNode> anchors = new HashMap<>();

  /** Values of unique fields, and combinations of values, that somebody had. */
  private final Set<String> taken = new HashSet<>();

  private final Set<String> combinations = new HashSet<>();

  private final Deque<String> under = new ArrayDeque<>();

  Maker(Session session, Evaluator evaluator) {
    this.session = session;
    this.evaluator = evaluator;
  }

  /** A number that nobody had before. */
  int next() {
    return made.getAndIncrement();
  }

  Kind kind(String name) {
    return session
        .specification()
        .kind(name)
        .orElseThrow(() -> new IllegalArgumentException("there is no kind " + name));
  }

  static String path(Kind kind) {
    return "/" + kind.plural();
  }

  static String path(Kind kind, JsonNode record) {
    return path(kind, record.path("id").asText());
  }

  /** Of a key that may have any characters. */
  static String path(Kind kind, String id) {
    return path(kind) + "/" + Paths.encoded(id);
  }

  static String path(Action action, Kind kind, JsonNode record) {
    return (action.onRecord() ? path(kind, record) : path(kind))
        + "/"
        + action.name().replace('_', '-');
  }

  /** Fields that a client gives when it makes a record. */
  static List<Field> given(Kind kind) {
    return ofClients(kind).filter(f -> Routes.isGivenToMake(kind, f.name())).toList();
  }

  /** Fields that a client gives at some time. */
  private static Stream<Field> ofClients(Kind kind) {
    return kind.fields().stream().filter(f -> f.origin() instanceof Origin.Given);
  }

  /** Fields that a replacement has. */
  static List<Field> replaced(Kind kind) {
    return ofClients(kind).filter(f -> Routes.isGivenToReplace(kind, f.name())).toList();
  }

  /** Fields that a client gives at some time, and that the body of a route does not. */
  static List<Field> notGiven(Kind kind, Route route) {
    return ofClients(kind)
        .filter(field -> !route.gives(field.name()) && !route.placed().contains(field.name()))
        .filter(field -> Routes.shows(kind, field.name()) || Routes.isUnseen(kind, field.name()))
        .filter(
            field ->
                !(route.placed().contains("id")
                    && kind.key().equals(new Kind.Key.Natural(field.name()))))
        .toList();
  }

  /** Fields that a client may change. */
  static List<Field> changeable(Kind kind) {
    return ofClients(kind)
        .filter(f -> !(f.type() instanceof FieldType.File))
        .filter(f -> Routes.isGivenToChange(kind, f.name()))
        .filter(f -> !Routes.isInPath(kind, Operation.UPDATE, f.name()))
        .filter(
            f ->
                f.origin() instanceof Origin.Given(_, var fixed)
                    && !fixed
                    && !(kind.key() instanceof Kind.Key.Natural(var key) && key.equals(f.name())))
        .toList();
  }

  static boolean hasCreate(Kind kind) {
    return (kind.operations().contains(Operation.CREATE) || Routes.making(kind).isPresent())
        && !(kind.access().create() instanceof Access.Nobody);
  }

  static boolean hasUpdate(Kind kind) {
    return kind.operations().contains(Operation.UPDATE)
        && !(kind.access().update() instanceof Access.Nobody);
  }

  static boolean hasDelete(Kind kind) {
    return kind.operations().contains(Operation.DELETE)
        && !(kind.access().delete() instanceof Access.Nobody);
  }

  /** A body that is right and differs from all before it; optional fields on demand. */
  ObjectNode body(Kind kind, Wallet as, boolean optional) throws Ended {
    return lawful(kind, as, optional, 0, "", MissingNode.getInstance());
  }

  /** The same with what a route takes, and nothing else. */
  ObjectNode body(Kind kind, Route route, Wallet as) throws Ended {
    var body = body(kind, as, true);
    notGiven(kind, route).forEach(field -> body.remove(field.name()));
    return body;
  }

  /** The same with a value of one field; empty when none was found that keeps the rules then. */
  Optional<ObjectNode> bodyWith(Kind kind, Wallet as, String field, JsonNode value) throws Ended {
    var body = lawful(kind, as, true, 0, field, value);
    kind.field(field)
        .filter(one -> differs(kind, one))
        .ifPresent(one -> taken.add(taken(kind, one, value)));
    return breaks(kind, body, as).isEmpty() ? Optional.of(body) : Optional.empty();
  }

  /**
   * The same, drawn for another time.
   *
   * @param before whose references and unique values are taken again, as far as no rule is about
   *     them
   */
  private ObjectNode body(Kind kind, Wallet as, boolean optional, int turn, JsonNode before)
      throws Ended {
    var n = next();
    var body = ExactJson.MAPPER.createObjectNode();
    var place = 0;
    for (var field : given(kind)) {
      place++;
      if (!field.required()
          && !optional
          && !Routes.isInPathOfMaking(kind, field.name())
          && !isInvitation(kind, field)) {
        continue;
      }
      var keeps =
          field.type() instanceof FieldType.Reference
              || (differs(kind, field)
                  && kind.rules().stream().noneMatch(r -> r.check().contains(field.name())));
      var value =
          keeps && before.has(field.name())
              ? Optional.of(before.path(field.name()))
              : value(kind, field, as, n, turn == 0 ? place : session.random().nextInt(20 * turn));
      if (value.isPresent()) {
        body.set(field.name(), value.get());
      } else if (field.required()) {
        throw Ended.notTried("no value for " + field.name() + " of " + kind.name() + " was found");
      }
    }
    return body;
  }

  /** A fresh value of one field. */
  Optional<JsonNode> value(Kind kind, Field field, Wallet as, int n, int place) throws Ended {
    if (field.type() instanceof FieldType.Reference(var target, _)) {
      if (!field.required() && (under.contains(target) || target.equals(kind.name()))) {
        return Optional.empty();
      }
      return Optional.of(
          (mustDiffer(kind, field) ? make(kind(target), as) : anchor(target, as)).path("id"));
    }
    if (isInvitation(kind, field)) {
      // Whoever is first needs none, and who has to give something gives anything.
      var code = invited().code();
      return code.isPresent() || !field.required()
          ? code
          : Values.fresh(field.name(), field.type(), n, place);
    }
    if (SentHeaders.isSent(kind, field.name())) {
      // All that is made is the same one's, or nothing that is made could refer to it.
      return Values.fresh(field.name(), field.type(), 1, 1);
    }
    var value = Values.fresh(field.name(), field.type(), n, place);
    if (!differs(kind, field)) {
      return value;
    }
    // Patterns and small types give the same value for several numbers.
    for (var draw = 0; draw < DRAWS && value.isPresent(); draw++) {
      if (taken.add(taken(kind, field, value.get()))) {
        return value;
      }
      value = Values.fresh(field.name(), field.type(), next(), draw);
    }
    return Optional.empty();
  }

  /** Whether a field is the code that whoever registers has to know. */
  boolean isInvitation(Kind kind, Field field) {
    return session
        .specification()
        .accounts()
        .filter(accounts -> accounts.isInvitation(kind, field.name()))
        .isPresent();
  }

  private Invited invited() {
    return new Invited(
        session,
        this,
        session.specification().accounts().orElseThrow().invitations().orElseThrow());
  }

  /** Whether no two records have the same value of a field. */
  private static boolean differs(Kind kind, Field field) {
    return field.unique()
        || (kind.key() instanceof Kind.Key.Natural(var key) && key.equals(field.name()));
  }

  private static String taken(Kind kind, Field field, JsonNode value) {
    return kind.name() + " " + field.name() + " " + compared(value);
  }

  /**
   * Whether a value was refused because another record has it: one that a check has sent and that
   * was not drawn here, of a field that has few.
   */
  static boolean isTaken(Kind kind, Exchange answer) {
    return answer.is(409)
        && given(kind).stream()
            .anyMatch(field -> differs(kind, field) && answer.names(field.name()));
  }

  private static String compared(JsonNode value) {
    return value.asText(value.toString()).toLowerCase(java.util.Locale.ROOT);
  }

  /** Whether a record has the same combination as one before it. */
  private boolean repeats(Kind kind, JsonNode body, Wallet as) {
    for (var unique : kind.unique()) {
      var values = new StringBuilder(kind.name());
      for (var name : unique.fields()) {
        var caller = kind.field(name).filter(Maker::isMaker).isPresent();
        values.append('\n').append(name).append(' ');
        values.append(caller ? as.word() : compared(body.path(name)));
      }
      if (combinations.contains(values.toString())) {
        return true;
      }
      combinations.add(values.toString());
    }
    return false;
  }

  /**
   * Whether a wallet has at most one record of a kind.
   *
   * @return false too where another field goes with it
   */
  static boolean isOnePerWallet(Kind kind) {
    return kind.fields().stream().anyMatch(f -> f.unique() && isMaker(f))
        || kind.unique().stream()
            .anyMatch(
                unique ->
                    unique.fields().stream()
                        .allMatch(name -> kind.field(name).filter(Maker::isMaker).isPresent()));
  }

  /** Ends where a wallet makes at most one for each record that they refer to. */
  static void refuseOnePerParent(Kind kind) throws Ended {
    for (var unique : kind.unique()) {
      var isOfWallet =
          unique.fields().stream()
              .anyMatch(name -> kind.field(name).filter(Maker::isMaker).isPresent());
      for (var name : unique.fields()) {
        if (isOfWallet
            && kind.field(name).map(Field::type).orElse(null)
                instanceof FieldType.Reference(var parent, _)
            && !isMaker(kind.field(name).orElseThrow())) {
          throw Ended.notTried(
              "a wallet makes at most one %s for each %s".formatted(kind.name(), parent));
        }
      }
    }
  }

  /**
   * Makes room for a check: what wallets have one of at most is deleted, where that is possible.
   */
  void makeRoom() throws Ended {
    for (var kind : session.specification().kinds()) {
      if (!isOnePerWallet(kind)
          || !hasDelete(kind)
          || !kind.operations().contains(Operation.LIST)) {
        continue;
      }
      anchors.keySet().removeIf(key -> key.startsWith(kind.name() + " "));
      for (var wallet : List.of(Wallet.A, Wallet.B, Wallet.C)) {
        makeRoom(kind, wallet);
      }
    }
  }

  private void makeRoom(Kind kind, Wallet as) throws Ended {
    try {
      for (var record : session.call(as, "GET", path(kind)).json().path(kind.plural())) {
        session.call(as, "DELETE", path(kind, record));
      }
    } catch (Ended e) {
      // Where there is no way to ask for it, the check that needs the room says so.
      if (e.outcome() == Proof.Outcome.FAILED) {
        throw e;
      }
    }
  }

  /** Inputs of an operation, all of them or those that must be given. */
  ObjectNode inputs(List<Field> inputs, Wallet as, boolean optional, int n) throws Ended {
    var body = ExactJson.MAPPER.createObjectNode();
    var place = 0;
    for (var input : inputs) {
      place++;
      if (!input.required() && !optional) {
        continue;
      }
      var value =
          input.type() instanceof FieldType.Reference(var target, _)
              ? Optional.of(anchor(target, as).path("id"))
              : Values.fresh(input.name(), input.type(), n, place);
      if (value.isPresent()) {
        body.set(input.name(), value.get());
      } else if (input.required()) {
        throw Ended.notTried("no value for the input " + input.name() + " was found");
      }
    }
    return body;
  }

  /**
   * Inputs of an action whose references are to records that nothing has touched, and that belong
   * to the action's record where they can.
   */
  ObjectNode freshInputs(Action action, JsonNode record, Wallet as) throws Ended {
    var body = inputs(action.inputs(), as, true, next());
    for (var input : action.inputs()) {
      if (input.type() instanceof FieldType.Reference(var target, _)) {
        var kind = kind(target);
        var parent =
            given(kind).stream()
                .filter(
                    field ->
                        field.type() instanceof FieldType.Reference(var to, _)
                            && to.equals(action.kind()))
                .findFirst();
        var made =
            parent.isPresent() && record.has("id") && hasCreate(kind)
                ? makeWith(kind, as, parent.get().name(), record.path("id"))
                : make(kind, as);
        body.set(input.name(), made.path("id"));
      }
    }
    return body;
  }

  /**
   * Inputs of an action that what it asks of them is so for, as far as that can be told from them
   * and its record: the same, and then others of the texts and numbers that both name.
   */
  List<ObjectNode> fitting(Action action, JsonNode record, Wallet as) throws Ended {
    List<ObjectNode> all = new ArrayList<>();
    var drawn = freshInputs(action, record, as);
    all.add(drawn);
    if (!action.inputs().isEmpty()) {
      all.add(freshInputs(action, record, as));
    }
    for (var input : action.inputs()) {
      for (var value : Fitting.candidates(action, kind(action.kind()), input, record)) {
        var other = drawn.deepCopy();
        other.set(input.name(), value);
        all.add(other);
      }
    }
    List<ObjectNode> fit = new ArrayList<>();
    for (var inputs : all) {
      if (fits(action, record, inputs, as) && !fit.contains(inputs)) {
        fit.add(inputs);
      }
    }
    return fit;
  }

  /** Inputs that a guard over them refuses. */
  List<ObjectNode> unfit(Action action, JsonNode record, Wallet as) throws Ended {
    List<ObjectNode> all = new ArrayList<>();
    for (var input : action.inputs()) {
      if (action.guards().stream().anyMatch(guard -> Fitting.isOf(guard, input))) {
        var drawn = freshInputs(action, record, as);
        for (var value :
            Fitting.beyond(action, kind(action.kind()), input, record, drawn.path(input.name()))) {
          var inputs = drawn.deepCopy();
          inputs.set(input.name(), value);
          if (!fits(action, record, inputs, as)) {
            all.add(inputs);
          }
        }
      }
    }
    return all;
  }

  private boolean fits(Action action, JsonNode record, ObjectNode inputs, Wallet as) throws Ended {
    var scope =
        scope(as)
            .with("record", new World.Entry(kind(action.kind()), record))
            .with("input", evaluator.inputs(action.inputs(), inputs));
    for (var guard : action.guards()) {
      if (Fitting.isOfInputs(guard) && !evaluator.holds(guard.check(), scope)) {
        return false;
      }
    }
    return true;
  }

  /** Whether two records with the same reference could collide. */
  private static boolean mustDiffer(Kind kind, Field field) {
    return field.unique()
        || kind.unique().stream().anyMatch(unique -> unique.fields().contains(field.name()))
        || kind.noOverlap().stream().anyMatch(interval -> interval.per().contains(field.name()));
  }

  /** A record to refer to, the same one each time. */
  JsonNode anchor(String name, Wallet as) throws Ended {
    var key = name + " " + as;
    var before = anchors.get(key);
    if (before != null) {
      return before;
    }
    var record = make(kind(name), as);
    anchors.put(key, record);
    return record;
  }

  /** Refers no more to a record that may be gone. */
  void deleted(Kind kind, JsonNode record) {
    anchors
        .entrySet()
        .removeIf(
            anchor ->
                anchor.getKey().startsWith(kind.name() + " ")
                    && anchor.getValue().path("id").equals(record.path("id")));
  }

  /** A new record, as a wallet, with every field that can be given. */
  JsonNode make(Kind kind, Wallet as) throws Ended {
    if (under.contains(kind.name())) {
      throw Ended.notTried("a " + kind.name() + " needs another one before it");
    }
    under.push(kind.name());
    try {
      return hasCreate(kind) ? created(kind, as) : byAction(kind, as);
    } finally {
      under.pop();
    }
  }

  private JsonNode created(Kind kind, Wallet as) throws Ended {
    for (var turn = 0; ; turn++) {
      var answer =
          session.call(
              as, "POST", path(kind), lawful(kind, as, true, turn, "", MissingNode.getInstance()));
      if (answer.is(201)) {
        return answer.json();
      }
      if (answer.isAnotherOfWallet(kind)) {
        throw Exchange.onePerWallet(kind);
      }
      if (isTaken(kind, answer) && turn < DRAWN_AGAIN) {
        continue;
      }
      if (answer.is(403) && kind.access().create() instanceof Access.When) {
        throw Ended.notTried(
            "who may make a " + kind.name() + " depends on a condition that nobody here fulfils");
      }
      // Rules between fields are hit by drawing again.
      if (!answer.is(422) || kind.rules().stream().noneMatch(r -> answer.names(r.field()))) {
        answer.expect(201);
      }
      if (turn >= TRIES) {
        throw Ended.notTried(
            "no "
                + kind.name()
                + " that keeps the rules between its fields was found in "
                + TRIES
                + " tries");
      }
    }
  }

  /**
   * A body that keeps the rules between its fields, as far as they can be computed here: drawn
   * again, or without the optional fields that they are about.
   *
   * @param fixed a field whose value is not drawn; empty when all are
   */
  private ObjectNode lawful(
      Kind kind, Wallet as, boolean optional, int turn, String fixed, JsonNode value) throws Ended {
    var body = with(fixed, value, body(kind, as, optional, turn, MissingNode.getInstance()));
    for (var draw = 1; draw < DRAWS; draw++) {
      var broken = breaks(kind, body, as);
      if (broken.isEmpty() && !repeats(kind, body, as)) {
        return body;
      }
      if (!broken.isEmpty() && draw > DRAWS / 4) {
        var less = body.deepCopy();
        for (var field : given(kind)) {
          if (!field.required()
              && !field.name().equals(fixed)
              && broken.stream().anyMatch(rule -> rule.check().contains(field.name()))) {
            less.remove(field.name());
          }
        }
        if (breaks(kind, less, as).isEmpty() && !repeats(kind, less, as)) {
          return less;
        }
      }
      body = with(fixed, value, body(kind, as, optional, turn + draw, body));
    }
    if (!kind.unique().isEmpty() && breaks(kind, body, as).isEmpty()) {
      throw Ended.notTried("no " + kind.name() + " that is another combination was found");
    }
    return body;
  }

  private static ObjectNode with(String fixed, JsonNode value, ObjectNode body) {
    if (!fixed.isEmpty()) {
      body.set(fixed, value);
    }
    return body;
  }

  /** A body that breaks one rule alone; empty when none was found. */
  Optional<ObjectNode> unlawful(Kind kind, Kind.Rule rule, Wallet as) throws Ended {
    var body = body(kind, as, true, 0, MissingNode.getInstance());
    for (var draw = 1; draw < 3 * DRAWS; draw++) {
      if (breaks(kind, body, as).equals(List.of(rule))) {
        return Optional.of(body);
      }
      body = body(kind, as, true, draw, body);
    }
    return Optional.empty();
  }

  /** The rules that a body breaks; none that cannot be computed here. */
  List<Kind.Rule> breaks(Kind kind, JsonNode body, Wallet as) {
    var broken = overflows(kind, body, as);
    for (var rule : kind.rules()) {
      try {
        if (!evaluator.holds(
            rule.check(), scope(as).with("record", evaluator.about(kind, body, as)))) {
          broken.add(rule);
        }
      } catch (Ended unknown) {
        // The service is asked instead, which the next line of the caller does.
        break;
      }
    }
    return broken;
  }

  /** That what is computed fits its field, which is a rule too; those that a body breaks. */
  private List<Kind.Rule> overflows(Kind kind, JsonNode body, Wallet as) {
    List<Kind.Rule> broken = new ArrayList<>();
    for (var field : kind.fields()) {
      if (field.origin() instanceof Origin.Computed(var value)) {
        try {
          if (!Values.holds(
              field.type(), evaluator.field(evaluator.about(kind, body, as), field.name()))) {
            broken.add(new Kind.Rule(value, field.name(), "must fit"));
          }
        } catch (Ended unknown) {
          // As with rules, the service is asked.
        }
      }
    }
    return broken;
  }

  /** What every expression may name. */
  Evaluator.Scope scope(Wallet as) {
    var scope = Evaluator.Scope.of().with("caller", as.address().orElse(null));
    return session
        .members()
        .map(
            all ->
                scope.with(
                    "account",
                    all.of(as)
                        .map(member -> new Evaluator.Key(all.kind(), id(member.record())))
                        .orElse(null)))
        .orElse(scope);
  }

  private static String id(JsonNode record) {
    return record.path("id").asText();
  }

  /** Whether a field says who made the record. */
  static boolean isMaker(Field field) {
    return field.origin() instanceof Origin.Caller || field.origin() instanceof Origin.Account;
  }

  /** A new record with one field set. */
  JsonNode makeWith(Kind kind, Wallet as, String field, JsonNode value) throws Ended {
    for (var turn = 0; ; turn++) {
      var body = lawful(kind, as, true, turn, field, value);
      var answer = session.call(as, "POST", path(kind), body);
      if (answer.is(201)) {
        return answer.json();
      }
      if (!answer.is(422) || turn >= TRIES) {
        throw Ended.notTried("none could be made: " + answer.told());
      }
    }
  }

  private JsonNode byAction(Kind kind, Wallet as) throws Ended {
    for (var action : session.specification().actions()) {
      if (!(action.answer() instanceof Action.Answer.Named(var name, _))
          || under.contains(action.name())) {
        continue;
      }
      var makes =
          action.effects().stream()
              .anyMatch(
                  effect ->
                      effect instanceof Action.Effect.Insert(var inserted, _, var called)
                          && inserted.equals(kind.name())
                          && called.equals(name));
      if (!makes) {
        continue;
      }
      under.push(action.name());
      try {
        var on = kind(action.kind());
        for (var i = 0; i < TRIES; i++) {
          var record = action.onRecord() ? make(on, as) : ExactJson.MAPPER.createObjectNode();
          var drawn = freshInputs(action, record, as);
          var inputs =
              action.onRecord() && !fits(action, record, drawn, as)
                  ? fitting(action, record, as).stream().findFirst().orElse(drawn)
                  : drawn;
          var answer = session.call(as, "POST", path(action, on, record), inputs);
          if (answer.is(201) || answer.is(200)) {
            return answer.json();
          }
        }
      } finally {
        under.pop();
      }
    }
    throw Ended.notTried("no request was found that makes a " + kind.name());
  }
}
