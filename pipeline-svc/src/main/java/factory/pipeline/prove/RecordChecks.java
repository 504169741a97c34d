package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Route;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Making, reading, changing and deleting records, and requests that make no sense. */
final class RecordChecks {
  private final Session session;
  private final Maker maker;

  RecordChecks(Session session, Maker maker) {
    this.session = session;
    this.maker = maker;
  }

  void run(Kind kind) {
    var name = kind.name().replace('_', ' ');
    if (Maker.hasCreate(kind)) {
      session.check(Area.RECORDS, "A " + name + " is made as it is given", () -> makes(kind, true));
      session.check(
          Area.RECORDS,
          "A " + name + " is made with only what is required",
          () -> makes(kind, false));
    }
    if (kind.operations().contains(Operation.READ)) {
      session.check(
          Area.RECORDS,
          "A " + name + " is read as it was made",
          () -> {
            var record = maker.make(kind, Wallet.A);
            same(kind, record, session.call(Wallet.A, "GET", Maker.path(kind, record)).expect(200));
          });
    }
    if (Maker.hasUpdate(kind)) {
      if (Routes.hasPartial(kind)) {
        session.check(
            Area.RECORDS, "PATCH changes a " + name + " where it says so", () -> patches(kind));
      }
      if (Routes.hasReplacement(kind)) {
        session.check(Area.RECORDS, "PUT replaces a " + name, () -> puts(kind));
      }
    }
    if (Maker.hasDelete(kind)) {
      session.check(
          Area.RECORDS,
          "A " + name + " that is deleted is gone, and no other",
          () -> deletes(kind));
    }
    session.check(Area.REQUESTS, "A " + name + " that is not there is 404", () -> absent(kind));
    if (kind.http().isEmpty()) {
      session.check(
          Area.REQUESTS, "What a " + name + " has no operation for is refused", () -> closed(kind));
    }
    if (Maker.hasCreate(kind)) {
      session.check(
          Area.REQUESTS,
          "Bodies of a " + name + " that make no sense are refused",
          () -> bodies(kind));
      if (kind.http().isEmpty()) {
        session.check(
            Area.REQUESTS,
            "Unknown and read-only fields of a " + name + " are refused",
            () -> fields(kind));
      }
    }
  }

  private void makes(Kind kind, boolean optional) throws Ended {
    Exchange answer;
    ObjectNode body;
    if (kind.rules().isEmpty()) {
      body = maker.body(kind, Wallet.A, optional);
      answer = session.call(Wallet.A, "POST", Maker.path(kind), body);
      if (answer.is(403) && kind.access().create() instanceof Access.When) {
        throw Ended.notTried("it depends on a condition that nobody here fulfils");
      }
      answer.expect(201);
    } else {
      // Drawn until the rules between the fields hold.
      var template = maker.make(kind, Wallet.A);
      body = maker.body(kind, Wallet.A, false);
      for (var field : Maker.given(kind)) {
        if ((optional || field.required() || inRule(kind, field)) && !differs(kind, field)) {
          copy(field, template, body);
        }
      }
      answer = session.call(Wallet.A, "POST", Maker.path(kind), body).expect(201);
    }
    given(kind, body, answer);
    if (answer.json().path("id").asText().isEmpty() && Routes.showsId(kind)) {
      throw answer.contradicts("without an id");
    }
    located(kind, answer);
  }

  private static void located(Kind kind, Exchange answer) throws Ended {
    var route = answer.reading().route();
    if (route.isPresent()) {
      var wrong = Paths.misplaced(kind, route.get(), answer);
      if (wrong.isPresent() && route.get().operation() == Operation.CREATE) {
        throw answer.contradicts(wrong.get());
      }
      return;
    }
    var location = answer.answer().headers().getOrDefault("location", "");
    if (!location.endsWith(kind.plural() + "/" + answer.json().path("id").asText())) {
      throw answer.contradicts("with the location '" + location + "'");
    }
  }

