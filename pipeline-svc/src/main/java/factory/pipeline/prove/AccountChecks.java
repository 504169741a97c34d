package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.TextNode;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Members.Member;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.spec.Accounts.What;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Accounts of a service: logging in and out, what a session opens, and what ends it. */
final class AccountChecks {
  private static final String GARBAGE = "garbage-that-no-service-ever-answered";

  private final Session session;
  private final Maker maker;
  private final Members members;
  private final Kind kind;

  AccountChecks(Session session, Maker maker, Members members) {
    this.session = session;
    this.maker = maker;
    this.members = members;
    kind = members.kind();
  }

  /**
   * Something that only who is logged in may ask.
   *
   * @param wire whether it is as it is sent, and not in the house's terms
   */
  private record Closed(String method, String path, String body, boolean wire) {
    Closed(String method, String path, String body) {
      this(method, path, body, false);
    }
  }

  /** An attempt about a new account. */
  private interface About {
    void run(Member member) throws Ended;
  }

  /** What makes something. */
  private interface Making {
    JsonNode make() throws Ended;
  }

  /** Makes the accounts with which everything else is asked. */
  void begin() {
    members
        .accounts()
        .roles()
        .ifPresent(
            roles ->
                session.check(
                    Area.ACCOUNTS,
                    "Of many who register at once where there is nobody, one is " + roles.first(),
                    () -> members.begin(roles)));
    session.check(Area.ACCOUNTS, "Whoever registers can log in", members::join);
  }

  void run() {
    session.check(
        Area.ACCOUNTS,
        "A wrong password and an unknown login are refused alike",
        this::wrongLogins);
    members
        .accounts()
        .operation(What.LOG_IN)
        .filter(in -> in.takes().getFirst().equals(factory.pipeline.spec.Accounts.Operation.FORM))
        .ifPresent(
            _ ->
                session.check(
                    Area.ACCOUNTS,
                    "A form logs in by a password, and by no other grant",
                    this::grants));
    session.check(
        Area.ACCOUNTS,
        "Whoever is not logged in is told so, whatever he shows and asks for",
        this::notLoggedIn);
    session.check(
        Area.ACCOUNTS,
        "It is the session that counts, whose wallet ever carries it",
        this::carried);
    session.check(Area.ACCOUNTS, "Whoever is logged in is who he is", this::me);
    members
        .accounts()
        .operation(What.LOG_OUT)
        .ifPresent(
            out ->
                session.check(
                    Area.ACCOUNTS,
                    "Who logs out ends this session, and no other",
                    () -> logsOut(out)));
    session.check(
        Area.ACCOUNTS,
        "A new password ends all sessions, and is the only one from then on",
        this::newPassword);
    session.check(Area.ACCOUNTS, "A session ends with its account", this::deleted);
    members
        .accounts()
        .invitations()
        .ifPresent(all -> new InvitationChecks(session, maker, members, all).run());
    members.accounts().roles().ifPresent(roles -> new RoleChecks(session, members).run(roles));
    new OwnAccountChecks(session, maker, members, this::opens).run();
    for (var field : kind.fields()) {
      if (field.origin() instanceof Origin.Actions
          && (field.type() instanceof FieldType.Choice || isRole(field))) {
        session.check(
            Area.ACCOUNTS,
            "Whoever registers cannot say what his " + field.name() + " is",
            () -> role(field));
      }
    }
    session.check(
        Area.SECRETS,
        "The token of a session is not kept as it is",
        () -> {
          var data = session.client().data();
          if (data.isEmpty()) {
            throw Ended.notTried("the data folder cannot be looked into");
          }
          var value = members.require(Wallet.A).shown().getValue();
          VisibilityChecks.notKept(data.get(), value.replaceFirst("^.*[ =]", ""));
        });
  }

  private void wrongLogins() throws Ended {
    if (members.accounts().operation(What.LOG_IN).isEmpty()) {
      throw Ended.notTried("nothing logs in");
    }
    var member = members.require(Wallet.A);
    var wrong = members.tryLogin(Wallet.A, member.login(), member.password() + "x");
    var unknown = members.tryLogin(Wallet.A, unknown(member.login()), member.password());
    for (var answer : List.of(wrong, unknown)) {
      var operation = members.accounts().operation(What.LOG_IN).orElseThrow();
      if (answer.status() != operation.status(401) || !answer.isReason("WRONG_LOGIN")) {
        throw answer.contradicts("not " + operation.status(401));
      }
    }
    if (!wrong.answer().body().equals(unknown.answer().body())) {
      throw unknown.contradicts("which tells which logins there are: " + wrong.told());
    }
  }

  private void grants() throws Ended {
    var member = members.require(Wallet.A);
    var status = members.accounts().operation(What.LOG_IN).orElseThrow().status();
    for (var grant : List.of("password", "")) {
      var answer = members.tryGrant(member, grant);
      if (answer.status() != status) {
        throw answer.contradicts("though it is the grant of a password");
      }
    }
    var other = members.tryGrant(member, "client_credentials");
    if (other.status() < 400 || other.status() > 499) {
      throw other.contradicts("though no grant but that of a password is known");
    }
  }

