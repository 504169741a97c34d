package factory.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import factory.edge.v1.Report;
import factory.edge.v1.ReportReason;
import factory.mesh.Assertions;
import factory.mesh.Caller;
import factory.mesh.TestTrust;
import factory.registry.v1.ServiceStatus;
import factory.registry.v1.ServiceTakedown;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the operators see of reports, what their buttons ask of the gate, and that others see none.
 */
class OperatorPagesTest {
  private static final String GONE = "0193b1f2-7a11-7000-8000-00000000abcd";

  private final FakeRegistry registry = new FakeRegistry(Neighbourhood.CLOCK);
  private final FakeAccess gate = new FakeAccess();
  private Neighbourhood web;
  private String films;

  @BeforeEach
  void start() {
    web =
        new Neighbourhood(
            Map.of("registry", registry, "edge", gate), Neighbourhood.CLOCK, "127.0.0.1:0");
    films =
        registry
            .add(
                "track films",
                ServiceStatus.SERVICE_STATUS_DEPLOYED,
                s -> s.setName("Films").setSlug("films"))
            .getId();
    gate.open.add(report(1, films, ReportReason.REPORT_REASON_FRAUD, "It <took> my money"));
    gate.open.add(report(2, GONE, ReportReason.REPORT_REASON_PRIVACY, "It shows my address"));
    gate.open.add(report(3, films, ReportReason.REPORT_REASON_OTHER, "Mine too"));
  }

  @AfterEach
  void stop() {
    web.close();
  }

  private static Report report(long number, String service, ReportReason reason, String text) {
    return Report.newBuilder()
        .setId(new UUID(5, number).toString())
        .setServiceId(service)
        .setReason(reason)
        .setText(text)
        .setReporter(number == 1 ? Neighbourhood.WALLET : "")
        .setCreatedAt(
            Timestamp.newBuilder().setSeconds(Neighbourhood.CLOCK.instant().getEpochSecond() - 60))
        .build();
  }

  private HttpResponse<String> page(String query) {
    return web.get("/reports" + query, "Accept", "text/html");
  }

  private static void leads(HttpResponse<String> answer, String to) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
    assertThat(answer.headers().firstValue("location")).hasValue(to);
  }

  @Test
  void reportsStandWithTheirService() {
    var html = page("").body();
    assertThat(html)
        .contains(
            "It deceives or robs people",
            "It &lt;took&gt; my money",
            Neighbourhood.WALLET,
            "somebody who had not signed in",
            "A service that is gone",
            "It shows my address")
        .containsOnlyOnce(">Films</a>")
        // What is gone cannot be taken down.
        .containsOnlyOnce("<summary>Take it down</summary>");
    assertThat(page("?service=films").body())
        .contains("Mine too", "Show all")
        .doesNotContain("It shows my address");
    assertThat(page("?service=nothing").statusCode()).isEqualTo(422);
  }

  @Test
  void aServiceIsTakenDownWithAReasonAndPutBack() {
    var wrong = web.form("/reports/services/" + films, "do=down&reason=");
    assertThat(wrong.statusCode()).isEqualTo(422);
    assertThat(wrong.body()).contains("The reason must have 1 to 200 characters.");
    leads(
        web.form("/reports/services/" + films, "do=down&reason=It+robs&service=films"),
        "/reports?service=films");
    registry.change(films, s -> s.setTakedown(ServiceTakedown.newBuilder().setReason("It robs")));
    assertThat(page("?service=films").body())
        .contains("Taken down", "It robs", "Put it back")
        .doesNotContain("<summary>Take it down</summary>");
    leads(web.form("/reports/services/" + films, "do=back&service=//evil"), "/reports");
    assertThat(gate.decided).containsExactly("down " + films + " It robs", "back " + films);
    assertThat(web.form("/reports/services/" + films, "do=up").statusCode()).isEqualTo(400);
  }

  @Test
  void aReportIsClosed() {
    leads(web.form("/reports/" + new UUID(5, 1) + "/close", ""), "/reports");
    assertThat(page("").body()).doesNotContain("my money").contains("Mine too");
    gate.open.clear();
    assertThat(page("").body()).contains("Nothing was reported that is not closed.");
  }

  @Test
  void itIsNobodyElses() {
    gate.operator = false;
    var refused = page("");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).contains("NOT_AN_OPERATOR").doesNotContain("my money");
    assertThat(web.form("/reports/services/" + films, "do=down&reason=x").statusCode())
        .isEqualTo(403);
    assertThat(gate.decided).isEmpty();
    assertThat(web.form("/reports/" + new UUID(5, 1) + "/close", "").statusCode()).isEqualTo(403);
  }

  @Test
  void onlyTheOperatorsAreLedThere() {
    assertThat(web.get("/s/films/report", "Accept", "text/html").body())
        .contains("href=\"/reports\"", "id=\"decide\"");
    var caller =
        new Caller(
            Optional.of(Neighbourhood.WALLET), Optional.of(new UUID(1, 2)), Optional.empty());
    assertThat(
            web.get(
                    "/s/films/report",
                    "Accept",
                    "text/html",
                    Assertions.HEADER,
                    TestTrust.of("edge").gateTo("web").sign(caller))
                .body())
        .doesNotContain("href=\"/reports\"", "id=\"decide\"");
  }
}
