package factory.edge.xds;

import java.time.Duration;

/**
 * What Envoy shows to the world.
 *
 * @param host the address that it binds
 * @param accessLog whether Envoy writes each call to its output, without secrets
 * @param trustedProxies how many proxies stand in front of Envoy and append to {@code
 *     X-Forwarded-For} whom they were called by; with 0, nobody's is believed
 * @param requestTimeout what a generated service or a page may take for an answer
 * @param idleTimeout how long a call may be silent; watches and event streams may be for ever
 */
public record PublicListener(
    String host,
    int port,
    boolean accessLog,
    int trustedProxies,
    Duration requestTimeout,
    Duration idleTimeout) {}
