package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.spec.Accounts;
import factory.pipeline.spec.Accounts.Operation;
import factory.pipeline.spec.Accounts.What;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Route.Answer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of a service as a proof uses them: each wallet has one, which it shows in all that
 * it asks. One that is lost, as when a check deletes it, is made anew.
 */
final class Members {
  private static final int MOST_LOST = 50;

  private final Session session;
  private final Maker maker;
  private final Accounts accounts;
  private final Kind kind;
  private final Map<Wallet, Member> members = new EnumMap<>(Wallet.class);
  private @Nullable Member first;
  private int lost;

  Members(Session session, Maker maker, Accounts accounts, Kind kind) {
    this.session = session;
    this.maker = maker;
    this.accounts = accounts;
    this.kind = kind;
  }

  /**
   * Somebody who has an account.
   *
   * @param record as it was when it was made
   * @param shown the header with the session, and its value
   */
  record Member(
      Wallet as, JsonNode record, String login, String password, Map.Entry<String, String> shown) {
    /** The header of his session. */
    Map<String, String> header() {
      return Map.of(shown.getKey(), shown.getValue());
    }
  }

  Accounts accounts() {
    return accounts;
  }

  Kind kind() {
    return kind;
  }

  /** The name in lower case of the header that shows a session. */
  String header() {
    return switch (accounts.scheme()) {
      case BEARER -> "authorization";
      case COOKIE -> "cookie";
      case HEADER -> accounts.name().toLowerCase(Locale.ROOT);
    };
  }

  /** The header for a token, which need not be one. */
  Map<String, String> showing(String token) {
    return Map.of(
        header(),
        switch (accounts.scheme()) {
          case BEARER -> "Bearer " + token;
          case COOKIE -> accounts.name() + "=" + token;
          // Where other schemes are too, a scheme stands before it.
          case HEADER -> header().equals("authorization") ? "Token " + token : token;
        });
  }

  /** The account of a wallet, once it has one. */
  synchronized Optional<Member> of(Wallet as) {
    return Optional.ofNullable(members.get(as));
  }

  /** The account of a wallet. */
  Member require(Wallet as) throws Ended {
    var member = of(as);
    if (member.isEmpty()) {
      throw nobody();
    }
    return member.get();
  }

  /**
   * Registers many at once on a service that has no accounts: one of them may do what others may
   * not, and is A's account from then on.
   */
  void begin(Accounts.Roles roles) throws Ended {
    Queue<ObjectNode> bodies = new ConcurrentLinkedQueue<>();
    for (var i = 0; i < Session.RACERS; i++) {
      bodies.add(maker.body(kind, Wallet.A, true));
    }
    Queue<Enrolled> all = new ConcurrentLinkedQueue<>();
    var isInvited = accounts.invitations().isPresent();
    var answers =
        session.race(
            () -> {
              var body = Objects.requireNonNull(bodies.poll());
              var made = ask(Wallet.A, body);
              if (!isInvited || !made.is(403)) {
                all.add(enrolled(Wallet.A, body, made.expect(201)));
              }
              return made;
            });
    if (isInvited && all.size() != 1) {
      throw answers
          .getFirst()
          .contradicts(
              "and of %d who register at once where there is nobody, %d needed no invitation"
                  .formatted(answers.size(), all.size()));
    }
    if (all.stream().anyMatch(one -> !one.record().has(roles.field()))) {
      throw Ended.notTried("accounts do not show their " + roles.field());
    }
    var firsts =
        all.stream()
            .filter(one -> one.record().path(roles.field()).asText().equals(roles.first()))
            .toList();
    if (firsts.size() != 1) {
      throw answers
          .getFirst()
          .contradicts(
              "and of %d who register at once where there is nobody, %d are %s"
                  .formatted(all.size(), firsts.size(), roles.first()));
    }
    first = member(Wallet.A, firsts.getFirst());
  }

  /** Who may do what others may not; empty where all are alike, or nobody was found. */
  Optional<Member> first() {
    return Optional.ofNullable(first);
  }

  /** For which accounts alone an operation is; empty where it is for all. */
  Optional<Accounts.Only> only(String operation) {
    return accounts.roles().stream()
        .flatMap(roles -> roles.only().stream())
        .filter(one -> one.named().equals(operation))
        .findFirst();
  }

