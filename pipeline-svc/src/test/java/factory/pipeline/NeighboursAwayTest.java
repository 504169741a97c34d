package factory.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.v1.JobState;
import factory.pipeline.v1.TokeniseServiceRequest;
import factory.registry.v1.ServiceStatus;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Neighbours that go away in the middle of a job. */
@Tag("slow")
@Timeout(120)
class NeighboursAwayTest {
  private Stage stage;

  @BeforeEach
  void prepare() {
    stage = new Stage();
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  @Test
  void aJobWaitsForTheChainAndGoesOn() {
    stage.with("pipeline.retry-for", "PT60S").start();
    var service = stage.generated("patient");
    stage.issuer.goAway();
    var job =
        stage
            .rpc()
            .tokeniseService(
                TokeniseServiceRequest.newBuilder().setServiceId(service.toString()).build())
            .getJob();
    Stage.until(
        "a second attempt",
        () -> Stage.step(stage.job(job.getId()), "create-token").getAttempts() > 1);
    assertThat(Stage.step(stage.job(job.getId()), "create-token").getMessage())
        .startsWith("Trying again: ");

    stage.issuer.comeBack();

    stage.succeeded(job);
    assertThat(stage.issuer.created()).hasSize(1);
  }

  @Test
  void aTokenThatCannotBeCreatedFailsTheJobAndLeavesTheServiceAlone() {
    stage.with("pipeline.retry-for", "PT0.5S").start();
    var service = stage.generated("alone");
    stage.issuer.goAway();

    var job =
        stage.ended(
            stage
                .rpc()
                .tokeniseService(
                    TokeniseServiceRequest.newBuilder().setServiceId(service.toString()).build())
                .getJob());

    assertThat(job.getState()).isEqualTo(JobState.JOB_STATE_FAILED);
    assertThat(job.getMessage()).startsWith("Gave up after").contains("UNAVAILABLE");
    assertThat(stage.registry.service(service).getStatus())
        .isEqualTo(ServiceStatus.SERVICE_STATUS_GENERATED);
    assertThat(stage.registry.effects(service)).hasSize(2);
  }

  @Test
  void aJobThatFailsWhileTheRegistryIsAwayTellsItOnceItIsBack() {
    stage.with("pipeline.retry-for", "PT0.5S").start();
    var service = stage.registry.create("unheard");
    stage.succeeded(stage.generate(service));
    stage.gateway.blind(true);
    var job = stage.atStep(stage.deploy(service), "probe-gateway");
    stage.registry.goAway();
    Stage.until(
        "the step failed",
        () ->
            Stage.step(stage.job(job.getId()), "probe-gateway").getState()
                == JobState.JOB_STATE_FAILED);
    assertThat(stage.job(job.getId()).getState()).isEqualTo(JobState.JOB_STATE_RUNNING);

    stage.registry.comeBack();

    assertThat(stage.ended(job).getState()).isEqualTo(JobState.JOB_STATE_FAILED);
    assertThat(stage.registry.service(service).getStatus())
        .isEqualTo(ServiceStatus.SERVICE_STATUS_FAILED);
    assertThat(stage.processes()).isEmpty();
  }

  @Test
  void aCallWhileTheRegistryIsAwayIsUnavailableAndMakesNoJob() {
    stage.start();
    var service = stage.registry.create("later");
    stage.registry.goAway();

    var refusal = Stage.refusal(() -> stage.generate(service));

    assertThat(refusal.code()).isEqualTo(Code.UNAVAILABLE);
    stage.registry.comeBack();
    // The channel pauses before it connects anew.
    Stage.until(
        "the registry is reached again",
        () -> {
          try {
            stage.succeeded(stage.generate(service));
            return true;
          } catch (StatusRuntimeException e) {
            return false;
          }
        });
    assertThat(stage.registry.effects(service)).hasSize(2);
  }
}
