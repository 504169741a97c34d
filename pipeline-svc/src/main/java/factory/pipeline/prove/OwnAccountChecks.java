package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Members.Member;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.Accounts;
import factory.pipeline.spec.Accounts.What;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Route;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What somebody does with his own account, and what becomes of his sessions. */
final class OwnAccountChecks {
  private final Session session;
  private final Maker maker;
  private final Members members;
  private final Kind kind;
  private final Opens opens;

  /** Whether a session opens something. */
  interface Opens {
    boolean test(Member member) throws Ended;
  }

  OwnAccountChecks(Session session, Maker maker, Members members, Opens opens) {
    this.opens = opens;
    this.session = session;
    this.maker = maker;
    this.members = members;
    kind = members.kind();
  }

  void run() {
    if (members.accounts().registering(kind).isPresent()) {
      session.check(
          Area.ACCOUNTS, "Whoever registers is logged in by that", this::registeringLogsIn);
    }
    for (var route : kind.http().map(http -> http.routes()).orElse(List.of())) {
      if (route.ofAccount() && route.operation() == Operation.UPDATE) {
        session.check(
            Area.ACCOUNTS,
            Routes.named(route) + " changes who is logged in, and nobody else",
            () -> changes(route));
        session.check(
            Area.ACCOUNTS,
            Routes.named(route) + " gives nobody the login of another",
            () -> taken(route));
        session.check(
            Area.ACCOUNTS,
            Routes.named(route) + " gives nobody what he cannot give himself",
            () -> ignored(route));
      }
      if (route.ofAccount() && route.operation() == Operation.DELETE) {
        session.check(
            Area.ACCOUNTS,
            Routes.named(route) + " ends who is logged in, and nobody else",
            () -> ends(route));
      }
    }
    members
        .accounts()
        .operation(What.PASSWORD)
        .ifPresent(
            operation ->
                session.check(
                    Area.ACCOUNTS,
                    "A new password needs the old one, and ends all other sessions",
                    () -> password(operation)));
    members
        .accounts()
        .operation(What.REFRESH)
        .ifPresent(
            operation ->
                session.check(
                    Area.ACCOUNTS,
                    "A session is renewed once, and is over then",
                    () -> refresh(operation)));
  }

  private void registeringLogsIn() throws Ended {
    var one = members.registered(Wallet.C);
    var two = members.registered(Wallet.C);
    if (one.shown().equals(two.shown())) {
      throw Ended.failed("two who register have the same session");
    }
    if (members.accounts().operation(What.ME).isPresent()) {
      isHim(one);
      isHim(two);
    } else if (!opens.test(one) || !opens.test(two)) {
      throw Ended.failed("the session of " + one.login() + " opens nothing");
    }
  }

  private ObjectNode isHim(Member member) throws Ended {
    var me = members.me(member);
    if (me.isEmpty()) {
      throw Ended.failed("the session of " + member.login() + " opens nothing");
    }
    var login = me.get().path(members.accounts().login());
    if (!login.isMissingNode() && !login.asText().equals(member.login())) {
      throw Ended.failed("the session of " + member.login() + " is that of " + login);
    }
    return me.get();
  }

  private void isOver(Member member, Exchange since) throws Ended {
    if (members.me(member).isPresent()) {
      throw since.contradicts("and a session from before goes on");
    }
  }

  /** Asks a route of the account for a member. */
  private Exchange ask(Route route, Member member, ObjectNode body) throws Ended {
    var given = hasBody(route) ? Optional.of(body) : Optional.<ObjectNode>empty();
    var values = ExactJson.MAPPER.createObjectNode();
    var asked = session.translation().over(kind, route, member.as(), values, given, "").request();
    Map<String, String> headers = new LinkedHashMap<>(asked.headers());
    headers.putAll(member.header());
    return session.send(asked.with(headers));
  }

  private static boolean hasBody(Route route) {
    return route.operation() == Operation.UPDATE;
  }

  /** What a change has to say; all of what a member has where it replaces. */
  private ObjectNode body(Route route, Member member, String field, JsonNode value) throws Ended {
    var body = ExactJson.MAPPER.createObjectNode();
    if (!route.partial()) {
      var me = isHim(member);
      for (var given : Maker.given(kind)) {
        if (!route.gives(given.name())) {
          continue;
        }
        if (given.type() instanceof FieldType.Secret) {
          body.put(given.name(), member.password());
        } else if (me.hasNonNull(given.name())) {
          body.set(given.name(), me.get(given.name()));
        }
      }
    }
    return body.set(field, value);
  }

