package factory.pipeline.build;

/** Sources did not compile; the message holds the first diagnostics, one a line. */
public final class CompilationFailed extends Exception {

  private static final long serialVersionUID = 1L;

  CompilationFailed(String message) {
    super(message);
  }
}
