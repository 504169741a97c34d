package factory.chain;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition. */
public final class Until {
  private Until() {}

  public static void holds(String what, Duration atMost, BooleanSupplier condition) {
    var end = Instant.now().plus(atMost);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError("not within " + atMost + ": " + what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }
}
