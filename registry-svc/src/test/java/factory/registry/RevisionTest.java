package factory.registry;

import static factory.registry.RunningRegistry.refusal;
import static factory.registry.v1.ServiceStatus.SERVICE_STATUS_DEPLOYED;
import static factory.registry.v1.ServiceStatus.SERVICE_STATUS_DEPLOYING;
import static factory.registry.v1.ServiceStatus.SERVICE_STATUS_GENERATED;
import static factory.registry.v1.ServiceStatus.SERVICE_STATUS_GENERATING;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import factory.registry.v1.DeleteServiceRequest;
import factory.registry.v1.GetServiceRequest;
import factory.registry.v1.RecordTokenRequest;
import factory.registry.v1.RouteToken;
import factory.registry.v1.Service;
import factory.registry.v1.ServiceAction;
import factory.registry.v1.ServiceStatus;
import factory.registry.v1.UpdateServiceRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who changes what others have changed since is told so; what jobs do is no such change. */
class RevisionTest {
  private final RunningRegistry registry = RunningRegistry.fresh();

  @AfterEach
  void stop() {
    registry.close();
  }

  private Service get(String id) {
    return registry
        .registry()
        .getService(GetServiceRequest.newBuilder().setServiceId(id).build())
        .getService();
  }

  private Service update(UpdateServiceRequest.Builder request) {
    return registry.registry().updateService(request.build()).getService();
  }

  private static UpdateServiceRequest.Builder change(Service service) {
    return UpdateServiceRequest.newBuilder().setServiceId(service.getId());
  }

  @Test
  void eachEditRaisesItAndNothingThatJobsDo() {
    var service = registry.create("an idea");
    assertThat(service.getRevision()).isEqualTo(1);
    assertThat(update(change(service).setIdea("another")).getRevision()).isEqualTo(2);
    assertThat(update(change(service).setRequesterId("ada")).getRevision()).isEqualTo(3);
    assertThat(update(change(service).setMetadata(Struct.getDefaultInstance())).getRevision())
        .isEqualTo(4);
    assertThat(update(change(service).setIdea("another").setRequesterId("ada")).getRevision())
        .as("the same again")
        .isEqualTo(4);

    var id = service.getId();
    registry.moveThrough(
        id,
        SERVICE_STATUS_GENERATING,
        SERVICE_STATUS_GENERATED,
        SERVICE_STATUS_DEPLOYING,
        SERVICE_STATUS_DEPLOYED);
    registry.serveUp(id, "v1", "/run/one.sock");
    var _ =
        registry
            .lifecycle()
            .recordToken(
                RecordTokenRequest.newBuilder()
                    .setServiceId(id)
                    .setToken(
                        RouteToken.newBuilder()
                            .setChainId(1)
                            .setAddress("0x" + "ab".repeat(20))
                            .setAccessThreshold("1"))
                    .build());
    assertThat(get(id).getRevision()).isEqualTo(4);
    try (var another = registry.another()) {
      assertThat(another.create("of another node").getRevision()).isEqualTo(1);
    }
  }

  @Test
  void aChangeOfWhatWasChangedSinceIsRefusedAndChangesNothing() {
    var seen = registry.create("an idea");
    var now = update(change(seen).setIdea("somebody was faster"));

    var fault = refusal(() -> update(change(seen).setRequesterId("bob").addExpectedRevisions(1)));
    assertThat(fault.code()).isEqualTo(Status.Code.ABORTED);
    assertThat(fault.reason()).isEqualTo("REVISION_MISMATCH");
    assertThat(fault.metadata()).containsEntry("revision", "2");
    // Also where nothing would change, and where the only revision is one that never was.
    assertThat(refusal(() -> update(change(seen).addExpectedRevisions(0))).reason())
        .isEqualTo("REVISION_MISMATCH");
    var delete =
        DeleteServiceRequest.newBuilder().setServiceId(seen.getId()).addExpectedRevisions(1);
    assertThat(refusal(() -> registry.registry().deleteService(delete.build())).reason())
        .isEqualTo("REVISION_MISMATCH");
    assertThat(get(seen.getId())).isEqualTo(now);

    assertThat(
            update(change(seen).setRequesterId("bob").addAllExpectedRevisions(List.of(1L, 2L)))
                .getRequesterId())
        .isEqualTo("bob");
    var _ = registry.registry().deleteService(delete.addExpectedRevisions(3).build());
    assertThat(refusal(() -> get(seen.getId())).reason()).isEqualTo("SERVICE_NOT_FOUND");
  }

  @Test
  void ofManyWhoHaveSeenTheSameOneChangesIt() throws Exception {
    var seen = registry.create("an idea");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var changes =
          threads.invokeAll(
              IntStream.range(0, 16)
                  .<Callable<String>>mapToObj(
                      n ->
                          () -> {
                            try {
                              return update(
                                      change(seen).setIdea("idea " + n).addExpectedRevisions(1))
                                  .getIdea();
                            } catch (StatusRuntimeException e) {
                              return e.getStatus().getCode().name();
                            }
                          })
                  .toList());
      var won =
          changes.stream().map(f -> f.resultNow()).filter(answer -> !answer.equals("ABORTED"));
      assertThat(won).containsExactly(get(seen.getId()).getIdea());
    }
    assertThat(get(seen.getId()).getRevision()).isEqualTo(2);
  }

  @Test
  void theRegistryDoesWhatItSaysIsAllowed() {
    var id = registry.create("an idea").getId();
    for (var status :
        List.of(
            SERVICE_STATUS_GENERATING,
            SERVICE_STATUS_GENERATED,
            SERVICE_STATUS_DEPLOYING,
            ServiceStatus.SERVICE_STATUS_FAILED,
            SERVICE_STATUS_DEPLOYING,
            SERVICE_STATUS_DEPLOYED)) {
      var service = registry.move(id, status);
      assertThat(service.getAllowedActionsList())
          .as(status.name())
          .contains(ServiceAction.SERVICE_ACTION_EDIT, ServiceAction.SERVICE_ACTION_DELETE)
          .doesNotContain(ServiceAction.SERVICE_ACTION_EDIT_IDEA);
      assertThat(service.getAllowedActionsList().contains(ServiceAction.SERVICE_ACTION_DEPLOY))
          .as(status.name())
          .isEqualTo(status != SERVICE_STATUS_GENERATING && status != SERVICE_STATUS_DEPLOYING);
    }
    assertThat(get(id).getAllowedActionsList()).contains(ServiceAction.SERVICE_ACTION_TOKENISE);
    try (var restarted = registry.another()) {
      assertThat(
              restarted
                  .registry()
                  .getService(GetServiceRequest.newBuilder().setServiceId(id).build())
                  .getService()
                  .getAllowedActionsList())
          .isEqualTo(get(id).getAllowedActionsList());
    }
  }
}
