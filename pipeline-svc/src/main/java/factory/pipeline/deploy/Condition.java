package factory.pipeline.deploy;

/** What a look at an instance finds. */
public sealed interface Condition {
  /** Its health answers with its version. */
  record Answers() implements Condition {}

  /** It runs and its health does not answer, or with something else. */
  record Silent() implements Condition {}

  /** It does not run. */
  record Ended() implements Condition {}

  /**
   * It takes more than it may and has to end.
   *
   * @param what of what, in a sentence
   */
  record OverLimit(String what) implements Condition {}
}
