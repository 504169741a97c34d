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
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who registers and is logged in, and what he does with his own account. */
final class OwnAccountTest {
  private static final String PASSWORD = "correct horse";

  private static final Resource USERS =
      Notes.USERS.routes(
          Route.create("POST", "/register"),
          Route.update("PATCH", "/me").account().instead(409, 422),
          Route.update("PUT", "/user").account().partial(),
          Route.delete("DELETE", "/me").account());

  private static final Accounts ACCOUNTS =
      Notes.ACCOUNTS
          .routes(
              AccountRoute.logIn("POST", "/login", "email", "password")
                  .token("token")
                  .refreshToken("refresh"),
              AccountRoute.logOut("POST", "/logout"),
              AccountRoute.me("/me").token("token").field("email", "email"),
              AccountRoute.password("PUT", "/me/password", "old", "new").instead(401, 403),
              AccountRoute.refresh("POST", "/refresh", "token").token("token").refreshToken("next"),
              AccountRoute.refresh("POST", "/renew").token("token"))
          .answering(
              AccountRoute.answer("POST", "/register")
                  .token("token")
                  .refreshToken("refresh")
                  .expiresIn("expires_in")
                  .record("user"),
              AccountRoute.answer("PUT", "/user").token("token").record("user"));

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  private Running start(Accounts accounts) throws Exception {
    return Running.trial(
        folder, Clock.systemUTC(), USERS, Notes.NOTES, Notes.TOPICS, Notes.PROMOTE, accounts);
  }

  private static String person(String email) {
    return "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, PASSWORD);
  }

  private static Answer register(Running service, String email) throws IOException {
    return service.call(ANN, "POST", "/register", person(email)).is(201);
  }

  private static String shown(Answer answer) {
    return "Authorization: Bearer " + answer.text("token");
  }

  /** A password that forms have twice is one that is meant. */
  @Test
  void whatIsGivenTwiceIsTheSame() throws Exception {
    var twice =
        USERS
            .again("again", "password")
            .routes(Route.create("POST", "/register"), Route.read("/users/{id}").key("id", "id"));
    var accounts =
        Notes.ACCOUNTS.routes(
            AccountRoute.logIn("POST", "/login", "email", "password").token("token"),
            AccountRoute.password("PUT", "/me/password", "old", "new").again("again"));
    var body = "{\"email\":\"ann@example.com\",\"password\":\"correct horse\"%s}";
    try (var service =
        Running.trial(
            folder, Clock.systemUTC(), twice, Notes.NOTES, Notes.TOPICS, Notes.PROMOTE, accounts)) {
      for (var other :
          new String[] {
            "",
            ",\"again\":null",
            ",\"again\":\"\"",
            ",\"again\":\"Correct horse\"",
            ",\"again\":[\"correct horse\"]"
          }) {
        var refused = service.call(ANN, "POST", "/register", body.formatted(other)).is(422);
        assertThat(refused.json().toString()).contains("again").doesNotContain("orrect horse");
      }
      var ann =
          service
              .call(ANN, "POST", "/register", body.formatted(",\"again\":\"correct horse\""))
              .is(201);
      assertThat(ann.json().has("again")).isFalse();
      var in = service.call(ANN, "POST", "/login", person("ann@example.com")).is(200);
      var change = "{\"old\":\"correct horse\",\"new\":\"battery staple\"%s}";
      for (var other : new String[] {"", ",\"again\":\"battery stable\""}) {
        service.call(ANN, "PUT", "/me/password", change.formatted(other), shown(in)).is(422);
      }
      service.call(ANN, "POST", "/login", person("ann@example.com")).is(200);
      service
          .call(
              ANN,
              "PUT",
              "/me/password",
              change.formatted(",\"again\":\"battery staple\""),
              shown(in))
          .is(204);
      service.call(ANN, "POST", "/login", person("ann@example.com")).is(401);
    }
    assertThatThrownBy(() -> USERS.again("email", "password")).hasMessageContaining("is a field");
    assertThatThrownBy(() -> USERS.again("again", "none")).hasMessageContaining("none");
    assertThatThrownBy(() -> AccountRoute.me("/me").again("again")).hasMessageContaining("again");
  }

