package factory.pipeline.work;

import factory.mesh.Backoff;
import factory.pipeline.deploy.Rollout;
import factory.pipeline.job.Flow;
import factory.pipeline.job.Job;
import factory.pipeline.job.JobKind;
import factory.pipeline.job.Progress;
import factory.pipeline.job.Result;
import factory.pipeline.job.Step;
import factory.pipeline.job.Step.Cancelling;
import factory.pipeline.job.StepFailed;
import factory.pipeline.neighbour.Neighbours;
import factory.pipeline.version.Versions;
import factory.registry.v1.ServiceStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Brings a version into service behind the gate. */
public final class DeployWork implements Flow {
  /** Routes take a moment to reach Envoy: the next look is never far. */
  private static final Backoff LOOKS = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(2));

  private final Neighbours neighbours;
  private final Versions versions;
  private final Rollout rollout;
  private final Gateway gateway;
  private final boolean fuzzes;

  private final Step<Begun> begin;
  private final Step<Started> start;
  private final Step<Answered> probeDirect;
  private final Step<Routed> route;
  private final Step<Reached> probeGateway;
  private final Step<Recorded> record;
  private final Step<Retired> retireOld;

  /** The registry knows. */
  record Begun() implements Result {
    @Override
    public String message() {
      return "The service is deploying.";
    }
  }

  /** A process runs beside the one that serves. */
  record Started() implements Result {
    @Override
    public String message() {
      return "A process of the version was started.";
    }
  }

  /** It answers, asked directly. */
  record Answered() implements Result {
    @Override
    public String message() {
      return "The process answers.";
    }
  }

  /** Calls go to it. */
  record Routed() implements Result {
    @Override
    public String message() {
      return "Calls go to the process.";
    }
  }

  /** It answers, asked as a caller does. */
  record Reached() implements Result {
    @Override
    public String message() {
      return "The version answers through the gateway.";
    }
  }

  /** The registry knows, and has said whether there is a token. */
  record Recorded(boolean tokenised) implements Result {
    @Override
    public String message() {
      return "The service is deployed.";
    }
  }

  /** Those before it are gone. */
  record Retired(int processes) implements Result {
    @Override
    public String message() {
      return processes == 0
          ? "There was no process before it."
          : "The process before it was ended.";
    }
  }

  /**
   * Deploys as instances of this rollout.
   *
   * @param fuzzes whether what was deployed is tried for longer then
   */
  public DeployWork(
      Neighbours neighbours,
      Versions versions,
      Rollout rollout,
      Gateway gateway,
      Limits limits,
      boolean fuzzes) {
    this.fuzzes = fuzzes;
    this.neighbours = neighbours;
    this.versions = versions;
    this.rollout = rollout;
    this.gateway = gateway;
    var retry = limits.retry();
    begin =
        Step.waiting("begin", Begun.class, retry, Limits.CALL, this::begin)
            .cancelled(Cancelling.WAITS)
            .againOnRetry()
            .opens();
    // A deployment that failed was taken back, so that a retry starts anew.
    start = Step.waiting("start", Started.class, retry, limits.start(), this::start).againOnRetry();
    probeDirect =
        Step.waiting("probe-direct", Answered.class, retry, limits.start(), this::probeDirect)
            .againOnRetry();
    route =
        Step.waiting("route", Routed.class, retry, Limits.CALL, this::route)
            .cancelled(Cancelling.WAITS)
            .againOnRetry();
    probeGateway =
        Step.waiting(
                "probe-gateway", Reached.class, retry.with(LOOKS), Limits.CALL, this::probeGateway)
            .againOnRetry();
    record =
        Step.waiting("record", Recorded.class, retry, Limits.CALL, this::record)
            .cancelled(Cancelling.WAITS);
    // What was recorded as deployed stays so.
    retireOld =
        Step.waiting("retire-old", Retired.class, retry, Limits.CALL, this::retireOld)
            .cancelled(Cancelling.TOO_LATE);
  }

  @Override
  public JobKind kind() {
    return JobKind.DEPLOY;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Step<?>> steps() {
    return List.of(begin, start, probeDirect, route, probeGateway, record, retireOld);
  }

  private Begun begin(Progress progress) {
    var job = progress.job();
    var _ =
        neighbours.transition(
            job.serviceId(),
            progress.requestId(begin),
            ServiceStatus.SERVICE_STATUS_DEPLOYING,
            name(job) + " is being started behind the gate." + why(job));
    return new Begun();
  }

  private Started start(Progress progress) throws StepFailed, InterruptedException {
    var job = progress.job();
    var _ = rollout.ensureCandidate(job.id(), job.serviceId(), job.version());
    return new Started();
  }

  private Answered probeDirect(Progress progress) throws StepFailed, InterruptedException {
    // The process may have ended with the node since the step before.
    var _ = start(progress);
    return new Answered();
  }

  private Routed route(Progress progress) throws StepFailed {
    var job = progress.job();
    rollout.promote(job.id(), job.serviceId(), name(job) + " answers calls.");
    return new Routed();
  }

  private Reached probeGateway(Progress progress) throws InterruptedException {
    gateway.awaitVersion(progress.job().serviceId(), progress.job().version());
    return new Reached();
  }

  private Recorded record(Progress progress) {
    var job = progress.job();
    var service =
        neighbours.transition(
            job.serviceId(),
            progress.requestId(record),
            ServiceStatus.SERVICE_STATUS_DEPLOYED,
            name(job) + " answers through the gateway.");
    return new Recorded(service.tokenised());
  }

  private Retired retireOld(Progress progress) {
    return new Retired(rollout.retirePrevious(progress.job().serviceId()));
  }

  /** Whoever has it done himself knows why. */
  private static String why(Job job) {
    return job.asked().isPlatforms() ? " " + job.asked().why() : "";
  }

  private String name(Job job) {
    return versions
        .find(job.version())
        .map(version -> "Version " + version.number())
        .orElse("The version");
  }

  @Override
  public Optional<Next> next(Progress progress) throws StepFailed {
    return progress.of(record).tokenised()
        ? Optional.empty()
        : Optional.of(new Next(JobKind.TOKENISE, null));
  }

  @Override
  public Optional<Next> background(Progress progress) {
    return fuzzes
        ? Optional.of(new Next(JobKind.FUZZ, progress.job().version()))
        : Optional.empty();
  }

  @Override
  public void abandon(Progress progress) {
    var job = progress.job();
    rollout.rollBack(job.id(), job.serviceId());
    if (rollout.removed(job.serviceId())) {
      // The job may have made something anew after the deletion was applied.
      rollout.remove(job.serviceId());
    }
    Failures.record(neighbours, progress, begin);
  }
}
