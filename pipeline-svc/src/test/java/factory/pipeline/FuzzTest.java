package factory.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.source.english.EnglishSource;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Specification;
import factory.pipeline.v1.CancelJobRequest;
import factory.pipeline.v1.GetVersionRequest;
import factory.pipeline.v1.JobKind;
import factory.pipeline.v1.JobState;
import factory.pipeline.v1.ListJobsRequest;
import factory.pipeline.write.Artifact;
import factory.pipeline.write.Writer;
import factory.registry.v1.ServiceStatus;
import factory.registry.v1.ServingState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is tried of a version after it was deployed, and what becomes of one that is at fault. */
@Tag("slow")
@Timeout(300)
class FuzzTest {
  private static final String IDEA = "track books with title and a rating from 1 to 5000";

  private final Stage stage = new Stage();

  @AfterEach
  void stop() {
    stage.close();
  }

  private void start(UnaryOperator<String> planted, String time, String calls) {
    var writer = new Writer();
    stage
        .with(
            new EnglishSource(),
            (Specification specification) -> planted(writer.write(specification), planted))
        .with("pipeline.runtime-libs", Path.of("../service-runtime/target/libs").toString())
        .with("pipeline.fuzz-time", time)
        .with("pipeline.fuzz-calls", calls)
        .start();
  }

  private static Artifact planted(Artifact artifact, UnaryOperator<String> planted) {
    var files = new TreeMap<>(artifact.files());
    files.computeIfPresent(
        "src/factory/generated/Books.java", (_, source) -> planted.apply(source));
    return new Artifact(artifact.title(), files, artifact.openapi());
  }

  /** Breaks for one rating in 211, none of which a proof comes across. */
  private static String rare(String source) {
    var fault =
        """
        .rule("rating", "is rare", book -> {
          if (book.has("rating") && book.whole("rating") % 211 == 205) {
            throw new IllegalStateException("a rare rating");
          }
          return true;
        });
        """;
    var end = source.indexOf(");\n\n  private Books()");
    assertThat(end).as(source).isPositive();
    return source.substring(0, end + 1) + fault + source.substring(end + 2);
  }

  private JsonNode fuzz(UUID service, int number) throws Exception {
    return ExactJson.MAPPER
        .readTree(
            stage
                .rpc()
                .getVersion(
                    GetVersionRequest.newBuilder()
                        .setServiceId(service.toString())
                        .setNumber(number)
                        .setWithProof(true)
                        .build())
                .getVersion()
                .getProof())
        .path("fuzz");
  }

  @Test
  void aRareFaultIsFoundAfterOpeningAndTakesTheVersionDownWithItsReason() throws Exception {
    start(FuzzTest::rare, "PT2M", "100000");
    var service = stage.deployed(IDEA);
    var data = stage.folder.resolve("services/" + service + "/data/service.db");
    assertThat(data).exists();

    stage.succeeded(stage.jobOf(service, JobKind.JOB_KIND_FUZZ));

    var report = fuzz(service, 1);
    assertThat(report.path("outcome").asText()).as(report.toString()).isEqualTo("failed");
    assertThat(report.path("found").asText()).contains("answered 500").contains("rating");
    assertThat(report.path("calls").asInt()).isPositive();
    assertThat(report.path("seed").asText()).isNotEmpty();
    assertThat(report.path("tried").path("records made").asInt()).isPositive();
    var now = stage.registry.service(service);
    assertThat(now.getStatus()).isEqualTo(ServiceStatus.SERVICE_STATUS_FAILED);
    assertThat(now.getServing().getState()).isEqualTo(ServingState.SERVING_STATE_DOWN);
    assertThat(now.getServing().getReason())
        .startsWith("Version 1 was taken down.")
        .contains("answered 500")
        .contains("generate another version");
    assertThat(stage.registry.effects(service))
        .endsWith(
            "failed: Version 1 was found at fault when it was tried for longer.",
            "serving down: " + now.getServing().getReason());
    assertThat(stage.processes()).isEmpty();
    assertThat(data).as("what the service keeps").exists();
    var tried = stage.folder.resolve("tmp");
    if (Files.exists(tried)) {
      assertThat(tried).as("what the trial kept").isEmptyDirectory();
    }

    // The node does not start again what was taken down.
    stage.stop();
    stage.start();
    assertThat(stage.registry.service(service).getServing()).isEqualTo(now.getServing());
    assertThat(stage.processes()).isEmpty();
  }

