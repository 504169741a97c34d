package factory.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import factory.edge.v1.CreateHandoverRequest;
import factory.edge.v1.CreateHandoverResponse;
import factory.edge.v1.CreateKeyRequest;
import factory.edge.v1.CreateKeyResponse;
import factory.edge.v1.CreateNonceRequest;
import factory.edge.v1.CreateNonceResponse;
import factory.edge.v1.CreateSessionRequest;
import factory.edge.v1.CreateSessionResponse;
import factory.edge.v1.DeleteSessionRequest;
import factory.edge.v1.DeleteSessionResponse;
import factory.edge.v1.ExplainAccessRequest;
import factory.edge.v1.ExplainAccessResponse;
import factory.edge.v1.Key;
import factory.edge.v1.RotateKeyRequest;
import factory.edge.v1.RotateKeyResponse;
import factory.edge.v1.Session;
import factory.mesh.Assertions;
import factory.mesh.Caller;
import factory.mesh.Fault;
import factory.mesh.Refused;
import factory.mesh.TestTrust;
import factory.mesh.Trust;
import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signing in and keys over REST, as they are handed on to the gate. */
@Timeout(60)
class AuthApiTest {
  private static final String ID = "0193b1f2-7a11-7000-8000-00000000abcd";
  private static final String KEY_ID = "0193b1f2-7a11-7000-8000-00000000abce";

  private final Gate gate = new Gate();
  private Neighbourhood web;

  @BeforeEach
  void start() {
    web = new Neighbourhood(Map.of("edge", gate.service()), Neighbourhood.CLOCK, "127.0.0.1:0");
  }

  @AfterEach
  void stop() {
    web.close();
  }

  /** Remembers what it was asked and by whom. */
  private static final class Gate extends FakeAccess {
    final List<Object> asked = new CopyOnWriteArrayList<>();
    final List<Metadata> metadata = new CopyOnWriteArrayList<>();
    private boolean busy;

    BindableService service() {
      ServerInterceptor listening =
          new ServerInterceptor() {
            @Override
            public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
              metadata.add(headers);
              return next.startCall(call, headers);
            }
          };
      return () -> ServerInterceptors.intercept(this, listening);
    }

    private <T> void answer(Object request, StreamObserver<T> observer, T response) {
      asked.add(request);
      if (busy) {
        throw new Refused(
            new Fault.Plain(
                Status.Code.RESOURCE_EXHAUSTED,
                "SIGN_IN_RATE_EXCEEDED",
                "Too often.",
                Map.of("retry_after_seconds", "17")));
      }
      observer.onNext(response);
      observer.onCompleted();
    }

    @Override
    public void createHandover(
        CreateHandoverRequest request, StreamObserver<CreateHandoverResponse> observer) {
      answer(
          request,
          observer,
          CreateHandoverResponse.newBuilder()
              .setCode("mfh_code")
              .setExpiresAt(Timestamp.newBuilder().setSeconds(4_600))
              .build());
    }

    @Override
    public void createNonce(
        CreateNonceRequest request, StreamObserver<CreateNonceResponse> observer) {
      answer(request, observer, CreateNonceResponse.newBuilder().setNonce("n").build());
    }

    @Override
    public void createSession(
        CreateSessionRequest request, StreamObserver<CreateSessionResponse> observer) {
      answer(
          request,
          observer,
          CreateSessionResponse.newBuilder()
              .setSecret("mfs_secret")
              .setSession(
                  Session.newBuilder()
                      .setId(ID)
                      .setWallet(Neighbourhood.WALLET)
                      .setCreatedAt(Timestamp.newBuilder().setSeconds(1_000))
                      .setExpiresAt(Timestamp.newBuilder().setSeconds(4_600)))
              .build());
    }

    @Override
    public void deleteSession(
        DeleteSessionRequest request, StreamObserver<DeleteSessionResponse> observer) {
      answer(request, observer, DeleteSessionResponse.getDefaultInstance());
    }

    @Override
    public void createKey(CreateKeyRequest request, StreamObserver<CreateKeyResponse> observer) {
      answer(
          request,
          observer,
          CreateKeyResponse.newBuilder().setSecret("mf_secret").setKey(made(request)).build());
    }

    private static Key made(CreateKeyRequest request) {
      var key = key(request.getServiceId()).setScope(request.getScope());
      return request.hasPublishable()
          ? key.setPublishable(
                  request.getPublishable().toBuilder()
                      .setText("mfp_key")
                      .setCallsPerMinutePerAddress(30))
              .build()
          : key.build();
    }

    @Override
    public void explainAccess(
        ExplainAccessRequest request, StreamObserver<ExplainAccessResponse> observer) {
      answer(request, observer, ExplainAccessResponse.newBuilder().setAdmitted(true).build());
    }

    @Override
    public void rotateKey(RotateKeyRequest request, StreamObserver<RotateKeyResponse> observer) {
      answer(
          request,
          observer,
          RotateKeyResponse.newBuilder()
              .setSecret("mf_other")
              .setKey(key(request.getServiceId()))
              .build());
    }