  private static void copy(Field field, JsonNode from, ObjectNode to) {
    if (from.hasNonNull(field.name())) {
      to.set(field.name(), from.get(field.name()));
    }
  }

  private static boolean inRule(Kind kind, Field field) {
    return kind.rules().stream().anyMatch(rule -> rule.check().contains(field.name()));
  }

  private static boolean differs(Kind kind, Field field) {
    return field.unique()
        || kind.unique().stream().anyMatch(unique -> unique.fields().contains(field.name()))
        || kind.noOverlap().stream()
            .anyMatch(i -> i.from().equals(field.name()) || i.to().equals(field.name()));
  }

  /** Everything that was sent is in the answer. */
  static void given(Kind kind, JsonNode body, Exchange answer) throws Ended {
    for (var field : Maker.given(kind)) {
      if (field.type() instanceof FieldType.Secret) {
        if (answer.json().has(field.name())) {
          throw answer.contradicts("showing the secret " + field.name());
        }
        continue;
      }
      var sent = body.path(field.name());
      if (sent.isMissingNode()
          && (answer.isInPath(field.name()) || !answer.isGiven(field.name()))) {
        continue;
      }
      var defaults =
          field.origin() instanceof factory.pipeline.spec.Origin.Given(var fallback, _)
              && fallback.isPresent();
      var first =
          field.type() instanceof FieldType.Choice(_, var transitions) && !transitions.isEmpty();
      if (sent.isMissingNode() && (defaults || first)) {
        continue;
      }
      if (!Values.same(field.type(), sent, answer.json().path(field.name()))) {
        throw answer.contradicts("with another " + field.name() + " than was given: " + sent);
      }
    }
  }

  /** The record is the one from before, but for what changes by itself. */
  static void same(Kind kind, JsonNode before, Exchange now) throws Ended {
    if (!before.path("id").equals(now.json().path("id"))) {
      throw now.contradicts("with another id than " + before.path("id"));
    }
    var shown = Shown.later(kind, before);
    for (var field : kind.fields()) {
      if (!shown.path(field.name()).equals(now.json().path(field.name()))
          && !(field.origin() instanceof factory.pipeline.spec.Origin.Aggregated)) {
        throw now.contradicts(
            "with another " + field.name() + " than before: " + before.path(field.name()));
      }
    }
    if (!before.path("created_at").equals(now.json().path("created_at"))) {
      throw now.contradicts("with another created_at than before");
    }
  }

  private void patches(Kind kind) throws Ended {
    var record = maker.make(kind, Wallet.A);
    var path = Maker.path(kind, record);
    var tried = false;
    for (var field : Maker.changeable(kind)) {
      var value = maker.value(kind, field, Wallet.A, maker.next(), 3);
      if (value.isEmpty()
          || inRule(kind, field)
          || (field.type() instanceof FieldType.Choice(_, var t) && !t.isEmpty())
          || kind.noOverlap().stream()
              .anyMatch(i -> i.from().equals(field.name()) || i.to().equals(field.name()))) {
        continue;
      }
      tried = true;
      var body = ExactJson.MAPPER.createObjectNode();
      body.set(field.name(), value.get());
      var answer = session.call(Wallet.A, "PATCH", path, body);
      notConditional(kind.access().update(), answer);
      answer.expect(200);
      if (!(field.type() instanceof FieldType.Secret)
          && !Values.same(field.type(), value.get(), answer.json().path(field.name()))) {
        throw answer.contradicts("with another " + field.name());
      }
      for (var other : Maker.given(kind)) {
        if (!other.name().equals(field.name())
            && !record.path(other.name()).equals(answer.json().path(other.name()))) {
          throw answer.contradicts("with another " + other.name() + " than before");
        }
      }
      if (kind.operations().contains(Operation.READ)) {
        var read = session.call(Wallet.A, "GET", path).expect(200);
        if (!read.json().equals(answer.json())) {
          throw read.contradicts("which is not what PATCH answered: " + answer.json());
        }
      }
      record = answer.json();
    }
    if (!tried) {
      throw Ended.notTried("it has no field that can be changed alone");
    }
  }

