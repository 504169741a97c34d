package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Evaluator.Scope;
import factory.pipeline.prove.World.Entry;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds records and inputs with which an action is done, or refused for one reason alone. */
final class Situations {
  private static final int SITUATIONS = 24;

  /** Rows of which an input says which one: {@code vouchers.filter(l, l.code == input.code)}. */
  private static final Pattern NAMING =
      Pattern.compile("\\w+\\.filter\\(\\w+, \\w+\\.(\\w+) == input\\.(\\w+)\\)");

  private static final Pattern LEAST = Pattern.compile("\\binput\\.(\\w+) >= 0");
  private static final Pattern LATE = Pattern.compile("\\b\\w+\\.(\\w+) >=? (now|date\\(now\\))");

  private final Session session;
  private final Maker maker;
  private final World world;
  private final Evaluator evaluator;
  private final Effects effects;

  Situations(Session session, Maker maker, World world, Evaluator evaluator, Effects effects) {
    this.session = session;
    this.maker = maker;
    this.world = world;
    this.evaluator = evaluator;
    this.effects = effects;
  }

  /** What an action is called with. */
  record Situation(Wallet as, Kind kind, JsonNode record, ObjectNode inputs) {}

  Situation fresh(Action action, Wallet as) throws Ended {
    var kind = maker.kind(action.kind());
    var record = action.onRecord() ? maker.make(kind, as) : ExactJson.MAPPER.createObjectNode();
    return new Situation(as, kind, record, inputs(action, record, as));
  }

  /** Inputs that fit the record, or any. */
  private ObjectNode inputs(Action action, JsonNode record, Wallet as) throws Ended {
    return action.onRecord() && action.guards().stream().anyMatch(Fitting::isOfInputs)
        ? maker.fitting(action, record, as).stream()
            .findFirst()
            .orElse(maker.freshInputs(action, record, as))
        : maker.freshInputs(action, record, as);
  }

  Exchange call(Action action, Situation situation, Wallet as) throws Ended {
    return session.call(
        as, "POST", Maker.path(action, situation.kind(), situation.record()), situation.inputs());
  }

  Scope scope(Action action, Situation situation) throws Ended {
    return maker
        .scope(situation.as())
        .with("record", new Entry(situation.kind(), situation.record()))
        .with("input", evaluator.inputs(action.inputs(), situation.inputs()));
  }

  /** The guard that stops an action there; empty when none does. */
  Optional<Action.Guard> stopper(Action action, Situation situation) throws Ended {
    var scope = scope(action, situation);
    for (var guard : action.guards()) {
      if (!evaluator.holds(guard.check(), scope)) {
        return Optional.of(guard);
      }
    }
    return Optional.empty();
  }

  /** What it is refused with there, by a guard or by an effect; empty when it is done. */
  Optional<Action.Refusal> refusal(Action action, Situation situation) throws Ended {
    var guard = stopper(action, situation);
    return guard.isPresent()
        ? guard.map(Action.Guard::otherwise)
        : effects.of(action, scope(action, situation)).refused();
  }

  /** What it does there; empty where a guard or an effect stops it. */
  Optional<Effects.Outlook> outlook(Action action, Situation situation) throws Ended {
    if (stopper(action, situation).isPresent()) {
      return Optional.empty();
    }
    var outlook = effects.of(action, scope(action, situation));
    return outlook.refused().isPresent() ? Optional.empty() : Optional.of(outlook);
  }

  /** A situation in which it is done, or else one in which no guard stops it. */
  Optional<Situation> free(Action action) throws Ended {
    var canBeRefused =
        action.effects().stream().anyMatch(effect -> effect instanceof Action.Effect.Require);
    var found =
        canBeRefused
            ? find(action, situation -> refusal(action, situation).isEmpty())
            : Optional.<Situation>empty();
    return found.isPresent()
        ? found
        : find(action, situation -> stopper(action, situation).isEmpty());
  }

  /** Inputs that name a record which is there, where it takes one by its code. */
  private Optional<Situation> named(Action action, Kind kind) throws Ended {
    return !action.onRecord() && naming(action).isPresent()
        ? Optional.of(naming(action, kind, maker.make(kind, Wallet.A)))
        : Optional.empty();
  }

  private Situation naming(Action action, Kind kind, JsonNode record) throws Ended {
    var inputs = maker.freshInputs(action, ExactJson.MAPPER.createObjectNode(), Wallet.A);
    naming(action).ifPresent(by -> inputs.set(by.input(), record.path(by.field())));
    return new Situation(Wallet.A, kind, record, inputs);
  }

  /** An input that says which record an action takes, by the value of a field. */
  private record Naming(String field, String input) {}

  private static Optional<Naming> naming(Action action) {
    for (var effect : action.effects()) {
      var naming =
          NAMING.matcher(effect instanceof Action.Effect.Take(var rows, _, _, _) ? rows : "");
      if (naming.matches()) {
        return Optional.of(new Naming(naming.group(1), naming.group(2)));
      }
    }
    return Optional.empty();
  }

  /** Whether a situation is the one that is looked for. */
  interface Wanted {
    boolean is(Situation situation) throws Ended;
  }

