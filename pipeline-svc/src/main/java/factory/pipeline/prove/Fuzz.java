package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Fuzzed.Outcome;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Uses a service at random until its time or its calls are over, or until it does what none may do:
 * answer with 5xx or beside its document, end, or not know what it has accepted. It takes no more
 * than half of the time of what it asks, for the sake of whatever else runs there, and none of it
 * while something goes first.
 */
final class Fuzz {
  private static final List<Wallet> WALLETS = List.of(Wallet.A, Wallet.B, Wallet.C);

  /** Records that it goes on with. */
  private static final int KEPT = 200;

  private static final int ROOM_EVERY = 50;

  /** Turns in a row without a call: there is nothing more that could be asked. */
  private static final int IDLE = 200;

  private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

  private final Session session;
  private final Maker maker;
  private final Drawn drawn;
  private final FuzzChecks odd;
  private final long seed;
  private final Yielding yielding;
  private final List<AttackTurns.Turn> attacks;
  private final Watch watch;
  private final List<Made> records = new ArrayList<>();
  private final Map<String, Integer> tried = new TreeMap<>();

  /** What was made, and by whom. */
  private record Made(Kind kind, Wallet by, JsonNode json) {
    String path() {
      return Maker.path(kind, json);
    }
  }

  /** One use of the service. */
  private interface Turn {
    void run() throws Ended;
  }

  Fuzz(
      Session session,
      Maker maker,
      long seed,
      Yielding yielding,
      List<AttackTurns.Turn> attacks,
      Watch watch) {
    this.attacks = attacks;
    this.watch = watch;
    this.session = session;
    this.maker = maker;
    this.seed = seed;
    this.yielding = yielding;
    drawn = new Drawn(session.random());
    odd = new FuzzChecks(session);
  }

  Fuzzed run() {
    var turns = turns();
    var idle = 0;
    for (var turn = 1; idle < IDLE; turn++) {
      if (!yielded()) {
        return ended(Outcome.NOT_FINISHED, "it was interrupted");
      }
      if (session.isOver()) {
        break;
      }
      var calls = session.calls();
      var from = System.nanoTime();
      try {
        if (turn % ROOM_EVERY == 0) {
          maker.makeRoom();
        }
        one(turns).run();
      } catch (Ended e) {
        if (e.outcome() == Proof.Outcome.FAILED
            && session.gone().isEmpty()
            && session.busy().isEmpty()) {
          return ended(Outcome.FAILED, e.evidence());
        }
      }
      if (session.gone().isPresent()) {
        return ended(Outcome.NO_ANSWER, session.gone().get());
      }
      if (session.busy().isPresent()) {
        return ended(Outcome.NO_ANSWER, session.busy().get());
      }
      var fault = session.fault().or(watch::fault);
      if (fault.isPresent()) {
        return ended(Outcome.FAILED, fault.get());
      }
      idle = session.calls() == calls ? idle + 1 : 0;
      if (!rested(Duration.ofNanos(System.nanoTime() - from))) {
        return ended(Outcome.NOT_FINISHED, "it was interrupted");
      }
    }
    var left = watch.left();
    return left.isPresent() ? ended(Outcome.FAILED, left.get()) : ended(Outcome.PASSED, "");
  }

  private Fuzzed ended(Outcome outcome, String words) {
    return new Fuzzed(outcome, seed, session.calls(), session.took(), Map.copyOf(tried), words);
  }

