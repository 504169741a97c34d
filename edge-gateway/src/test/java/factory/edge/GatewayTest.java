package factory.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import factory.mesh.Assertions;
import factory.mesh.Caller;
import factory.mesh.Settings;
import factory.mesh.TestTrust;
import factory.mesh.Trust;
import factory.registry.v1.ServingState;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** The gate as a caller sees it, through a real Envoy. */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayTest {
  private Rig rig;
  private Echo echo;
  private String id;

  @BeforeAll
  void start() {
    rig = new Rig(Map.of());
    echo = rig.echo("books");
    id = rig.service(echo);
  }

  @AfterAll
  void stop() {
    rig.close();
    echo.close();
  }

  private void refused(Raw.Answer answer, int status, String reason) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
    assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
    var problem = json(answer);
    assertThat(problem.get("status").getAsInt()).isEqualTo(status);
    assertThat(problem.get("reason").getAsString()).isEqualTo(reason);
    assertThat(problem.keySet()).contains("type", "title", "detail");
    if (status == 503) {
      assertThat(answer.header("retry-after")).isEqualTo("1");
    }
    assertThat(answer.headers()).doesNotContainKeys("server", "x-envoy-upstream-service-time");
  }

  private static JsonObject json(Raw.Answer answer) {
    return JsonParser.parseString(answer.body()).getAsJsonObject();
  }

  @Test
  void aHolderReachesTheServiceWithThePrefixStripped() {
    var answer =
        rig.http.get("/gateway/" + id + "/books/7?a=1&b=2", "X-Wallet-Address: " + Rig.HOLDER);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.headers()).doesNotContainKey("server");
    var seen = json(answer);
    assertThat(seen.get("path").getAsString()).isEqualTo("/books/7");
    assertThat(seen.get("query").getAsString()).isEqualTo("a=1&b=2");
  }

  @Test
  void theServicesRootNeedsNoTrailingSlash() {
    for (var path : new String[] {"/gateway/" + id, "/gateway/" + id + "/"}) {
      var answer = rig.http.get(path, "X-Wallet-Address: " + Rig.HOLDER);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(json(answer).get("path").getAsString()).isEqualTo("/");
    }
  }

  @Test
  void theUpstreamSeesWhoCallsAndNoCredential() {
    var answer =
        rig.http.get(
            "/gateway/" + id + "/books",
            "X-Wallet-Address: "
                + Rig.HOLDER.toUpperCase(java.util.Locale.ROOT).replace("0X", "0x"),
            "Authorization: Bearer mfs_secret",
            "X-API-Key: mf_secret",
            "X-Session: mfs_secret",
            // Several credentials pass with the bypass alone.
            "X-Dev-Bypass: 1",
            "X-Factory-Wallet: 0x" + "99".repeat(20),
            "X-Factory-Service: other",
            "X-Factory-Cluster: web",
            "X-Factory-Anything: x",
            "X-Envoy-Original-Path: /x",
            "X-Envoy-Anything: x",
            "X-Forwarded-For: 10.0.0.1",
            "X-Request-Id: 0193b1f2-7a11-7000-8000-00000000abcd",
            "X-Factory-Assertion: a.b.c",
            "X-Forwarded-Host: evil",
            "Cookie: a=1; __Host-factory=secret; b=2",
            "Accept: application/json");

    assertThat(answer.status()).isEqualTo(200);
    var headers = json(answer).getAsJsonObject("headers");
    assertThat(headers.get("x-factory-wallet").getAsString()).isEqualTo(Rig.HOLDER);
    assertThat(headers.get("x-factory-service").getAsString()).isEqualTo(id);
    assertThat(headers.get("x-request-id").getAsString())
        .hasSize(36)
        .isNotEqualTo("0193b1f2-7a11-7000-8000-00000000abcd");
    assertThat(claims(headers))
        .contains("\"aud\":\"" + id + "\"", "\"sub\":\"" + Rig.HOLDER + "\"");
    assertThat(headers.get("cookie").getAsString()).isEqualTo("a=1; b=2");
    assertThat(headers.get("accept").getAsString()).isEqualTo("application/json");
    assertThat(headers.get("x-forwarded-for").getAsString()).doesNotContain("10.0.0.1");
    assertThat(headers.keySet())
        .doesNotContain(
            "x-wallet-address",
            "authorization",
            "x-api-key",
            "x-session",
            "x-dev-bypass",
            "x-factory-cluster",
            "x-factory-anything",
            "x-envoy-anything",
            "x-envoy-original-path",
            "x-forwarded-host");
    assertThat(answer.body()).doesNotContain("secret");
  }

  /** What the one assertion that reached an upstream says; it is signed with the service's key. */
  private String claims(JsonObject headers) {
    var parts = headers.get("x-factory-assertion").getAsString().split("\\.");
    assertThat(parts).hasSize(3);
    try {
      var keys = Assertions.from(Settings.of(Map.of("factory.profile", "development")));
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(keys.key(id));
      assertThat(Base64.getUrlDecoder().decode(parts[2]))
          .isEqualTo(mac.doFinal((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    return new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.US_ASCII);
  }

  @Test
  void anOpenPathAndTheBypassAreAssertedForNobody() {
    var open = json(rig.http.get("/gateway/" + id + "/health")).getAsJsonObject("headers");
    assertThat(claims(open)).contains("\"aud\":\"" + id + "\"").doesNotContain("sub");
    var bypassed = rig.http.get("/gateway/" + id + "/books", "X-Dev-Bypass: 1");
    assertThat(claims(json(bypassed).getAsJsonObject("headers"))).doesNotContain("sub");
  }

  @Test
  void everyRequestGetsAnIdOfOurOwnWhateverItBrings() {
    var seen = new HashSet<String>();
    var brought = "0193b1f2-7a11-7000-8000-00000000beef";
    for (var headers :
        new String[][] {
          {},
          {"X-Request-Id: " + brought},
          {"X-Request-Id: " + brought, "x-request-id: " + brought},
          {"X-Request-Id: " + brought, "X-Forwarded-For: 127.0.0.1"},
          {"X-Request-Id: " + brought, "X-Envoy-Internal: true"},
          {"X-Request-Id: anything"}
        }) {
      var with = Arrays.copyOf(headers, headers.length + 1);
      with[headers.length] = "X-Wallet-Address: " + Rig.HOLDER;
      var reached =
          json(rig.http.get("/gateway/" + id + "/books", with)).getAsJsonObject("headers");
      assertThat(reached.toString()).doesNotContain(brought, "anything", "x-envoy-internal");
      assertThat(seen.add(reached.get("x-request-id").getAsString())).isTrue();
    }
  }

  @Test
  void aHeaderThatAnUpstreamCouldTakeForOursIsRefused() {
    // Many servers read x_factory_wallet and x-factory-wallet as the same.
    refused(
        rig.http.get(
            "/gateway/" + id + "/books",
            "X-Wallet-Address: " + Rig.HOLDER,
            "X_Factory_Wallet: 0x" + "99".repeat(20)),
        400,
        "BAD_REQUEST");
  }

  @Test
  void anUnknownServiceIsNotFound() {
    refused(rig.http.get("/gateway/" + Rig.newId() + "/books"), 404, "SERVICE_NOT_FOUND");
    refused(rig.http.get("/gateway/"), 404, "SERVICE_NOT_FOUND");
    refused(rig.http.get("/gateway"), 404, "SERVICE_NOT_FOUND");
    refused(rig.http.get("/gateway/books/health"), 404, "SERVICE_NOT_FOUND");
  }

  @Test
  void aServiceThatDoesNotServeIsUnavailable() {
    for (var state :
        new ServingState[] {
          ServingState.SERVING_STATE_NONE,
          ServingState.SERVING_STATE_ASLEEP,
          ServingState.SERVING_STATE_DOWN
        }) {
      var quiet = rig.serviceIn(state);
      refused(rig.http.get("/gateway/" + quiet + "/books"), 503, "SERVICE_NOT_SERVING");
      refused(rig.http.get("/gateway/" + quiet + "/health"), 503, "SERVICE_NOT_SERVING");
    }
  }

  @Test
  void aServiceWithoutTokenIsForbiddenButForItsOpenPaths() {
    var bare = Rig.newId();
    rig.registry.up(bare, echo.socket(), Optional.empty());
    rig.await(bare, "/health", Rig.HOLDER, 200);

    refused(
        rig.http.get("/gateway/" + bare + "/books", "X-Wallet-Address: " + Rig.HOLDER),
        403,
        "TOKEN_NOT_CREATED");
    assertThat(rig.http.get("/gateway/" + bare + "/openapi.json").status()).isEqualTo(200);
  }

  @Test
  void openPathsNeedNoWallet() {
    assertThat(rig.http.get("/gateway/" + id + "/health?x=1").status()).isEqualTo(200);
    assertThat(rig.http.get("/gateway/" + id + "/openapi.json").status()).isEqualTo(200);
    refused(rig.http.send("POST", "/gateway/" + id + "/health", ""), 401, "WALLET_MISSING");
    refused(rig.http.get("/gateway/" + id + "/health/"), 401, "WALLET_MISSING");
  }

  @Test
  void aCallWithoutWalletIsUnauthenticated() {
    var answer = rig.http.get("/gateway/" + id + "/books");
    refused(answer, 401, "WALLET_MISSING");
    assertThat(answer.headers()).containsKey("www-authenticate");
  }

  @Test
  void aMalformedWalletIsABadRequest() {
    for (var wallet :
        new String[] {
          "0x12", "0x" + "0f".repeat(21), "0f".repeat(20), "0x" + "0g".repeat(20), "\u00ff\u00fe"
        }) {
      refused(
          rig.http.get("/gateway/" + id + "/books", "X-Wallet-Address: " + wallet),
          400,
          "WALLET_MALFORMED");
    }
  }

  @Test
  void twoWalletsAreABadRequestEvenWhenBothHold() {
    refused(
        rig.http.get(
            "/gateway/" + id + "/books",
            "X-Wallet-Address: " + Rig.HOLDER,
            "x-wallet-address: " + Rig.HOLDER),
        400,
        "WALLET_REPEATED");
  }

  @Test
  void aWalletThatHoldsTooLittleIsForbiddenAndToldWhatItNeeds() {
    var answer = rig.http.get("/gateway/" + id + "/books", "X-Wallet-Address: " + Rig.NOBODY);

    refused(answer, 403, "BALANCE_TOO_LOW");
    var problem = json(answer);
    assertThat(problem.get("detail").getAsString()).contains(Rig.TOKEN, "31337", "buy(");
    var metadata = problem.getAsJsonObject("metadata");
    assertThat(metadata.get("needed").getAsString()).isEqualTo("1");
    assertThat(metadata.get("held").getAsString()).isEqualTo("0");
    assertThat(metadata.get("token_address").getAsString()).isEqualTo(Rig.TOKEN);
  }

  @Test
  void aHolderIsRecognisedInEitherCase() {
    var upper = "0x" + Rig.HOLDER.substring(2).toUpperCase(java.util.Locale.ROOT);
    assertThat(rig.http.get("/gateway/" + id + "/books", "X-Wallet-Address: " + upper).status())
        .isEqualTo(200);
  }

  @Test
  void aThresholdIsReachedExactly() {
    var token = "0x" + "b2".repeat(20);
    var dear = Rig.newId();
    rig.chain.announce(token);
    rig.chain.balance(token, Rig.HOLDER, "999999999999999999999");
    rig.registry.up(
        dear,
        echo.socket(),
        Optional.of(FakeRegistry.token(FakeChain.CHAIN_ID, token, "1000000000000000000000")));
    rig.await(dear, "/books", Rig.HOLDER, 403);

    rig.chain.balance(token, Rig.HOLDER, "1000000000000000000000");

    rig.await(dear, "/books", Rig.HOLDER, 200);
  }

  @Test
  void aBalanceThatFallsDeniesFromThen() {
    var wallet = "0x" + "77".repeat(20);
    rig.chain.balance(Rig.TOKEN, wallet, "5");
    rig.await(id, "/books", wallet, 200);

    rig.chain.balance(Rig.TOKEN, wallet, "0");

    rig.await(id, "/books", wallet, 403);
  }

  @Test
  void aReorganisationRollsAccessBack() {
    var buyer = "0x" + "78".repeat(20);
    rig.chain.transfer(Rig.TOKEN, Rig.HOLDER, buyer, "0");
    rig.chain.balance(Rig.TOKEN, buyer, "5");
    rig.await(id, "/books", buyer, 200);

    rig.chain.retract();
    rig.await(id, "/books", buyer, 403);

    rig.chain.balance(Rig.TOKEN, buyer, "5");
    rig.chain.finalise();
    rig.await(id, "/books", buyer, 200);
    rig.chain.balance(Rig.TOKEN, buyer, "0");
    rig.await(id, "/books", buyer, 403);

    rig.chain.retract();
    rig.await(id, "/books", buyer, 200);
  }

  @Test
  void theDevelopmentBypassOpensWithoutWalletOrToken() {
    var bare = Rig.newId();
    rig.registry.up(bare, echo.socket(), Optional.empty());
    rig.await(bare, "/health", Rig.HOLDER, 200);

    assertThat(rig.http.get("/gateway/" + bare + "/books", "X-Dev-Bypass: 1").status())
        .isEqualTo(200);
    assertThat(rig.http.get("/gateway/" + id + "/books", "X-Dev-Bypass: 1").status())
        .isEqualTo(200);
    for (var other : new String[] {"true", "01", "1, 1", ""}) {
      refused(
          rig.http.get("/gateway/" + id + "/books", "X-Dev-Bypass: " + other),
          401,
          "WALLET_MISSING");
    }
    refused(
        rig.http.get("/gateway/" + id + "/books", "X-Dev-Bypass: 1", "X-Dev-Bypass: 1"),
        401,
        "WALLET_MISSING");
  }

  @Test
  void everythingElseReachesTheWebNode() {
    for (var path : new String[] {"/", "/ideas", "/services/x/events", "/healthz"}) {
      var answer =
          rig.http.get(
              path, "X-Factory-Wallet: 0x" + "99".repeat(20), "X-Factory-Assertion: e30.e30.e30");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(json(answer).get("name").getAsString()).isEqualTo("web");
      assertThat(json(answer).get("path").getAsString()).isEqualTo(path);
      assertThat(json(answer).getAsJsonObject("headers").keySet())
          .doesNotContain("x-factory-wallet", "x-factory-assertion");
    }
  }

  /** What the gate has asserted to web about a call. */
  private static Caller asserted(JsonObject headers) {
    var assertion = headers.get("x-factory-assertion").getAsString();
    var asserted = TestTrust.ofDevelopment("web").verify(List.of(assertion)).orElseThrow();
    assertThat(asserted.issuer()).isEqualTo(Trust.GATE);
    return asserted.caller();
  }

  @Test
  void whoeverWritesIsAskedForAtTheGateSoThatTheirAddressIsAsserted() {
    for (var path : new String[] {"/auth/nonce", "/ideas", "/services/x/delete"}) {
      for (var accept : new String[] {"text/html", "text/event-stream"}) {
        var answer =
            rig.http.send("POST", path, "a=b", "Accept: " + accept, "X-Factory-Assertion: a.b.c");
        var headers = json(answer).getAsJsonObject("headers");
        assertThat(asserted(headers))
            .isEqualTo(new Caller(Optional.empty(), Optional.empty(), Optional.of("127.0.0.1")));
      }
    }
  }

  @Test
  void theWebNodeIsToldWhoCallsAndSeesNoCredential() {
    var headers =
        json(rig.http.get("/services", "X-Wallet-Address: " + Rig.HOLDER, "Cookie: a=1"))
            .getAsJsonObject("headers");
    assertThat(asserted(headers))
        .isEqualTo(new Caller(Optional.of(Rig.HOLDER), Optional.empty(), Optional.of("127.0.0.1")));
    assertThat(headers.keySet()).doesNotContain("x-factory-wallet");
    assertThat(headers.get("cookie").getAsString()).isEqualTo("a=1");
    assertThat(headers.keySet()).doesNotContain("x-wallet-address", "x-factory-cluster");
    refused(rig.http.get("/services", "Authorization: Bearer x"), 401, "SESSION_INVALID");
    refused(rig.http.get("/services", "X-API-Key: mf_x"), 401, "KEY_INVALID");
  }

  @Test
  void aServiceThatDiedIsUnavailableAndTellsNoPath() {
    var dead = Rig.newId();
    rig.registry.up(dead, rig.folder.resolve("nothing.sock"), Optional.of(Rig.token()));
    Await.until(
        "Envoy says so",
        () ->
            rig.http
                .get("/gateway/" + dead + "/books", "X-Wallet-Address: " + Rig.HOLDER)
                .body()
                .contains("UPSTREAM_UNAVAILABLE"));

    var answer = rig.http.get("/gateway/" + dead + "/books", "X-Wallet-Address: " + Rig.HOLDER);
    refused(answer, 503, "UPSTREAM_UNAVAILABLE");
    assertThat(answer.body()).doesNotContain(rig.folder.toString());
  }

  @Test
  void upgradesAndTunnelsDoNotPass() {
    refused(
        rig.http.get(
            "/gateway/" + id + "/books",
            "X-Wallet-Address: " + Rig.HOLDER,
            "Upgrade: websocket",
            "Connection: Upgrade"),
        403,
        "UPGRADE_REFUSED");
    assertThat(rig.http.send("CONNECT", "localhost:80", "").status()).isIn(400, 404);
  }
}
