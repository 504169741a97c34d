package factory.runtime;

import static factory.runtime.Running.ANN;
import static factory.runtime.Running.BEN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import factory.runtime.Running.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Accounts of a service: register, log in, what a session opens, and what ends it. */
final class AccountsTest {
  private static final String PASSWORD = "correct horse";
  private static final String NOTE = "{\"text\":\"mine\"}";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  private Running start(Part... besides) throws Exception {
    return start(Clock.systemUTC(), Notes.ACCOUNTS, besides);
  }

  private Running start(Clock clock, Accounts accounts, Part... besides) throws Exception {
    return Running.trial(folder, clock, parts(accounts, besides));
  }

  /** With secrets that cost what they cost where a service serves. */
  private Running startCostly() throws Exception {
    return Running.start(folder, Clock.systemUTC(), parts(Notes.ACCOUNTS));
  }

  private static Part[] parts(Accounts accounts, Part... besides) {
    return Stream.concat(
            Stream.of(Notes.USERS, Notes.NOTES, Notes.TOPICS, Notes.PROMOTE, accounts),
            Stream.of(besides))
        .toArray(Part[]::new);
  }

  private static String person(String email, String password) {
    return "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, password);
  }

  private static Answer register(Running service, String wallet, String email) throws IOException {
    return service.call(wallet, "POST", "/users", person(email, PASSWORD)).is(201);
  }

  private static String logIn(Running service, String wallet, String email) throws IOException {
    return "Authorization: Bearer "
        + service.call(wallet, "POST", "/sessions", person(email, PASSWORD)).is(201).text("token");
  }

  @Test
  void whoHasLoggedInSeesHisOwn() throws Exception {
    try (var service = start()) {
      var ann = register(service, ANN, "ann@example.com");
      assertThat(ann.json().has("password")).isFalse();
      register(service, BEN, "ben@example.com");
      var login =
          service.call(ANN, "POST", "/sessions", person("Ann@example.com", PASSWORD)).is(201);
      // The platform's own keys all have a "_" in them: a session is never taken for one.
      assertThat(login.text("token")).matches("[A-Za-z0-9]{32,}");
      assertThat(login.text("expires_at")).isNotEmpty();
      assertThat(login.header("cache-control")).isEqualTo("no-store");
      var anns = "Authorization: bearer " + login.text("token");
      var bens = logIn(service, BEN, "ben@example.com");

      var note = service.call(ANN, "POST", "/notes", NOTE, anns).is(201);
      assertThat(note.text("author")).isEqualTo(ann.id());
      var path = "/notes/" + note.id();
      service.call(ANN, "GET", path, "", anns).is(200);
      service.call(BEN, "GET", path, "", bens).refuses(404, "NOT_FOUND");
      service.call(BEN, "PATCH", path, "{}", bens).refuses(404, "NOT_FOUND");
      service.call(BEN, "DELETE", path, "", bens).refuses(404, "NOT_FOUND");
      assertThat(service.call(BEN, "GET", "/notes", "", bens).is(200).json().path("notes"))
          .isEmpty();
      assertThat(service.call(ANN, "GET", "/notes", "", anns).is(200).json().path("notes"))
          .hasSize(1);
      // It is the account that counts, whichever wallet carries it.
      service.call(BEN, "GET", path, "", anns).is(200);
      assertThat(service.call(ANN, "GET", "/me", "", anns).is(200).id()).isEqualTo(ann.id());
      service.call(ANN, "GET", "/users/" + ann.id(), "", bens).refuses(404, "NOT_FOUND");
      // Nobody is somebody else by saying so.
      service
          .call(ANN, "POST", "/notes", "{\"text\":\"a\",\"author\":\"x\"}", anns)
          .refuses(422, "INVALID_FIELDS", "author");
      // What needs no account needs none.
      service.call(ANN, "POST", "/topics", "{\"name\":\"a\"}", "Authorization: Bearer x").is(201);
      // The same key of the same wallet is another request for another account.
      var key = "Idempotency-Key: once";
      var first = service.call(ANN, "POST", "/notes", NOTE, anns, key).is(201);
      var same = service.call(ANN, "POST", "/notes", NOTE, anns, key).is(201);
      var other = service.call(ANN, "POST", "/notes", NOTE, bens, key).is(201);
      assertThat(same.id()).isEqualTo(first.id());
      assertThat(other.id()).isNotEqualTo(first.id());
      service.call(ANN, "POST", "/notes", NOTE, key).refuses(401, "NOT_LOGGED_IN");
    }
  }

