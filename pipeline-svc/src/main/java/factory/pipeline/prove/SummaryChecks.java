package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Evaluator.Scope;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.prove.Proof.Outcome;
import factory.pipeline.prove.World.Entry;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Operations that answer figures about many records, against what was put in. */
final class SummaryChecks {
  private final Session session;
  private final Maker maker;
  private final World world;
  private final Evaluator evaluator;
  private final Pages pages;

  SummaryChecks(Session session, Maker maker, World world, Evaluator evaluator, Pages pages) {
    this.session = session;
    this.maker = maker;
    this.world = world;
    this.evaluator = evaluator;
    this.pages = pages;
  }

  void run(Action action) {
    if (action.http().filter(http -> http.method().equals("GET")).isEmpty()
        || !action.effects().isEmpty()
        || !(action.answer() instanceof Action.Answer.Values(var outputs))
        || counted(outputs).isEmpty()) {
      return;
    }
    session.check(
        Area.REPORTS,
        action.http().get().named() + " gives the figures of what was put in",
        () -> figures(action, outputs));
  }

  /** The kinds whose records are counted. */
  private List<Kind> counted(List<Action.Output> outputs) {
    return session.specification().kinds().stream()
        .filter(kind -> outputs.stream().anyMatch(output -> isOf(output, kind)))
        .toList();
  }

  private static boolean isOf(Action.Output output, Kind kind) {
    return output
        .value()
        .matches("(?s).*\\b" + kind.plural() + "(?:\\.(?:filter|map|size)\\(.*|$)");
  }

  /** The field by which records of a kind refer to the record that figures are about. */
  private static Optional<Field> parent(Action action, Kind kind) {
    return kind.fields().stream()
        .filter(_ -> action.onRecord())
        .filter(
            field ->
                field.type() instanceof FieldType.Reference(var to, _) && to.equals(action.kind()))
        .findFirst();
  }

  private void figures(Action action, List<Action.Output> outputs) throws Ended {
    var kind = maker.kind(action.kind());
    JsonNode record =
        action.onRecord() ? maker.make(kind, Wallet.A) : ExactJson.MAPPER.createObjectNode();
    compare(action, outputs, record, none());
    for (var counted : counted(outputs)) {
      var parent = parent(action, counted).map(Field::name).orElse("");
      if (Maker.hasCreate(counted)) {
        Predicate<Field> isAbout =
            field ->
                outputs.stream()
                    .anyMatch(
                        o ->
                            o.value().contains("x." + field.name())
                                || o.groups()
                                    .filter(groups -> groups.by().equals(field.name()))
                                    .isPresent());
        Varied.make(session, maker, counted, isAbout, parent, record.path("id"));
        if (!parent.isEmpty()) {
          // Those of another one do not count.
          var other = maker.make(kind, Wallet.A).path("id");
          Varied.make(session, maker, counted, isAbout, parent, other);
        }
        for (var output : outputs) {
          if (output.groups().isPresent() && isOf(output, counted)) {
            SummaryGroups.alike(
                session, maker, counted, output.groups().get(), parent, record.path("id"));
          }
        }
      }
    }
    compare(action, outputs, record, none());
    if (!action.inputs().isEmpty()) {
      compare(action, outputs, record, maker.freshInputs(action, record, Wallet.A));
      for (var input : action.inputs()) {
        var one = none();
        early(input).ifPresent(one::setAll);
        if (!one.isEmpty()) {
          compare(action, outputs, record, one);
        }
      }
    }
  }

  private static ObjectNode none() {
    return ExactJson.MAPPER.createObjectNode();
  }

  /** A bound in the middle of all times. */
  private static Optional<ObjectNode> early(Field input) {
    return switch (input.type()) {
      case FieldType.Date() -> Optional.of(none().put(input.name(), "2020-01-01"));
      case FieldType.Instant() -> Optional.of(none().put(input.name(), "2020-01-01T00:00:00Z"));
      default -> Optional.empty();
    };
  }

  private void compare(
      Action action, List<Action.Output> outputs, JsonNode record, ObjectNode inputs) throws Ended {
    if (action.inputs().stream().anyMatch(f -> f.required() && !inputs.has(f.name()))) {
      return;
    }
    var kind = maker.kind(action.kind());
    var scope =
        maker
            .scope(Wallet.A)
            .with("record", new Entry(kind, record))
            .with("input", evaluator.inputs(action.inputs(), inputs))
            .with("now", Instant.now());
    var answer =
        session.call(Wallet.A, "POST", Maker.path(action, kind, record), inputs).expect(200);
    List<String> untried = new ArrayList<>();
    var tried = 0;
    for (var output : outputs) {
      if (counted(List.of(output)).isEmpty()) {
        continue;
      }
      try {
        var wanted = evaluator.value(output.value(), seen(action, output, record, scope));
        tried++;
        if (output.groups().isPresent()) {
          var got = answer.json().path(output.name());
          var wrong =
              new SummaryGroups(
                      evaluator, counted(List.of(output)).getFirst(), output.groups().get())
                  .wrong(wanted, got, seen(action, output, record, scope));
          if (wrong.isPresent()) {
            throw answer.contradicts("with %s %s: %s".formatted(output.name(), got, wrong.get()));
          }
          continue;
        }
        if (!Evaluator.shows(output.type(), wanted, answer.json().path(output.name()))) {
          throw answer.contradicts(
              "with %s %s and not %s"
                  .formatted(
                      output.name(), answer.json().path(output.name()), Evaluator.json(wanted)));
        }
      } catch (Ended e) {
        if (e.outcome() == Outcome.FAILED) {
          throw e;
        }
        untried.add(e.evidence());
      }
    }
    if (tried == 0) {
      throw Ended.notTried(untried.getFirst());
    }
  }

  /** Records that only a list of one parent has are looked for there. */
  private Scope seen(Action action, Action.Output output, JsonNode record, Scope scope)
      throws Ended {
    var seen = scope;
    for (var kind : counted(List.of(output))) {
      var parent = parent(action, kind).map(Field::name).orElse("");
      if (parent.isEmpty() || !Routes.parentsOfLists(kind).equals(List.of(parent))) {
        continue;
      }
      var beside = none();
      beside.set(parent, record.path("id"));
      List<Entry> rows = new ArrayList<>();
      for (var row : pages.list(kind, Wallet.A, beside)) {
        ObjectNode whole = row.deepCopy();
        whole.set(parent, record.path("id"));
        rows.add(new Entry(kind, whole));
      }
      seen = seen.with(kind.plural(), rows);
    }
    for (var kind : counted(List.of(output))) {
      if (!seen.names().containsKey(kind.plural())) {
        seen = seen.with(kind.plural(), world.all(kind));
      }
    }
    return seen;
  }
}
