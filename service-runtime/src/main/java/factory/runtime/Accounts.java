package factory.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A service's own users, beside the wallets that the gate asserts: records of a resource with a
 * login and a password, and sessions, whose tokens callers show. To register is to make a record.
 * Immutable: each method returns others.
 *
 * <p>Who is logged in is asked for by {@link Access#account()} and {@link Field#setToAccount}.
 */
public final class Accounts implements Part {
  private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,60}");
  private static final long USUAL_SECONDS = 30L * 24 * 3_600;

  private final String plural;
  private final String login;
  private final String password;
  private final Scheme scheme;
  private final String name;
  private final long sessionSeconds;
  private final @Nullable List<AccountRoute> routes;
  private final List<AccountRoute> answering;
  private final List<Only> only;
  private final @Nullable Invitations invitations;

  private Accounts(
      String plural,
      String login,
      String password,
      Scheme scheme,
      String name,
      long sessionSeconds,
      @Nullable List<AccountRoute> routes,
      List<AccountRoute> answering,
      List<Only> only,
      @Nullable Invitations invitations) {
    this.invitations = invitations;
    this.only = only;
    this.plural = plural;
    this.login = login;
    this.password = password;
    this.scheme = scheme;
    this.name = name;
    this.sessionSeconds = sessionSeconds;
    this.routes = routes;
    this.answering = answering;
  }

  /**
   * An operation that is for some accounts.
   *
   * @param field of an account
   * @param values of it that may do that
   * @param oneself which parameter of the path names an account that may do that too; negative when
   *     none does
   */
  record Only(String method, String path, String field, Set<String> values, int oneself) {
    /** Keeps a copy. */
    Only {
      values = Set.copyOf(values);
    }

    /**
     * Whether an account may do that.
     *
     * @param parameters of the path, in their order
     */
    boolean isFor(Row account, List<String> parameters) {
      return values.contains(String.valueOf(account.value(field)))
          || (oneself >= 0 && parameters.get(oneself).equals(account.key()));
    }
  }

  /** How a caller shows his session. */
  enum Scheme {
    /** {@code Authorization: Bearer TOKEN}. */
    BEARER,
    /** A cookie. */
    COOKIE,
    /** A header of a name. */
    HEADER
  }

  /**
   * Accounts that are records of a resource, with bearer tokens that last thirty days.
   *
   * @param login a required, unique field of text
   * @param password a required secret
   */
  public static Accounts of(String plural, String login, String password) {
    return new Accounts(
        plural,
        login,
        password,
        Scheme.BEARER,
        "",
        USUAL_SECONDS,
        null,
        List.of(),
        List.of(),
        null);
  }

  /** The same, whose sessions are a cookie. */
  public Accounts cookie(String cookie) {
    return new Accounts(
        plural,
        login,
        password,
        Scheme.COOKIE,
        token(cookie),
        sessionSeconds,
        routes,
        answering,
        only,
        invitations);
  }

  /** The same, whose sessions are the value of a header. */
  public Accounts header(String header) {
    return new Accounts(
        plural,
        login,
        password,
        Scheme.HEADER,
        token(header),
        sessionSeconds,
        routes,
        answering,
        only,
        invitations);
  }

  /** The same, whose sessions last so long. */
  public Accounts sessionSeconds(long seconds) {
    return new Accounts(
        plural, login, password, scheme, name, seconds, routes, answering, only, invitations);
  }

  /**
   * The same with these operations, in place of {@code POST /sessions}, {@code DELETE
   * /sessions/current} and {@code GET /me}.
   */
  public Accounts routes(AccountRoute... all) {
    return new Accounts(
        plural,
        login,
        password,
        scheme,
        name,
        sessionSeconds,
        List.of(all),
        answering,
        only,
        invitations);
  }

  /**
   * The same, whose records' routes at these addresses answer so: whoever makes a record there is
   * logged in, and whoever changes his own stays so.
   */
  public Accounts answering(AccountRoute... all) {
    return new Accounts(
        plural,
        login,
        password,
        scheme,
        name,
        sessionSeconds,
        routes,
        List.of(all),
        only,
        invitations);
  }

  /**
   * The same with an operation that is for accounts with one of these values of a field alone.
   *
   * @param path as where the operation is served
   * @param field which nobody sets in his own account
   */
  public Accounts only(String method, String path, String field, String... values) {
    return with(new Only(method, path, field, Set.of(values), -1));
  }

  /**
   * The same with an operation that is for accounts with one of these values of a field, and for
   * the one that a parameter of its path names.
   *
   * @param parameter as in the path, without braces: the id of an account
   */
  public Accounts onlyOneselfOr(
      String method, String path, String parameter, String field, String... values) {
    var oneself = Template.parse(path).parameters().indexOf(parameter);
    if (oneself < 0) {
      throw new IllegalArgumentException(path + " has no parameter " + parameter);
    }
    return with(new Only(method, path, field, Set.of(values), oneself));
  }

  /** The same, of whom nobody but the first registers without an invitation. */
  public Accounts invited(Invitations by) {
    return new Accounts(
        plural, login, password, scheme, name, sessionSeconds, routes, answering, only, by);
  }

  private Accounts with(Only another) {
    List<Only> all = new ArrayList<>(only);
    all.add(another);
    return new Accounts(
        plural,
        login,
        password,
        scheme,
        name,
        sessionSeconds,
        routes,
        answering,
        List.copyOf(all),
        invitations);
  }

  private static String token(String name) {
    if (!TOKEN.matcher(name).matches()) {
      throw new IllegalArgumentException("'" + name + "' cannot be a header's or cookie's name");
    }
    return name;
  }

  /**
   * Looks whether the resource can hold accounts.
   *
   * @throws IllegalArgumentException when it cannot
   */
  void check(Model model) {
    var resource = model.resource(plural);
    var named = resource.required(login);
    if (!named.isText() || !named.isUnique() || !named.isRequired()) {
      throw new IllegalArgumentException(plural + "." + login + " names no account");
    }
    if (!(resource.required(password).kind() instanceof Words.Secret)) {
      throw new IllegalArgumentException(plural + "." + password + " is no secret");
    }
    if (scheme == Scheme.COOKIE
        && routes().stream().anyMatch(route -> !route.takes().equals(List.of(Http.JSON)))) {
      // Any page can have a browser send a form, and give it another's session so.
      throw new IllegalArgumentException("a form cannot log in where sessions are cookies");
    }
    if (invitations != null) {
      invitations.check(model, resource);
    }
    for (var one : only) {
      if (!(resource.required(one.field()).origin() instanceof Origin.Actions)) {
        throw new IllegalArgumentException(
            plural + "." + one.field() + " is for whoever registers to say");
      }
    }
    for (var answer : answering) {
      if (resource.routes().stream().noneMatch(route -> isAt(answer, route))) {
        throw new IllegalArgumentException(
            "%s %s is no route of %s".formatted(answer.method(), answer.template().path(), plural));
      }
    }
  }

  /** What whoever registers needs; null where that is nothing. */
  @Nullable Invitations invitations() {
    return invitations;
  }

  /** What is for some accounts alone. */
  List<Only> only() {
    return only;
  }

  String plural() {
    return plural;
  }

  String login() {
    return login;
  }

  String password() {
    return password;
  }

  Scheme scheme() {
    return scheme;
  }

  /** Of the cookie or the header; empty for a bearer token. */
  String name() {
    return name;
  }

  long sessionSeconds() {
    return sessionSeconds;
  }

  /** Where it is served. */
  List<AccountRoute> routes() {
    if (routes != null) {
      return routes;
    }
    var logIn = AccountRoute.logIn("POST", "/sessions", login, password).status(201);
    List<AccountRoute> usual = new ArrayList<>();
    // A page's scripts need not see what only its browser is to send.
    usual.add((scheme == Scheme.COOKIE ? logIn : logIn.token("token")).expiresAt("expires_at"));
    usual.add(AccountRoute.logOut("DELETE", "/sessions/current"));
    usual.add(AccountRoute.me("/me"));
    return usual;
  }

  private static boolean isAt(AccountRoute answer, Route route) {
    return answer.method().equals(route.method())
        && answer.template().path().equals(route.template().path())
        && (route.operation() == Operation.CREATE || route.isOfAccount());
  }

  /** Whether sessions come with a token for another one. */
  boolean refreshes() {
    return Stream.concat(routes().stream(), answering.stream())
        .anyMatch(AccountRoute::tellsRefreshToken);
  }

  /** What a route answers in place of its record; null for the record. */
  @Nullable AccountRoute answering(Place place) {
    return place.resource().plural().equals(plural)
        ? answering.stream().filter(answer -> isAt(answer, place.route())).findFirst().orElse(null)
        : null;
  }

  /** The route of a path and method. */
  AccountRoute route(String path, String method) {
    return routes().stream()
        .filter(route -> route.template().path().equals(path) && route.method().equals(method))
        .findFirst()
        .orElseThrow();
  }
}
