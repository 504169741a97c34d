package factory.pipeline.job;

import factory.mesh.Retry;
import java.time.Duration;

/**
 * One step of a flow: its code, which may run again after a crash at any line of it and leaves the
 * same effect, and how it is tried, bounded and broken off.
 *
 * @param name in the store and to people; means nothing to the code
 * @param result the record that it ends with
 * @param deadline of one try; that of a computation begins with the computation
 * @param onRetry whether it runs again when its failed job is taken up, though it had succeeded
 * @param opening whether the job has no effect before it: when it is refused there is nothing to
 *     undo or to tell
 */
public record Step<R extends Result>(
    String name,
    Class<R> result,
    Body<R> body,
    Retry retry,
    Duration deadline,
    Cancelling cancelling,
    boolean onRetry,
    boolean opening) {
  /** What a cancelled job means to a step. */
  public enum Cancelling {
    /** It is interrupted, and what it has started is ended. */
    BREAKS_OFF,
    /** A short call whose effect must be known: its try is waited for, then the job is ended. */
    WAITS,
    /** Not before it nor in it: what was done is made whole. */
    TOO_LATE
  }

  /** What a step does. */
  public sealed interface Body<R extends Result> {
    /** Waits for others, on a virtual thread. */
    record Waits<R extends Result>(Waiting<R> work) implements Body<R> {}

    /**
     * Waits for what it needs, then computes, on a thread of the {@link
     * factory.pipeline.compute.CpuPool}.
     *
     * @param what it is called, such as {@code Compiling}
     * @param advice for whoever reads that it took too long; may be empty
     */
    record Computes<I, R extends Result>(
        String what, String advice, Needing<I> needs, Computing<I, R> work) implements Body<R> {}
  }

  /** Work that waits. */
  @FunctionalInterface
  public interface Waiting<R> {
    /**
     * Does it.
     *
     * @throws StepFailed when trying again would not help
     * @throws factory.mesh.Refused by a neighbour; it is tried again when it says that this may
     *     help
     */
    R run(Progress progress) throws StepFailed, InterruptedException;
  }

  /** What a computation works on. */
  @FunctionalInterface
  public interface Needing<I> {
    /** Gets it. */
    I get(Progress progress) throws StepFailed, InterruptedException;
  }

  /** Work that computes. */
  @FunctionalInterface
  public interface Computing<I, R> {
    /** Does it. */
    R run(I input) throws StepFailed, InterruptedException;
  }

  /** A step that waits for others. */
  public static <R extends Result> Step<R> waiting(
      String name, Class<R> result, Retry retry, Duration deadline, Waiting<R> work) {
    return new Step<>(
        name, result, new Body.Waits<>(work), retry, deadline, Cancelling.BREAKS_OFF, false, false);
  }

  /** A step that computes. */
  public static <I, R extends Result> Step<R> computing(
      String name, Class<R> result, Retry retry, Duration deadline, Body.Computes<I, R> work) {
    return new Step<>(name, result, work, retry, deadline, Cancelling.BREAKS_OFF, false, false);
  }

  /** The same, and this is what a cancelled job means to it. */
  public Step<R> cancelled(Cancelling how) {
    return new Step<>(name, result, body, retry, deadline, how, onRetry, opening);
  }

  /** The same, and it runs again when a failed job is taken up. */
  public Step<R> againOnRetry() {
    return new Step<>(name, result, body, retry, deadline, cancelling, true, opening);
  }

  /** The same, and without it the job has no effect. */
  public Step<R> opens() {
    return new Step<>(name, result, body, retry, deadline, cancelling, onRetry, true);
  }
}
