package factory.pipeline.job;

/** What a job is for. */
public enum JobKind {
  /** Make a version from the idea. */
  GENERATE,
  /** Start the newest version behind the gate. */
  DEPLOY,
  /** Create the service's token. */
  TOKENISE
}
