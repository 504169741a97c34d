package factory.pipeline.work;

import factory.pipeline.job.Flow;
import factory.pipeline.job.JobKind;
import factory.pipeline.job.Progress;
import factory.pipeline.job.Result;
import factory.pipeline.job.Step;
import factory.pipeline.job.Step.Cancelling;
import factory.pipeline.job.StepFailed;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The flow of jobs that began before there were specifications: it reads the idea once the registry
 * knows of the work. Kept for those in flight.
 */
final class FirstGenerateWork implements Flow {
  private final Making making;

  private final Step<Begun> begin;
  private final Step<Written> writeSource;
  private final Step<Compiled> compile;
  private final Step<Probed> tryOut;
  private final Step<Recorded> record;

  /** The registry knows. */
  record Begun() implements Result {
    @Override
    public String message() {
      return "The service is generating.";
    }
  }

  /** Sources, kept under the hash of their content. */
  record Written(String contentHash, String title, int files) implements Result {
    @Override
    public String message() {
      return files + " files for '" + title + "' were written.";
    }
  }

  /** There is a jar. */
  record Compiled() implements Result {
    @Override
    public String message() {
      return "The sources compile.";
    }
  }

  /** A process of it did what its document says. */
  record Probed(String seen) implements Result {
    @Override
    public String message() {
      return seen;
    }
  }

  /** The version is there for good. */
  record Recorded(UUID versionId, int number) implements Result {
    @Override
    public String message() {
      return "Version " + number + " was made and answered its probes.";
    }
  }

  FirstGenerateWork(Making making, Limits limits) {
    this.making = making;
    var retry = limits.retry();
    begin =
        Step.waiting("begin", Begun.class, retry, Limits.CALL, this::begin)
            .cancelled(Cancelling.WAITS)
            .againOnRetry()
            .opens();
    writeSource =
        Step.computing(
            "write-source",
            Written.class,
            retry,
            limits.compute(),
            new Step.Body.Computes<>(
                "Reading the idea",
                "Say it in fewer and plainer words.",
                progress ->
                    making.basis(
                        progress.job().serviceId(),
                        making.specification(progress.job().serviceId())),
                this::write));
    compile =
        Step.computing(
            "compile",
            Compiled.class,
            retry,
            limits.compute(),
            new Step.Body.Computes<>("Compiling", "", this::written, this::compile));
    tryOut = Step.waiting("probe", Probed.class, retry, limits.start(), this::tryOut);
    record =
        Step.waiting("record", Recorded.class, retry, Limits.CALL, this::record)
            .cancelled(Cancelling.WAITS);
  }

  @Override
  public JobKind kind() {
    return JobKind.GENERATE;
  }

  @Override
  public int version() {
    return 1;
  }

  @Override
  public List<Step<?>> steps() {
    return List.of(begin, writeSource, compile, tryOut, record);
  }

  private Begun begin(Progress progress) {
    making.begins(progress, begin, "A version is being made from the idea.");
    return new Begun();
  }

  private Written write(Making.Basis basis) throws StepFailed {
    var kept = making.write(basis);
    return new Written(kept.contentHash(), kept.title(), kept.files());
  }

  private String written(Progress progress) throws StepFailed {
    return progress.of(writeSource).contentHash();
  }

  private Compiled compile(String contentHash) throws StepFailed, InterruptedException {
    making.compile(contentHash);
    return new Compiled();
  }

  private Probed tryOut(Progress progress) throws StepFailed, InterruptedException {
    return new Probed(making.tryOut(progress.job().version(), written(progress)));
  }

  private Recorded record(Progress progress) throws StepFailed {
    var job = progress.job();
    var version = making.record(job, written(progress), Optional.empty());
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