  private boolean yielded() {
    try {
      session.yielded(yielding.await());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean rested(Duration work) {
    try {
      Thread.sleep(work.compareTo(LONGEST_PAUSE) < 0 ? work : LONGEST_PAUSE);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** What there is to do; what is there more than once is done more often. */
  private List<Turn> turns() {
    List<Turn> turns = new ArrayList<>();
    var specification = session.specification();
    for (var kind : specification.kinds()) {
      if (Maker.hasCreate(kind)) {
        add(turns, 5, () -> make(kind));
      }
      if (kind.operations().contains(Operation.LIST)) {
        add(turns, 1, () -> list(kind));
      }
    }
    add(turns, 2 * specification.kinds().size(), this::change);
    add(turns, specification.kinds().isEmpty() ? 0 : 1, this::delete);
    for (var action : specification.actions()) {
      add(
          turns,
          2,
          () -> {
            var as = one(WALLETS);
            var on = maker.kind(action.kind());
            var record = action.onRecord() ? some(on, as) : ExactJson.MAPPER.createObjectNode();
            var inputs = lawful(() -> maker.freshInputs(action, record, as));
            vary(inputs, action.inputs());
            answered("actions", session.call(as, "POST", Maker.path(action, on, record), inputs));
          });
    }
    for (var function : specification.functions()) {
      var path = "/" + function.name().replace('_', '-');
      add(
          turns,
          3,
          () -> {
            var as = one(WALLETS);
            var inputs =
                lawful(
                    () -> maker.inputs(function.inputs(), as, true, session.random().nextInt(100)));
            vary(inputs, function.inputs());
            answered("functions", session.call(as, "POST", path, inputs));
          });
    }
    for (var tool : specification.tools()) {
      var checks = new ToolChecks(session);
      add(
          turns,
          1,
          () -> {
            tried.merge("tools", 1, Integer::sum);
            checks.some(tool);
          });
    }
    for (var report : specification.reports()) {
      add(turns, 1, () -> report("/" + report.name().replace('_', '-'), report.inputs()));
    }
    add(turns, Math.max(1, turns.size() / 8), this::odd);
    attacks.forEach(attack -> add(turns, 1, () -> attacked(attack)));
    return turns;
  }

  private void attacked(AttackTurns.Turn attack) throws Ended {
    var before = session.calls();
    try {
      attack.run();
    } finally {
      tried.merge("attacks", session.calls() - before, Integer::sum);
    }
  }

  private static void add(List<Turn> turns, int times, Turn turn) {
    for (var i = 0; i < times; i++) {
      turns.add(turn);
    }
  }

  private void make(Kind kind) throws Ended {
    var as = one(WALLETS);
    var optional = session.random().nextInt(4) > 0;
    var body = lawful(() -> maker.body(kind, as, optional));
    vary(body, Maker.given(kind));
    var answer = session.call(as, "POST", Maker.path(kind), body);
    answered("records made", answer);
    if (answer.is(201)) {
      var record = new Made(kind, as, answer.json());
      readable(record, answer, body);
      if (records.size() >= KEPT) {
        records.remove(session.random().nextInt(records.size()));
      }
      records.add(record);
    }
  }

  private void change() throws Ended {
    if (records.isEmpty()) {
      return;
    }
    var record = one(records);
    if (!Maker.hasUpdate(record.kind())) {
      return;
    }
    var fields = Maker.changeable(record.kind());
    if (fields.isEmpty()) {
      return;
    }
    var field = one(fields);
    var value = drawn.value(field.name(), field.type());
    if (value.isEmpty()) {
      return;
    }
    var body = ExactJson.MAPPER.createObjectNode().set(field.name(), value.get());
    var answer = session.call(record.by(), "PATCH", record.path(), body);
    answered("records changed", answer);
    if (answer.is(200)) {
      readable(new Made(record.kind(), record.by(), answer.json()), answer, body);
    }
  }

  private void delete() throws Ended {
    if (records.isEmpty()) {
      return;
    }
    var record = one(records);
    if (!Maker.hasDelete(record.kind())) {
      return;
    }
    var answer = session.call(record.by(), "DELETE", record.path());
    answered("records deleted", answer);
    if (answer.is(204)) {
      records.remove(record);
      if (record.kind().operations().contains(Operation.READ)) {
        session.call(record.by(), "GET", record.path()).expect(404);
      }
    }
  }

  /** What was accepted is there, and is what was answered then. */
  private void readable(Made record, Exchange accepted, JsonNode sent) throws Ended {
    var kind = record.kind();
    if (!kind.operations().contains(Operation.READ)
        || kind.access().read() instanceof Access.When
        || kind.access().read() instanceof Access.Nobody) {
      return;
    }
    var read = session.call(record.by(), "GET", record.path());
    answered("records read", read);
    if (!read.is(200)) {
      throw read.contradicts("after it was accepted: " + accepted.told());
    }
    for (var field : Maker.given(kind)) {
      if (field.type() instanceof FieldType.Secret) {
        continue;
      }
      var then = accepted.json().path(field.name());
      var now = read.json().path(field.name());
      if (!then.equals(now) || !kept(field.type(), sent.path(field.name()), now)) {
        throw read.contradicts(
            "where " + field.name() + " is not what was accepted: " + accepted.told());
      }
    }
  }

  /** Of types that have one way to write a value. */
  private static boolean kept(FieldType type, JsonNode sent, JsonNode now) {
    return switch (type) {
      case FieldType.Whole _, FieldType.Truth _ ->
          sent.isMissingNode() || Values.same(type, sent, now);
      default -> true;
    };
  }

  private void list(Kind kind) throws Ended {
    answered(
        "lists",
        session.call(
            one(WALLETS),
            "GET",
            Maker.path(kind) + "?page_size=" + (1 + session.random().nextInt(100))));
  }

  private void report(String path, List<Field> inputs) throws Ended {
    var query = new StringBuilder(path);
    for (var input : inputs) {
      var value = drawn.value(input.name(), input.type());
      if (value.isPresent()) {
        query
            .append(query.indexOf("?") < 0 ? '?' : '&')
            .append(input.name())
            .append('=')
            .append(Pages.encoded(value.get().asText()));
      }
    }
    answered("reports", session.call(one(WALLETS), "GET", query.toString()));
  }

  private void odd() throws Ended {
    var request = odd.drawn();
    if (request.isPresent()) {
      answered("odd requests", session.send(request.get()));
    }
  }

  /** Some of the values are others, whatever the rules say: a refusal is an answer. */
  private void vary(ObjectNode body, List<Field> fields) {
    for (var field : fields) {
      if (body.has(field.name()) && session.random().nextInt(3) > 0) {
        drawn.value(field.name(), field.type()).ifPresent(value -> body.set(field.name(), value));
      }
    }
  }

  private JsonNode some(Kind kind, Wallet as) throws Ended {
    var those = records.stream().filter(record -> record.kind().equals(kind)).toList();
    return those.isEmpty() || session.random().nextInt(4) == 0
        ? lawful(() -> maker.make(kind, as))
        : one(those).json();
  }

  private interface Making<T> {
    T make() throws Ended;
  }

  /**
   * What the maker expects holds of a service that nothing else was asked of, and not of this one:
   * it may have run out of values.
   */
  private static <T> T lawful(Making<T> making) throws Ended {
    try {
      return making.make();
    } catch (Ended e) {
      throw Ended.notTried(e.evidence());
    }
  }

  private void answered(String what, Exchange answer) {
    tried.merge(what, 1, Integer::sum);
    if (answer.status() >= 400) {
      tried.merge("refusals", 1, Integer::sum);
    }
  }

  private <T> T one(List<T> all) {
    return all.get(session.random().nextInt(all.size()));
  }
}
