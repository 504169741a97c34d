package factory.runtime;

import org.jspecify.annotations.Nullable;

/** What an action or a function ends with. */
public final class Outcome {
  private final Content content;

  private Outcome(Content content) {
    this.content = content;
  }

  /** What an outcome says. */
  sealed interface Content {}

  record Shown(Row row, boolean created) implements Content {}

  record Told(Values values) implements Content {}

  record Nothing() implements Content {}

  record Refused(Problem problem) implements Content {}

  /** 200 with the record as it is now. */
  public static Outcome changed(Row row) {
    return new Outcome(new Shown(row, false));
  }

  /** 201 with the record, and where it is. */
  public static Outcome created(Row row) {
    return new Outcome(new Shown(row, true));
  }

  /** 200 with an object of the declared outputs. */
  public static Outcome values(Values values) {
    return new Outcome(new Told(values));
  }

  /** 204. */
  public static Outcome nothing() {
    return new Outcome(new Nothing());
  }

  /**
   * A refusal: nothing that the action did remains.
   *
   * @param status of HTTP, 400 to 499
   * @param reason UPPER_SNAKE
   * @param message a sentence
   */
  public static Outcome refused(int status, String reason, String message) {
    return new Outcome(new Refused(Problem.refused(status, reason, message)));
  }

  Content content() {
    return content;
  }

  /** The problem of a refusal; null when it is none. */
  @Nullable Problem problem() {
    return content instanceof Refused(var problem) ? problem : null;
  }
}
