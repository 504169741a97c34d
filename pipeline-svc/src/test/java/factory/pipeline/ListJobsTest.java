package factory.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import factory.mesh.Faults;
import factory.pipeline.v1.GenerateServiceRequest;
import factory.pipeline.v1.Job;
import factory.pipeline.v1.JobKind;
import factory.pipeline.v1.JobState;
import factory.pipeline.v1.ListJobsRequest;
import factory.pipeline.v1.PipelineGrpc.PipelineBlockingStub;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which jobs whom are shown, asked over a real connection in the production profile. */
class ListJobsTest {
  private static final String ONE = "0x" + "0a".repeat(20);
  private static final String OTHER = "0x" + "0c".repeat(20);
  private static final String OPERATOR = "0x" + "0b".repeat(20);

  private static Stage stage;
  private static final List<String> ones = new ArrayList<>();
  private static final List<String> others = new ArrayList<>();
  private static UUID service = new UUID(0, 0);

  @BeforeAll
  static void start() {
    stage =
        new Stage()
            .with("factory.profile", "production")
            .with("assertion.secret", "a secret of at least 32 bytes that nobody knows")
            .with("operators", OPERATOR)
            .start();
    ones.addFirst(made(ONE, "good"));
    others.addFirst(made(OTHER, "uncompilable of the other"));
    ones.addFirst(made(ONE.toUpperCase(java.util.Locale.ROOT).replace('X', 'x'), "uncompilable"));
    ones.addFirst(made(ONE, "more uncompilable"));
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  private static String made(String requester, String idea) {
    stage.registry.requester = requester;
    service = stage.registry.create(idea);
    var job =
        stage
            .rpcAs(OPERATOR)
            .generateService(
                GenerateServiceRequest.newBuilder().setServiceId(service.toString()).build())
            .getJob();
    return stage.ended(job).getId();
  }

  private static List<String> ids(PipelineBlockingStub as, ListJobsRequest.Builder request) {
    return as.listJobs(request.build()).getJobsList().stream().map(Job::getId).toList();
  }

  private static String refusal(PipelineBlockingStub as, ListJobsRequest.Builder request) {
    var error = catchThrowableOfType(StatusRuntimeException.class, () -> ids(as, request));
    return error == null ? "none" : Faults.fromGrpc(error).reason();
  }

  private static ListJobsRequest.Builder request() {
    return ListJobsRequest.newBuilder();
  }

  @Test
  void everybodySeesTheirOwnAndTheOperatorsAll() {
    assertThat(ids(stage.rpcAs(ONE), request())).isEqualTo(ones);
    assertThat(ids(stage.rpcAs(ONE), request().setOwner(ONE))).isEqualTo(ones);
    assertThat(ids(stage.rpcAs(OTHER), request())).isEqualTo(others);
    assertThat(ids(stage.rpcAs(OPERATOR), request())).hasSize(4).containsAll(others);
    assertThat(ids(stage.rpcAs(OPERATOR), request().setOwner(OTHER))).isEqualTo(others);
    assertThat(refusal(stage.rpcAs(OTHER), request().setOwner(ONE))).isEqualTo("NOT_THE_OWNER");
    assertThat(refusal(stage.rpc(), request())).isEqualTo("SIGN_IN_REQUIRED");
    assertThat(refusal(stage.rpc(), request().setOwner(ONE))).isEqualTo("SIGN_IN_REQUIRED");
  }

  @Test
  void theJobsOfOneServiceAreAsPublicAsTheService() {
    assertThat(ids(stage.rpc(), request().setServiceId(service.toString())))
        .containsExactly(ones.getFirst());
    var both = request().setServiceId(service.toString()).setOwner(OTHER);
    assertThat(ids(stage.rpcAs(OTHER), both)).isEmpty();
    assertThat(refusal(stage.rpc(), both)).isEqualTo("SIGN_IN_REQUIRED");
  }

  @Test
  void failedOnesAreTheDeadLettersWithTheirReasons() {
    var failed =
        stage
            .rpcAs(ONE)
            .listJobs(request().setState(JobState.JOB_STATE_FAILED).build())
            .getJobsList();
    assertThat(failed).extracting(Job::getId).isEqualTo(ones.subList(0, 2));
    assertThat(failed)
        .allMatch(job -> job.getMessage().startsWith("The generated sources do not compile"));
    assertThat(ids(stage.rpcAs(ONE), request().setState(JobState.JOB_STATE_SUCCEEDED)))
        .containsExactly(ones.getLast());
    assertThat(ids(stage.rpcAs(ONE), request().setKind(JobKind.JOB_KIND_GENERATE))).isEqualTo(ones);
    assertThat(ids(stage.rpcAs(ONE), request().setKind(JobKind.JOB_KIND_DEPLOY))).isEmpty();
    assertThat(refusal(stage.rpcAs(ONE), request().setState(JobState.JOB_STATE_UNSPECIFIED)))
        .isEqualTo("INVALID_ARGUMENT");
    assertThat(refusal(stage.rpcAs(ONE), request().setKindValue(99))).isEqualTo("INVALID_ARGUMENT");
  }

  @Test
  void pagesOfAFilterShowEachJobOnce() {
    List<String> seen = new ArrayList<>();
    var token = "";
    do {
      var page =
          stage
              .rpcAs(OPERATOR)
              .listJobs(
                  request()
                      .setState(JobState.JOB_STATE_FAILED)
                      .setPageSize(1)
                      .setPageToken(token)
                      .build());
      page.getJobsList().forEach(job -> seen.add(job.getId()));
      token = page.getNextPageToken();
    } while (!token.isEmpty());

    assertThat(seen).containsExactly(ones.get(0), ones.get(1), others.getFirst());
  }
}
