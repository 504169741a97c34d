package factory.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Whether a factory may say that it is ready: asked from outside, through Envoy. */
final class Readiness {
  private final String url;
  private final Envoy envoy;
  private final BooleanSupplier givenUp;
  private final ObjectMapper json = new ObjectMapper();

  Readiness(String url, Envoy envoy, BooleanSupplier givenUp) {
    this.url = url;
    this.envoy = envoy;
    this.givenUp = givenUp;
  }

  void await(Duration patience, Consumer<String> progress) {
    var until = System.nanoTime() + patience.toNanos();
    try (var client = HttpClient.newHttpClient()) {
      var said = "";
      while (true) {
        if (givenUp.getAsBoolean()) {
          throw new IllegalStateException("stopped while starting");
        }
        envoy.requireAlive();
        var missing = missing(client);
        if (missing.isEmpty()) {
          return;
        }
        if (!missing.equals(said)) {
          progress.accept("waiting for " + missing);
          said = missing;
        }
        if (System.nanoTime() > until) {
          throw new IllegalStateException(
              "not ready after "
                  + patience.toSeconds()
                  + " s, still waiting for "
                  + missing
                  + "; see: ./factory logs");
        }
        Thread.sleep(50);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while starting", e);
    }
  }

  /** What does not answer yet, in words; empty when everything does. */
  private String missing(HttpClient client) throws InterruptedException {
    try {
      var chains = get(client, "/chains");
      for (var chain : chains.path("chains")) {
        if (!chain.path("healthy").asBoolean()) {
          return "the chain's index";
        }
      }
      if (chains.path("chains").isEmpty()) {
        return "chain-svc";
      }
      get(client, "/services?page_size=1");
      // A node that web cannot reach yet would refuse the first idea or sign-in.
      return get(client, "/healthz").path("status").asText().equals("ok") ? "" : "every node";
    } catch (IOException e) {
      return "the API through Envoy";
    }
  }

  private JsonNode get(HttpClient client, String path) throws IOException, InterruptedException {
    var answer =
        client.send(
            HttpRequest.newBuilder(URI.create(url + path))
                .header("accept", "application/json")
                .timeout(Duration.ofSeconds(5))
                .build(),
            HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException("status " + answer.statusCode());
    }
    return json.readTree(answer.body());
  }
}
