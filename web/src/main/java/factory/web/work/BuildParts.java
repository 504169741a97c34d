package factory.web.work;

import factory.pipeline.v1.GetVersionRequest;
import factory.pipeline.v1.Job;
import factory.pipeline.v1.JobState;
import factory.pipeline.v1.Step;
import factory.registry.v1.Service;
import factory.registry.v1.ServiceAction;
import factory.registry.v1.ServiceStatus;
import factory.web.neighbour.Neighbours;
import factory.web.page.Actions;
import factory.web.page.GateParts;
import factory.web.page.Links;
import factory.web.page.ServiceParts;
import factory.web.page.Shown;
import factory.web.page.States;
import factory.web.page.Views;
import io.grpc.StatusRuntimeException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What the page of a build shows. */
public final class BuildParts {
  private static final BuildViews.ProofSoFar NO_PROOF =
      new BuildViews.ProofSoFar("", 0, 0, List.of(), List.of());

  private static final String NOT_OPENED = "It could not be opened";

  private final Neighbours neighbours;
  private final ServiceParts services;
  private final GateParts gate;
  private final Clock clock;
  private final Shown shown;

  public BuildParts(
      Neighbours neighbours, ServiceParts services, GateParts gate, Clock clock, Shown shown) {
    this.neighbours = neighbours;
    this.services = services;
    this.gate = gate;
    this.clock = clock;
    this.shown = shown;
  }

  /** How far the newest build of a service is. */
  BuildViews.Building building(Service service, String find) {
    var id = service.getId();
    var ability = services.ability(service);
    var asked = services.begin(() -> gate.serving(service));
    var events = services.events(id);
    var run = BuildRun.of(ability.jobs());
    var state = States.of(service, asked.join());
    var proof = run.isProven() ? proven(service) : run.proof().map(ProofSummary::soFar);
    var base = service.hasApiBaseUrl() ? Links.http(service.getApiBaseUrl()) : "";
    var live = !run.isOpen() && state.badge().equals(States.LIVE) && run.failed().isEmpty();
    var failure = run.failed().map(job -> failure(run, job));
    var may = ability.may().change() && ability.problem().isEmpty();
    var questions = service.getPlan().getQuestionsCount() > 0;
    var anew =
        service.getStatus() == ServiceStatus.SERVICE_STATUS_FAILED
            && !Actions.allows(service, ServiceAction.SERVICE_ACTION_DEPLOY)
            && Actions.ideaFailed(ability.jobs());
    return new BuildViews.Building(
        id,
        service.getName(),
        run.isOpen() ? new Views.State(States.BUILDING, "") : state,
        lead(run, state, questions, live),
        "/fragments/building?service_id="
            + id
            + (find.isEmpty() ? "" : "&find=" + URLEncoder.encode(find, StandardCharsets.UTF_8)),
        run.isOpen() ? "1s" : "5s",
        run.stages(clock.instant()),
        BuildLog.lines(run, events.rows().reversed(), find, shown),
        find,
        ability.problem() + events.problem(),
        proof.orElse(NO_PROOF),
        live ? base : "",
        live && !base.isEmpty() ? base + "/openapi.json" : "",
        service.hasTokenAddress(),
        live ? run.took().map(BuildParts::words).orElse("") : "",
        failure.orElse(new BuildViews.Failure("", "")),
        may ? actions(service, ability.jobs(), run) : List.of(),
        may
                && !run.isOpen()
                && (questions
                    || run.jobs().isEmpty()
                    || failure.filter(f -> !f.stage().equals(NOT_OPENED)).isPresent())
            ? Links.plan(id)
            : "",
        anew ? "/new?from=" + id : "");
  }

  private static String lead(BuildRun run, Views.State state, boolean questions, boolean live) {
    if (run.isOpen()) {
      return run.isProving()
          ? "It is proving itself. You may close this page; it goes on."
          : "You may close this page; it goes on.";
    }
    if (questions) {
      return "It waits for answers: not everything in the idea is clear.";
    }
    if (live) {
      return "It answers whoever holds its token.";
    }
    return run.failed().isPresent()
        ? state.badge().equals(States.LIVE)
            ? "It stopped; the version before goes on."
            : "It stopped before it was open."
        : run.jobs().isEmpty() ? "Nothing was built yet." : state.why();
  }

  /** One way on: stopping what goes on, or taking up what failed, or beginning. */
  private static List<Views.Action> actions(Service service, List<Job> jobs, BuildRun run) {
    var again =
        run.failed()
            .filter(job -> Actions.retryable(job, jobs) && !Actions.ideaFailed(jobs))
            .map(job -> Actions.retry(job, jobs));
    if (again.isPresent()) {
      return List.of(again.get());
    }
    return run.isOpen() || run.jobs().isEmpty() ? Actions.of(service, jobs) : List.of();
  }

  private BuildViews.Failure failure(BuildRun run, Job job) {
    var stage =
        run.stages(clock.instant()).stream()
            .filter(s -> s.progress() == BuildViews.Progress.FAILED)
            .map(BuildViews.Stage::name)
            .findFirst()
            .orElse("");
    return new BuildViews.Failure(
        switch (stage) {
          case "Read" -> "The idea could not be read";
          case "Write" -> "It could not be written";
          case "Compile" -> "It could not be compiled";
          case "Prove" -> "It did not prove itself";
          case "Open" -> NOT_OPENED;
          default -> "It could not be built";
        },
        job.getMessage().isEmpty()
            ? job.getStepsList().stream()
                .filter(step -> step.getState() == JobState.JOB_STATE_FAILED)
                .map(Step::getMessage)
                .findFirst()
                .orElse("")
            : job.getMessage());
  }

  private Optional<BuildViews.ProofSoFar> proven(Service service) {
    try {
      var version =
          neighbours
              .pipeline(neighbours.pageDeadline())
              .getVersion(
                  GetVersionRequest.newBuilder()
                      .setServiceId(service.getId())
                      .setWithProof(true)
                      .build())
              .getVersion();
      return ProofSummary.of(version.getProof()).map(ProofSummary::soFar);
    } catch (StatusRuntimeException e) {
      return Optional.empty();
    }
  }

  private static String words(Duration took) {
    var seconds = Math.max(1, took.toSeconds());
    return seconds < 60
        ? seconds + (seconds == 1 ? " second" : " seconds")
        : seconds / 60 + (seconds < 120 ? " minute " : " minutes ") + seconds % 60 + " seconds";
  }
}