  @Tag("slow")
  @Test
  void aGuestWhoGuessesKeepsNobodyOut() throws Exception {
    try (var service = startCostly()) {
      register(service, ANN, "ann@example.com");
      // More than one caller may have hashed at once.
      for (var i = 0; i < 12; i++) {
        service
            .call("", "POST", "/sessions", person("nobody" + i + "@example.com", PASSWORD))
            .refuses(401, "WRONG_LOGIN");
      }
      logIn(service, "", "ann@example.com");
    }
  }

  @Test
  void whoHasNotIsToldSoBeforeAnythingElse() throws Exception {
    try (var service = start()) {
      register(service, ANN, "ann@example.com");
      var token = logIn(service, ANN, "ann@example.com");
      for (var shown :
          new String[] {
            "X-Nothing: 1",
            "Authorization: Bearer garbage",
            "Authorization: Basic YTpi",
            token.replace("Bearer", "Token"),
            token + "x",
            "Cookie: session=" + token.substring(22)
          }) {
        for (var call :
            new String[][] {
              {"GET", "/notes", ""},
              {"GET", "/notes/none", ""},
              {"POST", "/notes", "{\"text\":7}"},
              {"POST", "/notes", "no JSON"},
              {"PATCH", "/notes/none", "{}"},
              {"DELETE", "/notes/none", ""},
              {"POST", "/users/none/promote", ""},
              {"DELETE", "/sessions/current", ""},
              {"GET", "/me", ""}
            }) {
          var answer = service.call(ANN, call[0], call[1], call[2], shown);
          answer.refuses(401, "NOT_LOGGED_IN");
          assertThat(answer.header("www-authenticate")).startsWith("Bearer");
        }
      }
    }
  }

