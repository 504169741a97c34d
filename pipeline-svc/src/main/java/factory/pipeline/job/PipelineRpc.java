package factory.pipeline.job;

import com.google.protobuf.Message;
import factory.mesh.Caller;
import factory.mesh.Moments;
import factory.mesh.Refused;
import factory.pipeline.document.MetadataDocument;
import factory.pipeline.model.ModelRpc;
import factory.pipeline.plan.PlanRpc;
import factory.pipeline.spec.Schema;
import factory.pipeline.spec.Sha256;
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
import factory.pipeline.v1.GetDocumentRequest;
import factory.pipeline.v1.GetDocumentResponse;
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
import factory.pipeline.v1.ListJobsRequest;
import factory.pipeline.v1.ListJobsResponse;
import factory.pipeline.v1.ListModelCallsRequest;
import factory.pipeline.v1.ListModelCallsResponse;
import factory.pipeline.v1.ListTemplatesRequest;
import factory.pipeline.v1.ListTemplatesResponse;
import factory.pipeline.v1.ListVersionsRequest;
import factory.pipeline.v1.ListVersionsResponse;
import factory.pipeline.v1.MakePlanRequest;
import factory.pipeline.v1.MakePlanResponse;
import factory.pipeline.v1.PipelineGrpc;
import factory.pipeline.v1.PublishVersionRequest;
import factory.pipeline.v1.PublishVersionResponse;
import factory.pipeline.v1.PutSourceRequest;
import factory.pipeline.v1.PutSourceResponse;
import factory.pipeline.v1.ReadServiceRequest;
import factory.pipeline.v1.ReadServiceResponse;
import factory.pipeline.v1.RetryJobRequest;
import factory.pipeline.v1.RetryJobResponse;
import factory.pipeline.v1.SubmitIdeaRequest;
import factory.pipeline.v1.SubmitIdeaResponse;
import factory.pipeline.v1.TokeniseServiceRequest;
import factory.pipeline.v1.TokeniseServiceResponse;
import io.grpc.stub.StreamObserver;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The Pipeline service: parse, call, render. */
public final class PipelineRpc extends PipelineGrpc.PipelineImplBase {
  private static final BigInteger MAX_THRESHOLD = BigInteger.ONE.shiftLeft(96);

  private static final int MAX_REASON = 500;
  private static final int MAX_CHANGE = 8_000;

  private final Jobs jobs;
  private final Submissions submissions;
  private final RequestIds requests;

  private final PlanRpc plans;
  private final ModelRpc models;
  private final MetadataDocument documents;
  private final VersionRpc versions;
  private final SourceRpc sources;

  private final Supplier<Deployer> deployer;

  /**
   * Serves the use cases.
   *
   * @param deployer what is told of where services run
   */
  public PipelineRpc(
      Jobs jobs,
      Submissions submissions,
      RequestIds requests,
      PlanRpc plans,
      ModelRpc models,
      MetadataDocument documents,
      VersionRpc versions,
      SourceRpc sources,
      Supplier<Deployer> deployer) {
    this.plans = plans;
    this.models = models;
    this.documents = documents;
    this.versions = versions;
    this.sources = sources;
    this.jobs = jobs;
    this.submissions = submissions;
    this.requests = requests;
    this.deployer = deployer;
  }

  @Override
  public void submitIdea(SubmitIdeaRequest request, StreamObserver<SubmitIdeaResponse> observer) {
    var submitted =
        submissions.submit(
            RequestIds.Request.of(requestId(request.getRequestId()), request, Caller.current()),
            new Submissions.Idea(
                PlanRpc.input(
                    request.getIdea(),
                    documents.in(request.getMetadata()),
                    request.getSpecification(),
                    request.getTemplatesList(),
                    request.getAnswersMap()),
                request.hasRequesterId() ? Optional.of(request.getRequesterId()) : Optional.empty(),
                request.hasMetadata() ? Optional.of(request.getMetadata()) : Optional.empty(),
                request.getAuto(),
                chain(request.hasChainId(), request.getChainId(), request.getAuto()),
                request.getWithoutModel()));
    var response = SubmitIdeaResponse.newBuilder().setService(submitted.service());
    submitted.job().ifPresent(job -> response.setJob(render(job)));
    answer(observer, response.build());
  }

