package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.prove.Effects.Expected;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.prove.Situations.Situation;
import factory.pipeline.prove.Situations.Wanted;
import factory.pipeline.prove.World.Entry;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Actions: what they do, what stops them, and that many at once do no more than one by one. */
final class ActionChecks {
  private final Session session;
  private final World world;
  private final Evaluator evaluator;
  private final Effects effects;
  private final Situations situations;

  ActionChecks(Session session, Maker maker, World world, Evaluator evaluator) {
    this.session = session;
    this.world = world;
    this.evaluator = evaluator;
    effects = new Effects(evaluator, world);
    situations = new Situations(session, maker, world, evaluator, effects);
  }

  void run(Action action) {
    session.check(
        Area.ACTIONS,
        action.name() + " of a " + action.kind() + " does what it says",
        () -> does(action, situations.free(action)));
    conditions(action);
    for (var guard : action.guards()) {
      session.check(
          Area.ACTIONS,
          "%s of a %s is refused with %d %s when not %s"
              .formatted(
                  action.name(),
                  action.kind(),
                  guard.otherwise().status(),
                  guard.otherwise().reason(),
                  guard.check()),
          () ->
              stops(
                  action,
                  guard.otherwise(),
                  at -> situations.stopper(action, at).equals(Optional.of(guard))));
    }
    for (var effect : action.effects()) {
      if (effect instanceof Action.Effect.Require(var check, var otherwise)) {
        session.check(
            Area.ACTIONS,
            "%s of a %s is refused with %d %s when then not %s"
                .formatted(
                    action.name(), action.kind(), otherwise.status(), otherwise.reason(), check),
            () ->
                stops(
                    action,
                    otherwise,
                    at -> situations.refusal(action, at).equals(Optional.of(otherwise))));
      }
    }
    session.check(
        Area.ACTIONS,
        "Several at once get no more of " + action.name() + " than one after another",
        () -> races(action));
    if (action.access() instanceof Access.Owner && action.onRecord()) {
      session.check(
          Area.VISIBILITY,
          action.name() + " is done by the wallet that made the " + action.kind() + " alone",
          () -> {
            var situation = situations.fresh(action, Wallet.A);
            situations.call(action, situation, Wallet.B).expect(403, 404);
          });
    }
  }

  /** An effect under a condition is seen to be done, and to be left. */
  private void conditions(Action action) {
    var number = 0;
    for (var effect : action.effects()) {
      if (!(effect instanceof Action.Effect.When(var check, _))) {
        continue;
      }
      var at = number++;
      for (var holds : List.of(true, false)) {
        session.check(
            Area.ACTIONS,
            "%s of a %s does what it says when %s%s"
                .formatted(action.name(), action.kind(), holds ? "" : "not ", check),
            () ->
                does(
                    action,
                    situations.find(
                        action,
                        one ->
                            situations
                                .outlook(action, one)
                                .filter(outlook -> outlook.held().size() > at)
                                .filter(outlook -> outlook.held().get(at).equals(holds))
                                .isPresent())));
      }
    }
  }

  private void does(Action action, Optional<Situations.Situation> found) throws Ended {
    if (found.isEmpty()) {
      throw Ended.notTried("no situation in which it may be done was found");
    }
    var situation = found.get();
    var outlook = effects.of(action, situations.scope(action, situation));
    var counts = counts(action);
    var answer = situations.call(action, situation, situation.as());
    if (answer.is(403) && action.access() instanceof Access.When) {
      throw Ended.notTried("who may do it depends on a condition");
    }
    if (outlook.refused().isPresent()) {
      answer.expect(outlook.refused().get().status(), outlook.refused().get().reason());
      return;
    }
    switch (action.answer()) {
      case Action.Answer.Changed() -> answer.expect(200);
      case Action.Answer.Named(var name, var created) -> {
        answer.expect(created ? 201 : 200);
        var named = outlook.names().get(name);
        if (named != null) {
          shows(named, answer.json(), answer);
        }
      }
      case Action.Answer.Values(var outputs) -> {
        var values = values(outputs, outlook);
        if (values.overflow()) {
          answer.expect(422, "OUT_OF_RANGE");
          return;
        }
        answer.expect(200);
        for (var output : outputs) {
          if (!answer.json().has(output.name())) {
            throw answer.contradicts("without " + output.name());
          }
          var value = values.known().get(output.name());
          if (value != null
              && !Evaluator.shows(output.type(), value, answer.json().path(output.name()))) {
            throw answer.contradicts(
                "and %s is %s and not %s"
                    .formatted(
                        output.name(),
                        answer.json().path(output.name()),
                        Exchange.shortened(value.toString())));
          }
        }
        Views.check(action, situation.kind(), situation.record(), answer);
      }
      case Action.Answer.Nothing() -> answer.expect(204);
    }
    for (var expected : outlook.records()) {
      if (!expected.id().isEmpty()) {
        became(expected, answer);
      }
    }
    var after = counts(action);
    var inserts = outlook.records().stream().filter(e -> e.id().isEmpty()).toList();
    for (var kind : after.keySet()) {
      var made = inserts.stream().filter(e -> e.kind().name().equals(kind)).count();
      if ((made > 0 || isMadeBySome(action, kind))
          && after.get(kind) - counts.getOrDefault(kind, 0) != made) {
        throw answer.contradicts(
            "and there are %d more %s instead of %d"
                .formatted(after.get(kind) - counts.getOrDefault(kind, 0), kind, made));
      }
    }
    for (var expected : inserts) {
      inserted(expected, answer);
    }
  }

