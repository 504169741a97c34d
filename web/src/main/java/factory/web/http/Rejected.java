package factory.web.http;

/** Thrown when HTTP itself is misused; carries no stack trace. */
public final class Rejected extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  /** Rejects a request. */
  public Rejected(Problem problem) {
    super(problem.reason(), null, false, false);
    this.problem = problem;
  }

  /** Why. */
  public Problem problem() {
    return problem;
  }
}
