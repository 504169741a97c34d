package factory.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of somebody who means harm. */
final class HarmTest {
  private static final Resource THINGS =
      Resource.of("thing", "things", Field.text("name"), Field.json("data"));

  private final Path folder;

  HarmTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/things",
    "GET,/things/nonsense",
    "HEAD,/things",
    "OPTIONS,/things",
    "GET,/health",
    "GET,/openapi.json",
    "GET,/",
    "GET,/nothing/here",
    "GET,/things/%2e%2e",
    "TRACE,/things"
  })
  void noBrowserGuessesWhatAnAnswerIs(String method, String path) throws Exception {
    try (var service = Running.start(folder, THINGS)) {
      assertThat(service.call("", method, path, "").header("x-content-type-options"))
          .isEqualTo("nosniff");
    }
  }

  /** What the server refuses before any route is asked. */
  @Test
  void norWhatARequestIsThatIsNone() throws Exception {
    try (var service = Running.start(folder, THINGS)) {
      var answer = new Caller(service.socket()).unasserted("GET /things HTTP/1.1\r\nHost\r\n\r\n");
      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.head().toLowerCase(java.util.Locale.ROOT))
          .contains("x-content-type-options: nosniff");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"gzip", "GZIP", "deflate", "br", "identity, gzip", "identity", "nonsense"})
  void whatIsCompressedIsNotUnpacked(String encoding) throws Exception {
    try (var service = Running.start(folder, THINGS)) {
      for (var header : List.of("Content-Encoding", "content-encoding")) {
        var answer =
            service.call("", "POST", "/things", "{\"name\":\"a\"}", header + ": " + encoding);
        answer.refuses(415, "UNSUPPORTED_MEDIA_TYPE");
      }
      assertThat(service.get("/health").status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1,\"a\":2}",
        "{\"a\":{\"b\":1,\"c\":2,\"b\":1}}",
        "[{\"a\":1},{\"a\":1,\"\\u0061\":2}]"
      })
  void jsonThatSaysSomethingTwiceIsRefused(String json) throws Exception {
    try (var service = Running.start(folder, THINGS)) {
      service.post("/things", "{\"data\":" + json + "}").refuses(422, "INVALID_FIELDS", "data");
    }
  }

  /** A failure tells what it was given, which a caller has written. */
  @Test
  void aCallersWordsMakeNoLineOfTheLog() throws Exception {
    var breaking =
        Function.of(
                "parse",
                input -> {
                  throw new IllegalStateException(
                      "no number: " + input.text("text"), new RuntimeException(input.text("text")));
                })
            .input(Field.text("text").required());
    List<String> logged = new ArrayList<>();
    var handler =
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            logged.add(entry.getMessage() + entry.getThrown());
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    var logger = Logger.getLogger(Api.class.getName());
    logger.addHandler(handler);
    try (var service = Running.start(folder, breaking)) {
      service
          .post("/parse", "{\"text\":\"1\\r\\nINFO forged\\u001b[2K\\u2028INFO forged\"}")
          .refuses(500, "INTERNAL");
    } finally {
      logger.removeHandler(handler);
    }
    assertThat(logged).hasSize(1);
    assertThat(logged.getFirst())
        .contains("IllegalStateException: no number: 1", "\tat factory.runtime", "Caused by: ")
        .doesNotContain("\r", "\u001b", "\u2028")
        .doesNotContainPattern("(?m)^INFO forged");
  }
}
