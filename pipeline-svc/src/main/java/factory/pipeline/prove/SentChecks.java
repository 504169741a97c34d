package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Http;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Route;
import factory.pipeline.spec.SentKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Headers and cookies that say whose records a call is about: what others have is not there, what
 * is made gets what they say, and without one that is required nothing is done.
 */
final class SentChecks {
  private static final int DRAWS = 20;

  private final Session session;
  private final Maker maker;

  SentChecks(Session session, Maker maker) {
    this.session = session;
    this.maker = maker;
  }

  void run(Kind kind) {
    for (var route : kind.http().map(Http::routes).orElse(List.of())) {
      if (route.mine().isPresent() || route.isText() || route.ofAccount()) {
        continue;
      }
      for (var key : route.sent()) {
        session.check(
            Area.ROUTES,
            "%s is about those of its %s alone".formatted(Routes.named(route), key.name()),
            () -> kept(kind, route, key));
        session.check(
            Area.ROUTES,
            key.usual().isEmpty()
                ? "%s needs its %s".formatted(Routes.named(route), key.name())
                : "%s takes %s for its %s where there is none"
                    .formatted(Routes.named(route), key.usual().get(), key.name()),
            () -> without(kind, route, key));
      }
    }
  }

  void run(Action action) {
    var keys = action.http().map(one -> one.sent()).orElse(List.of());
    for (var key : keys) {
      session.check(
          Area.ROUTES,
          "%s is about one of its %s alone"
              .formatted(action.http().orElseThrow().named(), key.name()),
          () -> acted(action, key));
    }
  }

  private Exchange ask(Kind kind, Route route, JsonNode values, Optional<ObjectNode> body)
      throws Ended {
    return session.ask(session.translation().over(kind, route, Wallet.A, values, body, ""));
  }

  /** A record with another value than what is made has. */
  private ObjectNode elsewhere(Kind kind, SentKey key, JsonNode record) throws Ended {
    var field = kind.field(key.field()).orElseThrow();
    for (var draw = 2; draw < DRAWS; draw++) {
      var value = Values.fresh(field.name(), field.type(), draw, draw);
      if (value.isPresent() && !Values.same(field.type(), value.get(), record.path(key.field()))) {
        var other = record.<ObjectNode>deepCopy();
        other.set(key.field(), value.get());
        return other;
      }
    }
    throw Ended.notTried("no other value for " + key.name() + " was found");
  }

  private void kept(Kind kind, Route route, SentKey key) throws Ended {
    if (route.operation() == Operation.CREATE) {
      made(kind, route, key);
      return;
    }
    var record = maker.make(kind, Wallet.A);
    var other = elsewhere(kind, key, record);
    if (route.operation() == Operation.LIST) {
      var list = ask(kind, route, other, Optional.empty());
      if (list.is(404)) {
        // It has none, or what its path leads through is another's as well.
        return;
      }
      for (var one : list.expect(200).json().path(kind.plural())) {
        if (Routes.showsId(kind) && one.path("id").equals(record.path("id"))) {
          throw list.contradicts("with " + record + ", which is another's");
        }
      }
      return;
    }
    var body =
        route.operation() == Operation.UPDATE
            ? Optional.of(
                session
                    .translation()
                    .whole(
                        kind,
                        route,
                        Wallet.A,
                        record.path("id").asText(),
                        ExactJson.MAPPER.createObjectNode()))
            : Optional.<ObjectNode>empty();
    if (route.takesFile()) {
      throw Ended.notTried("its body is a file");
    }
    ask(kind, route, other, body).expectAbsent();
    ask(kind, route, record, body)
        .expect(route.operation() == Operation.DELETE ? 204 : route.answersFile() ? 404 : 200);
  }

  /** Makes one with another value, which is there for that value alone. */
  private void made(Kind kind, Route route, SentKey key) throws Ended {
    var body = maker.body(kind, route, Wallet.A);
    for (var of : route.keys().values()) {
      if (kind.field(of)
          .filter(f -> f.type() instanceof factory.pipeline.spec.FieldType.Reference)
          .isPresent()) {
        throw Ended.notTried("what its path leads through is of the same value");
      }
    }
    var other = elsewhere(kind, key, body);
    var answer = ask(kind, route, other, Optional.of(other)).expect(201);
    if (Routes.shows(kind, key.field())
        && !Values.same(
            kind.field(key.field()).orElseThrow().type(),
            other.path(key.field()),
            answer.json().path(key.field()))) {
      throw answer.contradicts("with another " + key.field() + " than its " + key.name() + " says");
    }
    var reads =
        kind.http().orElseThrow().routes().stream()
            .filter(one -> one.operation() == Operation.READ && one.sent().contains(key))
            .filter(one -> one.file().isEmpty() && one.isWhole())
            .findFirst();
    if (reads.isPresent() && answer.json() instanceof ObjectNode record && record.has("id")) {
      var mine = record.deepCopy();
      mine.set(key.field(), other.path(key.field()));
      ask(kind, reads.get(), mine, Optional.empty()).expect(200);
      mine.set(key.field(), body.path(key.field()));
      ask(kind, reads.get(), mine, Optional.empty()).expectAbsent();
    }
  }

  private void without(Kind kind, Route route, SentKey key) throws Ended {
    var isMade = route.operation() == Operation.CREATE;
    var record = isMade ? maker.body(kind, route, Wallet.A) : maker.make(kind, Wallet.A);
    var body = isMade ? Optional.of(record.<ObjectNode>deepCopy()) : Optional.<ObjectNode>empty();
    var values = record.<ObjectNode>deepCopy();
    if (key.usual().isPresent()) {
      var usual = JsonNodeFactory.instance.textNode(key.usual().get());
      values.set(key.field(), usual);
      var said = ask(kind, route, values, body);
      var asked = session.translation().over(kind, route, Wallet.A, values, body, "");
      var unsaid = session.send(less(asked.request(), key));
      if (unsaid.status() != said.status()
          || (!isMade && !unsaid.answer().body().equals(said.answer().body()))) {
        throw unsaid.contradicts("and with " + key.usual().get() + " it is " + said.told());
      }
      return;
    }
    var asked = session.translation().over(kind, route, Wallet.A, values, body, "");
    var answer = session.send(less(asked.request(), key));
    if (answer.status() != route.status(400)) {
      throw answer.contradicts("not " + route.status(400));
    }
    if (!answer.names(key.name())) {
      throw answer.contradicts("without naming " + key.name());
    }
  }

  private static Request less(Request request, SentKey key) {
    Map<String, String> headers = new LinkedHashMap<>(request.headers());
    headers.remove(key.in() == SentKey.In.COOKIE ? SentHeaders.COOKIE : key.name());
    return request.with(headers);
  }

  /** Asks for an action on a record as if it were another's. */
  private void acted(Action action, SentKey key) throws Ended {
    var kind = maker.kind(action.kind());
    var record = maker.make(kind, Wallet.A);
    var house =
        new Request(
            Wallet.A,
            "POST",
            Maker.path(kind, record) + "/" + action.name().replace('_', '-'),
            Session.SENDS_JSON,
            "{}");
    var called =
        session.called(house).orElseThrow(() -> Ended.notTried("nothing is known of where it is"));
    var request = less(called.request(), key);
    Map<String, String> headers =
        SentHeaders.with(request.headers(), List.of(key), elsewhere(kind, key, record));
    var answer = session.ask(called.with(request.with(headers)));
    answer.expect(404);
  }
}
