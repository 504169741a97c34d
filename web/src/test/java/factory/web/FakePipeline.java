package factory.web;

import com.google.protobuf.Timestamp;
import factory.mesh.Fault;
import factory.mesh.Refused;
import factory.pipeline.v1.CancelJobRequest;
import factory.pipeline.v1.CancelJobResponse;
import factory.pipeline.v1.ChangeSpecificationRequest;
import factory.pipeline.v1.ChangeSpecificationResponse;
import factory.pipeline.v1.DeployServiceRequest;
import factory.pipeline.v1.DeployServiceResponse;
import factory.pipeline.v1.Deployer;
import factory.pipeline.v1.GenerateServiceRequest;
import factory.pipeline.v1.GenerateServiceResponse;
import factory.pipeline.v1.GetDeployerRequest;
import factory.pipeline.v1.GetDeployerResponse;
import factory.pipeline.v1.GetJobRequest;
import factory.pipeline.v1.GetJobResponse;
import factory.pipeline.v1.GetModelRequest;
import factory.pipeline.v1.GetModelResponse;
import factory.pipeline.v1.GetModelStatisticsRequest;
import factory.pipeline.v1.GetModelStatisticsResponse;
import factory.pipeline.v1.GetSourceRequest;
import factory.pipeline.v1.GetSourceResponse;
import factory.pipeline.v1.GetSpecificationRequest;
import factory.pipeline.v1.GetSpecificationResponse;
import factory.pipeline.v1.GetSpecificationSchemaRequest;
import factory.pipeline.v1.GetSpecificationSchemaResponse;
import factory.pipeline.v1.GetVersionRequest;
import factory.pipeline.v1.GetVersionResponse;
import factory.pipeline.v1.GetVersionSourceRequest;
import factory.pipeline.v1.GetVersionSourceResponse;
import factory.pipeline.v1.Isolation;
import factory.pipeline.v1.Job;
import factory.pipeline.v1.JobKind;
import factory.pipeline.v1.JobState;
import factory.pipeline.v1.ListJobsRequest;
import factory.pipeline.v1.ListJobsResponse;
import factory.pipeline.v1.ListTemplatesRequest;
import factory.pipeline.v1.ListTemplatesResponse;
import factory.pipeline.v1.ListVersionsRequest;
import factory.pipeline.v1.ListVersionsResponse;
import factory.pipeline.v1.MakePlanRequest;
import factory.pipeline.v1.MakePlanResponse;
import factory.pipeline.v1.Model;
import factory.pipeline.v1.ModelDay;
import factory.pipeline.v1.ModelStatistics;
import factory.pipeline.v1.PipelineGrpc;
import factory.pipeline.v1.PublishVersionRequest;
import factory.pipeline.v1.PublishVersionResponse;
import factory.pipeline.v1.PutSourceRequest;
import factory.pipeline.v1.PutSourceResponse;
import factory.pipeline.v1.RetryJobRequest;
import factory.pipeline.v1.RetryJobResponse;
import factory.pipeline.v1.SourceConflict;
import factory.pipeline.v1.SourceOf;
import factory.pipeline.v1.Step;
import factory.pipeline.v1.SubmitIdeaRequest;
import factory.pipeline.v1.SubmitIdeaResponse;
import factory.pipeline.v1.Template;
import factory.pipeline.v1.TemplateParameter;
import factory.pipeline.v1.TemplateUse;
import factory.pipeline.v1.TokeniseServiceRequest;
import factory.pipeline.v1.TokeniseServiceResponse;
import factory.pipeline.v1.Version;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A pipeline that takes every job and never works. */
class FakePipeline extends PipelineGrpc.PipelineImplBase {
  private PutSourceRequest handedIn = PutSourceRequest.getDefaultInstance();
  private final Clock clock;
  private final List<Job> jobs = new ArrayList<>();
  private final Map<String, String> versions = new HashMap<>();
  private final List<String> requestIds = new ArrayList<>();
  private final List<Long> chainIds = new ArrayList<>();
  private Consumer<Job> whenEnqueued = _ -> {};
  private volatile Deployer deployer =
      Deployer.newBuilder()
          .setKind("local")
          .setIsolation(Isolation.ISOLATION_SANDBOXED)
          .setDetail("sandboxed: bubblewrap")
          .setServices(1)
          .setMaxServices(7)
          .setMaxServicesPerOwner(5)
          .setMemoryBytes(734_003_200)
          .build();
  private final Map<String, SubmitIdeaRequest> submitted = new HashMap<>();
  private @Nullable FakeRegistry registry;
  private @Nullable FakeChain chain;

