package factory.standalone;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A real Chromium of a test's own. */
final class Chromium implements AutoCloseable {
  private static final List<String> FLAGS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");
  private static final double PATIENCE_MILLIS = 60_000;
  private static final double SOON_MILLIS = 10_000;

  private final Playwright playwright =
      Playwright.create(
          new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
  private final Browser browser =
      playwright
          .chromium()
          .launch(
              new BrowserType.LaunchOptions()
                  .setExecutablePath(Path.of("/usr/bin/chromium"))
                  .setArgs(FLAGS));

  /** A window of somebody who shares no cookie with the other ones. */
  Page window() {
    return browser.newPage();
  }

  /** Somebody whose windows share their cookies. */
  BrowserContext person() {
    return browser.newContext();
  }

  static Page.GetByRoleOptions button(String name) {
    return new Page.GetByRoleOptions().setName(name);
  }

  /** Opens the box of the wallet, which every page has. */
  static void openWallet(Page page) {
    page.locator("#wallet summary").click();
  }

  /** Looks with a wallet that nobody has signed for. */
  static void connect(Page page, String wallet) {
    openWallet(page);
    page.getByLabel("Wallet address").fill(wallet);
    page.locator("#wallet").getByRole(AriaRole.BUTTON).first().click();
  }

  /** With the wallet that the page was given. */
  static void signIn(Page page) {
    openWallet(page);
    press(page, "Sign in");
  }

  static void press(Page page, String name) {
    page.getByRole(AriaRole.BUTTON, button(name)).click();
  }

  static LocatorAssertions.ContainsTextOptions soon() {
    return new LocatorAssertions.ContainsTextOptions().setTimeout(SOON_MILLIS);
  }

  static LocatorAssertions.ContainsTextOptions patiently() {
    return new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MILLIS);
  }

  @Override
  public void close() {
    playwright.close();
  }
}
