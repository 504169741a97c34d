package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.Access;
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
