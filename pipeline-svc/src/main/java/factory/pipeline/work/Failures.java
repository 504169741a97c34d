package factory.pipeline.work;

import factory.pipeline.job.Job;
import factory.pipeline.neighbour.Neighbours;
import factory.registry.v1.ServiceStatus;

/** How a service learns that work on it ended badly. */
final class Failures {
  private Failures() {}

  static void record(Neighbours neighbours, Job job) {
    if (job.did("begin") || job.ending() == factory.pipeline.job.JobState.FAILED) {
      var _ =
          neighbours.transition(
              job.serviceId(),
              job.requestId("failed"),
              ServiceStatus.SERVICE_STATUS_FAILED,
              job.message());
    }
  }
}
