package factory.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Whatever somebody without a token writes on the wire: no gated path opens. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SmugglingTest {
  private Rig rig;
  private Echo echo;
  private String id;

  @BeforeAll
  void start() {
    rig = new Rig(Map.of("edge.dev-bypass", "false"));
    echo = rig.echo("books");
    id = rig.service(echo);
  }

  @AfterAll
  void stop() {
    rig.close();
    echo.close();
  }

  /** What an upstream may see of somebody who holds nothing: an open path as it is, or nothing. */
  private void opensNothing(Raw.Answer answer, String what) {
    if (answer.status() != 200) {
      assertThat(answer.status()).as(what).isIn(-1, 400, 401, 403, 404, 405, 431, 501);
      return;
    }
    var seen = JsonParser.parseString(answer.body()).getAsJsonObject();
    if (seen.get("name").getAsString().equals("web")) {
      return;
    }
    assertThat(seen.get("path").getAsString()).as(what).isIn("/health", "/openapi.json");
    assertThat(seen.getAsJsonObject("headers").keySet())
        .as(what)
        .doesNotContain("x-factory-wallet");
  }

  private List<String> tricks() {
    var g = "/gateway/" + id;
    var other = Rig.newId();
    return List.of(
        g + "/../" + id + "/books",
        g + "/health/../books",
        g + "/health/..%2fbooks",
        g + "/health%2f..%2fbooks",
        g + "/health/%2e%2e/books",
        g + "/health/%2E%2E/books",
        g + "/health/.%2e/books",
        g + "%2fhealth",
        g + "%2Fbooks",
        "/gateway%2f" + id + "/books",
        "/gateway%5c" + id + "/books",
        "/gateway\\" + id + "\\books",
        g + "\\health",
        g + "/health\\..\\books",
        g + "/openapi.json/..;/books",
        g + "/openapi.json;/../books",
        g + "/health;x=1",
        g + "/health;/books",
        g + "//health",
        g + "//books",
        "//gateway/" + id + "/books",
        "///gateway///" + id + "///books",
        g + "/./books",
        g + "/health/.",
        g + "/health/./books",
        g + "/health#/books",
        g + "/books#/health",
        g + "/books?/health",
        g + "/books?x=/openapi.json",
        g + "/books%3f/health",
        g + "/health%00",
        g + "/health%00/../books",
        g + "/books%00/health",
        g + "/HEALTH",
        g + "/Openapi.json",
        g + "/he%61lth/../books",
        g + "/%68ealth",
        g + "/health%20",
        g + "/health%0a",
        g + "/health%c0%af..%c0%afbooks",
        g + "/health/..%c0%afbooks",
        g + "/health%252f..%252fbooks",
        g + "/health%u002f..%u002fbooks",
        g + "/health/\u00ef\u00bc\u008fbooks",
        "/GATEWAY/" + id + "/books",
        "/Gateway/" + id + "/books",
        "/%67ateway/" + id + "/books",
        "/gateway;x/" + id + "/books",
        "/gateway/;x/" + id + "/books",
        "/gateway/" + id + ";x/books",
        "/gateway/" + id + "?/../books",
        "/gateway/../gateway/" + id + "/books",
        "/x/../gateway/" + id + "/books",
        "/x/..;/gateway/" + id + "/books",
        "/gateway/" + other + "/../" + id + "/books",
        "/gateway/" + other + "/..;/" + id + "/books",
        "/gateway/" + id + "health",
        "http://localhost/gateway/" + id + "/books",
        "http://x/health/../gateway/" + id + "/books",
        "gateway/" + id + "/books",
        "*");
  }

  @Test
  void noPathTrickOpensAGatedPath() {
    for (var path : tricks()) {
      opensNothing(rig.http.get(path), path);
      opensNothing(rig.http.get(path, "X-Wallet-Address: " + Rig.NOBODY), path);
    }
  }

  /** Somebody who holds one service's token reaches that one, as themselves, and no other. */
  @Test
  void noPathTrickOfAHolderReachesAnotherService() {
    var richer = "0x" + "b2".repeat(20);
    rig.chain.announce(richer);
    rig.chain.balance(richer, Rig.NOBODY, "1");
    try (var vault = rig.echo("vault")) {
      var closed = Rig.newId();
      rig.registry.up(
          closed, vault.socket(), Optional.of(FakeRegistry.token(FakeChain.CHAIN_ID, richer, "1")));
      rig.await(closed, "/x", Rig.NOBODY, 200);
      List<String> paths = new ArrayList<>(tricks());
      for (var from : List.of("/gateway/" + id, "/gateway/" + id + "/health")) {
        for (var up : List.of("/..", "/%2e%2e", "/..;", "/..%2f", "/.%2e", "\\..", "/..%5c")) {
          paths.add(from + up + "/" + closed + "/books");
          paths.add(from + up + up + "/gateway/" + closed + "/books");
        }
      }
      var before = vault.calls.get();
      for (var path : paths) {
        var answer = rig.http.get(path, "X-Wallet-Address: " + Rig.HOLDER);
        if (answer.status() == 200) {
          var seen = JsonParser.parseString(answer.body()).getAsJsonObject();
          var headers = seen.getAsJsonObject("headers");
          assertThat(seen.get("name").getAsString()).as(path).isIn("books", "web");
          if (headers.has("x-factory-service")) {
            assertThat(headers.get("x-factory-service").getAsString()).as(path).isEqualTo(id);
          }
          if (headers.has("x-factory-wallet")) {
            assertThat(headers.get("x-factory-wallet").getAsString())
                .as(path)
                .isEqualTo(Rig.HOLDER);
          }
        } else {
          assertThat(answer.status()).as(path).isIn(-1, 400, 401, 403, 404, 405, 431, 501);
        }
      }
      assertThat(vault.calls.get()).isEqualTo(before);
    }
  }

  @Test
  void noHeaderTrickNamesAnotherCaller() {
    var path = "/gateway/" + id + "/books";
    var holder = Rig.HOLDER;
    var nobody = "X-Wallet-Address: " + Rig.NOBODY;
    for (var headers :
        List.of(
            new String[] {nobody, "X-Wallet-Address: " + holder},
            new String[] {"X-Wallet-Address: " + holder, nobody},
            new String[] {"X-Wallet-Address: " + Rig.NOBODY + "," + holder},
            new String[] {"X-Wallet-Address: " + holder + " " + Rig.NOBODY},
            new String[] {nobody, "x_wallet_address: " + holder},
            new String[] {"X_Wallet_Address: " + holder},
            new String[] {"X-Wallet-Address : " + holder},
            new String[] {"X-Wallet.Address: " + holder},
            new String[] {nobody, "X-Factory-Wallet: " + holder},
            new String[] {"X-Factory-Wallet: " + holder, "X-Factory-Service: " + id},
            new String[] {"x_factory_wallet: " + holder},
            new String[] {
              nobody,
              "Connection: X-Wallet-Address, X-Factory-Wallet",
              "X-Factory-Wallet: " + holder
            },
            new String[] {"Connection: x-factory-cluster", "X-Factory-Cluster: web"},
            new String[] {nobody, "X-Factory-Cluster: " + "service-" + id},
            new String[] {nobody, "X-Envoy-Original-Path: /health"},
            new String[] {nobody, "X-Original-URL: /gateway/" + id + "/health"},
            new String[] {nobody, "X-Rewrite-URL: /health"},
            new String[] {nobody, "X-HTTP-Method-Override: GET"},
            new String[] {nobody, "X-Forwarded-For: 127.0.0.1", "X-Real-IP: 127.0.0.1"},
            new String[] {nobody, "X-Envoy-Internal: true", "X-Envoy-Force-Trace: 1"},
            new String[] {nobody, "X-Envoy-Retry-On: 5xx", "X-Envoy-Upstream-Rq-Timeout-Ms: 1"},
            new String[] {"X-Dev-Bypass: 1"},
            new String[] {nobody, "X-Dev-Bypass: 1"},
            new String[] {"X-Wallet-Address: " + holder.replace("0x", "0X")},
            new String[] {"X-Wallet-Address: " + holder + "\u0000"},
            new String[] {"X-Wallet-Address:\t"},
            new String[] {"X-Wallet-Address: " + Rig.NOBODY + "\r\n " + holder},
            new String[] {"Trailer: X-Wallet-Address"},
            new String[] {nobody, "X-Factory-Assertion: a.b.c", "X-Factory-Session: x"},
            new String[] {nobody, "Connection: x-factory-assertion"},
            new String[] {"Connection: x-wallet-address", "X-Wallet-Address: " + holder + "x"},
            new String[] {"X-Wallet-Address: " + holder + "\u00a0"},
            new String[] {"X-Wallet-Address: \u00ff" + holder},
            new String[] {nobody, "X-Wallet-Address\u00ff: " + holder},
            new String[] {nobody, "\u00ffX-Wallet-Address: " + holder},
            new String[] {"Authorization: Bearer " + holder},
            new String[] {"Authorization: Bearer x", "Authorization: Bearer y"},
            new String[] {"X-API-Key: mf_x", "X-API-Key: mf_y"},
            new String[] {"X-Api-Key: " + holder, nobody},
            new String[] {"Cookie: __Host-factory=" + holder},
            new String[] {"Cookie: __Host-factory=x", "Cookie: __Host-factory=y"})) {
      opensNothing(rig.http.get(path, headers), String.join(" | ", headers));
    }
  }

  @Test
  void aSecondRequestHiddenInABodyIsNotServed() {
    var hidden =
        "GET /gateway/"
            + id
            + "/books HTTP/1.1\r\nHost: x\r\nX-Factory-Wallet: "
            + Rig.HOLDER
            + "\r\n\r\n";
    for (var framing :
        List.of(
            "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + hidden,
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + hidden,
            "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + hidden,
            "Content-Length: 0\r\nContent-Length: 50\r\n\r\n" + hidden,
            "Content-Length: +5\r\n\r\n" + hidden,
            "Content-Length: 0x5\r\n\r\n" + hidden)) {
      var before = echo.calls.get();
      var answer =
          rig.http.send(
              ("POST /gateway/" + id + "/health HTTP/1.1\r\nHost: x\r\n" + framing)
                  .getBytes(StandardCharsets.ISO_8859_1));
      assertThat(answer.status()).as(framing).isIn(-1, 400, 401, 501);
      assertThat(echo.calls.get()).as(framing).isEqualTo(before);
    }
  }

  @Test
  void trailersOfAChunkedBodyNameNobody() {
    var answer =
        rig.http.send(
            ("POST /gateway/"
                    + id
                    + "/books HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
                    + "Trailer: X-Wallet-Address\r\n\r\n2\r\n{}\r\n0\r\nX-Wallet-Address: "
                    + Rig.HOLDER
                    + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));

    assertThat(answer.status()).isEqualTo(401);
  }

  @Test
  void aFloodOfHeadersIsRefused() {
    var many = new String[200];
    for (var i = 0; i < many.length; i++) {
      many[i] = "X-H" + i + ": 1";
    }
    assertThat(rig.http.get("/gateway/" + id + "/health", many).status()).isIn(400, 431);
    assertThat(rig.http.get("/gateway/" + id + "/health", "X-H: " + "a".repeat(40_000)).status())
        .isIn(400, 431, -1);
  }
}