  @Test
  void whoRegistersIsLoggedIn() throws Exception {
    var token = "";
    try (var service = start(ACCOUNTS)) {
      var ann = register(service, "ann@example.com");
      assertThat(ann.json().path("user").path("email").asText()).isEqualTo("ann@example.com");
      assertThat(ann.json().path("user").has("password")).isFalse();
      assertThat(ann.json().path("expires_in").asInt()).isEqualTo(2_592_000);
      assertThat(ann.header("cache-control")).isEqualTo("no-store");
      token = ann.text("token");
      var me = service.call(BEN, "GET", "/me", "", shown(ann)).is(200);
      assertThat(me.text("email")).isEqualTo("ann@example.com");
      // The token that was shown is the one that there is.
      assertThat(me.text("token")).isEqualTo(token);
      service.call(ANN, "POST", "/register", person("Ann@example.com")).is(409);
      service
          .call(ANN, "POST", "/register", "{\"email\":\"eve@example.com\",\"password\":\"short\"}")
          .is(422);
      // No answer with a token is kept for a repetition.
      var key = "Idempotency-Key: once";
      service.call(ANN, "POST", "/register", person("bea@example.com"), key).is(201);
      service.call(ANN, "POST", "/register", person("bea@example.com"), key).is(409);
    }
    try (var files = Files.walk(folder.resolve("data"))) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .doesNotContain(PASSWORD, token);
      }
    }
  }

  @Test
  void whoRegistersWithABrowserGetsItsCookie() throws Exception {
    var cookies =
        Notes.ACCOUNTS
            .cookie("sid")
            .answering(AccountRoute.answer("POST", "/register").record("user"));
    try (var service = start(cookies)) {
      var cookie = register(service, "ann@example.com").header("set-cookie");
      assertThat(cookie).startsWith("sid=").contains("HttpOnly");
      var shown = "Cookie: " + cookie.substring(0, cookie.indexOf(';'));
      service.call(ANN, "PATCH", "/me", "{\"name\":\"Ann\"}", shown).is(200);
    }
  }

  @Test
  void whatIsDoneToMeIsDoneToWhoIsLoggedIn() throws Exception {
    try (var service = start(ACCOUNTS)) {
      var ann = shown(register(service, "ann@example.com"));
      var ben = shown(register(service, "ben@example.com"));
      service.call(ANN, "PATCH", "/me", "{\"name\":\"Ann\"}", "X: 1").refuses(401, "NOT_LOGGED_IN");
      var changed = service.call(ANN, "PATCH", "/me", "{\"name\":\"Ann\"}", ann).is(200);
      assertThat(changed.text("name")).isEqualTo("Ann");
      assertThat(service.call(BEN, "PATCH", "/me", "{}", ben).is(200).json().path("name").isNull())
          .isTrue();
      service.call(ANN, "PATCH", "/me", "{\"email\":\"ben@example.com\"}", ann).is(422);
      // Nobody gives himself a role.
      var same = service.call(ANN, "PATCH", "/me", "{\"role\":\"editor\"}", ann).is(200);
      assertThat(same.text("role")).isEqualTo("reader");
      // A session goes on until its account has another password, and is answered anew then.
      var again = service.call(ANN, "PUT", "/user", "{\"name\":\"A\"}", ann).is(200);
      assertThat(shown(again)).isEqualTo(ann);
      var other = service.call(ANN, "PUT", "/user", "{\"password\":\"another one\"}", ann).is(200);
      assertThat(shown(other)).isNotEqualTo(ann);
      service.call(ANN, "GET", "/me", "", ann).refuses(401, "NOT_LOGGED_IN");
      service.call(ANN, "GET", "/me", "", shown(other)).is(200);

      service.call(ANN, "DELETE", "/me", "").refuses(401, "NOT_LOGGED_IN");
      service.call(ANN, "POST", "/notes", "{\"text\":\"a\"}", shown(other)).is(201);
      service.call(ANN, "DELETE", "/me", "", shown(other)).is(204);
      service.call(ANN, "GET", "/me", "", shown(other)).refuses(401, "NOT_LOGGED_IN");
      service.call(ANN, "POST", "/login", person("ann@example.com")).is(401);
      service.call(BEN, "GET", "/me", "", ben).is(200);
    }
  }

  @Test
  void aNewPasswordNeedsTheOldOneAndEndsOtherSessions() throws Exception {
    try (var service = start(ACCOUNTS)) {
      var one = register(service, "ann@example.com");
      var two = service.call(ANN, "POST", "/login", person("ann@example.com")).is(200);
      var change = "{\"old\":\"%s\",\"new\":\"%s\"}";
      var right = change.formatted(PASSWORD, "another one");
      service.call(ANN, "PUT", "/me/password", right).refuses(401, "NOT_LOGGED_IN");
      service
          .call(ANN, "PUT", "/me/password", change.formatted("no", "another one"), shown(one))
          .refuses(403, "WRONG_PASSWORD");
      service
          .call(ANN, "PUT", "/me/password", change.formatted(PASSWORD, "short"), shown(one))
          .is(422);
      service.call(ANN, "PUT", "/me/password", "{\"old\":\"x\"}", shown(one)).is(422);
      service.call(ANN, "GET", "/me", "", shown(two)).is(200);
      service.call(ANN, "PUT", "/me/password", right, shown(one)).is(204);
      service.call(ANN, "GET", "/me", "", shown(one)).is(200);
      service.call(ANN, "GET", "/me", "", shown(two)).refuses(401, "NOT_LOGGED_IN");
      service
          .call(ANN, "POST", "/refresh", "{\"token\":\"%s\"}".formatted(two.text("refresh")))
          .refuses(401, "WRONG_TOKEN");
      // What came with the session that goes on is good still.
      service
          .call(ANN, "POST", "/refresh", "{\"token\":\"%s\"}".formatted(one.text("refresh")))
          .is(200);
      service.call(ANN, "POST", "/login", person("ann@example.com")).is(401);
    }
  }

  @Test
  void guessesOfAnOldPasswordAreBounded() throws Exception {
    try (var service = start(ACCOUNTS)) {
      var ann = shown(register(service, "ann@example.com"));
      var wrong = "{\"old\":\"no\",\"new\":\"another one\"}";
      for (var i = 0; i < 5; i++) {
        service.call(ANN, "PUT", "/me/password", wrong, ann).refuses(403, "WRONG_PASSWORD");
      }
      service.call(ANN, "PUT", "/me/password", wrong, ann).refuses(429, "TOO_MANY_TRIES");
    }
  }

  @Test
  void aTokenForANewSessionIsGoodOnce() throws Exception {
    try (var service = start(ACCOUNTS)) {
      var ann = register(service, "ann@example.com");
      var body = "{\"token\":\"%s\"}".formatted(ann.text("refresh"));
      var next = service.call(BEN, "POST", "/refresh", body).is(200);
      service.call(ANN, "POST", "/refresh", body).refuses(401, "WRONG_TOKEN");
      service.call(ANN, "GET", "/me", "", shown(ann)).refuses(401, "NOT_LOGGED_IN");
      service.call(ANN, "GET", "/me", "", shown(next)).is(200);
      for (var none : new String[] {"{\"token\":\"no\"}", "{\"token\":\"%s\"}"}) {
        service
            .call(ANN, "POST", "/refresh", none.formatted(next.text("token")))
            .refuses(401, "WRONG_TOKEN");
      }
      service.call(ANN, "POST", "/refresh", "{}").is(422);
      // It opens nothing itself, and ends with the session.
      service
          .call(ANN, "GET", "/me", "", "Authorization: Bearer " + next.text("next"))
          .refuses(401, "NOT_LOGGED_IN");
      service.call(ANN, "POST", "/logout", "", shown(next)).is(204);
      service
          .call(ANN, "POST", "/refresh", "{\"token\":\"%s\"}".formatted(next.text("next")))
          .refuses(401, "WRONG_TOKEN");
    }
  }

  @Test
  void aSessionIsRenewedOnceByHoweverManyAtOnce() throws Exception {
    try (var service = start(ACCOUNTS)) {
      var ann = register(service, "ann@example.com");
      var body = "{\"token\":\"%s\"}".formatted(ann.text("refresh"));
      var statuses = service.race(20, _ -> service.call(ANN, "POST", "/refresh", body));
      assertThat(Collections.frequency(statuses, 200)).isEqualTo(1);
      assertThat(Collections.frequency(statuses, 401)).isEqualTo(19);
    }
    var plain =
        Notes.ACCOUNTS
            .routes(AccountRoute.me("/me"), AccountRoute.refresh("POST", "/renew").token("token"))
            .answering(AccountRoute.answer("POST", "/register").token("token"));
    try (var service = start(plain)) {
      var ben = shown(register(service, "ben@example.com"));
      var renewed = service.race(20, _ -> service.call(BEN, "POST", "/renew", "", ben));
      assertThat(Collections.frequency(renewed, 200)).isEqualTo(1);
      service.call(BEN, "GET", "/me", "", ben).refuses(401, "NOT_LOGGED_IN");
    }
  }

  @Test
  void aTokenForANewSessionMayBeShownInPlaceOfOne() throws Exception {
    try (var service = start(ACCOUNTS)) {
      var ann = register(service, "ann@example.com");
      var refresh = "Authorization: Bearer " + ann.text("refresh");
      // What opens everything else renews nothing where there are tokens for that.
      service.call(ANN, "POST", "/renew", "", shown(ann)).refuses(401, "NOT_LOGGED_IN");
      service.call(ANN, "POST", "/renew", "").refuses(401, "NOT_LOGGED_IN");
      var next = service.call(ANN, "POST", "/renew", "", refresh).is(200);
      service.call(ANN, "GET", "/me", "", shown(ann)).refuses(401, "NOT_LOGGED_IN");
      service.call(ANN, "GET", "/me", "", shown(next)).is(200);
      // It answers no other one, and is good again.
      service.call(ANN, "POST", "/renew", "", refresh).is(200);
      service.call(ANN, "GET", "/me", "", shown(next)).refuses(401, "NOT_LOGGED_IN");
    }
  }

  @Test
  void whatCannotBeIsSaidAtTheStart() {
    var elsewhere = Notes.ACCOUNTS.answering(AccountRoute.answer("POST", "/me").token("token"));
    assertThatThrownBy(() -> start(elsewhere)).hasMessage("POST /me is no route of users");
  }
}
