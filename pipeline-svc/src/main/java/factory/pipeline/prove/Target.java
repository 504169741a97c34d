package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Endpoint.In;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.Function;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Route;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Something that takes a JSON object, with one that it takes, both as they are on the wire.
 *
 * @param name for people
 * @param over the route, where a document says how that is
 * @param at the endpoint of a function or an action, where a document says how that is
 */
record Target(String name, Request good, Optional<Asked> over, Optional<Called> at) {
  Target(String name, Request good, Optional<Asked> over) {
    this(name, good, over, Optional.empty());
  }

  /** Whoever makes a record. */
  static Target of(Session session, Supply supply, Kind kind) throws Ended {
    var house =
        new Request(
            Wallet.A,
            "POST",
            Maker.path(kind),
            Session.SENDS_JSON,
            supply.body(kind, Wallet.A).toString());
    var over = ofJson(session.translation().asked(house));
    return new Target(
        "a new " + kind.name().replace('_', ' '), over.map(Asked::request).orElse(house), over);
  }

  /** The same request, if it has a body of JSON, to which anything can be added. */
  static Optional<Asked> ofJson(Optional<Asked> over) throws Ended {
    if (over.filter(asked -> !asked.route().takes().contains(Route.JSON)).isPresent()) {
      throw Ended.notTried("its body is no JSON");
    }
    return over;
  }

  static Target of(Session session, Supply supply, Function function) throws Ended {
    return of(
        session,
        function.name(),
        "/" + function.name().replace('_', '-'),
        supply.inputs(function.inputs(), Wallet.A));
  }

  static Target of(Session session, Supply supply, Action action) throws Ended {
    var kind = supply.kind(action.kind());
    var record =
        action.onRecord() ? supply.record(kind, Wallet.A) : ExactJson.MAPPER.createObjectNode();
    return of(
        session,
        action.name(),
        Maker.path(action, kind, record),
        supply.inputs(action.inputs(), Wallet.A));
  }

  private static Target of(Session session, String name, String path, JsonNode body) throws Ended {
    var house = new Request(Wallet.A, "POST", path, Session.SENDS_JSON, body.toString());
    var at = session.called(house);
    if (at.filter(called -> called.request().body().isEmpty()).isPresent()) {
      throw Ended.notTried("it takes no body");
    }
    return new Target(name, at.map(Called::request).orElse(house), Optional.empty(), at);
  }

  /** The body that it takes; the caller's to change. */
  ObjectNode body() {
    try {
      return ExactJson.MAPPER.readTree(good.body()) instanceof ObjectNode object
          ? object
          : ExactJson.MAPPER.createObjectNode();
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The part of such a body that has the fields. */
  ObjectNode fields(ObjectNode body) {
    var within = over.flatMap(asked -> asked.route().bodyWithin());
    return within.isPresent() && body.path(within.get()) instanceof ObjectNode inner ? inner : body;
  }

  /** What a field is called there. */
  String called(Field field) {
    if (at.isPresent()) {
      return at.get().endpoint().place(field.name()).name();
    }
    return over.flatMap(asked -> asked.kind().http())
        .flatMap(http -> http.name(field.name()))
        .orElse(field.name());
  }

  /** Whether something else than the body says what a field is. */
  boolean isBesideBody(Field field) {
    return at.filter(called -> called.endpoint().place(field.name()).in() != In.BODY).isPresent()
        || over.map(Asked::route).map(Route::keys).orElse(Map.of()).containsValue(field.name());
  }

  /** The request with another body. */
  Request with(String body, Map<String, String> headers, Charset charset) {
    return new Request(good.as(), good.method(), good.path(), headers, body, charset);
  }

  Exchange send(Session session, String body) throws Ended {
    return send(session, with(body, Session.SENDS_JSON, StandardCharsets.UTF_8));
  }

  Exchange send(Session session, Request request) throws Ended {
    if (at.isPresent()) {
      return session.ask(at.get().with(request));
    }
    if (over.isEmpty()) {
      return session.send(request);
    }
    var asked = over.get();
    return session.ask(
        new Asked(asked.kind(), asked.route(), request, asked.id(), asked.given(), asked.window()));
  }
}