    private static Key.Builder key(String serviceId) {
      return Key.newBuilder().setId(KEY_ID).setServiceId(serviceId).setWallet(Neighbourhood.WALLET);
    }
  }

  @Test
  void aSessionIsToldOnceAndKeptByBrowsersInACookieThatNoScriptReads() {
    var answer =
        web.json("POST", "/auth/session", "{\"message\": \"m\", \"signature\": \"0xAb01\"}");
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.headers().firstValue("set-cookie"))
        .hasValue(
            "__Host-factory=mfs_secret; Path=/; Max-Age=3600; Secure; HttpOnly; SameSite=Lax");
    assertThat(answer.headers().firstValue("cache-control")).hasValue("no-store");
    assertThat(answer.body()).contains("\"secret\":\"mfs_secret\"", "\"chain_id\":null");
    assertThat(((CreateSessionRequest) gate.asked.getFirst()).getSignature().toByteArray())
        .containsExactly(0xab, 1);
  }

  private static final Caller SOMEBODY =
      new Caller(
          Optional.of(Neighbourhood.WALLET),
          Optional.of(UUID.fromString(ID)),
          Optional.of("203.0.113.7"));

  /** What web has told the gate of whom it asks for. */
  private Trust.Asserted told() {
    var key = Metadata.Key.of(Assertions.HEADER, Metadata.ASCII_STRING_MARSHALLER);
    var assertion = Objects.requireNonNull(gate.metadata.getFirst().get(key));
    return TestTrust.of("edge").verify(List.of(assertion)).orElseThrow();
  }

  @Test
  void whoAsksIsToldToTheGateAndSigningOutForgetsTheCookie() {
    var answer =
        web.call(
            "DELETE",
            "/auth/session",
            "",
            Assertions.HEADER,
            TestTrust.of("edge").gateTo("web").sign(SOMEBODY),
            "x-factory-wallet",
            "0x" + "99".repeat(20),
            "x-factory-other",
            "x");
    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().firstValue("set-cookie").orElseThrow())
        .startsWith("__Host-factory=; Path=/; Max-Age=0;");
    assertThat(told()).isEqualTo(new Trust.Asserted("web", SOMEBODY));
    assertThat(gate.metadata.getFirst().keys()).doesNotContain("x-factory-other");
  }

  @Test
  void whoReachesThisPortIsNobodyWhateverTheyClaim() {
    var claims =
        new String[] {
          "x-factory-wallet",
          Neighbourhood.WALLET,
          "x-factory-session",
          ID,
          "x-envoy-external-address",
          "203.0.113.7"
        };
    web.call("DELETE", "/auth/session", "", claims);
    assertThat(told()).isEqualTo(new Trust.Asserted("web", Caller.NOBODY));
    assertThat(gate.metadata.getFirst().keys())
        .doesNotContain("x-factory-wallet", "x-factory-session", "x-envoy-external-address");

    for (var forged :
        List.of(
            "a.b.c",
            TestTrust.ofDevelopment("edge").gateTo("web").sign(SOMEBODY),
            TestTrust.of("edge").gateTo("registry").sign(SOMEBODY))) {
      var refused = web.call("DELETE", "/auth/session", "", Assertions.HEADER, forged);
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.body()).contains("ASSERTION_INVALID");
    }
    assertThat(gate.metadata).hasSize(1);
  }

  @Test
  void aSessionIsHandedOverToAServicesOwnOrigin() {
    var path = "/services/" + ID + "/handover";
    var url = "http://" + ID + ".localhost:8080/.well-known/factory-handover?code=mfh_code&path=";
    var made = web.json("POST", path, "{\"path\": \"/books?a=b\"}");
    assertThat(made.statusCode()).isEqualTo(201);
    assertThat(made.body()).contains("\"url\":\"" + url + "%2Fbooks%3Fa%3Db\"");

    var led = web.form(path, "");
    assertThat(led.statusCode()).isEqualTo(303);
    assertThat(led.headers().firstValue("location")).hasValue(url + "%2F");
    // That the platform led there is told by the browser; more of the page's address is not.
    assertThat(led.headers().allValues("referrer-policy")).containsExactly("origin");
    assertThat(led.headers().firstValue("cache-control")).hasValue("no-store");
    assertThat(led.headers().firstValue("content-security-policy").orElseThrow())
        .contains("form-action 'self' http://*.localhost:8080;");
    assertThat(gate.asked).hasSize(2);

    for (var bad : List.of("//evil.example", "books", "/a/../b", "/a\\\\b", "https://x/", "/a b")) {
      var refused = web.json("POST", path, "{\"path\": \"" + bad + "\"}");
      assertThat(refused.statusCode()).as(bad).isEqualTo(400);
      assertThat(refused.body()).contains("\"field\":\"path\"");
    }
    // Nothing arrives at the platform's own host, and no page of another site leads there.
    assertThat(web.get("/.well-known/factory-handover?code=mfh_code").statusCode()).isEqualTo(404);
    assertThat(web.form(path, "", "Sec-Fetch-Site", "cross-site").statusCode()).isEqualTo(403);
    assertThat(gate.asked).hasSize(2);
  }

  @Test
  void aKeyIsMadeWithItsScopeAndRotated() {
    var made =
        web.json(
            "POST",
            "/services/" + ID + "/keys",
            """
            {"name": "job", "methods": ["GET"], "paths": ["/books"],
             "expires_at": "2027-01-01T00:00:00+01:00"}""");
    assertThat(made.statusCode()).isEqualTo(201);
    assertThat(made.body()).contains("\"secret\":\"mf_secret\"", "\"methods\":[\"GET\"]");
    assertThat(made.headers().firstValue("location"))
        .hasValue("/services/" + ID + "/keys/" + KEY_ID);
    var request = (CreateKeyRequest) gate.asked.getFirst();
    assertThat(request.getExpiresAt().getSeconds()).isEqualTo(1_798_758_000);

    var rotated =
        web.json(
            "POST", "/services/" + ID + "/keys/" + KEY_ID + "/rotate", "{\"overlap_seconds\": 60}");
    assertThat(rotated.statusCode()).isEqualTo(200);
    assertThat(((RotateKeyRequest) gate.asked.get(1)).getOverlap().getSeconds()).isEqualTo(60);
  }

  @Test
  void aKeyForPagesIsNoSecretAndIsAskedAboutBeforehand() {
    var made =
        web.json(
            "POST",
            "/services/" + ID + "/keys",
            """
            {"name": "page", "publishable": {"origins": ["https://guests.example"],
             "operations": ["GET /books"], "calls_per_minute": 60}}""");
    assertThat(made.statusCode()).isEqualTo(201);
    assertThat(made.body())
        .contains("\"secret\":null", "\"key\":\"mfp_key\"", "\"operations\":[\"GET /books\"]")
        .doesNotContain("mf_secret");
    var publishable = ((CreateKeyRequest) gate.asked.getFirst()).getPublishable();
    assertThat(publishable.getOriginsList()).containsExactly("https://guests.example");
    assertThat(publishable.getCallsPerMinute()).isEqualTo(60);

    var told =
        web.json(
            "POST",
            "/access/explain",
            """
            {"service_id": "%s", "page": {"key": "mfp_key", "origin": "https://guests.example",
             "method": "GET", "path": "/books"}}"""
                .formatted(ID));
    assertThat(told.statusCode()).as(told.body()).isEqualTo(200);
    assertThat(((ExplainAccessRequest) gate.asked.get(1)).getPage().getPath()).isEqualTo("/books");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/auth/session | {\"signature\": \"0x\"} | message",
        "/auth/session | {\"message\": \"m\", \"signature\": \"0xa\"} | signature",
        "/auth/session | {\"message\": \"m\", \"signature\": \"abcd\"} | signature",
        "/auth/session | {\"message\": \"m\", \"signature\": \"0xzz\"} | signature",
        "/auth/nonce | {\"wallet\": \"me\"} | wallet",
        "/auth/nonce | {\"chain_id\": 0} | chain_id",
        "/services/0193b1f2-7a11-7000-8000-00000000abcd/keys | {} | name",
        "/services/0193b1f2-7a11-7000-8000-00000000abcd/keys | {\"name\": \"a\", \"methods\": \"GET\"} | methods",
        "/services/0193b1f2-7a11-7000-8000-00000000abcd/keys | {\"name\": \"a\", \"expires_at\": \"soon\"} | expires_at",
        "/services/0193b1f2-7a11-7000-8000-00000000abcd/keys | {\"name\": \"a\", \"publishable\": []} | publishable",
        "/services/0193b1f2-7a11-7000-8000-00000000abcd/keys | {\"name\": \"a\", \"publishable\": {\"origin\": 1}} | publishable.origin",
        "/services/0193b1f2-7a11-7000-8000-00000000abcd/keys | {\"name\": \"a\", \"publishable\": {\"calls_per_minute\": 0}} | publishable.calls_per_minute",
        "/access/explain | {\"service_id\": \"0193b1f2-7a11-7000-8000-00000000abcd\", \"page\": {}} | page.key",
        "/access/explain | {\"service_id\": \"0193b1f2-7a11-7000-8000-00000000abcd\"} | wallet"
      })
  void badInputNamesTheField(String path, String body, String field) {
    var answer = web.json("POST", path, body);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"field\":\"" + field + "\"");
    assertThat(gate.asked).isEmpty();
  }

  @Test
  void whoAsksTooOftenIsToldHowLongToWait() {
    gate.busy = true;
    var answer = web.json("POST", "/auth/nonce", "{}");
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.headers().firstValue("retry-after")).hasValue("17");
  }
}
