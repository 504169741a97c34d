package factory.pipeline.prove;

import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Http;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Route;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What bodies give twice: that nothing is made where both differ. */
final class TwiceChecks {
  private final Session session;
  private final Maker maker;

  TwiceChecks(Session session, Maker maker) {
    this.session = session;
    this.maker = maker;
  }

  void run(Kind kind) {
    for (var twice : kind.http().map(Http::again).orElse(Map.of()).entrySet()) {
      kind.http().orElseThrow().routes().stream()
          .filter(route -> route.operation() == Operation.CREATE)
          .filter(route -> route.takes().contains(Route.JSON))
          .filter(route -> route.gives(twice.getValue().of()))
          .forEach(
              route ->
                  session.check(
                      Area.RULES,
                      "%s takes no %s that differs from %s"
                          .formatted(Routes.named(route), twice.getKey(), twice.getValue().of()),
                      () -> differ(kind, route, twice.getKey(), twice.getValue())));
    }
  }

  private void differ(Kind kind, Route route, String member, Http.Twice twice) throws Ended {
    var body = RouteChecks.body(maker, kind, route);
    var right = session.translation().over(kind, route, Wallet.A, body, Optional.of(body), "");
    var sent = parsed(right.request().body());
    var within = route.bodyWithin().map(in -> (ObjectNode) sent.path(in)).orElse(sent);
    if (!within.path(member).isTextual()) {
      throw Ended.notTried("no body with a text there was found");
    }
    var value = within.path(member).asText();
    for (var other : List.of(value + "x", value.substring(1), "")) {
      within.put(member, other);
      refused(route, right.body(sent.toString()), twice);
    }
    within.putNull(member);
    refused(route, right.body(sent.toString()), twice);
    if (twice.required()) {
      within.remove(member);
      refused(route, right.body(sent.toString()), twice);
    }
  }

  private void refused(Route route, Asked asked, Http.Twice twice) throws Ended {
    var answer = session.ask(asked);
    // Where all that is wrong with a body is one status, that.
    if (!answer.is(422)) {
      throw answer.contradicts(
          "not %d, with two %s that differ".formatted(route.status(422), twice.of()));
    }
  }

  private static ObjectNode parsed(String body) throws Ended {
    try {
      if (ExactJson.MAPPER.readTree(body) instanceof ObjectNode object) {
        return object;
      }
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw Ended.notTried("no body that is JSON was found");
    }
    throw Ended.notTried("no body that is an object was found");
  }
}