  private static void notConditional(Access access, Exchange answer) throws Ended {
    if (access instanceof Access.When && (answer.is(403) || answer.is(404))) {
      throw Ended.notTried("it depends on a condition that nobody here fulfils");
    }
  }

  private void puts(Kind kind) throws Ended {
    var record = maker.make(kind, Wallet.A);
    var other = maker.make(kind, Wallet.A);
    var body = ExactJson.MAPPER.createObjectNode();
    for (var field : Maker.replaced(kind)) {
      var fixed = Maker.changeable(kind).stream().noneMatch(f -> f.name().equals(field.name()));
      var from = fixed || differs(kind, field) ? record : other;
      if (field.type() instanceof FieldType.Secret) {
        maker
            .value(kind, field, Wallet.A, maker.next(), 1)
            .ifPresent(value -> body.set(field.name(), value));
      } else if (field.type() instanceof FieldType.Choice(_, var t) && !t.isEmpty()) {
        copy(field, record, body);
      } else {
        copy(field, from, body);
      }
    }
    var answer = session.call(Wallet.A, "PUT", Maker.path(kind, record), body);
    notConditional(kind.access().update(), answer);
    answer.expect(200);
    given(kind, body, answer);
    if (!answer.json().path("created_at").equals(record.path("created_at"))) {
      throw answer.contradicts("with another created_at than before");
    }
    for (var field : Maker.changeable(kind)) {
      // What is left out of the whole is cleared.
      if (!field.required()
          && Routes.isGivenToReplace(kind, field.name())
          && body.hasNonNull(field.name())
          && !inRule(kind, field)
          && !(field.type() instanceof FieldType.Choice(_, var t) && !t.isEmpty())
          && field.origin() instanceof factory.pipeline.spec.Origin.Given(var fallback, _)
          && fallback.isEmpty()) {
        body.remove(field.name());
        given(
            kind, body, session.call(Wallet.A, "PUT", Maker.path(kind, record), body).expect(200));
        return;
      }
    }
  }

  private void deletes(Kind kind) throws Ended {
    var record = maker.make(kind, Wallet.A);
    var kept = maker.make(kind, Wallet.A);
    var path = Maker.path(kind, record);
    var answer = session.call(Wallet.A, "DELETE", path);
    notConditional(kind.access().delete(), answer);
    answer.expect(204);
    session.call(Wallet.A, "DELETE", path).expect(404);
    if (kind.operations().contains(Operation.READ)) {
      session.call(Wallet.A, "GET", path).expect(404);
      session.call(Wallet.A, "GET", Maker.path(kind, kept)).expect(200);
    }
  }

  private void absent(Kind kind) throws Ended {
    List<Pairs.Asking<Exchange>> all = new ArrayList<>();
    for (var id : List.of(absentId(kind), "nonsense")) {
      var path = Maker.path(kind, id);
      if (kind.operations().contains(Operation.READ)) {
        all.add(() -> session.call(Wallet.A, "GET", path).expectAbsent());
      }
      if (Maker.hasUpdate(kind) && (Routes.hasPartial(kind) || Routes.making(kind).isEmpty())) {
        all.add(() -> session.call(Wallet.A, "PATCH", path, "{}").expectAbsent());
      }
      if (Maker.hasDelete(kind)) {
        all.add(() -> session.call(Wallet.A, "DELETE", path).expectAbsent());
      }
    }
    var _ = Pairs.of(all);
    session.call(Wallet.A, "GET", Maker.path(kind) + "/a/b/c").expect(404);
  }

  /** What could be one. */
  private static String absentId(Kind kind) {
    return kind.key() instanceof Kind.Key.Sequence
        ? "999999999"
        : "00000000-0000-4000-8000-000000000000";
  }

