package factory.web;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import factory.mesh.Caller;
import factory.mesh.TestTrust;
import factory.pipeline.v1.Job;
import factory.pipeline.v1.JobState;
import factory.pipeline.v1.Step;
import factory.registry.v1.ServiceStatus;
import factory.registry.v1.Serving;
import factory.registry.v1.ServingState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The pages in a real Chromium, over fakes: how they look to whoever sees little, has a phone, only
 * a keyboard, or no script. {@code -Dpictures=true} takes the pictures in {@code docs/pictures}
 * anew.
 */
@Tag("slow")
@Tag("browser")
@Timeout(180)
class PagesBrowserTest {
  private static final double PATIENCE_MILLIS = 20_000;
  private static final int FIRST_VIEW_BYTES = 60_000;
  private static final Path PICTURES = Path.of("../docs/pictures");

  /** Those that are finished. */
  private static final List<String> PICTURED =
      List.of(
          "home",
          "questions",
          "build",
          "live",
          "failed",
          "services",
          "service",
          "operation",
          "token",
          "access",
          "status");

  private static final String VIOLATIONS =
      """
      axe.run(document, {resultTypes: ['violations']}).then(result =>
        result.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' ')))
      """;

  private static final FakeRegistry REGISTRY = new FakeRegistry(Clock.systemUTC());
  private static final FakePipeline PIPELINE = new FakePipeline(Clock.systemUTC());
  private static final FakeChain CHAIN = new FakeChain();
  private static final FakeAccess GATE = new FakeAccess();
  private static final Exhibits EXHIBITS = new Exhibits(REGISTRY, PIPELINE, CHAIN);

  private static Neighbourhood web;
  private static Playwright playwright;
  private static Browser chromium;
  private static String axe;

  @BeforeAll
  static void start() throws IOException {
    PIPELINE.whenEnqueued(PagesBrowserTest::build);
    GATE.report(EXHIBITS.live);
    web =
        new Neighbourhood(
            Map.of("registry", REGISTRY, "pipeline", PIPELINE, "chain", CHAIN, "edge", GATE),
            Clock.systemUTC(),
            "127.0.0.1:0");
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    chromium =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(Path.of("/usr/bin/chromium"))
                    .setArgs(List.of("--no-sandbox", "--disable-gpu")));
    try (var in =
        Objects.requireNonNull(PagesBrowserTest.class.getResourceAsStream("/axe.min.js"))) {
      axe = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @AfterAll
  static void stop() {
    playwright.close();
    web.close();
  }

  /** What a job does, at once. */
  private static void build(Job job) {
    var id = job.getServiceId();
    PIPELINE.version(id, "{\"paths\": {\"/books\": {\"get\": {}}}}");
    for (var name : List.of("begin", "write-source", "compile", "prove", "record")) {
      PIPELINE.change(
          job.getId(),
          j ->
              j.addSteps(
                  Step.newBuilder()
                      .setName(name)
                      .setState(JobState.JOB_STATE_SUCCEEDED)
                      .setMessage(name + " is done.")
                      .setStartedAt(j.getCreatedAt())
                      .setFinishedAt(j.getCreatedAt())));
    }
    PIPELINE.change(job.getId(), j -> j.setState(JobState.JOB_STATE_SUCCEEDED));
    REGISTRY.change(
        id,
        s ->
            s.setStatus(ServiceStatus.SERVICE_STATUS_DEPLOYED)
                .setServing(
                    Serving.newBuilder().setState(ServingState.SERVING_STATE_UP).setVersion("1"))
                .setApiBaseUrl("http://localhost:8080/gateway/" + id));
  }

  private static Map<String, String> pages() {
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put("home", "/");
    pages.put("new", "/new");
    pages.put("plan", "/new?service=" + EXHIBITS.live);
    pages.put("questions", "");
    pages.put("services", "/services");
    pages.put("service", "/services/" + EXHIBITS.live);
    pages.put("token", "/s/" + EXHIBITS.slug(EXHIBITS.live) + "/token");
    pages.put("sell", "/s/" + EXHIBITS.slug(EXHIBITS.live) + "/token?sell=1.5");
    pages.put("build", "/services/" + EXHIBITS.building + "/build");
    pages.put("live", "/services/" + EXHIBITS.live + "/build");
    pages.put("failed", "/services/" + EXHIBITS.failed + "/build");
    pages.put("draft", "/services/" + EXHIBITS.draft + "/build");
    pages.put("api", "/s/" + EXHIBITS.slug(EXHIBITS.live) + "/api");
    pages.put("operation", "/s/" + EXHIBITS.slug(EXHIBITS.live) + "/api?call=post-books-id-lend");
    pages.put("report", "/s/" + EXHIBITS.slug(EXHIBITS.live) + "/report");
    pages.put("access", "/s/" + EXHIBITS.slug(EXHIBITS.live) + "/access");
    pages.put("owner", "/services/" + EXHIBITS.live + "/owner");
    pages.put("delete", "/services/" + EXHIBITS.live + "/delete");
    pages.put("runs", "/s/" + EXHIBITS.slug(EXHIBITS.failed) + "/runs");
    pages.put("status", "/status");
    pages.put("templates", "/templates");
    pages.put("template", "/templates/shelves");
    pages.put("docs", "/docs");
    pages.put("docs-api", "/docs/api");
    pages.put("docs-call", "/docs/api?call=post-ideas");
    pages.put("docs-errors", "/docs/errors");
    pages.put("me", "/me");
    pages.put("reports", "/reports");
    pages.put("trouble", "/nowhere");
    return pages;
  }

  private static void open(Page page, String name, String path) {
    if (name.equals("questions")) {
      page.navigate(web.base());
      page.getByLabel("What should your API do?").fill(Exhibits.IDEA);
      press(page, "Make a plan");
      assertThat(page.locator("#questions")).isVisible();
    } else {
      page.navigate(web.base() + path);
    }
  }

  private static void press(Page page, String button) {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(button).setExact(true))
        .click();
  }

