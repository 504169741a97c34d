package factory.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import factory.mesh.Fault;
import factory.pipeline.v1.CancelJobRequest;
import factory.pipeline.v1.DeployServiceRequest;
import factory.pipeline.v1.GenerateServiceRequest;
import factory.pipeline.v1.GetJobRequest;
import factory.pipeline.v1.GetVersionRequest;
import factory.pipeline.v1.Job;
import factory.pipeline.v1.JobKind;
import factory.pipeline.v1.JobState;
import factory.pipeline.v1.ListJobsRequest;
import factory.pipeline.v1.ProofProgress;
import factory.pipeline.v1.Step;
import factory.pipeline.v1.TokeniseServiceRequest;
import factory.registry.v1.ServiceStatus;
import factory.registry.v1.ServingState;
import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Jobs as a caller sees them, over gRPC, with real processes and a real Postgres. */
@Timeout(120)
class JobsTest {
  private static final ScriptedGenerator SCRIPTED = new ScriptedGenerator();
  private static Stage stage;

  @BeforeAll
  static void start() {
    stage = new Stage().with(SCRIPTED, SCRIPTED).with("pipeline.retry-for", "PT20S").start();
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  @AfterEach
  void seeAgain() {
    stage.gateway.blind(false);
  }

  @Test
  void aProofTellsHowFarItIsWhileItGoesOn() {
    var job = stage.generate(stage.registry.create("lengthy"));
    Stage.until("the first check is told", () -> seen(job).getPassed() == 1);
    assertThat(seen(job).getAreasList())
        .extracting(area -> area.getArea() + " " + area.getPassed())
        .containsExactly("records 1");
    SCRIPTED.proving.countDown();
    SCRIPTED.proven.countDown();
    stage.succeeded(job);
    assertThat(seen(job).getPassed()).isEqualTo(2);
    assertThat(seen(job).getNewestList())
        .extracting(check -> check.getArea() + ": " + check.getName() + " " + check.getOutcome())
        .containsExactly("records: It keeps things passed", "lists: It lists things passed");
    assertThat(Stage.step(stage.job(job.getId()), "compile").hasProof()).isFalse();
  }

  private ProofProgress seen(Job job) {
    return Stage.step(stage.job(job.getId()), "prove").getProof();
  }

  @Test
  void anIdeaBecomesADeployedServiceWithATokenByItself() {
    var service = stage.registry.create("Things of a very long name, longer than a token's may be");

    var generate = stage.succeeded(stage.generateAuto(service));
    var deploy = stage.succeeded(stage.jobOf(service, JobKind.JOB_KIND_DEPLOY));
    var tokenise = stage.succeeded(stage.jobOf(service, JobKind.JOB_KIND_TOKENISE));

    assertThat(names(generate))
        .containsExactly("begin", "write-source", "compile", "prove", "record");
    assertThat(names(deploy))
        .containsExactly(
            "begin", "start", "probe-direct", "route", "probe-gateway", "record", "retire-old");
    assertThat(names(tokenise)).containsExactly("create-token", "record-token");
    assertThat(generate.getStepsList())
        .allMatch(s -> s.getState() == JobState.JOB_STATE_SUCCEEDED)
        .allMatch(s -> s.getAttempts() == 1)
        .allMatch(s -> s.hasStartedAt() && s.hasFinishedAt() && !s.getMessage().isEmpty());
    assertThat(stage.registry.effects(service))
        .containsExactly(
            "generating: A version is being made from the idea.",
            "generated: Version 1 was made and proved itself.",
            "deploying: Version 1 is being started behind the gate.",
            "serving up: Version 1 answers calls.",
            "deployed: Version 1 answers through the gateway.",
            "token " + FakeIssuer.addressOf(service));
    assertThat(stage.issuer.created()).contains(service + " Things of a very long name, long 1");
    assertThat(stage.call(service, "/health").body()).contains("\"status\":\"up\"");
    assertThat(stage.call(service, "POST", "/things").statusCode()).isEqualTo(201);
  }

  @Test
  void anIdeaThatLeavesQuestionsOpenIsRefusedAndTheServiceStaysWhereItWas() {
    var service = stage.registry.create("nonsense");

    var refusal = Stage.refusal(() -> stage.generate(service));

    assertThat(refusal.reason()).isEqualTo("QUESTIONS_OPEN");
    assertThat(stage.registry.effects(service)).singleElement().asString().startsWith("plan: ");
    assertThat(stage.registry.service(service).getStatus())
        .isEqualTo(ServiceStatus.SERVICE_STATUS_QUEUED);
  }

  @Test
  void sourcesThatDoNotCompileFailWithTheCompilersWords() {
    var service = stage.registry.create("uncompilable");

    var job = stage.ended(stage.generate(service));

    assertThat(job.getState()).isEqualTo(JobState.JOB_STATE_FAILED);
    assertThat(job.getMessage()).contains("do not compile", "incompatible types");
    assertThat(stage.registry.service(service).getStatus())
        .isEqualTo(ServiceStatus.SERVICE_STATUS_FAILED);
  }

  @Test
  void aProcessThatEndsAtItsStartFailsTheProbeWithItsLastWords() {
    var service = stage.registry.create("dying");

    var job = stage.ended(stage.generate(service));

    assertThat(Stage.step(job, "prove").getState()).isEqualTo(JobState.JOB_STATE_FAILED);
    assertThat(job.getMessage()).contains("I cannot go on");
  }

  @Test
  void aServiceThatForgetsItsItemsFailsTheProbe() {
    var service = stage.registry.create("forgetful");

    var job = stage.ended(stage.generate(service));

    assertThat(Stage.step(job, "prove").getState()).isEqualTo(JobState.JOB_STATE_FAILED);
    assertThat(job.getMessage()).contains("answered 404 instead of 200");
  }

  @Test
  void aSecondJobOnAServiceIsRefusedWithTheActiveJobsId() {
    var service = stage.registry.create("one at a time");
    stage.succeeded(stage.generate(service));
    stage.gateway.blind(true);
    var active = stage.deploy(service);

    var refusal = Stage.refusal(() -> stage.generate(service));

    assertThat(refusal.code()).isEqualTo(Code.FAILED_PRECONDITION);
    assertThat(refusal.reason()).isEqualTo("JOB_ACTIVE");
    assertThat(refusal.metadata()).containsEntry("job_id", active.getId());
    stage.gateway.blind(false);
    stage.succeeded(active);
  }

  @Test
  void theSameRequestIdGivesTheSameJob() {
    var service = stage.registry.create("again and again");
    var request =
        GenerateServiceRequest.newBuilder()
            .setServiceId(service.toString())
            .setRequestId("r1")
            .build();

    var first = stage.rpc().generateService(request).getJob();
    assertThat(stage.rpc().generateService(request).getJob().getId()).isEqualTo(first.getId());
    stage.succeeded(first);
    assertThat(stage.rpc().generateService(request).getJob().getId()).isEqualTo(first.getId());
  }

  @Test
  void twentyCallsAtOnceMakeOneJob() throws Exception {
    var service = stage.registry.create("all at once");
    List<Thread> calls = new ArrayList<>();
    List<String> ids = java.util.Collections.synchronizedList(new ArrayList<>());
    for (var i = 0; i < 20; i++) {
      var withRequestId =
          GenerateServiceRequest.newBuilder()
              .setServiceId(service.toString())
              .setRequestId("same")
              .build();
      calls.add(
          Thread.startVirtualThread(
              () -> ids.add(stage.rpc().generateService(withRequestId).getJob().getId())));
    }
    for (var call : calls) {
      call.join();
    }

    assertThat(ids).hasSize(20);
    assertThat(java.util.Set.copyOf(ids)).hasSize(1);
    stage.succeeded(stage.job(ids.getFirst()));
    assertThat(stage.registry.effects(service)).hasSize(2);
  }

  @Test
  void aRefusalOfTheRegistryIsTheAnswerAndTheJobHasFailed() {
    var service = stage.registry.create("in the middle of something");
    stage.registry.force(service, ServiceStatus.SERVICE_STATUS_DEPLOYING);

    var refusal = Stage.refusal(() -> stage.generate(service));

    assertThat(refusal.reason()).isEqualTo("TRANSITION_NOT_ALLOWED");
    var job = stage.jobOf(service, JobKind.JOB_KIND_GENERATE);
    assertThat(job.getState()).isEqualTo(JobState.JOB_STATE_FAILED);
    assertThat(stage.registry.effects(service)).isEmpty();
  }

  @Test
  void aServiceWithoutAVersionCannotBeDeployed() {
    var service = stage.registry.create("not yet");

    var refusal = Stage.refusal(() -> stage.deploy(service));

    assertThat(refusal.code()).isEqualTo(Code.FAILED_PRECONDITION);
    assertThat(refusal.reason()).isEqualTo("NO_VERSION");
  }

  @Test
  void anUnknownServiceIsNotFound() {
    assertThat(Stage.refusal(() -> stage.generate(UUID.randomUUID())).reason())
        .isEqualTo("SERVICE_NOT_FOUND");
    assertThat(Stage.refusal(() -> stage.deploy(UUID.randomUUID())).reason())
        .isEqualTo("SERVICE_NOT_FOUND");
  }

  @Test
  void aCancelledDeploymentLeavesNothingRunning() {
    var service = stage.registry.create("called off");
    stage.succeeded(stage.generate(service));
    stage.gateway.blind(true);
    var job = stage.atStep(stage.deploy(service), "probe-gateway");

    var answer =
        stage.rpc().cancelJob(CancelJobRequest.newBuilder().setJobId(job.getId()).build()).getJob();

    assertThat(answer.getId()).isEqualTo(job.getId());
    var ended = stage.ended(job);
    assertThat(ended.getState()).isEqualTo(JobState.JOB_STATE_CANCELLED);
    assertThat(ended.getMessage()).isEqualTo("cancelled on request");
    assertThat(stage.registry.effects(service)).last().isEqualTo("failed: cancelled on request");
    assertThat(stage.registry.service(service).getServing().getState())
        .isEqualTo(ServingState.SERVING_STATE_NONE);
    assertThat(processesOf(service)).isEmpty();

    var tooLate =
        Stage.refusal(
            () ->
                stage.rpc().cancelJob(CancelJobRequest.newBuilder().setJobId(job.getId()).build()));
    assertThat(tooLate.reason()).isEqualTo("JOB_ENDED");
    assertThat(tooLate.metadata()).containsEntry("state", "cancelled");
  }

  @Test
  void aTokenIsCreatedForAVersionAndTheServicesStatusStays() {
    var service = stage.registry.create("a token before anything else");
    var early =
        Stage.refusal(
            () ->
                stage
                    .rpc()
                    .tokeniseService(
                        TokeniseServiceRequest.newBuilder()
                            .setServiceId(service.toString())
                            .build()));
    assertThat(early.reason()).isEqualTo("NO_VERSION");
    assertThat(Stage.refusal(() -> stage.deploy(service)).reason()).isEqualTo("NO_VERSION");
    var version = GetVersionRequest.newBuilder().setServiceId(service.toString());
    assertThat(Stage.refusal(() -> stage.rpc().getVersion(version.build())).reason())
        .isEqualTo("NO_VERSION");
    stage.succeeded(stage.generate(service));
    var made = stage.rpc().getVersion(version.build()).getVersion();
    assertThat(made.getNumber()).isEqualTo(1);
    assertThat(made.getOpenapi()).isEmpty();
    var whole =
        stage
            .rpc()
            .getVersion(version.setVersionId(made.getId()).setWithOpenapi(true).build())
            .getVersion();
    assertThat(whole.getOpenapi()).startsWith("{");
    assertThat(whole.toBuilder().clearOpenapi().build()).isEqualTo(made);
    var others = version.setServiceId(UUID.randomUUID().toString()).build();
    assertThat(Stage.refusal(() -> stage.rpc().getVersion(others)).reason())
        .isEqualTo("NO_VERSION");

    var job =
        stage
            .rpc()
            .tokeniseService(
                TokeniseServiceRequest.newBuilder()
                    .setServiceId(service.toString())
                    .setAccessThreshold("5")
                    .setName("Käse")
                    .build())
            .getJob();

    stage.succeeded(job);
    assertThat(stage.issuer.created()).contains(service + " Käse 5");
    assertThat(stage.registry.service(service).getStatus())
        .isEqualTo(ServiceStatus.SERVICE_STATUS_GENERATED);
    assertThat(stage.registry.service(service).getTokenAddress())
        .isEqualTo(FakeIssuer.addressOf(service));
  }

  @Test
  void aServiceGetsItsTokenOnTheChainThatItsIdeaNamed() {
    var service = stage.registry.create("things on another chain");
    var generate =
        stage
            .rpc()
            .generateService(
                GenerateServiceRequest.newBuilder()
                    .setServiceId(service.toString())
                    .setAuto(true)
                    .setChainId(8453)
                    .build())
            .getJob();
    stage.succeeded(generate);
    stage.succeeded(stage.jobOf(service, JobKind.JOB_KIND_DEPLOY));
    stage.succeeded(stage.jobOf(service, JobKind.JOB_KIND_TOKENISE));

    assertThat(stage.registry.service(service).getChainId()).isEqualTo(8453);

    var chosen = stage.generated("tokenised on another chain");
    stage.succeeded(
        stage
            .rpc()
            .tokeniseService(
                TokeniseServiceRequest.newBuilder()
                    .setServiceId(chosen.toString())
                    .setChainId(8453)
                    .build())
            .getJob());
    assertThat(stage.registry.service(chosen).getChainId()).isEqualTo(8453);
  }

  @Test
  void aChainThatNobodyFollowsIsRefusedAtOnce() {
    var service = stage.registry.create("things on no chain");
    var generate =
        GenerateServiceRequest.newBuilder()
            .setServiceId(service.toString())
            .setAuto(true)
            .setChainId(1);
    assertThat(badField(() -> stage.rpc().generateService(generate.build()))).isEqualTo("chain_id");
    assertThat(
            badField(
                () ->
                    stage.rpc().generateService(generate.setChainId(8453).setAuto(false).build())))
        .isEqualTo("chain_id");
    for (var chain : new long[] {0, -1, 1}) {
      assertThat(
              badField(
                  () ->
                      stage
                          .rpc()
                          .tokeniseService(
                              TokeniseServiceRequest.newBuilder()
                                  .setServiceId(service.toString())
                                  .setChainId(chain)
                                  .build())))
          .isEqualTo("chain_id");
    }
    assertThat(
            stage
                .rpc()
                .listJobs(ListJobsRequest.newBuilder().setServiceId(service.toString()).build())
                .getJobsList())
        .isEmpty();
  }

  @Test
  void aTokenThatIsThereMakesASucceededJobAtOnceAndOtherTermsAreRefusedByTheChain() {
    var service = stage.generated("tokenised twice");
    var request =
        TokeniseServiceRequest.newBuilder()
            .setServiceId(service.toString())
            .setName("Mine")
            .setAccessThreshold("7")
            .build();
    stage.succeeded(stage.rpc().tokeniseService(request).getJob());

    var again = stage.rpc().tokeniseService(request).getJob();
    assertThat(again.getState()).isEqualTo(JobState.JOB_STATE_SUCCEEDED);
    // What is left open is as it was.
    var open =
        stage
            .rpc()
            .tokeniseService(
                TokeniseServiceRequest.newBuilder().setServiceId(service.toString()).build())
            .getJob();
    assertThat(open.getState()).isEqualTo(JobState.JOB_STATE_SUCCEEDED);
    var other =
        Stage.refusal(
            () -> stage.rpc().tokeniseService(request.toBuilder().setName("Yours").build()));
    assertThat(other.code()).isEqualTo(Code.ALREADY_EXISTS);
    assertThat(other.reason()).isEqualTo("TOKEN_EXISTS");
    var elsewhere =
        Stage.refusal(() -> stage.rpc().tokeniseService(request.toBuilder().setChainId(1).build()));
    assertThat(elsewhere.reason()).isEqualTo("TOKEN_ON_ANOTHER_CHAIN");
    assertThat(stage.issuer.created().stream().filter(c -> c.startsWith(service.toString())))
        .hasSize(1);
  }

  @Test
  void pagesOfJobsShowEachJobOnceNewestFirst() {
    var service = stage.registry.create("pages uncompilable");
    List<String> made = new ArrayList<>();
    for (var i = 0; i < 5; i++) {
      made.addFirst(stage.ended(stage.generate(service)).getId());
    }

    List<String> seen = new ArrayList<>();
    var token = "";
    do {
      var page =
          stage
              .rpc()
              .listJobs(
                  ListJobsRequest.newBuilder()
                      .setServiceId(service.toString())
                      .setPageSize(2)
                      .setPageToken(token)
                      .build());
      page.getJobsList().forEach(job -> seen.add(job.getId()));
      token = page.getNextPageToken();
    } while (!token.isEmpty());

    assertThat(seen).isEqualTo(made);
  }

  @Test
  void badFieldsAreRefusedByName() {
    assertThat(badField(() -> stage.rpc().getJob(GetJobRequest.newBuilder().setJobId("7").build())))
        .isEqualTo("job_id");
    assertThat(badField(() -> stage.rpc().listJobs(pages(101, "")))).isEqualTo("page_size");
    assertThat(badField(() -> stage.rpc().listJobs(pages(-1, "")))).isEqualTo("page_size");
    assertThat(badField(() -> stage.rpc().listJobs(pages(1, "xyz")))).isEqualTo("page_token");
    assertThat(
            badField(
                () ->
                    stage
                        .rpc()
                        .deployService(
                            DeployServiceRequest.newBuilder()
                                .setServiceId(UUID.randomUUID().toString())
                                .setRequestId("x".repeat(129))
                                .build())))
        .isEqualTo("request_id");
    for (var threshold : List.of("0", "-1", "1.5", "x", "79228162514264337593543950336")) {
      assertThat(badField(() -> tokenise(threshold, ""))).isEqualTo("access_threshold");
    }
    assertThat(badField(() -> tokenise("", "ä".repeat(17)))).isEqualTo("name");
    assertThat(badField(() -> tokenise("", "two\nlines"))).isEqualTo("name");
  }

  private static void tokenise(String threshold, String name) {
    var _ =
        stage
            .rpc()
            .tokeniseService(
                TokeniseServiceRequest.newBuilder()
                    .setServiceId(UUID.randomUUID().toString())
                    .setAccessThreshold(threshold)
                    .setName(name)
                    .build());
  }

  @Test
  void anUnknownJobIsNotFound() {
    var id = UUID.randomUUID().toString();
    assertThat(
            Stage.refusal(() -> stage.rpc().getJob(GetJobRequest.newBuilder().setJobId(id).build()))
                .reason())
        .isEqualTo("JOB_NOT_FOUND");
    assertThat(
            Stage.refusal(
                    () -> stage.rpc().cancelJob(CancelJobRequest.newBuilder().setJobId(id).build()))
                .reason())
        .isEqualTo("JOB_NOT_FOUND");
  }

  private static String badField(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    var refusal = Stage.refusal(call);
    assertThat(refusal.code()).isEqualTo(Code.INVALID_ARGUMENT);
    return refusal.fields().stream().map(Fault.FieldViolation::field).findFirst().orElseThrow();
  }

  private static ListJobsRequest pages(int size, String token) {
    return ListJobsRequest.newBuilder().setPageSize(size).setPageToken(token).build();
  }

  private static List<String> names(Job job) {
    return job.getStepsList().stream().map(Step::getName).toList();
  }

  private static List<ProcessHandle> processesOf(UUID service) {
    return stage.processes().stream()
        .filter(
            p ->
                String.join(" ", p.info().arguments().orElse(new String[0]))
                    .contains(service.toString()))
        .toList();
  }
}
