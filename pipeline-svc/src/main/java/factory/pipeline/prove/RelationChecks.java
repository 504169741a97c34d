package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Route;
import java.util.List;
import java.util.Optional;

/**
 * What each caller does with a record once, for himself, and what follows from it: flags of who
 * calls, how many have done it, and lists of what he has done it with. What is kept of it no route
 * shows, so it is asked by what can be seen.
 */
final class RelationChecks {
  private final Session session;
  private final Maker maker;
  private final Evaluator evaluator;

  RelationChecks(Session session, Maker maker, Evaluator evaluator) {
    this.session = session;
    this.maker = maker;
    this.evaluator = evaluator;
  }

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
                        Routes.named(route)
                            + (mine.of().isPresent()
                                ? " has those who did it, or with whom, and nobody else"
                                : " has what is of who calls alone"),
                        () -> lists(kind, route, mine)));
      }
    }
  }

  private Optional<Relation> relation(Action action) {
    return Relation.of(session.specification(), action);
  }

  /** Does it again and again, as two callers, who see what becomes of it. */
  private void once(Action action, Relation relation) throws Ended {
    var record = target(relation);
    var kept = new KeptOfCallers(session, maker, evaluator, relation, record);
    var others =
        relation.target().access().read() instanceof Access.When
            ? List.of(Wallet.A)
            : List.of(Wallet.A, Wallet.B);
    var inputs = maker.fitting(action, record, Wallet.A);
    if (inputs.isEmpty()) {
      throw Ended.notTried("nothing was found that can be given with it");
    }
    see(kept, others);
    for (var none : maker.unfit(action, record, Wallet.A)) {
      kept.call(action, Wallet.A, none);
      see(kept, others);
    }
    for (var as : others) {
      for (var turn = 0; turn < 2; turn++) {
        kept.call(action, as, inputs.getFirst());
        see(kept, others);
      }
      if (inputs.size() > 1) {
        kept.call(action, as, inputs.getLast());
        see(kept, others);
      }
    }
    for (var other : relation.doing(session.specification())) {
      if (!other.equals(action)) {
        var fit = maker.fitting(other, record, Wallet.A);
        if (!fit.isEmpty()) {
          kept.call(other, Wallet.A, fit.getFirst());
          see(kept, others);
        }
      }
    }
    for (var back : relation.back(session.specification())) {
      for (var turn = 0; turn < 2; turn++) {
        kept.call(back, Wallet.A, ExactJson.MAPPER.createObjectNode());
        see(kept, others);
      }
    }
  }

  private static void see(KeptOfCallers kept, List<Wallet> all) throws Ended {
    for (var as : all) {
      kept.sees(as);
    }
  }

  /** A record that nobody has done it with, and that is nobody's who does. */
  private JsonNode target(Relation relation) throws Ended {
    return maker.make(
        relation.target(),
        relation.target().access().read() instanceof Access.When ? Wallet.A : Wallet.C);
  }

  /** What is made for A is in A's list, and in nobody else's. */
  private void lists(Kind kind, Route route, Route.Mine mine) throws Ended {
    if (!Routes.showsId(kind)) {
      throw Ended.notTried("a " + kind.name() + " does not say what its id is");
    }
    if (mine.of().isPresent()) {
      beside(kind, route, mine, mine.of().get());
      return;
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
      var inputs = maker.fitting(done, with, Wallet.A);
      if (inputs.isEmpty()) {
        throw Ended.notTried("nothing was found that can be given with it");
      }
      var answer =
          session.call(
              Wallet.A, "POST", Maker.path(done, maker.kind(done.kind()), with), inputs.getFirst());
      if (answer.status() >= 300) {
        answer.expect(200);
      }
    }
    has(kind, route, record, Wallet.A, true);
    has(kind, route, record, Wallet.B, false);
  }

  /** Who does it with a record is listed beside it, or with whom he does it beside him. */
  private void beside(Kind kind, Route route, Route.Mine mine, String of) throws Ended {
    var members = session.members().orElseThrow(() -> Ended.notTried("nobody has an account"));
    var done =
        session.specification().actions().stream()
            .filter(
                action ->
                    relation(action)
                        .filter(r -> r.kept().name().equals(mine.kind().orElseThrow()))
                        .isPresent())
            .findFirst()
            .orElseThrow(() -> Ended.notTried("nothing makes one"));
    var relation = relation(done).orElseThrow();
    var record = target(relation);
    var other = target(relation);
    var doer = account(members, Wallet.A);
    var isOfTarget = of.equals(relation.of().name());
    var above = isOfTarget ? record : doer;
    var listed = isOfTarget ? doer : record;
    has(kind, route, beside(of, above, listed), Wallet.A, false);
    var inputs = maker.fitting(done, record, Wallet.A);
    var answer =
        session.call(
            Wallet.A, "POST", Maker.path(done, relation.target(), record), inputs.getFirst());
    if (answer.status() >= 300) {
      answer.expect(200);
    }
    for (var as : List.of(Wallet.A, Wallet.B)) {
      has(kind, route, beside(of, above, listed), as, true);
      has(
          kind,
          route,
          beside(of, isOfTarget ? other : account(members, Wallet.B), listed),
          as,
          false);
    }
    var nobody = ExactJson.MAPPER.getNodeFactory().textNode("987654321");
    session
        .ask(
            session
                .translation()
                .over(
                    kind,
                    route,
                    Wallet.A,
                    ExactJson.MAPPER.createObjectNode().set(of, nobody),
                    Optional.empty(),
                    ""))
        .expectAbsent();
  }

  private static JsonNode account(Members members, Wallet as) throws Ended {
    return members
        .of(as)
        .map(Members.Member::record)
        .orElseThrow(() -> Ended.notTried("nobody has an account"));
  }

  /** What a path needs, and what is looked for there. */
  private static JsonNode beside(String of, JsonNode above, JsonNode listed) {
    return ExactJson.MAPPER
        .createObjectNode()
        .<com.fasterxml.jackson.databind.node.ObjectNode>set(of, above.path("id"))
        .set("id", listed.path("id"));
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
