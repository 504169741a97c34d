package factory.pipeline.job;

/** What a job is for. */
public enum JobKind {
  /** Make a version from the idea. */
  GENERATE,
  /** Start the newest version behind the gate. */
  DEPLOY,
  /** Create the service's token. */
  TOKENISE,
  /** Try a deployed version for longer than its proof did, apart from its service. */
  FUZZ,
  /** Read the idea by a model, or a change of it in words. */
  READ,
  /** Make a version of a source that a person has handed in. */
  EDIT;

  /**
   * Whether the platform does it for itself: one at a time, beside whatever people have asked for,
   * which it is never in the way of.
   */
  public boolean isBackground() {
    return this == FUZZ;
  }
}
