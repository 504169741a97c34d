package factory.pipeline.job;

import java.util.List;

/** What a job is for, and its steps in the order in which they run. */
public enum JobKind {
  /** Make a version from the idea. */
  GENERATE,
  /** Start the newest version behind the gate. */
  DEPLOY,
  /** Create the service's token. */
  TOKENISE;

  /** The names of its steps. */
  public List<String> steps() {
    return switch (this) {
      case GENERATE -> List.of("begin", "write-source", "compile", "probe", "record");
      case DEPLOY ->
          List.of(
              "begin", "start", "probe-direct", "route", "probe-gateway", "record", "retire-old");
      case TOKENISE -> List.of("create-token", "record-token");
    };
  }

  /**
   * Whether a job can still be called off before this step. What was recorded as deployed stays so,
   * and a token on the chain is recorded.
   */
  boolean cancellableBefore(String step) {
    return !step.equals("retire-old") && !step.equals("record-token");
  }

  /**
   * The steps that run again when a failed job is taken up: the service's status has moved on since
   * {@code begin}, and a deployment that failed was taken back.
   */
  List<String> redone() {
    return switch (this) {
      case GENERATE -> List.of("begin");
      case DEPLOY -> List.of("begin", "start", "probe-direct", "route", "probe-gateway");
      case TOKENISE -> List.of();
    };
  }
}
