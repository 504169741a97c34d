package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Http;
import factory.pipeline.spec.Inside;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Route;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The routes of kinds that a document describes: each once, its bodies, and what has no route. */
final class RouteChecks {
  private static final List<String> METHODS = List.of("GET", "POST", "PUT", "PATCH", "DELETE");

  private final Session session;
  private final Maker maker;

  RouteChecks(Session session, Maker maker) {
    this.session = session;
    this.maker = maker;
  }

  void run(Kind kind) {
    if (kind.http().isEmpty()) {
      return;
    }
    var http = kind.http().get();
    new TextListChecks(session, maker).run(kind);
    for (var route : http.routes()) {
      // Own lists of callers are asked for by checks of relations, files by checks of files, and
      // some of the records by checks of those, what accounts do with themselves by theirs.
      if (route.mine().isPresent()
          || route.isText()
          || route.file().isPresent()
          || !route.isWhole()
          || route.ofAccount()) {
        continue;
      }
      session.check(
          Area.ROUTES,
          Routes.named(route) + " answers " + route.status(),
          () -> answers(kind, route));
      if (route.madeStatus().isPresent()) {
        session.check(
            Area.ROUTES,
            Routes.named(route) + " makes what is not there, with " + route.madeStatus().get(),
            () -> makes(kind, route));
      }
    }
    session.check(
        Area.ROUTES,
        "What a "
            + kind.name()
            + " has no value for is "
            + (http.nullsLeftOut() ? "left out" : "null"),
        () -> nulls(kind));
    for (var route : http.routes()) {
      if (route.file().isEmpty()
          && !route.ofAccount()
          && (route.operation() == Operation.CREATE || route.operation() == Operation.UPDATE)) {
        bodies(kind, http, route);
      }
    }
    session.check(
        Area.ROUTES, "Paths of " + kind.plural() + " have these methods alone", () -> closed(kind));
  }

  private Exchange ask(Kind kind, Route route, JsonNode values, Optional<ObjectNode> body)
      throws Ended {
    var answer = session.ask(session.translation().over(kind, route, Wallet.A, values, body, ""));
    if (access(kind, route) instanceof Access.When && (answer.is(403) || answer.is(404))) {
      throw Ended.notTried("it depends on a condition that nobody here fulfils");
    }
    return answer;
  }

  private static Access access(Kind kind, Route route) {
    return switch (route.operation()) {
      case LIST, READ -> kind.access().read();
      case CREATE -> kind.access().create();
      case UPDATE -> kind.access().update();
      case DELETE -> kind.access().delete();
    };
  }

  private void answers(Kind kind, Route route) throws Ended {
    if (access(kind, route) instanceof Access.Nobody) {
      throw Ended.notTried("nobody may do that");
    }
    switch (route.operation()) {
      case LIST -> lists(kind, route);
      case CREATE -> {
        var body = body(maker, kind, route);
        made(kind, ask(kind, route, body, Optional.of(body)), body);
      }
      case READ -> {
        var record = maker.make(kind, Wallet.A);
        RecordChecks.same(kind, record, ask(kind, route, record, Optional.empty()).expect(200));
      }
      case UPDATE -> changes(kind, route);
      case DELETE -> {
        var record = maker.make(kind, Wallet.A);
        ask(kind, route, record, Optional.empty()).expect(204);
        ask(kind, route, record, Optional.empty()).expect(404);
      }
    }
  }

  private void lists(Kind kind, Route route) throws Ended {
    var record = maker.make(kind, Wallet.A);
    var answer = ask(kind, route, record, Optional.empty()).expect(200);
    var items = answer.json().path(kind.plural());
    if (!items.isArray()) {
      throw answer.contradicts("without a list");
    }
    var most = ((Route.Answer.Rows) route.answer()).paging().usualLimit();
    if (items.size() > most) {
      throw answer.contradicts("with %d records of at most %d".formatted(items.size(), most));
    }
    if (items.size() < most
        && Routes.showsId(kind)
        && items.valueStream().noneMatch(one -> one.path("id").equals(record.path("id")))) {
      throw answer.contradicts("without " + record);
    }
  }

  /** A body with all that a route's path needs, and nothing that it does not take. */
  static ObjectNode body(Maker maker, Kind kind, Route route) throws Ended {
    var body = maker.body(kind, route, Wallet.A);
    for (var of : route.placed()) {
      if (!body.hasNonNull(of)
          && kind.field(of).map(Field::type).orElse(null)
              instanceof FieldType.Reference(var target, _)) {
        body.set(of, maker.make(maker.kind(target), Wallet.A).path("id"));
      }
    }
    return body;
  }

  private static void made(Kind kind, Exchange answer, JsonNode body) throws Ended {
    if (answer.is(422) && !kind.rules().isEmpty()) {
      throw Ended.notTried("rules between its fields");
    }
    RecordChecks.given(kind, body, answer.expect(201));
  }

