package factory.standalone;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static factory.standalone.Chromium.button;
import static factory.standalone.Chromium.patiently;
import static factory.standalone.Chromium.soon;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A person with a browser: real Chromium, real everything behind it. */
@Tag("slow")
@Tag("browser")
@Timeout(300)
class BrowserTest {
  /** A document that is pasted as the idea. */
  private static final String FILMS =
      """
      openapi: 3.0.3
      info: {title: Films, version: '1'}
      paths:
        /films:
          get:
            summary: Lists all films
            responses:
              '200':
                description: All films
                content:
                  application/json:
                    schema: {type: array, items: {$ref: '#/components/schemas/Film'}}
          post:
            summary: Creates a film
            requestBody:
              required: true
              content:
                application/json:
                  schema: {$ref: '#/components/schemas/Film'}
            responses:
              '201':
                description: The film
                content:
                  application/json:
                    schema: {$ref: '#/components/schemas/Film'}
      components:
        schemas:
          Film:
            type: object
            required: [title]
            properties:
              id: {type: string, format: uuid, readOnly: true}
              title: {type: string, maxLength: 200}
      """;

  @Test
  void anIdeaIsPlannedAndSeenToBecomeLiveWithoutReloading(@TempDir Path folder) {
    var place = Place.in(folder);
    try (var _ = place.start();
        var user = new User(place);
        var chromium = new Chromium()) {
      walkThrough(chromium, place, user);
    }
  }

  @Test
  void aWalletInTheBrowserSignsInAsksForAServiceOfItsOwnAndSignsOut(@TempDir Path folder) {
    var place = Place.in(folder);
    try (var _ = place.start();
        var user = new User(place);
        var chromium = new Chromium()) {
      var page = chromium.window();
      // A wallet as EIP-1193 has it; the signature is made outside, by a real key.
      page.exposeFunction("signOutside", message -> user.sign((String) message[0]));
      page.addInitScript(
          """
          window.ethereum = {
            request: ({method, params}) => method === 'eth_requestAccounts'
              ? Promise.resolve(['%s'])
              : window.signOutside(params[0])
          };
          """
              .formatted(User.WALLET));
      page.navigate(place.url());
      Chromium.signIn(page);
      assertThat(page.locator("#wallet")).containsText("Signed in as 0x7099");
      page.getByLabel("What should your API do?").fill(FILMS);
      Chromium.press(page, "Make a plan");
      Chromium.press(page, "Build it");
      page.waitForURL(Pattern.compile(".*/s/[a-z0-9-]+/build"));
      var id = user.idOf(page.url());
      Assertions.assertThat(user.service(id).path("requester_id").asText())
          .isEqualToIgnoringCase(User.WALLET);
      Assertions.assertThat(
              user.get("/services/" + id + "/document").body().path("document").asText())
          .as("the document is kept as it was pasted")
          .isEqualToIgnoringNewLines(FILMS.strip());
      Chromium.openWallet(page);
      page.getByRole(AriaRole.BUTTON, button("Sign out")).click();
      assertThat(page.locator("#wallet")).not().containsText("Signed in");
    }
  }

  private static void walkThrough(Chromium chromium, Place place, User user) {
    var page = chromium.window();
    List<String> complaints = new ArrayList<>();
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
    page.navigate(place.url() + "/status");
    assertThat(page.locator("#status")).containsText("Everything works", patiently());

    page.navigate(place.url());
    page.getByLabel("What should your API do?")
        .fill("track books with title, author and a rating from 1 to 5");
    Chromium.press(page, "Make a plan");
    assertThat(page.locator(".idea mark").first()).containsText("books", soon());
    Chromium.press(page, "Build it");
    page.waitForURL(Pattern.compile(".*/s/[a-z0-9-]+/build"));
    page.evaluate("window.sameDocument = true");
    assertThat(page.locator(".stages .done").first()).containsText("Read");
    assertThat(page.locator("#building")).containsText("It is live", patiently());
    assertThat(page.locator(".stages .done")).hasCount(5);
    assertThat(page.locator("#log")).containsText("The sources compile.");
    assertThat(page.locator("#proof-title + p")).containsText("checks passed");
    Assertions.assertThat(page.evaluate("window.sameDocument")).isEqualTo(true);
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Try it")).click();
    page.evaluate("window.sameDocument = true");
    assertThat(page.locator("#now")).containsText("Live", patiently());

    Chromium.connect(page, "0x12");
    assertThat(page.locator("#wallet-error")).isVisible();
    page.getByLabel("Wallet address").fill(User.WALLET);
    page.locator("#wallet").getByRole(AriaRole.BUTTON).first().click();
    assertThat(page.locator("#wallet")).containsText("0x7099");
    Assertions.assertThat(page.evaluate("window.sameDocument")).isEqualTo(true);

    assertThat(page.locator("#contract")).containsText("0x", patiently());
    var id = user.idOf(page.url());
    var token = user.service(id).path("token_address").asText();
    user.buy(token, "0.01ether");
    page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Token").setExact(true))
        .click();
    assertThat(page.locator("#token")).containsText("7.320508", patiently());
    // An invalid wallet was told in the form; the browser reports its 422 as an error of its own.
    Assertions.assertThat(complaints).allMatch(text -> text.contains("422"));
  }
}
