package factory.pipeline.work;

import factory.pipeline.job.Flow;
import factory.pipeline.job.JobKind;
import factory.pipeline.job.Progress;
import factory.pipeline.job.Result;
import factory.pipeline.job.Step;
import factory.pipeline.job.Step.Cancelling;
import factory.pipeline.job.StepFailed;
import factory.pipeline.spec.Specifications;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Makes a version of a source that a person has handed in: compiled and proven like any other. */
public final class EditWork implements Flow {
  private final Making making;

  private final Step<Begun> begin;
  private final Step<Compiled> compile;
  private final Step<Proven> prove;
  private final Step<Recorded> record;

  /** The registry knows. */
  record Begun(String contentHash) implements Result {
    @Override
    public String message() {
      return "The source was handed in.";
    }
  }

  /** There is a jar. */
  record Compiled() implements Result {
    @Override
    public String message() {
      return "The source compiles.";
    }
  }

  /** A process of it did what its specification says; with the report, as JSON. */
  record Proven(String seen, String proof) implements Result {
    @Override
    public String message() {
      return seen;
    }
  }

  /** The version is there for good. */
  record Recorded(UUID versionId, int number) implements Result {
    @Override
    public String message() {
      return "Version " + number + " was made of the source that was handed in, and proved itself.";
    }
  }

  /** Makes versions so. */
  public EditWork(Making making, Limits limits) {
    this.making = making;
    var retry = limits.retry();
    begin =
        Step.waiting("begin", Begun.class, retry, Limits.CALL, this::begin)
            .cancelled(Cancelling.WAITS)
            .againOnRetry()
            .opens();
    compile =
        Step.computing(
            "compile",
            Compiled.class,
            retry,
            limits.compute(),
            new Step.Body.Computes<>(
                "Compiling", "", progress -> progress.of(begin).contentHash(), this::compile));
    prove = Step.waiting("prove", Proven.class, retry, limits.start(), this::prove);
    record =
        Step.waiting("record", Recorded.class, retry, Limits.CALL, this::record)
            .cancelled(Cancelling.WAITS);
  }

  @Override
  public JobKind kind() {
    return JobKind.EDIT;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Step<?>> steps() {
    return List.of(begin, compile, prove, record);
  }

  private Begun begin(Progress progress) {
    var job = progress.job();
    var contentHash = making.versions().handedIn(job.id());
    making.begins(progress, begin, "A version is being made from a source that was handed in.");
    return new Begun(contentHash);
  }

  private Compiled compile(String contentHash) throws StepFailed, InterruptedException {
    making.compile(contentHash);
    return new Compiled();
  }

  private Proven prove(Progress progress) throws StepFailed, InterruptedException {
    var contentHash = progress.of(begin).contentHash();
    var specification =
        making
            .versions()
            .artifact(contentHash)
            .specification()
            .orElseThrow(() -> new StepFailed("It has no specification to be held against."));
    var proven = making.prove(progress.job(), Specifications.parse(specification), contentHash);
    return new Proven(proven.words(), proven.proof().json());
  }

  private Recorded record(Progress progress) throws StepFailed {
    var job = progress.job();
    var version =
        making.record(
            job, progress.of(begin).contentHash(), Optional.of(progress.of(prove).proof()));
    var made = new Recorded(version.id(), version.number());
    making.made(progress, record, made.message());
    return made;
  }

  @Override
  public Optional<Next> next(Progress progress) {
    return Optional.of(new Next(JobKind.DEPLOY, progress.job().version()));
  }

  @Override
  public void abandon(Progress progress) {
    Failures.record(making.neighbours(), progress, begin);
  }
}
