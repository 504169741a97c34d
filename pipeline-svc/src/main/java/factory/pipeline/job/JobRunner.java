package factory.pipeline.job;

import factory.mesh.Fatal;
import factory.mesh.Faults;
import factory.mesh.Refused;
import factory.mesh.Retry;
import factory.pipeline.job.LeaseStore.LeaseLost;
import factory.pipeline.job.ProgressStore.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Goes on with jobs that a worker holds, step by step, and stores each step's outcome before the
 * next one begins. Whatever a step throws ends that try of it; tries are counted in the store
 * before they run. Safe for many threads.
 */
final class JobRunner {
  private static final Logger LOG = Logger.getLogger(JobRunner.class.getName());

  /** A job that cannot be ended in order ends without it after so many tries: some minutes. */
  private static final int MAX_ENDINGS = 20;

  private final JobStore jobs;
  private final ProgressStore progress;
  private final Flows flows;
  private final StepRunner steps;
  private final Retry endings;
  private final Consumer<Duration> wakeIn;

  /**
   * @param usual by which a job's end is tried again
   * @param wakeIn sees to it that somebody looks for jobs after that time
   */
  JobRunner(
      JobStore jobs,
      ProgressStore progress,
      Flows flows,
      StepRunner steps,
      Retry usual,
      Consumer<Duration> wakeIn) {
    this.jobs = jobs;
    this.progress = progress;
    this.flows = flows;
    this.steps = steps;
    endings = new Retry(usual.pauses(), MAX_ENDINGS, usual.patience());
    this.wakeIn = wakeIn;
  }

  /**
   * Runs the first step of a job that was just enqueued.
   *
   * @throws Refused when the step was refused for good; the job has failed then
   */
  void begin(Held held, Job job) throws InterruptedException {
    var flow = flows.of(job).orElseThrow();
    var now = new Progress(job, flow);
    var step = now.nextStep().orElseThrow();
    var _ = progress.beginStep(held.claim(), now.position(step));
    try {
      progress.completeStep(
          held.claim(), now.position(step), steps.run(step, now, held), false, List.of());
    } catch (StepFailed e) {
      progress.failStep(held.claim(), now.position(step), FailureText.of(e));
    } catch (Refused e) {
      if (!Faults.isTransient(e)) {
        // The neighbour did not begin: there is nothing to undo.
        progress.failStep(held.claim(), now.position(step), FailureText.of(e.fault()));
        progress.end(held.claim(), JobState.FAILED, FailureText.of(e.fault()));
        throw e;
      }
      LOG.info(() -> "job " + job.id() + " begins later: " + FailureText.of(e.fault()));
    }
  }

  /** Does the next thing there is to do; false when the job has ended or waits. */
  boolean advance(Held held) throws InterruptedException {
    var claim = held.claim();
    var job = jobs.find(claim.job()).orElseThrow();
    var flow = flows.of(job);
    if (job.ending() != null) {
      return abandon(held, job, flow.orElseGet(() -> flows.newest(job.kind())), job.ending());
    }
    if (flow.isEmpty()) {
      progress.beginFailure(
          claim,
          "The job was begun by another release of the platform, whose steps this one does not"
              + " know; start a new job.");
      return true;
    }
    var now = new Progress(job, flow.get());
    var step = now.nextStep().orElseThrow();
    if (job.cancelRequested() && step.cancelling() != Step.Cancelling.TOO_LATE) {
      progress.beginCancellation(claim);
      return true;
    }
    return advance(held, now, step);
  }

  private <R extends Result> boolean advance(Held held, Progress now, Step<R> step)
      throws InterruptedException {
    var claim = held.claim();
    var position = now.position(step);
    var last = position == now.flow().steps().size() - 1;
    var tries = progress.beginStep(claim, position);
    if (tries > step.retry().tries()) {
      progress.failStep(
          claim,
          position,
          "The platform's process ended "
              + step.retry().tries()
              + " times within this step; it is not tried again by itself, but the job can be retried.");
      return true;
    }
    R result;
    List<NewJob> following;
    try {
      result = steps.run(step, now, held);
      following = last ? following(now) : List.of();
    } catch (LeaseLost e) {
      throw e;
    } catch (Throwable e) {
      Fatal.endIfFatal(e);
      return unfinished(held, now, step, tries, e);
    }
    progress.completeStep(claim, position, result, last, following);
    if (last) {
      wakeIn.accept(Duration.ZERO);
    }
    return !last;
  }

