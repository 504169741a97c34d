package factory.pipeline.work;

import factory.mesh.Faults;
import factory.mesh.Refused;
import factory.mesh.Retry;
import factory.pipeline.deploy.Rollout;
import factory.pipeline.job.Asked;
import factory.pipeline.job.Flow;
import factory.pipeline.job.Foreground;
import factory.pipeline.job.Job;
import factory.pipeline.job.JobKind;
import factory.pipeline.job.Progress;
import factory.pipeline.job.Result;
import factory.pipeline.job.Step;
import factory.pipeline.job.Step.Cancelling;
import factory.pipeline.job.StepFailed;
import factory.pipeline.prove.Budget;
import factory.pipeline.prove.Fuzzed;
import factory.pipeline.prove.Yielding;
import factory.pipeline.spec.Specifications;
import factory.pipeline.version.Version;
import factory.registry.v1.ServiceStatus;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Logger;

/**
 * Tries a deployed version for longer than its proof did, by a process of its own, and takes the
 * version down when that does what no service may do. The one before it comes back then.
 */
public final class FuzzWork implements Flow {
  private static final Logger LOG = Logger.getLogger(FuzzWork.class.getName());

  /** A version that is known to be at fault is not left up because a neighbour is away. */
  private static final Duration PERSISTENCE = Duration.ofDays(7);

  /** How long one try lets others go first, all in all: a node may have no quiet moment. */
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Making making;
  private final Rollout rollout;
  private final Comebacks comebacks;
  private final Budget budget;
  private final Foreground foreground;

  private final Step<Tried> fuzz;
  private final Step<Recorded> record;
  private final Step<Settled> settle;

  /**
   * It was tried.
   *
   * @param outcome of {@link Fuzzed.Outcome}; empty when there was nothing to try
   * @param report as JSON; empty when there was nothing to try
   */
  record Tried(String outcome, String words, String summary, String report) implements Result {
    @Override
    public String message() {
      return summary;
    }
  }

  /** The version has the report. */
  record Recorded() implements Result {
    @Override
    public String message() {
      return "The version's proof has the report.";
    }
  }

  /** The version stays, or was taken down. */
  record Settled(boolean down, String what) implements Result {
    @Override
    public String message() {
      return what;
    }
  }

  /**
   * Tries versions so.
   *
   * @param comebacks say what comes back where a version was taken down
   * @param budget of one try; no time, and nothing is tried
   * @param foreground goes first
   */
  public FuzzWork(
      Making making,
      Rollout rollout,
      Comebacks comebacks,
      Limits limits,
      Budget budget,
      Foreground foreground) {
    this.making = making;
    this.rollout = rollout;
    this.comebacks = comebacks;
    this.budget = budget;
    this.foreground = foreground;
    var retry = limits.retry();
    // What was seen may have to be seen twice.
    fuzz =
        Step.waiting(
                "fuzz",
                Tried.class,
                retry,
                budget.time().plus(limits.start()).multipliedBy(2).plus(PATIENCE),
                this::fuzz)
            .againOnRetry();
    record =
        Step.waiting("record", Recorded.class, retry, Limits.CALL, this::record)
            .cancelled(Cancelling.WAITS);
    settle =
        Step.waiting(
                "settle",
                Settled.class,
                new Retry(retry.pauses(), retry.tries(), PERSISTENCE),
                Limits.CALL.multipliedBy(2),
                this::settle)
            .cancelled(Cancelling.TOO_LATE);
  }

