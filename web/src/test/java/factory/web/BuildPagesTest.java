package factory.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import factory.pipeline.v1.AreaProgress;
import factory.pipeline.v1.JobKind;
import factory.pipeline.v1.JobState;
import factory.pipeline.v1.ProofProgress;
import factory.pipeline.v1.SeenCheck;
import factory.pipeline.v1.Step;
import factory.pipeline.v1.Version;
import factory.registry.v1.Question;
import factory.registry.v1.ServiceStatus;
import factory.registry.v1.Serving;
import factory.registry.v1.ServingState;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every state of the page of a build. */
@Timeout(60)
class BuildPagesTest {
  private final FakeRegistry registry = new FakeRegistry(Neighbourhood.CLOCK);
  private final FakePipeline pipeline = new FakePipeline(Neighbourhood.CLOCK);
  private final FakeAccess gate = new FakeAccess();
  private Neighbourhood web;

  @BeforeEach
  void start() {
    web =
        new Neighbourhood(
            Map.of(
                "registry", registry, "pipeline", pipeline, "chain", new FakeChain(), "edge", gate),
            Neighbourhood.CLOCK,
            "127.0.0.1:0");
  }

  @AfterEach
  void stop() {
    web.close();
  }

  private String service(ServiceStatus status) {
    return registry.add("track films", status, _ -> {}).getId();
  }

  private String page(String id, String query) {
    var response = web.open("/services/" + id + "/build" + query, "Accept", "text/html");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return response.body();
  }

  private static Step step(String name, JobState state, String message, int from, int to) {
    var begun = Neighbourhood.CLOCK.instant().getEpochSecond() - 60;
    var step =
        Step.newBuilder()
            .setName(name)
            .setState(state)
            .setMessage(message)
            .setAttempts(1)
            .setStartedAt(Timestamp.newBuilder().setSeconds(begun + from));
    return to < 0
        ? step.build()
        : step.setFinishedAt(Timestamp.newBuilder().setSeconds(begun + to)).build();
  }

  private static Step done(String name, String message, int from, int to) {
    return step(name, JobState.JOB_STATE_SUCCEEDED, message, from, to);
  }

  /** The stages with their classes, such as {@code done Read}. */
  private static List<String> stages(String html) {
    return Pattern.compile(
            "<li(?: class=\"(done|now|failed)\")?[^>]*><svg.*?(?:<b>|muted\">)(\\w+)<")
        .matcher(html.substring(html.indexOf("class=\"stages\""), html.indexOf("</ol>")))
        .results()
        .map(found -> (found.group(1) == null ? "" : found.group(1) + " ") + found.group(2))
        .toList();
  }

  @Test
  void whatGoesOnIsOnOneBarAndInOneLog() {
    var id = service(ServiceStatus.SERVICE_STATUS_GENERATING);
    var job =
        pipeline.add(
            id,
            JobKind.JOB_KIND_GENERATE,
            JobState.JOB_STATE_RUNNING,
            true,
            done("begin", "The service is generating.", 0, 1),
            done("write-source", "14 files for 'Films' were written.", 1, 3),
            done("compile", "The sources compile.", 3, 9),
            step("prove", JobState.JOB_STATE_RUNNING, "", 9, -1));
    var html = page(id, "");
    assertThat(stages(html))
        .containsExactly("done Read", "done Write", "done Compile", "now Prove", "Open");
    assertThat(html)
        .contains(
            ">Building<",
            "It is proving itself. You may close this page",
            ">6.0 s<",
            ">51 s<",
            "14 files for 'Films' were written.",
            "It is tried: what it promises, and what it must refuse.",
            "every 1s",
            "id=\"do-cancel\"",
            "/services/" + id + "/build.log")
        .doesNotContain("It is live", "probe", "retire");
    assertThat(html).contains("action=\"/jobs/" + job.getId() + "/cancel\"");
  }

