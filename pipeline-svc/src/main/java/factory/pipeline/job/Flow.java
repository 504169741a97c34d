package factory.pipeline.job;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How jobs of one kind go: their steps in order. A job keeps the version of the flow that it began
 * with; whoever changes steps, their order, or the shape of a result gives the flow a new version,
 * and keeps the old one as long as jobs of it may be in flight. Used by many threads.
 */
public interface Flow {
  /** What its jobs are for. */
  JobKind kind();

  /** Rises with each change. */
  int version();

  /** In the order in which they run. */
  List<Step<?>> steps();

  /** Undoes what must not stay of a job that ends badly, and says so where it matters. */
  void abandon(Progress progress) throws InterruptedException;

  /** What follows by itself on a job that succeeded. */
  Optional<Next> next(Progress progress) throws StepFailed;

  /**
   * What the platform does by itself once a job has succeeded, whoever has asked for that.
   *
   * @throws factory.mesh.Refused by a neighbour; the last step is tried again when it says that
   *     this may help
   */
  default Optional<Next> background(Progress progress) throws StepFailed {
    return Optional.empty();
  }

  /**
   * A job that follows.
   *
   * @param versionId the version that it works on; null for a token
   * @param asked by whom and why; null when it is as with the job before it
   */
  record Next(JobKind kind, @Nullable UUID versionId, @Nullable Asked asked) {
    /** One that whoever asked for the job before it has asked for with that. */
    public Next(JobKind kind, @Nullable UUID versionId) {
      this(kind, versionId, null);
    }
  }

  /** The names of the steps, for the store. */
  default List<String> names() {
    return steps().stream().<String>map(Step::name).toList();
  }
}
