package factory.pipeline.compute;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Logger;

/**
 * A few platform threads for work that computes: reading an idea, compiling. On a virtual thread it
 * would hold a carrier, and as many of them as there are cores stop every other virtual thread of
 * the JVM. One core is left to the others. Safe for many threads.
 */
public final class CpuPool implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(CpuPool.class.getName());

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
   * Computes something, once a thread is free, and waits for it.
   *
   * @param what it is, for a person to read, such as {@code Compiling}
   * @throws TookTooLong when it takes too long; it is interrupted then
   * @throws ExecutionException with the checked exception that the work threw; others fly as they
   *     are
   */
  public <T> T run(String what, Callable<T> work)
      throws TookTooLong, ExecutionException, InterruptedException {
    var begun = new CountDownLatch(1);
    var task =
        new FutureTask<>(
            () -> {
              begun.countDown();
              return work.call();
            });
    threads.execute(task);
    try {
      begun.await();
      return task.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      LOG.warning(() -> what + " took longer than " + atMost + " and is broken off");
      throw new TookTooLong(what + " took longer than " + atMost.toSeconds() + " s.");
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException unchecked -> throw unchecked;
        case Error error -> throw error;
        case null, default -> throw e;
      }
    } finally {
      task.cancel(true);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
