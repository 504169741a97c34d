package factory.web;

import static org.assertj.core.api.Assertions.assertThat;

import factory.registry.v1.ServiceStatus;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ETag}, {@code If-Match} and {@code If-None-Match} of a service over REST. */
class EntityTagTest {
  private static final FakeRegistry REGISTRY = new FakeRegistry(Neighbourhood.CLOCK);
  private static final FakePipeline PIPELINE = new FakePipeline(Neighbourhood.CLOCK);
  private static Neighbourhood web;
  private String path = "";

  @BeforeEach
  void add() {
    path =
        "/services/"
            + REGISTRY.add("track books", ServiceStatus.SERVICE_STATUS_QUEUED, _ -> {}).getId();
  }

  @BeforeAll
  static void start() {
    web =
        new Neighbourhood(
            Map.of("registry", REGISTRY, "pipeline", PIPELINE), Neighbourhood.CLOCK, "127.0.0.1:0");
  }

  @AfterAll
  static void stop() {
    web.close();
  }

  private HttpResponse<String> patch(String idea, String... headers) {
    return web.json("PATCH", path, "{\"idea\": \"" + idea + "\"}", headers);
  }

  private static String etag(HttpResponse<?> answer) {
    return answer.headers().firstValue("etag").orElse("");
  }

  private String idea() {
    var body = web.get(path).body();
    return body.replaceFirst("(?s).*\"idea\":\"([^\"]*)\".*", "$1");
  }

  @Test
  void theTagChangesWithWhatAClientEditsAndNotWithWhatJobsDo() {
    assertThat(etag(web.get(path))).isEqualTo("\"1\"");
    REGISTRY.change(path.substring(10), s -> s.setStatus(ServiceStatus.SERVICE_STATUS_GENERATING));
    assertThat(etag(web.get(path))).isEqualTo("\"1\"");
    REGISTRY.change(path.substring(10), s -> s.setStatus(ServiceStatus.SERVICE_STATUS_QUEUED));
    var changed = patch("track films");
    assertThat(changed.statusCode()).isEqualTo(200);
    assertThat(etag(changed)).isEqualTo("\"2\"").isEqualTo(etag(web.get(path)));
    assertThat(etag(web.call("HEAD", path, ""))).isEqualTo("\"2\"");
    // Nobody keeps it by itself: a 304 speaks of what can be edited, not of the status.
    assertThat(web.get(path).headers().firstValue("cache-control")).hasValue("no-store");
    assertThat(etag(web.get(path, "Accept", "text/html"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"1\"",
        "W/\"1\"",
        "*",
        " * ",
        "\"x\", \"1\"",
        "W/\"7\",\"1\" ",
        "\"a,b\" , W/\"1\"",
      })
  void aChangeOfWhatWasSeenIsMade(String match) {
    assertThat(patch("track films", "If-Match", match).statusCode()).isEqualTo(200);
    assertThat(idea()).isEqualTo("track films");
    assertThat(web.get(path, "If-Match", "\"2\"").statusCode()).isEqualTo(200);
    assertThat(web.call("DELETE", path, "", "If-Match", "\"2\"").statusCode()).isEqualTo(204);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"2\"",
        "\"\"",
        "\"01\"",
        "\"-1\"",
        "\"*\"",
        "\"0\"",
        "\"99999999999999999999\"",
        "W/\"2\", \"3\"",
        "\"1-gzip\"",
      })
  void aChangeOfAnythingElseIsRefused(String match) {
    for (var answer :
        List.of(
            patch("track films", "If-Match", match),
            web.call("DELETE", path, "", "If-Match", match),
            web.get(path, "If-Match", match))) {
      assertThat(answer.statusCode()).isEqualTo(412);
      assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
      assertThat(answer.body()).contains("\"reason\":\"REVISION_MISMATCH\"", "\"revision\":\"1\"");
    }
    assertThat(idea()).isEqualTo("track books");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "W/1", "\"1", "\"1\" \"2\"", "\"1\",", "*, \"1\"", ",", "w/\"1\""})
  void whatIsNoTagIs400(String match) {
    for (var answer :
        List.of(
            patch("track films", "If-Match", match),
            web.get(path, "If-None-Match", match),
            web.call("DELETE", path, "", "If-Match", match))) {
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
      assertThat(answer.body()).contains("-Match\",\"message\"");
    }
    assertThat(idea()).isEqualTo("track books");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"1\"           | 304",
        "W/\"1\"         | 304",
        "*               | 304",
        "\"3\", W/\"1\"  | 304",
        "\"2\"           | 200",
      },
      quoteCharacter = '~')
  void whoHasSeenItIsSpared(String seen, int status) {
    var answer = web.get(path, "If-None-Match", seen);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(etag(answer)).isEqualTo("\"1\"");
    assertThat(answer.body().isEmpty()).isEqualTo(status == 304);
  }

  @Test
  void whatASecondLineNamesCounts() {
    assertThat(patch("track films", "If-Match", "\"5\"", "If-Match", "\"1\"").statusCode())
        .isEqualTo(200);
  }

  @Test
  void aPreconditionIsNeverPassedOver() {
    assertThat(patch("track films", "If-None-Match", "*").statusCode()).isEqualTo(400);
    var id = path.substring(10);
    for (var other : List.of("/generate", "/deploy", "/token")) {
      var answer = web.json("POST", other, "{\"service_id\": \"" + id + "\"}", "If-Match", "\"1\"");
      assertThat(answer.statusCode()).as(other).isEqualTo(412);
      assertThat(answer.body()).contains("PRECONDITION_UNKNOWN");
    }
    assertThat(PIPELINE.jobs()).isEmpty();
    assertThat(idea()).isEqualTo("track books");
  }
}
