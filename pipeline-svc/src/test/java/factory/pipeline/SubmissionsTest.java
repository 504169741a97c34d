package factory.pipeline;

import static factory.pipeline.Stage.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import factory.pipeline.v1.DeployServiceRequest;
import factory.pipeline.v1.GenerateServiceRequest;
import factory.pipeline.v1.JobKind;
import factory.pipeline.v1.ListJobsRequest;
import factory.pipeline.v1.SubmitIdeaRequest;
import factory.pipeline.v1.SubmitIdeaResponse;
import factory.pipeline.v1.TokeniseServiceRequest;
import factory.registry.v1.ServiceStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An idea becomes a service and goes on by itself, once, however often it is asked for. */
@Tag("slow")
class SubmissionsTest {
  private static final String OWNER = "0x" + "0a".repeat(20);
  private static final String STRANGER = "0x" + "0c".repeat(20);

  private static final Stage STAGE = new Stage();
  private int services;

  @BeforeAll
  static void start() {
    STAGE.start();
  }

  @AfterAll
  static void stop() {
    STAGE.close();
  }

  @BeforeEach
  void count() {
    services = STAGE.registry.size();
  }

  private int made() {
    return STAGE.registry.size() - services;
  }

  private static SubmitIdeaRequest.Builder idea(String requestId) {
    return SubmitIdeaRequest.newBuilder().setRequestId(requestId).setIdea("track books");
  }

  private SubmitIdeaResponse submit(SubmitIdeaRequest.Builder request) {
    return STAGE.rpc().submitIdea(request.build());
  }

  private static int jobsOf(String service) {
    return STAGE
        .rpc()
        .listJobs(ListJobsRequest.newBuilder().setServiceId(service).build())
        .getJobsCount();
  }

  private static Struct metadata(String team) {
    return Struct.newBuilder()
        .putFields("team", Value.newBuilder().setStringValue(team).build())
        .build();
  }

  @Test
  void anIdeaIsRecordedAndWaitsUnlessItIsToGoOn() {
    var submitted = submit(idea("one 1").setMetadata(metadata("books")));
    assertThat(submitted.hasJob()).isFalse();
    assertThat(submitted.getService().getIdea()).isEqualTo("track books");
    assertThat(submitted.getService().getMetadata()).isEqualTo(metadata("books"));
    assertThat(submitted.getService().getStatus()).isEqualTo(ServiceStatus.SERVICE_STATUS_QUEUED);
    assertThat(submit(idea("one 1").setMetadata(metadata("books")))).isEqualTo(submitted);
    assertThat(submit(idea("")).getService().getId()).isNotEqualTo(submitted.getService().getId());
    assertThat(made()).isEqualTo(2);
    assertThat(jobsOf(submitted.getService().getId())).isZero();
  }

  @Test
  void anIdeaGoesOnByItselfToItsToken() {
    var submitted = submit(idea("one 2").setAuto(true).setChainId(8453));
    var service = UUID.fromString(submitted.getService().getId());
    assertThat(submitted.getService().getStatus())
        .isEqualTo(ServiceStatus.SERVICE_STATUS_GENERATING);
    assertThat(submitted.getJob().getKind()).isEqualTo(JobKind.JOB_KIND_GENERATE);
    STAGE.succeeded(STAGE.jobOf(service, JobKind.JOB_KIND_TOKENISE));
    assertThat(STAGE.registry.service(service).getChainId()).isEqualTo(8453);

    var again = submit(idea("one 2").setAuto(true).setChainId(8453));
    assertThat(again.getJob().getId()).isEqualTo(submitted.getJob().getId());
    assertThat(again.getService().getId()).isEqualTo(submitted.getService().getId());
    assertThat(again.getService().getStatus()).isEqualTo(ServiceStatus.SERVICE_STATUS_DEPLOYED);
    assertThat(made()).isEqualTo(1);
    assertThat(jobsOf(service.toString())).isEqualTo(3);
  }

