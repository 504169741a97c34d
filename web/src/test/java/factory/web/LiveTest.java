package factory.web;

import static org.assertj.core.api.Assertions.assertThat;

import factory.registry.v1.ServiceStatus;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The stream that says when open pages show what is no longer so. */
@Timeout(60)
class LiveTest {
  private final FakeRegistry registry = new FakeRegistry(Neighbourhood.CLOCK);
  private Neighbourhood web;
  private String part = "";
  private String id = "";

  @BeforeEach
  void start() {
    web = new Neighbourhood(Map.of("registry", registry), Neighbourhood.CLOCK, "127.0.0.1:0");
    id = registry.add("track books", ServiceStatus.SERVICE_STATUS_QUEUED, _ -> {}).getId();
    part = "/fragments/building?service_id=" + id;
  }

  @AfterEach
  void stop() {
    web.close();
  }

  private HttpResponse<Stream<String>> follow(String parts) {
    return web.send(
        web.request(
            "/live?parts=" + URLEncoder.encode(parts, StandardCharsets.UTF_8),
            "Accept",
            "text/event-stream"),
        HttpResponse.BodyHandlers.ofLines());
  }

  /** What is told of the parts, by their order: a version and which part. */
  private static String[] next(Iterator<String> lines) {
    while (true) {
      var line = lines.next();
      if (line.startsWith("data: ") && line.length() > 6) {
        return line.substring(6).split(" ", 2);
      }
    }
  }

  private String shown() {
    return web.get(part + "&v=none", "HX-Request", "true").body();
  }

  @Test
  void theVersionOfEachPartIsToldAndEachOtherOne() {
    try (var body = follow(part + " /fragments/services").body()) {
      var lines = body.iterator();
      var first = next(lines);
      assertThat(first[1]).isEqualTo(part);
      assertThat(shown()).contains("v=" + first[0] + "\"");
      assertThat(next(lines)[1]).isEqualTo("/fragments/services");

      registry.change(id, service -> service.setStatus(ServiceStatus.SERVICE_STATUS_FAILED));

      var then = next(lines);
      assertThat(then[1]).isEqualTo(part);
      assertThat(then[0]).isNotEqualTo(first[0]);
      assertThat(shown()).contains("v=" + then[0] + "\"");
    }
  }

  @Test
  void whatCannotBeShownHasNoVersionUntilItCan() {
    var away = "/fragments/building?service_id=00000000-0000-0000-0000-000000000000";
    try (var body = follow(away).body()) {
      assertThat(next(body.iterator())).containsExactly("none", away);
    }
  }

  @Test
  void whatIsNoPartOfAPageIsRefused() {
    for (var wrong :
        new String[] {"", "/services", "/fragments/buy?amount=1", "//else.example/x"}) {
      var answer = follow(wrong);
      assertThat(answer.statusCode()).as(wrong).isEqualTo(400);
      try (var body = answer.body()) {
        assertThat(body).anyMatch(line -> line.contains("\"field\":\"parts\""));
      }
    }
  }
}