  @Test
  void aRightVersionStaysUpAndItsProofHasTheReport() throws Exception {
    start(UnaryOperator.identity(), "PT2M", "100");
    var service = stage.deployed(IDEA);
    stage.succeeded(stage.jobOf(service, JobKind.JOB_KIND_FUZZ));

    var report = fuzz(service, 1);
    assertThat(report.path("outcome").asText()).as(report.toString()).isEqualTo("passed");
    assertThat(report.path("calls").asInt()).isEqualTo(100);
    assertThat(report.path("found").isNull()).isTrue();
    assertThat(stage.registry.effects(service)).noneMatch(e -> e.startsWith("serving down"));
    assertThat(stage.call(service, "/health").statusCode()).isEqualTo(200);
  }

  @Test
  void itWaitsWhileThereIsWorkThatSomebodyWaitsFor() {
    var scripted = new ScriptedGenerator();
    stage.with(scripted, scripted).with("pipeline.fuzz-time", "PT1H").start();
    var fuzzed = stage.jobOf(stage.deployed("a courteous one"), JobKind.JOB_KIND_FUZZ);
    Stage.until("it goes on", () -> scripted.turns.get() > 2);

    // Its process starts, and answers nothing.
    var job = stage.atStep(stage.generate(stage.registry.create("mute")), "prove");

    Stage.until(
        "it waits",
        () ->
            Optional.ofNullable(scripted.waiting).map(Thread::getState).orElse(Thread.State.NEW)
                == Thread.State.TIMED_WAITING);
    var turns = scripted.turns.get();
    var _ = stage.rpc().cancelJob(CancelJobRequest.newBuilder().setJobId(job.getId()).build());
    assertThat(stage.ended(job).getState()).isEqualTo(JobState.JOB_STATE_CANCELLED);
    Stage.until("it goes on again", () -> scripted.turns.get() > turns + 2);
    assertThat(stage.job(fuzzed.getId()).getState()).isEqualTo(JobState.JOB_STATE_RUNNING);
  }

  @Test
  void nobodysJobsWaitForItAndWhoCancelsItIsToldThatItDidNotEnd() throws Exception {
    stage.with("pipeline.fuzz-time", "PT1H").with("pipeline.workers", "1").start();
    var service = stage.deployed("lasting");
    var other = stage.deployed("another lasting one");
    var job = stage.atStep(stage.jobOf(service, JobKind.JOB_KIND_FUZZ), "fuzz");
    assertThat(stage.jobOf(other, JobKind.JOB_KIND_FUZZ).getState())
        .as("one at a time")
        .isEqualTo(JobState.JOB_STATE_QUEUED);

    stage.succeeded(stage.generate(service));

    assertThat(
            stage
                .rpc()
                .listJobs(ListJobsRequest.newBuilder().setServiceId(service.toString()).build())
                .getJobsList())
        .hasSize(3)
        .noneMatch(told -> told.getKind() == JobKind.JOB_KIND_FUZZ);
    assertThat(fuzz(service, 1).isMissingNode() || fuzz(service, 1).isNull()).isTrue();
    var _ = stage.rpc().cancelJob(CancelJobRequest.newBuilder().setJobId(job.getId()).build());
    assertThat(stage.ended(job).getState()).isEqualTo(JobState.JOB_STATE_CANCELLED);
    assertThat(fuzz(service, 1).path("outcome").asText()).isEqualTo("not_finished");
    assertThat(fuzz(service, 2).isNull()).as("of a version that was not deployed").isTrue();
    assertThat(stage.registry.effects(service)).noneMatch(e -> e.startsWith("serving down"));
    var _ = stage.atStep(stage.jobOf(other, JobKind.JOB_KIND_FUZZ), "fuzz");
  }
}
