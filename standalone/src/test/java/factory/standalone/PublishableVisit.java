package factory.standalone;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static factory.standalone.Chromium.button;
import static factory.standalone.Chromium.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;

/** A guest book on somebody's own page, whose guests hold no token and have no wallet. */
record PublishableVisit(Place place, User user, Chromium chromium) {
  private static final String GUEST_BOOK =
      """
      {"auto": true, "specification": {"format": 1, "title": "Guest book", "kinds": [
        {"name": "entry", "plural": "entries",
         "fields": [{"name": "name", "type": "text", "required": true},
                    {"name": "message", "type": "text", "required": true}],
         "access": {"update": "owner", "delete": "owner"}},
        {"name": "note", "plural": "notes",
         "fields": [{"name": "text", "type": "text", "required": true}],
         "access": {"read": "owner", "update": "owner", "delete": "owner"}}]}}
      """;

  /**
   * The owner makes a key on the page of keys and puts the page that is proposed there on an origin
   * of their own: guests use it, and nobody else gets anything by it.
   *
   * @param other is deployed, and another service
   */
  void run(String other) {
    var made = user.post("/ideas", GUEST_BOOK);
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    var id = made.body().path("id").asText();
    var token =
        User.await(() -> user.service(id), s -> s.path("token_address").asText("").startsWith("0x"))
            .path("token_address")
            .asText();
    user.buy(token, "0.01ether");
    user.awaitStatus(200, "/gateway/" + id + "/entries", User.WALLET);
    var entry = write(id, "entries", "{\"name\": \"Owner\", \"message\": \"Welcome\"}");
    write(id, "notes", "{\"text\": \"to myself\"}");

    var page = new AtomicReference<>("");
    var server = serve(page);
    try (var owner = chromium.person();
        var guest = chromium.person()) {
      var port = server.getAddress().getPort();
      var origin = "http://127.0.0.1:" + port;
      var keys = signedIn(owner.newPage(), id);
      page.set(makeKey(keys, origin));
      var key = page.get().replaceAll("(?s).*\"(mfp_\\w+)\".*", "$1");

      guestUsesIt(guest.newPage(), origin, id, entry);
      anotherOriginGetsNothing(guest.newPage(), "http://localhost:" + port, id);
      aScriptIsBounded(key, origin, id, other);

      keys.getByRole(AriaRole.BUTTON, button("End it")).click();
      assertThat(keys.locator("main")).not().containsText("mfp_", patiently());
      var late = guest.newPage();
      late.navigate(origin);
      assertThat(late.locator("#shown")).containsText("unknown, over or ended", patiently());
      aReloadMakesNoOtherKey(keys);
    } finally {
      server.stop(0);
    }
  }

  /** A record of the owner's; its id. */
  private String write(String id, String plural, String body) {
    var answer = user.post("/gateway/" + id + "/" + plural, body, "X-Wallet-Address", User.WALLET);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.body().path("id").asText();
  }