  /** Makes accounts for all wallets. */
  void join() throws Ended {
    for (var wallet : List.of(Wallet.A, Wallet.B, Wallet.C)) {
      var member = wallet == Wallet.A && first != null ? first : register(wallet);
      synchronized (this) {
        members.put(wallet, member);
      }
    }
  }

  /** Makes an account anew for a wallet whose own is gone; false when that was often. */
  boolean joinAgain(Wallet as) throws Ended {
    synchronized (this) {
      if (members.remove(as) == null || ++lost > MOST_LOST) {
        return false;
      }
    }
    var member = register(as);
    synchronized (this) {
      members.put(as, member);
    }
    return true;
  }

  /** A new account that is logged in. */
  Member register(Wallet as) throws Ended {
    return member(as, enrol(as, maker.body(kind, as, true)));
  }

  /** A new account that is logged in by its registering. */
  Member registered(Wallet as) throws Ended {
    var body = maker.body(kind, as, true);
    return member(as, loggedIn(as, body, registering(as, body).expect(201)));
  }

  /**
   * Who has registered.
   *
   * @param shown the header with his session, where registering logs in
   */
  private record Enrolled(
      ObjectNode body, Exchange made, JsonNode record, Optional<Map.Entry<String, String>> shown) {}

  private Enrolled enrol(Wallet as, ObjectNode body) throws Ended {
    return enrolled(as, body, ask(as, body).expect(201));
  }

  /** What is answered to whoever registers so. */
  Exchange ask(Wallet as, ObjectNode body) throws Ended {
    return accounts.registering(kind).isPresent()
        ? registering(as, body)
        : session.call(as, "POST", Maker.path(kind), body);
  }

  private Enrolled enrolled(Wallet as, ObjectNode body, Exchange made) throws Ended {
    return accounts.registering(kind).isPresent()
        ? loggedIn(as, body, made)
        : new Enrolled(body, made, made.json(), Optional.empty());
  }

  /** That nobody has an account who could do something. */
  static Ended nobody() {
    return Ended.notTried("no account could be made");
  }

  private Member member(Wallet as, Enrolled enrolled) throws Ended {
    var login = enrolled.body().path(accounts.login()).asText();
    var password = enrolled.body().path(accounts.password()).asText();
    var shown = enrolled.shown().isPresent() ? enrolled.shown().get() : logIn(as, login, password);
    return new Member(as, named(enrolled.record(), login), login, password, shown);
  }

  /** An account that shows no id is told from others by what it logs in with. */
  private JsonNode named(JsonNode record, String login) {
    if (record.has("id") || !(record instanceof ObjectNode object)) {
      return record;
    }
    var named = object.deepCopy();
    named.put("id", login);
    session.translation().know(kind, named);
    return named;
  }

  private Exchange registering(Wallet as, ObjectNode body) throws Ended {
    var house = new Request(as, "POST", Maker.path(kind), Session.SENDS_JSON, body.toString());
    var asked = session.translation().asked(house).orElseThrow();
    return session.registering(asked, session(asked.route().answer()));
  }

  private static Answer.Session session(Answer answer) throws Ended {
    if (answer instanceof Answer.Session session) {
      return session;
    }
    throw Ended.notTried("registering does not log in");
  }

  private Enrolled loggedIn(Wallet as, ObjectNode body, Exchange made) throws Ended {
    var answer = session(accounts.registering(kind).orElseThrow().answer());
    var shown = session(answer.within(), answer.members(), made);
    return new Enrolled(body, made, record(made.json(), as, shown), Optional.of(shown));
  }

  /** All of an account, where registering tells a part of it. */
  private JsonNode record(JsonNode told, Wallet as, Map.Entry<String, String> shown) throws Ended {
    var me = accounts.operation(What.ME);
    if (told.has("id") || me.isEmpty()) {
      return told;
    }
    return account(me.get(), session.send(asMe(me.get(), as, shown)));
  }

  private static Request asMe(Operation me, Wallet as, Map.Entry<String, String> shown) {
    return new Request(as, me.method(), me.path(), Map.of(shown.getKey(), shown.getValue()), "");
  }

  /** What the answer of who is logged in tells of the account, as the house has it. */
  ObjectNode account(Operation me, Exchange answer) {
    return me.members().isEmpty()
        ? Shown.record(kind, within(me, answer.body()))
        : Granted.record(kind, new Answer.Session(me.within(), me.members()), answer.body());
  }

