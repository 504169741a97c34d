package factory.registry.service;

import factory.mesh.Fault;
import io.grpc.Status.Code;
import java.util.Map;

/** Each way in which the registry refuses, beside a field that is out of bounds. */
public sealed interface ServiceFault extends Fault.Tabled {
  /** The service is unknown or deleted. */
  record ServiceNotFound(ServiceId id) implements ServiceFault {}

  /** No service has or had the slug, or it was deleted. */
  record SlugNotFound(String slug) implements ServiceFault {}

  /** Another service has or had the slug. */
  record SlugTaken(String slug) implements ServiceFault {}

  /** The service has had as many slugs as one may. */
  record TooManySlugs(ServiceId id) implements ServiceFault {}

  /** The lifecycle has no such step. */
  record TransitionNotAllowed(ServiceId id, Status from, Status to) implements ServiceFault {}

  /** The operators keep the service from running. */
  record TakenDown(String why) implements ServiceFault {}

  /** Work on the idea has begun. */
  record IdeaFixed(ServiceId id, Status status) implements ServiceFault {}

  /** The service has another token. */
  record TokenAlreadySet(ServiceId id, Token token) implements ServiceFault {}

  /** The token is the token of another service. */
  record TokenTaken(Token token) implements ServiceFault {}

  /** The request id was used for something else. */
  record RequestIdReused() implements ServiceFault {}

  /** Somebody else changed the service since the caller saw it. */
  record RevisionMismatch(ServiceId id, long revision) implements ServiceFault {}

  /** The page token is not one of this listing. */
  record PageTokenNotReadable() implements ServiceFault {}

  /** The cursor is not one of this feed. */
  record CursorNotReadable() implements ServiceFault {}

  @Override
  default Plain told() {
    return switch (this) {
      case ServiceNotFound(var id) ->
          new Plain(
              Code.NOT_FOUND,
              "SERVICE_NOT_FOUND",
              "There is no such service, or it was deleted.",
              Map.of("service_id", id.toString()));
      case SlugNotFound(var slug) ->
          new Plain(
              Code.NOT_FOUND,
              "SERVICE_NOT_FOUND",
              "There is no such service, or it was deleted.",
              Map.of("slug", slug));
      case SlugTaken(var slug) ->
          new Plain(
              Code.ALREADY_EXISTS,
              "SLUG_TAKEN",
              "Another service has or had this slug; choose another one.",
              Map.of("slug", slug));
      case TooManySlugs(var id) ->
          new Plain(
              Code.FAILED_PRECONDITION,
              "SLUG_FIXED",
              "The service has had %d slugs, which stay its own, and gets no more; give it one of those."
                  .formatted(Naming.MOST_SLUGS),
              Map.of("service_id", id.toString()));
      case TransitionNotAllowed(var id, var from, var to) ->
          new Plain(
              Code.FAILED_PRECONDITION,
              "TRANSITION_NOT_ALLOWED",
              "The service's lifecycle has no step from its status to the asked one.",
              Map.of("service_id", id.toString(), "from", from.word(), "to", to.word()));
      case TakenDown(var why) ->
          new Plain(
              Code.PERMISSION_DENIED,
              "SERVICE_TAKEN_DOWN",
              "The operators of the platform have taken the service down.",
              Map.of("takedown_reason", why));
      case IdeaFixed(var id, var status) ->
          new Plain(
              Code.FAILED_PRECONDITION,
              "IDEA_FIXED",
              "Work on the idea has begun, so it cannot be changed; record a new idea instead.",
              Map.of("service_id", id.toString(), "status", status.word()));
      case TokenAlreadySet(var id, var token) ->
          new Plain(
              Code.ALREADY_EXISTS,
              "TOKEN_ALREADY_SET",
              "The service has another token already, and keeps it.",
              Map.of(
                  "service_id",
                  id.toString(),
                  "chain_id",
                  Long.toString(token.chainId()),
                  "token_address",
                  token.address(),
                  "access_threshold",
                  token.accessThreshold().toString()));
      case TokenTaken(var token) ->
          new Plain(
              Code.ALREADY_EXISTS,
              "TOKEN_TAKEN",
              "The token belongs to another service.",
              Map.of("chain_id", Long.toString(token.chainId()), "token_address", token.address()));
      case RequestIdReused() ->
          new Plain(
              Code.ALREADY_EXISTS,
              "REQUEST_ID_REUSED",
              "The request id was used for a different request; choose a new one, such as a UUID.",
              new FieldViolation("request_id", "was used for a different request"));
      case RevisionMismatch(var id, var revision) ->
          new Plain(
              Code.ABORTED,
              "REVISION_MISMATCH",
              "The service was changed since you saw it; read it again, and repeat your change if it is still right.",
              Map.of("service_id", id.toString(), "revision", Long.toString(revision)));
      case PageTokenNotReadable() ->
          new Plain(
              Code.INVALID_ARGUMENT,
              "PAGE_TOKEN_NOT_READABLE",
              "The page token is not from a page of this listing; start at the first page.",
              new FieldViolation(
                  "page_token", "must be from the page before, with the same filter"));
      case CursorNotReadable() ->
          new Plain(
              Code.INVALID_ARGUMENT,
              "CURSOR_NOT_READABLE",
              "The cursor is not from this feed of this store; start over with an empty one.",
              new FieldViolation("cursor", "must be from the last response, or empty"));
    };
  }
}