  /** A login of the same form that nobody has. */
  private static String unknown(String login) {
    return "nobody" + login;
  }

  /** What needs a session, as A may ask it. */
  private List<Closed> closed() throws Ended {
    List<Closed> all = new ArrayList<>();
    for (var operation : members.accounts().operations()) {
      var needsSession =
          switch (operation.what()) {
            case LOG_IN -> false;
            case LOG_OUT, ME, PASSWORD -> true;
            case REFRESH -> operation.proofMember().isEmpty();
          };
      if (needsSession) {
        var body = operation.what() == What.PASSWORD ? "{}" : "";
        all.add(new Closed(operation.method(), operation.path(), body, true));
      }
    }
    for (var route : kind.http().map(http -> http.routes()).orElse(List.of())) {
      if (route.ofAccount()) {
        var body = route.operation() == Operation.UPDATE ? "{}" : "";
        all.add(new Closed(route.method(), route.path(), body, true));
      }
    }
    for (var each : session.specification().kinds()) {
      closed(each, all);
    }
    return all;
  }

  private void closed(Kind of, List<Closed> all) throws Ended {
    var access = of.access();
    var reads = access.read().asksAccount();
    if (reads && of.operations().contains(Operation.LIST) && Routes.parentsOfLists(of).isEmpty()) {
      all.add(new Closed("GET", Maker.path(of), ""));
    }
    if (of.operations().contains(Operation.CREATE)
        && (access.create().asksAccount()
            || of.fields().stream().anyMatch(f -> f.origin() instanceof Origin.Account))) {
      unless(() -> maker.body(of, Wallet.A, true))
          .ifPresent(body -> all.add(new Closed("POST", Maker.path(of), body.toString())));
    }
    var made = made(of);
    if (made.isEmpty()) {
      return;
    }
    var path = Maker.path(of, made.get());
    if (reads && of.operations().contains(Operation.READ)) {
      all.add(new Closed("GET", path, ""));
    }
    if ((reads || access.update().asksAccount()) && Maker.hasUpdate(of)) {
      all.add(new Closed("PATCH", path, "{}"));
    }
    if ((reads || access.delete().asksAccount()) && Maker.hasDelete(of)) {
      all.add(new Closed("DELETE", path, ""));
    }
    for (var action : session.specification().actions()) {
      if (action.kind().equals(of.name())
          && (action.access().asksAccount() || isClosed(action, reads))) {
        all.add(new Closed("POST", Maker.path(action, of, made.get()), "{}"));
      }
    }
  }

  private static boolean isClosed(Action action, boolean reads) {
    return action.onRecord() && reads;
  }

  /** A record that A has made; empty where that cannot be. */
  private Optional<JsonNode> made(Kind of) throws Ended {
    if (of.equals(kind)) {
      return Optional.of(members.require(Wallet.A).record());
    }
    return Routes.showsId(of) ? unless(() -> maker.make(of, Wallet.A)) : Optional.empty();
  }

