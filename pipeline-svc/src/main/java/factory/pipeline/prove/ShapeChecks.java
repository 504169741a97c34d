package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Http;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Route;
import java.util.List;
import java.util.Optional;

/** What only some routes have: bodies that are forms, paths that are checked. */
final class ShapeChecks {
  private static final String NONSENSE = "not-a-value";

  private final Session session;
  private final Maker maker;

  ShapeChecks(Session session, Maker maker) {
    this.session = session;
    this.maker = maker;
  }

  void run(Kind kind) {
    for (var route : kind.http().map(Http::routes).orElse(List.of())) {
      for (var type : route.bodyTypes()) {
        if (!type.equals(Route.JSON)) {
          session.check(
              Area.ROUTES, Routes.named(route) + " takes " + type, () -> takes(kind, route, type));
        }
      }
      if (!route.bodyTypes().isEmpty()) {
        session.check(
            Area.ROUTES,
            Routes.named(route) + " takes no other media type",
            () -> others(kind, route));
      }
      if (route.pathChecked() && checked(kind, route).isPresent()) {
        session.check(
            Area.ROUTES,
            Routes.named(route) + " refuses what cannot be in its path with " + route.status(400),
            () -> path(kind, route));
      }
    }
  }

  private Asked asked(Kind kind, Route route, JsonNode values, Optional<ObjectNode> body)
      throws Ended {
    return session.translation().over(kind, route, Wallet.A, values, body, "");
  }

  /** A body that is right, and the record or the body that has what the path needs. */
  private record Right(ObjectNode body, JsonNode values) {}

  private Right right(Kind kind, Route route) throws Ended {
    mayDo(kind, route);
    if (route.operation() == Operation.CREATE) {
      var body = maker.body(kind, Wallet.A, true);
      return new Right(body, body.deepCopy());
    }
    var record = maker.make(kind, Wallet.A);
    var nothing = ExactJson.MAPPER.createObjectNode();
    return new Right(
        session.translation().whole(kind, Wallet.A, record.path("id").asText(), nothing), record);
  }

  private void takes(Kind kind, Route route, String type) throws Ended {
    var right = right(kind, route);
    var asked = asked(kind, route, right.values(), Optional.of(right.body()));
    var form = FormBody.of(type, named(kind, asked, right.body()));
    var answer = session.ask(asked.with(form.type(), form.text()));
    if (answer.is(422) && !kind.rules().isEmpty()) {
      throw Ended.notTried("rules between its fields");
    }
    answer.expect(Reading.usual(route.operation()));
    RecordChecks.given(kind, right.body(), answer);
  }

  /** The body by the names of JSON, without what the path says. */
  private static ObjectNode named(Kind kind, Asked asked, ObjectNode body) {
    var named = ExactJson.MAPPER.createObjectNode();
    for (var member : body.properties()) {
      if (!asked.route().keys().containsValue(member.getKey())) {
        kind.http()
            .flatMap(http -> http.name(member.getKey()))
            .ifPresent(name -> named.set(name, member.getValue()));
      }
    }
    return named;
  }

  private void others(Kind kind, Route route) throws Ended {
    var right = right(kind, route);
    var asked = asked(kind, route, right.values(), Optional.of(right.body()));
    session.ask(asked.with("text/plain", right.body().toString())).expect(415);
  }

  private static void mayDo(Kind kind, Route route) throws Ended {
    var access =
        route.operation() == Operation.CREATE ? kind.access().create() : kind.access().update();
    if (!(access instanceof Access.Anyone)) {
      throw Ended.notTried("not everybody may do that");
    }
  }

  /** A parameter that cannot be just any text, by what it is. */
  private Optional<String> checked(Kind kind, Route route) {
    return route.keys().values().stream()
        .filter(
            of ->
                of.equals("id")
                    ? kind.key() instanceof Kind.Key.Sequence || kind.key() instanceof Kind.Key.Uuid
                    : kind.field(of).stream().anyMatch(field -> isNoText(field.type())))
        .findFirst();
  }

  private static boolean isNoText(FieldType type) {
    return type instanceof FieldType.Whole
        || type instanceof FieldType.Truth
        || type instanceof FieldType.Date
        || type instanceof FieldType.Instant;
  }

  private void path(Kind kind, Route route) throws Ended {
    var values = ((ObjectNode) maker.make(kind, Wallet.A)).deepCopy();
    values.set(
        checked(kind, route).orElseThrow(), ExactJson.MAPPER.getNodeFactory().textNode(NONSENSE));
    var body =
        route.operation() == Operation.CREATE || route.operation() == Operation.UPDATE
            ? Optional.of(maker.body(kind, Wallet.A, true))
            : Optional.<ObjectNode>empty();
    session.ask(asked(kind, route, values, body)).expect(400);
  }
}
