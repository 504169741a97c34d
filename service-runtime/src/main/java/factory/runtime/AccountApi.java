package factory.runtime;

import factory.runtime.Bodies.Missing;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Logging in and out, and who is logged in. */
final class AccountApi {
  private static final int TRIES_OF_LOGIN = 5;
  private static final int TRIES_OF_WALLET = 20;
  private static final List<String> PREFIXES = List.of("bearer ", "token ");

  private static final Set<String> OWN_PAGES = Set.of("", "same-origin", "none");

  private final Accounts accounts;
  private final Sessions sessions;
  private final Store store;
  private final Bodies bodies;
  private final Answers answers;
  private final SecretHashing hashing;
  private final Tries ofLogin;
  private final Tries ofWallet;

  AccountApi(
      Accounts accounts,
      Store store,
      Bodies bodies,
      Answers answers,
      SecretHashing hashing,
      InstantSource clock) {
    this.accounts = accounts;
    this.store = store;
    this.bodies = bodies;
    this.answers = answers;
    this.hashing = hashing;
    sessions = new Sessions(accounts);
    ofLogin = new Tries(clock, TRIES_OF_LOGIN);
    ofWallet = new Tries(clock, TRIES_OF_WALLET);
  }

  /** Serves a call as whoever has shown a session in it. */
  void as(ServerRequest request, String caller, Scoped.Work work) throws SQLException, IOException {
    var token = token(request);
    var session =
        token.isEmpty()
            ? Optional.<LoggedIn.Session>empty()
            : store.read(caller, records -> sessions.find(records, token));
    if (session.isEmpty()) {
      work.run();
      return;
    }
    LoggedIn.as(session.get(), work);
  }

  /** How a caller is asked to show who he is: the value of {@code WWW-Authenticate}. */
  String challenge() {
    return switch (accounts.scheme()) {
      case BEARER -> "Bearer realm=\"accounts\"";
      case COOKIE -> "Cookie realm=\"accounts\", cookie-name=\"" + accounts.name() + "\"";
      case HEADER -> "ApiKey realm=\"accounts\", header=\"" + accounts.name() + "\"";
    };
  }

  /** Does what the route says. */
  void serve(ServerRequest request, ServerResponse response, String caller)
      throws SQLException, IOException {
    var method = Http.method(request);
    var route = accounts.route(request.path().path(), method.equals("HEAD") ? "GET" : method);
    try {
      switch (route.what()) {
        case LOG_IN -> logIn(request, response, route, caller);
        case LOG_OUT -> logOut(request, response, route, caller);
        case ME -> {
          var account = LoggedIn.account();
          var now = store.read(caller, Records::now);
          answer(request, response, route, new AccountRoute.Grant(account, null, now));
        }
      }
    } catch (Problem problem) {
      throw problem.as(route.instead(problem.status()));
    }
  }

  private void logIn(
      ServerRequest request, ServerResponse response, AccountRoute route, String caller)
      throws SQLException, IOException {
    Http.requireJson(request, Set.of(Http.JSON));
    var given = body(request, route);
    var login = given.login();
    var name = Sessions.hash(Words.folded(login));
    if (!caller.isEmpty()) {
      ofWallet.count(caller);
    }
    ofLogin.count(name);
    var found =
        store.read(
            caller,
            records ->
                records
                    .rows(accounts.plural(), Condition.equal(accounts.login(), login), "", 1)
                    .stream()
                    .findFirst());
    var hash =
        found
            .map(account -> account.stored(accounts.password()))
            .orElse(hashing.ofNothing())
            .toString();
    // Guests are one caller: what one of them asks for is counted as the account's.
    if (!hashing.matches(caller.isEmpty() ? name : caller, hash, given.password())) {
      throw Problem.wrongLogin();
    }
    var grant =
        store.write(
            caller,
            transaction -> {
              // Deleted or changed while the password was compared, it opens nothing any more.
              var account =
                  transaction
                      .find(accounts.plural(), found.orElseThrow(Problem::wrongLogin).key())
                      .filter(now -> hash.equals(now.stored(accounts.password())))
                      .orElseThrow(Problem::wrongLogin);
              return new AccountRoute.Grant(
                  account, sessions.make(transaction, account), transaction.now());
            });
    ofLogin.forget(name);
    ofWallet.takeBack(caller);
    var made = grant.session();
    if (accounts.scheme() == Accounts.Scheme.COOKIE && made != null) {
      cookie(request, response, made.token(), accounts.sessionSeconds());
    }
    answer(request, response, route, grant);
  }

