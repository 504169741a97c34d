package factory.mesh;

import java.util.function.IntConsumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Errors after which a JVM cannot be trusted any more: it ends at once, and its keeper starts it
 * again. That is every {@link VirtualMachineError} but a stack overflow, which takes nothing with
 * it.
 */
public final class Fatal {
  /** What the process ends with: EX_SOFTWARE of sysexits.h. */
  public static final int EXIT_CODE = 70;

  private static final Logger LOG = Logger.getLogger(Fatal.class.getName());
  private static final int MAX_CAUSES = 16;

  // Of the whole process, as its end is. Tests replace it.
  private static volatile IntConsumer halt = Runtime.getRuntime()::halt;

  private Fatal() {}

  /** Whether nothing that this JVM does from now on can be relied on. */
  public static boolean isFatal(Throwable error) {
    var cause = error;
    for (var depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
      if (cause instanceof VirtualMachineError && !(cause instanceof StackOverflowError)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  /**
   * Ends the process when the error is fatal, without shutdown hooks: they may need what is not
   * there any more. Call it first wherever a Throwable is caught.
   */
  public static void endIfFatal(Throwable error) {
    if (!isFatal(error)) {
      return;
    }
    try {
      // Without memory even this may fail; the exit code remains.
      LOG.log(Level.SEVERE, error, () -> "the JVM cannot go on; the process ends");
    } finally {
      halt.accept(EXIT_CODE);
    }
  }

  /** Logs what no thread caught, and ends the process where that is fatal. */
  public static void handleUncaught() {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, error) -> {
          endIfFatal(error);
          LOG.log(Level.SEVERE, error, () -> "thread " + thread.getName() + " died");
        });
  }

  /** For tests: something else than the end of the JVM; returns what undoes it. */
  public static AutoCloseable instead(IntConsumer end) {
    var before = halt;
    halt = end;
    return () -> halt = before;
  }
}
