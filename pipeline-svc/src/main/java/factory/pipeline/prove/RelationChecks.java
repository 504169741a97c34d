package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Action.Effect;
import factory.pipeline.spec.AggregateFunction;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What each caller does with a record once, for himself, and what follows from it: flags of who
 * calls, how many have done it, and lists of what he has done it with. What is kept of it no route
 * shows, so it is asked by what can be seen.
 */
final class RelationChecks {
  private final Session session;
  private final Maker maker;

  RelationChecks(Session session, Maker maker) {
    this.session = session;
    this.maker = maker;
  }

  /**
   * What callers do with records.
   *
   * @param kept the kind that is kept of it
   * @param of the field of it that says with which record
   * @param target the kind of that record
   */
  private record Relation(Kind kept, Field of, Kind target) {}

  /** All relations of the specification, and all lists that are somebody's own. */
  void run() {
    for (var action : session.specification().actions()) {
      relation(action)
          .ifPresent(
              relation ->
                  session.check(
                      Area.ACTIONS,
                      "%s of a %s is done once by each caller, for himself"
                          .formatted(action.name(), action.kind()),
                      () -> once(action, relation)));
    }
    for (var kind : session.specification().kinds()) {
      for (var route : kind.http().map(http -> http.routes()).orElse(List.of())) {
        route
            .mine()
            .ifPresent(
                mine ->
                    session.check(
                        Area.VISIBILITY,
                        Routes.named(route) + " has what is of who calls alone",
                        () -> lists(kind, route, mine)));
      }
    }
  }

  /** The relation that an action makes: one record for each caller and record. */
  private Optional<Relation> relation(Action action) {
    return action.effects().stream()
        .flatMap(
            effect -> effect instanceof Effect.Insert insert ? Stream.of(insert) : Stream.empty())
        .filter(_ -> action.onRecord())
        .flatMap(insert -> session.specification().kind(insert.kind()).stream())
        .flatMap(kept -> relation(kept, action.kind()).stream())
        .findFirst();
  }

  private Optional<Relation> relation(Kind kept, String target) {
    if (!kept.operations().isEmpty() || kept.maker().isEmpty()) {
      return Optional.empty();
    }
    var maker = kept.maker().get().name();
    return kept.unique().stream()
        .filter(unique -> unique.fields().size() == 2 && unique.fields().contains(maker))
        .flatMap(unique -> unique.fields().stream())
        .filter(name -> !name.equals(maker))
        .flatMap(name -> kept.field(name).stream())
        .filter(
            field -> field.type() instanceof FieldType.Reference(var to, _) && to.equals(target))
        .flatMap(
            field ->
                session.specification().kind(target).stream()
                    .map(kind -> new Relation(kept, field, kind)))
        .findFirst();
  }

  /** The action that takes it back. */
  private Optional<Action> back(Relation relation) {
    return session.specification().actions().stream()
        .filter(action -> action.onRecord() && action.kind().equals(relation.target().name()))
        .filter(
            action ->
                action.effects().size() == 1
                    && action.effects().getFirst() instanceof Effect.DeleteEach(var rows, _)
                    && rows.startsWith(relation.kept().plural() + "."))
        .findFirst();
  }

  private Exchange call(Action action, JsonNode record, Wallet as) throws Ended {
    return session.call(
        as,
        "POST",
        Maker.path(action, maker.kind(action.kind()), record),
        ExactJson.MAPPER.createObjectNode());
  }

  private void once(Action action, Relation relation) throws Ended {
    var record = target(relation);
    var isHidden = relation.target().access().read() instanceof Access.When;
    sees(relation, record, Wallet.A, false, 0);
    done(call(action, record, Wallet.A));
    sees(relation, record, Wallet.A, true, 1);
    var refused =
        action.guards().stream().filter(guard -> guard.check().startsWith("!")).findFirst();
    var again = call(action, record, Wallet.A);
    if (refused.isPresent()) {
      again.expect(refused.get().otherwise().status(), refused.get().otherwise().reason());
    } else {
      done(again);
    }
    sees(relation, record, Wallet.A, true, 1);
    if (!isHidden) {
      sees(relation, record, Wallet.B, false, 1);
      done(call(action, record, Wallet.B));
      sees(relation, record, Wallet.B, true, 2);
    }
    var back = back(relation);
    if (back.isEmpty()) {
      return;
    }
    done(call(back.get(), record, Wallet.A));
    sees(relation, record, Wallet.A, false, isHidden ? 0 : 1);
    var none = call(back.get(), record, Wallet.A);
    if (back.get().guards().isEmpty()) {
      done(none);
    } else {
      var otherwise = back.get().guards().getFirst().otherwise();
      none.expect(otherwise.status(), otherwise.reason());
    }
    if (!isHidden) {
      sees(relation, record, Wallet.B, true, 1);
    }
  }

