package factory.edge.gate;

import java.util.Map;
import java.util.Optional;

/**
 * A call that wants to pass the gate.
 *
 * @param path as Envoy routes it: normalised, with the query
 * @param headers by lower-case name; values of repeated headers are joined by commas
 */
public record Call(String method, String path, Map<String, String> headers) {
  /** A header's value, if it came. */
  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }

  /** The path without the query. */
  String pathAlone() {
    var query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }
}
