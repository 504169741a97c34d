package factory.mesh;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Whether the process turns: a timer's thread starts a virtual thread twice a second, and that one
 * says so. Neither does when a JVM is stuck.
 */
final class Pulse {
  /** Far above what garbage collection or a busy machine take. */
  static final Duration LONGEST = Duration.ofSeconds(15);

  private static final long BETWEEN_BEATS_MILLIS = 500;

  private final LongSupplier nanos;
  private volatile long beatNanos;

  Pulse(LongSupplier nanos) {
    this.nanos = nanos;
    beat();
  }

  static Pulse on(ScheduledExecutorService timer) {
    var pulse = new Pulse(System::nanoTime);
    var _ =
        timer.scheduleWithFixedDelay(
            () -> Thread.startVirtualThread(pulse::beat),
            0,
            BETWEEN_BEATS_MILLIS,
            TimeUnit.MILLISECONDS);
    return pulse;
  }

  void beat() {
    beatNanos = nanos.getAsLong();
  }

  boolean beats() {
    return nanos.getAsLong() - beatNanos < LONGEST.toNanos();
  }
}
