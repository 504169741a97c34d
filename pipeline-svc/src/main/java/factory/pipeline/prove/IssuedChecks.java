package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.Access;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Action.Effect;
import factory.pipeline.spec.Action.Output;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.Http;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Route;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The secrets that a service issues: random, shown by the answer that makes a record and by no
 * other, kept as something else, and what finds that record and no other.
 */
final class IssuedChecks {
  private static final int SOME = 5;

  private final Session session;
  private final Maker maker;

  IssuedChecks(Session session, Maker maker) {
    this.session = session;
    this.maker = maker;
  }

  void run(Kind kind) {
    for (var field : kind.fields()) {
      if (field.isIssued() && field.origin() instanceof Origin.Code(var alphabet, var length)) {
        var named = field.name() + " of a " + kind.name();
        session.check(
            Area.SECRETS,
            named + " is " + length + " random characters, which nobody else says",
            () -> random(kind, field, alphabet, length));
        session.check(
            Area.SECRETS,
            named + " is shown once and never again, and is nowhere in the data folder",
            () -> once(kind, field));
        routes(kind).stream()
            .filter(route -> route.keys().containsValue(field.name()))
            .forEach(
                route ->
                    session.check(
                        Area.SECRETS,
                        Routes.named(route) + " is about the " + kind.name() + " whose it is",
                        () -> found(kind, field, route)));
        session.specification().actions().stream()
            .filter(action -> isAsked(action, kind, field))
            .forEach(
                action ->
                    session.check(
                        Area.SECRETS,
                        action.name() + " is about the " + kind.name() + " whose secret it is sent",
                        () -> asked(kind, field, action)));
      }
    }
  }

  /** Whether an action finds a record by nothing but its secret. */
  private static boolean isAsked(Action action, Kind kind, Field field) {
    return action.kind().equals(kind.name())
        && action.inputs().size() == 1
        && Stream.concat(
                action.effects().stream()
                    .map(effect -> effect instanceof Effect.Take take ? take.rows() : ""),
                outputs(action).stream().map(Output::value))
            .anyMatch(cel -> cel.contains("." + field.name() + " == input."));
  }

  private static List<Output> outputs(Action action) {
    return action.answer() instanceof Action.Answer.Values(var outputs) ? outputs : List.of();
  }

  private void asked(Kind kind, Field field, Action action) throws Ended {
    var one = maker.make(kind, Wallet.A);
    var other = maker.make(kind, Wallet.A);
    var secret = secret(field, one);
    for (var wrong : List.of(secret.substring(1), secret + "x", changed(secret), "-")) {
      refused(field, action, ask(kind, action, wrong));
    }
    tells(kind, field, action, one);
    tells(kind, field, action, other);
  }

  private Exchange ask(Kind kind, Action action, String secret) throws Ended {
    var body = ExactJson.MAPPER.createObjectNode().put(action.inputs().getFirst().name(), secret);
    return session.call(
        Wallet.A, "POST", Maker.path(action, kind, ExactJson.MAPPER.createObjectNode()), body);
  }

  private static void refused(Field field, Action action, Exchange answer) throws Ended {
    for (var effect : action.effects()) {
      if (effect instanceof Effect.Take take) {
        answer.expect(take.none().status());
        return;
      }
    }
    judges(field, action, answer, false);
  }

  /** What says itself whether a secret is one. */
  private static void judges(Field field, Action action, Exchange answer, boolean is) throws Ended {
    for (var output : outputs(action)) {
      if (output.value().contains("." + field.name() + " == input.")
          && answer.json().path(output.name()).asBoolean() != is) {
        throw answer.contradicts(
            "saying otherwise than that its secret is " + (is ? "one" : "none"));
      }
    }
  }

  private void tells(Kind kind, Field field, Action action, JsonNode record) throws Ended {
    var answer = ask(kind, action, secret(field, record));
    if (answer.status() >= 400) {
      throw answer.contradicts("though its secret is one");
    }
    judges(field, action, answer, true);
    unseen(answer, secret(field, record));
    for (var output : outputs(action)) {
      var of = kind.field(output.value().replaceFirst("^[a-z]+\\.", ""));
      if (of.isPresent()
          && !Values.same(
              of.get().type(), record.path(of.get().name()), answer.json().path(output.name()))) {
        throw answer.contradicts("with the %s of another".formatted(of.get().name()));
      }
    }
    if (action.answer() instanceof Action.Answer.Named && record.has("id")) {
      var id = answer.json().path("id");
      if (!id.isMissingNode() && !id.equals(record.path("id"))) {
        throw answer.contradicts("with the id of another");
      }
    }
  }

