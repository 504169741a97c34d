package factory.pipeline.work;

import factory.pipeline.build.CompilationFailed;
import factory.pipeline.compute.TookTooLong;
import factory.pipeline.deploy.Probe;
import factory.pipeline.edit.Edits;
import factory.pipeline.job.Job;
import factory.pipeline.job.JobKind;
import factory.pipeline.job.Progress;
import factory.pipeline.job.ProofProgressStore;
import factory.pipeline.job.Step;
import factory.pipeline.job.StepFailed;
import factory.pipeline.neighbour.Neighbours;
import factory.pipeline.plan.Plans;
import factory.pipeline.prove.Budget;
import factory.pipeline.prove.Fuzzed;
import factory.pipeline.prove.Proof;
import factory.pipeline.prove.Proving;
import factory.pipeline.prove.SecretCost;
import factory.pipeline.prove.Yielding;
import factory.pipeline.spec.Specification;
import factory.pipeline.version.Version;
import factory.pipeline.version.Versions;
import factory.pipeline.write.Artifact;
import factory.registry.v1.ServiceStatus;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** What the flows that make a version do, whichever steps they have. Safe for many threads. */
public final class Making {
  private final Neighbours neighbours;
  private final Plans plans;
  private final Function<Specification, Artifact> writer;
  private final Versions versions;
  private final Probe probe;
  private final Proving proving;
  private final ProofProgressStore progress;
  private final Edits edits;

  /**
   * Makes versions.
   *
   * @param plans say what a service's next version is made from
   * @param writer writes its files
   * @param proving holds a process of it against its specification
   * @param progress keeps how far that is
   * @param edits carry on what people have changed
   */
  public Making(
      Neighbours neighbours,
      Plans plans,
      Function<Specification, Artifact> writer,
      Versions versions,
      Probe probe,
      Proving proving,
      ProofProgressStore progress,
      Edits edits) {
    this.edits = edits;
    this.progress = progress;
    this.neighbours = neighbours;
    this.plans = plans;
    this.writer = writer;
    this.versions = versions;
    this.probe = probe;
    this.proving = proving;
  }

  /**
   * The specification that a service's next version is made from.
   *
   * @throws factory.mesh.Refused when it leaves questions open
   */
  Specification specification(UUID service) {
    return plans.specification(service);
  }

  /** What a version is written from: its specification, and the version before it. */
  record Basis(Specification specification, Optional<Version> newest) {}

  /** What the next version of a service is written from. */
  Basis basis(UUID service, Specification specification) {
    return new Basis(specification, versions.newest(service));
  }

  /**
   * Writes its files, with what a person has changed of those before them, and keeps them.
   *
   * @throws StepFailed where both have changed the same lines: with these
   */
  Kept write(Basis basis) throws StepFailed {
    var artifact = writer.apply(basis.specification());
    var merged = edits.carried(basis.newest(), artifact);
    if (merged.isEmpty()) {
      return new Kept(versions.keep(artifact), artifact.title(), artifact.files().size());
    }
    if (!merged.get().conflicts().isEmpty()) {
      throw new StepFailed(Conflicts.words(merged.get().conflicts()));
    }
    var both = new Artifact(artifact.title(), merged.get().files(), artifact.openapi());
    return new Kept(
        versions.keep(both, versions.keep(artifact)), both.title(), both.files().size());
  }

  /** What was written: the hash of its content, its title and the number of its files. */
  record Kept(String contentHash, String title, int files) {}

  void compile(String contentHash) throws StepFailed, InterruptedException {
    try {
      var _ = versions.jar(contentHash);
    } catch (CompilationFailed e) {
      throw new StepFailed(
          (versions.editedFrom(contentHash).isPresent()
                  ? "The source as it was changed does not compile: "
                  : "The generated sources do not compile: ")
              + e.getMessage());
    } catch (TookTooLong e) {
      throw new StepFailed(e.words());
    }
  }

  /**
   * Proves the version of a job by a process of it, which keeps nothing else.
   *
   * @throws StepFailed with what the process does otherwise than its specification says
   */
  Held prove(Job job, Specification specification, String contentHash)
      throws StepFailed, InterruptedException {
    var version = job.version();
    var openapi = versions.artifact(contentHash).openapi();
    var telling = new ProofTelling(progress, job.id(), System::nanoTime);
    var held = seen(version, specification, contentHash, openapi, telling);
    telling.end();
    var cost = new SecretCost(specification);
    if (held.proof().holds() && cost.isAsked()) {
      var besides =
          probe.asServed(version, contentHash, client -> held(() -> cost.prove(openapi, client)));
      held = new Held(held.proof().and(besides.proof()), held.took().plus(besides.took()));
    }
    var failed = held.proof().firstFailure();
    if (failed.isPresent()) {
      throw new StepFailed(
          "It does not prove itself. %s: %s"
              .formatted(failed.get().name(), failed.get().evidence()));
    }
    return held;
  }

