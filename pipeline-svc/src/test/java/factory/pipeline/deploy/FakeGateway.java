package factory.pipeline.deploy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import factory.mesh.Address;
import factory.mesh.Assertions;
import factory.mesh.Settings;
import factory.mesh.TestTrust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * What Envoy does with the routes: proxies {@code /gateway/{id}/...}, 503 where nothing answers.
 */
public final class FakeGateway implements AutoCloseable {
  private static final Assertions ASSERTIONS =
      Assertions.from(Settings.of(TestTrust.settings("pipeline")));

  private static final String WALLET = "0x" + "0a".repeat(20);

  private final HttpServer server;
  private volatile boolean blind;

  /** A gateway over a view of the upstreams. */
  public FakeGateway(Function<String, Optional<Address>> upstreams) {
    try {
      server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/gateway/",
        exchange -> {
          var parts = exchange.getRequestURI().getPath().split("/", 4);
          var upstream = blind ? Optional.<Address>empty() : upstreams.apply(parts[2]);
          if (upstream.isEmpty()) {
            answer(exchange, 503, "");
            return;
          }
          try {
            var got = call(parts[2], upstream.get(), exchange.getRequestMethod(), "/" + parts[3]);
            answer(exchange, got.status(), got.body());
          } catch (IOException e) {
            answer(exchange, 503, e.toString());
          }
        });
    server.start();
  }

  /** From now on it sees no route, or sees them again. */
  public void blind(boolean now) {
    blind = now;
  }

  /** Where it listens. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Calls a service where it listens, with what the gate asserts of a wallet. */
  public static UpstreamHttp.Answer call(
      String service, Address upstream, String method, String path) throws IOException {
    var assertion =
        Assertions.sign(
            ASSERTIONS.key(service), service, Optional.of(WALLET), Instant.now().getEpochSecond());
    return method.equals("POST")
        ? UpstreamHttp.post(upstream, path, "{\"rating\":3}", assertion, Duration.ofSeconds(5))
        : UpstreamHttp.get(upstream, path, assertion, Duration.ofSeconds(5));
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
