package factory.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import factory.mesh.Faults;
import factory.pipeline.v1.CancelJobRequest;
import factory.pipeline.v1.DeployServiceRequest;
import factory.pipeline.v1.GenerateServiceRequest;
import factory.pipeline.v1.GetJobRequest;
import factory.pipeline.v1.PipelineGrpc.PipelineBlockingStub;
import factory.pipeline.v1.TokeniseServiceRequest;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Who may have work done on a service, asked over a real connection in the production profile. */
class OwnersTest {
  private static final String OWNER = "0x" + "0a".repeat(20);
  private static final String OPERATOR = "0x" + "0b".repeat(20);
  private static final String STRANGER = "0x" + "0c".repeat(20);

  private static String answer(ThrowingCallable call) {
    var error = catchThrowableOfType(StatusRuntimeException.class, call);
    return error == null ? "done" : Faults.fromGrpc(error).reason();
  }

  private static void generate(PipelineBlockingStub as, UUID service) {
    as.generateService(
        GenerateServiceRequest.newBuilder().setServiceId(service.toString()).build());
  }

  @Test
  void theRequesterAndTheOperatorsHaveWorkDoneAndOthersLookOn() {
    try (var stage =
        new Stage()
            .with("factory.profile", "production")
            .with("assertion.secret", "a secret of at least 32 bytes that nobody knows")
            .with("operators", OPERATOR)
            .start()) {
      stage.registry.requester = OWNER;
      var service = stage.registry.create("books");
      var id = service.toString();
      List<Consumer<PipelineBlockingStub>> calls =
          List.of(
              rpc -> generate(rpc, service),
              rpc -> rpc.deployService(DeployServiceRequest.newBuilder().setServiceId(id).build()),
              rpc ->
                  rpc.tokeniseService(
                      TokeniseServiceRequest.newBuilder().setServiceId(id).build()));
      for (var call : calls) {
        assertThat(answer(() -> call.accept(stage.rpc()))).isEqualTo("SIGN_IN_REQUIRED");
        assertThat(answer(() -> call.accept(stage.rpcAs(STRANGER)))).isEqualTo("NOT_THE_OWNER");
      }
      var job =
          stage
              .rpcAs(OWNER)
              .generateService(GenerateServiceRequest.newBuilder().setServiceId(id).build())
              .getJob();
      var cancel = CancelJobRequest.newBuilder().setJobId(job.getId()).build();
      assertThat(answer(() -> stage.rpcAs(STRANGER).cancelJob(cancel))).isEqualTo("NOT_THE_OWNER");
      var seen = stage.rpc().getJob(GetJobRequest.newBuilder().setJobId(job.getId()).build());
      assertThat(seen.getJob().getId()).isEqualTo(job.getId());
      assertThat(answer(() -> generate(stage.rpcAs(OPERATOR), stage.registry.create("films"))))
          .isEqualTo("done");
    }
  }
}