  @Override
  public void makePlan(MakePlanRequest request, StreamObserver<MakePlanResponse> observer) {
    answer(observer, plans.make(request));
  }

  @Override
  public void getSpecification(
      GetSpecificationRequest request, StreamObserver<GetSpecificationResponse> observer) {
    answer(observer, plans.get(id("service_id", request.getServiceId())));
  }

  @Override
  public void getSpecificationSchema(
      GetSpecificationSchemaRequest request,
      StreamObserver<GetSpecificationSchemaResponse> observer) {
    answer(observer, GetSpecificationSchemaResponse.newBuilder().setSchema(Schema.text()).build());
  }

  @Override
  public void getDocument(
      GetDocumentRequest request, StreamObserver<GetDocumentResponse> observer) {
    var document = plans.document(id("service_id", request.getServiceId()));
    answer(
        observer,
        GetDocumentResponse.newBuilder()
            .setDocument(document)
            .setSha256(Sha256.hex(document))
            .build());
  }

  @Override
  public void changeSpecification(
      ChangeSpecificationRequest request, StreamObserver<ChangeSpecificationResponse> observer) {
    answer(observer, plans.change(id("service_id", request.getServiceId()), request));
  }

  @Override
  public void listTemplates(
      ListTemplatesRequest request, StreamObserver<ListTemplatesResponse> observer) {
    answer(observer, plans.templates());
  }

  private Job once(String requestId, Message request, Supplier<Job> work) {
    return requests.once(
        RequestIds.Request.of(requestId(requestId), request, Caller.current()), work);
  }

  @Override
  public void generateService(
      GenerateServiceRequest request, StreamObserver<GenerateServiceResponse> observer) {
    var job =
        once(
            request.getRequestId(),
            request,
            () ->
                jobs.generate(
                    id("service_id", request.getServiceId()),
                    requestId(request.getRequestId()),
                    request.getAuto(),
                    chain(request.hasChainId(), request.getChainId(), request.getAuto()),
                    reason(request.getReason())));
    answer(observer, GenerateServiceResponse.newBuilder().setJob(render(job)).build());
  }

  @Override
  public void readService(
      ReadServiceRequest request, StreamObserver<ReadServiceResponse> observer) {
    var job =
        once(
            request.getRequestId(),
            request,
            () ->
                jobs.read(
                    id("service_id", request.getServiceId()),
                    requestId(request.getRequestId()),
                    change(request.getChange()),
                    request.getAuto(),
                    null));
    answer(observer, ReadServiceResponse.newBuilder().setJob(render(job)).build());
  }

  @Override
  public void listModelCalls(
      ListModelCallsRequest request, StreamObserver<ListModelCallsResponse> observer) {
    answer(observer, models.calls(id("service_id", request.getServiceId())));
  }

  @Override
  public void getModel(GetModelRequest request, StreamObserver<GetModelResponse> observer) {
    answer(observer, models.get());
  }

  @Override
  public void getModelStatistics(
      GetModelStatisticsRequest request, StreamObserver<GetModelStatisticsResponse> observer) {
    answer(observer, models.statistics(request));
  }

  private static String change(String text) {
    if (text.codePointCount(0, text.length()) > MAX_CHANGE) {
      throw Refused.field("change", "must have at most 8,000 characters");
    }
    if (text.indexOf('\0') >= 0) {
      throw Refused.field("change", "must not hold a NUL character");
    }
    return text.strip();
  }

  @Override
  public void deployService(
      DeployServiceRequest request, StreamObserver<DeployServiceResponse> observer) {
    var job =
        once(
            request.getRequestId(),
            request,
            () ->
                jobs.deploy(
                    id("service_id", request.getServiceId()), requestId(request.getRequestId())));
    answer(observer, DeployServiceResponse.newBuilder().setJob(render(job)).build());
  }

