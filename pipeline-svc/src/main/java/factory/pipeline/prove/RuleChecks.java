package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What values a field takes: all at its bounds, none beyond them. */
final class RuleChecks {
  private final Session session;
  private final Maker maker;

  RuleChecks(Session session, Maker maker) {
    this.session = session;
    this.maker = maker;
  }

  void run(Kind kind) {
    if (!Maker.hasCreate(kind)) {
      session.notTried(
          Area.RULES,
          "The fields of a " + kind.name() + " keep their rules",
          "only actions make one, and their inputs are what is asked");
      return;
    }
    for (var rule : kind.rules()) {
      session.check(
          Area.RULES,
          rule.field() + " of a " + kind.name() + " " + rule.message(),
          () -> between(kind, rule));
    }
    Map<Field, List<Wrong>> all = new LinkedHashMap<>();
    var together = new Together(session, maker, kind);
    for (var field : Maker.given(kind)) {
      var wrong = Wrong.of(field, 800_000 + maker.next());
      all.put(field, wrong);
      together.add(field.name(), wrong.stream().map(Wrong::value).toList(), mayChange(kind, field));
    }
    for (var field : Maker.given(kind)) {
      if (Routes.isInPathOfMaking(kind, field.name())) {
        session.notTried(
            Area.RULES,
            field.name() + " of a " + kind.name() + " keeps its rules",
            "the path says what it is");
        continue;
      }
      var edges = edges(kind, field);
      if (!edges.isEmpty()) {
        session.check(
            Area.RULES,
            field.name()
                + " of a "
                + kind.name()
                + " may be "
                + edges.stream().map(Values.Edge::name).collect(Collectors.joining(", ")),
            () -> takes(kind, field, edges));
      }
      var wrong = all.getOrDefault(field, List.of());
      if (!wrong.isEmpty() || field.required()) {
        session.check(
            Area.RULES,
            field.name()
                + " of a "
                + kind.name()
                + " must not be "
                + wrong.stream().map(Wrong::name).collect(Collectors.joining(", ")),
            () -> refuses(kind, field, wrong, together));
      }
    }
  }

  private List<Values.Edge> edges(Kind kind, Field field) {
    if (maker.isInvitation(kind, field)) {
      // Only what is made as one is a code, and that is looked at with accounts.
      return List.of();
    }
    // A record may not be gone before it is made.
    return kind.expires().filter(field.name()::equals).isPresent()
        ? List.of(
            new Values.Edge(
                "another time zone",
                ExactJson.MAPPER.getNodeFactory().textNode("2044-02-29T23:30:00.250+05:30")))
        : Values.edges(field, 900_000 + maker.next());
  }

  private void between(Kind kind, Kind.Rule rule) throws Ended {
    var record = maker.make(kind, Wallet.A);
    var bad = maker.unlawful(kind, rule, Wallet.A);
    if (bad.isEmpty()) {
      throw Ended.notTried("no values that break it alone were found");
    }
    var answer = session.call(Wallet.A, "POST", Maker.path(kind), bad.get());
    answer.expectRefused(rule.field());
    if (!answer.says(rule.message())) {
      throw answer.contradicts("without saying: " + rule.message());
    }
    if (Maker.hasUpdate(kind) && !(kind.access().update() instanceof Access.When)) {
      var patch = ExactJson.MAPPER.createObjectNode();
      for (var field : Maker.changeable(kind)) {
        if (bad.get().has(field.name()) && rule.check().contains(field.name()) && !field.unique()) {
          patch.set(field.name(), bad.get().get(field.name()));
        }
      }
      var merged = ((ObjectNode) record).deepCopy();
      merged.setAll(patch);
      if (!patch.isEmpty() && maker.breaks(kind, merged, Wallet.A).contains(rule)) {
        session
            .call(Wallet.A, "PATCH", Maker.path(kind, record), patch)
            .expectRefused(rule.field());
      }
    }
  }

  private void takes(Kind kind, Field field, List<Values.Edge> edges) throws Ended {
    var tried = 0;
    for (var edge : edges) {
      if (Maker.isOnePerWallet(kind)) {
        maker.makeRoom();
      }
      var body = maker.bodyWith(kind, Wallet.A, field.name(), edge.value());
      if (body.isEmpty()) {
        continue;
      }
      var answer = session.call(Wallet.A, "POST", Maker.path(kind), body.get());
      if (answer.is(403) && kind.access().create() instanceof Access.When) {
        throw Ended.notTried("it depends on a condition that nobody here fulfils");
      }
      if (!field.unique() && Maker.isTaken(kind, answer)) {
        var other = maker.bodyWith(kind, Wallet.A, field.name(), edge.value());
        if (other.isPresent()) {
          answer = session.call(Wallet.A, "POST", Maker.path(kind), other.get());
        }
      }
      if (hitsAnotherRule(kind, field, answer)) {
        continue;
      }
      answer.expect(201);
      tried++;
      if (!(field.type() instanceof FieldType.Secret)
          && !Values.same(field.type(), edge.value(), answer.json().path(field.name()))) {
        throw answer.contradicts("with another " + field.name() + " than was given");
      }
    }
    if (tried == 0) {
      throw Ended.notTried("each of them breaks another rule, with all values that were drawn");
    }
  }

  /** Rules between fields, words of a small unique field, and intervals may forbid a bound. */
  private static boolean hitsAnotherRule(Kind kind, Field field, Exchange answer) {
    return (answer.is(422)
            && kind.rules().stream()
                .anyMatch(
                    rule -> rule.check().contains(field.name()) && answer.says(rule.message())))
        || (answer.is(409)
            && (field.unique()
                || kind.unique().stream().anyMatch(u -> u.fields().contains(field.name()))
                || kind.noOverlap().stream()
                    .anyMatch(i -> i.from().equals(field.name()) || i.to().equals(field.name()))));
  }

  private static boolean mayChange(Kind kind, Field field) {
    return Maker.hasUpdate(kind)
        && !(kind.access().update() instanceof Access.When)
        && Maker.changeable(kind).contains(field);
  }

  private void refuses(Kind kind, Field field, List<Wrong> wrong, Together together) throws Ended {
    together.ask();
    var changes = mayChange(kind, field);
    var body = maker.body(kind, Wallet.A, true);
    List<Pairs.Asking<Exchange>> all = new ArrayList<>();
    if (field.required() && !Wrong.mayBeAbsent(field) && !together.refusesAbsence(field.name())) {
      var without = body.deepCopy();
      without.remove(field.name());
      all.add(() -> refused("POST", Maker.path(kind), without, field));
    }
    JsonNode record = null;
    for (var one : wrong) {
      if (!together.refuses(field.name(), one.value())) {
        var with = body.deepCopy();
        with.set(field.name(), one.value());
        all.add(() -> refused("POST", Maker.path(kind), with, field));
      }
      if (changes && !together.refusesChange(field.name(), one.value())) {
        record = record == null ? maker.make(kind, Wallet.A) : record;
        var path = Maker.path(kind, record);
        all.add(() -> refused("PATCH", path, only(field, one.value()), field));
      }
    }
    var _ = Pairs.of(all);
  }

  private Exchange refused(String method, String path, ObjectNode body, Field field) throws Ended {
    return session.call(Wallet.A, method, path, body).expectRefused(field.name());
  }

  private static ObjectNode only(Field field, JsonNode value) {
    var body = ExactJson.MAPPER.createObjectNode();
    body.set(field.name(), value);
    return body;
  }
}
