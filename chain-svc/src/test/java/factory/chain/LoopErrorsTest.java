package factory.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import factory.mesh.Settings;
import factory.store.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An Error in the work of each loop of the node: the loop goes on, and says what it was. */
@Timeout(60)
class LoopErrorsTest {
  /** Throws an Error once on each thread that is a loop's, some way into its work. */
  private static final class Breaking extends Clock {
    private final Clock inner = new SteadyClock();
    private final Map<String, Integer> asked = new ConcurrentHashMap<>();

    @Override
    public Instant instant() {
      var thread = Thread.currentThread().getName();
      if (thread.matches("(follow|send|endpoints)-.*")
          && asked.merge(thread, 1, Integer::sum) == 2) {
        throw new NoClassDefFoundError("a test's");
      }
      return inner.instant();
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @Test
  void everyLoopOfTheNodeSurvivesAnError() {
    var place = TestDatabase.fresh("chain");
    try (var anvil = Anvil.start();
        var http = HttpClient.newHttpClient();
        var node =
            ChainNode.start(
                Settings.of(
                    Map.of(
                        "factory.profile",
                        "development",
                        "chain.listen",
                        "127.0.0.1:0",
                        "chain.db.url",
                        place.url(),
                        "chain.db.user",
                        place.user(),
                        "chain.rpc-timeout",
                        "PT1S",
                        // Two, so that the loop that compares them runs.
                        "chain.dev.rpc-urls",
                        anvil.uri() + "," + localhost(anvil))),
                new Breaking())) {
      Set<String> survived = new TreeSet<>();
      Until.holds(
          "each loop failed once and goes on",
          Duration.ofSeconds(40),
          () -> {
            for (var part : readiness(http, node).path("parts")) {
              if (part.path("failures").asInt() > 0 && part.path("state").asText().equals("ok")) {
                survived.add(part.path("name").asText().replaceFirst("-[0-9]+$", ""));
              }
            }
            return survived.containsAll(Set.of("endpoints", "follow", "send"));
          });
      assertThat(readiness(http, node).path("status").asText()).isNotEqualTo("unready");
    }
  }

  private static String localhost(Anvil anvil) {
    return anvil.uri().toString().replace("127.0.0.1", "localhost");
  }

  private static JsonNode readiness(HttpClient http, ChainNode node) {
    try {
      return new ObjectMapper()
          .readTree(
              http.send(
                      HttpRequest.newBuilder(URI.create("http://" + node.address() + "/readyz"))
                          .version(HttpClient.Version.HTTP_1_1)
                          .build(),
                      HttpResponse.BodyHandlers.ofString())
                  .body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
