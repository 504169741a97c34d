package factory.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import factory.edge.v1.AccessGrpc;
import factory.edge.v1.AccessGrpc.AccessBlockingStub;
import factory.edge.v1.CreateKeyRequest;
import factory.edge.v1.CreateNonceRequest;
import factory.edge.v1.CreateSessionRequest;
import factory.edge.v1.DeleteKeyRequest;
import factory.edge.v1.ExplainAccessRequest;
import factory.edge.v1.ExplainAccessResponse;
import factory.edge.v1.Key;
import factory.edge.v1.KeyScope;
import factory.edge.v1.ListKeysRequest;
import factory.edge.v1.ListUsageRequest;
import factory.edge.v1.PageCall;
import factory.edge.v1.Publishable;
import factory.edge.v1.RotateKeyRequest;
import factory.edge.v1.UpdateKeyRequest;
import factory.mesh.Address;
import factory.mesh.Faults;
import factory.mesh.MeshChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys for pages, through a real Envoy and a real Postgres. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PublishableKeyTest {
  private static final String PAGE = "https://guests.example";
  private static final String FROM_PAGE = "Origin: " + PAGE;
  private static final String MAKER = "0x" + "d1".repeat(20);

  private Rig rig;
  private MeshChannel envoy;
  private Echo echo;
  private String id;
  private String other;
  private String session;

  @BeforeAll
  void start() {
    rig =
        new Rig(Map.of("edge.sign-ins-per-minute", "1000", "public-url", "http://localhost:8080"));
    envoy =
        MeshChannel.open(new Address.Tcp("127.0.0.1", rig.port), AccessGrpc.getServiceDescriptor());
    echo = rig.echo("guests");
    id = rig.service(echo);
    other = rig.service(echo);
    rig.chain.balance(Rig.TOKEN, MAKER, "1");
    rig.await(id, "/x", MAKER, 200);
    session = signIn();
  }

  @AfterAll
  void stop() {
    envoy.close();
    echo.close();
    rig.close();
  }

  private AccessBlockingStub as(String session) {
    var metadata = new Metadata();
    metadata.put(Metadata.Key.of("x-session", Metadata.ASCII_STRING_MARSHALLER), session);
    return AccessGrpc.newBlockingStub(envoy.channel())
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
  }

  private String signIn() {
    var access = AccessGrpc.newBlockingStub(envoy.channel());
    var message =
        access.createNonce(CreateNonceRequest.newBuilder().setWallet(MAKER).build()).getMessage();
    return access
        .createSession(
            CreateSessionRequest.newBuilder()
                .setMessage(message)
                .setSignature(FakeChain.sign(MAKER, ByteString.copyFromUtf8(message)))
                .build())
        .getSecret();
  }

  private static Publishable.Builder guestBook() {
    return Publishable.newBuilder()
        .addOrigins(PAGE)
        .addOperations("GET /entries")
        .addOperations("POST /entries")
        .addOperations("GET /entries/{id}/likes");
  }

  private Key create(Publishable.Builder publishable) {
    var made =
        as(session)
            .createKey(
                CreateKeyRequest.newBuilder()
                    .setServiceId(id)
                    .setName("guest book")
                    .setPublishable(publishable)
                    .build());
    assertThat(made.getKey().getPublishable().getText())
        .isEqualTo(made.getSecret())
        .startsWith("mfp_");
    return made.getKey();
  }

  private static String shown(Key key) {
    return "X-API-Key: " + key.getPublishable().getText();
  }

  private Raw.Answer call(String method, String path, String... headers) {
    return rig.http.send(method, "/gateway/" + id + path, "", headers);
  }

  private Raw.Answer atOrigin(String method, String path, String... headers) {
    var text =
        new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: " + id + ".localhost:8080\r\n");
    for (var header : headers) {
      text.append(header).append("\r\n");
    }
    return rig.http.send((text + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  private static JsonObject seen(Raw.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return JsonParser.parseString(answer.body()).getAsJsonObject().getAsJsonObject("headers");
  }

  private static void refused(Raw.Answer answer, int status, String reason) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.body()).contains("\"reason\":\"" + reason + "\"");
  }

  @Test
  void aPageOfAnAllowedOriginCallsAsNobodyAndKeepsTheServicesCredentials() {
    var key = create(guestBook());
    for (var calls :
        List.<Supplier<Raw.Answer>>of(
            () ->
                call("POST", "/entries", shown(key), FROM_PAGE, "Authorization: Bearer eyJ.e30.x"),
            () ->
                atOrigin(
                    "POST",
                    "/entries",
                    shown(key),
                    FROM_PAGE,
                    "Authorization: Bearer eyJ.e30.x"))) {
      var answer = calls.get();
      var headers = seen(answer);
      assertThat(headers.keySet()).doesNotContain("x-factory-wallet", "x-api-key");
      assertThat(headers.get("x-factory-service").getAsString()).isEqualTo(id);
      assertThat(headers.get("authorization").getAsString()).isEqualTo("Bearer eyJ.e30.x");
      var claims = headers.get("x-factory-assertion").getAsString().split("\\.", -1)[1];
      assertThat(
              new String(java.util.Base64.getUrlDecoder().decode(claims), StandardCharsets.UTF_8))
          .contains("\"aud\":\"" + id + "\"")
          .doesNotContain("sub", MAKER);
      assertThat(answer.body()).doesNotContain(MAKER, "mfp_");
      assertThat(answer.header("access-control-allow-origin")).isEqualTo(PAGE);
      assertThat(answer.header("vary")).contains("origin");
      assertThat(answer.headers())
          .doesNotContainKeys("access-control-allow-credentials", "ratelimit");
    }
    assertThat(seen(call("GET", "/entries/7/likes?x=1", shown(key), FROM_PAGE)).keySet())
        .doesNotContain("x-factory-wallet");
    // Beside a cookie that the browser sends by itself the page is who it says: nobody.
    var beside =
        seen(
            call(
                "GET",
                "/entries",
                shown(key),
                FROM_PAGE,
                "Cookie: a=1; __Host-factory=" + session));
    assertThat(beside.keySet()).doesNotContain("x-factory-wallet");
    assertThat(beside.get("cookie").getAsString()).isEqualTo("a=1");
    refused(
        call("GET", "/entries", shown(key), FROM_PAGE, "X-Session: " + session),
        400,
        "SEVERAL_CREDENTIALS");
    // Any other call's answer is everybody's, as ever.
    var holders = call("GET", "/entries", "X-Session: " + session, FROM_PAGE);
    assertThat(holders.header("access-control-allow-origin")).isEqualTo("*");
    assertThat(holders.header("vary")).doesNotContain("origin");
  }

  @Test
  void aBrowserMayAskBeforehandFromAnywhereAndIsToldNothing() {
    var answer =
        call(
            "OPTIONS",
            "/entries",
            FROM_PAGE,
            "Access-Control-Request-Method: POST",
            "Access-Control-Request-Headers: x-api-key,content-type");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("access-control-allow-headers")).contains("x-api-key");
    assertThat(answer.headers()).doesNotContainKey("access-control-allow-credentials");
  }

  @Test
  void anotherOriginGetsNothing() {
    var key = create(guestBook());
    var before = echo.calls.get();
    for (var from :
        List.of(
            "Origin: https://evil.example",
            "Origin: https://guests.example:8443",
            "Origin: http://guests.example",
            "Origin: https://x.guests.example",
            "Origin: https://guests.example.evil.example",
            "Origin: null",
            "Origin: https://guests.example, https://evil.example",
            "Referer: https://guests.example/page",
            "Sec-Fetch-Site: same-origin",
            "Sec-Fetch-Site: cross-site")) {
      for (var answer :
          List.of(
              call("GET", "/entries", shown(key), from),
              atOrigin("POST", "/entries", shown(key), from))) {
        refused(answer, 403, "ORIGIN_NOT_ALLOWED");
      }
    }
    refused(
        call("GET", "/entries", shown(key), FROM_PAGE, "Origin: https://evil.example"),
        403,
        "ORIGIN_NOT_ALLOWED");
    assertThat(echo.calls.get()).isEqualTo(before);
  }

  @Test
  void aServicesOwnPageReadsWithoutNamingItsOrigin() {
    var own = "http://" + id + ".localhost:8080";
    var key = create(guestBook().clearOrigins().addOrigins(own));
    assertThat(atOrigin("GET", "/entries", shown(key), "Sec-Fetch-Site: same-origin").status())
        .isEqualTo(200);
    assertThat(atOrigin("POST", "/entries", shown(key), "Origin: " + own).status()).isEqualTo(200);
    refused(
        call("GET", "/entries", shown(key), "Sec-Fetch-Site: same-origin"),
        403,
        "ORIGIN_NOT_ALLOWED");
    refused(atOrigin("GET", "/entries", shown(key)), 403, "ORIGIN_NOT_ALLOWED");
  }

  @Test
  void aForgedOriginOpensNoOtherOperationServiceOrPlatform() {
    var key = create(guestBook());
    var before = echo.calls.get();
    for (var call :
        List.of(
            "DELETE /entries/1",
            "GET /entries/1",
            "GET /entries/",
            "HEAD /entries",
            "OPTIONS /entries",
            "GET /",
            "GET /entries/1/likes/2",
            "GET /entries//likes",
            "GET /entries/%2e/likes",
            "GET /Entries",
            "GET /entries;x=1",
            "GET /%65ntries",
            "POST /entries/1/likes",
            "GET /members")) {
      var parts = call.split(" ", -1);
      var answer = call(parts[0], parts[1], shown(key), FROM_PAGE);
      assertThat(answer.status()).as(call + answer.body()).isIn(400, 403);
    }
    assertThat(echo.calls.get()).isEqualTo(before);
    refused(
        rig.http.get("/gateway/" + other + "/entries", shown(key), FROM_PAGE),
        403,
        "KEY_OF_ANOTHER_SERVICE");
    for (var path :
        List.of("/services", "/services/" + id + "/keys", "/auth/sessions", "/", "/ideas")) {
      for (var method : List.of("GET", "POST", "DELETE")) {
        refused(
            rig.http.send(method, path, "", shown(key), FROM_PAGE), 400, "KEY_NOT_FOR_PLATFORM");
      }
    }
    var metadata = new Metadata();
    metadata.put(
        Metadata.Key.of("x-api-key", Metadata.ASCII_STRING_MARSHALLER),
        key.getPublishable().getText());
    var stub =
        AccessGrpc.newBlockingStub(envoy.channel())
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
    var error =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> stub.listKeys(ListKeysRequest.newBuilder().setServiceId(id).build()));
    assertThat(Faults.fromGrpc(error).reason()).isEqualTo("KEY_NOT_FOR_PLATFORM");
    for (var value :
        List.of(
            "mfp_x", key.getPublishable().getText().replace("mfp_", "mfp_0").substring(0, 42))) {
      refused(call("GET", "/entries", "X-API-Key: " + value, FROM_PAGE), 401, "KEY_INVALID");
    }
    refused(
        call("GET", "/entries", "Authorization: Bearer " + key.getPublishable().getText()),
        400,
        "AUTHORIZATION_MALFORMED");
  }

  @Test
  void anAddressHasItsRateAndAllTogetherHaveTheKeys() {
    var each = create(guestBook().setCallsPerMinute(600).setCallsPerMinutePerAddress(3));
    List<Integer> statuses = new ArrayList<>();
    for (var i = 0; i < 5; i++) {
      statuses.add(call("POST", "/entries", shown(each), FROM_PAGE).status());
    }
    // A minute has 20 s for each: on a slow machine one of them is paid for meanwhile.
    assertThat(statuses.subList(0, 3)).containsOnly(200);
    var refused = call("POST", "/entries", shown(each), FROM_PAGE);
    if (refused.status() != 200) {
      refused(refused, 429, "KEY_RATE_EXCEEDED");
      assertThat(refused.body()).contains("\"by\":\"address\"");
      assertThat(Integer.parseInt(refused.header("retry-after"))).isBetween(1, 21);
    }
    assertThat(statuses).contains(429);
    // Another key of the same wallet has its own.
    var all = create(guestBook().setCallsPerMinute(2).setCallsPerMinutePerAddress(2));
    assertThat(call("GET", "/entries", shown(all), FROM_PAGE).status()).isEqualTo(200);
    // And the wallet's own programs are not kept out by pages.
    assertThat(call("GET", "/entries", "X-Session: " + session).status()).isEqualTo(200);
  }

  @Test
  void itIsListedAndShownAgainRotatedCountedAndEnded() {
    var key = create(guestBook());
    var calls = 3;
    for (var i = 0; i < calls; i++) {
      assertThat(call("GET", "/entries", shown(key), FROM_PAGE).status()).isEqualTo(200);
    }
    var listed = listed(key.getId());
    assertThat(listed.getPublishable())
        .isEqualTo(
            guestBook()
                .setCallsPerMinute(600)
                .setCallsPerMinutePerAddress(30)
                .setText(key.getPublishable().getText())
                .build());
    assertThat(listed.hasLastUsedAt()).isTrue();
    assertThat(listed.getHint()).startsWith("mfp_");
    Await.until(
        "the calls are counted as the key's",
        () ->
            as(session)
                    .listUsage(ListUsageRequest.newBuilder().setServiceId(id).build())
                    .getUsageList()
                    .stream()
                    .filter(u -> u.getKeyId().equals(key.getId()) && u.getWallet().equals(MAKER))
                    .mapToLong(factory.edge.v1.Usage::getCalls)
                    .sum()
                == calls);

    var rotated =
        as(session)
            .rotateKey(
                RotateKeyRequest.newBuilder()
                    .setServiceId(id)
                    .setKeyId(key.getId())
                    .setOverlap(Duration.newBuilder().setSeconds(3600))
                    .build());
    assertThat(rotated.getSecret())
        .startsWith("mfp_")
        .isEqualTo(rotated.getKey().getPublishable().getText())
        .isNotEqualTo(key.getPublishable().getText());
    for (var header : List.of(shown(key), shown(rotated.getKey()))) {
      assertThat(call("GET", "/entries", header, FROM_PAGE).status()).isEqualTo(200);
    }
    as(session)
        .deleteKey(DeleteKeyRequest.newBuilder().setServiceId(id).setKeyId(key.getId()).build());
    for (var header : List.of(shown(key), shown(rotated.getKey()))) {
      refused(call("GET", "/entries", header, FROM_PAGE), 401, "KEY_INVALID");
    }
  }

  private Key listed(String keyId) {
    return as(session)
        .listKeys(ListKeysRequest.newBuilder().setServiceId(id).build())
        .getKeysList()
        .stream()
        .filter(k -> k.getId().equals(keyId))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatItOpensIsChangedWhileTheKeyStaysAsItStandsInPages() {
    var key = create(guestBook());
    var changed =
        as(session)
            .updateKey(
                UpdateKeyRequest.newBuilder()
                    .setServiceId(id)
                    .setKeyId(key.getId())
                    .setPublishable(
                        Publishable.newBuilder()
                            .addOrigins("https://other.example")
                            .addOperations("GET /likes"))
                    .build())
            .getKey();
    assertThat(changed.getPublishable().getText()).isEqualTo(key.getPublishable().getText());
    assertThat(changed.getPublishable().getOriginsList()).containsExactly("https://other.example");
    refused(call("GET", "/entries", shown(key), FROM_PAGE), 403, "ORIGIN_NOT_ALLOWED");
    var elsewhere = "Origin: https://other.example";
    refused(call("GET", "/entries", shown(key), elsewhere), 403, "KEY_SCOPE_EXCEEDED");
    assertThat(call("GET", "/likes", shown(key), elsewhere).status()).isEqualTo(200);

    var ofPrograms =
        as(session)
            .createKey(CreateKeyRequest.newBuilder().setServiceId(id).setName("job").build())
            .getKey();
    var error =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                as(session)
                    .updateKey(
                        UpdateKeyRequest.newBuilder()
                            .setServiceId(id)
                            .setKeyId(ofPrograms.getId())
                            .setPublishable(guestBook())
                            .build()));
    assertThat(violations(error)).contains("key_id");
  }

  @Test
  void itOpensForAsLongAsItsMakerHoldsEnough() {
    var key = create(guestBook());
    assertThat(call("GET", "/entries", shown(key), FROM_PAGE).status()).isEqualTo(200);
    rig.chain.balance(Rig.TOKEN, MAKER, "0");
    try {
      Await.until(
          "the sale is in force",
          () -> call("GET", "/entries", shown(key), FROM_PAGE).status() == 403);
      var answer = call("GET", "/entries", shown(key), FROM_PAGE);
      refused(answer, 403, "KEY_NOT_COVERED");
      assertThat(answer.body()).doesNotContain(MAKER, "purchase");
    } finally {
      rig.chain.balance(Rig.TOKEN, MAKER, "1");
      rig.await(id, "/x", MAKER, 200);
    }
  }

  private ExplainAccessResponse explained(Key key, String origin, String method, String path) {
    return as(session)
        .explainAccess(
            ExplainAccessRequest.newBuilder()
                .setServiceId(id)
                .setPage(
                    PageCall.newBuilder()
                        .setKey(key.getPublishable().getText())
                        .setOrigin(origin)
                        .setMethod(method)
                        .setPath(path))
                .build());
  }

  /** The same policy, asked beforehand. */
  @Test
  void anExplanationSaysWhatTheCallIsTold() {
    var key = create(guestBook().setCallsPerMinutePerAddress(600));
    for (var origin : List.of(PAGE, "https://evil.example", "null")) {
      for (var method : List.of("GET", "POST", "DELETE")) {
        for (var path : List.of("/entries", "/entries/1", "/entries/1/likes", "/health")) {
          var told = explained(key, origin, method, path);
          var answer = call(method, path, shown(key), "Origin: " + origin);
          assertThat(told.getAdmitted())
              .as("%s %s %s", origin, method, path)
              .isEqualTo(answer.status() == 200);
          if (!told.getAdmitted()) {
            assertThat(answer.body()).contains(told.getReason(), told.getDetail());
          }
          assertThat(told.getHeld()).isEmpty();
        }
      }
    }
  }

  private static String violations(StatusRuntimeException error) {
    return Faults.fromGrpc(error).fields().toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "null",
        "guests.example",
        "https://*.guests.example",
        "https://guests.example/page",
        "https://guests.example?x",
        "https://guests.example#x",
        "https://me@guests.example",
        "https://guests.example:99999",
        "ftp://guests.example",
        "file:///etc/passwd",
        "https://",
        "https://g\u00e4ste.example",
        "https://guests.example https://evil.example",
        "https://guests.example,https://evil.example"
      })
  void anOriginIsExact(String origin) {
    var error =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> create(guestBook().clearOrigins().addOrigins(origin)));
    assertThat(error).as(origin).isNotNull();
    assertThat(violations(error)).contains("publishable.origins");
  }

  @Test
  void anOriginIsKeptAsBrowsersWriteIt() {
    var key =
        create(
            guestBook()
                .clearOrigins()
                .addOrigins("HTTPS://Guests.Example:443/")
                .addOrigins("http://localhost:3000")
                .addOrigins("http://[::1]:80"));
    assertThat(key.getPublishable().getOriginsList())
        .containsExactly(PAGE, "http://localhost:3000", "http://[::1]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "GET",
        "/entries",
        "get /entries",
        "OPTIONS /entries",
        "TRACE /entries",
        "GET entries",
        "GET  /entries",
        "GET /entries?x=1",
        "GET /a/../b",
        "GET /%2e%2e/b",
        "GET /a//b",
        "GET /a{id}",
        "GET /{a}{b}",
        "GET /{}",
        "GET /a}",
        "GET /*",
        "GET /a;b=c"
      })
  void anOperationIsOneThatMayPass(String operation) {
    var error =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> create(guestBook().clearOperations().addOperations(operation)));
    assertThat(error).as(operation).isNotNull();
    assertThat(violations(error)).contains("publishable.operations");
  }

  @Test
  void ratesAndScopesAreRefusedByTheirField() {
    for (var wrong :
        Map.of(
                "publishable.calls_per_minute", guestBook().setCallsPerMinute(6001),
                "publishable.calls_per_minute_per_address",
                    guestBook().setCallsPerMinutePerAddress(601),
                "at most calls_per_minute",
                    guestBook().setCallsPerMinute(10).setCallsPerMinutePerAddress(11),
                "publishable.origins", guestBook().clearOrigins())
            .entrySet()) {
      var error =
          catchThrowableOfType(StatusRuntimeException.class, () -> create(wrong.getValue()));
      assertThat(error).as(wrong.getKey()).isNotNull();
      assertThat(violations(error)).contains(wrong.getKey());
    }
    var both =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                as(session)
                    .createKey(
                        CreateKeyRequest.newBuilder()
                            .setServiceId(id)
                            .setName("both")
                            .setPublishable(guestBook())
                            .setScope(KeyScope.newBuilder().addMethods("GET"))
                            .build()));
    assertThat(violations(both)).contains("scope");
  }
}
