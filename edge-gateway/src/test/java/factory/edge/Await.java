package factory.edge;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition. */
public final class Await {
  private Await() {}

  public static void until(String what, Callable<Boolean> condition) {
    until(what, Duration.ofSeconds(20), condition);
  }

  public static void until(String what, Duration atMost, Callable<Boolean> condition) {
    var end = System.nanoTime() + atMost.toNanos();
    Exception last = null;
    while (System.nanoTime() < end) {
      try {
        if (condition.call()) {
          return;
        }
      } catch (Exception e) {
        last = e;
      }
      LockSupport.parkNanos(2_000_000);
    }
    throw new AssertionError("not within " + atMost + ": " + what, last);
  }
}
