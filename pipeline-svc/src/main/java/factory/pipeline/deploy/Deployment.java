package factory.pipeline.deploy;

import java.util.UUID;

/**
 * An instance that should run for a service.
 *
 * @param id of the deploy job
 */
record Deployment(UUID id, UUID serviceId, UUID versionId, Role role) {
  /** What an instance is for. */
  enum Role {
    /** Started beside the serving one; calls do not reach it yet. */
    CANDIDATE,
    /** Answers the service's calls; started again whenever it ends. */
    SERVING,
    /** Answered until the switch, and would again if the switch were undone. */
    PREVIOUS
  }

  Instance instance() {
    return new Instance(id, serviceId, versionId, false);
  }
}
