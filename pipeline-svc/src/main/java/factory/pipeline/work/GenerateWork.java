package factory.pipeline.work;

import factory.pipeline.compute.CpuPool;
import factory.pipeline.compute.TookTooLong;
import factory.pipeline.deploy.Probe;
import factory.pipeline.generator.CompilationFailed;
import factory.pipeline.generator.Generator;
import factory.pipeline.generator.Outcome;
import factory.pipeline.job.Done;
import factory.pipeline.job.Job;
import factory.pipeline.job.Step;
import factory.pipeline.job.StepFailed;
import factory.pipeline.job.Work;
import factory.pipeline.neighbour.Neighbours;
import factory.pipeline.version.Versions;
import factory.registry.v1.ServiceStatus;
import java.util.concurrent.ExecutionException;

/** Makes a version from an idea. */
public final class GenerateWork implements Work {
  private final Neighbours neighbours;
  private final Generator generator;
  private final CpuPool cpu;
  private final Versions versions;
  private final Probe probe;

  /** Generates with this generator. */
  public GenerateWork(
      Neighbours neighbours, Generator generator, CpuPool cpu, Versions versions, Probe probe) {
    this.cpu = cpu;
    this.neighbours = neighbours;
    this.generator = generator;
    this.versions = versions;
    this.probe = probe;
  }

  @Override
  public Done run(Job job, Step step) throws StepFailed, InterruptedException {
    return switch (step.name()) {
      case "begin" -> {
        var _ =
            neighbours.transition(
                job.serviceId(),
                job.requestId("begin"),
                ServiceStatus.SERVICE_STATUS_GENERATING,
                "A version is being made from the idea.");
        yield Done.saying("The service is generating.");
      }
      case "write-source" -> writeSource(job);
      case "compile" -> {
        try {
          var _ = versions.jar(job.output("write-source"));
          yield Done.saying("The sources compile.");
        } catch (CompilationFailed e) {
          throw new StepFailed("The generated sources do not compile: " + e.getMessage());
        } catch (TookTooLong e) {
          throw new StepFailed(e.words());
        }
      }
      case "probe" -> {
        var hash = job.output("write-source");
        yield Done.saying(probe.fresh(job.version(), hash, versions.artifact(hash).openapi()));
      }
      case "record" -> {
        var version =
            versions.record(job.version(), job.serviceId(), job.id(), job.output("write-source"));
        var made = "Version " + version.number() + " was made and answered its probes.";
        var _ =
            neighbours.transition(
                job.serviceId(),
                job.requestId("record"),
                ServiceStatus.SERVICE_STATUS_GENERATED,
                made);
        yield new Done(made, version.id().toString());
      }
      default -> throw new IllegalStateException("no step " + step.name());
    };
  }

  private Outcome generate(String idea) throws StepFailed, InterruptedException {
    try {
      return cpu.run("Reading the idea", () -> generator.generate(idea));
    } catch (TookTooLong e) {
      throw new StepFailed(e.words() + " Say it in fewer and plainer words.");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private Done writeSource(Job job) throws StepFailed, InterruptedException {
    return switch (generate(neighbours.service(job.serviceId()).idea())) {
      case Outcome.Made(var artifact) -> {
        var hash = versions.keep(artifact);
        yield new Done(
            artifact.files().size() + " files for '" + artifact.title() + "' were written.", hash);
      }
      case Outcome.NotUnderstood(var why) -> throw new StepFailed(why);
    };
  }

  @Override
  public void abandon(Job job) {
    Failures.record(neighbours, job);
  }
}