  @Override
  public void tokeniseService(
      TokeniseServiceRequest request, StreamObserver<TokeniseServiceResponse> observer) {
    var job =
        once(
            request.getRequestId(),
            request,
            () ->
                jobs.tokenise(
                    id("service_id", request.getServiceId()),
                    requestId(request.getRequestId()),
                    new TokenTerms(
                        chain(request.hasChainId(), request.getChainId(), true),
                        threshold(request.getAccessThreshold()),
                        name(request.getName()))));
    answer(observer, TokeniseServiceResponse.newBuilder().setJob(render(job)).build());
  }

  @Override
  public void getJob(GetJobRequest request, StreamObserver<GetJobResponse> observer) {
    var job = jobs.get(id("job_id", request.getJobId()));
    answer(observer, GetJobResponse.newBuilder().setJob(priced(List.of(job)).getFirst()).build());
  }

  @Override
  public void listJobs(ListJobsRequest request, StreamObserver<ListJobsResponse> observer) {
    var size = request.getPageSize() == 0 ? 20 : request.getPageSize();
    if (size < 1 || size > 100) {
      throw Refused.field("page_size", "must be 1 to 100");
    }
    var page = jobs.list(filter(request), below(request.getPageToken()), size + 1);
    var response = ListJobsResponse.newBuilder();
    response.addAllJobs(priced(page.stream().limit(size).toList()));
    if (page.size() > size) {
      response.setNextPageToken(token(page.get(size - 1).number()));
    }
    answer(observer, response.build());
  }

  /** With what each spent on models. */
  private List<factory.pipeline.v1.Job> priced(List<Job> list) {
    var spent =
        models.spent(list.stream().filter(job -> job.kind() == JobKind.READ).map(Job::id).toList());
    return list.stream()
        .map(
            job -> {
              var cost = spent.get(job.id());
              return cost == null
                  ? render(job)
                  : render(job).toBuilder().setModelCostUsd(cost).build();
            })
        .toList();
  }

  private static JobFilter filter(ListJobsRequest request) {
    return new JobFilter(
        Optional.of(request.getServiceId()).filter(t -> !t.isEmpty()).map(t -> id("service_id", t)),
        Optional.of(request.getOwner())
            .filter(t -> !t.isEmpty())
            .map(t -> Jobs.owner(Optional.of(shortText("owner", t)))),
        request.hasState() ? Optional.of(state(request.getState())) : Optional.empty(),
        request.hasKind() ? Optional.of(kind(request.getKind())) : Optional.empty());
  }

  private static JobState state(factory.pipeline.v1.JobState state) {
    return switch (state) {
      case JOB_STATE_QUEUED -> JobState.QUEUED;
      case JOB_STATE_RUNNING -> JobState.RUNNING;
      case JOB_STATE_SUCCEEDED -> JobState.SUCCEEDED;
      case JOB_STATE_FAILED -> JobState.FAILED;
      case JOB_STATE_CANCELLED -> JobState.CANCELLED;
      case JOB_STATE_UNSPECIFIED, UNRECOGNIZED ->
          throw Refused.field("state", "must be a state that this version knows, or be left out");
    };
  }

  private static JobKind kind(factory.pipeline.v1.JobKind kind) {
    return switch (kind) {
      case JOB_KIND_READ -> JobKind.READ;
      case JOB_KIND_GENERATE -> JobKind.GENERATE;
      case JOB_KIND_DEPLOY -> JobKind.DEPLOY;
      case JOB_KIND_TOKENISE -> JobKind.TOKENISE;
      case JOB_KIND_FUZZ -> JobKind.FUZZ;
      case JOB_KIND_EDIT -> JobKind.EDIT;
      case JOB_KIND_UNSPECIFIED, UNRECOGNIZED ->
          throw Refused.field("kind", "must be a kind that this version knows, or be left out");
    };
  }

