package factory.pipeline.job;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One durable piece of work on one service.
 *
 * @param number rises with each enqueued job
 * @param owner whose service it works on: a requester in lower case, or empty for the operators'
 * @param flowVersion of the flow that it began with
 * @param versionId the version that it makes or deploys; null for a token
 * @param ending what it will be once everything that must be undone or told is done
 * @param retry how often it was taken up again after it had failed
 */
public record Job(
    UUID id,
    long number,
    UUID serviceId,
    String owner,
    JobKind kind,
    int flowVersion,
    JobState state,
    String message,
    boolean auto,
    @Nullable UUID versionId,
    TokenTerms terms,
    Asked asked,
    boolean cancelRequested,
    @Nullable JobState ending,
    int retry,
    List<StepRecord> steps,
    Instant createdAt,
    Instant updatedAt) {
  /** The version that it makes or deploys. */
  public UUID version() {
    if (versionId == null) {
      throw new IllegalStateException("a " + kind + " job has no version");
    }
    return versionId;
  }

  /**
   * A name for an effect on a neighbour: the same each time it is asked for, and another one once
   * the job was taken up again.
   */
  public String requestId(String effect) {
    return id + ":" + effect + (retry == 0 ? "" : ":" + retry);
  }
}
