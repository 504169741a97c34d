package factory.runtime;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One operation with sessions: to log in, to log out, to see who is logged in, or what a route of
 * an account's record answers besides. See {@link Accounts#routes} and {@link Accounts#answering}.
 * Immutable: each method returns another route.
 */
public final class AccountRoute {
  private final What what;
  private final String method;
  private final Template template;
  private String loginMember = "";
  private String passwordMember = "";
  private @Nullable String againMember;
  private @Nullable String bodyIn;
  private int status;
  private @Nullable String in;
  private List<Member> members = List.of();
  private Map<Integer, Integer> instead = Map.of();
  private boolean refreshes;
  private boolean sessions;
  private List<String> takes = List.of(Http.JSON);

  private AccountRoute(What what, String method, String path, int status) {
    this.what = what;
    this.method = method;
    this.template = Template.parse(path);
    this.status = status;
    if (!template.parameters().isEmpty()) {
      throw new IllegalArgumentException(path + " has a parameter");
    }
  }

  private AccountRoute(AccountRoute other) {
    this(other.what, other.method, other.template.path(), other.status);
    loginMember = other.loginMember;
    passwordMember = other.passwordMember;
    againMember = other.againMember;
    bodyIn = other.bodyIn;
    in = other.in;
    members = other.members;
    instead = other.instead;
    refreshes = other.refreshes;
    sessions = other.sessions;
    takes = other.takes;
  }

  /** What it does. */
  enum What {
    LOG_IN,
    LOG_OUT,
    ME,
    RECORD,
    PASSWORD,
    REFRESH
  }

  /**
   * What an answer is about.
   *
   * @param session null where no token is told
   */
  record Grant(Row account, Sessions.@Nullable Made session, Instant now) {}

  /** Writes what a member says. */
  private interface Says {
    void write(JsonGenerator out, Answers answers, Grant grant) throws IOException;
  }

  /**
   * A member of an answer.
   *
   * @param field of the account, which may have no value; null for anything else
   */
  private record Member(String name, @Nullable String field, Says says) {
    private boolean isLeftOut(Row account) {
      return field != null
          && !field.equals("id")
          && account.resource().leavesNullsOut()
          && account.value(field) == null;
    }
  }

  /**
   * Logs in: 200 without a body, until it has members.
   *
   * @param login the member of the body with what names the account
   * @param password the member with its password
   */
  public static AccountRoute logIn(String method, String path, String login, String password) {
    var route = new AccountRoute(What.LOG_IN, method, path, 200);
    route.loginMember = login;
    route.passwordMember = password;
    return route;
  }

  /** Logs out: 204. */
  public static AccountRoute logOut(String method, String path) {
    return new AccountRoute(What.LOG_OUT, method, path, 204);
  }

  /** Who is logged in: 200 with the account's record. */
  public static AccountRoute me(String path) {
    return new AccountRoute(What.ME, "GET", path, 200);
  }

  /**
   * Changes the password of who is logged in, and ends his other sessions: 204.
   *
   * @param old the member of the body with the password until now
   * @param next the member with the one from then on
   */
  public static AccountRoute password(String method, String path, String old, String next) {
    var route = new AccountRoute(What.PASSWORD, method, path, 204);
    route.loginMember = old;
    route.passwordMember = next;
    return route;
  }

  /**
   * The same, whose body gives the new password twice: both have to be the same.
   *
   * @param member the second one
   */
  public AccountRoute again(String member) {
    if (what != What.PASSWORD || member.equals(loginMember) || member.equals(passwordMember)) {
      throw new IllegalArgumentException(member + " cannot be a new password again");
    }
    var copy = new AccountRoute(this);
    copy.againMember = member;
    return copy;
  }

  /** A new session in place of the one that is shown: 200. */
  public static AccountRoute refresh(String method, String path) {
    return new AccountRoute(What.REFRESH, method, path, 200);
  }

  /**
   * A new session for a token that was made for that: 200.
   *
   * @param token the member of the body that has it
   */
  public static AccountRoute refresh(String method, String path, String token) {
    var route = refresh(method, path);
    route.loginMember = token;
    return route;
  }

  /**
   * What the route of an account's record that is at this address answers, in place of the record:
   * see {@link Accounts#answering}.
   */
  public static AccountRoute answer(String method, String path) {
    return new AccountRoute(What.RECORD, method, path, 200);
  }

  /** The same, whose body has login and password within this member. */
  public AccountRoute bodyIn(String member) {
    var copy = new AccountRoute(this);
    copy.bodyIn = member;
    return copy;
  }