  /** Which model reads ideas; empty for none. */
  volatile String model = "";

  /** Records ideas and begins no work on them. */
  volatile boolean stuck;

  /** Where ideas are recorded, and which chains are followed. */
  void over(FakeRegistry registry, @Nullable FakeChain chain) {
    this.registry = registry;
    this.chain = chain;
  }

  FakePipeline(Clock clock) {
    this.clock = clock;
  }

  /** How services are kept apart from now on. */
  void isolation(Isolation now, String detail) {
    deployer = deployer.toBuilder().setIsolation(now).setDetail(detail).build();
  }

  @Override
  public void getDeployer(
      GetDeployerRequest request, StreamObserver<GetDeployerResponse> observer) {
    observer.onNext(GetDeployerResponse.newBuilder().setDeployer(deployer).build());
    observer.onCompleted();
  }

  @Override
  public void getModel(GetModelRequest request, StreamObserver<GetModelResponse> observer) {
    observer.onNext(
        model.isEmpty()
            ? GetModelResponse.getDefaultInstance()
            : GetModelResponse.newBuilder().setModel(Model.newBuilder().setName(model)).build());
    observer.onCompleted();
  }

  /** What models were asked within a day; as many hours as were asked for are told as calls. */
  @Override
  public void getModelStatistics(
      GetModelStatisticsRequest request, StreamObserver<GetModelStatisticsResponse> observer) {
    observer.onNext(
        GetModelStatisticsResponse.newBuilder()
            .addModels(
                ModelStatistics.newBuilder()
                    .setModel("openai:<a-model>")
                    .setOutcome("cut_off")
                    .setCalls(request.getHours())
                    .setTokensIn(9_120)
                    .setTokensOut(1_480)
                    .setCostUsd("0.04956")
                    .setDurationMs(14_210))
            .addDays(
                ModelDay.newBuilder()
                    .setDay("2026-11-22")
                    .setModel("openai:<a-model>")
                    .setCalls(1)
                    .setCostUsd("0.04956"))
            .build());
    observer.onCompleted();
  }

  void whenEnqueued(Consumer<Job> then) {
    whenEnqueued = then;
  }

  synchronized List<Job> jobs() {
    return List.copyOf(jobs);
  }

  synchronized List<String> requestIds() {
    return List.copyOf(requestIds);
  }

  /** The chains that tokens were asked for on. */
  synchronized List<Long> chainIds() {
    return List.copyOf(chainIds);
  }

  synchronized Job add(
      String serviceId, JobKind kind, JobState state, boolean auto, Step... steps) {
    var now = Timestamp.newBuilder().setSeconds(clock.instant().getEpochSecond()).build();
    var job =
        Job.newBuilder()
            .setId(new UUID(0x0b0b0b0b0b0b4b0bL, 0x8b0b0b0b0b0b0000L + jobs.size() + 1).toString())
            .setServiceId(serviceId)
            .setKind(kind)
            .setState(state)
            .setAuto(auto)
            .addAllSteps(List.of(steps))
            .setCreatedAt(now)
            .setUpdatedAt(now)
            .build();
    jobs.add(job);
    return job;
  }

  synchronized void change(String id, Consumer<Job.Builder> change) {
    jobs.replaceAll(
        job -> {
          if (!job.getId().equals(id)) {
            return job;
          }
          var builder = job.toBuilder();
          change.accept(builder);
          return builder.build();
        });
  }

  /** From now on a service has a version with this document. */
  synchronized void version(String serviceId, String openapi) {
    versions.put(serviceId, openapi);
    if (registry != null) {
      registry.generated(serviceId);
    }
  }

  @Override
  public synchronized void getVersion(
      GetVersionRequest request, StreamObserver<GetVersionResponse> observer) {
    for (var version : made.getOrDefault(request.getServiceId(), List.of())) {
      if (version.getNumber() == request.getNumber()
          || (!version.getId().isEmpty() && version.getId().equals(request.getVersionId()))
          || (request.getNumber() == 0 && request.getVersionId().isEmpty())) {
        var openapi =
            version.getOpenapi().isEmpty()
                ? versions.getOrDefault(request.getServiceId(), "")
                : version.getOpenapi();
        answer(
            observer,
            GetVersionResponse.newBuilder()
                .setVersion(version.toBuilder().setOpenapi(openapi))
                .build());
        return;
      }
    }
    var openapi = versions.get(request.getServiceId());
    if (openapi == null) {
      throw noVersion();
    }
    answer(
        observer,
        GetVersionResponse.newBuilder()
            .setVersion(
                Version.newBuilder().setId(request.getVersionId()).setNumber(1).setOpenapi(openapi))
            .build());
  }

