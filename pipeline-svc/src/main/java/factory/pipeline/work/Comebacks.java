package factory.pipeline.work;

import factory.mesh.Fault;
import factory.mesh.Faults;
import factory.mesh.Refused;
import factory.pipeline.deploy.Rollout;
import factory.pipeline.neighbour.Neighbours;
import factory.pipeline.spec.Specifications;
import factory.pipeline.version.Version;
import factory.pipeline.version.Versions;
import factory.registry.v1.ServiceStatus;
import io.grpc.Status;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Which version comes back where one was taken down: the newest before it that has served, whose
 * proof passed, and that was never found at fault. What its owner does with the service wins: while
 * a job of his works on it nothing is decided, and what that leaves stays.
 */
public final class Comebacks {
  private final Neighbours neighbours;
  private final Versions versions;
  private final Rollout rollout;
  private final Predicate<UUID> atWork;

  /**
   * Of a node.
   *
   * @param atWork whether a job works on a service that somebody waits for
   */
  public Comebacks(
      Neighbours neighbours, Versions versions, Rollout rollout, Predicate<UUID> atWork) {
    this.neighbours = neighbours;
    this.versions = versions;
    this.rollout = rollout;
    this.atWork = atWork;
  }

  /**
   * What was decided.
   *
   * @param version empty where nothing comes back
   * @param words a sentence that says so, and why
   */
  record Choice(Optional<Version> version, String words) {
    private static Choice nothing(String why) {
      return new Choice(Optional.empty(), why);
    }
  }

  /**
   * Decides for a service of which a version was taken down.
   *
   * @throws Refused to be asked again, while a job works on the service
   */
  Choice after(UUID service, Version down) {
    if (atWork.test(service)) {
      throw new Refused(
          new Fault.Plain(
              Status.Code.ABORTED,
              "SERVICE_AT_WORK",
              "A job works on the service; whether an earlier version comes back is decided after it."));
    }
    if (rollout.serving(service)) {
      return Choice.nothing("Another version answers calls.");
    }
    if (!isFailed(service)) {
      return Choice.nothing("Nothing comes back: its owner went on with the service.");
    }
    return earlier(down);
  }

  private boolean isFailed(UUID service) {
    try {
      return neighbours.shown(service).getStatus() == ServiceStatus.SERVICE_STATUS_FAILED;
    } catch (Refused e) {
      if (Faults.isTransient(e)) {
        throw e;
      }
      // It was deleted.
      return false;
    }
  }

  private Choice earlier(Version down) {
    var later = versions.specification(down).map(Specifications::parse);
    var why = "";
    for (var version : versions.before(down)) {
      var specification = versions.specification(version).map(Specifications::parse);
      if (later.isEmpty() || specification.isEmpty()) {
        continue;
      }
      var loosened = Loosened.of(specification.get(), later.get());
      if (loosened.isEmpty()) {
        return new Choice(
            Optional.of(version), "Version %d comes back.".formatted(version.number()));
      }
      why +=
          " Version %d does not come back by itself: %s, as version %d does not."
              .formatted(version.number(), loosened.get(), down.number());
    }
    return Choice.nothing("No version before it comes back." + why);
  }
}
