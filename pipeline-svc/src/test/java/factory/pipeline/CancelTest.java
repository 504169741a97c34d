package factory.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.v1.CancelJobRequest;
import factory.pipeline.v1.Job;
import factory.pipeline.v1.JobKind;
import factory.pipeline.v1.JobState;
import factory.registry.v1.ServiceStatus;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Jobs that are called off while a process of theirs runs that does not end when it is asked to.
 */
@Tag("slow")
class CancelTest {
  private static Stage stage;

  @BeforeAll
  static void start() {
    // Longer than the test: nothing of it ends by itself.
    stage =
        new Stage()
            .with("pipeline.retry-for", "PT5M")
            .with("pipeline.start-timeout", "PT5M")
            .start();
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  @AfterEach
  void seeAgain() {
    stage.gateway.blind(false);
  }

  private static void cancel(Job job) {
    var _ = stage.rpc().cancelJob(CancelJobRequest.newBuilder().setJobId(job.getId()).build());
  }

  private static void awaitTheProcessAndItsChild() {
    Stage.until("both processes run", () -> stage.processes().size() == 2);
  }

  @Test
  void aProbeThatHangsEndsAtOnceWithItsProcessAndWhatThatHasStarted() {
    var service = stage.registry.create("mute and unkillable");
    var job = stage.atStep(stage.generate(service), "prove");
    awaitTheProcessAndItsChild();

    cancel(job);

    var ended = stage.ended(job);
    // Whoever reads that it is cancelled finds nothing of it, without waiting.
    assertThat(stage.processes()).isEmpty();
    assertThat(ended.getState()).isEqualTo(JobState.JOB_STATE_CANCELLED);
    assertThat(ended.getMessage()).isEqualTo("cancelled on request");
    assertThat(Stage.step(ended, "prove").getMessage()).isEqualTo("It was broken off.");
    assertThat(Stage.step(ended, "prove").getAttempts()).isEqualTo(1);
    assertThat(stage.registry.effects(service)).last().isEqualTo("failed: cancelled on request");
    assertThat(stage.folder.resolve("tmp")).isEmptyDirectory();
  }

  @Test
  void aCandidateThatIsCalledOffEndsAtOnceWithWhatItHasStarted() {
    var service = stage.registry.create("unkillable");
    stage.succeeded(stage.generate(service));
    assertThat(stage.processes()).as("what the probe has left").isEmpty();
    stage.gateway.blind(true);
    var job = stage.atStep(stage.deploy(service), "probe-gateway");
    awaitTheProcessAndItsChild();

    cancel(job);

    var ended = stage.ended(job);
    assertThat(stage.processes()).isEmpty();
    assertThat(ended.getState()).isEqualTo(JobState.JOB_STATE_CANCELLED);
    assertThat(stage.registry.service(service).getStatus())
        .isEqualTo(ServiceStatus.SERVICE_STATUS_FAILED);
    // The next one finds no trace of it.
    stage.gateway.blind(false);
    stage.succeeded(stage.deploy(service));
    stage.registry.delete(service);
    Stage.until("the deleted service's processes end", () -> stage.processes().isEmpty());
  }

  @Test
  void aDeletedServicesJobIsBrokenOffAsWell() {
    var service = stage.registry.create("mute and deleted");
    var job = stage.atStep(stage.generate(service), "prove");
    Stage.until("its process runs", () -> stage.processes().size() == 1);

    stage.registry.delete(service);

    var ended =
        stage.ended(stage.jobOf(UUID.fromString(job.getServiceId()), JobKind.JOB_KIND_GENERATE));
    assertThat(stage.processes()).isEmpty();
    assertThat(ended.getMessage()).isEqualTo("The service was deleted.");
    assertThat(ended.getState()).isEqualTo(JobState.JOB_STATE_CANCELLED);
  }
}
