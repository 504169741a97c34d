package factory.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.testing.junit5.ServerTest;
import io.helidon.webserver.testing.junit5.SetUpRoute;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The wall before routes of a bare server: what it lets pass is what Helidon routes on. */
@ServerTest
@Timeout(60)
class TargetWallRoutingTest {
  private static final AtomicInteger ANSWERED = new AtomicInteger();

  private final int port;

  TargetWallRoutingTest(WebServer server) {
    port = server.port();
  }

  @SetUpRoute
  static void routes(HttpRouting.Builder routes) {
    TargetWall.before(routes);
    routes.any(
        "/books",
        (request, response) -> {
          ANSWERED.incrementAndGet();
          response.send(request.path().rawPath());
        });
  }

  @Test
  void noSpellingOfAnotherPathReachesARoute() throws Exception {
    for (var path : Spellings.from("/zzz", 1, "books")) {
      assertThat(get(path)).as(path).containsAnyOf(" 400 ", " 404 ");
    }
    assertThat(get("/b%6foks")).contains(" 400 ", "PATH_AMBIGUOUS", "nosniff");
    assertThat(get("/books;x")).contains(" 400 ", "PATH_AMBIGUOUS");
    assertThat(get("/books#x")).contains(" 400 ");
    assertThat(ANSWERED).hasValue(0);
    assertThat(get("/books?x=/../")).contains(" 200 ");
  }

  private String get(String path) throws IOException {
    // No client sends such paths as they are.
    try (var socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              ("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