  private static List<Route> routes(Kind kind) {
    return kind.http().map(Http::routes).orElse(List.of());
  }

  private static String secret(Field field, JsonNode made) throws Ended {
    var secret = made.path(field.name()).asText();
    if (secret.isEmpty()) {
      throw Ended.failed("the answer that makes one does not show its " + field.name());
    }
    return secret;
  }

  private void random(Kind kind, Field field, String alphabet, int length) throws Ended {
    Set<String> seen = new HashSet<>();
    for (var i = 0; i < SOME; i++) {
      var secret = secret(field, maker.make(kind, Wallet.A));
      if (secret.length() != length || !secret.chars().allMatch(c -> alphabet.indexOf(c) >= 0)) {
        throw Ended.failed("it is " + secret);
      }
      if (!seen.add(secret)) {
        throw Ended.failed("two records have the same");
      }
    }
    var body = maker.body(kind, Wallet.A, true);
    var mine = alphabet.substring(0, 1).repeat(length);
    body.put(field.name(), mine);
    var made = session.call(Wallet.A, "POST", Maker.path(kind), body);
    if (made.is(201) && made.json().path(field.name()).asText().equals(mine)) {
      throw made.contradicts("with the one that was sent");
    }
  }

  private void once(Kind kind, Field field) throws Ended {
    var made = maker.make(kind, Wallet.A);
    var secret = secret(field, made);
    for (var route : routes(kind)) {
      if (route.operation() == Operation.READ && route.file().isEmpty() && route.isWhole()) {
        unseen(ask(kind, route, made), secret);
      }
    }
    if (kind.operations().contains(Operation.LIST)) {
      unseen(session.call(Wallet.A, "GET", Maker.path(kind)), secret);
    }
    if (session.client().data().isPresent()) {
      VisibilityChecks.notKept(session.client().data().get(), secret);
    }
  }

  private static void unseen(Exchange exchange, String secret) throws Ended {
    if (exchange.answer().body().contains(secret)) {
      throw exchange.contradicts("which shows it again");
    }
  }

  private Exchange ask(Kind kind, Route route, JsonNode values) throws Ended {
    return session.ask(
        session
            .translation()
            .over(kind, route, Wallet.A, values, Optional.<ObjectNode>empty(), ""));
  }

  private void found(Kind kind, Field field, Route route) throws Ended {
    var access =
        route.operation() == Operation.READ ? kind.access().read() : kind.access().delete();
    if (!(access instanceof Access.Anyone)) {
      throw Ended.notTried("not everybody may do that");
    }
    if (route.operation() == Operation.UPDATE || route.file().isPresent()) {
      throw Ended.notTried("what it is sent is looked at elsewhere");
    }
    var one = maker.make(kind, Wallet.A);
    var other = maker.make(kind, Wallet.A);
    var secret = secret(field, one);
    for (var wrong : List.of(secret.substring(1), secret + "x", changed(secret), "-")) {
      ask(kind, route, with(one, field, wrong)).expect(404);
    }
    if (route.operation() == Operation.READ) {
      RecordChecks.same(kind, one, ask(kind, route, one).expect(200));
      RecordChecks.same(kind, other, ask(kind, route, other).expect(200));
      return;
    }
    ask(kind, route, one).expect(204);
    ask(kind, route, one).expect(404);
    ask(kind, route, other).expect(204);
  }

  private static ObjectNode with(JsonNode record, Field field, String value) {
    ObjectNode copy = record.deepCopy();
    return copy.put(field.name(), value);
  }

  /** The same in letters of the other case. */
  private static String changed(String secret) {
    var changed = new StringBuilder();
    secret
        .chars()
        .forEach(
            c ->
                changed.append(
                    (char)
                        (Character.isUpperCase(c)
                            ? Character.toLowerCase(c)
                            : Character.toUpperCase(c))));
    return changed.toString();
  }
}
