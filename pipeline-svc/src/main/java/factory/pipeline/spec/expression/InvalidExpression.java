package factory.pipeline.spec.expression;

/** Thrown for an expression that is not one, or not one that can stand at its place. */
public final class InvalidExpression extends Exception {
  private static final long serialVersionUID = 1;

  /**
   * One.
   *
   * @param message what is wrong and what to write instead
   * @param line from 1
   * @param column from 1
   */
  InvalidExpression(String message, int line, int column) {
    super(
        line > 1
            ? "%s (line %d, column %d)".formatted(message, line, column)
            : "%s (column %d)".formatted(message, column));
  }

  /** What is wrong, what to write instead, and where in the expression. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
