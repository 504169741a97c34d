package factory.standalone;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static factory.standalone.Chromium.button;
import static factory.standalone.Chromium.patiently;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.util.List;
import java.util.Map;

/** People with browsers at services' own origins: real Chromium, real everything behind it. */
record OriginVisit(Place place, User user, Chromium chromium) {
  private static final String READ =
      "async () => { const r = await fetch('/books'); return [r.status, await r.text()] }";
  private static final String WRITE =
      """
      async () => (await fetch('/books', {method: 'POST',
        headers: {'content-type': 'application/json'},
        body: JSON.stringify({title: 'Emma', author: 'Jane Austen'})})).status
      """;

  /**
   * Somebody who holds is handed over to a service's origin and uses it, somebody else who does not
   * is too, and a page of another service's origin gets nothing of either.
   *
   * @param books is deployed, and {@link User#WALLET} holds its token
   * @param films is deployed
   */
  void run(String books, String films) {
    try (var holder = chromium.person();
        var stranger = chromium.person()) {
      var page = handedOver(holder, books, User.WALLET);
      holderUsesIt(page, books);
      strangerHasAProfileOfTheirOwn(stranger, books);
      anotherServicesPageGetsNothing(holder, books, films);
      // Signing out of the platform ends it here too.
      var platform = holder.newPage();
      platform.navigate(place.url());
      Chromium.openWallet(platform);
      platform.getByRole(AriaRole.BUTTON, button("Sign out")).click();
      assertThat(platform.locator("#wallet")).not().containsText("Signed in", visible());
      assertThat(status(page.evaluate(READ))).isEqualTo(401);
    }
  }

  private static com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions
      visible() {
    return patiently().setUseInnerText(true);
  }

  private String origin(String service) {
    return "http://" + service + ".localhost:" + place.port();
  }

  /** Signs in at the platform, as somebody does, and goes on from the service's page. */
  private Page handedOver(BrowserContext person, String service, String wallet) {
    person.exposeFunction("signOutside", message -> user.sign(wallet, (String) message[0]));
    person.addInitScript(
        """
        window.ethereum = {
          request: ({method, params}) => method === 'eth_requestAccounts'
            ? Promise.resolve(['%s'])
            : window.signOutside(params[0])
        };
        """
            .formatted(wallet));
    var page = person.newPage();
    page.navigate(place.url() + "/services/" + service);
    assertThat(page.locator("#open-origin")).hasCount(0);
    Chromium.signIn(page);
    assertThat(page.locator("#wallet")).containsText("Signed in as", patiently());
    assertThat(page.locator("#origin")).containsText(origin(service), patiently());
    page.locator("#open-origin").click();
    page.waitForURL(origin(service) + "/");
    return page;
  }

  private void holderUsesIt(Page page, String books) {
    assertThat(page.evaluate("location.origin")).isEqualTo(origin(books));
    assertThat(page.evaluate(WRITE)).isEqualTo(201);
    assertThat((List<?>) page.evaluate(READ))
        .satisfies(r -> assertThat(r.get(1).toString()).contains("Emma"));
    // An origin like any other: it keeps things, and does not see what is the platform's.
    assertThat(page.evaluate("localStorage.setItem('a', '1') || localStorage.getItem('a')"))
        .isEqualTo("1");
    assertThat(page.evaluate("document.cookie")).isEqualTo("");
    assertThat(
            page.context().cookies().stream()
                .filter(cookie -> cookie.domain.endsWith(books + ".localhost")))
        .singleElement()
        .satisfies(
            cookie -> {
              assertThat(cookie.name).isEqualTo("__Host-factory-origin");
              assertThat(cookie.httpOnly).isTrue();
              assertThat(cookie.secure).isTrue();
              assertThat(cookie.domain).isEqualTo(books + ".localhost");
            });
    // Following a link from elsewhere is a visit too; below the prefix nothing has changed.
    page.navigate(origin(books) + "/books");
    assertThat(page.content()).contains("Emma");
    page.navigate(place.url() + "/gateway/" + books + "/books");
    assertThat(page.evaluate("window.origin")).isEqualTo("null");
    page.navigate(origin(books) + "/books");
  }

  private void strangerHasAProfileOfTheirOwn(BrowserContext stranger, String books) {
    var before = stranger.newPage();
    before.navigate(origin(books) + "/health");
    assertThat(status(before.evaluate(READ))).isEqualTo(401);
    // A link with a code that did not come from the platform's page signs nobody in.
    before.navigate(origin(books) + "/.well-known/factory-handover?code=mfh_x");
    assertThat(before.content()).contains("CROSS_ORIGIN");
    assertThat(stranger.cookies(origin(books))).isEmpty();
    before.close();

    var page = handedOver(stranger, books, User.STRANGER);
    assertThat((List<?>) page.evaluate(READ))
        .satisfies(
            r -> {
              assertThat(status(r)).isEqualTo(403);
              assertThat(r.get(1).toString())
                  .contains("BALANCE_TOO_LOW")
                  .containsIgnoringCase(User.STRANGER);
            });
    assertThat(page.evaluate(WRITE)).isEqualTo(403);
  }

  private void anotherServicesPageGetsNothing(BrowserContext holder, String books, String films) {
    var hostile = holder.newPage();
    hostile.navigate(origin(films) + "/health");
    assertThat(hostile.evaluate("location.origin")).isEqualTo(origin(films));
    var tries =
        Map.of(
            "with cookies",
            "fetch(u + '/books', {credentials: 'include'}).then(r => r.text())",
            "without",
            "fetch(u + '/books').then(r => r.text())",
            "a write",
            "fetch(u + '/books', {method: 'POST', mode: 'no-cors', credentials: 'include',"
                + " body: '{\"title\": \"Evil\", \"author\": \"E\"}'}).then(r => r.type)",
            "the platform",
            "fetch('"
                + place.url()
                + "/auth/sessions', {credentials: 'include'}).then(r => r.text())",
            "a script",
            "new Promise(r => { const s = document.createElement('script'); s.src = u + '/books';"
                + " s.onload = () => r('loaded'); s.onerror = () => r('refused');"
                + " document.documentElement.append(s) })",
            "a frame",
            "new Promise(r => { const f = document.createElement('iframe'); f.src = u + '/books';"
                + " f.onload = () => { try { r(f.contentDocument.body.innerText) }"
                + " catch (e) { r('refused') } }; document.documentElement.append(f) })");
    for (var attempt : tries.entrySet()) {
      var got =
          hostile.evaluate(
              "u => " + attempt.getValue() + ".catch(e => 'refused').then(x => String(x))",
              origin(books));
      assertThat(got.toString())
          .as(attempt.getKey())
          .doesNotContain("Emma", User.WALLET, "current");
    }
    // A form may go where it likes, but it takes no cookie along.
    hostile.evaluate(
        """
        u => { const f = document.createElement('form'); f.method = 'POST'; f.action = u + '/books';
          f.enctype = 'text/plain'; const i = document.createElement('input');
          i.name = '{"title": "Evil", "author": "'; i.value = '"}'; f.append(i);
          document.documentElement.append(f); f.submit() }
        """,
        origin(books));
    hostile.waitForURL(origin(books) + "/books");
    assertThat(hostile.content()).doesNotContain("Emma");
    var kept = user.awaitStatus(200, "/gateway/" + books + "/books", User.WALLET);
    assertThat(kept.text()).contains("Emma").doesNotContain("Evil");
    hostile.close();
  }

  private static int status(Object result) {
    return ((Number) ((List<?>) result).getFirst()).intValue();
  }
}
