package factory.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page of a service's API, over fakes. */
class ApiPagesTest {
  private final FakeRegistry registry = new FakeRegistry(Neighbourhood.CLOCK);
  private final FakePipeline pipeline = new FakePipeline(Neighbourhood.CLOCK);
  private final FakeChain chain = new FakeChain();
  private final FakeAccess gate = new FakeAccess();
  private final Exhibits exhibits = new Exhibits(registry, pipeline, chain);

  private Neighbourhood web;

  @BeforeEach
  void start() {
    web =
        new Neighbourhood(
            Map.of("registry", registry, "pipeline", pipeline, "chain", chain, "edge", gate),
            Neighbourhood.CLOCK,
            "127.0.0.1:0");
  }

  @AfterEach
  void stop() {
    web.close();
  }

  private String page(String path, int status) {
    var response = web.get(path, "Accept", "text/html", "Cookie", "wallet=" + Neighbourhood.WALLET);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return response.body();
  }

  private String path(String id) {
    return "/s/" + exhibits.slug(id) + "/api";
  }

  @Test
  void everyOperationIsListedAndLeadsToAllOfIt() {
    var html = page(path(exhibits.live), 200);
    assertThat(html)
        .contains("List books", "/books/{id}/lend", "/openapi.json")
        .doesNotContain("try.js");
    var links = Pattern.compile("href=\"([^\"]*\\?call=[^\"]*)\"").matcher(html);
    var found = 0;
    while (links.find()) {
      assertThat(page(links.group(1), 200)).contains("A call to copy", "id=\"try\"", "try.js");
      found++;
    }
    assertThat(found).isEqualTo(7);
  }

  @Test
  void anOperationSaysWhatItTakesAndHasACallToCopyAndAFormToTryIt() {
    var id = exhibits.live;
    var html = page(path(id) + "?call=post-books-id-lend", 200);
    assertThat(html)
        .contains("Lends a free book to a member for 14 days.", "text, at most 80 characters")
        .contains(
            "curl -X POST", "X-Wallet-Address: " + Neighbourhood.WALLET, "TypeScript", "Python")
        .contains("data-url=\"/gateway/" + id + "/books/{id}/lend\"", "data-in=\"path\"")
        .contains("data-holder=\"" + Neighbourhood.WALLET + "\"", "It is lent already");
    gate.walletHeader = false;
    assertThat(page(path(id) + "?call=get-books", 200))
        .contains("X-API-Key: $FACTORY_KEY", "data-holder=\"\"", "as nobody yet")
        .doesNotContain("X-Wallet-Address");
  }

  @Test
  void whatIsNotThereIsSaid() {
    assertThat(page(path(exhibits.draft), 200)).contains("Nothing can be asked of it yet");
    page(path(exhibits.live) + "?call=get-nothing", 400);
    registry.formerly("once", exhibits.live);
    assertThat(
            web.get("/s/once/api?call=get-books", "Accept", "text/html")
                .headers()
                .firstValue("location"))
        .hasValue(path(exhibits.live) + "?call=get-books");
  }
}
