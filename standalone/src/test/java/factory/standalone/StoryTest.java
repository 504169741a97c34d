package factory.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The main job from outside, with a restart of the whole factory in the middle. */
@Tag("slow")
@Timeout(300)
class StoryTest {
  private static final String IDEA = "track books with title, author and a rating from 1 to 5";

  @Test
  void anIdeaBecomesAnApiThatOpensForHoldersAndSurvivesARestart(@TempDir Path folder) {
    var place = Place.in(folder);
    String id;
    String token;
    String created;
    try (var user = new User(place);
        var _ = place.start()) {
      id = user.submit(IDEA, false);
      assertThat(user.service(id).path("status").asText()).isEqualTo("queued");
      // Known, but nothing answers yet; the gate hears of it in its own time.
      user.awaitStatus(503, "/gateway/" + id + "/books", User.WALLET);

      user.work("/generate", id);
      assertThat(user.service(id).path("status").asText()).isEqualTo("generated");
      user.work("/deploy", id);
      var service = user.service(id);
      assertThat(service.path("status").asText()).isEqualTo("deployed");
      assertThat(service.path("serving").path("state").asText()).isEqualTo("up");
      var api = service.path("api_base_url").asText();
      assertThat(api).isEqualTo(place.url() + "/gateway/" + id);
      // Callable from the moment that it says so.
      assertThat(user.get(api + "/health").status()).isEqualTo(200);
      assertThat(user.get(api + "/openapi.json").body().path("openapi").asText()).startsWith("3.");
      var gated = user.get(api + "/books", "X-Wallet-Address", User.WALLET);
      assertThat(gated.status()).isEqualTo(403);
      assertThat(gated.body().path("reason").asText()).isEqualTo("TOKEN_NOT_CREATED");

      user.work("/token", id);
      token = user.service(id).path("token_address").asText();
      assertThat(token).matches("0x[0-9a-f]{40}");
      user.work("/token", id);
      assertThat(user.service(id).path("token_address").asText()).isEqualTo(token);

      user.awaitStatus(403, api + "/books", User.WALLET);
      assertThat(user.get(api + "/books").status()).isEqualTo(401);
      assertThat(user.get(api + "/books", "X-Wallet-Address", "0x12").status()).isEqualTo(400);

      user.buy(token, "0.01ether");
      user.awaitStatus(200, api + "/books", User.WALLET);
      assertThat(user.get(api + "/books", "X-Wallet-Address", User.STRANGER).status())
          .isEqualTo(403);
      assertThat(user.get(api + "/books", "X-Dev-Bypass", "1").status()).isEqualTo(200);
      var made =
          user.post(
              api + "/books",
              "{\"title\":\"Emma\",\"author\":\"Jane Austen\",\"rating\":5}",
              "X-Wallet-Address",
              User.WALLET);
      assertThat(made.status()).as(made.text()).isEqualTo(201);
      created = made.body().path("id").asText();
      var bad =
          user.post(
              api + "/books",
              "{\"title\":\"Emma\",\"author\":\"Jane Austen\",\"rating\":6}",
              "X-Wallet-Address",
              User.WALLET);
      assertThat(bad.status()).as(bad.text()).isIn(400, 422);
      assertThat(bad.text()).contains("rating");
    }

    assertThat(processesOf(place)).isEmpty();

    try (var user = new User(place);
        var _ = place.start()) {
      var api = place.url() + "/gateway/" + id;
      assertThat(user.service(id).path("token_address").asText()).isEqualTo(token);
      // Ready means that what was deployed answers, and that balances are known.
      var read = user.awaitStatus(200, api + "/books/" + created, User.WALLET);
      assertThat(read.body().path("title").asText()).isEqualTo("Emma");
      user.sellAll(token);
      user.awaitStatus(403, api + "/books", User.WALLET);
      assertThat(user.get("/services/" + id + "/events").body().path("events"))
          .extracting(event -> event.path("status").asText())
          .containsSubsequence("queued", "generating", "generated", "deploying", "deployed");

      assertThat(user.call("DELETE", "/services/" + id, "").status()).isEqualTo(204);
      User.await(() -> user.get(api + "/health"), answer -> answer.status() == 404);
    }
    assertThat(processesOf(place)).isEmpty();
  }

