package factory.pipeline.job;

import factory.mesh.Fault;
import io.grpc.Status.Code;
import java.util.Map;
import java.util.UUID;

/** Each way in which a call about jobs is refused. */
public sealed interface JobFault extends Fault {
  /** No such job. */
  record NotFound(UUID job) implements JobFault {
    @Override
    public Code code() {
      return Code.NOT_FOUND;
    }

    @Override
    public String reason() {
      return "JOB_NOT_FOUND";
    }

    @Override
    public String message() {
      return "There is no job with this id.";
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of("job_id", job.toString());
    }
  }

  /** Another job works on the service. */
  record Active(UUID job) implements JobFault {
    @Override
    public Code code() {
      return Code.FAILED_PRECONDITION;
    }

    @Override
    public String reason() {
      return "JOB_ACTIVE";
    }

    @Override
    public String message() {
      return "A job works on this service already; wait for its end or cancel it.";
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of("job_id", job.toString());
    }
  }

  /** The job has ended or can no longer be called off. */
  record Ended(UUID job, JobState state) implements JobFault {
    @Override
    public Code code() {
      return Code.FAILED_PRECONDITION;
    }

    @Override
    public String reason() {
      return "JOB_ENDED";
    }

    @Override
    public String message() {
      return "The job has ended; there is nothing to cancel.";
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of(
          "job_id", job.toString(), "state", state.name().toLowerCase(java.util.Locale.ROOT));
    }
  }

  /** Nothing was generated that could be deployed. */
  record NoVersion(UUID service) implements JobFault {
    @Override
    public Code code() {
      return Code.FAILED_PRECONDITION;
    }

    @Override
    public String reason() {
      return "NO_VERSION";
    }

    @Override
    public String message() {
      return "The service has no version yet; generate it first.";
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of("service_id", service.toString());
    }
  }

  /** The service's token is on another chain. */
  record TokenElsewhere(UUID service, long chainId) implements JobFault {
    @Override
    public Code code() {
      return Code.ALREADY_EXISTS;
    }

    @Override
    public String reason() {
      return "TOKEN_ON_ANOTHER_CHAIN";
    }

    @Override
    public String message() {
      return "The service has its token on another chain; a service has one token.";
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of("service_id", service.toString(), "chain_id", Long.toString(chainId));
    }
  }
}