  /**
   * The same, which logs in by bodies of these media types, JSON or the form of a page. A form may
   * have what OAuth 2.0 sends besides (RFC 6749, 4.3.2).
   */
  public AccountRoute takes(String... types) {
    var all = List.of(types);
    if (what != What.LOG_IN
        || all.isEmpty()
        || !List.of(Http.JSON, Http.URLENCODED).containsAll(all)) {
      throw new IllegalArgumentException(template.path() + " cannot take all of " + all);
    }
    var copy = new AccountRoute(this);
    copy.takes = all;
    return copy;
  }

  /** The same with the status of success. */
  public AccountRoute status(int success) {
    if (success < 200 || success > 299) {
      throw new IllegalArgumentException(success + " is no success");
    }
    var copy = new AccountRoute(this);
    copy.status = success;
    return copy;
  }

  /** The same, whose answer is the member of an object. */
  public AccountRoute in(String member) {
    var copy = new AccountRoute(this);
    copy.in = member;
    return copy;
  }

  /** The same, which answers the session's token: of a new one, or as it is shown. */
  public AccountRoute token(String name) {
    return withSession(name, (out, _, grant) -> out.writeString(session(grant).token()));
  }

  /** The same, which answers a token for a new session, which is good once. */
  public AccountRoute refreshToken(String name) {
    var copy = withSession(name, (out, _, grant) -> out.writeString(refreshToken(grant)));
    copy.refreshes = true;
    return copy;
  }

  /** The same, which answers when the session ends. */
  public AccountRoute expiresAt(String name) {
    return withSession(
        name, (out, _, grant) -> out.writeString(session(grant).expiresAt().toString()));
  }

  /** The same, which answers in how many seconds the session ends. */
  public AccountRoute expiresIn(String name) {
    return withSession(
        name,
        (out, _, grant) ->
            out.writeNumber(
                session(grant).expiresAt().getEpochSecond() - grant.now().getEpochSecond()));
  }

  /** The same, which answers the account's record. */
  public AccountRoute record(String name) {
    return with(
        name,
        (out, answers, grant) -> {
          out.writeStartObject();
          answers.fields(out, grant.account());
          out.writeEndObject();
        });
  }

  /** The same, which answers {@code id} or a field of the account. */
  public AccountRoute field(String name, String field) {
    return with(
        new Member(
            name, field, (out, answers, grant) -> answers.field(out, grant.account(), field)));
  }

  /** The same, which answers what is always the same. */
  public AccountRoute constant(String name, String json) {
    var value = JsonValue.minified(json);
    return with(name, (out, _, _) -> out.writeRawValue(value));
  }

  /** The same, which refuses with another status in place of one. */
  public AccountRoute instead(int ours, int theirs) {
    var copy = new AccountRoute(this);
    copy.instead = new TreeMap<>(instead);
    copy.instead.put(ours, theirs);
    return copy;
  }

  private AccountRoute withSession(String name, Says says) {
    var copy = with(name, says);
    copy.sessions = true;
    return copy;
  }

  private AccountRoute with(String name, Says says) {
    return with(new Member(name, null, says));
  }

  private AccountRoute with(Member member) {
    var copy = new AccountRoute(this);
    copy.members = new ArrayList<>(members);
    copy.members.add(member);
    return copy;
  }

  private static Sessions.Made session(Grant grant) {
    var session = grant.session();
    if (session == null) {
      throw new IllegalStateException("nothing made a session");
    }
    return session;
  }

  private static String refreshToken(Grant grant) {
    var token = session(grant).refreshToken();
    if (token == null) {
      throw new IllegalStateException("a session that goes on has no new token");
    }
    return token;
  }

  What what() {
    return what;
  }

  String method() {
    return method;
  }

  Template template() {
    return template;
  }

  String loginMember() {
    return loginMember;
  }

  String passwordMember() {
    return passwordMember;
  }

  @Nullable String againMember() {
    return againMember;
  }

  @Nullable String bodyIn() {
    return bodyIn;
  }

  List<String> takes() {
    return takes;
  }

  /** Whether it answers a token for a new session. */
  boolean tellsRefreshToken() {
    return refreshes;
  }

  /** Whether it tells of a session. */
  boolean tellsSession() {
    return sessions;
  }

  int status() {
    return status;
  }

  /** The status in place of one of ours. */
  int instead(int ours) {
    return instead.getOrDefault(ours, ours);
  }

  boolean answersNothing() {
    return members.isEmpty() && what != What.ME;
  }

  /** Writes what stands between the braces of an answer. */
  void write(JsonGenerator out, Answers answers, Grant grant) throws IOException {
    if (in != null) {
      out.writeObjectFieldStart(in);
    }
    if (members.isEmpty()) {
      answers.fields(out, grant.account());
    }
    for (var member : members) {
      if (!member.isLeftOut(grant.account())) {
        out.writeFieldName(member.name());
        member.says().write(out, answers, grant);
      }
    }
    if (in != null) {
      out.writeEndObject();
    }
  }
}