  @Test
  void anIdeaGoesAllTheWayByItselfAndAnOpenOneAsks(@TempDir Path folder) {
    var place = Place.in(folder);
    try (var user = new User(place);
        var _ = place.start()) {
      var good =
          user.submit(
              "an API for recipes with name, ingredients and servings as a whole number", true);
      var hopeless = user.submit("make me rich", true);

      aChangeOfWhatWasSeenIsMadeOnce(user);

      var service =
          User.await(
              () -> user.service(good),
              s ->
                  s.has("token_address")
                      && !s.path("token_address").asText("").isEmpty()
                      && !s.path("token_address").isNull());
      assertThat(service.path("status").asText()).isEqualTo("deployed");
      // What was not understood waits, and says for what; wording fails nothing.
      var waiting = user.service(hopeless);
      assertThat(waiting.path("status").asText()).isEqualTo("queued");
      assertThat(waiting.path("questions")).isNotEmpty();
      var events = user.get("/services/" + hopeless + "/events").body().path("events");
      assertThat(events).hasSize(1);
      assertThat(events.get(0).path("message").asText()).contains("does not go on by itself");
    }
  }

  /** With a tag that the edge has weakened, since it compressed the answer. */
  private static void aChangeOfWhatWasSeenIsMadeOnce(User user) {
    var id = user.submit("an API for ships" + " and their harbours".repeat(100), false);
    var path = "/services/" + id;
    var seen = user.head("GET", path, "Accept-Encoding", "gzip");
    assertThat(seen.firstValue("content-encoding")).hasValue("gzip");
    var tag = seen.firstValue("etag").orElse("");
    assertThat(tag).isEqualTo("W/\"1\"");
    assertThat(user.head("GET", path).firstValue("etag")).hasValue("\"1\"");
    assertThat(user.call("GET", path, "", "If-None-Match", tag).status()).isEqualTo(304);
    var change = "{\"idea\":\"an API for ships with a name\"}";
    assertThat(user.call("PATCH", path, change, "If-Match", tag).status()).isEqualTo(200);
    var late = user.call("PATCH", path, change, "If-Match", tag);
    assertThat(late.status()).isEqualTo(412);
    assertThat(late.body().path("reason").asText()).isEqualTo("REVISION_MISMATCH");
    assertThat(user.call("GET", path, "", "If-None-Match", tag).status()).isEqualTo(200);
    assertThat(user.call("DELETE", path, "", "If-Match", tag).status()).isEqualTo(412);
    assertThat(user.call("DELETE", path, "", "If-Match", "\"2\"").status()).isEqualTo(204);
  }

  @Test
  void theGateNeverStopsAnsweringWhileAServiceIsDeployedAgain(@TempDir Path folder)
      throws Exception {
    var place = Place.in(folder);
    try (var user = new User(place);
        var _ = place.start()) {
      var id = user.submit(IDEA, false);
      user.work("/generate", id);
      user.work("/deploy", id);
      List<Integer> wrong = new ArrayList<>();
      var stop = new AtomicBoolean();
      var caller =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try (var other = new User(place)) {
                      while (!stop.get()) {
                        var answer = other.get("/gateway/" + id + "/books", "X-Dev-Bypass", "1");
                        if (answer.status() != 200) {
                          wrong.add(answer.status());
                        }
                      }
                    }
                  });
      user.work("/generate", id);
      user.work("/deploy", id);
      stop.set(true);
      caller.join();
      assertThat(wrong).isEmpty();
    }
  }

  /** Programs that still work on a place's folder. */
  private static List<String> processesOf(Place place) {
    var run =
        new StandaloneConfig(
                1, 2, place.dataDir(), place.dataDir(), place.dataDir(), place.dataDir())
            .runDir();
    return ProcessHandle.allProcesses()
        .filter(handle -> handle.pid() != ProcessHandle.current().pid())
        .map(
            handle -> {
              try {
                return Files.readString(Path.of("/proc", Long.toString(handle.pid()), "cmdline"));
              } catch (java.io.IOException e) {
                return "";
              }
            })
        .filter(line -> line.contains(place.dataDir() + "/") || line.contains(run + "/"))
        .toList();
  }
}
