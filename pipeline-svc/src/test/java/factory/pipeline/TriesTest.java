package factory.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.spec.Specification;
import factory.pipeline.v1.Job;
import factory.pipeline.v1.JobKind;
import factory.pipeline.v1.JobState;
import factory.pipeline.v1.ListJobsRequest;
import factory.pipeline.v1.RetryJobRequest;
import factory.pipeline.write.Artifact;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Steps that throw or compute for long, and jobs that are taken up again. */
@Tag("slow")
@Timeout(120)
class TriesTest {
  private static final int MAX_TRIES = 4;

  private static final Unruly generator = new Unruly();
  private static Stage stage;

  /** Misbehaves as the idea says, until it is mended. */
  private static final class Unruly implements Function<Specification, Artifact> {
    final AtomicInteger computing = new AtomicInteger();
    volatile CountDownLatch released = new CountDownLatch(0);
    volatile boolean mended;

    @Override
    public Artifact apply(Specification specification) {
      var idea = specification.title();
      if (!mended && idea.contains("throws")) {
        switch (idea.split(" ")[1]) {
          case "an-error" -> throw new AssertionError("as asked");
          case "no-class" -> throw new NoClassDefFoundError("as/asked");
          case "a-deep-stack" -> throw new StackOverflowError();
          default -> throw new IllegalStateException("as asked");
        }
      }
      if (idea.contains("computes")) {
        computing.incrementAndGet();
        while (released.getCount() > 0) {
          Thread.onSpinWait();
        }
      }
      return ScriptedGenerator.artifact(idea);
    }
  }

  @BeforeAll
  static void start() {
    stage =
        new Stage()
            .with("pipeline.retry-for", "PT1S")
            .with(new ScriptedGenerator(), generator)
            .start();
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  @AfterEach
  void breakAgain() {
    generator.mended = false;
    generator.released.countDown();
    stage.gateway.blind(false);
  }

  @Test
  void whateverAStepThrowsEndsThatTryAndTheLastOneFailsTheJobAndNoWorkerIsLost() {
    List<Job> jobs = new ArrayList<>();
    for (var what : List.of("an-error", "no-class", "a-deep-stack", "a-bug")) {
      for (var i = 0; i < 2; i++) {
        jobs.add(stage.generate(stage.registry.create("throws " + what + " " + i)));
      }
    }
    for (var job : jobs) {
      var ended = stage.ended(job);
      assertThat(ended.getState()).isEqualTo(JobState.JOB_STATE_FAILED);
      assertThat(ended.getMessage())
          .startsWith("The platform failed " + MAX_TRIES + " times in this step")
          .contains("error id");
      assertThat(Stage.step(ended, "write-source").getAttempts()).isEqualTo(MAX_TRIES);
      assertThat(stage.registry.effects(UUID.fromString(job.getServiceId())))
          .last()
          .asString()
          .startsWith("failed: The platform failed");
    }
    stage.succeeded(stage.generate(stage.registry.create("a good one after them")));
  }

  @Test
  void aFailedJobIsTakenUpFromTheStepThatFailedAndGoesOnByItself() {
    var service = stage.registry.create("throws a-bug at first");
    var failed = stage.ended(stage.generateAuto(service));
    assertThat(failed.getState()).isEqualTo(JobState.JOB_STATE_FAILED);

    generator.mended = true;
    stage.gateway.blind(true);
    assertThat(retry(failed).getState()).isEqualTo(JobState.JOB_STATE_QUEUED);
    stage.succeeded(failed);
    var deploy = stage.ended(stage.jobOf(service, JobKind.JOB_KIND_DEPLOY));
    assertThat(deploy.getState()).isEqualTo(JobState.JOB_STATE_FAILED);
    // Its work was overtaken by the deployment.
    assertThat(Stage.refusal(() -> retry(failed)).reason()).isEqualTo("JOB_NOT_FAILED");

    stage.gateway.blind(false);
    retry(deploy);
    stage.succeeded(deploy);
    stage.succeeded(stage.jobOf(service, JobKind.JOB_KIND_TOKENISE));
    assertThat(stage.call(service, "/health").statusCode()).isEqualTo(200);
    assertThat(stage.registry.effects(service))
        .filteredOn(effect -> !effect.startsWith("failed: "))
        .containsExactly(
            "generating: A version is being made from the idea.",
            "generating: A version is being made from the idea.",
            "generated: Version 1 was made and proved itself.",
            "deploying: Version 1 is being started behind the gate.",
            "serving up: Version 1 answers calls.",
            "serving none: ",
            "deploying: Version 1 is being started behind the gate.",
            "serving up: Version 1 answers calls.",
            "deployed: Version 1 answers through the gateway.",
            "token " + FakeIssuer.addressOf(service));
    assertThat(Stage.refusal(() -> retry(deploy)).reason()).isEqualTo("JOB_NOT_FAILED");
  }

  @Test
  void aJobThatNewerWorkFollowedIsNotTakenUp() {
    var service = stage.registry.create("throws a-bug once");
    var failed = stage.ended(stage.generate(service));
    generator.mended = true;
    stage.succeeded(stage.generate(service));

    assertThat(Stage.refusal(() -> retry(failed)).reason()).isEqualTo("JOB_SUPERSEDED");
  }

  @Test
  void ideasThatComputeForLongHoldUpNobodyElse() throws InterruptedException {
    generator.released = new CountDownLatch(1);
    generator.computing.set(0);
    List<Job> jobs = new ArrayList<>();
    for (var i = 0; i < 4; i++) {
      jobs.add(stage.generate(stage.registry.create("computes " + i)));
    }
    Stage.until("one computes", () -> generator.computing.get() > 0);

    // As many virtual threads as there are cores would stop these calls, and each other one.
    for (var i = 0; i < 50; i++) {
      assertThat(
              stage
                  .rpc()
                  .withDeadlineAfter(10, TimeUnit.SECONDS)
                  .listJobs(ListJobsRequest.newBuilder().setPageSize(1).build())
                  .getJobsCount())
          .isEqualTo(1);
    }
    var ran = new CountDownLatch(64);
    for (var i = 0; i < 64; i++) {
      Thread.startVirtualThread(ran::countDown);
    }
    assertThat(ran.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(generator.released.getCount()).isEqualTo(1);

    generator.released.countDown();
    jobs.forEach(stage::succeeded);
  }

  private static Job retry(Job job) {
    return stage
        .rpc()
        .retryJob(RetryJobRequest.newBuilder().setJobId(job.getId()).build())
        .getJob();
  }

  @Test
  void anUnknownJobIsNotTakenUp() {
    var id = UUID.randomUUID().toString();
    assertThat(Stage.refusal(() -> retry(Job.newBuilder().setId(id).build())).reason())
        .isEqualTo("JOB_NOT_FOUND");
  }
}
