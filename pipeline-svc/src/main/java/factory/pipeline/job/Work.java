package factory.pipeline.job;

/**
 * What the steps of one kind of job do. Each may run again after a crash at any line of it and
 * leaves the same effect. Used by many threads.
 */
public interface Work {
  /**
   * Does one step.
   *
   * @throws StepFailed when trying again would not help
   * @throws factory.mesh.Refused by a neighbour; it is tried again when it says that this may help
   */
  Done run(Job job, Step step) throws StepFailed, InterruptedException;

  /** Undoes what must not stay of a job that ends badly, and says so where it matters. */
  void abandon(Job job) throws InterruptedException;
}