  private static LocatorAssertions.ContainsTextOptions soon() {
    return new LocatorAssertions.ContainsTextOptions().setTimeout(PATIENCE_MILLIS);
  }

  private static Browser.NewContextOptions window(int width, ColorScheme scheme) {
    return new Browser.NewContextOptions()
        .setViewportSize(width, width < 640 ? 844 : 900)
        .setColorScheme(scheme);
  }

  @Test
  void everyPageIsCleanToAxeInBothSchemesAndFitsANarrowPhone() throws IOException {
    // axe is a script of the test's, which the pages' own policy refuses.
    try (var person = chromium.newContext(window(1280, ColorScheme.LIGHT).setBypassCSP(true))) {
      var page = person.newPage();
      for (var entry : pages().entrySet()) {
        page.setViewportSize(1280, 900);
        open(page, entry.getKey(), entry.getValue());
        fits(page, entry.getKey());
      }
    }
  }

  private static void fits(Page page, String name) throws IOException {
    page.evaluate(axe);
    for (var scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      Assertions.assertThat(page.evaluate(VIOLATIONS))
          .as("%s, %s", name, scheme)
          .isEqualTo(List.of());
      if (Boolean.getBoolean("pictures") && PICTURED.contains(name)) {
        picture(page, name, scheme);
      }
    }
    page.setViewportSize(320, 700);
    Assertions.assertThat(
            page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
        .as("%s at 320 px", name)
        .isEqualTo(true);
  }

  /** A window of somebody whom the gate has signed in. */
  private static Browser.NewContextOptions signedIn(int width) {
    var caller =
        new Caller(
            Optional.of(Neighbourhood.WALLET), Optional.of(new UUID(1, 2)), Optional.empty());
    return window(width, ColorScheme.LIGHT)
        .setExtraHTTPHeaders(
            Map.of(
                factory.mesh.Assertions.HEADER, TestTrust.of("edge").gateTo("web").sign(caller)));
  }

  @Test
  void whatASignedInWalletSeesIsCleanToAxeAndFitsANarrowPhone() throws IOException {
    GATE.use();
    try (var person = chromium.newContext(signedIn(1280).setBypassCSP(true))) {
      var page = person.newPage();
      for (var entry : Map.of("mine", "/me").entrySet()) {
        page.setViewportSize(1280, 900);
        page.navigate(web.base() + entry.getValue());
        fits(page, entry.getKey());
      }
    } finally {
      GATE.insight = null;
    }
  }

  /** Texts with what turns a line around that nothing isolates from the words beside them. */
  private static final String SPOOFING =
      """
      () => {
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const found = [];
        while (walker.nextNode()) {
          const node = walker.currentNode;
          if (!/[\\u0590-\\u07ff\\u202a-\\u202e\\u2066-\\u2069]/.test(node.data)) continue;
          if (node.parentElement.closest('title, script, style')) continue;
          const held = node.parentElement.closest('bdi, [dir]:not(html)');
          if (!held || getComputedStyle(held).unicodeBidi === 'normal') found.push(node.data);
        }
        return found;
      }
      """;

  @Test
  void whatTurnsALineAroundTurnsNothingBesideIt() {
    List<String> slugs = new ArrayList<>();
    for (var name :
        List.of(
            "\u05e1\u05e4\u05e8\u05d9\u05d4 Live", "\u202eevil \u2067name", "\u0643\u062a\u0628")) {
      slugs.add(
          REGISTRY
              .add(
                  "An idea of " + name,
                  ServiceStatus.SERVICE_STATUS_QUEUED,
                  s -> s.setName(name).setRequesterId(Neighbourhood.WALLET))
              .getSlug());
    }
    REGISTRY.event(
        REGISTRY.all().stream()
            .filter(s -> s.getSlug().equals(slugs.get(1)))
            .findFirst()
            .orElseThrow()
            .getId(),
        ServiceStatus.SERVICE_STATUS_FAILED,
        "\u202efailed \u05d0");
    try (var person = chromium.newContext(signedIn(1280))) {
      var page = person.newPage();
      List<String> paths = new ArrayList<>(List.of("/", "/services", "/me", "/reports"));
      for (var slug : slugs) {
        for (var tab : List.of("", "/owner", "/build", "/runs", "/access", "/token", "/delete")) {
          paths.add("/s/" + slug + tab);
        }
      }
      for (var path : paths) {
        page.navigate(web.base() + path);
        Assertions.assertThat(page.evaluate(SPOOFING)).as(path).isEqualTo(List.of());
      }
      page.navigate(web.base() + "/s/" + slugs.get(1));
      assertThat(page.locator("h1")).containsText("name");
      page.evaluate("document.querySelector('main').append('\\u202e')");
      Assertions.assertThat(page.evaluate(SPOOFING)).isEqualTo(List.of("\u202e"));
    }
  }

  @Test
  void timesInFullAreOfTheReadersZoneAndUtcWithoutScript() {
    var path = "/s/" + EXHIBITS.slug(EXHIBITS.live);
    for (var script : List.of(true, false)) {
      try (var person =
          chromium.newContext(
              window(1280, ColorScheme.LIGHT)
                  .setTimezoneId("Asia/Tokyo")
                  .setJavaScriptEnabled(script))) {
        var page = person.newPage();
        page.navigate(web.base() + path);
        assertThat(page.locator("#service time").first())
            .hasAttribute("title", Pattern.compile(script ? ".*GMT\\+9" : ".* UTC"));
      }
    }
  }

  @Test
  void aDeletionIsAskedForInADialogThatCanBeLeft() {
    try (var person = chromium.newContext(window(390, ColorScheme.DARK).setBypassCSP(true))) {
      var page = person.newPage();
      page.navigate(web.base() + "/s/" + EXHIBITS.slug(EXHIBITS.live) + "/owner");
      var link = page.locator("a[data-dialog]");
      link.click();
      var dialog = page.getByRole(AriaRole.DIALOG);
      assertThat(dialog).containsText("Library");
      page.evaluate(axe);
      Assertions.assertThat(page.evaluate(VIOLATIONS)).isEqualTo(List.of());
      page.keyboard().press("Escape");
      assertThat(dialog).hasCount(0);
      assertThat(link).isFocused();
      link.click();
      dialog.getByText("Keep it").click();
      assertThat(dialog).hasCount(0);
      Assertions.assertThat(page.url()).endsWith("/owner");
    }
  }

  @Test
  void aTemplateBecomesAPlanWithoutScript() {
    try (var person =
        chromium.newContext(window(390, ColorScheme.LIGHT).setJavaScriptEnabled(false))) {
      var page = person.newPage();
      page.navigate(web.base() + "/templates");
      page.getByText("Library", new Page.GetByTextOptions().setExact(true)).click();
      page.getByLabel("What is lent, in the singular").fill("BAD");
      press(page, "Make a plan of it");
      assertThat(page.locator("#use .error")).containsText("It must match");
      page.getByLabel("What is lent, in the singular").fill("record");
      press(page, "Make a plan of it");
      assertThat(page.locator("#keeps-title")).isVisible();
    }
  }

  @Test
  void anOperatorDecidesWithoutScript() {
    try (var person =
        chromium.newContext(window(390, ColorScheme.LIGHT).setJavaScriptEnabled(false))) {
      var page = person.newPage();
      page.navigate(web.base() + "/s/" + EXHIBITS.slug(EXHIBITS.live) + "/report");
      page.locator("#decide").click();
      page.locator("summary")
          .filter(new Locator.FilterOptions().setHasText("Take it down"))
          .click();
      page.getByLabel("Why").fill("It asks for seed phrases.");
      page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Take down Library"))
          .click();
      Assertions.assertThat(GATE.decided)
          .contains("down " + EXHIBITS.live + " It asks for seed phrases.");
      assertThat(page.locator("h1")).containsText("Reports");
    }
  }

  @Test
  void aSessionIsEndedWithoutScript() {
    GATE.use();
    try (var person = chromium.newContext(signedIn(390).setJavaScriptEnabled(false))) {
      var page = person.newPage();
      page.navigate(web.base() + "/me");
      assertThat(page.locator("#sessions li")).hasCount(3);
      page.getByText("Sign out everywhere else").click();
      assertThat(page.locator("#sessions li")).hasCount(1);
      assertThat(page.locator("#sessions")).containsText("Here");
    } finally {
      GATE.insight = null;
    }
  }

  private static void picture(Page page, String name, ColorScheme scheme) throws IOException {
    Files.createDirectories(PICTURES);
    for (var width : scheme == ColorScheme.DARK ? List.of(1280) : List.of(390, 1280)) {
      page.setViewportSize(width, width == 390 ? 844 : 900);
      page.screenshot(
          new Page.ScreenshotOptions()
              .setPath(
                  PICTURES.resolve(
                      name
                          + (width == 390 ? "-phone" : scheme == ColorScheme.DARK ? "-dark" : "")
                          + ".png")));
    }
  }

  @Test
  void noPageComplainsUnderItsOwnPolicyAndAFirstViewIsSmall() {
    try (var person = chromium.newContext(window(1280, ColorScheme.LIGHT))) {
      var page = person.newPage();
      List<String> complaints = new ArrayList<>();
      page.onConsoleMessage(
          message -> {
            if (message.type().equals("error") && !message.text().contains("404")) {
              complaints.add(message.text());
            }
          });
      page.onPageError(complaints::add);
      pages().forEach((name, path) -> open(page, name, path));
      Assertions.assertThat(complaints).isEmpty();
    }
    for (var name : List.of("home", "new", "services", "service", "build", "access")) {
      try (var person = chromium.newContext(window(1280, ColorScheme.LIGHT))) {
        var page = person.newPage();
        List<Response> responses = new CopyOnWriteArrayList<>();
        page.onResponse(responses::add);
        page.navigate(
            web.base() + Objects.requireNonNull(pages().get(name)),
            new Page.NavigateOptions()
                .setWaitUntil(com.microsoft.playwright.options.WaitUntilState.LOAD));
        // Without what the page asks for later on, and what only leads on, which has no body.
        var sizes =
            List.copyOf(responses).stream()
                .filter(response -> response.status() < 300)
                .map(response -> zipped(response.body()))
                .toList();
        Assertions.assertThat(sizes.stream().mapToInt(i -> i).sum())
            .as(name)
            .isBetween(10_000, FIRST_VIEW_BYTES);
        Assertions.assertThat(sizes).as(name).hasSizeLessThanOrEqualTo(5);
      }
    }
  }

  private static int zipped(byte[] body) {
    var out = new ByteArrayOutputStream();
    try (var zip = new GZIPOutputStream(out)) {
      zip.write(body);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return out.size();
  }

  @Test
  void anIdeaBecomesALiveServiceWithoutScript() {
    try (var person =
        chromium.newContext(window(390, ColorScheme.LIGHT).setJavaScriptEnabled(false))) {
      var page = person.newPage();
      page.navigate(web.base());
      press(page, "Books I have read");
      assertThat(page.locator("h1")).containsText("Books");
      press(page, "Build it");
      assertThat(page.locator("#building")).containsText("It is live");
      assertThat(page.locator("#log")).containsText("compile is done.");
      page.getByLabel("Find in the log").fill("compile");
      press(page, "Find");
      assertThat(page.locator("#log mark")).hasCount(1);
    }
  }

  @Test
  void anIdeaBecomesALiveServiceByKeyboardAlone() {
    try (var person = chromium.newContext(window(1280, ColorScheme.LIGHT))) {
      var page = person.newPage();
      page.navigate(web.base());
      tabTo(page, "idea");
      page.keyboard().type("track books");
      page.keyboard().press("Tab");
      page.keyboard().press("Enter");
      page.waitForURL(Pattern.compile(".*/new"));
      tabTo(page, "do-build");
      page.keyboard().press("Enter");
      page.waitForURL(Pattern.compile(".*/build"));
      assertThat(page.locator("#building")).containsText("It is live", soon());
    }
  }

  private static void tabTo(Page page, String id) {
    for (var i = 0; i < 60; i++) {
      if (id.equals(page.evaluate("document.activeElement.id"))) {
        return;
      }
      page.keyboard().press("Tab");
    }
    throw new AssertionError(id + " is not reached with the Tab key");
  }

  @Test
  void aBuildWaitsForItsQuestionsAndBeginsAtTheFirst() {
    try (var person = chromium.newContext(window(390, ColorScheme.LIGHT))) {
      var page = person.newPage();
      open(page, "questions", "");
      assertThat(page.locator(".idea del")).containsText("Send a reminder");
      assertThat(page.locator(".idea mark").first()).isVisible();
      assertThat(page.locator("#waits")).containsText("2 questions need your answer");
      // What is long is folded on a phone.
      assertThat(page.locator("#kind-0 table")).isHidden();
      assertThat(page.locator("#build")).containsText("nothing");
      page.getByText("Keep something of your own with it").click();
      page.getByLabel("A JSON object").fill("{\"a\": 1}");
      press(page, "Build it");
      assertThat(page.locator("#questions .error").first()).isVisible();
      Assertions.assertThat(page.evaluate("document.activeElement.id"))
          .isEqualTo("answer-0123456789abcdef");
      assertThat(page.getByLabel("A JSON object")).hasValue("{\"a\": 1}");
    }
  }

  @Test
  void anOperationIsTriedAndARefusalBecomesTheWayIn() {
    try (var person = chromium.newContext(window(390, ColorScheme.LIGHT))) {
      var page = person.newPage();
      List<String> asked = new CopyOnWriteArrayList<>();
      page.route(
          "**/gateway/**",
          route -> {
            var request = route.request();
            asked.add(request.method() + " " + request.url().replaceAll(".*/gateway/[^/]*", ""));
            var keyed = request.headers().containsKey("x-api-key");
            route.fulfill(
                new com.microsoft.playwright.Route.FulfillOptions()
                    .setStatus(keyed ? 200 : 403)
                    .setContentType("application/json")
                    .setBody(
                        keyed
                            ? "{\"lent\":[\"<b>Emma</b>\",\"" + request.postData().length() + "\"]}"
                            : "{\"title\":\"Forbidden\",\"reason\":\"BALANCE_TOO_LOW\",\"detail\":\"2.3 BOOKS held, 5 needed.\"}"));
          });
      page.navigate(web.base() + pages().get("operation"));
      page.getByLabel("id", new Page.GetByLabelOptions().setExact(true)).fill("a/b");
      press(page, "Send");
      var answer = page.locator("#try-answer");
      assertThat(answer.locator("[role=alert]")).containsText("2.3 BOOKS held, 5 needed.");
      assertThat(answer.locator("figcaption")).containsText("403 in");
      Assertions.assertThat(answer.getByText("Buy what is missing").getAttribute("href"))
          .endsWith("/token");
      page.getByText("With a key instead").click();
      page.getByLabel("A key of yours").fill("mf_mine");
      press(page, "Send");
      assertThat(answer.locator("pre")).containsText("<b>Emma</b>");
      assertThat(answer.locator("[role=alert]")).hasCount(0);
      Assertions.assertThat(asked)
          .containsExactly("POST /books/a%2Fb/lend", "POST /books/a%2Fb/lend");
    }
  }

  /**
   * A wallet that is nowhere but in its announcement (EIP-6963), on another chain than it should.
   */
  private static final String ANNOUNCED =
      """
      (() => {
        const asked = window.walletAsked = [];
        const listeners = {};
        let chain = '0x1';
        const provider = {
          on: (name, listener) => { listeners[name] = listener; },
          request: ({method, params}) => {
            asked.push(method);
            if (method === 'eth_requestAccounts') return Promise.resolve(['%s']);
            if (method === 'eth_chainId') return Promise.resolve(chain);
            if (method === 'eth_getBalance') return Promise.resolve(window.walletHas || '0x0');
            if (method === 'wallet_switchEthereumChain') { chain = params[0].chainId; return Promise.resolve(null); }
            if (method === 'eth_sendTransaction') {
              window.walletSent = params[0];
              return window.walletDeclines
                ? Promise.reject({code: 4001, message: 'User rejected the request.'})
                : Promise.resolve('0x' + 'ab'.repeat(31) + '01');
            }
            return Promise.reject(new Error('not asked for in this test: ' + method));
          }
        };
        window.walletChanges = accounts => listeners.accountsChanged(accounts);
        const announce = name => dispatchEvent(new CustomEvent('eip6963:announceProvider', {detail: {
          info: {uuid: name, name, rdns: 'example.' + name, icon: 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg"/>'},
          provider
        }}));
        const all = () => (window.walletNames || ['Lynx']).forEach(announce);
        addEventListener('eip6963:requestProvider', all);
      })();
      """
          .formatted(Neighbourhood.WALLET);

  @Test
  void whatIsBoughtIsSignedInAWalletThatOnlyAnnouncesItself() {
    try (var person = chromium.newContext(window(390, ColorScheme.LIGHT))) {
      var page = person.newPage();
      List<String> complaints = new CopyOnWriteArrayList<>();
      page.onPageError(complaints::add);
      page.addInitScript(ANNOUNCED);
      page.navigate(web.base() + pages().get("token"));
      var status = page.locator("#trade-status");
      page.evaluate("window.walletDeclines = true");
      press(page, "Buy in your wallet");
      assertThat(status).containsText("You declined it in your wallet");
      Assertions.assertThat(page.evaluate("window.walletAsked.join(' ')"))
          .isEqualTo(
              "eth_requestAccounts eth_chainId wallet_switchEthereumChain eth_sendTransaction");
      page.evaluate("window.walletDeclines = false");
      page.getByLabel("ETH to spend").fill("0.02");
      press(page, "Buy in your wallet");
      assertThat(status).containsText("Done, in block 42.", soon());
      Assertions.assertThat(page.evaluate("window.walletSent"))
          .isEqualTo(
              Map.of(
                  "from",
                  Neighbourhood.WALLET,
                  "to",
                  FakeChain.ADDRESS,
                  "data",
                  "0xb5b2d6a1" + "0".repeat(192),
                  "value",
                  "0x470de4df820000",
                  "gas",
                  page.evaluate("window.walletSent.gas")));
      Assertions.assertThat(CHAIN.buys.getLast().getSlippageBps()).isEqualTo(100);
      page.getByLabel("Accept at most").fill("0.55");
      press(page, "Buy in your wallet");
      // Its status says what the purchase before it came to until the wallet is asked again.
      page.waitForCondition(() -> CHAIN.buys.getLast().getSlippageBps() == 55);
      assertThat(status).containsText("Done, in block 42.", soon());
      page.getByLabel("Accept at most").fill("51");
      assertThat(page.locator("#buy-slippage-error")).containsText("from 0 to 50", soon());
      press(page, "Buy in your wallet");
      assertThat(status).containsText("Accept 0 to 50 % less");
      page.getByLabel("Accept at most").fill("3");

      press(page, "Max");
      assertThat(status).containsText("Your wallet has no ETH on this chain");
      page.evaluate("window.walletHas = '0x9184e72a000'");
      press(page, "Max");
      assertThat(status).containsText("and the fee may be 0.00015 ETH");
      page.evaluate("window.walletHas = '0x2386f26fc10000'");
      press(page, "Max");
      assertThat(status).containsText("All but 0.00015 ETH");
      assertThat(page.getByLabel("ETH to spend")).hasValue("0.00985");
      page.getByLabel("ETH to spend").fill("much");
      press(page, "Buy in your wallet");
      assertThat(status).containsText("Give an amount above 0");
      Assertions.assertThat(complaints).isEmpty();
    }
  }

  @Test
  void severalWalletsAreToldApartAndAnotherAccountIsNoticed() {
    try (var person = chromium.newContext(window(1280, ColorScheme.LIGHT))) {
      var page = person.newPage();
      page.addInitScript("window.walletNames = ['Lynx', 'Otter'];" + ANNOUNCED);
      page.navigate(web.base() + pages().get("token"));
      press(page, "Buy in your wallet");
      assertThat(page.locator("#trade-status")).containsText("Several wallets");
      assertThat(page.locator(".wallets button")).hasCount(2);
      assertThat(page.locator(".wallets img")).hasCount(2);
      page.getByText("Sign in with Otter").click();
      assertThat(page.locator("[data-sign-in-error]")).not().isEmpty();
      page.getByLabel("Wallet address").fill(Neighbourhood.WALLET);
      page.locator("#wallet form button").click();
      assertThat(page.locator("#wallet")).containsText("0xf39f");
      assertThat(page.locator("#balance")).hasText("2.5");
      page.evaluate("window.walletChanges(['0x" + "12".repeat(20) + "'])");
      assertThat(page.locator("#toast")).containsText("Your wallet uses 0x1212");
      assertThat(page.locator("#wallet summary code")).hasText("0x1212\u20261212");
      assertThat(page.locator("#token")).containsText("You hold");
      assertThat(page.locator("#balance")).hasText("0");
      page.evaluate("window.walletChanges([])");
      assertThat(page.locator("#notice")).containsText("locked or disconnected");
    }
  }

  @Test
  void aCallerComesInWithoutScript() {
    try (var person =
        chromium.newContext(window(390, ColorScheme.LIGHT).setJavaScriptEnabled(false))) {
      var page = person.newPage();
      page.navigate(web.base() + "/services/" + EXHIBITS.live);
      page.locator("#get-access").click();
      assertThat(page.locator("#may")).containsText("It depends on your wallet");
      page.getByText("Connect").first().click();
      page.getByLabel("Wallet address").fill(Neighbourhood.WALLET);
      page.locator("#wallet").getByRole(AriaRole.BUTTON).first().click();
      page.waitForURL(Pattern.compile(".*/access"));
      assertThat(page.locator("#may")).containsText("Yes, you may call Library");
      assertThat(page.locator("#first-curl")).containsText(Neighbourhood.WALLET);
      assertThat(page.locator("#first-py")).isHidden();
      page.getByText("Python", new Page.GetByTextOptions().setExact(true)).click();
      assertThat(page.locator("#first-py")).containsText("urllib.request");
      page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("API").setExact(true))
          .click();
      page.getByText("Lend a book").click();
      assertThat(page.locator("#call-curl")).containsText("/lend");
      assertThat(page.locator("#try")).isHidden();
    }
  }

  @Test
  void aDocumentIsTakenFromAFile() {
    try (var person = chromium.newContext(window(1280, ColorScheme.LIGHT))) {
      var page = person.newPage();
      page.navigate(web.base() + "/new");
      page.getByLabel("Or give an OpenAPI document")
          .setInputFiles(
              new FilePayload(
                  "api.yaml",
                  "application/yaml",
                  "openapi: 3.1.0\n".getBytes(StandardCharsets.UTF_8)));
      assertThat(page.getByLabel("Your idea")).hasValue("openapi: 3.1.0\n");
      assertThat(page.locator("#toast")).containsText("api.yaml is in the box");
      page.getByLabel("Or give an OpenAPI document")
          .setInputFiles(new FilePayload("big.yaml", "application/yaml", new byte[60_001]));
      assertThat(page.locator("#notice")).containsText("larger than 60 kB");
      assertThat(page.getByLabel("Your idea")).hasValue("openapi: 3.1.0\n");
    }
  }

  @Test
  void tenTabsShareOneStreamAndAskForNothingUntilSomethingChanges() {
    var service = REGISTRY.add("rent boats", ServiceStatus.SERVICE_STATUS_GENERATING, _ -> {});
    try (var person = chromium.newContext(window(1280, ColorScheme.LIGHT))) {
      List<Page> tabs = new ArrayList<>();
      for (var i = 0; i < 10; i++) {
        // Browsers open six connections to an address, over HTTP/1.1.
        var tab = person.newPage();
        tab.navigate(web.base() + "/services/" + service.getId() + "/build");
        tabs.add(tab);
      }
      List<String> asked = new CopyOnWriteArrayList<>();
      tabs.forEach(
          tab ->
              tab.onRequest(
                  request -> {
                    if (request.url().contains("/fragments/")) {
                      asked.add(request.url());
                    }
                  }));
      // Longer than a part waits that asks by itself.
      tabs.getFirst().waitForTimeout(12_000);
      Assertions.assertThat(asked).isEmpty();

      REGISTRY.change(service.getId(), s -> s.setStatus(ServiceStatus.SERVICE_STATUS_FAILED));

      for (var tab : tabs) {
        assertThat(tab.locator("#building")).containsText("Broken", soon());
      }
      Assertions.assertThat(asked).hasSize(10);
    }
  }

  @Test
  void withoutAStreamAPageAsksNowAndThen() {
    var service = REGISTRY.add("rent boats", ServiceStatus.SERVICE_STATUS_GENERATING, _ -> {});
    try (var person = chromium.newContext(window(1280, ColorScheme.LIGHT))) {
      var page = person.newPage();
      page.addInitScript("delete self.SharedWorker");
      page.route("**/live?*", route -> route.abort());
      List<String> asked = new CopyOnWriteArrayList<>();
      page.onRequest(
          request -> {
            if (request.url().contains("/fragments/building")) {
              asked.add(request.url());
            }
          });
      page.navigate(web.base() + "/services/" + service.getId() + "/build");
      REGISTRY.change(service.getId(), s -> s.setStatus(ServiceStatus.SERVICE_STATUS_FAILED));
      assertThat(page.locator("#building")).containsText("Broken", soon());
      var before = asked.size();
      page.waitForTimeout(9_000);
      Assertions.assertThat(asked.size() - before).isLessThanOrEqualTo(1);
    }
  }
}
