package factory.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** What a public gate needs besides its decision, through a real Envoy. */
@Tag("slow")
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HardeningTest {
  private static final String ELSEWHERE = "Origin: https://app.example";

  private Rig rig;
  private Echo echo;
  private String id;

  @BeforeAll
  void start() {
    rig = new Rig(Map.of("edge.access-log", "true"));
    echo = rig.echo("books");
    id = rig.service(echo);
  }

  @AfterAll
  void stop() {
    rig.close();
    echo.close();
  }

  private String path() {
    return "/gateway/" + id + "/books";
  }

  @Test
  void aPreflightIsAnsweredBeforeTheGateAndTheService() {
    var before = echo.calls.get();
    var answer =
        rig.http.send(
            "OPTIONS",
            path(),
            "",
            ELSEWHERE,
            "Access-Control-Request-Method: DELETE",
            "Access-Control-Request-Headers: x-api-key, x-session");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("access-control-allow-origin")).isEqualTo("*");
    assertThat(answer.header("access-control-allow-methods")).contains("DELETE");
    assertThat(answer.header("access-control-allow-headers"))
        .contains("authorization", "x-api-key", "x-session", "if-match", "if-none-match");
    assertThat(answer.header("access-control-allow-credentials")).isEmpty();
    assertThat(echo.calls.get()).isEqualTo(before);
  }

  @Test
  void refusalsAndAnswersSayThatAnotherSitesPageMayReadThem() {
    for (var wallet : List.of(Rig.NOBODY, Rig.HOLDER, "me")) {
      var answer = rig.http.get(path(), ELSEWHERE, "X-Wallet-Address: " + wallet);
      assertThat(answer.status()).isIn(200, 400, 403);
      assertThat(answer.header("access-control-allow-origin")).isEqualTo("*");
      assertThat(answer.header("access-control-expose-headers"))
          .contains("ratelimit", "retry-after", "etag");
    }
    assertThat(
            rig.http
                .get("/gateway/" + Rig.newId() + "/x", ELSEWHERE)
                .header("access-control-allow-origin"))
        .isEqualTo("*");
    // The platform's own pages are for their own site.
    assertThat(rig.http.get("/services", ELSEWHERE).header("access-control-allow-origin"))
        .isEmpty();
  }

  @Test
  void longAnswersAreCompressedForWhoeverTakesThat() {
    var wallet = "X-Wallet-Address: " + Rig.HOLDER;
    var much = "X-Much: " + "a".repeat(4_000);
    assertThat(
            rig.http.get(path(), wallet, much, "Accept-Encoding: gzip").header("content-encoding"))
        .isEqualTo("gzip");
    assertThat(rig.http.get(path(), wallet, much).header("content-encoding")).isEmpty();
    assertThat(
            rig.http
                .get("/gateway/" + id + "/health", "Accept-Encoding: gzip")
                .header("content-encoding"))
        .isEmpty();
  }

  /** A strong tag goes weak with the compression, and comes back as it was in If-Match. */
  @Test
  void aTagOutlivesCompression() {
    var wallet = "X-Wallet-Address: " + Rig.HOLDER;
    var much = "X-Much: " + "a".repeat(4_000);
    var compressed =
        rig.http.get(path(), wallet, much, "Answer-Etag: \"7\"", "Accept-Encoding: gzip");
    assertThat(compressed.header("content-encoding")).isEqualTo("gzip");
    assertThat(compressed.header("etag")).isEqualTo("W/\"7\"");
    assertThat(rig.http.get(path(), wallet, much, "Answer-Etag: \"7\"").header("etag"))
        .isEqualTo("\"7\"");
    assertThat(
            rig.http
                .get(path(), wallet, much, "Answer-Etag: W/\"8\"", "Accept-Encoding: gzip")
                .header("etag"))
        .isEqualTo("W/\"8\"");
    assertThat(rig.http.get(path(), wallet, "If-Match: W/\"7\"", "If-None-Match: \"8\"").body())
        .contains("\"if-match\":\"W/\\\"7\\\"\"", "if-none-match");
  }

  @Test
  void theAccessLogTellsOfCallsAndOfNoSecret() {
    var secrets =
        List.of(
            "s3cret-query",
            "s3cret-bearer",
            "s3cret-cookie",
            "s3cretsession",
            "s3cretbasic",
            "mf_s3cretkey",
            "s3cret-body");
    rig.http.send(
        "POST",
        path() + "?token=s3cret-query",
        "s3cret-body",
        "Authorization: Bearer s3cret-bearer");
    rig.http.get(path(), "Cookie: __Host-factory=s3cret-cookie");
    rig.http.get(path(), "X-Session: mfs_s3cretsession", "Authorization: Basic s3cretbasic");
    rig.http.get(path() + "?last=1", "X-API-Key: mf_s3cretkey");
    Await.until("the calls are logged", () -> lines() >= 4);
    assertThat(rig.envoy.log()).doesNotContain(secrets);
    assertThat(rig.envoy.log())
        .contains("\"path\":\"" + path() + "\"", "\"status\":401", "\"request_id\":");
  }

  private long lines() {
    return rig.envoy
        .log()
        .lines()
        .filter(l -> l.contains(path()) && l.contains("\"status\":401"))
        .count();
  }

  @Test
  void tunnelsUpgradesAndTracesDoNotPass() {
    var before = echo.calls.get();
    var wallet = "X-Wallet-Address: " + Rig.HOLDER;
    assertThat(rig.http.send("CONNECT", "books:80", "").status()).isIn(400, 403, 404, 405, 501);
    assertThat(rig.http.get(path(), wallet, "Connection: Upgrade", "Upgrade: websocket").status())
        .isIn(403, 426);
    var traced = rig.http.send("TRACE", path(), "", wallet);
    assertThat(traced.status()).isEqualTo(405);
    assertThat(traced.header("allow")).contains("GET", "PATCH").doesNotContain("TRACE");
    assertThat(echo.calls.get()).isEqualTo(before);
  }

  @Test
  void slowAndSilentClientsHoldUpNobody() throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (var i = 0; i < 200; i++) {
        var socket = new Socket("127.0.0.1", rig.port);
        slow.add(socket);
        var half =
            switch (i % 4) {
              case 0 -> "";
              case 1 -> "GET " + path() + " HTTP/1.1\r\nHost: x\r\nX-Wal";
              case 2 ->
                  "POST "
                      + path()
                      + " HTTP/1.1\r\nHost: x\r\nX-Dev-Bypass: 1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab";
              // Half of an HTTP/2 connection: its preface, settings, and then nothing.
              default -> "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0";
            };
        socket.getOutputStream().write(half.getBytes(StandardCharsets.ISO_8859_1));
      }
      try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
        var calls =
            java.util.stream.IntStream.range(0, 30)
                .mapToObj(
                    _ ->
                        pool.submit(
                            () -> rig.http.get(path(), "X-Wallet-Address: " + Rig.HOLDER).status()))
                .toList();
        for (var call : calls) {
          assertThat(call.get()).isEqualTo(200);
        }
      }
      // A request's headers must be there within ten seconds; then the connection ends.
      assertThat(rest(slow.get(1))).contains("408");
    } finally {
      for (var socket : slow) {
        socket.close();
      }
    }
  }

  private static String rest(Socket socket) throws IOException {
    socket.setSoTimeout(20_000);
    InputStream in = socket.getInputStream();
    return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  @Test
  void aServiceThatIsFullIsUnavailableAndOthersAreNot() throws Exception {
    try (var hanging = rig.echo("hanging");
        var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      var full = rig.service(hanging);
      // 512 are served, 128 wait their turn, and the others are refused at once.
      var refused = new AtomicInteger();
      for (var i = 0; i < 700; i++) {
        pool.execute(
            () -> {
              var answer = rig.http.get("/gateway/" + full + "/slow", "X-Dev-Bypass: 1");
              if (answer.status() == 503 && answer.body().contains("UPSTREAM_UNAVAILABLE")) {
                refused.incrementAndGet();
              }
            });
      }
      Await.until("the breaker is open", () -> refused.get() >= 700 - 512 - 128);
      assertThat(rig.http.get(path(), "X-Wallet-Address: " + Rig.HOLDER).status()).isEqualTo(200);
      hanging.release();
    }
  }
}