  @Override
  public void cancelJob(CancelJobRequest request, StreamObserver<CancelJobResponse> observer) {
    var job = jobs.cancel(id("job_id", request.getJobId()));
    answer(observer, CancelJobResponse.newBuilder().setJob(render(job)).build());
  }

  @Override
  public void retryJob(RetryJobRequest request, StreamObserver<RetryJobResponse> observer) {
    var job = jobs.retry(id("job_id", request.getJobId()));
    answer(observer, RetryJobResponse.newBuilder().setJob(render(job)).build());
  }

  @Override
  public void getVersion(GetVersionRequest request, StreamObserver<GetVersionResponse> observer) {
    var version =
        versions.get(
            id("service_id", request.getServiceId()),
            request.getVersionId().isEmpty()
                ? Optional.empty()
                : Optional.of(id("version_id", request.getVersionId())),
            request);
    answer(observer, GetVersionResponse.newBuilder().setVersion(version).build());
  }

  @Override
  public void listVersions(
      ListVersionsRequest request, StreamObserver<ListVersionsResponse> observer) {
    answer(
        observer,
        versions.list(
            id("service_id", request.getServiceId()),
            request.getPageSize(),
            request.getPageToken()));
  }

  @Override
  public void publishVersion(
      PublishVersionRequest request, StreamObserver<PublishVersionResponse> observer) {
    answer(
        observer,
        PublishVersionResponse.newBuilder()
            .setVersion(
                versions.publish(
                    id("service_id", request.getServiceId()),
                    request.getNumber(),
                    request.getPublished()))
            .build());
  }

  @Override
  public void getVersionSource(
      GetVersionSourceRequest request, StreamObserver<GetVersionSourceResponse> observer) {
    answer(
        observer, versions.source(id("service_id", request.getServiceId()), request.getNumber()));
  }

  @Override
  public void getSource(GetSourceRequest request, StreamObserver<GetSourceResponse> observer) {
    answer(observer, sources.get(id("service_id", request.getServiceId()), request));
  }

  @Override
  public void putSource(PutSourceRequest request, StreamObserver<PutSourceResponse> observer) {
    var job =
        once(
            request.getRequestId(),
            request,
            () ->
                jobs.edit(
                    id("service_id", request.getServiceId()),
                    requestId(request.getRequestId()),
                    SourceRpc.given(request),
                    request.getAuto(),
                    reason(request.getReason())));
    answer(observer, PutSourceResponse.newBuilder().setJob(render(job)).build());
  }

  @Override
  public void getDeployer(
      GetDeployerRequest request, StreamObserver<GetDeployerResponse> observer) {
    answer(observer, GetDeployerResponse.newBuilder().setDeployer(deployer.get()).build());
  }

  private static <T> void answer(StreamObserver<T> observer, T response) {
    observer.onNext(response);
    observer.onCompleted();
  }

  private static UUID id(String field, String text) {
    if (!text.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")) {
      throw Refused.field(field, "must be a UUID");
    }
    return UUID.fromString(text);
  }

  private static @Nullable String requestId(String text) {
    return text.isEmpty() ? null : shortText("request_id", text);
  }