  private Held seen(
      UUID version,
      Specification specification,
      String contentHash,
      String openapi,
      Proving.Seen seen)
      throws StepFailed, InterruptedException {
    return probe.with(
        version,
        contentHash,
        client -> held(() -> proving.prove(specification, openapi, client, seen)));
  }

  /**
   * Makes a service of a specification that may become a version, and tries it.
   *
   * @return the first check that failed
   * @throws StepFailed when a process of it does not start
   */
  Optional<Proof.Check> tried(Specification specification) throws StepFailed, InterruptedException {
    var artifact = plans.written(specification);
    var contentHash = versions.keep(artifact);
    compile(contentHash);
    return seen(
            UUID.randomUUID(), specification, contentHash, artifact.openapi(), Proving.Seen.NOBODY)
        .proof()
        .firstFailure();
  }

  private static Held held(Supplier<Proof> proving) throws InterruptedException {
    var began = System.nanoTime();
    var proof = proving.get();
    if (Thread.interrupted()) {
      // A call that is broken off says nothing about the service.
      throw new InterruptedException();
    }
    return new Held(proof, Duration.ofNanos(System.nanoTime() - began));
  }

  /** A proof in which nothing failed, and how long it took besides the start of a process. */
  record Held(Proof proof, Duration took) {
    /** In the words of a job. */
    String words() {
      return proof.summary() + " The proof took " + took.toMillis() + " ms.";
    }
  }

  /**
   * Tries a version for longer, by a process of it that computes only when nothing else does. No
   * answer may be the machine's doing: then the same is asked of another process, and is found when
   * that gives none either.
   *
   * @param yielding lets go first what people wait for
   * @throws StepFailed when a process of it does not start
   */
  Fuzzed fuzz(Version version, Specification specification, Budget budget, Yielding yielding)
      throws StepFailed, InterruptedException {
    var first = fuzzOnce(version, specification, budget, yielding);
    if (first.outcome() != Fuzzed.Outcome.NO_ANSWER) {
      return first;
    }
    var second = fuzzOnce(version, specification, budget, yielding);
    return switch (second.outcome()) {
      case NO_ANSWER -> second.as(Fuzzed.Outcome.FAILED, second.words());
      case PASSED ->
          second.as(
              Fuzzed.Outcome.PASSED,
              "Once there was no answer, and the same requests had one after that: "
                  + first.words());
      case FAILED, NOT_FINISHED -> second;
    };
  }

  private Fuzzed fuzzOnce(
      Version version, Specification specification, Budget budget, Yielding yielding)
      throws StepFailed, InterruptedException {
    // Most of what a short fuzz costs is the start of its process.
    var _ = yielding.await();
    var openapi = versions.artifact(version.contentHash()).openapi();
    var seed = seed(version);
    return probe.inBackground(
        version.id(),
        version.contentHash(),
        client -> {
          var fuzzed = proving.fuzz(specification, openapi, client, budget, seed, yielding);
          if (Thread.interrupted()) {
            // A call that is broken off says nothing about the service.
            throw new InterruptedException();
          }
          return fuzzed;
        });
  }

  /** The same artefact is asked the same. */
  static long seed(Version version) {
    return Long.parseUnsignedLong(version.contentHash().substring(0, 16), 16);
  }

  /**
   * Records a version of a job; once.
   *
   * @param proof its report as JSON
   */
  Version record(Job job, String contentHash, Optional<String> proof) {
    // A job from before it was kept who had asked is its owner's.
    var by = job.asked().by().isEmpty() ? job.owner() : job.asked().by();
    var why =
        job.asked().why().isEmpty()
            ? plans.why(job.serviceId(), versions.artifact(contentHash).specification().orElse(""))
            : job.asked().why();
    return versions.record(
        job.version(),
        job.serviceId(),
        job.id(),
        contentHash,
        new Versions.Made(by, why, proof, job.kind() == JobKind.EDIT));
  }

  /** What was seen of a process of it. */
  String tryOut(UUID version, String contentHash) throws StepFailed, InterruptedException {
    return probe.fresh(version, contentHash, versions.artifact(contentHash).openapi());
  }

  /** Tells the registry that a version is being made. */
  void begins(Progress progress, Step<?> step, String why) {
    tell(progress, step, ServiceStatus.SERVICE_STATUS_GENERATING, why);
  }

  /** Tells the registry that there is one. */
  void made(Progress progress, Step<?> step, String what) {
    tell(progress, step, ServiceStatus.SERVICE_STATUS_GENERATED, what);
  }

  private void tell(Progress progress, Step<?> step, ServiceStatus status, String message) {
    var _ =
        neighbours.transition(
            progress.job().serviceId(), progress.requestId(step), status, message);
  }

  Neighbours neighbours() {
    return neighbours;
  }

  Versions versions() {
    return versions;
  }
}