  private void makes(Kind kind, Route route) throws Ended {
    if (!(kind.key() instanceof Kind.Key.Natural(var key))) {
      throw Ended.notTried("nobody knows the key of what is not there");
    }
    var body = maker.body(kind, Wallet.A, true);
    var values = body.deepCopy();
    values.set("id", body.get(key));
    made(kind, ask(kind, route, values, Optional.of(body)), body);
    RecordChecks.given(kind, body, ask(kind, route, values, Optional.of(body)).expect(200));
  }

  private void changes(Kind kind, Route route) throws Ended {
    var record = maker.make(kind, Wallet.A);
    var change = ExactJson.MAPPER.createObjectNode();
    var changed = simple(kind, route);
    if (changed.isPresent()) {
      maker
          .value(kind, changed.get(), Wallet.A, maker.next(), 3)
          .ifPresent(value -> change.set(changed.get().name(), value));
    }
    var answer = ask(kind, route, record, Optional.of(whole(kind, route, record, change)));
    answer.expect(200);
    for (var field : Maker.given(kind)) {
      var wanted = change.has(field.name()) ? change : record;
      if (!(field.type() instanceof FieldType.Secret)
          && !Values.same(
              field.type(), wanted.path(field.name()), answer.json().path(field.name()))) {
        throw answer.contradicts("with another " + field.name());
      }
    }
  }

  /** A field that can be changed alone. */
  private static Optional<Field> simple(Kind kind, Route route) {
    return Maker.changeable(kind).stream()
        .filter(
            field ->
                !(field.type() instanceof FieldType.Secret)
                    && !route.placed().contains(field.name())
                    && route.gives(field.name())
                    && !(field.type() instanceof FieldType.Reference)
                    && !(field.type() instanceof FieldType.Choice(_, var t) && !t.isEmpty())
                    && kind.rules().stream().noneMatch(r -> r.check().contains(field.name()))
                    && kind.noOverlap().stream()
                        .noneMatch(
                            i -> i.from().equals(field.name()) || i.to().equals(field.name())))
        .findFirst();
  }

  /** What a route takes for a change: that alone, or all of the record with it. */
  private ObjectNode whole(Kind kind, Route route, JsonNode record, ObjectNode change)
      throws Ended {
    return route.partial()
        ? change
        : session.translation().whole(kind, route, Wallet.A, record.path("id").asText(), change);
  }

  private void nulls(Kind kind) throws Ended {
    if (!Maker.hasCreate(kind)) {
      throw Ended.notTried("only actions make one");
    }
    var body = maker.body(kind, Wallet.A, false);
    var without =
        Maker.given(kind).stream()
            .filter(
                field ->
                    !body.has(field.name())
                        && !(field.type() instanceof FieldType.Secret)
                        && !(field.type() instanceof FieldType.File)
                        && !Wrong.mayBeAbsent(field))
            .findFirst();
    if (without.isEmpty()) {
      throw Ended.notTried("it always has all of its fields");
    }
    var answer = session.call(Wallet.A, "POST", Maker.path(kind), body);
    if (answer.is(422) && !kind.rules().isEmpty()) {
      throw Ended.notTried("rules between its fields");
    }
    answer.expect(201);
    shaped(kind, answer);
    if (kind.operations().contains(Operation.READ)) {
      var read = session.call(Wallet.A, "GET", Maker.path(kind, answer.json()));
      if (read.is(200)) {
        shaped(kind, read);
      }
    }
  }

  private static void shaped(Kind kind, Exchange answer) throws Ended {
    var route = answer.reading().route();
    if (route.map(Route::answer).orElse(null) instanceof Route.Answer.Row(var within)) {
      var body = Inside.of(answer.body(), within);
      var fault = Shown.record(kind, route.get(), body, "the answer");
      if (fault.isPresent()) {
        throw answer.contradicts("where " + fault.get());
      }
    }
  }

  private void bodies(Kind kind, Http http, Route route) {
    session.check(
        Area.ROUTES,
        "What "
            + Routes.named(route)
            + " does not know in a body is "
            + (http.unknownRefused() ? "refused" : "ignored"),
        () -> unknown(kind, http, route));
    session.check(
        Area.ROUTES,
        Routes.named(route) + " ignores what a client cannot set",
        () -> ignored(kind, route));
    route
        .bodyWithin()
        .ifPresent(
            within ->
                session.check(
                    Area.ROUTES,
                    Routes.named(route) + " wants its record in " + within,
                    () -> {
                      var record = maker.make(kind, Wallet.A);
                      var asked =
                          session
                              .translation()
                              .over(kind, route, Wallet.A, record, Optional.empty(), "");
                      session.ask(asked.with("{}")).expectRefused(within);
                    }));
  }

  /** A body that is right, and the record or the body that has what the path needs. */
  private record Right(ObjectNode body, JsonNode values) {}

  private Right right(Kind kind, Route route) throws Ended {
    if (access(kind, route) instanceof Access.Nobody) {
      throw Ended.notTried("nobody may do that");
    }
    if (route.operation() == Operation.CREATE) {
      var body = body(maker, kind, route);
      return new Right(body, body.deepCopy());
    }
    var record = maker.make(kind, Wallet.A);
    return new Right(whole(kind, route, record, ExactJson.MAPPER.createObjectNode()), record);
  }

