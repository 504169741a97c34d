package factory.pipeline.compute;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;

/**
 * A few platform threads for work that computes: reading an idea, compiling. On a virtual thread it
 * would hold a carrier, and as many of them as there are cores stop every other virtual thread of
 * the JVM. One core is left to the others. Safe for many threads.
 */
public final class CpuPool implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(CpuPool.class.getName());

  /** Bound on a pool's thread: what computes there may compute more, and need not wait for it. */
  private static final ScopedValue<CpuPool> HERE = ScopedValue.newInstance();

  private final ExecutorService threads;
  private final Duration atMost;

  /** A pool in which each task may take this long once it runs. */
  public CpuPool(Duration atMost) {
    this.atMost = atMost;
    threads =
        Executors.newFixedThreadPool(
            Math.max(1, Runtime.getRuntime().availableProcessors() - 1),
            Thread.ofPlatform()
                .daemon()
                .name("compute-", 0)
                .priority(Thread.MIN_PRIORITY)
                .factory());
  }

  /** Refuses to compute on a virtual thread: called where somebody could forget this pool. */
  public static void requirePlatformThread() {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException("this computes, and belongs on a thread of the CpuPool");
    }
  }

  /**
   * Computes something for at most the pool's own time.
   *
   * @see #run(String, Duration, Callable)
   */
  public <T> T run(String what, Callable<T> work)
      throws TookTooLong, ExecutionException, InterruptedException {
    return run(what, atMost, work);
  }

  /**
   * Computes something, once a thread is free, and waits for it. Interrupted, it breaks the
   * computation off, and returns only when that has ended.
   *
   * @param what it is, for a person to read, such as {@code Compiling}
   * @param time how long it may take once it runs
   * @throws TookTooLong when it takes too long; it is interrupted then, and may still run
   * @throws ExecutionException with the checked exception that the work threw; others fly as they
   *     are
   */
  public <T> T run(String what, Duration time, Callable<T> work)
      throws TookTooLong, ExecutionException, InterruptedException {
    if (HERE.isBound()) {
      return inline(work);
    }
    var taken = new AtomicBoolean();
    var begun = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    var task =
        new FutureTask<T>(
            () -> {
              if (!taken.compareAndSet(false, true)) {
                throw new CancellationException();
              }
              begun.countDown();
              try {
                return ScopedValue.where(HERE, this).call(work::call);
              } finally {
                ended.countDown();
              }
            });
    threads.execute(task);
    var deadline = 0L;
    try {
      begun.await();
      deadline = System.nanoTime() + time.toNanos();
      return task.get(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw tookTooLong(what, time);
    } catch (ExecutionException e) {
      throw asItIs(e);
    } catch (InterruptedException e) {
      task.cancel(true);
      if (taken.compareAndSet(false, true) || hasEnded(ended, deadline, time)) {
        throw e;
      }
      throw tookTooLong(what, time);
    } finally {
      task.cancel(true);
    }
  }

  private static <T> T inline(Callable<T> work) throws ExecutionException {
    try {
      return work.call();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new ExecutionException(e);
    }
  }

  private static ExecutionException asItIs(ExecutionException e) {
    return switch (e.getCause()) {
      case RuntimeException unchecked -> throw unchecked;
      case Error error -> throw error;
      case null, default -> e;
    };
  }

  private static TookTooLong tookTooLong(String what, Duration time) {
    LOG.warning(() -> what + " took longer than " + time + " and is broken off");
    return new TookTooLong(what + " took longer than " + time.toSeconds() + " s.");
  }

  /** Waits for a computation that was interrupted, for as long as it was allowed to take. */
  private static boolean hasEnded(CountDownLatch ended, long deadline, Duration time) {
    var until = deadline == 0 ? System.nanoTime() + time.toNanos() : deadline;
    while (true) {
      try {
        return ended.await(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        LOG.fine("interrupted again, which changes nothing");
      }
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
