package factory.pipeline.job;

import factory.mesh.Fatal;
import factory.mesh.Loop;
import factory.mesh.Refused;
import factory.mesh.Retry;
import factory.mesh.Signal;
import factory.pipeline.compute.CpuPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Works jobs off: workers on virtual threads claim them, in turn among owners, under a lease that
 * is renewed while they live; one more works off those in the background. A job that is cancelled
 * is stopped at once, and has ended when nothing of it runs any more.
 */
public final class Engine implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Engine.class.getName());

  private static final Duration PUT_OFF = Duration.ofSeconds(2);

  /** Between two looks for steps whose time is over. */
  private static final Duration WATCH = Duration.ofMillis(500);

  private final JobStore store;
  private final LeaseStore leases;
  private final ProgressStore progress;
  private final JobRunner runner;
  private final UUID node;
  private final Pace pace;
  private final Foreground foreground;
  private final Signal news = new Signal();
  private final Map<UUID, Held> held = new ConcurrentHashMap<>();
  private final List<Loop> loops = new ArrayList<>();
  private volatile boolean closed;

  /**
   * How the engine works.
   *
   * @param workers jobs at once
   * @param perOwner jobs at once of one owner
   * @param poll between two looks for jobs that nobody announced
   * @param lease how long after a worker's last sign of life its job is taken over
   * @param retry how a job's end is tried again
   */
  public record Pace(int workers, int perOwner, Duration poll, Duration lease, Retry retry) {}

  /**
   * An engine that does nothing yet.
   *
   * @param foreground is told of all jobs but those in the background
   */
  public Engine(
      JobStore store, Flows flows, CpuPool cpu, UUID node, Pace pace, Foreground foreground) {
    this.store = store;
    leases = new LeaseStore(store.database(), store.clock());
    progress = new ProgressStore(store, leases);
    runner = new JobRunner(store, progress, flows, new StepRunner(cpu), pace.retry(), this::wakeIn);
    this.node = node;
    this.pace = pace;
    this.foreground = foreground;
  }

  /** Takes up what a dead worker of this node left, and begins to work. */
  public void start() {
    var left = leases.releaseLeasesOf(node);
    if (left > 0) {
      LOG.info(() -> "going on with " + left + " jobs that were interrupted");
    }
    for (var i = 0; i < pace.workers(); i++) {
      loops.add(
          Loop.named("job-worker-" + i)
              .consequence("jobs wait")
              .wokenBy(news)
              .build(
                  () -> work(() -> leases.claim(node, pace.lease(), pace.perOwner()), this::first))
              .start());
    }
    loops.add(
        Loop.named("job-background")
            .consequence("deployed versions are not tried any longer")
            .wokenBy(news)
            .build(() -> work(() -> leases.claimInBackground(node, pace.lease()), this::goOn))
            .start());
    loops.add(
        Loop.named("job-leases")
            .consequence("jobs may be done twice")
            .every(pace.lease().dividedBy(3), this::renewLeases)
            .start());
    loops.add(
        Loop.named("job-deadlines")
            .consequence("steps may take longer than they may")
            .every(WATCH, () -> held.values().forEach(Held::stopIfOverdue))
            .start());
  }

  /** What runs in the background, for the node's health. */
  public List<Loop> loops() {
    return List.copyOf(loops);
  }

  /** There may be a job to do. */
  void wake() {
    news.raise();
  }

  private void wakeIn(Duration pause) {
    if (pause.isZero()) {
      wake();
      return;
    }
    Thread.startVirtualThread(
        () -> {
          try {
            Thread.sleep(pause);
            wake();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  /**
   * Enqueues a job and runs its first step on the calling thread, so that a refusal is the caller's
   * answer. When a neighbour is away the job stays and a worker tries again.
   */
  Job enqueueAndBegin(NewJob job) {
    var token = UUID.randomUUID();
    var made = store.enqueue(job, node, token, pace.lease().multipliedBy(2));
    if (!made.id().equals(job.id())) {
      return made;
    }
    foreground.enter();
    var mine = hold(new LeaseStore.Claim(made.id(), token));
    try {
      runner.begin(mine, made);
    } catch (Refused e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (LeaseStore.LeaseLost e) {
      LOG.info(e::getMessage);
    } catch (Throwable e) {
      Fatal.endIfFatal(e);
      LOG.log(Level.SEVERE, e, () -> "job " + made.id() + " begins later");
    } finally {
      letGo(mine);
      foreground.leave();
      leases.release(mine.claim());
      wake();
    }
    return store.find(made.id()).orElseThrow();
  }

  /** Enqueues a job for the workers. */
  Job enqueue(NewJob job) {
    var made = store.enqueue(job, node, null, pace.lease());
    wake();
    return made;
  }

  /**
   * Ends a job: a step that runs is broken off at once, one that nobody works on is ended without
   * waiting for a worker.
   *
   * @param why its message, for a person to read
   * @return whether it was still possible
   */
  public boolean cancel(UUID job, String why) {
    if (!store.requestCancel(job, why)) {
      return false;
    }
    var worked = false;
    for (var one : held.values()) {
      if (one.job().equals(job)) {
        one.stop(Held.Stop.CANCELLED);
        worked = true;
      }
    }
    if (!worked) {
      Thread.startVirtualThread(() -> end(job));
    }
    wake();
    return true;
  }

  private void end(UUID job) {
    try {
      leases.claim(job, node, pace.lease()).ifPresent(this::goOn);
    } catch (Throwable e) {
      Fatal.endIfFatal(e);
      // A worker does it.
      LOG.log(Level.INFO, e, () -> "job " + job + " is not ended at once");
      wake();
    }
  }

  /** Takes one job, if there is one, and goes on with it until it ends or waits. */
  private Duration work(
      Supplier<Optional<LeaseStore.Claim>> next, Consumer<LeaseStore.Claim> goOn) {
    if (closed) {
      return pace.poll();
    }
    var claim = next.get();
    if (claim.isEmpty()) {
      return pace.poll();
    }
    goOn.accept(claim.get());
    return Duration.ZERO;
  }

  /** The same for a job that somebody waits for. */
  private void first(LeaseStore.Claim claim) {
    foreground.enter();
    try {
      goOn(claim);
    } finally {
      foreground.leave();
    }
  }

  private void goOn(LeaseStore.Claim claim) {
    var mine = hold(claim);
    try {
      while (!closed && runner.advance(mine)) {
        // Each turn is one step.
      }
      if (closed) {
        giveBack(claim);
      }
    } catch (InterruptedException e) {
      LOG.fine("a worker was interrupted");
      giveBack(claim);
    } catch (LeaseStore.LeaseLost e) {
      LOG.info(e::getMessage);
    } catch (RuntimeException | Error e) {
      if (!closed && !Fatal.isFatal(e)) {
        // Not at once again: other jobs must not wait for one that cannot even be read.
        putOff(claim, e);
      }
      throw e;
    } finally {
      letGo(mine);
    }
  }

  private Held hold(LeaseStore.Claim claim) {
    var mine = new Held(claim);
    held.put(claim.token(), mine);
    return mine;
  }

  private void letGo(Held mine) {
    held.remove(mine.claim().token());
  }

  private void putOff(LeaseStore.Claim claim, Throwable why) {
    try {
      progress.defer(claim, null, "", PUT_OFF, ProgressStore.Outcome.NONE);
    } catch (RuntimeException e) {
      // The lease ends by itself.
      why.addSuppressed(e);
    }
  }

  private void giveBack(LeaseStore.Claim claim) {
    try {
      leases.giveBack(claim);
    } catch (RuntimeException e) {
      LOG.fine(() -> "job " + claim.job() + " keeps its lease: " + e.getMessage());
    }
  }

  private void renewLeases() {
    var mine = Map.copyOf(held);
    if (mine.isEmpty()) {
      return;
    }
    var good = leases.renew(mine.keySet(), pace.lease());
    mine.forEach(
        (token, one) -> {
          var cancelled = good.get(token);
          if (cancelled == null) {
            one.stop(Held.Stop.LOST);
          } else if (cancelled) {
            one.stop(Held.Stop.CANCELLED);
          }
        });
  }

  /** Stops the workers in the middle of what they do; the jobs go on at the next start. */
  @Override
  public void close() {
    closed = true;
    held.values().forEach(one -> one.mark(Held.Stop.CLOSING));
    wake();
    // At once: each may have to end what it is doing.
    Loop.closeAll(loops);
  }
}
