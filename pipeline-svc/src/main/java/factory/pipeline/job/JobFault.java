package factory.pipeline.job;

import factory.mesh.Fault;
import io.grpc.Status.Code;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** Each way in which a call about jobs is refused. */
public sealed interface JobFault extends Fault.Tabled {
  /** No such job. */
  record NotFound(UUID job) implements JobFault {}

  /** Another job works on the service. */
  record Active(UUID job) implements JobFault {}

  /** The job has ended or can no longer be called off. */
  record Ended(UUID job, JobState state) implements JobFault {}

  /** Only a failed job can be taken up again. */
  record NotFailed(UUID job, JobState state) implements JobFault {}

  /** The failed job is not the newest work on its service. */
  record Superseded(UUID job) implements JobFault {}

  /** The steps of the failed job are another release's. */
  record Outdated(UUID job) implements JobFault {}

  /** Nothing was generated that could be deployed. */
  record NoVersion(UUID service) implements JobFault {}

  /** There is no version of that number. */
  record NoSuchVersion(UUID service, int number) implements JobFault {}

  /** The operators keep the service from running. */
  record TakenDown(String why) implements JobFault {}

  /** The service's token is on another chain. */
  record TokenElsewhere(UUID service, long chainId) implements JobFault {}

  /** The platform asks no model. */
  record NoModel() implements JobFault {}

  /** The request id stands for another request. */
  record RequestIdReused() implements JobFault {}

  @Override
  default Plain told() {
    return switch (this) {
      case NotFound(var job) ->
          new Plain(
              Code.NOT_FOUND,
              "JOB_NOT_FOUND",
              "There is no job with this id.",
              Map.of("job_id", job.toString()));
      case Active(var job) ->
          new Plain(
              Code.FAILED_PRECONDITION,
              "JOB_ACTIVE",
              "A job works on this service already; wait for its end or cancel it.",
              Map.of("job_id", job.toString()));
      case Ended(var job, var state) ->
          new Plain(
              Code.FAILED_PRECONDITION,
              "JOB_ENDED",
              "The job has ended; there is nothing to cancel.",
              Map.of("job_id", job.toString(), "state", state.name().toLowerCase(Locale.ROOT)));
      case NotFailed(var job, var state) ->
          new Plain(
              Code.FAILED_PRECONDITION,
              "JOB_NOT_FAILED",
              "Only a job that failed can be retried.",
              Map.of("job_id", job.toString(), "state", state.name().toLowerCase(Locale.ROOT)));
      case Superseded(var job) ->
          new Plain(
              Code.FAILED_PRECONDITION,
              "JOB_SUPERSEDED",
              "Newer work was done on the service since this job failed; start a new job instead.",
              Map.of("job_id", job.toString()));
      case Outdated(var job) ->
          new Plain(
              Code.FAILED_PRECONDITION,
              "JOB_OUTDATED",
              "The job was begun by another release of the platform, whose steps this one does not know; start a new job instead.",
              Map.of("job_id", job.toString()));
      case NoVersion(var service) ->
          new Plain(
              Code.FAILED_PRECONDITION,
              "NO_VERSION",
              "The service has no version yet; generate it first.",
              Map.of("service_id", service.toString()));
      case NoSuchVersion(var service, var number) ->
          new Plain(
              Code.NOT_FOUND,
              "VERSION_NOT_FOUND",
              "The service has no version of this number.",
              Map.of("service_id", service.toString(), "number", Integer.toString(number)));
      case TakenDown(var why) ->
          new Plain(
              Code.PERMISSION_DENIED,
              "SERVICE_TAKEN_DOWN",
              "The operators of the platform have taken the service down.",
              Map.of("takedown_reason", why));
      case TokenElsewhere(var service, var chainId) ->
          new Plain(
              Code.ALREADY_EXISTS,
              "TOKEN_ON_ANOTHER_CHAIN",
              "The service has its token on another chain; a service has one token.",
              Map.of("service_id", service.toString(), "chain_id", Long.toString(chainId)));
      case NoModel() ->
          new Plain(
              Code.FAILED_PRECONDITION,
              "NO_MODEL",
              "No model reads ideas on this platform; change the plan by its form, or ask whoever runs the platform for one.",
              Map.of("setting", "pipeline.model"));
      case RequestIdReused() ->
          new Plain(
              Code.ALREADY_EXISTS,
              "REQUEST_ID_REUSED",
              "The request id was used for a different request; choose a new one, such as a UUID.",
              new FieldViolation("request_id", "was used for a different request"));
    };
  }
}
