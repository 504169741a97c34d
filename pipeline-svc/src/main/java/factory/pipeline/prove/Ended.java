package factory.pipeline.prove;

import factory.pipeline.prove.Proof.Outcome;

/** A check that ended before its end. Carries no stack trace. */
final class Ended extends Exception {
  private static final long serialVersionUID = 1;

  private final Outcome outcome;

  private Ended(Outcome outcome, String evidence) {
    super(evidence, null, false, false);
    this.outcome = outcome;
  }

  /** The service contradicts its specification. */
  static Ended failed(String evidence) {
    return new Ended(Outcome.FAILED, evidence);
  }

  /** It cannot be asked. */
  static Ended notTried(String why) {
    return new Ended(Outcome.NOT_TRIED, why);
  }

  Outcome outcome() {
    return outcome;
  }

  String evidence() {
    return String.valueOf(getMessage());
  }
}
