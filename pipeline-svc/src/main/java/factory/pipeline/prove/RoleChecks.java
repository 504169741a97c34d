package factory.pipeline.prove;

import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.Accounts.Only;
import factory.pipeline.spec.Accounts.Roles;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is for some accounts alone: who they are, and that others are refused whatever they ask. */
final class RoleChecks {
  /** What is at a path that names no record, of whatever kind its key is. */
  private static final List<String> NOBODY_HAS =
      List.of("99999999", "7d444840-9dc0-11d1-b245-5ffdce74fad2");

  private final Session session;
  private final Members members;

  RoleChecks(Session session, Members members) {
    this.session = session;
    this.members = members;
  }

  void run(Roles roles) {
    session.check(
        Area.ACCOUNTS,
        "Whoever registers after others is not " + roles.first(),
        () -> others(roles));
    for (var only : roles.only()) {
      session.check(
          Area.ACCOUNTS,
          "%s is for whose %s is %s%s, and for nobody else"
              .formatted(
                  only.named(),
                  roles.field(),
                  String.join(" or ", only.values()),
                  only.oneself().map(" or who is {%s}"::formatted).orElse("")),
          () -> keeps(roles, only));
    }
  }

  private void others(Roles roles) throws Ended {
    for (var wallet : List.of(Wallet.B, Wallet.C)) {
      var record = members.require(wallet).record();
      if (!record.has(roles.field())) {
        throw Ended.notTried("accounts do not show their " + roles.field());
      }
      if (record.path(roles.field()).asText().equals(roles.first())) {
        throw Ended.failed("whoever registers after others is " + record);
      }
    }
  }

  private void keeps(Roles roles, Only only) throws Ended {
    var other = members.require(Wallet.B);
    var nobody = Map.of(members.header(), "nothing=1");
    for (var key : NOBODY_HAS) {
      var path = only.path().replaceAll("\\{[^/}]+}", key);
      send(only, path, Wallet.A, nobody).expect(401, "NOT_LOGGED_IN");
      var refused = send(only, path, Wallet.B, other.header());
      if (!only.values().contains(other.record().path(roles.field()).asText())) {
        refused.expect(403, "NOT_ALLOWED");
      }
    }
    if (only.oneself().isPresent() && isPlain(only)) {
      oneself(only, other);
    }
    var first = members.first();
    if (first.isEmpty() || !only.values().contains(roles.first())) {
      return;
    }
    // Of nothing that is there: only who may is told so.
    if (only.method().equals("GET") || only.path().contains("{")) {
      var path = only.path().replaceAll("\\{[^/}]+}", NOBODY_HAS.getFirst());
      var answer = send(only, path, Wallet.A, first.get().header());
      if (answer.is(401) || answer.is(403)) {
        throw answer.contradicts("though it is " + roles.first() + " who asks");
      }
    }
  }

  /** Whether asking it with an empty body, or none, changes nothing. */
  private static boolean isPlain(Only only) {
    return !only.method().equals("DELETE")
        && only.path().indexOf('{') == only.path().lastIndexOf('{');
  }

  /** What somebody may do with himself, he may not with others. */
  private void oneself(Only only, Members.Member other) throws Ended {
    var parameter = "{" + only.oneself().orElseThrow() + "}";
    var own = other.record().path("id");
    var others = members.require(Wallet.C).record().path("id");
    if (own.isMissingNode() || others.isMissingNode()) {
      return;
    }
    var path = only.path().replace(parameter, own.asText());
    var answer = send(only, path, Wallet.B, other.header());
    if (answer.is(401) || answer.is(403)) {
      throw answer.contradicts("though it is he himself who asks");
    }
    send(only, only.path().replace(parameter, others.asText()), Wallet.B, other.header())
        .expect(403, "NOT_ALLOWED");
  }

  private Exchange send(Only only, String path, Wallet as, Map<String, String> shown) throws Ended {
    Map<String, String> headers = new LinkedHashMap<>(shown);
    var hasBody = List.of("POST", "PUT", "PATCH").contains(only.method());
    if (hasBody) {
      headers.putAll(Session.SENDS_JSON);
    }
    return session.send(new Request(as, only.method(), path, headers, hasBody ? "{}" : ""));
  }
}
