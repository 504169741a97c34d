package factory.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Tells what becomes of the services that were deployed before this start: how many still start,
 * and which cannot, each once and with its reason. Asks from outside, through Envoy.
 */
final class ServicesStarting implements AutoCloseable {
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  /** One that is down for so long without a reason is named too. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final int LONGEST_IDEA = 60;

  private final String url;
  private final Consumer<String> progress;
  private final HttpClient client = HttpClient.newHttpClient();
  private final ObjectMapper json = new ObjectMapper();
  private final Set<String> named = new TreeSet<>();
  private final Thread watch;

  private ServicesStarting(String url, Consumer<String> progress) {
    this.url = url;
    this.progress = progress;
    watch = Thread.ofVirtual().name("services-starting").unstarted(this::untilAllAnswer);
  }

  /** Says how many are on their way, and goes on until none is, or two minutes have passed. */
  static ServicesStarting watch(String url, Consumer<String> progress) {
    var starting = new ServicesStarting(url, progress);
    try {
      var down = starting.down();
      if (!down.isEmpty()) {
        progress.accept(down.size() + " deployed services are starting");
        starting.watch.start();
      }
    } catch (IOException e) {
      starting.watch.start();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return starting;
  }

  private void untilAllAnswer() {
    var until = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (true) {
        Thread.sleep(BETWEEN_LOOKS);
        var over = System.nanoTime() > until;
        try {
          var down = down();
          if (down.isEmpty()) {
            progress.accept("every deployed service answers");
            return;
          }
          down.forEach((id, service) -> tell(id, service, over));
          if (over || named.containsAll(down.keySet())) {
            return;
          }
        } catch (IOException e) {
          if (over) {
            progress.accept(
                "what became of the deployed services cannot be told: " + e.getMessage());
            return;
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(String id, JsonNode service, boolean over) {
    var reason = reason(service);
    if ((over || !reason.isEmpty()) && named.add(id)) {
      progress.accept(
          "down: "
              + id
              + " \""
              + oneLine(service.path("idea").asText())
              + "\": "
              + (reason.isEmpty()
                  ? "it does not answer; see: ./factory logs pipeline-svc"
                  : reason));
    }
  }

  private static String reason(JsonNode service) {
    return service.path("serving").path("reason").asText("");
  }

  private static String oneLine(String idea) {
    var line = idea.strip().replaceAll("\\s+", " ");
    return line.length() <= LONGEST_IDEA ? line : line.substring(0, LONGEST_IDEA) + "...";
  }

  /** The services that should answer and do not, by id. */
  private Map<String, JsonNode> down() throws IOException, InterruptedException {
    Map<String, JsonNode> down = new LinkedHashMap<>();
    var pageToken = "";
    do {
      var page =
          get("/services?page_size=100" + (pageToken.isEmpty() ? "" : "&page_token=" + pageToken));
      for (var service : page.path("services")) {
        if (service.path("serving").path("state").asText().equals("down")) {
          down.put(service.path("id").asText(), service);
        }
      }
      pageToken = page.path("next_page_token").asText("");
    } while (!pageToken.isEmpty());
    return down;
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
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

  @Override
  public void close() {
    watch.interrupt();
    client.shutdownNow();
  }
}
