package factory.web.neighbour;

import io.grpc.Metadata;
import java.util.Map;

/**
 * Who asks, as the gate has told this node in headers that nobody outside can write.
 *
 * @param told header names with their values
 */
public record Asker(Map<String, String> told) {
  /** The headers that are passed on: the wallet, its session, and where Envoy was called from. */
  public static final java.util.List<String> HEADERS =
      java.util.List.of("x-factory-wallet", "x-factory-session", "x-forwarded-for");

  /** As the other nodes read it. */
  Metadata metadata() {
    var metadata = new Metadata();
    told.forEach(
        (name, value) ->
            metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
    return metadata;
  }
}
