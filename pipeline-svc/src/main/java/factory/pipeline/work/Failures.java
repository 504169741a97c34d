package factory.pipeline.work;

import factory.pipeline.job.JobState;
import factory.pipeline.job.Progress;
import factory.pipeline.job.Step;
import factory.pipeline.neighbour.Neighbours;
import factory.registry.v1.ServiceStatus;

/** How a service learns that work on it ended badly. */
final class Failures {
  private Failures() {}

  /**
   * Records it.
   *
   * @param begin the step with which the service heard of the work
   */
  static void record(Neighbours neighbours, Progress progress, Step<?> begin) {
    var job = progress.job();
    if (progress.did(begin) || job.ending() == JobState.FAILED) {
      var _ =
          neighbours.transition(
              job.serviceId(),
              job.requestId("failed"),
              ServiceStatus.SERVICE_STATUS_FAILED,
              job.message());
    }
  }
}