  @Test
  void manyWhoSendTheSameAtOnceMakeOne() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers =
          threads.invokeAll(
              java.util.Collections.nCopies(
                  12,
                  (Callable<String>)
                      () -> {
                        var made = submit(idea("one 3").setAuto(true));
                        return made.getService().getId() + " " + made.getJob().getId();
                      }));
      assertThat(answers.stream().map(a -> a.resultNow()).distinct()).hasSize(1);
    }
    assertThat(made()).isEqualTo(1);
  }

  /** Whatever differs makes it another request, and another request under the id is refused. */
  @Test
  void anIdStandsForOneWholeRequest() {
    var first = submit(idea("one 4").setMetadata(metadata("books")));
    var id = first.getService().getId();
    var same = idea("one 4").setMetadata(metadata("books"));
    Map<String, Runnable> others = new LinkedHashMap<>();
    others.put("idea", () -> submit(same.clone().setIdea("track films")));
    others.put("requester", () -> submit(same.clone().setRequesterId("ada")));
    others.put("metadata", () -> submit(same.clone().setMetadata(metadata("films"))));
    others.put("no metadata", () -> submit(same.clone().clearMetadata()));
    others.put("auto", () -> submit(same.clone().setAuto(true)));
    others.put("chain", () -> submit(same.clone().setAuto(true).setChainId(31337)));
    others.put("caller", () -> STAGE.rpcAs(STRANGER).submitIdea(same.build()));
    others.put("generate", () -> generate("one 4", id, false));
    others.put("deploy", () -> deploy("one 4", id));
    others.put("tokenise", () -> tokenise("one 4", id, ""));
    for (var other : others.entrySet()) {
      var fault = refusal(() -> other.getValue().run());
      assertThat(fault.reason()).as(other.getKey()).isEqualTo("REQUEST_ID_REUSED");
      assertThat(fault.fields().getFirst().field()).isEqualTo("request_id");
    }
    assertThat(made()).isEqualTo(1);
    assertThat(jobsOf(id)).isZero();
    assertThat(submit(same)).isEqualTo(first);
  }

  private void generate(String requestId, String service, boolean auto) {
    var _ =
        STAGE
            .rpc()
            .generateService(
                GenerateServiceRequest.newBuilder()
                    .setRequestId(requestId)
                    .setServiceId(service)
                    .setAuto(auto)
                    .build());
  }

  private void deploy(String requestId, String service) {
    var _ =
        STAGE
            .rpc()
            .deployService(
                DeployServiceRequest.newBuilder()
                    .setRequestId(requestId)
                    .setServiceId(service)
                    .build());
  }

  private void tokenise(String requestId, String service, String name) {
    var _ =
        STAGE
            .rpc()
            .tokeniseService(
                TokeniseServiceRequest.newBuilder()
                    .setRequestId(requestId)
                    .setServiceId(service)
                    .setName(name)
                    .build());
  }

  @Test
  void anIdOfWorkStandsForOneWholeRequestToo() {
    var one = STAGE.registry.create("track books").toString();
    var two = STAGE.registry.create("track films").toString();
    generate("make", one, false);
    STAGE.succeeded(STAGE.jobOf(UUID.fromString(one), JobKind.JOB_KIND_GENERATE));
    tokenise("token", one, "Books");
    STAGE.succeeded(STAGE.jobOf(UUID.fromString(one), JobKind.JOB_KIND_TOKENISE));
    List<Runnable> others =
        List.of(
            () -> generate("make", two, false),
            () -> generate("make", one, true),
            () -> deploy("make", one),
            () -> tokenise("token", one, "Films"),
            () -> submit(idea("token")));
    for (var other : others) {
      assertThat(refusal(other::run).reason()).isEqualTo("REQUEST_ID_REUSED");
    }
    generate("make", one, false);
    tokenise("token", one, "Books");
    assertThat(jobsOf(one)).isEqualTo(2);
    assertThat(jobsOf(two)).isZero();
  }

  @Test
  void whatIsRefusedRecordsNothingAndLeavesTheIdFree() {
    var unknown = refusal(() -> submit(idea("one 6").setAuto(true).setChainId(5)));
    assertThat(unknown.fields().getFirst().field()).isEqualTo("chain_id");
    assertThat(refusal(() -> submit(idea("one 6").setChainId(31337))).fields().getFirst().field())
        .isEqualTo("chain_id");
    assertThat(refusal(() -> submit(idea("one 6").setIdea(" "))).fields().getFirst().field())
        .isEqualTo("idea");
    var service = STAGE.registry.create("track films").toString();
    assertThat(refusal(() -> deploy("one 6", service)).reason()).isEqualTo("NO_VERSION");
    assertThat(made()).isEqualTo(1);
    assertThat(submit(idea("one 6").setAuto(true).setChainId(8453)).hasJob()).isTrue();
  }

  @Test
  void anIdeaThatIsRecordedAndNotBegunIsNamed() {
    STAGE.registry.whenRecorded = service -> generate("", service.toString(), false);
    var fault = refusal(() -> submit(idea("one 7").setAuto(true)));
    assertThat(fault.reason()).isEqualTo("JOB_ACTIVE");
    var service = UUID.fromString(fault.metadata().get("service_id"));
    assertThat(STAGE.registry.service(service).getIdea()).isEqualTo("track books");
    STAGE.registry.whenRecorded = _ -> {};
    STAGE.succeeded(STAGE.jobOf(service, JobKind.JOB_KIND_GENERATE));
    // The same again goes on where it was left.
    assertThat(submit(idea("one 7").setAuto(true)).getService().getId())
        .isEqualTo(service.toString());
    assertThat(made()).isEqualTo(1);
  }

  @Test
  void aRegistryThatIsAwayIsToldAndTheSameRequestGoesThroughLater() {
    STAGE.registry.goAway();
    assertThat(refusal(() -> submit(idea("one 8").setAuto(true))).code())
        .isEqualTo(io.grpc.Status.Code.UNAVAILABLE);
    STAGE.registry.comeBack();
    var made =
        Stage.await(
            "the registry is reached again",
            () -> {
              try {
                return submit(idea("one 8").setAuto(true)).getService().getId();
              } catch (io.grpc.StatusRuntimeException e) {
                return "";
              }
            },
            id -> !id.isEmpty());
    assertThat(STAGE.registry.service(UUID.fromString(made)).getIdea()).isEqualTo("track books");
    assertThat(made()).isEqualTo(1);
  }

  @Test
  void anIdeaIsItsCallersAndNobodyElseMayHaveItGoOn() {
    try (var production =
        new Stage()
            .with("factory.profile", "production")
            .with("assertion.secret", "a secret of at least 32 bytes that nobody knows")
            .start()) {
      var unsigned = idea("one").build();
      assertThat(refusal(() -> production.rpc().submitIdea(unsigned)).reason())
          .isEqualTo("SIGN_IN_REQUIRED");
      var forAnother = idea("one").setRequesterId(STRANGER).build();
      assertThat(
              refusal(() -> production.rpcAs(OWNER).submitIdea(forAnother))
                  .fields()
                  .getFirst()
                  .field())
          .isEqualTo("requester_id");
      assertThat(production.registry.size()).isZero();
      for (var wallet : List.of(OWNER, STRANGER)) {
        var made = production.rpcAs(wallet).submitIdea(idea("of " + wallet).setAuto(true).build());
        assertThat(made.getService().getRequesterId()).isEqualTo(wallet);
        production.succeeded(
            production.jobOf(
                UUID.fromString(made.getService().getId()), JobKind.JOB_KIND_TOKENISE));
      }
    }
  }
}