  /** The owner's site, which is called by either of two names. */
  private static HttpServer serve(AtomicReference<String> page) {
    try {
      var server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
      server.createContext(
          "/",
          exchange -> {
            var body = page.get().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, body.length);
            try (exchange;
                var out = exchange.getResponseBody()) {
              out.write(body);
            }
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Page signedIn(Page page, String id) {
    page.exposeFunction("signOutside", message -> user.sign(User.WALLET, (String) message[0]));
    page.addInitScript(
        """
        window.ethereum = {
          request: ({method, params}) => method === 'eth_requestAccounts'
            ? Promise.resolve(['%s'])
            : window.signOutside(params[0])
        };
        """
            .formatted(User.WALLET));
    page.navigate(place.url() + "/services/" + id);
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Access").setExact(true))
        .click();
    assertThat(page.locator("main")).containsText("sign in", patiently());
    Chromium.signIn(page);
    assertThat(page.locator("#wallet")).containsText("Signed in as", patiently());
    page.getByText("Make a publishable key").click();
    assertThat(page.locator("#publish")).isVisible();
    return page;
  }

  /** Makes a key as somebody does; the page that is proposed with it. */
  private static String makeKey(Page keys, String origin) {
    keys.getByLabel("Name of this key").fill("guest book");
    keys.getByLabel("Origins of your pages").fill("*");
    for (var operation : new String[] {"GET /entries", "POST /entries", "GET /notes"}) {
      keys.getByLabel(operation, new Page.GetByLabelOptions().setExact(true)).check();
    }
    keys.getByLabel("Other operations").fill("PATCH /entries/{id}");
    keys.locator("#do-publish").click();
    assertThat(keys.locator(".notice.bad")).containsText("no wildcard", patiently());
    assertThat(keys.getByLabel("GET /entries", new Page.GetByLabelOptions().setExact(true)))
        .isChecked();
    keys.getByLabel("Origins of your pages").fill(origin);
    keys.locator("#do-publish").click();
    var made = keys.locator("section.key");
    assertThat(made).containsText("mfp_", patiently());
    assertThat(made).containsText(origin);
    made.getByText("A page that works with it").click();
    return made.locator("pre[id^=snippet-]").innerText();
  }

  /** A key for programs: what tells its secret is the answer to the form that made it. */
  private static void aReloadMakesNoOtherKey(Page keys) {
    keys.locator("#make input[name=name]").fill("script");
    keys.locator("#do-make").click();
    assertThat(keys.locator("#secret")).containsText("mf_", patiently());
    keys.reload();
    assertThat(keys.locator("section.key")).hasCount(1);
    assertThat(keys.locator("#secret")).hasCount(0);
  }

  private void guestUsesIt(Page page, String origin, String id, String entry) {
    page.navigate(origin);
    assertThat(page.locator("#shown")).containsText("Welcome", patiently());
    page.getByRole(AriaRole.BUTTON, button("POST /entries")).click();
    assertThat(page.locator("#shown")).not().containsText("Welcome", patiently());
    assertThat(page.evaluate(TOLD.formatted("'POST', '/entries', {name: 'Guest', message: 'Hi'}")))
        .asString()
        .contains("Guest");
    assertThat(page.evaluate(TOLD.formatted("'GET', '/entries'")))
        .asString()
        .contains("Welcome", "Hi");
    // What is the owner's stays the owner's: whoever calls with the key is nobody.
    assertThat(page.evaluate(TOLD.formatted("'GET', '/notes'")))
        .asString()
        .contains("needs a caller")
        .doesNotContain("to myself");
    assertThat(
            page.evaluate(TOLD.formatted("'PATCH', '/entries/" + entry + "', {message: 'Mine'}")))
        .asString()
        .contains("needs a caller");
    assertThat(page.evaluate(TOLD.formatted("'DELETE', '/entries/" + entry + "'")))
        .asString()
        .contains("scope leaves this");
    assertThat(user.awaitStatus(200, "/gateway/" + id + "/entries", User.WALLET).text())
        .contains("Welcome", "Hi")
        .doesNotContain("Mine");
  }

  private static final String TOLD =
      "call(%s).then((data) => JSON.stringify(data), (error) => error.message)";

  private void anotherOriginGetsNothing(Page page, String elsewhere, String id) {
    page.navigate(elsewhere);
    assertThat(page.locator("#shown"))
        .containsText("Pages of " + elsewhere + " may not use this key", patiently());
    assertThat(page.evaluate(TOLD.formatted("'POST', '/entries', {name: 'Evil', message: 'Evil'}")))
        .asString()
        .contains("may not use this key");
    // A form, or a request that is not to be read, takes no key along.
    page.evaluate(
        "() => fetch(service + '/entries', {method: 'POST', mode: 'no-cors',"
            + " headers: {'X-API-Key': key}, body: '{\"name\": \"Evil\", \"message\": \"E\"}'})"
            + ".then(r => r.type)");
    assertThat(user.awaitStatus(200, "/gateway/" + id + "/entries", User.WALLET).text())
        .contains("Welcome")
        .doesNotContain("Evil");
  }

  /** A program can name any origin. */
  private void aScriptIsBounded(String key, String origin, String id, String other) {
    var shown = new String[] {"X-API-Key", key, "Origin", origin};
    for (var path : new String[] {"/services/" + id + "/keys", "/auth/sessions", "/jobs"}) {
      refused(user.get(path, shown), 400, "KEY_NOT_FOR_PLATFORM");
    }
    refused(user.get("/gateway/" + other + "/entries", shown), 403, "KEY_OF_ANOTHER_SERVICE");
    refused(user.get("/gateway/" + id + "/entries/1", shown), 403, "KEY_SCOPE_EXCEEDED");
    refused(user.get("/gateway/" + id + "/notes", shown), 401, "CALLER_REQUIRED");
    var answer = user.get("/gateway/" + id + "/entries", shown);
    // However slow the machine is: thirty at once, and one every two seconds.
    for (var calls = 0; answer.status() == 200 && calls < 1_000; calls++) {
      answer = user.get("/gateway/" + id + "/entries", shown);
    }
    refused(answer, 429, "KEY_RATE_EXCEEDED");
  }

  private static void refused(User.Answer answer, int status, String reason) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.body().path("reason").asText()).isEqualTo(reason);
  }
}
