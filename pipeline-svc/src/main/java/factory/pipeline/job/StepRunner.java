package factory.pipeline.job;

import factory.pipeline.compute.CpuPool;
import factory.pipeline.compute.TookTooLong;
import java.util.concurrent.ExecutionException;

/** Runs one try of a step where its kind belongs. Safe for many threads. */
final class StepRunner {
  private final CpuPool cpu;

  StepRunner(CpuPool cpu) {
    this.cpu = cpu;
  }

  <R extends Result> R run(Step<R> step, Progress progress, Held held)
      throws StepFailed, InterruptedException {
    held.enter(step);
    try {
      return switch (step.body()) {
        case Step.Body.Waits<R>(var work) -> work.run(progress);
        case Step.Body.Computes<?, R> computation -> compute(step, computation, progress);
      };
    } finally {
      held.leave();
    }
  }

  private <I, R extends Result> R compute(
      Step<R> step, Step.Body.Computes<I, R> computation, Progress progress)
      throws StepFailed, InterruptedException {
    var input = computation.needs().get(progress);
    try {
      return cpu.run(computation.what(), step.deadline(), () -> computation.work().run(input));
    } catch (TookTooLong e) {
      throw StepFailed.runningOn((e.words() + " " + computation.advice()).strip());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof StepFailed failed) {
        throw failed;
      }
      throw new IllegalStateException(e.getCause());
    }
  }
}
