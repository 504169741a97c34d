package factory.pipeline.job;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job that a thread works on, and the way to stop that thread: only in the middle of a step, and
 * only of one that may be stopped. Safe for many threads; made and used by the one that works.
 */
final class Held {
  /** Why a step is stopped; the later one counts. */
  enum Stop {
    /** Its time is over. */
    TOO_LONG,
    /** Somebody asked for the job's end. */
    CANCELLED,
    /** Another worker has the job. */
    LOST,
    /** The node is being closed. */
    CLOSING;

    boolean breaksOff(Step<?> step) {
      return switch (this) {
        case CANCELLED -> step.cancelling() == Step.Cancelling.BREAKS_OFF;
        case TOO_LONG, LOST, CLOSING -> true;
      };
    }
  }

  private final LeaseStore.Claim claim;
  private final Thread thread = Thread.currentThread();
  private @Nullable Step<?> running;
  private @Nullable Stop stop;
  private long overdueAt;

  Held(LeaseStore.Claim claim) {
    this.claim = claim;
  }

  LeaseStore.Claim claim() {
    return claim;
  }

  UUID job() {
    return claim.job();
  }

  /**
   * A step begins.
   *
   * @throws InterruptedException when it was told before that it must not
   */
  synchronized void enter(Step<?> step) throws InterruptedException {
    if (stop == Stop.TOO_LONG) {
      // Of a step before this one.
      stop = null;
    }
    if (stop != null && stop.breaksOff(step)) {
      throw new InterruptedException();
    }
    running = step;
    overdueAt = System.nanoTime() + step.deadline().toNanos();
  }

  /** The step has ended; from now on nobody interrupts this thread. */
  synchronized void leave() {
    running = null;
    if (stop != null) {
      // It may have come too late for the step, and is not meant for what follows.
      Thread.interrupted();
    }
  }

  /** Stops the step that runs, if it may be stopped, and those after it. */
  synchronized void stop(Stop why) {
    if (mark(why) && running != null && why.breaksOff(running)) {
      thread.interrupt();
    }
  }

  /** Stops a step whose time is over. The CpuPool bounds what computes by itself. */
  synchronized void stopIfOverdue() {
    if (running != null
        && running.body() instanceof Step.Body.Waits<?>
        && System.nanoTime() - overdueAt > 0) {
      stop(Stop.TOO_LONG);
    }
  }

  /** The same for a thread that somebody else interrupts; whether it counts. */
  synchronized boolean mark(Stop why) {
    var counts = stop == null || stop.compareTo(why) < 0;
    if (counts) {
      stop = why;
    }
    return counts;
  }

  /** Why the last step was stopped; null when it was not. */
  synchronized @Nullable Stop stopped() {
    return stop;
  }
}
