package factory.pipeline.prove;

import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.Endpoint;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Function;
import factory.pipeline.spec.Route;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Functions an input of which is all of a body: that it is taken as it is, and nothing else is. */
final class TextInputs {
  /** Nothing of that is taken off, made another one, or read as something else than a text. */
  private static final String EXACT = "  a\r\n\t{\"b\": 1}&c=%20+\u20ac\ud83d\ude00 ";

  private static final List<String> OTHERS =
      List.of("application/json", "application/x-www-form-urlencoded", "text/csv");

  private static final Charset UTF = StandardCharsets.UTF_8;

  private final Session session;
  private final Maker maker;
  private final InputChecks inputs;

  TextInputs(Session session, Maker maker, InputChecks inputs) {
    this.session = session;
    this.maker = maker;
    this.inputs = inputs;
  }

  void run(Function function) {
    var text = function.http().flatMap(endpoint -> endpoint.text(function.inputs()));
    if (text.isEmpty()) {
      return;
    }
    var named = function.http().map(Endpoint::named).orElseThrow();
    session.check(
        Area.FUNCTIONS,
        named + " takes a text as it is",
        () -> exact(function, text.get(), (FieldType.Text) text.get().type()));
    session.check(
        Area.FUNCTIONS,
        named + " refuses what is no text in UTF-8",
        () -> refuses(function, text.get(), (FieldType.Text) text.get().type()));
    session.check(
        Area.FUNCTIONS, named + " takes no other media type than text", () -> others(function));
  }

  /** Whether a body has to be there: an empty one is none then. */
  static boolean isNeeded(Field input) {
    return input.type() instanceof FieldType.Text text && text.minLength() > 0;
  }

  private void exact(Function function, Field text, FieldType.Text type) throws Ended {
    var given = right(function);
    if (type.pattern().isEmpty()
        && type.minLength() <= EXACT.length()
        && type.maxLength() >= EXACT.length()) {
      given.put(text.name(), EXACT);
    }
    inputs.computes(function, session.ask(called(function, given)), given);
    if (!isNeeded(text) && type.pattern().isEmpty()) {
      given.put(text.name(), "");
      var empty = called(function, given);
      inputs.computes(function, session.ask(empty), given);
      inputs.computes(function, session.ask(of(empty, Optional.empty(), "", UTF)), given);
    }
  }

  private void refuses(Function function, Field text, FieldType.Text type) throws Ended {
    var good = called(function, right(function));
    if (isNeeded(text)) {
      session.ask(of(good, Optional.of(Route.TEXT), "", UTF)).expectRefused(text.name());
      session.ask(of(good, Optional.empty(), "", UTF)).expectRefused(text.name());
    }
    session
        .ask(of(good, Optional.of(Route.TEXT), "x".repeat(type.maxLength() + 1), UTF))
        .expectRefused(text.name());
    session
        .ask(of(good, Optional.of(Route.TEXT), "a\u00ff\u00fe", StandardCharsets.ISO_8859_1))
        .expect(400);
    session.ask(of(good, Optional.of(Route.TEXT + "; charset=utf-16"), "a", UTF)).expect(415);
  }

  private void others(Function function) throws Ended {
    var good = called(function, right(function));
    for (var other : OTHERS) {
      session.ask(of(good, Optional.of(other), good.request().body(), UTF)).expect(415);
    }
  }

  private ObjectNode right(Function function) throws Ended {
    return maker.inputs(function.inputs(), Wallet.A, true, maker.next());
  }

  private Called called(Function function, ObjectNode given) throws Ended {
    return session
        .called(
            new Request(
                Wallet.A,
                "POST",
                "/" + function.name().replace('_', '-'),
                Session.SENDS_JSON,
                given.toString()))
        .orElseThrow();
  }

  /** The same call with another body, and what it is said to be; empty for nothing of that. */
  private static Called of(Called good, Optional<String> type, String body, Charset charset) {
    var request = good.request();
    Map<String, String> headers = new TreeMap<>(request.headers());
    headers.remove("content-type");
    type.ifPresent(said -> headers.put("content-type", said));
    return good.with(
        new Request(request.as(), request.method(), request.path(), headers, body, charset));
  }
}
