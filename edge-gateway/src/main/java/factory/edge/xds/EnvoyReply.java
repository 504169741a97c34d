package factory.edge.xds;

/**
 * What Envoy itself answers when neither the gate nor an upstream does, as callers see it.
 *
 * <p>The order is the order in which Envoy looks; the first that fits is taken.
 */
enum EnvoyReply {
  BAD_REQUEST(
      400,
      400,
      "BAD_REQUEST",
      "The request is not one that the edge takes.",
      "The request's line or headers are malformed, or it names more than one host."),
  FORBIDDEN(
      403,
      403,
      "UPGRADE_REFUSED",
      "The connection cannot be upgraded.",
      "Upgrades such as WebSocket do not pass the edge."),
  NOT_FOUND(
      404,
      404,
      "PATH_NOT_FOUND",
      "There is nothing at this path.",
      "There is nothing at this path."),
  METHOD(
      405,
      405,
      "METHOD_NOT_ALLOWED",
      "The method does not pass the edge.",
      "TRACE does not pass the edge."),
  TIMEOUT(
      408,
      408,
      "REQUEST_TIMEOUT",
      "The request did not arrive in time.",
      "The request did not arrive in time; send it without pauses."),
  TOO_LARGE(
      413,
      413,
      "BODY_TOO_LARGE",
      "The body is longer than what passes here.",
      "The body is longer than what passes: 10 MiB below /gateway/, 256 KiB elsewhere."),
  HEADERS_TOO_LARGE(
      431,
      431,
      "HEADERS_TOO_LARGE",
      "The headers are larger than the edge takes.",
      "The headers are larger than the 32 KiB, or more than the 100, that the edge takes."),
  BROKEN(
      502,
      503,
      "UPSTREAM_BROKEN",
      "What answers this path broke off.",
      "What answers this path broke off; try again."),
  UNAVAILABLE(
      503,
      503,
      "UPSTREAM_UNAVAILABLE",
      "What answers this path cannot be reached.",
      "What answers this path cannot be reached now; try again."),
  TOO_SLOW(
      504,
      503,
      "UPSTREAM_TIMEOUT",
      "What answers this path took too long.",
      "What answers this path took too long; try again.");

  private final int from;
  private final int status;
  private final String reason;
  private final String title;
  private final String detail;

  EnvoyReply(int from, int status, String reason, String title, String detail) {
    this.from = from;
    this.status = status;
    this.reason = reason;
    this.title = title;
    this.detail = detail;
  }

  /** Envoy's status. */
  int from() {
    return from;
  }

  /** The caller's. */
  int status() {
    return status;
  }

  String reason() {
    return reason;
  }

  String title() {
    return title;
  }

  String detail() {
    return detail;
  }
}