  /** Whether it makes one under a condition, without which there is no more of them. */
  private static boolean isMadeBySome(Action action, String kind) {
    return action.effects().stream()
        .anyMatch(
            effect ->
                effect instanceof Action.Effect.When(_, Action.Effect.Insert(var name, _, _))
                    && name.equals(kind));
  }

  /**
   * What an action is to answer.
   *
   * @param known by output, those that can be foreseen
   * @param overflow whether one of them is too large for its output
   */
  private record Told(Map<String, Object> known, boolean overflow) {}

  private Told values(List<Action.Output> outputs, Effects.Outlook outlook) {
    Map<String, Object> known = new HashMap<>();
    var overflow = false;
    for (var output : outputs) {
      if (output.groups().isPresent() || !effects.isSure(output.value())) {
        continue;
      }
      try {
        var value = evaluator.value(output.value(), outlook.scope());
        if (value != null && !(value instanceof Entry) && !(value instanceof Evaluator.Key)) {
          known.put(output.name(), value);
          overflow |= !Values.holds(output.type(), value);
        }
      } catch (Ended unknown) {
        // That it is there is looked at all the same.
      }
    }
    return new Told(known, overflow);
  }

  private java.util.Map<String, Integer> counts(Action action) throws Ended {
    var counts = new java.util.LinkedHashMap<String, Integer>();
    for (var effect : action.effects()) {
      if (effect.bare() instanceof Action.Effect.Insert(var name, _, _)
          && !HistoryChecks.isOfEntries(world.kind(name))) {
        var kind = world.kind(name);
        if (kind.operations().contains(Kind.Operation.LIST)) {
          counts.put(name, world.all(kind).size());
        }
      }
    }
    return counts;
  }

  private void became(Expected expected, Exchange answer) throws Ended {
    var found = world.find(expected.kind(), expected.id());
    if (expected.gone()) {
      if (found.isPresent()) {
        throw answer.contradicts("and the %s is still there".formatted(expected.kind().name()));
      }
      return;
    }
    if (found.isEmpty()) {
      throw answer.contradicts("and the %s is gone".formatted(expected.kind().name()));
    }
    shows(expected, found.get().json(), answer);
  }

  private void inserted(Expected expected, Exchange answer) throws Ended {
    if (!expected.kind().operations().contains(Kind.Operation.LIST)) {
      return;
    }
    for (var entry : world.all(expected.kind())) {
      if (differing(expected, entry.json()).isEmpty()) {
        return;
      }
    }
    throw answer.contradicts(
        "and no %s has %s"
            .formatted(expected.kind().name(), Exchange.shortened(expected.fields().toString())));
  }

  private void shows(Expected expected, JsonNode json, Exchange answer) throws Ended {
    var differing = differing(expected, json);
    if (differing.isPresent()) {
      throw answer.contradicts(
          "and %s of the %s is %s and not %s"
              .formatted(
                  differing.get(),
                  expected.kind().name(),
                  json.path(differing.get()),
                  Evaluator.json(expected.fields().get(differing.get()))));
    }
  }

  private Optional<String> differing(Expected expected, JsonNode json) throws Ended {
    for (var field : expected.fields().entrySet()) {
      if (field.getValue() instanceof Effects.Made(var record)) {
        var there = world.find(record.kind(), json.path(field.getKey()).asText());
        if (there.isEmpty() || differing(record, there.get().json()).isPresent()) {
          return Optional.of(field.getKey());
        }
        continue;
      }
      var type = expected.kind().field(field.getKey()).map(f -> f.type());
      if (type.isPresent()
          && !(type.get() instanceof factory.pipeline.spec.FieldType.Secret)
          && !Evaluator.shows(type.get(), field.getValue(), json.path(field.getKey()))) {
        return Optional.of(field.getKey());
      }
    }
    return Optional.empty();
  }

