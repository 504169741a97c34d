package factory.web;

import static org.assertj.core.api.Assertions.assertThat;

import factory.registry.v1.ServiceStatus;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Events as they come, over server-sent events. */
@Timeout(60)
class EventsTest {
  private final FakeRegistry registry = new FakeRegistry(Neighbourhood.CLOCK);
  private Neighbourhood web;
  private String id = "";

  @BeforeEach
  void start() {
    web = new Neighbourhood(Map.of("registry", registry), Neighbourhood.CLOCK, "127.0.0.1:0");
    id = registry.add("track books", ServiceStatus.SERVICE_STATUS_QUEUED, _ -> {}).getId();
    registry.event(id, ServiceStatus.SERVICE_STATUS_GENERATING, "line\none");
  }

  @AfterEach
  void stop() {
    web.close();
  }

  private HttpResponse<java.util.stream.Stream<String>> follow(String... headers) {
    var request = web.request("/services/" + id + "/events", "Accept", "text/event-stream");
    if (headers.length > 0) {
      request.headers(headers);
    }
    return web.send(request, HttpResponse.BodyHandlers.ofLines());
  }

  private static String next(Iterator<String> lines, String prefix) {
    while (true) {
      var line = lines.next();
      if (line.startsWith(prefix)) {
        return line.substring(prefix.length());
      }
    }
  }

  @Test
  void theKnownEventsComeFirstThenEachNewOneWithHeartbeatsBetween() {
    var response = follow();
    assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream");
    try (var body = response.body()) {
      var lines = body.iterator();
      assertThat(next(lines, "id: ")).isEqualTo("1");
      assertThat(next(lines, "data: ")).contains("\"status\":\"queued\"");
      assertThat(next(lines, "id: ")).isEqualTo("2");
      assertThat(next(lines, "data: ")).contains("\"message\":\"line\\none\"");
      assertThat(next(lines, ":")).isEqualTo(" still here");

      registry.event(id, ServiceStatus.SERVICE_STATUS_GENERATED, "");

      assertThat(next(lines, "id: ")).isEqualTo("3");
      assertThat(next(lines, "data: ")).contains("\"status\":\"generated\"");
    }
  }

  @Test
  void aReaderGoesOnAfterTheLastEventItSaw() {
    try (var body = follow("Last-Event-ID", "1").body()) {
      assertThat(next(body.iterator(), "id: ")).isEqualTo("2");
    }
  }

  @Test
  void theStreamEndsWithTheService() {
    try (var body = follow("Last-Event-ID", "2").body()) {
      var lines = body.iterator();
      assertThat(next(lines, ":")).isEqualTo(" still here");
      web.call("DELETE", "/services/" + id, "");
      while (lines.hasNext()) {
        assertThat(lines.next()).doesNotStartWith("data");
      }
    }
    // Then the reader connects again and learns that it is over.
    assertThat(follow().statusCode()).isEqualTo(404);
  }

  @Test
  void aCursorThatIsNoneIsNamed() {
    var response =
        web.get(
            "/services/" + id + "/events", "Accept", "text/event-stream", "Last-Event-ID", "last");
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("\"field\":\"Last-Event-ID\"");
  }

  @Test
  void jsonStaysTheFirstChoice() {
    assertThat(
            web.get("/services/" + id + "/events", "Accept", "*/*")
                .headers()
                .firstValue("content-type"))
        .hasValue("application/json");
  }
}