  private void changes(Route route) throws Ended {
    var one = members.register(Wallet.C);
    var two = members.register(Wallet.C);
    var field =
        Maker.changeable(kind).stream()
            .filter(each -> Routes.shows(kind, each.name()) && route.gives(each.name()))
            .filter(each -> !each.name().equals(members.accounts().login()))
            .filter(
                each ->
                    each.type() instanceof FieldType.Text || each.type() instanceof FieldType.Whole)
            .findFirst();
    if (field.isEmpty()) {
      throw Ended.notTried("nothing can be changed that is shown");
    }
    var name = field.get().name();
    var value = maker.value(kind, field.get(), Wallet.C, maker.next(), 3);
    if (value.isEmpty()) {
      throw Ended.notTried("no value of " + name + " was found");
    }
    var before = isHim(two);
    var answer = ask(route, one, body(route, one, name, value.get()));
    if (answer.status() != route.status()) {
      throw answer.contradicts("not " + route.status());
    }
    var after = members.me(one);
    if (after.isPresent()
        && after.get().has(name)
        && !Values.same(field.get().type(), value.get(), after.get().get(name))) {
      throw answer.contradicts("and " + name + " is " + after.get().get(name));
    }
    if (!isHim(two).equals(before)) {
      throw answer.contradicts("which changes somebody else: " + before);
    }
  }

  private void taken(Route route) throws Ended {
    var login = members.accounts().login();
    var one = members.register(Wallet.C);
    var two = members.register(Wallet.C);
    var other = ExactJson.MAPPER.getNodeFactory().textNode(two.login());
    var answer = ask(route, one, body(route, one, login, other));
    if (answer.status() < 400 || !route.gives(login)) {
      isHim(one);
    } else if (answer.status() != route.status(409)) {
      throw answer.contradicts("not " + route.status(409));
    }
    isHim(two);
  }

  private void ignored(Route route) throws Ended {
    var member = members.register(Wallet.C);
    var before = isHim(member);
    for (var field : kind.fields()) {
      if (isOfService(field) && before.has(field.name())) {
        for (var value : others(field, before.get(field.name()))) {
          var answer = ask(route, member, body(route, member, field.name(), value));
          if (!isHim(member).path(field.name()).equals(before.get(field.name()))) {
            throw answer.contradicts("and the account has what it gave itself");
          }
        }
      }
    }
    for (var field : Maker.notGiven(kind, route)) {
      var value = maker.value(kind, field, Wallet.C, maker.next(), 3);
      if (value.isEmpty()) {
        continue;
      }
      var answer = ask(route, member, body(route, member, field.name(), value.get()));
      var now = isHim(member).path(field.name());
      if (!Values.same(field.type(), before.path(field.name()), now)) {
        throw answer.contradicts("and the account has another " + field.name());
      }
      if (field.name().equals(members.accounts().password()) && !members.canLogIn(member)) {
        throw answer.contradicts("and the account has another password");
      }
    }
    if (Maker.notGiven(kind, route).isEmpty()
        && kind.fields().stream().noneMatch(OwnAccountChecks::isOfService)) {
      throw Ended.notTried("an account gives itself all that it has");
    }
  }

  private static boolean isOfService(Field field) {
    return field.origin() instanceof Origin.Actions;
  }

  private static List<JsonNode> others(Field field, JsonNode is) {
    var nodes = ExactJson.MAPPER.getNodeFactory();
    List<JsonNode> all =
        switch (field.type()) {
          case FieldType.Choice choice ->
              choice.words().stream().map(word -> (JsonNode) nodes.textNode(word)).toList();
          case FieldType.Truth _ -> List.of(nodes.booleanNode(true), nodes.booleanNode(false));
          default -> List.of();
        };
    return all.stream().filter(value -> !value.equals(is)).toList();
  }

  private void ends(Route route) throws Ended {
    var one = members.register(Wallet.C);
    var two = members.register(Wallet.C);
    var answer = ask(route, one, ExactJson.MAPPER.createObjectNode());
    if (answer.status() != route.status()) {
      throw answer.contradicts("not " + route.status());
    }
    isOver(one, answer);
    isHim(two);
    if (members.accounts().operation(What.LOG_IN).isPresent()) {
      var again = members.tryLogin(one.as(), one.login(), one.password());
      if (again.status() < 400) {
        throw again.contradicts("though the account is gone");
      }
    }
  }

  private Exchange change(Accounts.Operation operation, Member member, Map<String, String> body)
      throws Ended {
    var both = ExactJson.MAPPER.createObjectNode();
    body.forEach(both::put);
    Map<String, String> headers = new LinkedHashMap<>(member.header());
    if (!body.isEmpty()) {
      headers.putAll(Session.SENDS_JSON);
    }
    return session.send(
        new Request(
            member.as(),
            operation.method(),
            operation.path(),
            headers,
            body.isEmpty() ? "" : both.toString()));
  }

