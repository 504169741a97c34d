package factory.registry.service;

import factory.mesh.Fault;
import io.grpc.Status.Code;
import java.util.List;
import java.util.Map;

/** Each way in which the registry refuses, beside a field that is out of bounds. */
public sealed interface ServiceFault extends Fault {

  /** The service is unknown or deleted. */
  record ServiceNotFound(ServiceId id) implements ServiceFault {
    @Override
    public Code code() {
      return Code.NOT_FOUND;
    }

    @Override
    public String reason() {
      return "SERVICE_NOT_FOUND";
    }

    @Override
    public String message() {
      return "There is no such service, or it was deleted.";
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of("service_id", id.toString());
    }
  }

  /** The lifecycle has no such step. */
  record TransitionNotAllowed(ServiceId id, Status from, Status to) implements ServiceFault {
    @Override
    public Code code() {
      return Code.FAILED_PRECONDITION;
    }

    @Override
    public String reason() {
      return "TRANSITION_NOT_ALLOWED";
    }

    @Override
    public String message() {
      return "The service's lifecycle has no step from its status to the asked one.";
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of("service_id", id.toString(), "from", from.word(), "to", to.word());
    }
  }

  /** Work on the idea has begun. */
  record IdeaFixed(ServiceId id, Status status) implements ServiceFault {
    @Override
    public Code code() {
      return Code.FAILED_PRECONDITION;
    }

    @Override
    public String reason() {
      return "IDEA_FIXED";
    }

    @Override
    public String message() {
      return "Work on the idea has begun, so it cannot be changed; record a new idea instead.";
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of("service_id", id.toString(), "status", status.word());
    }
  }

  /** The service has another token. */
  record TokenAlreadySet(ServiceId id, Token token) implements ServiceFault {
    @Override
    public Code code() {
      return Code.ALREADY_EXISTS;
    }

    @Override
    public String reason() {
      return "TOKEN_ALREADY_SET";
    }

    @Override
    public String message() {
      return "The service has another token already, and keeps it.";
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of(
          "service_id",
          id.toString(),
          "chain_id",
          Long.toString(token.chainId()),
          "token_address",
          token.address(),
          "access_threshold",
          token.accessThreshold().toString());
    }
  }

  /** The token is the token of another service. */
  record TokenTaken(Token token) implements ServiceFault {
    @Override
    public Code code() {
      return Code.ALREADY_EXISTS;
    }

    @Override
    public String reason() {
      return "TOKEN_TAKEN";
    }

    @Override
    public String message() {
      return "The token belongs to another service.";
    }

    @Override
    public Map<String, String> metadata() {
      return Map.of("chain_id", Long.toString(token.chainId()), "token_address", token.address());
    }
  }

  /** The request id was used for something else. */
  record RequestIdReused() implements ServiceFault {
    @Override
    public Code code() {
      return Code.ALREADY_EXISTS;
    }

    @Override
    public String reason() {
      return "REQUEST_ID_REUSED";
    }

    @Override
    public String message() {
      return "The request id was used for a different request; choose a new one, such as a UUID.";
    }

    @Override
    public List<FieldViolation> fields() {
      return List.of(new FieldViolation("request_id", "was used for a different request"));
    }
  }

  /** The page token is not one of this listing. */
  record PageTokenNotReadable() implements ServiceFault {
    @Override
    public Code code() {
      return Code.INVALID_ARGUMENT;
    }

    @Override
    public String reason() {
      return "PAGE_TOKEN_NOT_READABLE";
    }

    @Override
    public String message() {
      return "The page token is not from a page of this listing; start at the first page.";
    }

    @Override
    public List<FieldViolation> fields() {
      return List.of(
          new FieldViolation("page_token", "must be from the page before, with the same filter"));
    }
  }

  /** The cursor is not one of this feed. */
  record CursorNotReadable() implements ServiceFault {
    @Override
    public Code code() {
      return Code.INVALID_ARGUMENT;
    }

    @Override
    public String reason() {
      return "CURSOR_NOT_READABLE";
    }

    @Override
    public String message() {
      return "The cursor is not from this feed of this store; start over with an empty one.";
    }

    @Override
    public List<FieldViolation> fields() {
      return List.of(new FieldViolation("cursor", "must be from the last response, or empty"));
    }
  }
}