  @Test
  void aProofGrowsWhileItGoesOn() {
    var id = service(ServiceStatus.SERVICE_STATUS_GENERATING);
    var proof =
        ProofProgress.newBuilder()
            .setPassed(41)
            .setFailed(1)
            .setNotTried(2)
            .addAreas(AreaProgress.newBuilder().setArea("records").setPassed(30))
            .addAreas(
                AreaProgress.newBuilder()
                    .setArea("lists")
                    .setPassed(11)
                    .setFailed(1)
                    .setNotTried(2))
            .addNewest(
                SeenCheck.newBuilder()
                    .setArea("lists")
                    .setName("Films are <newest> first")
                    .setOutcome("passed"))
            .addNewest(
                SeenCheck.newBuilder()
                    .setArea("lists")
                    .setName("A page has 20")
                    .setOutcome("failed"));
    pipeline.add(
        id,
        JobKind.JOB_KIND_GENERATE,
        JobState.JOB_STATE_RUNNING,
        true,
        done("compile", "The sources compile.", 3, 9),
        step("prove", JobState.JOB_STATE_RUNNING, "", 9, -1).toBuilder().setProof(proof).build());
    var html = page(id, "");
    assertThat(html)
        .contains(
            "41 checks passed, 1 failed, 2 not tried so far",
            "Lists are ordered, filtered and paged",
            "11 of 12",
            "Seen last",
            "Films are &lt;newest&gt; first")
        .doesNotContain("max=\"42\"");
    assertThat(html.indexOf("A page has 20")).isLessThan(html.indexOf("Films are &lt;newest"));
  }

  @Test
  void theLogIsSearchedAndDownloaded() {
    var id = service(ServiceStatus.SERVICE_STATUS_GENERATING);
    pipeline.add(
        id,
        JobKind.JOB_KIND_GENERATE,
        JobState.JOB_STATE_RUNNING,
        true,
        done("write-source", "14 files <b>were</b> written.", 1, 3),
        done("compile", "The sources compile.", 3, 9));
    assertThat(page(id, "?find=FILES"))
        .contains("14 <mark>files</mark> &lt;b&gt;were", "1 line with “FILES”", "value=\"FILES\"");
    assertThat(page(id, "?find=nowhere"))
        .contains("0 lines with “nowhere”")
        .doesNotContain("<mark>");
    var file = web.get("/services/" + id + "/build.log");
    assertThat(file.headers().firstValue("content-type")).hasValue("text/plain; charset=utf-8");
    assertThat(file.headers().firstValue("content-disposition").orElse("")).contains("build.log");
    assertThat(file.body()).contains("2026-11-22T17:59:03Z 14 files <b>were</b> written.\n");
  }

  private String built(ServingState serving) {
    var id =
        registry
            .add(
                "track films",
                ServiceStatus.SERVICE_STATUS_DEPLOYED,
                s ->
                    s.setServing(Serving.newBuilder().setState(serving).setVersion("1"))
                        .setApiBaseUrl("http://localhost:8080/gateway/" + s.getId()))
            .getId();
    pipeline.add(
        id,
        JobKind.JOB_KIND_GENERATE,
        JobState.JOB_STATE_SUCCEEDED,
        true,
        done("begin", "", 0, 1),
        done("write-source", "", 1, 3),
        done("compile", "", 3, 9),
        done("prove", "", 9, 30),
        done("record", "Version 1 was made and proved itself.", 30, 31));
    pipeline.add(
        id,
        JobKind.JOB_KIND_DEPLOY,
        JobState.JOB_STATE_SUCCEEDED,
        true,
        done("start", "", 31, 33),
        done("probe-gateway", "The version answers through the gateway.", 33, 84));
    pipeline.made.put(
        id,
        List.of(
            Version.newBuilder()
                .setNumber(1)
                .setTitle("Films")
                .setProof(
                    "{\"checks\":[{\"area\":\"rules\",\"name\":\"a\",\"outcome\":\"passed\"},"
                        + "{\"area\":\"rules\",\"name\":\"b\",\"outcome\":\"passed\"},"
                        + "{\"area\":\"attacks\",\"name\":\"c\",\"outcome\":\"not_tried\"}]}")
                .build()));
    return id;
  }