  private void password(Accounts.Operation operation) throws Ended {
    var one = members.register(Wallet.C);
    var password = "another " + one.password();
    var wrong = change(operation, one, twice(operation, one.password() + "x", password, password));
    if (wrong.status() != operation.status(401) || !wrong.isReason("WRONG_PASSWORD")) {
      throw wrong.contradicts("not " + operation.status(401) + ", with a wrong old password");
    }
    isHim(one);
    var canLogIn = members.accounts().operation(What.LOG_IN).isPresent();
    var other =
        canLogIn
            ? Optional.of(
                new Member(
                    one.as(),
                    one.record(),
                    one.login(),
                    one.password(),
                    members.logIn(one.as(), one.login(), one.password())))
            : Optional.<Member>empty();
    if (operation.againMember().isPresent()) {
      for (var second : List.of(password + "x", password.substring(1), "")) {
        var differs = change(operation, one, twice(operation, one.password(), password, second));
        if (differs.status() != operation.status(422)) {
          throw differs.contradicts("with two new passwords that differ");
        }
      }
    }
    var right = change(operation, one, twice(operation, one.password(), password, password));
    if (right.status() != operation.status()) {
      throw right.contradicts("not " + operation.status());
    }
    if (other.isPresent()) {
      isOver(other.get(), right);
      var before = members.tryLogin(one.as(), one.login(), one.password());
      if (before.status() < 400) {
        throw before.contradicts("with the password from before");
      }
      var _ = members.logIn(one.as(), one.login(), password);
    }
    if (Granted.token(operation.within(), operation.members(), right.body()).isEmpty()) {
      isHim(one);
    } else {
      isOver(one, right);
    }
  }

  /** A body with the password until now and a new one, which some forms have twice. */
  private static Map<String, String> twice(
      Accounts.Operation operation, String old, String next, String again) {
    Map<String, String> body = new LinkedHashMap<>();
    body.put(operation.proofMember().orElseThrow(), old);
    body.put(operation.passwordMember(), next);
    operation.againMember().ifPresent(member -> body.put(member, again));
    return body;
  }

  /** A member, and the token for his next session where there is one. */
  private record Renewing(Member member, String token) {}

  /** Whether it renews for a token of its own, in the body or in place of a session. */
  private boolean takesTokens(Accounts.Operation operation) {
    return operation.proofMember().isPresent()
        || members.accounts().refreshes(session.specification());
  }

  private Renewing renewing(Accounts.Operation operation) throws Ended {
    var member = members.register(Wallet.C);
    if (!takesTokens(operation)) {
      return new Renewing(member, "");
    }
    var in = members.accounts().operation(What.LOG_IN);
    if (in.isEmpty()) {
      throw Ended.notTried("nothing logs in");
    }
    var answer = members.tryLogin(member.as(), member.login(), member.password());
    var token = Granted.refreshToken(in.get().within(), in.get().members(), answer.body());
    if (token.isEmpty()) {
      throw Ended.notTried("logging in gives no token for another session");
    }
    var shown = members.session(in.get().within(), in.get().members(), answer);
    return new Renewing(
        new Member(member.as(), member.record(), member.login(), member.password(), shown), token);
  }

  private void refresh(Accounts.Operation operation) throws Ended {
    var renewing = renewing(operation);
    var member = renewing.member();
    Map<String, String> body =
        operation.proofMember().map(name -> Map.of(name, renewing.token())).orElse(Map.of());
    var isOnce =
        !takesTokens(operation)
            || operation.members().stream()
                .anyMatch(one -> one.part() == Accounts.Part.REFRESH_TOKEN);
    var asking =
        takesTokens(operation) && body.isEmpty()
            ? new Member(
                member.as(),
                member.record(),
                member.login(),
                member.password(),
                members.showing(renewing.token()).entrySet().iterator().next())
            : member;
    if (!body.isEmpty()) {
      var made = change(operation, member, Map.of(operation.proofMember().get(), "x".repeat(43)));
      if (made.status() != operation.status(401)) {
        throw made.contradicts("with a token that nobody was given");
      }
    }
    var answers = session.race(() -> change(operation, asking, body));
    var done = answers.stream().filter(answer -> answer.status() == operation.status()).toList();
    if (done.isEmpty()) {
      throw answers.getFirst().contradicts("not " + operation.status());
    }
    if (isOnce && done.size() > 1) {
      throw done.getLast().contradicts("which %d at once were answered so".formatted(done.size()));
    }
    var last = done.getLast();
    isOver(member, last);
    if (isOnce) {
      var shown = members.session(operation.within(), operation.members(), last);
      isHim(new Member(member.as(), member.record(), member.login(), member.password(), shown));
      var again = change(operation, asking, body);
      if (again.status() < 400) {
        throw again.contradicts("with what was used before");
      }
    }
  }
}
