package factory.standalone;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static factory.standalone.Chromium.patiently;
import static factory.standalone.Chromium.press;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/**
 * Somebody who buys and sells in a wallet of their browser, which signs and sends on a real chain.
 */
record WalletVisit(Place place, User user, Chromium chromium) {
  /** anvil's fourth account, whose key is anvil's: it signs and sends what the wallet hands on. */
  private static final String WALLET = "0x90f79bf6eb2c4f870365e785982e1f101e93b906";

  /** Known by its announcement (EIP-6963) alone, and on another chain at first. */
  private static final String ANNOUNCED =
      """
      {
        let elsewhere = true;
        const provider = {on: () => {}, request: async ({method, params}) => {
          if (method === 'eth_requestAccounts') return ['%s'];
          if (method === 'eth_chainId' && elsewhere) return '0x1';
          if (method === 'wallet_switchEthereumChain') { elsewhere = false; return null; }
          if (method === 'eth_sendTransaction' && elsewhere) throw new Error('on another chain');
          return JSON.parse(await window.chainOutside(method, JSON.stringify(params || [])));
        }};
        const info = {uuid: '350670db-19fa-4704-a166-e52e178b59d2', name: 'Lynx', rdns: 'org.lynx',
          icon: 'data:image/svg+xml,<svg/>'};
        const announce = () => dispatchEvent(new CustomEvent('eip6963:announceProvider',
          {detail: Object.freeze({info, provider})}));
        addEventListener('eip6963:requestProvider', announce);
      }
      """
          .formatted(WALLET);

  /**
   * Signs in, buys, may call, sells all of it, and may not call any more.
   *
   * @param service is deployed and has a token that the wallet holds none of
   */
  void run(String service) {
    var gated = "/gateway/" + service + "/books";
    List<String> asked = new CopyOnWriteArrayList<>();
    try (var person = chromium.person()) {
      person.exposeFunction(
          "chainOutside",
          given -> {
            asked.add(given[0].toString());
            return chain(given[0].toString(), given[1].toString());
          });
      person.addInitScript(ANNOUNCED);
      var page = person.newPage();
      page.navigate(place.url() + "/services/" + service);
      page.navigate(page.url() + "/token");
      Chromium.signIn(page);
      assertThat(page.locator("#wallet")).containsText("Signed in as 0x90f7", patiently());
      assertThat(page.locator("#may-call")).containsText("may not call yet", patiently());
      user.awaitStatus(403, gated, WALLET);

      page.getByLabel("ETH to spend").fill("0.05");
      press(page, "Buy in your wallet");
      assertThat(page.locator("#trade-status")).containsText("Done, in block", patiently());
      assertThat(page.locator("#may-call")).containsText("may call", patiently());
      var traded = page.locator("[aria-labelledby=trades-title] tbody tr").first();
      assertThat(traded).containsText("Bought 0x90f7\u2026b906 you", patiently());
      assertThat(traded.locator("td").nth(2)).hasText("0.05");
      user.awaitStatus(200, gated, WALLET);

      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Sell").setExact(true))
          .click();
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Max")).click();
      press(page, "Sell in your wallet");
      assertThat(page.locator("#trade-status")).containsText("Done, in block", patiently());
      assertThat(traded).containsText("Sold 0x90f7\u2026b906 you", patiently());
      assertThat(page.locator("#balance")).containsText(Pattern.compile("^0$"), patiently());
      assertThat(page.locator("#may-call")).containsText("may not call yet", patiently());
      user.awaitStatus(403, gated, WALLET);
      assertThat(asked)
          .as("what the chain was asked for by the wallet")
          .containsSubsequence("personal_sign", "eth_sendTransaction", "eth_sendTransaction");
    }
  }

  /** The chain's own answer, as the wallet gets it. */
  private String chain(String method, String params) {
    var json = new ObjectMapper();
    try {
      var question =
          json.createObjectNode().put("jsonrpc", "2.0").put("id", 1).put("method", method);
      question.set("params", json.readTree(params));
      var answer = user.post(place.chainUrl(), question.toString());
      assertThat(answer.body().has("result")).as("%s: %s", method, answer.text()).isTrue();
      return answer.body().path("result").toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
