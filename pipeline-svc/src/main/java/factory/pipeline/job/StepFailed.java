package factory.pipeline.job;

/** A step failed for good; the message says why to the person who asked for the job. */
public final class StepFailed extends Exception {
  private static final long serialVersionUID = 1;

  private final boolean mayRunOn;

  /** Fails with a reason for a person to read. */
  public StepFailed(String why) {
    this(why, false);
  }

  private StepFailed(String why, boolean mayRunOn) {
    super(why);
    this.mayRunOn = mayRunOn;
  }

  /** Fails because a computation does not end, which may go on. */
  static StepFailed runningOn(String why) {
    return new StepFailed(why, true);
  }

  /** Whether something of the step may still run. */
  boolean mayRunOn() {
    return mayRunOn;
  }
}
