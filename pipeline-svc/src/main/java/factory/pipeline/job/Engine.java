package factory.pipeline.job;

import factory.mesh.Backoff;
import factory.mesh.Fatal;
import factory.mesh.Fault;
import factory.mesh.Faults;
import factory.mesh.Loop;
import factory.mesh.Refused;
import factory.mesh.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Works jobs off: workers on virtual threads claim them under a lease that is renewed while they
 * live, and store each step's outcome before the next one begins. Whatever a step throws ends that
 * try of it; tries are counted in the store before they run, and after the last one the job fails.
 */
public final class Engine implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Engine.class.getName());
  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(15));

  private static final Duration PUT_OFF = Duration.ofSeconds(2);

  /** Tries of a step in a row that had no outcome, the last one included. */
  static final int MAX_TRIES = 4;

  /** A job that cannot be ended in order ends without it after so many tries: some minutes. */
  private static final int MAX_ENDINGS = 20;

  private final JobStore store;
  private final LeaseStore leases;
  private final Map<JobKind, Work> works;
  private final UUID node;
  private final Pace pace;
  private final Signal news = new Signal();
  private final Map<UUID, Thread> held = new ConcurrentHashMap<>();
  private final List<Loop> loops = new ArrayList<>();
  private volatile boolean closed;

  /**
   * How the engine works.
   *
   * @param workers jobs at once
   * @param poll between two looks for jobs that nobody announced
   * @param lease how long after a worker's last sign of life its job is taken over
   * @param retryFor how long a step is tried again while a neighbour is away
   */
  public record Pace(int workers, Duration poll, Duration lease, Duration retryFor) {}

  /** An engine that does nothing yet. */
  public Engine(JobStore store, Map<JobKind, Work> works, UUID node, Pace pace) {
    this.store = store;
    leases = store.leases();
    this.works = works;
    this.node = node;
    this.pace = pace;
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
              .build(this::work)
              .start());
    }
    loops.add(
        Loop.named("job-leases")
            .consequence("jobs may be done twice")
            .every(pace.lease().dividedBy(3), this::renewLeases)
            .start());
  }

  /** What runs in the background, for the node's health. */
  public List<Loop> loops() {
    return List.copyOf(loops);
  }

  /** There may be a job to do. */
  public void wake() {
    news.raise();
  }

  /**
   * Enqueues a job and runs its first step on the calling thread, so that a refusal is the caller's
   * answer. When a neighbour is away the job stays and a worker tries again.
   */
  public Job enqueueAndBegin(JobStore.NewJob job) {
    var token = UUID.randomUUID();
    var made = store.enqueue(job, node, token, pace.lease().multipliedBy(2));
    if (!made.id().equals(job.id())) {
      return made;
    }
    var claim = new LeaseStore.Claim(made.id(), token);
    held.put(token, Thread.currentThread());
    try {
      var first = made.nextStep().orElseThrow();
      var _ = leases.beginStep(claim, first.position());
      try {
        leases.completeStep(claim, first, work(made).run(made, first), false, null);
      } catch (StepFailed e) {
        leases.failStep(claim, first, message(e));
      } catch (Refused e) {
        if (!Faults.isTransient(e)) {
          // The neighbour did not begin: there is nothing to undo.
          leases.failStep(claim, first, words(e.fault()));
          leases.end(claim, JobState.FAILED, words(e.fault()));
          throw e;
        }
        LOG.info(() -> "job " + made.id() + " begins later: " + words(e.fault()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (LeaseStore.LeaseLost e) {
        LOG.info(e::getMessage);
      } catch (Throwable e) {
        Fatal.endIfFatal(e);
        LOG.log(Level.SEVERE, e, () -> "job " + made.id() + " begins later");
      }
      return store.find(made.id()).orElseThrow();
    } finally {
      held.remove(token);
      leases.release(claim);
      wake();
    }
  }

  /** Enqueues a job for the workers. */
  public Job enqueue(JobStore.NewJob job) {
    var made = store.enqueue(job, node, null, pace.lease());
    wake();
    return made;
  }

  /** Takes one job, if there is one, and goes on with it until it ends or waits. */
  private Duration work() {
    var claim = leases.claim(node, pace.lease());
    if (claim.isEmpty()) {
      return pace.poll();
    }
    try {
      work(claim.get());
    } catch (InterruptedException e) {
      // Either the node closes, or this worker lost its lease and takes another job.
      LOG.fine("a worker was interrupted");
      if (closed) {
        giveBack(claim.get());
      }
    } catch (LeaseStore.LeaseLost e) {
      LOG.info(e::getMessage);
    } catch (RuntimeException | Error e) {
      if (!closed && !Fatal.isFatal(e)) {
        // Not at once again: other jobs must not wait for one that cannot even be read.
        putOff(claim.get(), e);
      }
      throw e;
    }
    return Duration.ZERO;
  }

  private void putOff(LeaseStore.Claim claim, Throwable why) {
    try {
      leases.defer(claim, null, "", PUT_OFF, LeaseStore.Outcome.NONE);
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

  private void work(LeaseStore.Claim claim) throws InterruptedException {
    held.put(claim.token(), Thread.currentThread());
    try {
      while (!closed && advance(claim)) {
        // Each turn is one step.
      }
    } finally {
      held.remove(claim.token());
    }
  }

  /** Does the next thing there is to do; false when the job has ended or waits. */
  private boolean advance(LeaseStore.Claim claim) throws InterruptedException {
    var job = store.find(claim.job()).orElseThrow();
    if (job.ending() != null) {
      return abandon(claim, job, job.ending());
    }
    var step = job.nextStep().orElseThrow();
    if (job.cancelRequested() && job.kind().cancellableBefore(step.name())) {
      leases.beginCancellation(claim, job.message());
      return true;
    }
    var tries = leases.beginStep(claim, step.position());
    if (tries > MAX_TRIES) {
      leases.failStep(
          claim,
          step,
          "The platform's process ended "
              + MAX_TRIES
              + " times within this step; it is not tried again by itself, but the job can be retried.");
      return true;
    }
    Done done;
    try {
      done = work(job).run(job, step);
    } catch (StepFailed e) {
      leases.failStep(claim, step, message(e));
      return true;
    } catch (Refused e) {
      if (Faults.isTransient(e)) {
        return later(claim, job, step, words(e.fault()));
      }
      leases.failStep(claim, step, words(e.fault()));
      if (step.name().equals("begin")) {
        // The registry did not let the job begin: its status is not this job's to change.
        leases.end(claim, JobState.FAILED, words(e.fault()));
        return false;
      }
      return true;
    } catch (LeaseStore.LeaseLost e) {
      throw e;
    } catch (InterruptedException e) {
      throw e;
    } catch (Throwable e) {
      Fatal.endIfFatal(e);
      if (Thread.interrupted() || closed) {
        throw new InterruptedException();
      }
      return threw(claim, step, tries, e);
    }
    var last = step.position() == job.steps().size() - 1;
    leases.completeStep(claim, step, done, last, last ? following(job) : null);
    if (last) {
      wake();
    }
    return !last;
  }

  /** A try threw what nobody expected: the next one follows after a pause, if there is one. */
  private boolean threw(LeaseStore.Claim claim, Step step, int tries, Throwable error) {
    var id = UUID.randomUUID();
    LOG.log(
        Level.SEVERE, error, () -> "error " + id + " in step " + step.name() + ", try " + tries);
    if (tries < MAX_TRIES) {
      pauseThenWake(
          claim,
          step,
          "the platform failed (error id " + id + ")",
          tries - 1,
          LeaseStore.Outcome.NONE);
      return false;
    }
    leases.failStep(
        claim,
        step,
        "The platform failed "
            + tries
            + " times in this step; its log has the details under the error id "
            + id
            + ". The job can be retried.");
    return true;
  }

  private boolean later(LeaseStore.Claim claim, Job job, Step step, String why) {
    var trouble = leases.trouble(job.id());
    if (trouble.since().compareTo(pace.retryFor()) >= 0) {
      leases.failStep(
          claim, step, "Gave up after " + trouble.since().toSeconds() + " s of trying: " + why);
      return true;
    }
    pauseThenWake(claim, step, why, trouble.retries(), LeaseStore.Outcome.TOLD);
    return false;
  }

  private boolean abandon(LeaseStore.Claim claim, Job job, JobState ending)
      throws InterruptedException {
    try {
      work(job).abandon(job);
    } catch (Refused e) {
      if (Faults.isTransient(e)) {
        // A service must not stay in the middle of work that nobody does: this goes on until it is
        // recorded.
        pauseThenWake(
            claim,
            null,
            words(e.fault()),
            leases.trouble(job.id()).retries(),
            LeaseStore.Outcome.TOLD);
        return false;
      }
      LOG.info(() -> "job " + job.id() + " ended; the registry: " + words(e.fault()));
    } catch (LeaseStore.LeaseLost | InterruptedException e) {
      throw e;
    } catch (Throwable e) {
      Fatal.endIfFatal(e);
      if (Thread.interrupted() || closed) {
        throw new InterruptedException();
      }
      LOG.log(Level.SEVERE, e, () -> "job " + job.id() + " cannot be ended in order");
      var tries = leases.trouble(job.id()).retries();
      if (tries < MAX_ENDINGS) {
        pauseThenWake(claim, null, "the platform failed", tries, LeaseStore.Outcome.NONE);
        return false;
      }
    }
    leases.end(claim, ending, job.message());
    wake();
    return false;
  }

  private void pauseThenWake(
      LeaseStore.Claim claim,
      @Nullable Step step,
      String why,
      int retries,
      LeaseStore.Outcome outcome) {
    var pause = PAUSES.after(retries + 1L, ThreadLocalRandom.current());
    leases.defer(claim, step, "Trying again: " + why, pause, outcome);
    Thread.startVirtualThread(
        () -> {
          try {
            Thread.sleep(pause.plusMillis(5));
            wake();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private static JobStore.@Nullable NewJob following(Job job) {
    if (!job.auto()) {
      return null;
    }
    return switch (job.kind()) {
      case GENERATE -> follow(job, JobKind.DEPLOY, job.versionId());
      case DEPLOY ->
          job.output("record").equals("tokenised") ? null : follow(job, JobKind.TOKENISE, null);
      case TOKENISE -> null;
    };
  }

  private static JobStore.NewJob follow(Job job, JobKind kind, @Nullable UUID versionId) {
    return new JobStore.NewJob(
        UUID.randomUUID(), job.serviceId(), kind, true, null, versionId, job.terms());
  }

  private Work work(Job job) {
    var work = works.get(job.kind());
    if (work == null) {
      throw new IllegalStateException("nobody does " + job.kind());
    }
    return work;
  }

  private void renewLeases() {
    var mine = Map.copyOf(held);
    if (mine.isEmpty()) {
      return;
    }
    var good = leases.renew(mine.keySet(), pace.lease());
    mine.forEach(
        (token, thread) -> {
          if (!good.contains(token) && held.remove(token, thread)) {
            thread.interrupt();
          }
        });
  }

  private static String message(StepFailed failure) {
    var message = failure.getMessage();
    return message == null ? "The step failed." : message;
  }

  /** A fault for a person to read. */
  private static String words(Fault fault) {
    var words = new StringBuilder(fault.message());
    words.append(" (").append(fault.reason());
    new java.util.TreeMap<>(fault.metadata())
        .forEach((key, value) -> words.append(", ").append(key).append(' ').append(value));
    fault
        .fields()
        .forEach(f -> words.append(", ").append(f.field()).append(' ').append(f.message()));
    return words.append(')').toString();
  }

  /** Stops the workers in the middle of what they do; the jobs go on at the next start. */
  @Override
  public void close() {
    closed = true;
    wake();
    // All at once, then one after another: each may have to end what it is doing.
    var closing = loops.stream().map(loop -> Thread.startVirtualThread(loop::close)).toList();
    for (var thread : closing) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
