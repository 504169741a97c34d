package factory.runtime;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Work that is slow on purpose, one after the other, so that other calls have the machine too. */
final class OneAtATime {
  private static final int PATIENCE_SECONDS = 10;

  private final Semaphore one = new Semaphore(1, true);

  /**
   * Does it once nobody else does.
   *
   * @throws Problem BUSY after ten seconds of waiting
   */
  <T> T run(Supplier<T> work) {
    try {
      if (!one.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw Problem.busy();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.busy();
    }
    try {
      return work.get();
    } finally {
      one.release();
    }
  }
}
