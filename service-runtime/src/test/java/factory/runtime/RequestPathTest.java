package factory.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.common.uri.UriPath;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service by itself, as if the gate had let everything through. */
final class RequestPathTest {
  private static final List<String> DOT = List.of(".", "%2e", "%2E");

  private static List<String> spellings() {
    List<String> dots = new ArrayList<>(DOT);
    DOT.forEach(one -> DOT.forEach(other -> dots.add(one + other)));
    dots.addAll(List.of("%252e%252e", "%c0%ae%c0%ae", "%u002e.", "..%00"));
    List<String> all = new ArrayList<>();
    for (var dot : dots) {
      for (var parameters : List.of("", ";", ";x=1", "%3b", ";..")) {
        for (var separator : List.of("/", "\\", "%2f", "%5C", "%252f", "//", "/;/")) {
          all.add("/zzz" + separator + dot + parameters + separator + "health");
          all.add("/zzz" + separator + parameters + dot + separator + "health");
          all.add("/zzz" + separator + "x" + parameters + dot + "/health");
        }
      }
    }
    return all;
  }

  @Test
  void whatHasOneMeaningIsResolvedAsItIsWritten() {
    var kept = 0;
    for (var path : spellings()) {
      if (RequestPath.hasOneMeaning(path)) {
        kept++;
        assertThat(UriPath.create(path).path()).as(path).startsWith("/zzz");
      }
    }
    assertThat(kept).isBetween(1, spellings().size() / 4);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/things",
        "/things/x;v=1",
        "/%C3%BC",
        "/a%25",
        "/a.b",
        "/...",
        "/x;..",
        "/a/"
      })
  void takesOrdinaryPathsAndData(String path) {
    assertThat(RequestPath.hasOneMeaning(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "x",
        "//x",
        "/;x",
        "/x/;y/z",
        "/a%",
        "/a%0",
        "/a%zz",
        "/a%c0%af",
        "/a%e2%82",
        "/a#b",
        "/a\u007f",
        "/.",
        "/a%00"
      })
  void refusesWhatIsReadInTwoWays(String path) {
    assertThat(RequestPath.hasOneMeaning(path)).isFalse();
  }

  @Test
  void noSpellingReachesAnOpenPath(@TempDir Path folder) throws Exception {
    var options =
        new Options(folder.resolve("s"), folder.resolve("data"), "v1", Caller.SERVICE, Caller.KEY);
    try (var _ =
        Service.start(
            options, List.of(), "{}".getBytes(StandardCharsets.US_ASCII), Clock.systemUTC())) {
      var caller = new Caller(options.socket());
      for (var path : spellings()) {
        var answer = caller.unasserted("GET " + path + " HTTP/1.1\r\nHost: service\r\n\r\n");
        assertThat(answer.status()).as(path).isIn(400, 401);
      }
      var refused = caller.get("/zzz/%2e%2e;/health");
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.body()).contains("PATH_AMBIGUOUS", "without dot segments");
    }
  }
}
