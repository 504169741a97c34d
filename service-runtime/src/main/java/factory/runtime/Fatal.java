package factory.runtime;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * Errors after which a JVM cannot be trusted: every {@link VirtualMachineError} but a stack
 * overflow. The process ends at once; whoever supervises it starts it again.
 */
final class Fatal {
  /** What the process ends with: EX_SOFTWARE of sysexits.h. */
  static final int EXIT_CODE = 70;

  private static final Logger LOG = System.getLogger(Fatal.class.getName());

  private Fatal() {}

  static boolean isFatal(Throwable error) {
    return error instanceof VirtualMachineError && !(error instanceof StackOverflowError);
  }

  static void endIfFatal(Throwable error) {
    if (isFatal(error)) {
      try {
        LOG.log(Level.ERROR, "the JVM cannot go on; the process ends", error);
      } finally {
        Runtime.getRuntime().halt(EXIT_CODE);
      }
    }
  }
}
