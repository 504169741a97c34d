package factory.pipeline.job;

import java.time.Duration;

/**
 * The jobs that somebody waits for and that this node works on just now: what nobody waits for can
 * let them go first. Any number of threads.
 */
public final class Foreground {
  private int jobs;

  synchronized void enter() {
    jobs++;
  }

  synchronized void leave() {
    jobs--;
    notifyAll();
  }

  /**
   * Returns when none of them is worked on, or after that time.
   *
   * @return how long that took; nothing when there was nothing to wait for
   */
  public synchronized Duration awaitQuiet(Duration atMost) throws InterruptedException {
    if (jobs == 0) {
      return Duration.ZERO;
    }
    var began = System.nanoTime();
    while (jobs > 0) {
      var left = atMost.toNanos() - (System.nanoTime() - began);
      if (left <= 0) {
        break;
      }
      // A millisecond more, since nought would be for ever.
      wait(left / 1_000_000 + 1);
    }
    return Duration.ofNanos(System.nanoTime() - began);
  }
}
