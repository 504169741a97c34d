package factory.standalone;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static factory.standalone.Chromium.patiently;
import static factory.standalone.Chromium.press;
import static factory.standalone.Chromium.soon;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import factory.mesh.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A page that is left open goes on saying what is so, whatever happens behind it. */
@Tag("slow")
@Tag("browser")
@Timeout(180)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TruthBrowserTest {
  private static Place place;
  private static Standalone factory;
  private static User user;
  private static Chromium chromium;

  /** A service that is deployed, has a token, and whose token the wallet holds. */
  private static String books;

  private static String token;

  @BeforeAll
  static void start(@TempDir Path folder) {
    place = Place.in(folder);
    factory = place.start();
    user = new User(place);
    chromium = new Chromium();
    user.awaitHealthyChain();
    books = user.submit("track books with title and author", true);
    token =
        User.await(
                () -> user.service(books), s -> s.path("token_address").asText("").startsWith("0x"))
            .path("token_address")
            .asText();
    user.buy(token, "0.01ether");
    user.awaitStatus(200, "/gateway/" + books + "/books", User.WALLET);
  }

  @AfterAll
  static void stop() {
    chromium.close();
    user.close();
    factory.close();
  }

  /** The page of a service's token. */
  private static Page openToken(String id) {
    var page = open("/services/" + id);
    page.navigate(page.url() + "/token");
    return page;
  }

  private static Page open(String path) {
    var page = chromium.window();
    page.navigate(place.url() + path);
    return page;
  }

  /** A holder's window on the service. */
  private static Page holdersWindow() {
    var page = openToken(books);
    Chromium.connect(page, User.WALLET);
    assertThat(page.locator("#wallet")).containsText("0x7099", soon());
    assertThat(page.locator("#may-call")).containsText("may call", soon());
    return page;
  }

  @Test
  @Order(1)
  void aQuoteFollowsThePriceWhenSomebodyElseBuysAndKeepsTheAmount() {
    var page = openToken(books);
    page.getByLabel("ETH to spend").fill("0.02");
    var quote = page.locator("#buy");
    assertThat(quote).containsText("0.02 ETH buys", soon());
    var before = quote.innerText();

    user.buy(token, "0.5ether");

    assertThat(quote).not().containsText(before.strip(), soon());
    var brings =
        user.get("/services/" + books + "/quote?eth_in_wei=20000000000000000")
            .body()
            .path("tokens")
            .asText();
    assertThat(quote).containsText("0.02 ETH buys " + shortUnits(brings), soon());
    assertThat(page.getByLabel("ETH to spend")).hasValue("0.02");
  }

  /** Six digits behind the point, rounded down. */
  private static String shortUnits(String base) {
    return new java.math.BigDecimal(new java.math.BigInteger(base), 18)
        .setScale(6, java.math.RoundingMode.DOWN)
        .stripTrailingZeros()
        .toPlainString();
  }

  /** Whoever presses one comes to a plan that can be built, or it is no idea to begin with. */
  @Test
  @Order(1)
  void eachIdeaOfTheFirstPageIsUnderstood() throws Exception {
    var ideas = open("/").locator(".ideas button").all();
    Assertions.assertThat(ideas).hasSize(6);
    for (var idea : ideas) {
      var text = idea.getAttribute("value");
      var body = new ObjectMapper().createObjectNode().put("idea", text).toString();
      var plan = user.post("/plans", body).body();
      Assertions.assertThat(plan.path("questions")).as(text).isEmpty();
      Assertions.assertThat(plan.path("problems")).as(text).isEmpty();
      Assertions.assertThat(plan.path("left_out")).as(text).isEmpty();
      Assertions.assertThat(plan.path("openapi").isObject()).as(text).isTrue();
    }
  }

  @Test
  @Order(2)
  void whoMayCallFollowsTheOwnersThresholdAndTheCallThatIsShownWorks() {
    var page = holdersWindow();
    var overview = open("/services/" + books);
    Chromium.connect(overview, User.WALLET);
    assertThat(overview.locator("#may-call")).containsText("may call", soon());
    var command = overview.locator("#example-curl").innerText();
    var call = Pattern.compile("curl -H '([^:]+): ([^']+)' (\\S+)").matcher(command);
    Assertions.assertThat(call.matches()).as(command).isTrue();
    Assertions.assertThat(call.group(3)).endsWith("/books");
    Assertions.assertThat(user.get(call.group(3), call.group(1), call.group(2)).status())
        .isEqualTo(200);
    var limits = "/services/" + books + "/limits";
    var threshold = "9000000000000000000000";
    Assertions.assertThat(
            user.call("PUT", limits, "{\"access_threshold\": \"" + threshold + "\"}").status())
        .isEqualTo(200);
    try {
      user.awaitStatus(403, "/gateway/" + books + "/books", User.WALLET);
      assertThat(page.locator("#may-call")).containsText("may not call yet", soon());
      assertThat(page.locator("#token")).containsText("a balance of 9000 or more", soon());
      assertThat(page.locator("#access-words")).containsText("more are needed");
    } finally {
      Assertions.assertThat(user.call("PUT", limits, "{}").status()).isEqualTo(200);
    }
    assertThat(page.locator("#token")).containsText("any balance above zero", soon());
  }

  /** Its own test, were it not for the minute that a factory of its own takes. */
  @Test
  @Order(3)
  void aVisitorIsHandedOverToAServicesOriginAndNoOtherServiceGetsAnythingOfIt() {
    var films = user.submit("track films with title", true);
    User.await(() -> user.get("/gateway/" + films + "/health").status(), s -> s == 200);
    new OriginVisit(place, user, chromium).run(books, films);
  }

  /** The same. */
  @Test
  @Order(3)
  void guestsOfAPageWithAPublishableKeyNeedNoToken() {
    new PublishableVisit(place, user, chromium).run(books);
  }

  /** The same. */
  @Test
  @Order(3)
  void whatIsBoughtInAWalletOfTheBrowserOpensTheApiAndWhatIsSoldClosesIt() {
    new WalletVisit(place, user, chromium).run(books);
  }

  @Test
  @Order(4)
  void aServiceThatIsDeletedInOneWindowIsGoneInTheOther() {
    var id = user.submit("track films with title", false);
    var person = chromium.person();
    var one = person.newPage();
    var other = person.newPage();
    one.navigate(place.url() + "/services/" + id);
    other.navigate(place.url() + "/services/" + id);
    one.bringToFront();

    other.getByText("Delete this service").click();
    press(other, "Delete it");

    assertThat(other.locator("#notice")).containsText("The service was deleted", soon());
    assertThat(one.locator("main")).containsText("This service was deleted", soon());
    assertThat(one.locator("button")).hasCount(one.locator("header button").count());
  }

  @Test
  @Order(5)
  void anIdeaOfWhichNothingIsUnderstoodAsksForWhatIsMissing() {
    var id = user.submit("make me rich", true);
    var page = open("/services/" + id);
    assertThat(page.locator("#open-questions")).isVisible();
    assertThat(page.locator("#do-deploy")).hasCount(0);
    assertThat(page.locator("#do-token")).hasCount(0);
    Assertions.assertThat(
            user.post("/token", "{\"service_id\": \"" + id + "\"}").body().path("reason").asText())
        .isEqualTo("NO_VERSION");

    page.locator("#change-plan").click();
    assertThat(page.getByLabel("Your idea")).hasValue("make me rich");
    page.getByLabel("Your answer").fill("track coins with name and year as a whole number");
    press(page, "Keep these answers");
    assertThat(page.locator("#questions")).hasCount(0);
    assertThat(page.getByLabel("Name of name of coin")).hasValue("name");
  }

  @Test
  @Order(6)
  void aServiceWhoseChainIsStaleIsSaidNotToBeCallable() throws Exception {
    var list = open("/services");
    var page = open("/services/" + books);
    var row = list.locator("#services tr", hasText("Books"));
    assertThat(row).containsText("Live", soon());
    assertThat(page.locator("#now")).containsText("Live", soon());
    var anvil = pid("anvil");
    signal("STOP", anvil);
    try {
      user.awaitStatus(503, "/gateway/" + books + "/books", User.WALLET);
      for (var window : java.util.List.of(row, page.locator("#now"))) {
        assertThat(window).containsText("cannot be called now", soon());
        assertThat(window).not().containsText("Live");
      }
      assertThat(openToken(books).locator("#buy-quote"))
          .containsText("the chain does not answer", soon());
      page.navigate(place.url() + "/status");
      assertThat(page.locator("#status")).containsText("not ready", soon());
      assertThat(page.locator("#status")).not().containsText("Everything works");
      assertThat(page.locator("main")).not().containsText(Pattern.compile("PT[0-9]"));
    } finally {
      signal("CONT", anvil);
    }
    assertThat(row).containsText("Live", patiently());
  }

  private static com.microsoft.playwright.Page.LocatorOptions hasText(String text) {
    return new com.microsoft.playwright.Page.LocatorOptions().setHasText(text);
  }

  private static long pid(String name) throws IOException {
    var run = StandaloneConfig.from(Settings.of(place.values())).runDir();
    return Long.parseLong(Files.readString(run.resolve(name + ".pid")).split(" ", -1)[0]);
  }

  private static void signal(String signal, long pid) throws Exception {
    var kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start();
    Assertions.assertThat(kill.waitFor()).isZero();
  }

  /** Ends the factory: the last one. */
  @Test
  @Order(7)
  void aDeadServerIsSaidToBeDeadAndWhatWasTypedStays() {
    var page = open("/");
    var status = open("/status");
    var service = holdersWindow();
    assertThat(status.locator("#status")).containsText("Everything works", patiently());
    page.getByLabel("What should your API do?").fill("track cats with name");

    factory.close();

    status.bringToFront();
    assertThat(status.locator("#connection")).containsText("Not connected since", soon());
    assertThat(status.locator("#status .summary:visible")).containsText("Not known now", soon());
    page.bringToFront();
    press(page, "Make a plan");
    assertThat(page.locator("#notice")).containsText("The server cannot be reached", soon());
    assertThat(page.getByLabel("What should your API do?")).hasValue("track cats with name");

    service.bringToFront();
    assertThat(service.locator("#connection")).containsText("Not connected since", soon());
    assertThat(service.locator("#buy-quote")).not().containsText("buys", visibleText());
  }

  private static com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions
      visibleText() {
    return soon().setUseInnerText(true);
  }
}
