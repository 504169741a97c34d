package factory.pipeline.job;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One durable piece of work on one service.
 *
 * @param number rises with each enqueued job
 * @param versionId the version that it makes or deploys; null for a token
 * @param ending what it will be once everything that must be undone or told is done
 * @param retry how often it was taken up again after it had failed
 */
public record Job(
    UUID id,
    long number,
    UUID serviceId,
    JobKind kind,
    JobState state,
    String message,
    boolean auto,
    @Nullable UUID versionId,
    TokenTerms terms,
    boolean cancelRequested,
    @Nullable JobState ending,
    int retry,
    List<Step> steps,
    Instant createdAt,
    Instant updatedAt) {
  /** The first step that did not succeed yet. */
  Optional<Step> nextStep() {
    return steps.stream().filter(step -> step.state() != JobState.SUCCEEDED).findFirst();
  }

  /** What a step that succeeded left for later ones. */
  public String output(String stepName) {
    return step(stepName).output();
  }

  /** Whether a step succeeded. */
  public boolean did(String stepName) {
    return step(stepName).state() == JobState.SUCCEEDED;
  }

  /** The version that it makes or deploys. */
  public UUID version() {
    if (versionId == null) {
      throw new IllegalStateException("a " + kind + " job has no version");
    }
    return versionId;
  }

  private Step step(String stepName) {
    return steps.stream()
        .filter(step -> step.name().equals(stepName))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(kind + " has no step " + stepName));
  }

  /**
   * A name for a step's effect on a neighbour: the same each time the step runs, and another one
   * once the job was taken up again.
   */
  public String requestId(String stepName) {
    return id + ":" + stepName + (retry == 0 ? "" : ":" + retry);
  }
}