  /**
   * A situation of that sort: fresh ones, records that are there, and what other actions make of
   * them.
   */
  Optional<Situation> find(Action action, Wanted asked) throws Ended {
    Wanted wanted = situation -> may(action, situation) && asked.is(situation);
    var kind = maker.kind(action.kind());
    var contrary = contrary(action, kind, wanted);
    if (contrary.isPresent()) {
      return contrary;
    }
    for (var i = 0; i < SITUATIONS; i++) {
      var named = i % 2 == 0 ? named(action, kind) : Optional.<Situation>empty();
      var situation =
          named.isPresent()
              ? named
              : i % 3 == 2 ? older(action, kind, i) : Optional.of(fresh(action, Wallet.A));
      if (situation.isEmpty()) {
        continue;
      }
      if (wanted.is(situation.get())) {
        return situation;
      }
      var moved = moved(action, situation.get(), wanted, i);
      if (moved.isPresent()) {
        return moved;
      }
    }
    return among(action, kind, wanted);
  }

  /** Whether its caller is let do it, as far as that can be told. */
  private boolean may(Action action, Situation situation) {
    if (!(action.access() instanceof Access.When(var condition))) {
      return true;
    }
    try {
      return evaluator.holds(condition, scope(action, situation));
    } catch (Ended e) {
      return true;
    }
  }

  /** One of all records that are there, with the same inputs for each. */
  private Optional<Situation> among(Action action, Kind kind, Wanted wanted) throws Ended {
    if (!action.onRecord() || !kind.operations().contains(Kind.Operation.LIST)) {
      return Optional.empty();
    }
    Optional<ObjectNode> inputs = Optional.empty();
    for (var entry : world.all(kind)) {
      if (inputs.isEmpty()) {
        inputs = Optional.of(maker.freshInputs(action, entry.json(), Wallet.A));
      }
      var situation = new Situation(Wallet.A, kind, entry.json(), inputs.get());
      if (wanted.is(situation)) {
        return Optional.of(situation);
      }
    }
    return Optional.empty();
  }

  /** One that is too late, or asks for less than nothing, where something must not be so. */
  private Optional<Situation> contrary(Action action, Kind kind, Wanted wanted) throws Ended {
    List<Situation> all = new ArrayList<>();
    for (var guard : action.guards()) {
      var least = LEAST.matcher(guard.check());
      if (least.find()) {
        var situation = fresh(action, Wallet.A);
        situation.inputs().put(least.group(1), -1);
        all.add(situation);
      }
    }
    if (action.onRecord() && action.guards().stream().anyMatch(Fitting::isOfInputs)) {
      var situation = fresh(action, Wallet.A);
      for (var inputs : maker.unfit(action, situation.record(), Wallet.A)) {
        all.add(new Situation(Wallet.A, kind, situation.record(), inputs));
      }
    }
    for (var effect : action.effects()) {
      var late = LATE.matcher(effect instanceof Action.Effect.Require(var check, _) ? check : "");
      if (late.find() && (action.onRecord() || named(action, kind).isPresent())) {
        var past = late.group(2).equals("now") ? "2001-01-01T00:00:00Z" : "2001-01-01";
        var record =
            maker.makeWith(kind, Wallet.A, late.group(1), JsonNodeFactory.instance.textNode(past));
        all.add(
            action.onRecord()
                ? new Situation(Wallet.A, kind, record, maker.freshInputs(action, record, Wallet.A))
                : naming(action, kind, record));
      }
    }
    for (var situation : all) {
      if (wanted.is(situation)) {
        return Optional.of(situation);
      }
    }
    return Optional.empty();
  }

  private Optional<Situation> older(Action action, Kind kind, int i) throws Ended {
    if (!action.onRecord() || !kind.operations().contains(Kind.Operation.LIST)) {
      return Optional.empty();
    }
    var all = world.all(kind);
    return all.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Situation(
                Wallet.A,
                kind,
                all.get(i % all.size()).json(),
                inputs(action, all.get(i % all.size()).json(), Wallet.A)));
  }

  /** Does other actions to the record, and this one as well, until it is as wanted. */
  private Optional<Situation> moved(Action action, Situation start, Wanted wanted, int i)
      throws Ended {
    var at = start;
    for (var step = 0; step < 4; step++) {
      List<Action> others = new ArrayList<>(session.specification().actions());
      others.removeIf(o -> !o.onRecord() || !o.kind().equals(action.kind()));
      var other =
          // What undoes it must not stand between what only several of it lead to.
          others.isEmpty() || i % 3 == 0 || (i + step) % 2 == 0
              ? action
              : others.get((i + step) / 2 % others.size());
      if (!other.kind().equals(action.kind())) {
        return Optional.empty();
      }
      var inputs = other.equals(action) ? at.inputs() : inputs(other, at.record(), at.as());
      var done = call(other, new Situation(at.as(), at.kind(), at.record(), inputs), at.as());
      if (done.status() >= 400 && !other.equals(action)) {
        continue;
      }
      if (action.onRecord()) {
        var read = session.call(at.as(), "GET", Maker.path(at.kind(), at.record()));
        if (!read.is(200)) {
          return Optional.empty();
        }
        at = new Situation(at.as(), at.kind(), read.json(), at.inputs());
      }
      if (wanted.is(at)) {
        return Optional.of(at);
      }
    }
    return Optional.empty();
  }
}