  /** A try ended without a result; false when the job waits. */
  private boolean unfinished(Held held, Progress now, Step<?> step, int tries, Throwable error)
      throws InterruptedException {
    var claim = held.claim();
    var position = now.position(step);
    switch (held.stopped()) {
      case CLOSING -> throw new InterruptedException();
      case LOST -> throw new LeaseLost(claim.job());
      case CANCELLED -> {
        // One that computes on, though it was told to end, has failed: nothing may run of a job
        // that is cancelled.
        if (!(error instanceof StepFailed failed && failed.mayRunOn())
            && step.cancelling() != Step.Cancelling.TOO_LATE) {
          progress.beginCancellation(claim);
          return true;
        }
      }
      case TOO_LONG -> {
        return inVain(
            held,
            step,
            position,
            tries,
            "it took longer than " + step.deadline().toSeconds() + " s",
            "The step took longer than %d s, %d times. The job can be retried."
                .formatted(step.deadline().toSeconds(), tries));
      }
      case null -> {}
    }
    switch (error) {
      case StepFailed failed -> progress.failStep(claim, position, FailureText.of(failed));
      case Refused refused when Faults.isTransient(refused) -> {
        return later(held, step, position, FailureText.of(refused.fault()));
      }
      case Refused refused -> {
        progress.failStep(claim, position, FailureText.of(refused.fault()));
        if (step.opening()) {
          // The registry did not let the job begin: its status is not this job's to change.
          progress.end(claim, JobState.FAILED, FailureText.of(refused.fault()));
          return false;
        }
      }
      case InterruptedException interrupted -> throw interrupted;
      default -> {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        var id = UUID.randomUUID();
        LOG.log(
            Level.SEVERE,
            error,
            () -> "error " + id + " in step " + step.name() + ", try " + tries);
        return inVain(
            held,
            step,
            position,
            tries,
            "the platform failed (error id " + id + ")",
            ("The platform failed %d times in this step; its log has the details under the error id"
                    + " %s. The job can be retried.")
                .formatted(tries, id));
      }
    }
    return true;
  }

  /** A try had no outcome: the next one follows after a pause, if there is one. */
  private boolean inVain(
      Held held, Step<?> step, int position, int tries, String why, String inTheEnd) {
    if (step.retry().isLast(tries)) {
      progress.failStep(held.claim(), position, inTheEnd);
      return true;
    }
    defer(held, step.retry(), position, why, tries - 1, Outcome.NONE);
    return false;
  }

  private boolean later(Held held, Step<?> step, int position, String why) {
    var trouble = progress.trouble(held.job());
    if (step.retry().isOver(trouble.since())) {
      progress.failStep(
          held.claim(),
          position,
          "Gave up after " + trouble.since().toSeconds() + " s of trying: " + why);
      return true;
    }
    defer(held, step.retry(), position, why, trouble.retries(), Outcome.TOLD);
    return false;
  }

  /** Undoes and tells what must be, then the job has ended. */
  private boolean abandon(Held held, Job job, Flow flow, JobState ending)
      throws InterruptedException {
    var end = ending;
    var message = job.message();
    try {
      flow.abandon(new Progress(job, flow));
    } catch (Refused e) {
      if (Faults.isTransient(e)) {
        // A service must not stay in the middle of work that nobody does: this goes on until it is
        // recorded.
        var tried = progress.trouble(job.id()).retries();
        defer(held, endings, null, FailureText.of(e.fault()), tried, Outcome.TOLD);
        return false;
      }
      LOG.info(() -> "job " + job.id() + " ended; the registry: " + FailureText.of(e.fault()));
    } catch (LeaseLost | InterruptedException e) {
      throw e;
    } catch (Throwable e) {
      Fatal.endIfFatal(e);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      LOG.log(Level.SEVERE, e, () -> "job " + job.id() + " cannot be ended in order");
      var tried = progress.trouble(job.id()).retries();
      if (!endings.isLast(tried)) {
        defer(held, endings, null, "the platform failed", tried, Outcome.NONE);
        return false;
      }
      // Not CANCELLED, which says that nothing of it runs.
      end = JobState.FAILED;
      message = "It could not be ended in order, so that something of it may be left: " + message;
    }
    progress.end(held.claim(), end, message);
    wakeIn.accept(Duration.ZERO);
    return false;
  }

  private void defer(
      Held held, Retry retry, @Nullable Integer position, String why, int tried, Outcome outcome) {
    var pause = retry.pauses().after(tried + 1L, ThreadLocalRandom.current());
    progress.defer(held.claim(), position, "Trying again: " + why, pause, outcome);
    wakeIn.accept(pause.plusMillis(5));
  }

  private List<NewJob> following(Progress now) throws StepFailed {
    List<NewJob> following = new ArrayList<>();
    if (now.job().auto()) {
      now.flow().next(now).map(next -> follow(now.job(), next, true)).ifPresent(following::add);
    }
    now.flow()
        .background(now)
        .map(next -> follow(now.job(), next, false))
        .ifPresent(following::add);
    return following;
  }

  private NewJob follow(Job job, Flow.Next next, boolean auto) {
    return new NewJob(
        UUID.randomUUID(),
        job.serviceId(),
        job.owner(),
        flows.newest(next.kind()),
        auto,
        null,
        next.versionId(),
        job.terms(),
        next.asked() == null ? job.asked() : next.asked());
  }
}
