package factory.pipeline.work;

import factory.mesh.Fault;
import factory.mesh.Refused;
import factory.pipeline.deploy.Health;
import io.grpc.Status;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The factory's front door as a caller sees it. */
public final class Gateway implements AutoCloseable {
  /** One try of a step; the engine tries the step again. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final URI url;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();

  /** The gateway at an address such as {@code http://localhost:8080}. */
  public Gateway(URI url) {
    this.url = url;
  }

  /**
   * Waits until a version answers for its service.
   *
   * @throws Refused UNAVAILABLE when it does not yet
   */
  void awaitVersion(UUID service, UUID version) throws InterruptedException {
    var health = URI.create(url + "/gateway/" + service + "/health");
    var deadline = System.nanoTime() + PATIENCE.toNanos();
    String last;
    do {
      try {
        var answer =
            http.send(
                HttpRequest.newBuilder(health).timeout(Duration.ofSeconds(2)).build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() == 200
            && Health.version(answer.headers().firstValue(Health.HEADER), answer.body())
                .equals(Optional.of(version))) {
          return;
        }
        last =
            answer.statusCode() == 200
                ? "another version answers"
                : "it answered " + answer.statusCode();
      } catch (IOException e) {
        last = "no connection: " + e.getClass().getSimpleName();
      }
      Thread.sleep(25);
    } while (System.nanoTime() < deadline);
    throw new Refused(
        new Fault.Plain(
            Status.Code.UNAVAILABLE,
            "GATEWAY_UNAVAILABLE",
            "The version does not answer through the gateway yet.",
            Map.of("last", last),
            List.of()));
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
