package factory.edge.xds;

import factory.mesh.ServiceHosts;
import java.time.Duration;
import java.util.Optional;

/**
 * What Envoy shows to the world.
 *
 * @param host the address that it binds
 * @param accessLog whether Envoy writes each call to its output, without secrets
 * @param trustedProxies how many proxies stand in front of Envoy and append to {@code
 *     X-Forwarded-For} whom they were called by; with 0, nobody's is believed
 * @param requestTimeout what a generated service or a page may take for an answer
 * @param idleTimeout how long a call may be silent; watches and event streams may be for longer
 * @param bounds of what stays open
 * @param serviceHosts where services have origins of their own
 */
public record PublicListener(
    String host,
    int port,
    boolean accessLog,
    int trustedProxies,
    Duration requestTimeout,
    Duration idleTimeout,
    Bounds bounds,
    Optional<ServiceHosts> serviceHosts) {

  /** To read the whole of any request, uploads included. */
  static final Duration UPLOAD_TIMEOUT = Duration.ofMinutes(5);

  /** With the default bounds, and no origins of services. */
  public PublicListener(
      String host,
      int port,
      boolean accessLog,
      int trustedProxies,
      Duration requestTimeout,
      Duration idleTimeout) {
    this(
        host,
        port,
        accessLog,
        trustedProxies,
        requestTimeout,
        idleTimeout,
        Bounds.DEFAULT,
        Optional.empty());
  }

  /**
   * How much may be open, for how long.
   *
   * @param streams to one node at once, from everybody
   * @param streamLife after which a stream is ended; its reader resumes with another one
   * @param bodyTimeout to read a body that waits at Envoy until it is whole
   */
  public record Bounds(int streams, Duration streamLife, Duration bodyTimeout) {
    /** Those where nothing else is said. */
    public static final Bounds DEFAULT =
        new Bounds(1024, Duration.ofHours(1), Duration.ofSeconds(30));
  }

  /** After which a call whose body is held until it is whole is ended. */
  Duration longestExchange() {
    return bounds.bodyTimeout().plus(requestTimeout);
  }

  /** After which every call of a service is ended. */
  public Duration longestCall() {
    var upload = UPLOAD_TIMEOUT.plus(requestTimeout);
    return upload.compareTo(longestExchange()) > 0 ? upload : longestExchange();
  }
}
