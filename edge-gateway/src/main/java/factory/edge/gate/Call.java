package factory.edge.gate;

import java.util.Optional;

/**
 * A call that wants to pass the gate.
 *
 * @param path as Envoy routes it: normalised, with the query
 * @param wallet the wallet header; values of repeated headers are joined by commas
 * @param bypass the bypass header
 * @param contentLength the header as it came
 */
public record Call(
    String method,
    String path,
    Optional<String> wallet,
    Optional<String> bypass,
    Optional<String> contentLength) {}
