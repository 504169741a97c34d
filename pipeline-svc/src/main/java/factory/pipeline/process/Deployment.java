package factory.pipeline.process;

import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A process that should run for a service.
 *
 * @param id of the deploy job
 * @param pid of the process that was last started, and when that process began; null before
 */
record Deployment(
    UUID id,
    UUID serviceId,
    UUID versionId,
    Path socket,
    Role role,
    @Nullable Long pid,
    @Nullable Instant processStartedAt) {
  /** What a process is for. */
  enum Role {
    /** Started beside the serving one; calls do not reach it yet. */
    CANDIDATE,
    /** Answers the service's calls; started again whenever it ends. */
    SERVING,
    /** Answered until the switch, and would again if the switch were undone. */
    PREVIOUS
  }
}