  private static Refused noVersion() {
    return new Refused(
        new Fault.Plain(
            Status.Code.FAILED_PRECONDITION, "NO_VERSION", "The service has no version yet."));
  }

  private synchronized void requireVersion(String serviceId) {
    if (!versions.containsKey(serviceId)) {
      throw noVersion();
    }
  }

  private Job enqueue(String requestId, String serviceId, JobKind kind, boolean auto) {
    Job job;
    synchronized (this) {
      var busy =
          jobs.stream()
              .anyMatch(
                  j ->
                      j.getServiceId().equals(serviceId)
                          && j.getState() == JobState.JOB_STATE_QUEUED);
      if (busy) {
        throw new Refused(
            new Fault.Plain(
                Status.Code.FAILED_PRECONDITION,
                "JOB_ACTIVE",
                "A job works on this service already; wait for its end or cancel it."));
      }
      requestIds.add(requestId);
      job = add(serviceId, kind, JobState.JOB_STATE_QUEUED, auto);
    }
    whenEnqueued.accept(job);
    return job;
  }

  private synchronized Job find(String id) {
    return jobs.stream()
        .filter(j -> j.getId().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new Refused(
                    new Fault.Plain(
                        Status.Code.NOT_FOUND, "JOB_NOT_FOUND", "There is no such job.")));
  }

  private static <T> void answer(StreamObserver<T> observer, T response) {
    observer.onNext(response);
    observer.onCompleted();
  }

  @Override
  public void submitIdea(SubmitIdeaRequest request, StreamObserver<SubmitIdeaResponse> observer) {
    if (request.hasChainId() && (chain == null || !chain.follows(request.getChainId()))) {
      throw Refused.field("chain_id", "must be a chain that the platform follows");
    }
    var before =
        request.getRequestId().isEmpty()
            ? null
            : submitted.putIfAbsent(request.getRequestId(), request);
    if (before != null && !before.equals(request)) {
      throw new Refused(
          new Fault.Plain(
              Status.Code.ALREADY_EXISTS,
              "REQUEST_ID_REUSED",
              "The request id was used for a different request.",
              new Fault.FieldViolation("request_id", "was used for a different request")));
    }
    var registry = Objects.requireNonNull(this.registry);
    var id = registry.record(request).getId();
    var response = SubmitIdeaResponse.newBuilder();
    if (request.getAuto() && before == null) {
      if (stuck) {
        throw new Refused(
            new Fault.Plain(
                Status.Code.UNAVAILABLE,
                "UNAVAILABLE",
                "The idea is recorded, but work on it could not be started.",
                Map.of("service_id", id)));
      }
      if (request.hasChainId()) {
        synchronized (this) {
          chainIds.add(request.getChainId());
        }
      }
      response.setJob(enqueue(request.getRequestId(), id, JobKind.JOB_KIND_GENERATE, true));
    }
    answer(observer, response.setService(registry.shown(id)).build());
  }

  @Override
  public void generateService(
      GenerateServiceRequest request, StreamObserver<GenerateServiceResponse> observer) {
    if (request.hasChainId()) {
      synchronized (this) {
        chainIds.add(request.getChainId());
      }
    }
    var job =
        enqueue(
            request.getRequestId(),
            request.getServiceId(),
            JobKind.JOB_KIND_GENERATE,
            request.getAuto());
    answer(observer, GenerateServiceResponse.newBuilder().setJob(job).build());
  }

  @Override
  public void deployService(
      DeployServiceRequest request, StreamObserver<DeployServiceResponse> observer) {
    requireVersion(request.getServiceId());
    var job =
        enqueue(request.getRequestId(), request.getServiceId(), JobKind.JOB_KIND_DEPLOY, false);
    answer(observer, DeployServiceResponse.newBuilder().setJob(job).build());
  }