  @Override
  public JobKind kind() {
    return JobKind.FUZZ;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Step<?>> steps() {
    return List.of(fuzz, record, settle);
  }

  private Tried fuzz(Progress progress) throws StepFailed, InterruptedException {
    var job = progress.job();
    if (!budget.time().isPositive()) {
      return nothing("It is switched off (pipeline.fuzz-time).");
    }
    if (!rollout.serves(job.serviceId(), job.version())) {
      return nothing("The version is not deployed any more.");
    }
    var version = version(job);
    var specification = making.versions().specification(version);
    if (specification.isEmpty()) {
      return nothing("The version is from before there were specifications.");
    }
    var fuzzed =
        making.fuzz(version, Specifications.parse(specification.get()), budget, yielding());
    return new Tried(fuzzed.outcome().word(), fuzzed.words(), fuzzed.summary(), fuzzed.json());
  }

  private Yielding yielding() {
    var left = new AtomicReference<>(PATIENCE);
    return () -> {
      var waited = foreground.awaitQuiet(left.get());
      left.updateAndGet(before -> before.minus(waited));
      return waited;
    };
  }

  private static Tried nothing(String why) {
    return new Tried("", "", why, "");
  }

  private Version version(Job job) throws StepFailed {
    return making
        .versions()
        .find(job.version())
        .orElseThrow(() -> new StepFailed("The version is not there any more."));
  }

  private Recorded record(Progress progress) throws StepFailed {
    var tried = progress.of(fuzz);
    if (!tried.report().isEmpty()) {
      making.versions().recordFuzz(progress.job().version(), tried.report());
    }
    return new Recorded();
  }

  private Settled settle(Progress progress) throws StepFailed {
    var job = progress.job();
    var tried = progress.of(fuzz);
    if (!tried.outcome().equals(Fuzzed.Outcome.FAILED.word())) {
      return new Settled(false, tried.summary());
    }
    var version = version(job);
    making.versions().markAtFault(version.id());
    var what =
        rollout.serves(job.serviceId(), job.version())
            ? takeDown(progress, version, tried.words())
            : "Version %d is not up any more. %s".formatted(version.number(), tried.summary());
    return new Settled(true, what + " " + comebacks.after(job.serviceId(), version).words());
  }

  private String takeDown(Progress progress, Version version, String found) {
    var service = version.serviceId();
    var why = why(version.number(), found);
    try {
      // While somebody makes or deploys another version, the status is that work's.
      var _ =
          making
              .neighbours()
              .transition(
                  service,
                  progress.requestId(settle),
                  List.of(ServiceStatus.SERVICE_STATUS_DEPLOYED),
                  ServiceStatus.SERVICE_STATUS_FAILED,
                  "Version "
                      + version.number()
                      + " was found at fault when it was tried for longer.");
    } catch (Refused e) {
      if (Faults.isTransient(e)) {
        throw e;
      }
      LOG.info(() -> "service " + service + ": " + e.getMessage());
    }
    rollout.withdraw(service, version.id(), why);
    return why;
  }

  private static String why(int number, String found) {
    return ("Version %d was taken down. When it was tried for longer after it was opened, apart from"
            + " what its users keep, this was seen: %s. What the service keeps is kept. Change what"
            + " it is to do and generate another version; deploying this one again tries it again.")
        .formatted(number, found);
  }

  @Override
  public Optional<Next> next(Progress progress) {
    return Optional.empty();
  }

  /** The version that comes back is deployed as any other is. */
  @Override
  public Optional<Next> background(Progress progress) throws StepFailed {
    var job = progress.job();
    if (!progress.of(fuzz).outcome().equals(Fuzzed.Outcome.FAILED.word())) {
      return Optional.empty();
    }
    var down = version(job);
    return comebacks
        .after(job.serviceId(), down)
        .version()
        .map(
            version ->
                new Next(
                    JobKind.DEPLOY,
                    version.id(),
                    Asked.platform(
                        "It comes back: version %d was taken down.".formatted(down.number()))));
  }

  /** The service is as good as it was; its proof says that this did not end. */
  @Override
  public void abandon(Progress progress) {
    var job = progress.job();
    if (progress.did(record)) {
      return;
    }
    making
        .versions()
        .find(job.version())
        .ifPresent(
            version ->
                making
                    .versions()
                    .recordFuzz(
                        version.id(),
                        Fuzzed.notFinished(Making.seed(version), job.message()).json()));
  }
}
