package factory.standalone;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static factory.standalone.Chromium.button;
import static factory.standalone.Chromium.patiently;
import static factory.standalone.Chromium.soon;

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
  @Test
  void anIdeaIsSubmittedAndSeenToBecomeDeployedWithoutReloading(@TempDir Path folder) {
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
      page.getByRole(AriaRole.BUTTON, button("Sign in")).click();
      assertThat(page.locator("#wallet")).containsText("Signed in as 0x7099");
      page.getByLabel("What should the API do?").fill("track films with title");
      page.getByRole(AriaRole.BUTTON, button("Submit the idea")).click();
      assertThat(page.locator("#idea")).containsText("Recorded.", soon());
      page.locator("#services tbody tr").first().getByRole(AriaRole.LINK).click();
      page.waitForURL(Pattern.compile(".*/services/[0-9a-f-]{36}"));
      var id = page.url().replaceAll(".*/services/", "");
      Assertions.assertThat(user.service(id).path("requester_id").asText())
          .isEqualToIgnoringCase(User.WALLET);
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
    page.navigate(place.url());
    page.evaluate("window.sameDocument = true");
    var status = page.locator("#status");
    assertThat(status).containsText("Everything works", patiently());

    page.getByLabel("What should the API do?")
        .fill("track books with title, author and a rating from 1 to 5");
    page.getByRole(AriaRole.BUTTON, button("Submit the idea")).click();
    assertThat(page.locator("#idea")).containsText("Recorded.", soon());
    var row = page.locator("#services tbody tr").first();
    assertThat(row).containsText("track books with title");
    assertThat(row).containsText("deployed", patiently());
    assertThat(row).containsText("answers calls", patiently());
    assertThat(row).containsText(Pattern.compile("0x[0-9a-f]{4}"), patiently());
    Assertions.assertThat(page.evaluate("window.sameDocument")).isEqualTo(true);

    page.getByLabel("Wallet address").fill("0x12");
    page.getByRole(AriaRole.BUTTON, button("Connect")).click();
    assertThat(page.locator("#wallet-error")).isVisible();
    page.getByLabel("Wallet address").fill(User.WALLET);
    page.getByRole(AriaRole.BUTTON, button("Connect")).click();
    assertThat(page.locator("#wallet")).containsText("0x7099");

    row.getByRole(AriaRole.LINK).click();
    assertThat(page.locator("#token")).containsText("0x", patiently());
    assertThat(page.locator("main")).containsText("deployed");
    var id = page.url().replaceAll(".*/services/", "");
    var token = user.service(id).path("token_address").asText();
    user.buy(token, "0.01ether");
    page.reload();
    assertThat(page.locator("#token")).containsText("7.320508", patiently());
    // An invalid wallet was told in the form; the browser reports its 422 as an error of its own.
    Assertions.assertThat(complaints).allMatch(text -> text.contains("422"));
  }
}
