package factory.edge;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Periodic work that may fail while something is away: says so once, and once when it is back. */
final class Patient implements Runnable {
  private static final Logger LOG = Logger.getLogger(Patient.class.getName());

  private final String what;
  private final Runnable work;
  private boolean failing;

  Patient(String what, Runnable work) {
    this.what = what;
    this.work = work;
  }

  @Override
  public void run() {
    try {
      work.run();
      if (failing) {
        LOG.info(() -> what + ": up to date again");
      }
      failing = false;
    } catch (RuntimeException e) {
      if (!failing) {
        LOG.log(Level.WARNING, e, () -> what + ": cannot be brought up to date now; tried again");
      }
      failing = true;
    }
  }
}