  private void closed(Kind kind) throws Ended {
    var item = Maker.path(kind) + "/" + absentId(kind);
    session.call(Wallet.A, "DELETE", Maker.path(kind)).expect(405, 404);
    if (!kind.operations().contains(Operation.LIST)) {
      session.call(Wallet.A, "GET", Maker.path(kind)).expect(405, 404);
    }
    if (!kind.operations().contains(Operation.CREATE)) {
      session.call(Wallet.A, "POST", Maker.path(kind), "{}").expect(405, 404);
    }
    if (!kind.operations().contains(Operation.READ)) {
      session.call(Wallet.A, "GET", item).expect(405, 404);
    }
    if (!kind.operations().contains(Operation.UPDATE)) {
      session.call(Wallet.A, "PUT", item, "{}").expect(405, 404);
      session.call(Wallet.A, "PATCH", item, "{}").expect(405, 404);
    }
    if (!kind.operations().contains(Operation.DELETE)) {
      session.call(Wallet.A, "DELETE", item).expect(405, 404);
    }
  }

  private void bodies(Kind kind) throws Ended {
    var path = Maker.path(kind);
    if (!Routes.takesJson(kind)) {
      throw Ended.notTried("what makes one takes no JSON");
    }
    List<Pairs.Asking<Exchange>> all = new ArrayList<>();
    for (var body : List.of("{", "[]", "\"text\"", "null", "{\"a\":1}{}", "{\"a\":}", "nonsense")) {
      all.add(() -> session.call(Wallet.A, "POST", path, body).expect(400));
    }
    all.add(
        () -> session.ask(new Request(Wallet.A, "POST", path, Session.SENDS_JSON, "")).expect(400));
    all.add(
        () ->
            session
                .ask(
                    new Request(
                        Wallet.A,
                        "POST",
                        path,
                        Map.of("content-type", Routes.takesText(kind) ? "text/csv" : Route.TEXT),
                        "{}"))
                .expect(415));
    all.add(
        () ->
            session
                .ask(
                    new Request(
                        Wallet.A,
                        "POST",
                        path,
                        Session.SENDS_JSON,
                        "{\"a\":\"\u00ff\"}",
                        StandardCharsets.ISO_8859_1))
                .expect(400));
    var first =
        Maker.given(kind).stream()
            .filter(field -> !Routes.isInPathOfMaking(kind, field.name()))
            .findFirst();
    if (first.isPresent()) {
      var twice = Routes.twice(kind, first.get().name());
      all.add(() -> session.call(Wallet.A, "POST", path, twice).expect(400));
    }
    var _ = Pairs.of(all);
  }

  private void fields(Kind kind) throws Ended {
    Map<String, JsonNode> unwanted = new LinkedHashMap<>();
    for (var name : List.of("not_a_field", "id", "created_at", "updated_at")) {
      unwanted.put(name, ExactJson.MAPPER.getNodeFactory().textNode("2026-01-31T12:00:00Z"));
    }
    for (var field : kind.fields()) {
      if (!(field.origin() instanceof factory.pipeline.spec.Origin.Given)) {
        unwanted.put(
            field.name(),
            Values.fresh(field.name(), field.type(), 1, 0)
                .orElseGet(() -> ExactJson.MAPPER.getNodeFactory().textNode("1")));
      }
    }
    var together = new Together(session, maker, kind);
    unwanted.forEach((name, value) -> together.add(name, List.of(value), Maker.hasUpdate(kind)));
    together.ask();
    for (var one : unwanted.entrySet()) {
      refuses(kind, one.getKey(), one.getValue(), together);
    }
  }

  private void refuses(Kind kind, String field, JsonNode value, Together together) throws Ended {
    if (!together.refuses(field, value)) {
      var body = maker.body(kind, Wallet.A, true);
      body.set(field, value);
      session.call(Wallet.A, "POST", Maker.path(kind), body).expectRefused(field);
    }
    if (Maker.hasUpdate(kind) && !together.refusesChange(field, value)) {
      var record = maker.make(kind, Wallet.A);
      var patch = ExactJson.MAPPER.createObjectNode();
      patch.set(field, value);
      var answer = session.call(Wallet.A, "PATCH", Maker.path(kind, record), patch);
      notConditional(kind.access().update(), answer);
      answer.expectRefused(field);
    }
  }
}
