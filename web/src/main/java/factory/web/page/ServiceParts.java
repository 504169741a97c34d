package factory.web.page;

import factory.pipeline.v1.Job;
import factory.pipeline.v1.JobKind;
import factory.pipeline.v1.JobState;
import factory.pipeline.v1.ListJobsRequest;
import factory.pipeline.v1.Step;
import factory.registry.v1.GetServiceRequest;
import factory.registry.v1.ListServiceEventsRequest;
import factory.registry.v1.Service;
import factory.registry.v1.ServiceEvent;
import factory.registry.v1.ServiceStatus;
import factory.web.neighbour.Neighbours;
import factory.web.neighbour.Words;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** The parts of a service's page. Each says by itself when what it needs cannot be reached. */
final class ServiceParts {
  private static final int EVENTS = 50;
  private static final int EVENT_PAGES = 10;
  private static final int JOBS = 5;

  private final Neighbours neighbours;
  private final Parts parts;
  private final Shown shown;

  ServiceParts(Neighbours neighbours, Parts parts, Shown shown) {
    this.neighbours = neighbours;
    this.parts = parts;
    this.shown = shown;
  }

  Service service(String id) {
    return neighbours
        .registry(neighbours.pageDeadline())
        .getService(GetServiceRequest.newBuilder().setServiceId(id).build())
        .getService();
  }

  // ---- progress

  private record Listed<T>(List<T> rows, String problem, boolean more) {}

  Views.Progress progress(String id) {
    var service = parts.begin(() -> service(id));
    var events = parts.begin(() -> events(id));
    var jobs = parts.begin(() -> jobs(id));
    return progress(Calls.join(service), events.join(), jobs.join());
  }

  Views.Progress progress(Service service) {
    var events = parts.begin(() -> events(service.getId()));
    var jobs = parts.begin(() -> jobs(service.getId()));
    return progress(service, events.join(), jobs.join());
  }

  private Views.Progress progress(Service service, Listed<ServiceEvent> events, Listed<Job> jobs) {
    var id = service.getId();
    var busy =
        service.getStatus() == ServiceStatus.SERVICE_STATUS_GENERATING
            || service.getStatus() == ServiceStatus.SERVICE_STATUS_DEPLOYING
            || jobs.rows().stream().anyMatch(ServiceParts::isOpen);
    var base = service.hasApiBaseUrl() ? Links.http(service.getApiBaseUrl()) : "";
    return new Views.Progress(
        id,
        "/fragments/progress?service_id=" + id,
        busy ? "1s" : "2s",
        Shown.status(service.getStatus()),
        events.rows().isEmpty() ? "" : events.rows().getFirst().getMessage(),
        Shown.serving(service.getServing().getState()),
        service.getServing().getVersion(),
        shown.moment(service.getUpdatedAt()),
        base,
        base.isEmpty() ? "" : base + "/openapi.json",
        actions(service, jobs.rows()),
        jobs.rows().stream()
            .map(job -> row(job, job.getId().equals(jobs.rows().getFirst().getId())))
            .toList(),
        jobs.problem(),
        events.rows().stream().map(this::row).toList(),
        events.problem(),
        events.more() ? "/services/" + id + "/events" : "");
  }

  private static boolean isOpen(Job job) {
    return job.getState() == JobState.JOB_STATE_QUEUED
        || job.getState() == JobState.JOB_STATE_RUNNING;
  }

  /** What the lifecycle allows now, as long as no job works on the service. */
  private static List<Views.Action> actions(Service service, List<Job> jobs) {
    List<Views.Action> actions = new ArrayList<>();
    var open = jobs.stream().filter(ServiceParts::isOpen).findFirst();
    if (open.isPresent()) {
      return List.of(
          new Views.Action(
              "cancel", "/jobs/" + open.get().getId() + "/cancel", "Stop", false, false));
    }
    switch (service.getStatus()) {
      case SERVICE_STATUS_QUEUED -> {
        actions.add(
            new Views.Action("generate-auto", "/generate", "Generate and deploy", true, true));
        actions.add(new Views.Action("generate", "/generate", "Generate only", false, false));
      }
      case SERVICE_STATUS_GENERATED -> {
        actions.add(new Views.Action("deploy", "/deploy", "Deploy", true, false));
        actions.add(new Views.Action("generate", "/generate", "Generate again", false, false));
      }
      case SERVICE_STATUS_DEPLOYED -> {
        actions.add(new Views.Action("deploy", "/deploy", "Deploy again", false, false));
        actions.add(new Views.Action("generate", "/generate", "Generate again", false, false));
      }
      case SERVICE_STATUS_FAILED -> {
        actions.add(new Views.Action("generate", "/generate", "Generate again", true, false));
        actions.add(
            new Views.Action("deploy", "/deploy", "Deploy the newest version", false, false));
      }
      case SERVICE_STATUS_GENERATING,
          SERVICE_STATUS_DEPLOYING,
          SERVICE_STATUS_UNSPECIFIED,
          UNRECOGNIZED -> {}
    }
    return actions;
  }

  /** Newest first. */
  private Listed<ServiceEvent> events(String id) {
    var newest = new ArrayDeque<ServiceEvent>();
    var token = "";
    var more = false;
    try {
      for (var page = 0; page < EVENT_PAGES; page++) {
        var response =
            neighbours
                .registry(neighbours.pageDeadline())
                .listServiceEvents(
                    ListServiceEventsRequest.newBuilder()
                        .setServiceId(id)
                        .setPageSize(100)
                        .setPageToken(token)
                        .build());
        for (var event : response.getEventsList()) {
          newest.addFirst(event);
          if (newest.size() > EVENTS) {
            newest.removeLast();
            more = true;
          }
        }
        token = response.getNextPageToken();
        if (token.isEmpty()) {
          break;
        }
      }
      return new Listed<>(List.copyOf(newest), "", more || !token.isEmpty());
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

  private Views.JobRow row(Job job, boolean newest) {
    var kind =
        switch (job.getKind()) {
          case JOB_KIND_GENERATE -> "Generate";
          case JOB_KIND_DEPLOY -> "Deploy";
          case JOB_KIND_TOKENISE -> "Create token";
          case JOB_KIND_UNSPECIFIED, UNRECOGNIZED -> Words.kind(job.getKind());
        };
    return new Views.JobRow(
        job.getId(),
        kind,
        Shown.state(job.getState()),
        job.getMessage(),
        shown.moment(job.getCreatedAt()),
        newest,
        job.getStepsList().stream().map(ServiceParts::row).toList());
  }

  private static Views.StepRow row(Step step) {
    var took =
        step.hasStartedAt() && step.hasFinishedAt()
            ? Shown.took(
                Duration.between(
                    Instant.ofEpochSecond(
                        step.getStartedAt().getSeconds(), step.getStartedAt().getNanos()),
                    Instant.ofEpochSecond(
                        step.getFinishedAt().getSeconds(), step.getFinishedAt().getNanos())))
            : "";
    if (step.getAttempts() > 1) {
      took = (took.isEmpty() ? "" : took + ", ") + "begun " + step.getAttempts() + " times";
    }
    return new Views.StepRow(step.getName(), Shown.state(step.getState()), step.getMessage(), took);
  }

  /** Whether a job is making the service's token. */
  boolean creating(String id) {
    return jobs(id).rows().stream()
        .anyMatch(job -> isOpen(job) && job.getKind() == JobKind.JOB_KIND_TOKENISE);
  }
}
