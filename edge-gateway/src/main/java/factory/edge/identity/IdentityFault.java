package factory.edge.identity;

import factory.mesh.Fault;
import io.grpc.Status.Code;
import java.util.Map;

/** Each way in which signing in and keys are refused. */
public sealed interface IdentityFault extends Fault.Tabled {
  /** The address asks too often. */
  record AsksTooOften(long retryAfterSeconds) implements IdentityFault {}

  /** The nonce was never given, is over or was used. */
  record NonceUnknown() implements IdentityFault {}

  /** The message is not signed by its wallet. */
  record SignatureInvalid(String wallet) implements IdentityFault {}

  /** Nobody is signed in, and somebody must be. */
  record SignInRequired() implements IdentityFault {}

  /** The code was never given, is over, was used or is another service's. */
  record HandoverUnknown() implements IdentityFault {}

  /** Services have no origins of their own here. */
  record NoOrigins() implements IdentityFault {}

  /** No live session of the wallet has this id. */
  record SessionNotFound() implements IdentityFault {}

  /** No key of the wallet has this id. */
  record KeyNotFound() implements IdentityFault {}

  /** No key of the service has this id. */
  record ServiceKeyNotFound() implements IdentityFault {}

  /** The wallet has as many keys for the service as it may. */
  record TooManyKeys(int most) implements IdentityFault {}

  /** No service has this id. */
  record ServiceUnknown(String serviceId) implements IdentityFault {}

  @Override
  default Plain told() {
    return switch (this) {
      case AsksTooOften(var seconds) ->
          new Plain(
              Code.RESOURCE_EXHAUSTED,
              "SIGN_IN_RATE_EXCEEDED",
              "This address signs in too often; try again later.",
              Map.of("retry_after_seconds", Long.toString(seconds)));
      case NonceUnknown() ->
          new Plain(
              Code.UNAUTHENTICATED,
              "NONCE_UNKNOWN",
              "The message's nonce was never given, was used or is over; ask for a new one and sign again.");
      case SignatureInvalid(var wallet) ->
          new Plain(
              Code.UNAUTHENTICATED,
              "SIGNATURE_INVALID",
              "The signature is not the wallet's over exactly this message.",
              Map.of("wallet", wallet));
      case SignInRequired() ->
          new Plain(
              Code.UNAUTHENTICATED,
              "SIGN_IN_REQUIRED",
              "This is for a signed-in wallet; sign in first.");
      case HandoverUnknown() ->
          new Plain(
              Code.UNAUTHENTICATED,
              "HANDOVER_UNKNOWN",
              "The code was never given, was used, is over or is for another service; open the service from its page once more.");
      case NoOrigins() ->
          new Plain(
              Code.FAILED_PRECONDITION,
              "NO_SERVICE_ORIGINS",
              "Services have no origins of their own here; whoever runs the platform sets edge.service-hosts.");
      case SessionNotFound() ->
          new Plain(
              Code.NOT_FOUND, "SESSION_NOT_FOUND", "The wallet has no live session with this id.");
      case KeyNotFound() ->
          new Plain(
              Code.NOT_FOUND,
              "KEY_NOT_FOUND",
              "The wallet has no key of the service with this id.");
      case ServiceKeyNotFound() ->
          new Plain(
              Code.NOT_FOUND,
              "SERVICE_KEY_NOT_FOUND",
              "The service has no key with this id, or it has ended.");
      case TooManyKeys(var most) ->
          new Plain(
              Code.FAILED_PRECONDITION,
              "TOO_MANY_KEYS",
              "The wallet has as many keys for the service as it may; end one first.",
              Map.of("most", Integer.toString(most)));
      case ServiceUnknown(var id) ->
          new Plain(
              Code.NOT_FOUND,
              "SERVICE_NOT_FOUND",
              "There is no such service.",
              Map.of("service_id", id));
    };
  }
}
