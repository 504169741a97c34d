package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Http;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Route;
import java.util.List;
import java.util.Optional;

/**
 * Whether bodies give the fields that their route takes, and none that only another route of the
 * kind takes.
 */
final class BodyFieldChecks {
  private static final int DRAWS = 20;

  private final Session session;
  private final Maker maker;

  BodyFieldChecks(Session session, Maker maker) {
    this.session = session;
    this.maker = maker;
  }

  void run(Kind kind) {
    for (var route : kind.http().map(Http::routes).orElse(List.of())) {
      if (route.fields().isEmpty() || route.ofAccount()) {
        continue;
      }
      var others =
          Maker.notGiven(kind, route).stream().filter(field -> isSeen(kind, field)).toList();
      if (!others.isEmpty()) {
        session.check(
            Area.ATTACKS,
            Routes.named(route) + " sets no field that its body does not have",
            () -> takes(kind, route, others));
      }
      session
          .members()
          .filter(members -> members.kind().equals(kind))
          .filter(members -> route.operation() == Operation.UPDATE)
          .filter(members -> !route.gives(members.accounts().password()))
          .ifPresent(
              members ->
                  session.check(
                      Area.ATTACKS,
                      Routes.named(route) + " gives nobody another password",
                      () -> keepsPassword(kind, route, members)));
    }
  }

  private void keepsPassword(Kind kind, Route route, Members members) throws Ended {
    var member = members.register(Wallet.C);
    var body = right(kind, route, member.record());
    body.put(members.accounts().password(), "another " + member.password());
    ask(kind, route, member.record(), body);
    if (!members.canLogIn(member)) {
      throw Ended.failed(
          "whoever was changed by %s logs in with his password no more"
              .formatted(Routes.named(route)));
    }
  }

  private static boolean isSeen(Kind kind, Field field) {
    return Routes.shows(kind, field.name())
        && !(field.type() instanceof FieldType.Secret || field.type() instanceof FieldType.File);
  }

  private void takes(Kind kind, Route route, List<Field> others) throws Ended {
    if (!route.takes().contains(Route.JSON)) {
      throw Ended.notTried("its body is no JSON");
    }
    var before = before(kind, route);
    var right = right(kind, route, before);
    var claims = ExactJson.MAPPER.createObjectNode();
    for (var field : others) {
      another(kind, field, before.path(field.name()))
          .ifPresent(value -> claims.set(field.name(), value));
    }
    if (claims.isEmpty()) {
      throw Ended.notTried("no other value was found");
    }
    var body = right.deepCopy();
    claims.properties().forEach(claim -> body.set(claim.getKey(), claim.getValue()));
    var values = route.operation() == Operation.CREATE ? right : before;
    var answer = ask(kind, route, values, body);
    if (kind.http().orElseThrow().unknownRefused()) {
      answer.expectRefused(claims.propertyStream().findFirst().orElseThrow().getKey());
      if (route.operation() == Operation.CREATE) {
        return;
      }
    } else {
      answer.expect(Reading.usual(route.operation()));
    }
    isUnset(kind, answer, shown(kind, route, answer, before), before, claims);
  }

  private static void isUnset(
      Kind kind, Exchange answer, JsonNode record, JsonNode before, JsonNode claims) throws Ended {
    for (var claim : claims.properties()) {
      var field = kind.field(claim.getKey()).orElseThrow();
      var was = before.path(claim.getKey());
      if (!Values.same(field.type(), was, record.path(claim.getKey()))) {
        throw answer.contradicts("so that a caller has set " + claim.getKey());
      }
    }
  }

  /** What is there then: as it is read, or else as it was answered. */
  private JsonNode shown(Kind kind, Route route, Exchange answer, JsonNode before) throws Ended {
    var id = route.operation() == Operation.CREATE ? answer.json() : before;
    if (kind.operations().contains(Operation.READ) && id.hasNonNull("id")) {
      var read = session.call(Wallet.A, "GET", Maker.path(kind, id));
      if (read.is(200)) {
        return read.json();
      }
    }
    if (!(route.answer() instanceof Route.Answer.Row) || answer.status() >= 300) {
      throw Ended.notTried("records do not show it");
    }
    return answer.json();
  }

  /** The record as it is before; for what makes one, another one that was made without claims. */
  private JsonNode before(Kind kind, Route route) throws Ended {
    var access =
        switch (route.operation()) {
          case CREATE -> kind.access().create();
          default -> kind.access().update();
        };
    if (access instanceof Access.Nobody) {
      throw Ended.notTried("nobody may do that");
    }
    if (route.operation() != Operation.CREATE) {
      return maker.make(kind, Wallet.A);
    }
    var body = right(kind, route, MissingNode.getInstance());
    return ask(kind, route, body, body).expect(201).json();
  }

  /** A body that a route takes. */
  private ObjectNode right(Kind kind, Route route, JsonNode before) throws Ended {
    if (route.operation() == Operation.CREATE) {
      return RouteChecks.body(maker, kind, route);
    }
    var nothing = ExactJson.MAPPER.createObjectNode();
    return route.partial()
        ? nothing
        : session.translation().whole(kind, route, Wallet.A, before.path("id").asText(), nothing);
  }

  private Exchange ask(Kind kind, Route route, JsonNode values, ObjectNode body) throws Ended {
    var answer =
        session.ask(
            session.translation().over(kind, route, Wallet.A, values, Optional.of(body), ""));
    var access =
        route.operation() == Operation.CREATE ? kind.access().create() : kind.access().update();
    if (access instanceof Access.When && (answer.is(403) || answer.is(404))) {
      throw Ended.notTried("it depends on a condition that nobody here fulfils");
    }
    return answer;
  }

  /** A value that a field does not have. */
  private Optional<JsonNode> another(Kind kind, Field field, JsonNode is) throws Ended {
    var nodes = JsonNodeFactory.instance;
    if (field.type() instanceof FieldType.Truth) {
      return Optional.of(nodes.booleanNode(!is.booleanValue()));
    }
    if (field.type() instanceof FieldType.Choice choice) {
      return choice.words().stream()
          .filter(word -> !word.equals(is.asText()))
          .findFirst()
          .map(nodes::textNode);
    }
    for (var draw = 0; draw < DRAWS; draw++) {
      var value = maker.value(kind, field, Wallet.A, maker.next(), draw);
      if (value.isPresent() && !Values.same(field.type(), value.get(), is)) {
        return value;
      }
    }
    return Optional.empty();
  }
}
