package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Evaluator.Scope;
import factory.pipeline.prove.World.Entry;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Action.Effect;
import factory.pipeline.spec.AggregateFunction;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is kept of what callers do with one record, which no route shows: computed beside the
 * service, call by call, and held against what can be seen of it.
 */
final class KeptOfCallers {
  private final Session session;
  private final Maker maker;
  private final Evaluator evaluator;
  private final Relation relation;
  private final JsonNode record;
  private final List<Entry> kept = new ArrayList<>();
  private int made;

  KeptOfCallers(
      Session session, Maker maker, Evaluator evaluator, Relation relation, JsonNode record) {
    this.session = session;
    this.maker = maker;
    this.evaluator = evaluator;
    this.relation = relation;
    this.record = record;
  }

  private Scope scope(Wallet as) {
    return maker
        .scope(as)
        .with("record", new Entry(relation.target(), record))
        .with(relation.kept().plural(), List.copyOf(kept));
  }

  /** Does it, as somebody: it is done, or refused for the reason that is due. */
  void call(Action action, Wallet as, ObjectNode inputs) throws Ended {
    var scope = scope(as).with("input", evaluator.inputs(action.inputs(), inputs));
    Optional<Action.Refusal> refused = Optional.empty();
    for (var guard : action.guards()) {
      if (refused.isEmpty() && !evaluator.holds(guard.check(), scope)) {
        refused = Optional.of(guard.otherwise());
      }
    }
    var answer = session.call(as, "POST", Maker.path(action, relation.target(), record), inputs);
    if (refused.isPresent()) {
      answer.expect(refused.get().status(), refused.get().reason());
      return;
    }
    if (answer.status() >= 300) {
      answer.expect(200);
    }
    for (var effect : action.effects()) {
      if (effect instanceof Effect.DeleteEach(var rows, _)
          && evaluator.value(rows, scope) instanceof List<?> gone) {
        kept.removeAll(gone);
      } else if (effect instanceof Effect.Insert insert) {
        kept.add(entry(insert, as, scope));
      }
    }
    shows(action, answer, as, inputs);
    if (action.answer() instanceof Action.Answer.Changed) {
      figures(answer, as);
    }
  }

  private Entry entry(Effect.Insert insert, Wallet as, Scope scope) throws Ended {
    var json = ExactJson.MAPPER.createObjectNode();
    json.put("id", "kept-" + made++);
    for (var value : insert.values().entrySet()) {
      var computed = evaluator.value(value.getValue(), scope);
      json.set(
          value.getKey(),
          computed instanceof Entry entry ? entry.json().path("id") : Evaluator.json(computed));
    }
    json.set(relation.maker().name(), who(as));
    return new Entry(relation.kept(), json);
  }

  private JsonNode who(Wallet as) {
    var account = session.members().flatMap(all -> all.of(as)).map(one -> one.record().path("id"));
    return account.orElseGet(
        () -> ExactJson.MAPPER.getNodeFactory().textNode(as.address().orElse("")));
  }

  /** What casting answers besides the record is so after it. */
  private void shows(Action action, Exchange answer, Wallet as, ObjectNode inputs) throws Ended {
    if (action.answer() instanceof Action.Answer.Values(var outputs)) {
      var scope = scope(as).with("input", evaluator.inputs(action.inputs(), inputs));
      for (var output : outputs) {
        if (output.value().startsWith(relation.kept().plural() + ".")) {
          compare(output, scope, answer);
        }
      }
    }
  }

  private void compare(Action.Output output, Scope scope, Exchange answer) throws Ended {
    var wanted = evaluator.value(output.value(), scope);
    var shown = answer.json().path(output.name());
    if (output.groups().isPresent()) {
      var wrong =
          new SummaryGroups(evaluator, relation.kept(), output.groups().get())
              .wrong(wanted, shown, scope);
      if (wrong.isPresent()) {
        throw answer.contradicts("with %s %s: %s".formatted(output.name(), shown, wrong.get()));
      }
    } else if (!Evaluator.shows(output.type(), wanted, shown)) {
      throw answer.contradicts(
          "with %s %s and not %s".formatted(output.name(), shown, Evaluator.json(wanted)));
    }
  }

  /** Holds what somebody sees of it against what was done. */
  void sees(Wallet as) throws Ended {
    record(as);
    for (var action : session.specification().actions()) {
      if (action.onRecord()
          && action.kind().equals(relation.target().name())
          && action.effects().isEmpty()
          && action.inputs().isEmpty()
          && action.answer() instanceof Action.Answer.Values(var outputs)
          && outputs.stream()
              .anyMatch(one -> one.value().startsWith(relation.kept().plural() + "."))) {
        var answer =
            session
                .call(
                    as,
                    "POST",
                    Maker.path(action, relation.target(), record),
                    ExactJson.MAPPER.createObjectNode())
                .expect(200);
        shows(action, answer, as, ExactJson.MAPPER.createObjectNode());
      }
    }
  }

  private void record(Wallet as) throws Ended {
    if (!shown().isEmpty() && relation.target().operations().contains(Kind.Operation.READ)) {
      figures(session.call(as, "GET", Maker.path(relation.target(), record)).expect(200), as);
    }
  }

  /** The figures of the record about what is kept. */
  private List<Field> shown() {
    return relation.target().fields().stream()
        .filter(
            field ->
                field.origin() instanceof Origin.Aggregated figure
                    && figure.kind().equals(relation.kept().name())
                    && figure.by().equals(relation.of().name()))
        .filter(field -> Routes.shows(relation.target(), field.name()))
        .toList();
  }

  /** Holds figures of the record, as somebody is shown it, against what is kept. */
  private void figures(Exchange read, Wallet as) throws Ended {
    for (var field : shown()) {
      var value = read.json().path(field.name());
      var figure = (Origin.Aggregated) field.origin();
      List<Entry> rows = new ArrayList<>();
      for (var entry : kept) {
        var isMine = entry.json().path(relation.maker().name()).equals(who(as));
        var isCounted =
            figure.where().isEmpty()
                || evaluator.holds(
                    figure.where().get(), Scope.of().with("record", entry).overRows());
        if (isCounted && (figure.function() != AggregateFunction.MINE || isMine)) {
          rows.add(entry);
        }
      }
      var wanted =
          figure.function() == AggregateFunction.MINE
              ? (Object) !rows.isEmpty()
              : evaluator.figure(figure.function(), figure.of(), rows);
      if (!Evaluator.shows(field.type(), wanted, value)
          || (field.type() instanceof FieldType.Truth && !value.isBoolean())) {
        throw read.contradicts(
            "and %s is %s for %s and not %s"
                .formatted(field.name(), value, as.word(), Evaluator.json(wanted)));
      }
    }
  }
}
