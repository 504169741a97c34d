package factory.web;

import static org.assertj.core.api.Assertions.assertThat;

import factory.registry.v1.ServiceStatus;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The documentation as people see it: with a service of theirs, and of what the platform says. */
class DocsPagesTest {
  private final FakeRegistry registry = new FakeRegistry(Neighbourhood.CLOCK);
  private final FakePipeline pipeline = new FakePipeline(Neighbourhood.CLOCK);
  private final FakeChain chain = new FakeChain();
  private final FakeAccess gate = new FakeAccess();
  private Neighbourhood web;

  @BeforeEach
  void start() {
    gate.walletHeader = false;
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

  private String page(String path, String... more) {
    var headers = new java.util.ArrayList<>(java.util.List.of("Accept", "text/html"));
    headers.addAll(java.util.List.of(more));
    var answer = web.get(path, headers.toArray(String[]::new));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  @Test
  void theQuickStartIsOfTheVisitorsOwnServiceElseOfOneThatAnswers() {
    assertThat(page("/docs"))
        .contains("Nothing answers calls here yet.", "/services/$SERVICE/keys");
    var exhibits = new Exhibits(registry, pipeline, chain);
    var html = page("/docs");
    assertThat(html)
        .contains("a service that answers now", "/services/" + exhibits.live + "/keys")
        .contains("/gateway/" + exhibits.live + "/books")
        .doesNotContain("Nothing answers");
    var mine =
        registry.add(
            "mine",
            ServiceStatus.SERVICE_STATUS_DEPLOYED,
            s ->
                s.setName("Mine <b>")
                    .setRequesterId(Neighbourhood.WALLET)
                    .setApiBaseUrl("http://localhost:8080/gateway/" + s.getId()));
    assertThat(page("/docs", "Cookie", "wallet=" + Neighbourhood.WALLET))
        .contains("your newest service", "Mine &lt;b&gt;", "/services/" + mine.getId() + "/keys");
  }

  @Test
  void everyOperationOfThePlatformIsShown() {
    var list = page("/docs/api");
    var calls =
        Pattern.compile("href=\"(/docs/api\\?call=[^\"]+)\"")
            .matcher(list)
            .results()
            .map(found -> found.group(1))
            .toList();
    assertThat(calls).hasSizeGreaterThan(60).doesNotHaveDuplicates();
    assertThat(page("/docs/api?call=post-ideas"))
        .contains("X-Session: $FACTORY_SESSION", "<code>idea</code>", "INVALID_ARGUMENT")
        // Nothing is sent from here.
        .doesNotContain("id=\"try\"");
    assertThat(web.get("/docs/api?call=none", "Accept", "text/html").statusCode()).isEqualTo(400);
  }

  @Test
  void everyReasonStandsOnceAndRefusalsLeadToIt() throws Exception {
    var html = page("/docs/errors");
    var told =
        Pattern.compile("<div id=\"([A-Z_]+)\">")
            .matcher(html)
            .results()
            .map(found -> found.group(1))
            .toList();
    assertThat(told).hasSizeGreaterThan(90).doesNotHaveDuplicates();
    assertThat(told).contains("BALANCE_TOO_LOW", "NOT_AN_OPERATOR", "REVISION_MISMATCH");
    assertThat(web.get("/nowhere", "Accept", "text/html").body())
        .contains("/docs/errors#PATH_NOT_FOUND");
    // What no operation names, as any path may answer it.
    assertThat(told).contains("PATH_NOT_FOUND", "METHOD_NOT_ALLOWED");
  }
}
