package factory.web.page;

import factory.mesh.Caller;
import factory.mesh.Moments;
import factory.mesh.Owners;
import factory.pipeline.v1.Job;
import factory.pipeline.v1.JobKind;
import factory.pipeline.v1.ListJobsRequest;
import factory.pipeline.v1.Step;
import factory.registry.v1.GetServiceRequest;
import factory.registry.v1.ListServiceEventsRequest;
import factory.registry.v1.Service;
import factory.registry.v1.ServiceAction;
import factory.registry.v1.ServiceEvent;
import factory.registry.v1.ServiceStatus;
import factory.web.http.Call;
import factory.web.http.Problem;
import factory.web.http.Reply;
import factory.web.neighbour.Neighbours;
import factory.web.neighbour.Words;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/** The parts of a service's page. Each says by itself when what it needs cannot be reached. */
public final class ServiceParts {
  private static final int EVENTS = 50;
  private static final int JOBS = 8;
  private static final int RUNS = 20;

  private final Neighbours neighbours;
  private final Parts parts;
  private final Owners owners;
  private final Shown shown;

  public ServiceParts(Neighbours neighbours, Parts parts, Owners owners, Shown shown) {
    this.neighbours = neighbours;
    this.parts = parts;
    this.owners = owners;
    this.shown = shown;
  }

  public Service service(String id) {
    return neighbours
        .registry(neighbours.pageDeadline())
        .getService(GetServiceRequest.newBuilder().setServiceId(id).build())
        .getService();
  }

  /** A part of a page that is open; once its service is gone, the whole page says so. */
  public Reply ofService(Frame frame, Call call, String id, Function<Service, Reply> part) {
    Service service;
    try {
      service = service(id);
    } catch (StatusRuntimeException e) {
      if (call.htmx() && Problem.isNotFound(e)) {
        return frame.gone(id);
      }
      throw e;
    }
    return part.apply(service);
  }

  /** The service that has a slug, or had it. */
  public Service named(String slug) {
    return neighbours
        .registry(neighbours.pageDeadline())
        .getService(GetServiceRequest.newBuilder().setSlug(slug).build())
        .getService();
  }

  // ---- progress

  public record Listed<T>(List<T> rows, String problem, boolean more) {}

  /** What can be done, and by whom. */
  public record Ability(List<Job> jobs, String problem, Actions.May may) {}

  public Actions.May may(Service service) {
    return Actions.may(owners, service, Caller.current());
  }

  public <T> CompletableFuture<T> begin(Supplier<T> part) {
    return parts.begin(part);
  }

  /** By whoever asks now; to be called where that is known. */
  public Ability ability(Service service) {
    var jobs = jobs(service.getId());
    return new Ability(jobs.rows(), jobs.problem(), may(service));
  }

  /** The work on a service, and what can be done about it. */
  public Views.Progress progress(Service service, Ability ability) {
    var id = service.getId();
    var events = events(id);
    var jobs = ability.jobs();
    var busy =
        service.getStatus() == ServiceStatus.SERVICE_STATUS_GENERATING
            || service.getStatus() == ServiceStatus.SERVICE_STATUS_DEPLOYING
            || jobs.stream().anyMatch(Actions::isOpen);
    // Without the pipeline no button would help; that it is away is said among its jobs.
    var actions =
        ability.may().change() && ability.problem().isEmpty()
            ? Actions.of(service, jobs)
            : List.<Views.Action>of();
    var anew =
        service.getStatus() == ServiceStatus.SERVICE_STATUS_FAILED
            && !Actions.allows(service, ServiceAction.SERVICE_ACTION_DEPLOY)
            && Actions.ideaFailed(jobs);
    return new Views.Progress(
        id,
        busy,
        actions,
        ability.may().change(),
        anew ? "/new?from=" + id : "",
        jobs.stream().map(job -> row(job, jobs, ability.may().change())).toList(),
        ability.problem(),
        events.rows().stream().map(this::row).toList(),
        Tab.RUNS.of(service),
        Links.delete(service));
  }

  /**
   * A page of the work on a service.
   *
   * @param next the token of the next page; empty at the end
   */
  public record Runs(List<Views.JobRow> rows, String problem, String next) {}

  /** Of whoever may change the service; to be called where it is known who asks. */
  public Runs runs(Service service, String token) {
    try {
      var page =
          neighbours
              .pipeline(neighbours.pageDeadline())
              .listJobs(
                  ListJobsRequest.newBuilder()
                      .setServiceId(service.getId())
                      .setPageSize(RUNS)
                      .setPageToken(token)
                      .build());
      var jobs = page.getJobsList();
      // Whether one can be tried again depends on those after it, which an older page has not.
      var may = token.isEmpty() && may(service).change();
      return new Runs(
          jobs.stream().map(job -> row(job, jobs, may)).toList(), "", page.getNextPageToken());
    } catch (StatusRuntimeException e) {
      return new Runs(List.of(), Parts.trouble("The pipeline", e), "");
    }
  }