  private record Given(String login, String password) {}

  private Given body(ServerRequest request, AccountRoute route) throws IOException {
    Map<String, Field> known = new LinkedHashMap<>();
    known.put(route.loginMember(), Field.text("login").required());
    known.put(route.passwordMember(), Field.secret("password").required());
    var refusesUnknown = store.model().resource(accounts.plural()).refusesUnknown();
    var form = new BodyForm(known, Set.of(), route.bodyIn(), refusesUnknown);
    var bytes = request.headers().contentLength().orElse(Bodies.MAX_BYTES);
    var given = bodies.read(form, request.content().inputStream(), bytes, Missing.SET);
    return new Given(String.valueOf(given.get("login")), String.valueOf(given.get("password")));
  }

  private void logOut(
      ServerRequest request, ServerResponse response, AccountRoute route, String caller)
      throws SQLException {
    var session = LoggedIn.session().orElseThrow(Problem::notLoggedIn);
    var now =
        store.write(
            caller,
            transaction -> {
              sessions.end(transaction, session);
              return transaction.now();
            });
    if (accounts.scheme() == Accounts.Scheme.COOKIE) {
      cookie(request, response, "", 0);
    }
    answer(request, response, route, new AccountRoute.Grant(session.account(), null, now));
  }

  private void answer(
      ServerRequest request,
      ServerResponse response,
      AccountRoute route,
      AccountRoute.Grant grant) {
    // What is told here is for one caller, whoever stands between.
    response.header(HeaderNames.CACHE_CONTROL, "no-store");
    response.status(Status.create(route.status()));
    Http.send(
        request, response, route.answersNothing() ? new byte[0] : answers.account(route, grant));
  }

  /** The browser keeps it for this host alone, and shows it to no script. */
  private void cookie(ServerRequest request, ServerResponse response, String value, long seconds) {
    response.header(
        HeaderNames.SET_COOKIE,
        "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s"
            .formatted(accounts.name(), value, seconds, isLocal(request) ? "" : "; Secure"));
  }

  /** Everywhere else the gate is reached over https only, though not always by itself. */
  private static boolean isLocal(ServerRequest request) {
    var host = request.requestedUri().host().toLowerCase(Locale.ROOT);
    var https = Http.header(request, "X-Forwarded-Proto").equalsIgnoreCase("https");
    return !https
        && (host.equals("localhost")
            || host.endsWith(".localhost")
            || host.equals("127.0.0.1")
            || host.equals("::1")
            || host.equals("[::1]"));
  }

  /** What a caller shows; empty for nothing. */
  private String token(ServerRequest request) {
    return switch (accounts.scheme()) {
      case BEARER -> bare(Http.header(request, "Authorization"), List.of("bearer "));
      case HEADER -> {
        var value = Http.header(request, accounts.name()).strip();
        var prefixes = accounts.name().equalsIgnoreCase("Authorization") ? PREFIXES : List.of("");
        yield bare(value, prefixes);
      }
      case COOKIE -> cookie(request);
    };
  }

  private static String bare(String value, List<String> prefixes) {
    for (var prefix : prefixes) {
      if (value.regionMatches(true, 0, prefix, 0, prefix.length())) {
        return value.substring(prefix.length()).strip();
      }
    }
    return "";
  }

  /** A browser adds it to whatever another site's page asks for too: such a one shows nothing. */
  private String cookie(ServerRequest request) {
    var method = Http.method(request);
    if (!method.equals("GET")
        && !method.equals("HEAD")
        && !OWN_PAGES.contains(Http.header(request, "Sec-Fetch-Site"))) {
      return "";
    }
    for (var header : request.headers().all(HeaderNames.COOKIE, List::of)) {
      for (var pair : header.split(";", -1)) {
        var equals = pair.indexOf('=');
        if (equals > 0 && pair.substring(0, equals).strip().equals(accounts.name())) {
          return pair.substring(equals + 1).strip();
        }
      }
    }
    return "";
  }

  /** Makes the table of sessions. */
  void fit() throws SQLException {
    store.write(
        "",
        transaction -> {
          sessions.fit(transaction);
          return accounts;
        });
  }
}