  @Test
  void whatEndsASession() throws Exception {
    try (var service = start()) {
      var ann = register(service, ANN, "ann@example.com");
      register(service, BEN, "ben@example.com");
      var bens = logIn(service, BEN, "ben@example.com");
      var one = logIn(service, ANN, "ann@example.com");
      var two = logIn(service, ANN, "ann@example.com");
      service.call(ANN, "DELETE", "/sessions/current", "", one).is(204);
      service.call(ANN, "GET", "/me", "", one).refuses(401, "NOT_LOGGED_IN");
      service.call(ANN, "DELETE", "/sessions/current", "", one).refuses(401, "NOT_LOGGED_IN");
      service.call(ANN, "GET", "/me", "", two).is(200);
      var user = "/users/" + ann.id();
      service.call(ANN, "PATCH", user, "{\"name\":\"Ann\"}", two).is(200);
      service.call(ANN, "GET", "/me", "", two).is(200);
      service.call(ANN, "PATCH", user, "{\"password\":\"another one\"}", two).is(200);
      service.call(ANN, "GET", "/me", "", two).refuses(401, "NOT_LOGGED_IN");
      service
          .call(ANN, "POST", "/sessions", person("ann@example.com", PASSWORD))
          .refuses(401, "WRONG_LOGIN");
      var three =
          "Authorization: Bearer "
              + service
                  .call(ANN, "POST", "/sessions", person("ann@example.com", "another one"))
                  .is(201)
                  .text("token");
      service.call(ANN, "POST", "/notes", NOTE, three).is(201);
      service.call(ANN, "DELETE", user, "", three).is(204);
      service.call(ANN, "GET", "/me", "", three).refuses(401, "NOT_LOGGED_IN");
      service.call(BEN, "GET", "/me", "", bens).is(200);
    }
    // Sessions outlive a restart; neither tokens nor passwords are kept as they are.
    var token = "";
    try (var service = start()) {
      token = logIn(service, BEN, "ben@example.com");
    }
    try (var files = Files.walk(folder.resolve("data"))) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .doesNotContain(PASSWORD, token.substring(22));
      }
    }
    try (var service = start()) {
      service.call(BEN, "GET", "/me", "", token).is(200);
    }
  }

  @Test
  void aSessionEndsInTime() throws Exception {
    var token = "";
    try (var service = start(Clock.systemUTC(), Notes.ACCOUNTS.sessionSeconds(1))) {
      register(service, ANN, "ann@example.com");
      token = logIn(service, ANN, "ann@example.com");
    }
    // A second later, and no more than assertions may be old.
    var later = Clock.offset(Clock.system(ZoneOffset.UTC), Duration.ofSeconds(2));
    try (var service = start(later, Notes.ACCOUNTS.sessionSeconds(1))) {
      service.call(ANN, "GET", "/me", "", token).refuses(401, "NOT_LOGGED_IN");
    }
  }

  @Test
  void nobodyTellsWhichOfLoginAndPasswordIsWrong() throws Exception {
    try (var service = start()) {
      register(service, ANN, "ann@example.com");
      var wrong = service.call(ANN, "POST", "/sessions", person("ann@example.com", "no"));
      var unknown = service.call(ANN, "POST", "/sessions", person("eve@example.com", PASSWORD));
      var noAddress = service.call(ANN, "POST", "/sessions", person("' OR 1=1 --", PASSWORD));
      wrong.refuses(401, "WRONG_LOGIN");
      assertThat(unknown.json()).isEqualTo(wrong.json());
      assertThat(noAddress.json()).isEqualTo(wrong.json());
      service
          .call(ANN, "POST", "/sessions", "{\"email\":\"ann@example.com\",\"extra\":1}")
          .refuses(422, "INVALID_FIELDS", "password", "extra");
      service.call(ANN, "POST", "/sessions", "[]").refuses(400, "MALFORMED_BODY");
      service.call(ANN, "GET", "/sessions", "").is(405);
    }
  }

  @Tag("slow")
  @Test
  void guessesAreBoundedForEachLoginWhoeverMakesThem() throws Exception {
    try (var service = startCostly()) {
      register(service, ANN, "ann@example.com");
      var statuses =
          service.race(
              12,
              number ->
                  service.call(
                      "0x%040x".formatted(number),
                      "POST",
                      "/sessions",
                      person(number % 2 == 0 ? "ann@example.com" : "ANN@example.com", "no")));
      assertThat(Collections.frequency(statuses, 401)).isEqualTo(5);
      assertThat(Collections.frequency(statuses, 429)).isEqualTo(7);
      var refused = service.call(ANN, "POST", "/sessions", person("ann@example.com", PASSWORD));
      refused.refuses(429, "TOO_MANY_TRIES");
      assertThat(Integer.parseInt(refused.header("retry-after"))).isBetween(1, 30);
      // The one who is guessed at keeps what he has, and others log in.
      register(service, BEN, "ben@example.com");
      logIn(service, BEN, "ben@example.com");
    }
  }

  @Test
  void ofManyWhoRegisterAtOnceOneIsTheFirst() throws Exception {
    try (var service =
        Running.trial(
            folder,
            Clock.systemUTC(),
            Resource.of(
                "user",
                "users",
                Field.email("email").required().unique().ignoreCase(),
                Field.secret("password").from(8).required(),
                Field.oneOf("rank", "reader", "editor").setByActions("reader").inFirst("editor")),
            Notes.NOTES,
            Notes.ACCOUNTS
                .only("GET", "/notes/{id}", "rank", "editor")
                .onlyOneselfOr("GET", "/users/{id}", "id", "rank", "editor"))) {
      // Whoever is refused is not the first.
      service.call(ANN, "POST", "/users", person("ann@example.com", "short")).is(422);
      var statuses =
          service.race(
              20,
              number ->
                  service.call(
                      "0x%040x".formatted(number),
                      "POST",
                      "/users",
                      person("a%d@example.com".formatted(number), PASSWORD)));
      assertThat(statuses).containsOnly(201);
      Map<String, Integer> ranks = new TreeMap<>();
      for (var number = 0; number < 20; number++) {
        var email = "a%d@example.com".formatted(number);
        var shown = logIn(service, "0x%040x".formatted(number), email);
        var me = service.call(BEN, "GET", "/me", "", shown).is(200);
        var rank = me.text("rank");
        service.call(BEN, "GET", "/users/" + me.id(), "", shown).is(200);
        assertThat(service.call(BEN, "GET", "/users/none", "", shown).status())
            .isEqualTo(rank.equals("editor") ? 404 : 403);
        ranks.merge(rank, 1, Integer::sum);
        var read = service.call(BEN, "GET", "/notes/none", "", shown);
        // Others do not even learn that there is none.
        assertThat(read.status()).isEqualTo(rank.equals("editor") ? 404 : 403);
      }
      assertThat(ranks).isEqualTo(Map.of("editor", 1, "reader", 19));
      service.call(BEN, "GET", "/notes/none", "").refuses(401, "NOT_LOGGED_IN");
      service.call(BEN, "HEAD", "/notes/none", "", "Authorization: Bearer none").is(401);
    }
  }

  @Test
  void whatIsForSomeIsServedAndSaidByNobodyOfHimself() {
    assertThatThrownBy(
            () -> start(Clock.systemUTC(), Notes.ACCOUNTS.only("GET", "/x", "role", "a")))
        .hasMessageContaining("nothing at GET /x");
    assertThatThrownBy(
            () -> start(Clock.systemUTC(), Notes.ACCOUNTS.only("GET", "/notes", "name", "a")))
        .hasMessageContaining("users.name is for whoever registers to say");
    assertThatThrownBy(() -> Field.text("name").inFirst("a")).hasMessageContaining("name is for");
  }

  @Test
  void aFormLogsIn() throws Exception {
    var form = "application/x-www-form-urlencoded";
    var logIn =
        AccountRoute.logIn("POST", "/token", "username", "password")
            .takes("application/json", form)
            .token("access_token");
    var said = "Content-Type: " + form;
    try (var service = start(Clock.systemUTC(), Notes.ACCOUNTS.routes(logIn))) {
      register(service, ANN, "ann@example.com");
      var login = "username=ann%40example.com&password=correct+horse";
      var token = service.call(ANN, "POST", "/token", login, said).is(200).text("access_token");
      service.call(ANN, "POST", "/notes", NOTE, "Authorization: Bearer " + token).is(201);
      service
          .call(ANN, "POST", "/token", "grant_type=password&scope=&client_id=a&" + login, said)
          .is(200);
      service
          .call(ANN, "POST", "/token", "grant_type=client_credentials&" + login, said)
          .refuses(422, "INVALID_FIELDS", "grant_type");
      service
          .call(ANN, "POST", "/token", login.replace("horse", "hors"), said)
          .refuses(401, "WRONG_LOGIN");
      service
          .call(ANN, "POST", "/token", "username=ann%40example.com", said)
          .refuses(422, "INVALID_FIELDS", "password");
      service
          .call(
              ANN,
              "POST",
              "/token",
              "{\"username\":\"ann@example.com\",\"password\":\"%s\"}".formatted(PASSWORD))
          .is(200);
    }
    assertThatThrownBy(() -> start(Clock.systemUTC(), Notes.ACCOUNTS.cookie("sid").routes(logIn)))
        .hasMessageContaining("a form cannot log in");
  }

  @Test
  void nobodyGivesHimselfARole() throws Exception {
    try (var service = start()) {
      service
          .call(
              ANN,
              "POST",
              "/users",
              "{\"email\":\"eve@example.com\",\"password\":\"%s\",\"role\":\"editor\"}"
                  .formatted(PASSWORD))
          .refuses(422, "INVALID_FIELDS", "role");
      var ann = register(service, ANN, "ann@example.com");
      assertThat(ann.text("role")).isEqualTo("reader");
      register(service, BEN, "ben@example.com");
      var anns = logIn(service, ANN, "ann@example.com");
      var bens = logIn(service, BEN, "ben@example.com");
      var note =
          service.call(BEN, "POST", "/notes", "{\"text\":\"a\",\"open\":true}", bens).is(201);
      var path = "/notes/" + note.id();
      var user = "/users/" + ann.id();
      service.call(ANN, "PATCH", path, "{\"text\":\"b\"}", anns).refuses(403, "NOT_ALLOWED");
      service
          .call(ANN, "PATCH", user, "{\"role\":\"editor\"}", anns)
          .refuses(422, "INVALID_FIELDS", "role");
      service.call(ANN, "POST", user + "/promote", "", anns).refuses(403, "NOT_ALLOWED");
      service.call(Notes.OWNER, "POST", user + "/promote", "", anns).is(200);
      // From the next call on, with the session that there is.
      service.call(ANN, "PATCH", path, "{\"text\":\"b\"}", anns).is(200);
      service.call(ANN, "DELETE", path, "", anns).refuses(403, "NOT_ALLOWED");
    }
  }

  @Tag("slow")
  @Test
  void anAccountHasTwentySessionsAtMost() throws Exception {
    try (var service = start()) {
      var account = register(service, ANN, "ann@example.com").id();
      try (var store =
          Store.open(folder.resolve("other"), List.of(Notes.USERS), Clock.systemUTC())) {
        var sessions = new Sessions(Notes.ACCOUNTS);
        var row =
            store.write(
                "",
                transaction -> {
                  sessions.fit(transaction);
                  return transaction.insert(
                      "users",
                      Map.of(
                          "email",
                          "ann@example.com",
                          "password",
                          new Words.Hashed(Secrets.hash(account))));
                });
        var first = store.write("", t -> sessions.make(t, row)).token();
        var last = first;
        for (var i = 0; i < 20; i++) {
          assertThat(isOpen(store, sessions, first)).isTrue();
          last = store.write("", t -> sessions.make(t, row)).token();
        }
        assertThat(isOpen(store, sessions, first)).isFalse();
        assertThat(isOpen(store, sessions, last)).isTrue();
      }
    }
  }

  private static boolean isOpen(Store store, Sessions sessions, String token) throws Exception {
    return store.read("", records -> sessions.find(records, token)).isPresent();
  }

  @Test
  void aCookieIsOneHostsAndNoScripts() throws Exception {
    try (var service = start(Clock.systemUTC(), Notes.ACCOUNTS.cookie("sid"))) {
      register(service, ANN, "ann@example.com");
      var json = person("ann@example.com", PASSWORD);
      var login = service.call(ANN, "POST", "/sessions", json).is(201);
      assertThat(login.json().has("token")).isFalse();
      var cookie = login.header("set-cookie");
      assertThat(cookie)
          .startsWith("sid=")
          .endsWith("; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure");
      var shown = "Cookie: other=1; " + cookie.substring(0, cookie.indexOf(';'));
      service.call(ANN, "GET", "/me", "", shown).is(200);
      service.call(ANN, "POST", "/notes", NOTE, shown).is(201);
      service.call(ANN, "POST", "/notes", NOTE, shown, "Sec-Fetch-Site: same-origin").is(201);
      // Another service may be of the same site.
      for (var site : new String[] {"cross-site", "same-site"}) {
        service
            .call(ANN, "POST", "/notes", NOTE, shown, "Sec-Fetch-Site: " + site)
            .refuses(401, "NOT_LOGGED_IN");
      }
      var out = service.call(ANN, "DELETE", "/sessions/current", "", shown).is(204);
      assertThat(out.header("set-cookie")).startsWith("sid=; Path=/; Max-Age=0;");
      service.call(ANN, "GET", "/me", "", shown).refuses(401, "NOT_LOGGED_IN");
    }
  }

  @Test
  void othersShapesOfTheSame() throws Exception {
    var accounts =
        Notes.ACCOUNTS
            .header("X-API-Key")
            .routes(
                AccountRoute.logIn("POST", "/auth/login", "username", "pass")
                    .bodyIn("user")
                    .status(200)
                    .in("session")
                    .field("userId", "id")
                    .field("mail", "email")
                    .token("accessToken")
                    .expiresIn("expiresIn")
                    .record("user")
                    .constant("type", "\"key\"")
                    .instead(401, 400),
                AccountRoute.logOut("POST", "/auth/logout").status(200).constant("ok", "true"),
                AccountRoute.me("/user").in("user"));
    try (var service = start(Clock.systemUTC(), accounts)) {
      var ann = register(service, ANN, "ann@example.com");
      service.call(ANN, "POST", "/sessions", person("ann@example.com", PASSWORD)).is(404);
      var login = "{\"user\":{\"username\":\"ann@example.com\",\"pass\":\"%s\"}}";
      service.call(ANN, "POST", "/auth/login", login.formatted("no")).refuses(400, "WRONG_LOGIN");
      var session =
          service.call(ANN, "POST", "/auth/login", login.formatted(PASSWORD)).is(200).json();
      var inside = session.path("session");
      assertThat(inside.path("userId").asText()).isEqualTo(ann.id());
      assertThat(inside.path("mail").asText()).isEqualTo("ann@example.com");
      assertThat(inside.path("expiresIn").asInt()).isEqualTo(2_592_000);
      assertThat(inside.path("user")).isEqualTo(ann.json());
      assertThat(inside.path("type").asText()).isEqualTo("key");
      var key = "X-API-Key: " + inside.path("accessToken").asText();
      assertThat(service.call(ANN, "GET", "/user", "", key).is(200).json().path("user"))
          .isEqualTo(ann.json());
      var out = service.call(ANN, "POST", "/auth/logout", "", key).is(200);
      assertThat(out.json().path("ok").asBoolean()).isTrue();
      var refused = service.call(ANN, "GET", "/user", "", key);
      refused.refuses(401, "NOT_LOGGED_IN");
      assertThat(refused.header("www-authenticate")).contains("X-API-Key");
    }
  }

  static Stream<Arguments> noAccounts() {
    return Stream.of(
        Arguments.of(Accounts.of("notes", "text", "password"), "notes.text names no account"),
        Arguments.of(Accounts.of("users", "name", "password"), "users.name names no account"),
        Arguments.of(Accounts.of("users", "email", "name"), "users.name is no secret"),
        Arguments.of(
            Notes.ACCOUNTS.routes(AccountRoute.me("/me"), AccountRoute.me("/me")),
            "GET /me is there twice"));
  }

  @ParameterizedTest
  @MethodSource("noAccounts")
  void whatCannotBeIsSaidAtTheStart(Accounts accounts, String message) {
    assertThatThrownBy(() -> start(Clock.systemUTC(), accounts)).hasMessage(message);
  }
}