  /** What happened to a service, newest first. */
  public Listed<Views.EventRow> history(Service service) {
    var events = events(service.getId());
    return new Listed<>(
        events.rows().stream().map(this::row).toList(), events.problem(), events.more());
  }

  /** The newest, from one call: a page is asked for again and again. */
  public Listed<ServiceEvent> events(String id) {
    try {
      var page =
          neighbours
              .registry(neighbours.pageDeadline())
              .listServiceEvents(
                  ListServiceEventsRequest.newBuilder()
                      .setServiceId(id)
                      .setPageSize(EVENTS)
                      .setNewestFirst(true)
                      .build());
      return new Listed<>(page.getEventsList(), "", !page.getNextPageToken().isEmpty());
    } catch (StatusRuntimeException e) {
      return new Listed<>(List.of(), Parts.trouble("The registry", e), false);
    }
  }

  private Listed<Job> jobs(String id) {
    try {
      var jobs =
          neighbours
              .pipeline(neighbours.pageDeadline())
              .listJobs(ListJobsRequest.newBuilder().setServiceId(id).setPageSize(JOBS).build())
              .getJobsList();
      return new Listed<>(jobs, "", false);
    } catch (StatusRuntimeException e) {
      return new Listed<>(List.of(), Parts.trouble("The pipeline", e), false);
    }
  }

  private Views.EventRow row(ServiceEvent event) {
    return new Views.EventRow(
        Shown.status(event.getStatus()), event.getMessage(), shown.moment(event.getCreatedAt()));
  }

  private Views.JobRow row(Job job, List<Job> jobs, boolean mayChange) {
    var kind =
        switch (job.getKind()) {
          case JOB_KIND_GENERATE -> "Build";
          case JOB_KIND_DEPLOY -> "Open";
          case JOB_KIND_TOKENISE -> "Create token";
          case JOB_KIND_FUZZ -> "Try for longer";
          case JOB_KIND_READ -> "Read";
          case JOB_KIND_EDIT -> "Own source";
          case JOB_KIND_UNSPECIFIED, UNRECOGNIZED -> Words.kind(job.getKind());
        };
    return new Views.JobRow(
        job.getId(),
        kind,
        Shown.state(job.getState()),
        job.getMessage(),
        shown.moment(job.getCreatedAt()),
        job.getId().equals(jobs.getFirst().getId()),
        job.hasModelCostUsd() ? job.getModelCostUsd() : "",
        took(job),
        job.getStepsList().stream().map(ServiceParts::row).toList(),
        mayChange && Actions.retryable(job, jobs) ? List.of(Actions.retry(job, jobs)) : List.of());
  }

  private static String took(Job job) {
    var steps = job.getStepsList();
    return Actions.isOpen(job)
            || steps.stream().noneMatch(s -> s.hasStartedAt() && s.hasFinishedAt())
        ? ""
        : Shown.took(
            Duration.between(
                steps.stream()
                    .filter(Step::hasStartedAt)
                    .map(s -> Moments.of(s.getStartedAt()))
                    .min(Comparator.naturalOrder())
                    .orElseThrow(),
                steps.stream()
                    .filter(Step::hasFinishedAt)
                    .map(s -> Moments.of(s.getFinishedAt()))
                    .max(Comparator.naturalOrder())
                    .orElseThrow()));
  }

  private static Views.StepRow row(Step step) {
    var took =
        step.hasStartedAt() && step.hasFinishedAt()
            ? Shown.took(
                Duration.between(Moments.of(step.getStartedAt()), Moments.of(step.getFinishedAt())))
            : "";
    if (step.getAttempts() > 1) {
      took = (took.isEmpty() ? "" : took + ", ") + "begun " + step.getAttempts() + " times";
    }
    return new Views.StepRow(
        StepWords.of(step.getName()), Shown.state(step.getState()), step.getMessage(), took);
  }

  /** Why no token can be created from a page now; empty when it can. */
  public static String noToken(Service service, Ability ability) {
    if (ability.jobs().stream()
        .anyMatch(job -> Actions.isOpen(job) && job.getKind() == JobKind.JOB_KIND_TOKENISE)) {
      return "The token is being created.";
    }
    if (!ability.problem().isEmpty()) {
      return ability.problem();
    }
    if (!Actions.allows(service, ServiceAction.SERVICE_ACTION_TOKENISE)) {
      return switch (service.getStatus()) {
        case SERVICE_STATUS_GENERATING, SERVICE_STATUS_DEPLOYING ->
            "No token yet: the service is being worked on.";
        default -> "No token yet: there is no API that it could open.";
      };
    }
    return ability.may().change() ? "" : "No token yet. " + ability.may().words();
  }
}