  /** Something that is made; empty where nothing was found that makes it. */
  private static Optional<JsonNode> unless(Making making) throws Ended {
    try {
      return Optional.of(making.make());
    } catch (Ended e) {
      if (e.outcome() == Proof.Outcome.FAILED) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private void notLoggedIn() throws Ended {
    var closed = closed();
    if (closed.isEmpty()) {
      throw Ended.notTried("nothing needs a session");
    }
    for (var one : closed) {
      for (var shown : List.of(nothing(), members.showing(GARBAGE))) {
        for (var as : List.of(Wallet.A, Wallet.NOBODY)) {
          var answer = ask(as, one, shown);
          answer.expect(401, "NOT_LOGGED_IN");
          if (!answer.answer().headers().containsKey("www-authenticate")) {
            throw answer.contradicts("without saying in WWW-Authenticate what to show");
          }
        }
      }
    }
  }

  /** What keeps a request from showing its wallet's session. */
  private Map<String, String> nothing() {
    return Map.of(members.header(), "nothing=1");
  }

  private Exchange ask(Wallet as, Closed what, Map<String, String> shown) throws Ended {
    Map<String, String> headers = new LinkedHashMap<>(shown);
    if (!what.body().isEmpty()) {
      headers.putAll(Session.SENDS_JSON);
    }
    var request = new Request(as, what.method(), what.path(), headers, what.body());
    return what.wire() ? session.send(request) : session.ask(request);
  }

  /** Something closed that A may do without changing anything. */
  private Closed readable() throws Ended {
    for (var one : closed()) {
      if (one.method().equals("GET")
          && ask(Wallet.A, one, members.require(Wallet.A).header()).is(200)
          // What is for some is nothing that a session opens by itself.
          && ask(Wallet.B, one, members.require(Wallet.B).header()).is(200)) {
        return one;
      }
    }
    throw Ended.notTried("there is nothing that only who is logged in reads");
  }

  /** Whether a session opens what only who is logged in reads. */
  private boolean opens(Member member) throws Ended {
    return ask(member.as(), readable(), member.header()).is(200);
  }

  private void carried() throws Ended {
    var one = readable();
    var shown = members.require(Wallet.A).header();
    ask(Wallet.B, one, shown).expect(200);
    ask(Wallet.NOBODY, one, shown).expect(200);
  }

  private void me() throws Ended {
    var operation = members.accounts().operation(What.ME);
    if (operation.isEmpty()) {
      throw Ended.notTried("no operation answers who is logged in");
    }
    for (var wallet : List.of(Wallet.A, Wallet.B)) {
      var answer = session.send(new Request(wallet, "GET", operation.get().path(), Map.of(), ""));
      var who = members.account(operation.get(), answer).path(members.accounts().login());
      if (who.isMissingNode()) {
        throw Ended.notTried("the login is not shown");
      }
      if (answer.status() != operation.get().status()
          || !who.asText().equals(members.require(wallet).login())) {
        throw answer.contradicts("who is " + members.require(wallet).login());
      }
    }
  }

  private void logsOut(factory.pipeline.spec.Accounts.Operation out) throws Ended {
    var one = readable();
    var member = members.require(Wallet.A);
    var shown = header(members.logIn(Wallet.A, member.login(), member.password()));
    ask(Wallet.A, one, shown).expect(200);
    var answer = session.send(new Request(Wallet.A, out.method(), out.path(), shown, ""));
    if (answer.status() != out.status()) {
      throw answer.contradicts("not " + out.status());
    }
    ask(Wallet.A, one, shown).expect(401, "NOT_LOGGED_IN");
    ask(Wallet.A, one, member.header()).expect(200);
  }

  private static Map<String, String> header(Map.Entry<String, String> shown) {
    return Map.of(shown.getKey(), shown.getValue());
  }

  /** Looks at something that a new account does with itself. */
  private void ofItself(Operation operation, About about) throws Ended {
    if (!kind.operations().contains(operation) || !Routes.showsId(kind)) {
      throw Ended.notTried("no operation does that");
    }
    var asked = members.accounts().operation(What.ME);
    if (asked.isEmpty()) {
      throw Ended.notTried("nothing says whether a session is one");
    }
    about.run(members.register(Wallet.C));
  }

  private boolean isLoggedIn(Member member) throws Ended {
    var me = members.accounts().operation(What.ME).orElseThrow();
    var answer = session.send(new Request(member.as(), "GET", me.path(), member.header(), ""));
    return answer.status() == me.status();
  }

  private void newPassword() throws Ended {
    ofItself(
        Operation.UPDATE,
        member -> {
          var password = "another " + member.password();
          var body =
              ExactJson.MAPPER.createObjectNode().put(members.accounts().password(), password);
          var changed =
              ask(
                  member.as(),
                  new Closed("PATCH", Maker.path(kind, member.record()), body.toString()),
                  member.header());
          if (!changed.is(200)) {
            throw Ended.notTried("an account does not change itself: " + changed.told());
          }
          if (isLoggedIn(member)) {
            throw changed.contradicts("and the session from before goes on");
          }
          var old = members.tryLogin(member.as(), member.login(), member.password());
          if (!old.isReason("WRONG_LOGIN") || old.status() < 400) {
            throw old.contradicts("with the password from before");
          }
          var _ = members.logIn(member.as(), member.login(), password);
        });
  }

  private void deleted() throws Ended {
    ofItself(
        Operation.DELETE,
        member -> {
          var deleted =
              ask(
                  member.as(),
                  new Closed("DELETE", Maker.path(kind, member.record()), ""),
                  member.header());
          if (!deleted.is(204) && !deleted.is(200)) {
            throw Ended.notTried("an account does not delete itself: " + deleted.told());
          }
          if (isLoggedIn(member)) {
            throw deleted.contradicts("and its session goes on");
          }
        });
  }

  private boolean isRole(Field field) {
    return members
        .accounts()
        .roles()
        .filter(roles -> roles.field().equals(field.name()))
        .isPresent();
  }

  private void role(Field field) throws Ended {
    var begins = members.require(Wallet.B).record().path(field.name());
    if (begins.isMissingNode()) {
      throw Ended.notTried("records do not show it");
    }
    List<JsonNode> others = new ArrayList<>();
    switch (field.type()) {
      case FieldType.Choice(var words, _) ->
          words.forEach(word -> others.add(TextNode.valueOf(word)));
      default -> others.add(BooleanNode.TRUE);
    }
    for (var other : others) {
      if (!other.equals(begins)) {
        var body = maker.body(kind, Wallet.B, true);
        body.set(field.name(), other);
        var answer = session.call(Wallet.B, "POST", Maker.path(kind), body);
        if (answer.is(201) && !answer.json().path(field.name()).equals(begins)) {
          throw answer.contradicts("and whoever registers is what he likes to be");
        }
      }
    }
  }
}