  @Override
  public void tokeniseService(
      TokeniseServiceRequest request, StreamObserver<TokeniseServiceResponse> observer) {
    if (request.hasChainId()) {
      synchronized (this) {
        chainIds.add(request.getChainId());
      }
    }
    requireVersion(request.getServiceId());
    var there =
        jobs().stream()
            .filter(
                j ->
                    j.getServiceId().equals(request.getServiceId())
                        && j.getKind() == JobKind.JOB_KIND_TOKENISE
                        && j.getState() == JobState.JOB_STATE_SUCCEEDED)
            .findFirst();
    if (request.getName().equals("Another")) {
      throw new Refused(
          new Fault.Plain(
              Status.Code.ALREADY_EXISTS,
              "TOKEN_EXISTS",
              "The service has a token with other arguments."));
    }
    var job =
        there.orElseGet(
            () ->
                enqueue(
                    request.getRequestId(),
                    request.getServiceId(),
                    JobKind.JOB_KIND_TOKENISE,
                    false));
    answer(observer, TokeniseServiceResponse.newBuilder().setJob(job).build());
  }

  @Override
  public void getJob(GetJobRequest request, StreamObserver<GetJobResponse> observer) {
    answer(observer, GetJobResponse.newBuilder().setJob(find(request.getJobId())).build());
  }

  @Override
  public void listJobs(ListJobsRequest request, StreamObserver<ListJobsResponse> observer) {
    answer(
        observer,
        ListJobsResponse.newBuilder()
            .addAllJobs(
                jobs().reversed().stream()
                    .filter(
                        j ->
                            request.getServiceId().isEmpty()
                                || j.getServiceId().equals(request.getServiceId()))
                    .filter(j -> !request.hasState() || j.getState() == request.getState())
                    .filter(j -> !request.hasKind() || j.getKind() == request.getKind())
                    .limit(request.getPageSize())
                    .toList())
            .build());
  }

  /** What plans say, by a text that an idea or a specification has. */
  final Map<String, MakePlanResponse> plans = new java.util.concurrent.ConcurrentHashMap<>();

  /** What was asked for last. */
  volatile MakePlanRequest asked = MakePlanRequest.getDefaultInstance();

  /** What services are to become, as JSON. */
  final Map<String, String> drafts = new java.util.concurrent.ConcurrentHashMap<>();

  /** The versions that were told of, with their proofs. */
  final Map<String, List<Version>> made = new java.util.concurrent.ConcurrentHashMap<>();

