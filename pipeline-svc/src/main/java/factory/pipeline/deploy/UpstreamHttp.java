package factory.pipeline.deploy;

import factory.mesh.Address;
import factory.mesh.Assertions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * One HTTP/1.1 request to a service, wherever it listens, on a connection of its own: enough to
 * probe one that this node started.
 */
final class UpstreamHttp {
  private UpstreamHttp() {}

  /** What came back. */
  record Answer(int status, Map<String, String> headers, String body) {
    /** Keeps a copy. */
    Answer {
      headers = Map.copyOf(headers);
    }
  }

  static Answer get(Address upstream, String path, Duration timeout) throws IOException {
    return send(upstream, "GET " + path, "", "", timeout);
  }

  /** With what the gate would assert. */
  static Answer get(Address upstream, String path, String assertion, Duration timeout)
      throws IOException {
    return send(upstream, "GET " + path, "", assertion, timeout);
  }

  /** With what the gate would assert. */
  static Answer post(Address upstream, String path, String json, String assertion, Duration timeout)
      throws IOException {
    return send(upstream, "POST " + path, json, assertion, timeout);
  }

  private static Answer send(
      Address upstream, String request, String body, String assertion, Duration timeout)
      throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    try (var connection = UpstreamConnection.open(upstream)) {
      var answer =
          connection.exchange(
              request,
              "Connection: close\r\n"
                  + (assertion.isEmpty() ? "" : Assertions.HEADER + ": " + assertion + "\r\n")
                  + (bytes.length == 0 ? "" : "Content-Type: application/json\r\n"),
              bytes,
              timeout);
      return new Answer(answer.status(), answer.headers(), answer.body());
    }
  }
}
