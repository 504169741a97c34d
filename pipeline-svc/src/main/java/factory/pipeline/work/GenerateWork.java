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

/**
 * Makes a version of a service from its specification. What a text leaves open is asked before
 * anything begins: wording fails no service.
 */
public final class GenerateWork implements Flow {
  private final Making making;

  private final Step<Begun> begin;
  private final Step<Written> writeSource;
  private final Step<Compiled> compile;
  private final Step<Proven> prove;
  private final Step<Recorded> record;

  /** There is a specification, and the registry knows. */
  record Begun(String specification) implements Result {
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
      return "Version " + number + " was made and proved itself.";
    }
  }

  /** Makes versions so. */
  public GenerateWork(Making making, Limits limits) {
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
                "Writing the sources",
                "",
                progress ->
                    making.basis(
                        progress.job().serviceId(),
                        Specifications.parse(progress.of(begin).specification())),
                this::write));
    compile =
        Step.computing(
            "compile",
            Compiled.class,
            retry,
            limits.compute(),
            new Step.Body.Computes<>("Compiling", "", this::written, this::compile));
    prove = Step.waiting("prove", Proven.class, retry, limits.start(), this::prove);
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
    return 2;
  }

  @Override
  public List<Step<?>> steps() {
    return List.of(begin, writeSource, compile, prove, record);
  }

  /** The flows of jobs in flight that began with an earlier release. */
  public static List<Flow> before(Making making, Limits limits) {
    return List.of(new FirstGenerateWork(making, limits));
  }

  private Begun begin(Progress progress) {
    var job = progress.job();
    var specification = making.specification(job.serviceId());
    making.begins(progress, begin, "A version is being made from the idea.");
    return new Begun(Specifications.write(specification));
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

  private Proven prove(Progress progress) throws StepFailed, InterruptedException {
    var specification = Specifications.parse(progress.of(begin).specification());
    var proven = making.prove(progress.job(), specification, written(progress));
    return new Proven(proven.words(), proven.proof().json());
  }

  private Recorded record(Progress progress) throws StepFailed {
    var job = progress.job();
    var version = making.record(job, written(progress), Optional.of(progress.of(prove).proof()));
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