  private static String shortText(String field, String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length > 128) {
      throw Refused.field(field, "must be at most 128 bytes");
    }
    if (text.indexOf('\0') >= 0) {
      throw Refused.field(field, "must not hold a NUL character");
    }
    return text;
  }

  private static @Nullable Long chain(boolean given, long id, boolean makesToken) {
    if (!given) {
      return null;
    }
    if (!makesToken) {
      throw Refused.field("chain_id", "must not be given without auto, which makes the token");
    }
    if (id < 1) {
      throw Refused.field("chain_id", "must be 1 to 9223372036854775807");
    }
    return id;
  }

  private static @Nullable BigInteger threshold(String text) {
    if (text.isEmpty()) {
      return null;
    }
    if (text.matches("[0-9]{1,29}")) {
      var threshold = new BigInteger(text);
      if (threshold.signum() > 0 && threshold.compareTo(MAX_THRESHOLD) < 0) {
        return threshold;
      }
    }
    throw Refused.field(
        "access_threshold", "must be a whole number of base units, 1 to 2^96 - 1, in digits");
  }

  private static @Nullable String name(String text) {
    if (text.isEmpty()) {
      return null;
    }
    if (text.getBytes(StandardCharsets.UTF_8).length > TokenTerms.MAX_NAME_BYTES) {
      throw Refused.field("name", "must be at most 32 bytes of UTF-8");
    }
    if (text.isBlank() || text.codePoints().anyMatch(Character::isISOControl)) {
      throw Refused.field("name", "must be readable text on one line");
    }
    return text;
  }

  private static String reason(String text) {
    if (text.codePointCount(0, text.length()) > MAX_REASON) {
      throw Refused.field("reason", "must have at most 500 characters");
    }
    if (text.codePoints().anyMatch(Character::isISOControl)) {
      throw Refused.field("reason", "must be readable text on one line");
    }
    return text.strip();
  }

  private static String token(long number) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(("j" + number).getBytes(StandardCharsets.US_ASCII));
  }

  private static long below(String token) {
    if (token.isEmpty()) {
      return Long.MAX_VALUE;
    }
    try {
      var text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.US_ASCII);
      if (text.matches("j[0-9]{1,18}")) {
        return Long.parseLong(text.substring(1));
      }
    } catch (IllegalArgumentException e) {
      // Refused below like any other text that is not a token.
    }
    throw Refused.field("page_token", "must be a next_page_token of this list");
  }

  private static factory.pipeline.v1.Job render(Job job) {
    var rendered =
        factory.pipeline.v1.Job.newBuilder()
            .setId(job.id().toString())
            .setServiceId(job.serviceId().toString())
            .setKind(
                switch (job.kind()) {
                  case READ -> factory.pipeline.v1.JobKind.JOB_KIND_READ;
                  case GENERATE -> factory.pipeline.v1.JobKind.JOB_KIND_GENERATE;
                  case DEPLOY -> factory.pipeline.v1.JobKind.JOB_KIND_DEPLOY;
                  case TOKENISE -> factory.pipeline.v1.JobKind.JOB_KIND_TOKENISE;
                  case FUZZ -> factory.pipeline.v1.JobKind.JOB_KIND_FUZZ;
                  case EDIT -> factory.pipeline.v1.JobKind.JOB_KIND_EDIT;
                })
            .setState(render(job.state()))
            .setMessage(job.message())
            .setAuto(job.auto())
            .setCreatedAt(Moments.of(job.createdAt()))
            .setUpdatedAt(Moments.of(job.updatedAt()));
    for (var step : job.steps()) {
      var one =
          rendered
              .addStepsBuilder()
              .setName(step.name())
              .setState(render(step.state()))
              .setMessage(step.message())
              .setAttempts(step.attempts());
      if (step.startedAt() != null) {
        one.setStartedAt(Moments.of(step.startedAt()));
      }
      if (step.finishedAt() != null) {
        one.setFinishedAt(Moments.of(step.finishedAt()));
      }
      if (step.proof() != null) {
        one.setProof(ProofProgressStore.read(step.proof()));
      }
    }
    return rendered.build();
  }

  private static factory.pipeline.v1.JobState render(JobState state) {
    return switch (state) {
      case QUEUED -> factory.pipeline.v1.JobState.JOB_STATE_QUEUED;
      case RUNNING -> factory.pipeline.v1.JobState.JOB_STATE_RUNNING;
      case SUCCEEDED -> factory.pipeline.v1.JobState.JOB_STATE_SUCCEEDED;
      case FAILED -> factory.pipeline.v1.JobState.JOB_STATE_FAILED;
      case CANCELLED -> factory.pipeline.v1.JobState.JOB_STATE_CANCELLED;
    };
  }
}