  private void stops(Action action, Action.Refusal refusal, Wanted wanted) throws Ended {
    var found = situations.find(action, wanted);
    if (found.isEmpty()) {
      throw Ended.notTried("no situation that breaks this guard alone was found");
    }
    var situation = found.get();
    var answer = situations.call(action, situation, situation.as());
    if (answer.isReason("NOT_ALLOWED") && !(action.access() instanceof Access.Anyone)) {
      throw Ended.notTried("no situation in which its caller may do it was found");
    }
    answer.expect(refusal.status(), refusal.reason());
    if (action.onRecord() && situation.kind().operations().contains(Kind.Operation.READ)) {
      var read =
          session.call(situation.as(), "GET", Maker.path(situation.kind(), situation.record()));
      for (var field : situation.kind().fields()) {
        if (!(field.origin() instanceof factory.pipeline.spec.Origin.Aggregated)
            && !read.json().path(field.name()).equals(situation.record().path(field.name()))) {
          throw read.contradicts("and " + field.name() + " is another one after a refusal");
        }
      }
    }
  }

  /** Twice the same start: what comes one by one is what several at once get. */
  private void races(Action action) throws Ended {
    if (action.effects().isEmpty()) {
      throw Ended.notTried("it changes nothing");
    }
    var takes = action.effects().stream().anyMatch(e -> e instanceof Action.Effect.Take);
    if (!action.onRecord() && !takes) {
      throw Ended.notTried("it is on no record that several could reach for");
    }
    if (takes && action.effects().stream().noneMatch(e -> e instanceof Action.Effect.Require)) {
      takes(action);
      return;
    }
    var first = situations.free(action);
    if (first.isEmpty()) {
      throw Ended.notTried("no situation in which it may be done was found");
    }
    // Before the other start is looked for, since that may change this one.
    var oneByOne = 0;
    for (var i = 0; i < Session.RACERS; i++) {
      if (situations.call(action, first.get(), Wallet.A).status() < 400) {
        oneByOne++;
      }
    }
    var second = situations.free(action);
    if (second.isEmpty()) {
      throw Ended.notTried("no second situation in which it may be done was found");
    }
    for (var field : first.get().kind().fields()) {
      // Only starts that are alike can be compared.
      if (action.guards().stream().anyMatch(g -> g.check().contains("record." + field.name()))
          && (field.type() instanceof factory.pipeline.spec.FieldType.Whole)
          && !first
              .get()
              .record()
              .path(field.name())
              .equals(second.get().record().path(field.name()))) {
        alike(action, second.get());
        return;
      }
    }
    var atOnce = race(action, second.get());
    if (oneByOne == 0 || atOnce == 0) {
      throw Ended.notTried("the start from which it may be done was gone by then");
    }
    if (atOnce > oneByOne) {
      throw Ended.failed(
          "of %d calls of %s %d succeed one after another and %d at once"
              .formatted(Session.RACERS, action.name(), oneByOne, atOnce));
    }
  }

  /** One start alone: afterwards one more is what its guards say. */
  private void alike(Action action, Situation situation) throws Ended {
    var succeeded = race(action, situation);
    var read =
        session.call(situation.as(), "GET", Maker.path(situation.kind(), situation.record()));
    if (!read.is(200)) {
      return;
    }
    var after = new Situation(situation.as(), situation.kind(), read.json(), situation.inputs());
    var answer = situations.call(action, after, after.as());
    if (succeeded < Session.RACERS && answer.status() < 400) {
      throw answer.contradicts(
          "though of %d at once only %d succeeded".formatted(Session.RACERS, succeeded));
    }
  }

  private int race(Action action, Situation situation) throws Ended {
    var succeeded = 0;
    for (var answer : session.race(() -> situations.call(action, situation, situation.as()))) {
      if (answer.status() < 400) {
        succeeded++;
      } else if (answer.status() >= 500) {
        throw answer.contradicts("not a refusal of its own");
      }
    }
    return succeeded;
  }

  /** No two get the same. */
  private void takes(Action action) throws Ended {
    var situation = situations.fresh(action, Wallet.A);
    var seen = new java.util.HashSet<String>();
    for (var answer : session.race(() -> situations.call(action, situation, situation.as()))) {
      var id = answer.json().path("id").asText();
      if (answer.status() < 400 && !id.isEmpty() && !seen.add(id)) {
        throw answer.contradicts("which another one got at the same time");
      }
    }
  }
}
