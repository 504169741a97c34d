package factory.pipeline.job;

/** How far a job or a step is. */
public enum JobState {
  /** Waits for a worker. */
  QUEUED,
  /** A worker is on it, or waits to try again. */
  RUNNING,
  /** Ended well. */
  SUCCEEDED,
  /** Ended badly; the message says why. */
  FAILED,
  /** Ended because somebody asked; a step: never ran. */
  CANCELLED;

  /** Whether nothing more happens. */
  public boolean ended() {
    return switch (this) {
      case QUEUED, RUNNING -> false;
      case SUCCEEDED, FAILED, CANCELLED -> true;
    };
  }
}
