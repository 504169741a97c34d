package factory.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.v1.GetDeployerRequest;
import factory.pipeline.v1.Isolation;
import factory.pipeline.v1.JobKind;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ideas above what the node has memory for are refused before they are begun. */
@Tag("slow")
@Timeout(180)
class AdmissionOverGrpcTest {
  @Test
  void ideasAboveTheLimitAreRefusedAndTheOthersAreDeployed() {
    try (var stage = new Stage().with("pipeline.memory", "200m").start()) {
      List<UUID> accepted = new ArrayList<>();
      for (var i = 0; i < 4; i++) {
        var service = stage.registry.create("one of many");
        try {
          stage.generateAuto(service);
          accepted.add(service);
        } catch (io.grpc.StatusRuntimeException e) {
          var refusal = factory.mesh.Faults.fromGrpc(e);
          assertThat(refusal.code()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
          assertThat(refusal.reason()).isEqualTo("NODE_FULL");
          assertThat(refusal.metadata()).containsEntry("services", "2");
          assertThat(stage.registry.effects(service)).isEmpty();
        }
      }
      assertThat(accepted).hasSize(2);
      for (var service : accepted) {
        stage.succeeded(stage.jobOf(service, JobKind.JOB_KIND_TOKENISE));
        assertThat(stage.call(service, "/health").statusCode()).isEqualTo(200);
      }
      // What runs may be made anew, and is not one more.
      stage.succeeded(stage.generate(accepted.getFirst()));
      stage.succeeded(stage.deploy(accepted.getFirst()));
      var deployer = stage.rpc().getDeployer(GetDeployerRequest.getDefaultInstance()).getDeployer();
      assertThat(deployer.getServices()).isEqualTo(2);
      assertThat(deployer.getMaxServices()).isEqualTo(2);
      assertThat(deployer.getMemoryBytes()).isEqualTo(200L << 20);
      assertThat(deployer.getIsolation())
          .isIn(Isolation.ISOLATION_SANDBOXED, Isolation.ISOLATION_UNSANDBOXED);
      assertThat(deployer.getDetail()).containsIgnoringCase("sandboxed");
    }
  }
}