  @Override
  public void makePlan(MakePlanRequest request, StreamObserver<MakePlanResponse> observer) {
    asked = request;
    for (var use : request.getTemplatesList()) {
      if (use.getParametersOrDefault("item", "").equals("BAD")) {
        throw Refused.field("parameters.item", "must match [a-z]+");
      }
    }
    var text =
        request.getIdea()
            + request.getSpecification()
            + request.getTemplatesList().stream()
                .map(TemplateUse::getName)
                .collect(Collectors.joining());
    answer(
        observer,
        plans.entrySet().stream()
            .filter(plan -> text.contains(plan.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElseGet(
                () ->
                    MakePlanResponse.newBuilder()
                        .setSpecification(
                            request.getSpecification().isEmpty()
                                ? "{\"format\":1,\"title\":\"Books\",\"kinds\":[{\"name\":\"book\",\"plural\":\"books\",\"fields\":[{\"name\":\"title\",\"type\":\"text\",\"required\":true}]}]}"
                                : request.getSpecification())
                        .setOpenapi("{\"openapi\":\"3.1.0\"}")
                        .build()));
  }

  @Override
  public void getSpecification(
      GetSpecificationRequest request, StreamObserver<GetSpecificationResponse> observer) {
    answer(
        observer,
        GetSpecificationResponse.newBuilder()
            .setDraft(drafts.getOrDefault(request.getServiceId(), ""))
            .build());
  }

  @Override
  public void changeSpecification(
      ChangeSpecificationRequest request, StreamObserver<ChangeSpecificationResponse> observer) {
    if (request.getSpecification().contains("wrong")) {
      throw new Refused(
          new Fault.Plain(
              Status.Code.INVALID_ARGUMENT,
              "SPECIFICATION_INVALID",
              "The specification has problems.",
              new Fault.FieldViolation("specification/kinds/0/name", "must be a name")));
    }
    if (!request.getSpecification().isEmpty()) {
      drafts.put(request.getServiceId(), request.getSpecification());
    }
    answer(
        observer,
        ChangeSpecificationResponse.newBuilder()
            .setService(Objects.requireNonNull(registry).shown(request.getServiceId()))
            .build());
  }

  @Override
  public void listVersions(
      ListVersionsRequest request, StreamObserver<ListVersionsResponse> observer) {
    answer(
        observer,
        ListVersionsResponse.newBuilder()
            .addAllVersions(made.getOrDefault(request.getServiceId(), List.of()))
            .build());
  }

  @Override
  public void publishVersion(
      PublishVersionRequest request, StreamObserver<PublishVersionResponse> observer) {
    answer(
        observer,
        PublishVersionResponse.newBuilder()
            .setVersion(
                Objects.requireNonNull(made.get(request.getServiceId())).getFirst().toBuilder()
                    .setPublished(request.getPublished()))
            .build());
  }

  @Override
  public void getVersionSource(
      GetVersionSourceRequest request, StreamObserver<GetVersionSourceResponse> observer) {
    answer(
        observer,
        GetVersionSourceResponse.newBuilder()
            .putFiles("README.md", "# Books")
            .putFiles("Main.java", "class Main {}")
            .build());
  }

  @Override
  public void getSource(GetSourceRequest request, StreamObserver<GetSourceResponse> observer) {
    var source =
        GetSourceResponse.newBuilder()
            .setNumber(2)
            .setOf(request.getOf())
            .putFiles("README.md", "# Books");
    if (request.getOf() == SourceOf.SOURCE_OF_DRAFT) {
      source.addConflicts(
          SourceConflict.newBuilder()
              .setPath("README.md")
              .setLine(1)
              .setYours("# Mine\n")
              .setWritten("# Books\n"));
    }
    answer(observer, source.build());
  }

  /** What was handed in last. */
  synchronized PutSourceRequest handedIn() {
    return handedIn;
  }

  @Override
  public void putSource(PutSourceRequest request, StreamObserver<PutSourceResponse> observer) {
    synchronized (this) {
      handedIn = request;
    }
    answer(
        observer,
        PutSourceResponse.newBuilder()
            .setJob(
                enqueue(
                    request.getRequestId(),
                    request.getServiceId(),
                    JobKind.JOB_KIND_EDIT,
                    request.getAuto()))
            .build());
  }

  @Override
  public void getSpecificationSchema(
      GetSpecificationSchemaRequest request,
      StreamObserver<GetSpecificationSchemaResponse> observer) {
    answer(
        observer,
        GetSpecificationSchemaResponse.newBuilder()
            .setSchema(
                "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\",\"type\":\"object\"}")
            .build());
  }

  /** Those beside polls. */
  final List<Template> templates = new CopyOnWriteArrayList<>();

  @Override
  public void listTemplates(
      ListTemplatesRequest request, StreamObserver<ListTemplatesResponse> observer) {
    answer(
        observer,
        ListTemplatesResponse.newBuilder()
            .addTemplates(
                Template.newBuilder()
                    .setName("polls")
                    .setTitle("Polls")
                    .setDescription("Questions with options.")
                    .setExample("A poll service")
                    .setSpecification("{\"format\":1,\"title\":\"Polls\"}")
                    .addParameters(
                        TemplateParameter.newBuilder()
                            .setName("item")
                            .setDescription("What it is called")
                            .setFallback("poll")
                            .setPattern("[a-z]+")))
            .addAllTemplates(templates)
            .build());
  }

  @Override
  public void cancelJob(CancelJobRequest request, StreamObserver<CancelJobResponse> observer) {
    var job = find(request.getJobId());
    if (job.getState() != JobState.JOB_STATE_QUEUED) {
      throw new Refused(
          new Fault.Plain(
              Status.Code.FAILED_PRECONDITION, "JOB_ENDED", "The job has ended already."));
    }
    change(job.getId(), j -> j.setState(JobState.JOB_STATE_CANCELLED));
    answer(observer, CancelJobResponse.newBuilder().setJob(find(job.getId())).build());
  }

  @Override
  public void retryJob(RetryJobRequest request, StreamObserver<RetryJobResponse> observer) {
    var job = find(request.getJobId());
    if (job.getState() != JobState.JOB_STATE_FAILED) {
      throw new Refused(
          new Fault.Plain(
              Status.Code.FAILED_PRECONDITION,
              "JOB_NOT_FAILED",
              "Only a job that failed can be retried."));
    }
    change(job.getId(), j -> j.setState(JobState.JOB_STATE_QUEUED));
    answer(observer, RetryJobResponse.newBuilder().setJob(find(job.getId())).build());
  }
}