  /** A record that nobody has done it with, and that is nobody's who does. */
  private JsonNode target(Relation relation) throws Ended {
    return maker.make(
        relation.target(),
        relation.target().access().read() instanceof Access.When ? Wallet.A : Wallet.C);
  }

  private static void done(Exchange answer) throws Ended {
    if (answer.status() >= 300) {
      answer.expect(200);
    }
  }

  /** What somebody sees of it: whether he has done it, and how many have. */
  private void sees(Relation relation, JsonNode record, Wallet as, boolean mine, int count)
      throws Ended {
    List<Field> shown = new ArrayList<>();
    for (var field : relation.target().fields()) {
      if (field.origin() instanceof Origin.Aggregated figure
          && figure.kind().equals(relation.kept().name())
          && figure.by().equals(relation.of().name())
          && figure.where().isEmpty()
          && (figure.function() == AggregateFunction.MINE
              || figure.function() == AggregateFunction.COUNT)) {
        shown.add(field);
      }
    }
    if (shown.isEmpty() || !relation.target().operations().contains(Kind.Operation.READ)) {
      return;
    }
    var read = session.call(as, "GET", Maker.path(relation.target(), record)).expect(200);
    for (var field : shown) {
      var value = read.json().path(field.name());
      var fits =
          field.type() instanceof FieldType.Truth
              ? value.isBoolean() && value.asBoolean() == mine
              : value.isIntegralNumber() && value.asInt() == count;
      if (!fits) {
        throw read.contradicts(
            "and %s is %s for %s, who has%s done it, as %d have"
                .formatted(field.name(), value, as.word(), mine ? "" : " not", count));
      }
    }
  }

  /** What is made for A is in A's list, and in nobody else's. */
  private void lists(Kind kind, Route route, Route.Mine mine) throws Ended {
    if (!Routes.showsId(kind)) {
      throw Ended.notTried("a " + kind.name() + " does not say what its id is");
    }
    if (!route.keys().isEmpty()) {
      throw Ended.notTried("its path has parameters");
    }
    var record = maker.make(kind, mine.kind().isPresent() ? Wallet.C : Wallet.A);
    if (mine.kind().isPresent()) {
      var kept = maker.kind(mine.kind().get());
      var done =
          session.specification().actions().stream()
              .filter(action -> relation(action).filter(r -> r.kept().equals(kept)).isPresent())
              .findFirst()
              .orElseThrow(() -> Ended.notTried("nothing makes a " + kept.name()));
      if (mine.via().equals("id")) {
        has(kind, route, record, Wallet.A, false);
      } else if (!record.hasNonNull(mine.via())) {
        throw Ended.notTried("a %s does not show its %s".formatted(kind.name(), mine.via()));
      }
      var with =
          mine.via().equals("id")
              ? record
              : ExactJson.MAPPER.createObjectNode().set("id", record.path(mine.via()));
      done(call(done, with, Wallet.A));
    }
    has(kind, route, record, Wallet.A, true);
    has(kind, route, record, Wallet.B, false);
  }

  private void has(Kind kind, Route route, JsonNode record, Wallet as, boolean wanted)
      throws Ended {
    var answer =
        session.ask(session.translation().over(kind, route, as, record, Optional.empty(), ""));
    if (answer.is(404) && ((Route.Answer.Rows) route.answer()).emptyNotFound() && !wanted) {
      return;
    }
    answer.expect(200);
    var items = answer.json().path(kind.plural());
    var most = ((Route.Answer.Rows) route.answer()).paging().usualLimit();
    if (!items.isArray() || (wanted && items.size() >= most)) {
      throw Ended.notTried("the list is longer than one answer");
    }
    var has = items.valueStream().anyMatch(one -> one.path("id").equals(record.path("id")));
    if (has != wanted) {
      throw answer.contradicts(
          "%s %s, for %s".formatted(wanted ? "without" : "with", record, as.word()));
    }
  }
}
