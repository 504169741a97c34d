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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Logging in and out, and who is logged in. */
final class AccountApi {
  private static final int TRIES_OF_LOGIN = 5;
  private static final int TRIES_OF_WALLET = 20;

  /** What OAuth 2.0 sends besides, of which nothing depends here. */
  private static final Set<String> OAUTH = Set.of("scope", "client_id", "client_secret");

  private final Accounts accounts;
  private final Sessions sessions;
  private final ShownSessions shows;
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
    shows = new ShownSessions(accounts);
    ofLogin = new Tries(clock, TRIES_OF_LOGIN);
    ofWallet = new Tries(clock, TRIES_OF_WALLET);
  }

  /** Serves a call as whoever has shown a session in it. */
  void as(ServerRequest request, String caller, Scoped.Work work) throws SQLException, IOException {
    var token = shows.token(request);
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
    return shows.challenge();
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
          answer(request, response, route, new AccountRoute.Grant(account, shown(request), now));
        }
        case PASSWORD -> changePassword(request, response, route, caller);
        case REFRESH -> refresh(request, response, route, caller);
        case RECORD -> throw new IllegalStateException(route.method() + " is a record's");
      }
    } catch (Problem problem) {
      // A status of the route's is for who is wrong about himself, and not for who is nobody.
      throw problem.reason().equals("NOT_LOGGED_IN")
          ? problem
          : problem.as(route.instead(problem.known().status()));
    }
  }

  private void logIn(
      ServerRequest request, ServerResponse response, AccountRoute route, String caller)
      throws SQLException, IOException {
    var given = credentials(request, route);
    var login = given.first();
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
    if (!hashing.matches(caller.isEmpty() ? name : caller, hash, given.second())) {
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
    show(request, response, grant);
    answer(request, response, route, grant);
  }

  /** The session that a call shows, which goes on. */
  private Sessions.Made shown(ServerRequest request) {
    return LoggedIn.session().orElseThrow(Problem::notLoggedIn).shown(shows.token(request));
  }

  /** Gives a browser its cookie. */
  private void show(ServerRequest request, ServerResponse response, AccountRoute.Grant grant) {
    var made = grant.session();
    if (made != null) {
      shows.give(request, response, made.token());
    }
  }

  /** What a route of a record answers where it tells of a session; null where it does not. */
  @Nullable AccountRoute answering(Place place) {
    return accounts.answering(place);
  }

  /** What a new record needs besides; null where it is no account, or anybody may register. */
  @Nullable Invitations invitations(Resource resource) {
    return resource.plural().equals(accounts.plural()) ? accounts.invitations() : null;
  }

  /** Logs in who has just registered. */
  AccountRoute.Grant registered(Transaction transaction, Row account) throws SQLException {
    return new AccountRoute.Grant(account, sessions.make(transaction, account), transaction.now());
  }

  /** The session of who has changed his account: another one where the change has ended it. */
  AccountRoute.Grant changed(ServerRequest request, Transaction transaction, Row account)
      throws SQLException {
    var isOver = sessions.find(transaction, shows.token(request)).isEmpty();
    return new AccountRoute.Grant(
        account, isOver ? sessions.make(transaction, account) : shown(request), transaction.now());
  }

  /** Answers what a route of a record has done. */
  void answer(
      ServerRequest request,
      ServerResponse response,
      AccountRoute route,
      int status,
      AccountRoute.Grant grant) {
    show(request, response, grant);
    answer(request, response, route.status(status), grant);
  }

  private Given credentials(ServerRequest request, AccountRoute route) throws IOException {
    var type = Http.mediaType(request, Set.copyOf(route.takes()), route.takes().getFirst());
    var login = Field.text("login").required();
    var password = Field.secret("password").required();
    if (!type.equals(Http.URLENCODED)) {
      return body(request, route, login, password);
    }
    Map<String, Field> known = new LinkedHashMap<>();
    known.put("grant_type", Field.oneOf("grant_type", "password"));
    known.put(route.loginMember(), login);
    known.put(route.passwordMember(), password);
    var form = new BodyForm(known, OAUTH, null, refusesUnknown());
    var header = request.headers().first(HeaderNames.CONTENT_TYPE).orElse(type);
    var bytes = request.headers().contentLength().orElse(Bodies.MAX_BYTES);
    var given = bodies.readForm(form, header, request.content().inputStream(), bytes, Missing.SET);
    return new Given(
        String.valueOf(given.get(login.name())), String.valueOf(given.get(password.name())));
  }

  private boolean refusesUnknown() {
    return store.model().resource(accounts.plural()).refusesUnknown();
  }

  /** What the members of a body say, in their order. */
  private record Given(String first, String second) {}

  private Given body(ServerRequest request, AccountRoute route, Field first, Field second)
      throws IOException {
    Map<String, Field> known = new LinkedHashMap<>();
    known.put(route.loginMember(), first);
    known.put(route.passwordMember(), second);
    var given = read(request, route, known);
    return new Given(
        String.valueOf(given.get(first.name())), String.valueOf(given.get(second.name())));
  }

  private Map<String, @Nullable Object> read(
      ServerRequest request, AccountRoute route, Map<String, Field> known) throws IOException {
    var again = route.againMember();
    Map<String, BodyForm.Again> twice =
        again == null ? Map.of() : Map.of(again, new BodyForm.Again(route.passwordMember(), true));
    var form = new BodyForm(known, Set.of(), route.bodyIn(), refusesUnknown(), twice);
    var bytes = request.headers().contentLength().orElse(Bodies.MAX_BYTES);
    return bodies.read(form, request.content().inputStream(), bytes, Missing.SET);
  }

  private void changePassword(
      ServerRequest request, ServerResponse response, AccountRoute route, String caller)
      throws SQLException, IOException {
    var session = LoggedIn.session().orElseThrow(Problem::notLoggedIn);
    Http.requireJson(request, Set.of(Http.JSON));
    var password = store.model().resource(accounts.plural()).required(accounts.password());
    var given = body(request, route, Field.secret("password_until_now").required(), password);
    // Whoever finds a session open guesses no more often than at the login.
    var account = session.account();
    var name = Sessions.hash(Words.folded(String.valueOf(account.value(accounts.login()))));
    ofLogin.count(name);
    var hash = String.valueOf(account.stored(accounts.password()));
    if (!hashing.matches(caller.isEmpty() ? name : caller, hash, given.first())) {
      throw Problem.wrongPassword();
    }
    Map<String, @Nullable Object> changes = new LinkedHashMap<>();
    changes.put(
        accounts.password(), hashing.hash(caller.isEmpty() ? name : caller, given.second()));
    var grant =
        store.write(
            caller,
            transaction -> {
              var present =
                  transaction
                      .find(accounts.plural(), account.key())
                      .filter(now -> hash.equals(now.stored(accounts.password())))
                      .orElseThrow(Problem::wrongPassword);
              if (route.tellsSession()) {
                var changed = transaction.set(present, changes);
                var made = sessions.make(transaction, changed);
                return new AccountRoute.Grant(changed, made, transaction.now());
              }
              var changed =
                  sessions.surviving(transaction, session, () -> transaction.set(present, changes));
              return new AccountRoute.Grant(changed, null, transaction.now());
            });
    ofLogin.forget(name);
    show(request, response, grant);
    answer(request, response, route, grant);
  }

  private void refresh(
      ServerRequest request, ServerResponse response, AccountRoute route, String caller)
      throws SQLException, IOException {
    var member = route.loginMember();
    var token = "";
    if (!member.isEmpty()) {
      Http.requireJson(request, Set.of(Http.JSON));
      var known = Map.of(member, Field.text("token").required());
      token = String.valueOf(read(request, route, known).get("token"));
    }
    // Where there are such tokens, one is shown in place of a session, which renews nothing then.
    var given = member.isEmpty() && accounts.refreshes() ? shows.token(request) : token;
    var session = given.isEmpty() ? LoggedIn.session().orElseThrow(Problem::notLoggedIn) : null;
    var grant =
        store.write(
            caller,
            transaction -> {
              if (session == null) {
                var refreshed =
                    sessions
                        .refresh(transaction, given, route.tellsRefreshToken())
                        .orElseThrow(member.isEmpty() ? Problem::notLoggedIn : Problem::wrongToken);
                return new AccountRoute.Grant(
                    refreshed.account(), refreshed.session(), transaction.now());
              }
              // Two calls with one token: the second finds none.
              if (sessions.find(transaction, shows.token(request)).isEmpty()) {
                throw Problem.notLoggedIn();
              }
              sessions.end(transaction, session);
              return new AccountRoute.Grant(
                  session.account(),
                  sessions.make(transaction, session.account()),
                  transaction.now());
            });
    show(request, response, grant);
    answer(request, response, route, grant);
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
    shows.take(request, response);
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
