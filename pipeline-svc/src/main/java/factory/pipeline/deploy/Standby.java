package factory.pipeline.deploy;

import factory.mesh.Fatal;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one process ready that has served and called something like a service before it knows which
 * one it will be: a version that is tried out in it is asked in a fraction of the time that a cold
 * process takes. Each is used once, and is confined like any other. Without one, and when one
 * fails, a trial starts a process of its own. Any number of threads.
 */
final class Standby implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Standby.class.getName());

  /** One that is not ready by then hangs. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** A process of its own would not be there earlier. */
  private static final Duration WORTH_WAITING = Duration.ofSeconds(1);

  /** A service that is deployed after its proof has started by then. */
  private static final Duration SOON = Duration.ofMillis(1_500);

  private final Launcher launcher;
  private final Supplier<Seat> seats;
  private final BiConsumer<Seat, ProcessHandle> end;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Warming next;
  private boolean closed;

  /** One that waits to be told which version it is. */
  record Ready(Seat seat, ProcessHandle process) {}

  /** One that was started. */
  private record Warming(Ready process, CompletableFuture<Ready> ready) {}

  /**
   * Keeps none yet.
   *
   * @param seats a free place for each process
   * @param end ends a process and deletes what it has
   */
  Standby(Launcher launcher, Supplier<Seat> seats, BiConsumer<Seat, ProcessHandle> end) {
    this.launcher = launcher;
    this.seats = seats;
    this.end = end;
  }

  /** Starts one where there is none; waits for nothing. */
  void prepare() {
    lock.lock();
    try {
      if (closed || next != null) {
        return;
      }
      var seat = seats.get();
      var warming =
          new Warming(new Ready(seat, launcher.startStandby(seat)), new CompletableFuture<>());
      next = warming;
      Thread.ofVirtual().name("standby").start(() -> warm(warming));
    } catch (Throwable e) {
      Fatal.endIfFatal(e);
      LOG.log(Level.WARNING, e, () -> "no process can be kept ready; trials start cold");
    } finally {
      lock.unlock();
    }
  }

  /** The same a while later, when what is done now, such as a deployment, is over. */
  void prepareSoon() {
    Thread.ofVirtual()
        .name("standby")
        .start(
            () -> {
              try {
                Thread.sleep(SOON);
                prepare();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  /**
   * The one that is ready, or is soon; whoever has it ends it. One that is not stays for the next.
   */
  Optional<Ready> take() throws InterruptedException {
    var warming = next();
    if (warming == null) {
      return Optional.empty();
    }
    try {
      var ready = warming.ready().get(WORTH_WAITING.toMillis(), TimeUnit.MILLISECONDS);
      if (!isRemoved(warming)) {
        return Optional.empty();
      }
      if (Processes.alive(ready.process())) {
        return Optional.of(ready);
      }
      end.accept(ready.seat(), ready.process());
      return Optional.empty();
    } catch (ExecutionException | TimeoutException e) {
      return Optional.empty();
    }
  }

  private @Nullable Warming next() {
    lock.lock();
    try {
      return next;
    } finally {
      lock.unlock();
    }
  }

  /** Takes it away from all others; false when somebody else has done that. */
  private boolean isRemoved(Warming warming) {
    lock.lock();
    try {
      if (!warming.equals(next)) {
        return false;
      }
      next = null;
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void warm(Warming warming) {
    var process = warming.process().process();
    var until = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (!Launcher.takesOrders(warming.process().seat())) {
        if (!Processes.alive(process)) {
          throw new IOException("it ended before it was ready");
        }
        if (System.nanoTime() > until) {
          throw new IOException("it is not ready after " + PATIENCE.toSeconds() + " s");
        }
        Thread.sleep(10);
      }
      warming.ready().complete(warming.process());
    } catch (Throwable e) {
      Fatal.endIfFatal(e);
      warming.ready().completeExceptionally(e);
      // Unless the node is closing, which has ended it.
      if (isRemoved(warming)) {
        LOG.log(Level.WARNING, e, () -> "a process that was kept ready failed; trials start cold");
        end.accept(warming.process().seat(), process);
      }
    }
  }

  /** Ends the one that is kept; keeps none any more. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    var left = next();
    if (left != null && isRemoved(left)) {
      end.accept(left.process().seat(), left.process().process());
    }
  }
}
