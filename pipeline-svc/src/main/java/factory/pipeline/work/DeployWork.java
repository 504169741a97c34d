package factory.pipeline.work;

import factory.pipeline.deploy.Rollout;
import factory.pipeline.job.Done;
import factory.pipeline.job.Job;
import factory.pipeline.job.Step;
import factory.pipeline.job.StepFailed;
import factory.pipeline.job.Work;
import factory.pipeline.neighbour.Neighbours;
import factory.pipeline.version.Versions;
import factory.registry.v1.ServiceStatus;

/** Brings a version into service behind the gate. */
public final class DeployWork implements Work {
  private final Neighbours neighbours;
  private final Versions versions;
  private final Rollout rollout;
  private final Gateway gateway;

  /** Deploys as processes of this rollout. */
  public DeployWork(Neighbours neighbours, Versions versions, Rollout rollout, Gateway gateway) {
    this.neighbours = neighbours;
    this.versions = versions;
    this.rollout = rollout;
    this.gateway = gateway;
  }

  @Override
  public Done run(Job job, Step step) throws StepFailed, InterruptedException {
    return switch (step.name()) {
      case "begin" -> {
        var _ =
            neighbours.transition(
                job.serviceId(),
                job.requestId("begin"),
                ServiceStatus.SERVICE_STATUS_DEPLOYING,
                name(job) + " is being started behind the gate.");
        yield Done.saying("The service is deploying.");
      }
      case "start" -> {
        var _ = rollout.ensureCandidate(job.id(), job.serviceId(), job.version());
        yield Done.saying("A process of the version was started.");
      }
      case "probe-direct" -> {
        // The process may have ended with the node since the step before.
        var _ = rollout.ensureCandidate(job.id(), job.serviceId(), job.version());
        yield Done.saying("The process answers.");
      }
      case "route" -> {
        rollout.promote(job.id(), job.serviceId(), name(job) + " answers calls.");
        yield Done.saying("Calls go to the process.");
      }
      case "probe-gateway" -> {
        gateway.awaitVersion(job.serviceId(), job.version());
        yield Done.saying("The version answers through the gateway.");
      }
      case "record" -> {
        var service =
            neighbours.transition(
                job.serviceId(),
                job.requestId("record"),
                ServiceStatus.SERVICE_STATUS_DEPLOYED,
                name(job) + " answers through the gateway.");
        yield new Done("The service is deployed.", service.tokenised() ? "tokenised" : "");
      }
      case "retire-old" -> {
        var ended = rollout.retirePrevious(job.serviceId());
        yield Done.saying(
            ended == 0 ? "There was no process before it." : "The process before it was ended.");
      }
      default -> throw new IllegalStateException("no step " + step.name());
    };
  }

  private String name(Job job) {
    return versions
        .find(job.version())
        .map(version -> "Version " + version.number())
        .orElse("The version");
  }

  @Override
  public void abandon(Job job) {
    rollout.rollBack(job.id(), job.serviceId());
    if (rollout.removed(job.serviceId())) {
      // The job may have made something anew after the deletion was applied.
      rollout.remove(job.serviceId());
    }
    Failures.record(neighbours, job);
  }
}