  private void unknown(Kind kind, Http http, Route route) throws Ended {
    var right = right(kind, route);
    var body = right.body().put("not_a_field", "some");
    var answer = ask(kind, route, right.values(), Optional.of(body));
    if (http.unknownRefused()) {
      answer.expectRefused("not_a_field");
    } else {
      done(kind, route, answer);
      shaped(kind, answer);
    }
  }

  private static void done(Kind kind, Route route, Exchange answer) throws Ended {
    if (answer.is(422) && !kind.rules().isEmpty()) {
      throw Ended.notTried("rules between its fields");
    }
    answer.expect(Reading.usual(route.operation()));
  }

  private void ignored(Kind kind, Route route) throws Ended {
    var right = right(kind, route);
    Map<String, JsonNode> sent = new LinkedHashMap<>();
    for (var name : List.of("id", "created_at", "updated_at")) {
      if (Routes.shows(kind, name)) {
        sent.put(name, ExactJson.MAPPER.getNodeFactory().textNode("2026-01-31T12:00:00Z"));
      }
    }
    for (var field : kind.fields()) {
      if (!(field.origin() instanceof Origin.Given) && Routes.shows(kind, field.name())) {
        Values.fresh(field.name(), field.type(), 987_654, 0)
            .ifPresent(value -> sent.put(field.name(), value));
      }
    }
    if (sent.isEmpty()) {
      throw Ended.notTried("a client can set all that records show");
    }
    sent.forEach(right.body()::set);
    var answer = ask(kind, route, right.values(), Optional.of(right.body()));
    done(kind, route, answer);
    for (var name : sent.entrySet()) {
      // Of few values, what was sent may be what it is anyway.
      var random =
          kind.field(name.getKey())
              .filter(
                  f -> f.type() instanceof FieldType.Truth || f.type() instanceof FieldType.Choice)
              .isPresent();
      if (!random && answer.json().path(name.getKey()).equals(name.getValue())) {
        throw answer.contradicts("with the " + name.getKey() + " that was sent");
      }
    }
  }

  private void closed(Kind kind) throws Ended {
    Map<String, TreeSet<String>> methods = new LinkedHashMap<>();
    for (var other : session.specification().kinds()) {
      for (var route : other.http().map(Http::routes).orElse(List.of())) {
        methods.computeIfAbsent(template(route), path -> new TreeSet<>()).add(route.method());
      }
    }
    for (var action : session.specification().actions()) {
      action
          .http()
          .ifPresent(
              at ->
                  methods
                      .computeIfAbsent(template(at.path()), _ -> new TreeSet<>())
                      .add(at.method()));
    }
    for (var route : kind.http().map(Http::routes).orElse(List.of())) {
      var there = methods.get(template(route));
      if (there == null) {
        continue;
      }
      // Once for each path.
      methods.remove(template(route));
      var path = template(route).replace("{}", "999999999");
      for (var method : METHODS) {
        if (!there.contains(method) && !isServed(path, method)) {
          closed(path, method, there);
        }
      }
    }
    var house = Maker.path(kind);
    if (methods.keySet().stream().noneMatch(path -> path.equals(house) || path.equals("/{}"))
        && kind.http().get().routes().stream().noneMatch(r -> template(r).equals(house))) {
      refused(session.send(new Request(Wallet.A, "GET", house, Map.of(), "")).expect(404));
    }
    refused(
        session
            .send(new Request(Wallet.A, "GET", house + "/not/a/path/of/it", Map.of(), ""))
            .expect(404));
  }

  /** Whether a route that is less exact has it, such as one with a key that is also a word. */
  private boolean isServed(String path, String method) {
    return session.specification().accounts().stream()
            .flatMap(accounts -> accounts.operations().stream())
            .anyMatch(one -> one.method().equals(method) && one.path().equals(path))
        || session.specification().kinds().stream()
            .flatMap(kind -> kind.http().map(Http::routes).orElse(List.of()).stream())
            .anyMatch(
                route -> route.method().equals(method) && Paths.values(route, path).isPresent());
  }

  private static String template(Route route) {
    return template(route.path());
  }

  private static String template(String path) {
    return path.replaceAll("\\{[^}]*\\}", "{}");
  }

  private void closed(String path, String method, Set<String> there) throws Ended {
    var body = method.equals("GET") || method.equals("DELETE") ? "" : "{}";
    var answer =
        session.send(
            new Request(
                Wallet.A, method, path, body.isEmpty() ? Map.of() : Session.SENDS_JSON, body));
    refused(answer.expect(405));
    var allowed = List.of(answer.answer().headers().getOrDefault("allow", "").split(", *"));
    if (!allowed.containsAll(there)) {
      throw answer.contradicts("where " + there + " are allowed: " + allowed);
    }
  }

  private void refused(Exchange answer) throws Ended {
    var fault = session.specification().errors().flatMap(shape -> Shown.refusal(shape, answer));
    if (fault.isPresent()) {
      throw answer.contradicts("which " + fault.get());
    }
  }
}
