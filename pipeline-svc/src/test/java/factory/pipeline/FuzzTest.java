package factory.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.source.english.EnglishSource;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Specification;
import factory.pipeline.v1.CancelJobRequest;
import factory.pipeline.v1.GetVersionRequest;
import factory.pipeline.v1.Job;
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

  /** Whether what is written has the fault. */
  private volatile boolean planting = true;

  @AfterEach
  void stop() {
    stage.close();
  }

  private void start(UnaryOperator<String> planted, String time, String calls) {
    var writer = new Writer();
    stage
        .with(
            new EnglishSource(),
            (Specification specification) ->
                planting
                    ? planted(writer.write(specification), planted)
                    : writer.write(specification))
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
  void theVersionBeforeOneThatIsTakenDownAnswersAgainWithWhatTheServiceKeeps() throws Exception {
    planting = false;
    start(FuzzTest::rare, "PT2M", "6000");
    var service = stage.deployed("track books with a rating from 1 to 5000");
    var first = stage.registry.service(service).getServing().getVersion();
    assertThat(stage.call(service, "POST", "/books").statusCode()).isEqualTo(201);
    planting = true;
    stage.registry.rewrite(service, "track books with a rating from 1 to 5000 and a lent flag");
    stage.succeeded(stage.generate(service));
    var deployed = stage.succeeded(stage.deploy(service));
    assertThat(stage.registry.service(service).getServing().getVersion()).isNotEqualTo(first);
    var made = stage.call(service, "POST", "/books");
    assertThat(made.body()).contains("lent");

    var back =
        Stage.await(
            "the version before",
            () -> stage.jobOf(service, JobKind.JOB_KIND_DEPLOY),
            job -> !job.getId().equals(deployed.getId()));
    stage.succeeded(back);

    assertThat(fuzz(service, 2).path("outcome").asText()).isEqualTo("failed");
    var now = stage.registry.service(service);
    assertThat(now.getStatus()).isEqualTo(ServiceStatus.SERVICE_STATUS_DEPLOYED);
    assertThat(now.getServing().getState()).isEqualTo(ServingState.SERVING_STATE_UP);
    assertThat(now.getServing().getVersion()).isEqualTo(first);
    assertThat(stage.call(service, "/health").body()).contains(first);
    assertThat(stage.registry.effects(service))
        .endsWith(
            "deploying: Version 1 is being started behind the gate. It comes back: version 2 was taken"
                + " down.",
            "serving up: Version 1 answers calls.",
            "deployed: Version 1 answers through the gateway.");
    // It reads what the one after it has kept, as far as it knows of it.
    var books = ExactJson.MAPPER.readTree(stage.call(service, "/books").body());
    assertThat(books.path("books").findValuesAsText("rating")).containsExactly("3", "3");
    assertThat(books.toString())
        .contains(ExactJson.MAPPER.readTree(made.body()).path("id").asText())
        .doesNotContain("lent");

    // It is tried for longer in its turn, and stays up.
    stage.succeeded(stage.jobOf(service, JobKind.JOB_KIND_FUZZ));
    assertThat(fuzz(service, 1).path("outcome").asText()).isEqualTo("passed");
    assertThat(stage.call(service, "/health").statusCode()).isEqualTo(200);
  }

  private ScriptedGenerator scripted() {
    var scripted = new ScriptedGenerator();
    stage.with(scripted, scripted).with("pipeline.fuzz-time", "PT1M").start();
    return scripted;
  }

  /** A second version that is at fault; with the job that tries it. */
  private Job faulty(UUID service, String idea) {
    stage.succeeded(stage.jobOf(service, JobKind.JOB_KIND_FUZZ));
    var before = stage.jobOf(service, JobKind.JOB_KIND_FUZZ).getId();
    stage.registry.rewrite(service, idea);
    stage.succeeded(stage.generate(service));
    stage.succeeded(stage.deploy(service));
    return Stage.await(
        "its try",
        () -> stage.jobOf(service, JobKind.JOB_KIND_FUZZ),
        job -> !job.getId().equals(before));
  }

  private void awaitBack(UUID service, String first, int times) {
    Stage.until(
        "version 1 is deployed for the %d. time".formatted(times),
        () ->
            stage.registry.effects(service).stream()
                    .filter("deployed: Version 1 answers through the gateway."::equals)
                    .count()
                == times);
    stage.succeeded(stage.jobOf(service, JobKind.JOB_KIND_DEPLOY));
    assertThat(stage.registry.service(service).getServing().getVersion()).isEqualTo(first);
  }

  @Test
  void whatWasTakenDownNeverComesBackByItselfNorDoesTheSameUnderAnotherNumber() {
    var _ = scripted();
    var service = stage.deployed("a calm one");
    var first = stage.registry.service(service).getServing().getVersion();
    var _ = faulty(service, "a brittle one");
    awaitBack(service, first, 2);

    // Its owner may deploy it again: it is tried again.
    stage.succeeded(stage.deploy(service));
    awaitBack(service, first, 3);

    stage.succeeded(stage.generate(service));
    stage.succeeded(stage.deploy(service));
    awaitBack(service, first, 4);

    // One before it that never served does not begin to.
    stage.registry.rewrite(service, "calm and never deployed");
    stage.succeeded(stage.generate(service));
    stage.registry.rewrite(service, "another brittle one");
    stage.succeeded(stage.generate(service));
    stage.succeeded(stage.deploy(service));
    awaitBack(service, first, 5);
  }

  @Test
  void itWaitsForWhatTheOwnerHasBegunAndComesBackWhenThatFails() {
    var scripted = scripted();
    var service = stage.deployed("a calm one");
    var first = stage.registry.service(service).getServing().getVersion();
    var tried = stage.atStep(faulty(service, "brittle and held"), "fuzz");
    stage.registry.rewrite(service, "mute");
    var own = stage.atStep(stage.generate(service), "prove");

    scripted.held.countDown();

    Stage.until(
        "it waits",
        () ->
            Stage.step(stage.job(tried.getId()), "settle")
                .getMessage()
                .contains("A job works on the service"));
    assertThat(stage.registry.service(service).getServing().getState())
        .isEqualTo(ServingState.SERVING_STATE_DOWN);
    var _ = stage.rpc().cancelJob(CancelJobRequest.newBuilder().setJobId(own.getId()).build());
    awaitBack(service, first, 2);
    assertThat(stage.succeeded(tried).getMessage()).endsWith("Version 1 comes back.");
  }

  @Test
  void whatTheOwnerHasMadeMeanwhileWins() {
    var scripted = scripted();
    var service = stage.deployed("a calm one");
    var tried = stage.atStep(faulty(service, "brittle and held"), "fuzz");
    stage.registry.rewrite(service, "mended");
    stage.succeeded(stage.generate(service));

    scripted.held.countDown();

    assertThat(stage.succeeded(tried).getMessage())
        .endsWith("Nothing comes back: its owner went on with the service.");
    assertThat(stage.registry.service(service).getStatus())
        .isEqualTo(ServiceStatus.SERVICE_STATUS_GENERATED);
    stage.succeeded(stage.deploy(service));
    assertThat(stage.registry.effects(service))
        .endsWith("deployed: Version 3 answers through the gateway.")
        .noneMatch(e -> e.contains("comes back"));
  }

  @Test
  void noVersionComesBackThatShowsMoreThanTheOneThatWasTakenDown() {
    var _ = scripted();
    var service = stage.deployed("a calm one");

    var tried = stage.succeeded(faulty(service, "private and brittle"));

    assertThat(tried.getMessage())
        .endsWith(
            "No version before it comes back. Version 1 does not come back by itself: it lets others"
                + " read things, as version 2 does not.");
    var now = stage.registry.service(service);
    assertThat(now.getStatus()).isEqualTo(ServiceStatus.SERVICE_STATUS_FAILED);
    assertThat(now.getServing().getReason()).startsWith("Version 2 was taken down.");
    assertThat(stage.call(service, "/health").statusCode()).isEqualTo(503);
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