  /** Who somebody is who shows a session; empty when he is nobody, or nothing says it. */
  Optional<ObjectNode> me(Member member) throws Ended {
    var me = accounts.operation(What.ME);
    if (me.isEmpty()) {
      throw Ended.notTried("nothing says who is logged in");
    }
    var answer = session.send(asMe(me.get(), member.as(), member.shown()));
    return answer.status() == me.get().status()
        ? Optional.of(account(me.get(), answer))
        : Optional.empty();
  }

  /** Logs in; the header that shows the new session. */
  Map.Entry<String, String> logIn(Wallet as, String login, String password) throws Ended {
    var operation = logIn();
    var answer = tryLogin(as, login, password);
    if (answer.status() != operation.status()) {
      throw answer.contradicts("not " + operation.status());
    }
    return session(operation.within(), operation.members(), answer);
  }

  private Operation logIn() throws Ended {
    var operation = accounts.operation(What.LOG_IN);
    if (operation.isEmpty()) {
      throw Ended.notTried("nothing logs in");
    }
    return operation.get();
  }

  /** Whether a member's password is still his, as far as anything takes it. */
  boolean canLogIn(Member member) throws Ended {
    return accounts.operation(What.LOG_IN).isEmpty()
        || tryLogin(member.as(), member.login(), member.password()).status() < 400;
  }

  /** What is answered to whoever wants to log in. */
  Exchange tryLogin(Wallet as, String login, String password) throws Ended {
    var operation = logIn();
    var both = ExactJson.MAPPER.createObjectNode();
    both.put(operation.loginMember(), login).put(operation.passwordMember(), password);
    ObjectNode body = both;
    if (operation.bodyWithin().isPresent()) {
      body = ExactJson.MAPPER.createObjectNode();
      body.set(operation.bodyWithin().get(), both);
    }
    return session.send(sent(as, operation, body));
  }

  private static Request sent(Wallet as, Operation operation, ObjectNode body) {
    if (!operation.takes().getFirst().equals(Operation.FORM)) {
      return new Request(
          as, operation.method(), operation.path(), Session.SENDS_JSON, body.toString());
    }
    var pairs = new StringJoiner("&");
    body.properties()
        .forEach(
            pair -> pairs.add(encoded(pair.getKey()) + "=" + encoded(pair.getValue().asText())));
    return new Request(
        as,
        operation.method(),
        operation.path(),
        Map.of("content-type", Operation.FORM),
        pairs.toString());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** What is answered to another grant of OAuth 2.0 than that of a password. */
  Exchange tryGrant(Member member, String grant) throws Ended {
    var operation = logIn();
    var body = ExactJson.MAPPER.createObjectNode().put("grant_type", grant);
    body.put(operation.loginMember(), member.login());
    body.put(operation.passwordMember(), member.password());
    return session.send(sent(member.as(), operation, body));
  }

  /** The header that shows a session that an answer gives. */
  Map.Entry<String, String> session(
      Optional<String> within, List<Accounts.Member> told, Exchange answer) throws Ended {
    var token = "";
    if (accounts.scheme() == Accounts.Scheme.COOKIE) {
      var cookie = answer.answer().headers().getOrDefault("set-cookie", "");
      var lower = cookie.toLowerCase(Locale.ROOT);
      if (!cookie.startsWith(accounts.name() + "=")
          || !lower.contains("httponly")
          || !lower.contains("samesite=lax")
          || !lower.contains("path=/")
          || lower.contains("domain=")) {
        throw answer.contradicts(
            "without a cookie %s that is HttpOnly, SameSite=Lax, of Path=/ and of no Domain"
                .formatted(accounts.name()));
      }
      token = cookie.substring(accounts.name().length() + 1).replaceFirst(";.*", "");
    } else {
      token = Granted.token(within, told, answer.body());
    }
    if (token.length() < 16) {
      throw answer.contradicts("without a token that nobody can guess");
    }
    return showing(token).entrySet().iterator().next();
  }

  /** What an operation answers, without the member around it. */
  static JsonNode within(Operation operation, JsonNode body) {
    return operation.within().map(body::path).orElse(body);
  }
}
