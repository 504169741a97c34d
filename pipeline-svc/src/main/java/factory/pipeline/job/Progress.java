package factory.pipeline.job;

import java.util.Optional;

/** How far a job of a flow is, and what its steps found and made. */
public record Progress(Job job, Flow flow) {
  /** The first step that did not succeed yet. */
  Optional<Step<?>> nextStep() {
    for (var i = 0; i < job.steps().size(); i++) {
      if (job.steps().get(i).state() != JobState.SUCCEEDED) {
        return Optional.of(flow.steps().get(i));
      }
    }
    return Optional.empty();
  }

  /** Where a step stands in its flow. */
  int position(Step<?> step) {
    var position = flow.steps().indexOf(step);
    if (position < 0) {
      throw new IllegalArgumentException(flow.kind() + " has no step " + step.name());
    }
    return position;
  }

  /**
   * What a step that succeeded found or made.
   *
   * @throws StepFailed when that cannot be read
   */
  public <R extends Result> R of(Step<R> step) throws StepFailed {
    var result = job.steps().get(position(step)).result();
    if (result == null) {
      throw new StepFailed(
          "The step " + step.name() + " left nothing that the steps after it can go on with.");
    }
    return ResultJson.read(step, result);
  }

  /** Whether a step succeeded. */
  public boolean did(Step<?> step) {
    var position = flow.steps().indexOf(step);
    return position >= 0
        && position < job.steps().size()
        && job.steps().get(position).state() == JobState.SUCCEEDED;
  }

  /** A name for a step's effect on a neighbour. */
  public String requestId(Step<?> step) {
    return job.requestId(step.name());
  }
}