  @Test
  void itEndsInItsAddressAndItsProof() {
    var id = built(ServingState.SERVING_STATE_UP);
    var html = page(id, "");
    assertThat(stages(html))
        .containsExactly("done Read", "done Write", "done Compile", "done Prove", "done Open");
    assertThat(html)
        .contains(
            "<h1 dir=\"auto\">track films</h1>",
            "It is live",
            "2 checks passed, 1 not tried. Built in 1 minute 24 seconds.",
            "http://localhost:8080/gateway/" + id + "<",
            "Rules of fields are kept",
            "2 of 2",
            "data-share=\"/services/" + id + "\"")
        .doesNotContain("id=\"do-", "Attacks fail", "id=\"to-plan\"");
  }

  @Test
  void whatTheGateWouldRefuseIsNotSaidToBeLive() {
    var id = built(ServingState.SERVING_STATE_UP);
    gate.refuses(id, "BALANCES_STALE", "The gate cannot rely on the chain now.");
    assertThat(page(id, ""))
        .contains(">Broken<", "It cannot be called now. The gate cannot rely")
        .doesNotContain("It is live");
    assertThat(page(built(ServingState.SERVING_STATE_DOWN), "")).doesNotContain("It is live");
  }

  @Test
  void aFailedBuildSaysWhatFailedAndOffersWhatCanHelp() {
    var id = service(ServiceStatus.SERVICE_STATUS_FAILED);
    var job =
        pipeline.add(
            id,
            JobKind.JOB_KIND_GENERATE,
            JobState.JOB_STATE_FAILED,
            true,
            done("write-source", "", 0, 1),
            done("compile", "", 1, 2),
            step(
                "prove",
                JobState.JOB_STATE_FAILED,
                "A film with a year of 0 was taken: 201 <instead> of 422.",
                2,
                9));
    var html = page(id, "");
    assertThat(stages(html))
        .containsExactly("done Read", "done Write", "done Compile", "failed Prove", "Open");
    assertThat(html)
        .contains(
            "It did not prove itself",
            "A film with a year of 0 was taken: 201 &lt;instead&gt; of 422.",
            "id=\"do-retry-" + job.getId() + "\"",
            "id=\"to-plan\"")
        .doesNotContain("id=\"do-generate", "id=\"do-token", "id=\"do-deploy");
  }

  @Test
  void anIdeaThatNothingIsMadeOfIsOnlyOfferedOtherWords() {
    var id = service(ServiceStatus.SERVICE_STATUS_FAILED);
    pipeline.add(
        id,
        JobKind.JOB_KIND_GENERATE,
        JobState.JOB_STATE_FAILED,
        true,
        step("write-source", JobState.JOB_STATE_FAILED, "The idea names nothing to keep.", 0, 1));
    assertThat(page(id, ""))
        .contains("The idea names nothing to keep.", "href=\"/new?from=" + id + "\"")
        .doesNotContain("id=\"do-");
  }

  @Test
  void openQuestionsLeadToThePlan() {
    var id =
        registry
            .add(
                "make me rich",
                ServiceStatus.SERVICE_STATUS_QUEUED,
                s ->
                    s.getPlanBuilder()
                        .addQuestions(Question.newBuilder().setId("0123456789abcdef")))
            .getId();
    assertThat(page(id, ""))
        .contains("It waits for answers", "href=\"/new?service=" + id + "\"")
        .doesNotContain("id=\"do-");
  }

  @Test
  void aBuildThatIsDeletedElsewhereSaysSo() {
    var id = service(ServiceStatus.SERVICE_STATUS_GENERATING);
    var open = page(id, "");
    var poll = Pattern.compile("id=\"building\"[^>]* hx-get=\"([^\"]*)\"").matcher(open);
    assertThat(poll.find()).isTrue();
    var path = poll.group(1).replace("&amp;", "&");
    assertThat(web.get(path, "HX-Request", "true").statusCode()).isEqualTo(204);
    assertThat(web.form("/services/" + id + "/delete", "").statusCode()).isEqualTo(303);
    var gone = web.get(path, "HX-Request", "true");
    assertThat(gone.headers().firstValue("hx-retarget")).hasValue("#main");
    assertThat(gone.body()).contains("This service was deleted");
    assertThat(web.get("/services/" + id + "/build", "Accept", "text/html").statusCode())
        .isEqualTo(404);
  }
}
