package factory.pipeline.job;

/** A step failed for good; the message says why to the person who asked for the job. */
public final class StepFailed extends Exception {
  private static final long serialVersionUID = 1;

  /** Fails with a reason for a person to read. */
  public StepFailed(String why) {
    super(why);
  }
}
