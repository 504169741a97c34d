package factory.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.ByteString;
import factory.edge.identity.Handovers;
import factory.edge.identity.IdentityBook;
import factory.edge.v1.AccessGrpc;
import factory.edge.v1.AccessGrpc.AccessBlockingStub;
import factory.edge.v1.CreateHandoverRequest;
import factory.edge.v1.CreateNonceRequest;
import factory.edge.v1.CreateSessionRequest;
import factory.edge.v1.DeleteSessionRequest;
import factory.edge.v1.RedeemHandoverRequest;
import factory.mesh.Address;
import factory.mesh.Faults;
import factory.mesh.MeshChannel;
import factory.store.Database;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Services at origins of their own, through a real Envoy and a real Postgres. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OriginTest {
  private static final String HOLDER = "X-Wallet-Address: " + Rig.HOLDER;
  private static final String OWN_PAGE = "Sec-Fetch-Site: same-origin";

  private Rig rig;
  private MeshChannel envoy;
  private Echo echo;
  private Echo otherEcho;
  private String id;
  private String other;

  @BeforeAll
  void start() {
    rig =
        new Rig(Map.of("edge.sign-ins-per-minute", "1000", "public-url", "http://localhost:8080"));
    envoy =
        MeshChannel.open(new Address.Tcp("127.0.0.1", rig.port), AccessGrpc.getServiceDescriptor());
    echo = rig.echo("books");
    otherEcho = rig.echo("others");
    id = rig.service(echo);
    other = rig.service(otherEcho);
  }

  @AfterAll
  void stop() {
    envoy.close();
    echo.close();
    otherEcho.close();
    rig.close();
  }

  private Raw.Answer send(String method, String host, String path, String... headers) {
    var text = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n");
    for (var header : headers) {
      text.append(header).append("\r\n");
    }
    return rig.http.send((text + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  private Raw.Answer get(String service, String path, String... headers) {
    return send("GET", service + ".localhost:8080", path, headers);
  }

  private static JsonObject seen(Raw.Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return JsonParser.parseString(answer.body()).getAsJsonObject();
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
        access
            .createNonce(CreateNonceRequest.newBuilder().setWallet(Rig.HOLDER).build())
            .getMessage();
    return access
        .createSession(
            CreateSessionRequest.newBuilder()
                .setMessage(message)
                .setSignature(FakeChain.sign(Rig.HOLDER, ByteString.copyFromUtf8(message)))
                .build())
        .getSecret();
  }

  private String code(String session, String service) {
    return as(session)
        .createHandover(CreateHandoverRequest.newBuilder().setServiceId(service).build())
        .getCode();
  }

  private String redeem(String service, String code) {
    return AccessGrpc.newBlockingStub(envoy.channel())
        .redeemHandover(
            RedeemHandoverRequest.newBuilder().setServiceId(service).setCode(code).build())
        .getSecret();
  }

  private String refusal(String service, String code) {
    var error = catchThrowableOfType(StatusRuntimeException.class, () -> redeem(service, code));
    return error == null ? "" : Faults.fromGrpc(error).reason();
  }

  private static String cookie(String secret) {
    return "Cookie: sid=1; __Host-factory-origin=" + secret;
  }

  @Test
  void aHostNamesItsServiceAndThePathIsItsOwn() {
    for (var path :
        List.of("/", "/books", "/gateway/" + other + "/books", "/services", "/a;b=c", "/%62ooks")) {
      var seen = seen(get(id, path + "?x=%2e", HOLDER));
      assertThat(seen.get("name").getAsString()).isEqualTo("books");
      assertThat(seen.get("path").getAsString()).isEqualTo(path);
      assertThat(seen.get("query").getAsString()).isEqualTo("x=%2e");
      assertThat(seen.getAsJsonObject("headers").get("x-factory-service").getAsString())
          .isEqualTo(id);
    }
    assertThat(seen(get(other, "/books", HOLDER)).get("name").getAsString()).isEqualTo("others");
    // Not by which port, and in either case.
    assertThat(send("GET", id.toUpperCase(java.util.Locale.ROOT) + ".LocalHost", "/x", HOLDER))
        .extracting(Raw.Answer::status)
        .isEqualTo(200);
    assertThat(get(id, "/health").status()).isEqualTo(200);
    assertThat(get(id, "/books").status()).isEqualTo(401);
    assertThat(get(id, "/books", "X-Wallet-Address: " + Rig.NOBODY).status()).isEqualTo(403);
    for (var host : List.of("x.localhost", "x." + id + ".localhost", Rig.newId() + ".localhost")) {
      assertThat(send("GET", host, "/books", HOLDER).body()).contains("SERVICE_NOT_FOUND");
    }
    for (var path : List.of("/a/../b", "/%2e%2e", "/a%2fb", "/a\\b", "/%252e", "/health/..;/b")) {
      assertThat(get(id, path, HOLDER).body()).as(path).contains("PATH_AMBIGUOUS");
    }
    var large = send("POST", id + ".localhost", "/x", HOLDER, "Content-Length: 10485761");
    assertThat(large.status()).isEqualTo(413);
    assertThat(send("TRACE", id + ".localhost", "/x", HOLDER).status()).isEqualTo(405);
  }

  @Test
  void aCodeHandsASessionOverOnceToOneServiceAndEndsWithIt() throws Exception {
    var session = signIn();
    var code = code(session, id);
    assertThat(refusal(other, code)).isEqualTo("HANDOVER_UNKNOWN");
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<String> attempt = () -> refusal(id, code);
      List<String> answers = new ArrayList<>();
      for (var answer : pool.invokeAll(Collections.nCopies(8, attempt))) {
        answers.add(answer.get());
      }
      assertThat(answers).containsOnlyOnce("").contains("HANDOVER_UNKNOWN");
    }
    assertThat(refusal(id, "mfh_x")).isEqualTo("HANDOVER_UNKNOWN");

    var secret = redeem(id, code(session, id));
    var headers = seen(get(id, "/books", cookie(secret), OWN_PAGE)).getAsJsonObject("headers");
    assertThat(headers.get("cookie").getAsString()).isEqualTo("sid=1");
    assertThat(headers.get("x-factory-wallet").getAsString()).isEqualTo(Rig.HOLDER);
    assertThat(get(other, "/books", cookie(secret), OWN_PAGE).body()).contains("SESSION_INVALID");
    assertThat(rig.http.get("/gateway/" + id + "/books", cookie(secret), OWN_PAGE).body())
        .contains("WALLET_MISSING");
    assertThat(rig.http.get("/gateway/" + id + "/books", "X-Session: " + secret).status())
        .isEqualTo(401);
    // The newest of a session and a service counts alone.
    var newer = redeem(id, code(session, id));
    assertThat(get(id, "/books", cookie(secret), OWN_PAGE).status()).isEqualTo(401);
    assertThat(get(id, "/books", cookie(newer), OWN_PAGE).status()).isEqualTo(200);

    var late = code(session, id);
    as(session).deleteSession(DeleteSessionRequest.getDefaultInstance());
    assertThat(get(id, "/books", cookie(newer), OWN_PAGE).body()).contains("SESSION_INVALID");
    assertThat(refusal(id, late)).isEqualTo("HANDOVER_UNKNOWN");
  }

  @Test
  void aCodeOfOneEdgeIsRedeemedByAnother() {
    try (var database = Database.open(rig.database)) {
      var elsewhere = new Handovers(new IdentityBook(database, Clock.systemUTC()));
      var told = elsewhere.redeem(UUID.fromString(id), code(signIn(), id));
      Await.until(
          "this edge has heard of it",
          () -> get(id, "/books", cookie(told.secret()), OWN_PAGE).status() == 200);
    }
  }

  @Test
  void anotherServicesPageGetsNothingByAVisitorsCookie() {
    var cookie = cookie(redeem(id, code(signIn(), id)));
    var before = echo.calls.get();
    for (var from :
        List.of(
            new String[] {"Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: cors"},
            new String[] {"Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"},
            new String[] {"Sec-Fetch-Site: same-site", "Sec-Fetch-Dest: iframe"},
            new String[] {"Origin: http://" + other + ".localhost:8080"},
            new String[] {"X-None: x"})) {
      for (var method : List.of("GET", "POST")) {
        var answer =
            send(method, id + ".localhost:8080", "/books", cookie, from[0], from[from.length - 1]);
        assertThat(answer.body()).as(from[0]).contains("COOKIE_FROM_ELSEWHERE");
        assertThat(answer.header("access-control-allow-credentials")).isEmpty();
      }
    }
    assertThat(echo.calls.get()).isEqualTo(before);
  }

  @Test
  void aServicesCookiesAreItsOwnHostsAndTakeNoNameOfOurs() {
    var cookies =
        new String[] {
          HOLDER,
          "Answer-Set-Cookie: sid=1; Domain=localhost; Path=/; HttpOnly",
          "Answer-Set-Cookie: b=domain=x;DOMAIN = .localhost ;Secure",
          "Answer-Set-Cookie: c=2; Path=/; domain",
          "Answer-Set-Cookie: __Host-factory-origin=mfo_x; Path=/; Secure",
          "Answer-Set-Cookie: __host-Factory=x",
          "Answer-Set-Cookie: =__Host-factory=x",
          "Answer-Content-Security-Policy: default-src 'self'",
          "Answer-Access-Control-Allow-Credentials: true",
          "Answer-Location: /login?next=/x"
        };
    var answer = get(id, "/books", cookies);
    assertThat(answer.headers().get("set-cookie"))
        .containsExactly("sid=1; Path=/; HttpOnly", "b=domain=x;Secure", "c=2; Path=/");
    // A page may run here, as the service says.
    assertThat(answer.header("content-security-policy")).isEqualTo("default-src 'self'");
    assertThat(answer.header("x-content-type-options")).isEqualTo("nosniff");
    assertThat(answer.header("origin-agent-cluster")).isEqualTo("?1");
    assertThat(answer.header("access-control-allow-origin")).isEqualTo("*");
    assertThat(answer.headers()).doesNotContainKey("access-control-allow-credentials");
    assertThat(answer.header("location")).isEqualTo("/login?next=/x");

    var below = rig.http.get("/gateway/" + id + "/books", cookies);
    assertThat(below.header("location")).isEqualTo("/gateway/" + id + "/login?next=/x");
    assertThat(below.headers()).doesNotContainKey("set-cookie");
    for (var elsewhere : List.of("//evil.example/x", "https://evil.example/", "next", "../x")) {
      assertThat(
              rig.http
                  .get("/gateway/" + id + "/books", HOLDER, "Answer-Location: " + elsewhere)
                  .header("location"))
          .isEqualTo(elsewhere);
    }
  }

  @Test
  void aCodeArrivesAtThePlatformAndNoOtherPathThereDoes() {
    var arrived = seen(get(id, "/.well-known/factory-handover?code=x"));
    assertThat(arrived.get("name").getAsString()).isEqualTo("web");
    assertThat(arrived.getAsJsonObject("headers").get("host").getAsString())
        .isEqualTo(id + ".localhost:8080");
    for (var path : List.of("/.well-known/factory-handover/x", "/.well-known/factory%2dhandover")) {
      assertThat(seen(get(id, path, HOLDER)).get("name").getAsString()).isEqualTo("books");
    }
    assertThat(send("POST", id + ".localhost", "/.well-known/factory-handover").status())
        .isEqualTo(401);
  }
}
