package factory.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import factory.edge.v1.AccessGrpc;
import factory.edge.v1.AccessGrpc.AccessBlockingStub;
import factory.edge.v1.CreateKeyRequest;
import factory.edge.v1.CreateNonceRequest;
import factory.edge.v1.CreateNonceResponse;
import factory.edge.v1.CreateSessionRequest;
import factory.edge.v1.CreateSessionResponse;
import factory.edge.v1.DeleteKeyRequest;
import factory.edge.v1.DeleteSessionRequest;
import factory.edge.v1.Key;
import factory.edge.v1.KeyScope;
import factory.edge.v1.ListKeysRequest;
import factory.edge.v1.ListSessionsRequest;
import factory.edge.v1.RotateKeyRequest;
import factory.edge.v1.Session;
import factory.mesh.Address;
import factory.mesh.Fault;
import factory.mesh.Faults;
import factory.mesh.MeshChannel;
import factory.mesh.RequestTarget;
import factory.mesh.Spellings;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sign-ins, sessions and keys, asked for through a real Envoy and kept in a real Postgres. */
class IdentityTest {
  private static Rig rig;
  private static MeshChannel envoy;
  private static Echo echo;
  private static String service;

  @BeforeAll
  static void start() {
    rig = new Rig(Map.of("edge.sign-ins-per-minute", "1000"));
    envoy =
        MeshChannel.open(new Address.Tcp("127.0.0.1", rig.port), AccessGrpc.getServiceDescriptor());
    echo = rig.echo("books");
    service = rig.service(echo);
  }

  @AfterAll
  static void stop() {
    envoy.close();
    echo.close();
    rig.close();
  }

  private static AccessBlockingStub access(String... headers) {
    var metadata = new Metadata();
    for (var i = 0; i < headers.length; i += 2) {
      metadata.put(Metadata.Key.of(headers[i], Metadata.ASCII_STRING_MARSHALLER), headers[i + 1]);
    }
    return AccessGrpc.newBlockingStub(envoy.channel())
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
  }

  private static AccessBlockingStub as(CreateSessionResponse session) {
    return access("authorization", "Bearer " + session.getSecret());
  }

  private static CreateNonceResponse nonce(String wallet) {
    return access().createNonce(CreateNonceRequest.newBuilder().setWallet(wallet).build());
  }

  private static CreateSessionRequest signed(String wallet, String message) {
    return CreateSessionRequest.newBuilder()
        .setMessage(message)
        .setSignature(FakeChain.sign(wallet, ByteString.copyFromUtf8(message)))
        .build();
  }

  private static CreateSessionResponse signIn(String wallet) {
    return access().createSession(signed(wallet, nonce(wallet).getMessage()));
  }

  private static Fault fault(ThrowingCallable call) {
    var error =
        org.assertj.core.api.Assertions.catchThrowableOfType(StatusRuntimeException.class, call);
    assertThat(error).isNotNull();
    return Faults.fromGrpc(error);
  }

  private static String reason(ThrowingCallable call) {
    return fault(call).reason();
  }

  private static int status(String... headers) {
    return rig.http.get("/gateway/" + service + "/books", headers).status();
  }

  @Test
  void aSignedMessageYieldsASessionThatOpensWhatItsWalletHolds() {
    var session = signIn(Rig.HOLDER);
    for (var header : List.of("Authorization: Bearer ", "Cookie: __Host-factory=")) {
      var answer = rig.http.get("/gateway/" + service + "/books", header + session.getSecret());
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.body())
          .contains("\"x-factory-wallet\":\"" + Rig.HOLDER + "\"")
          .doesNotContain(session.getSecret());
    }

    var nobody = signIn(Rig.NOBODY);
    assertThat(status("Authorization: Bearer " + nobody.getSecret())).isEqualTo(403);
    assertThat(status("Authorization: Bearer " + session.getSession().getId())).isEqualTo(401);
  }

  @Test
  void aServicesOwnCredentialsPassBesideOneIdentityOfThePlatform() {
    var session = signIn(Rig.HOLDER).getSecret();
    var key =
        access("authorization", "Bearer " + session)
            .createKey(
                CreateKeyRequest.newBuilder().setServiceId(service).setName("beside").build())
            .getSecret();
    var path = "/gateway/" + service + "/books";
    var own =
        Map.of(
            "authorization", "Basic dXNlcjpzM2NyZXQ=",
            "cookie", "sid=\"1,2\"; theme=dark");
    for (var ours : List.of("X-API-Key: " + key, "X-Session: " + session)) {
      var answer =
          rig.http.get(
              path,
              ours,
              "Authorization: " + own.get("authorization"),
              "Cookie: " + own.get("cookie"));
      assertThat(answer.status()).as(answer.body()).isEqualTo(200);
      var seen =
          com.google.gson.JsonParser.parseString(answer.body())
              .getAsJsonObject()
              .getAsJsonObject("headers");
      own.forEach((name, value) -> assertThat(seen.get(name).getAsString()).isEqualTo(value));
      assertThat(seen.keySet()).doesNotContain("x-api-key", "x-session");
      assertThat(seen.get("x-factory-wallet").getAsString()).isEqualTo(Rig.HOLDER);
      assertThat(answer.body()).doesNotContain(session, key);
    }
    var beside =
        rig.http.get(
            path,
            "Cookie: sid=1; __Host-factory=" + session,
            "Authorization: Bearer eyJ.e30.x",
            "X-API-Key: sk_live_1",
            "X-Session: 7");
    assertThat(beside.body())
        .contains(
            "\"authorization\":\"Bearer eyJ.e30.x\"",
            "\"x-api-key\":\"sk_live_1\"",
            "\"x-session\":\"7\"",
            "\"cookie\":\"sid\\u003d1\"")
        .doesNotContain(session);

    var two = rig.http.get(path, "X-API-Key: " + key, "Authorization: Bearer " + session);
    assertThat(two.status()).isEqualTo(400);
    assertThat(two.body())
        .contains("SEVERAL_CREDENTIALS", "Authorization and X-API-Key; send one")
        .doesNotContain(session, key);
    var alone = rig.http.get(path, "Authorization: Bearer eyJ.e30.x");
    assertThat(alone.status()).isEqualTo(401);
    assertThat(alone.body())
        .contains("WALLET_MISSING", "X-Session", "X-API-Key")
        .doesNotContain("eyJ.e30.x");
    assertThat(rig.http.get("/services", "X-Session: " + session).status()).isEqualTo(200);
    assertThat(rig.http.get("/services", "X-Session: mfs_over").status()).isEqualTo(401);
  }

  @Test
  void aNonceSignsInOnceHoweverManyTryAtTheSameTime() throws Exception {
    var request = signed(Rig.HOLDER, nonce(Rig.HOLDER).getMessage());
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<String> attempt =
          () -> {
            try {
              return access().createSession(request).getSession().getWallet();
            } catch (StatusRuntimeException e) {
              return Faults.fromGrpc(e).reason();
            }
          };
      List<String> answers = new ArrayList<>();
      for (var answer : pool.invokeAll(java.util.Collections.nCopies(16, attempt))) {
        answers.add(answer.get());
      }
      assertThat(answers).containsOnlyOnce(Rig.HOLDER);
      assertThat(Set.copyOf(answers)).isEqualTo(Set.of(Rig.HOLDER, "NONCE_UNKNOWN"));
    }
    assertThat(reason(() -> access().createSession(request))).isEqualTo("NONCE_UNKNOWN");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "localhost: | evil.example: | another domain",
        "http://localhost: | https://localhost: | another domain",
        "URI: http://localhost: | URI: http://evil.example: | another place",
        "Version: 1 | Version: 2 | line 7",
        "Chain ID: 31337 | Chain ID: 1 | does not follow",
        "Issued At: 20 | Issued At: 30 | in the future",
        "Issued At: 20 | Issued At: 19 | more than ten minutes ago",
        "Expiration Time: 20 | Expiration Time: 19 | has expired"
      })
  void aMessageForAnotherPlaceOrTimeIsRefusedByItsField(
      String part, String instead, String expected) {
    var message = nonce(Rig.HOLDER).getMessage();
    assertThat(message).contains(part);
    var changed = message.replace(part, instead);
    var fault = fault(() -> access().createSession(signed(Rig.HOLDER, changed)));
    assertThat(fault.reason()).isEqualTo("INVALID_ARGUMENT");
    assertThat(fault.fields())
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.field()).isEqualTo("message");
              assertThat(f.message()).contains(expected);
            });
  }

  @ParameterizedTest
  @CsvSource({
    "Issued At, 20, true",
    "Issued At, 45, false",
    "Issued At, -620, true",
    "Issued At, -645, false",
    "Not Before, 20, true",
    "Not Before, 45, false",
    "Expiration Time, -20, true",
    "Expiration Time, -45, false"
  })
  void clocksMayBeHalfAMinuteApart(String field, int seconds, boolean good) {
    var message = nonce(Rig.HOLDER).getMessage();
    var time = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(seconds);
    var changed =
        field.equals("Not Before")
            ? message.replaceAll("Expiration Time: .*", "$0\nNot Before: " + time)
            : message.replaceAll(field + ": .*", field + ": " + time);
    var request = signed(Rig.HOLDER, changed);
    if (good) {
      assertThat(access().createSession(request).getSecret()).startsWith("mfs_");
    } else {
      assertThat(fault(() -> access().createSession(request)).fields())
          .singleElement()
          .matches(f -> f.field().equals("message"));
    }
  }

  @Test
  void whatIsNotSignedByItsWalletIsRefusedAndANonceOfAnotherMakeIsUnknown() {
    var message = nonce(Rig.HOLDER).getMessage();
    assertThat(reason(() -> access().createSession(signed(Rig.NOBODY, message))))
        .isEqualTo("SIGNATURE_INVALID");
    var forged = message.replaceAll("Nonce: \\w+", "Nonce: abcdefgh12345678");
    assertThat(reason(() -> access().createSession(signed(Rig.HOLDER, forged))))
        .isEqualTo("NONCE_UNKNOWN");
    var later = message.replaceAll("Expiration Time: .*", "$0\nNot Before: 2999-01-01T00:00:00Z");
    assertThat(fault(() -> access().createSession(signed(Rig.HOLDER, later))).fields().toString())
        .contains("Not Before");
    // A chain-svc that cannot be asked is no verdict, and the nonce stays good.
    rig.chain.mode = FakeChain.Mode.ERRORING;
    try {
      assertThat(fault(() -> access().createSession(signed(Rig.HOLDER, message))).code())
          .isEqualTo(io.grpc.Status.Code.UNAVAILABLE);
    } finally {
      rig.chain.mode = FakeChain.Mode.WELL;
    }
    assertThat(access().createSession(signed(Rig.HOLDER, message)).getSecret()).startsWith("mfs_");
  }

  @Test
  void sessionsAreListedAndRevokedByTheirWalletAlone() {
    var one = signIn(Rig.HOLDER);
    var other = signIn(Rig.HOLDER);
    var stranger = signIn(Rig.NOBODY);

    var listed = as(one).listSessions(ListSessionsRequest.getDefaultInstance()).getSessionsList();
    assertThat(listed).extracting(Session::getId).contains(one.getSession().getId());
    assertThat(listed.stream().filter(Session::getCurrent))
        .extracting(Session::getId)
        .containsExactly(one.getSession().getId());

    var end = DeleteSessionRequest.newBuilder().setSessionId(other.getSession().getId()).build();
    assertThat(reason(() -> as(stranger).deleteSession(end))).isEqualTo("SESSION_NOT_FOUND");
    as(one).deleteSession(end);
    assertThat(status("Authorization: Bearer " + other.getSecret())).isEqualTo(401);
    assertThat(status("Authorization: Bearer " + one.getSecret())).isEqualTo(200);

    as(one).deleteSession(DeleteSessionRequest.getDefaultInstance());
    assertThat(status("Authorization: Bearer " + one.getSecret())).isEqualTo(401);
    assertThat(reason(() -> access().listSessions(ListSessionsRequest.getDefaultInstance())))
        .isEqualTo("SIGN_IN_REQUIRED");
  }

  @Test
  void aContractWalletsSessionCountsOnItsChain() {
    rig.chain.contracts.add(Rig.NOBODY);
    try {
      assertThat(signIn(Rig.NOBODY).getSession().getChainId()).isEqualTo(FakeChain.CHAIN_ID);
    } finally {
      rig.chain.contracts.clear();
    }
  }

  @Test
  void aKeyOpensItsServiceWhileItsOwnerHolds() {
    var seller = "0x" + "5e".repeat(20);
    rig.chain.balance(Rig.TOKEN, seller, "1");
    var session = signIn(seller);
    var made =
        as(session)
            .createKey(
                CreateKeyRequest.newBuilder()
                    .setServiceId(service)
                    .setName("nightly job")
                    .setScope(KeyScope.newBuilder().addMethods("GET").addPaths("/books"))
                    .build());
    assertThat(made.getSecret()).startsWith("mf_").startsWith(made.getKey().getHint());
    var header = "X-API-Key: " + made.getSecret();
    rig.await(service, "/books", seller, 200);
    assertThat(status(header)).isEqualTo(200);
    assertThat(rig.http.get("/gateway/" + service + "/books", header).body())
        .doesNotContain(made.getSecret());
    assertThat(rig.http.get("/gateway/" + service + "/other", header).body())
        .contains("KEY_SCOPE_EXCEEDED");

    rig.chain.balance(Rig.TOKEN, seller, "0");
    Await.until("the seller's key opens nothing", () -> status(header) == 403);
    rig.chain.balance(Rig.TOKEN, seller, "1");
    Await.until("it opens again", () -> status(header) == 200);

    assertThat(keys(session)).singleElement().matches(Key::hasLastUsedAt);
    assertThat(
            reason(
                () ->
                    access("x-api-key", made.getSecret())
                        .listSessions(ListSessionsRequest.getDefaultInstance())))
        .isNotEqualTo("SIGN_IN_REQUIRED");
    as(session)
        .deleteKey(
            DeleteKeyRequest.newBuilder()
                .setServiceId(service)
                .setKeyId(made.getKey().getId())
                .build());
    assertThat(status(header)).isEqualTo(401);
    assertThat(keys(session)).isEmpty();
  }

  private static List<Key> keys(CreateSessionResponse session) {
    return as(session)
        .listKeys(ListKeysRequest.newBuilder().setServiceId(service).build())
        .getKeysList();
  }

  @Test
  void aRotatedKeyHasBothSecretsForAWhileAndSurvivesARestart() {
    var session = signIn(Rig.HOLDER);
    var made =
        as(session)
            .createKey(CreateKeyRequest.newBuilder().setServiceId(service).setName("a").build());
    var rotate =
        RotateKeyRequest.newBuilder().setServiceId(service).setKeyId(made.getKey().getId());
    var second = as(session).rotateKey(rotate.build());
    assertThat(second.getKey().hasPreviousUntil()).isTrue();
    assertThat(status("X-API-Key: " + made.getSecret())).isEqualTo(200);
    assertThat(status("X-API-Key: " + second.getSecret())).isEqualTo(200);

    rig.edge.close();
    rig.startEdgeAgain();
    rig.await(service, "/books", Rig.HOLDER, 200);
    assertThat(status("X-API-Key: " + made.getSecret())).isEqualTo(200);
    assertThat(status("Authorization: Bearer " + session.getSecret())).isEqualTo(200);

    var third = as(session).rotateKey(rotate.setOverlap(Durations.fromNanos(0)).build());
    assertThat(third.getKey().hasPreviousUntil()).isFalse();
    assertThat(status("X-API-Key: " + made.getSecret())).isEqualTo(401);
    assertThat(status("X-API-Key: " + second.getSecret())).isEqualTo(401);
    assertThat(status("X-API-Key: " + third.getSecret())).isEqualTo(200);
  }

  @Test
  void badKeyRequestsNameTheField() {
    var session = as(signIn(Rig.HOLDER));
    var good = CreateKeyRequest.newBuilder().setServiceId(service).setName("a").build();
    var past = Timestamp.newBuilder().setSeconds(Instant.now().getEpochSecond() - 1).build();
    var bad =
        Map.of(
            "service_id", good.toBuilder().setServiceId("x").build(),
            "name", good.toBuilder().setName(" ").build(),
            "expires_at", good.toBuilder().setExpiresAt(past).build(),
            "scope.methods",
                good.toBuilder().setScope(KeyScope.newBuilder().addMethods("get")).build(),
            "scope.paths",
                good.toBuilder().setScope(KeyScope.newBuilder().addPaths("books")).build());
    bad.forEach(
        (field, request) ->
            assertThat(fault(() -> session.createKey(request)).fields())
                .extracting(Fault.FieldViolation::field)
                .containsExactly(field));
    assertThat(reason(() -> session.createKey(good.toBuilder().setServiceId(Rig.newId()).build())))
        .isEqualTo("SERVICE_NOT_FOUND");
  }

  @Test
  void aScopeThatNoCallCouldFitIsRefused() {
    var session = as(signIn(Rig.HOLDER));
    for (var method : List.of("TRACE", "CONNECT", "GETT", "Get", "", "*")) {
      assertThat(scopeFault(session, KeyScope.newBuilder().addMethods(method)))
          .as(method)
          .isEqualTo("scope.methods");
    }
    List<String> paths = new ArrayList<>(Spellings.from("/books", 1, "x"));
    paths.removeIf(RequestTarget::hasOneMeaning);
    assertThat(paths).hasSizeGreaterThan(500);
    var all =
        List.of("", "books", "/a?b", "/a#b", "//a", "/a;b", "/a b", "/\u00e9", "/b%6foks", "/..");
    for (var path : Stream.concat(all.stream(), paths.stream().limit(50)).toList()) {
      assertThat(scopeFault(session, KeyScope.newBuilder().addPaths(path)))
          .as(path)
          .isEqualTo("scope.paths");
    }
    for (var path : List.of("/", "/books", "/books/", "/%C3%BC", "/a.b/..c")) {
      session.createKey(
          CreateKeyRequest.newBuilder()
              .setServiceId(service)
              .setName("a")
              .setScope(KeyScope.newBuilder().addPaths(path).addMethods("PATCH"))
              .build());
    }
  }

  private static String scopeFault(AccessBlockingStub session, KeyScope.Builder scope) {
    return fault(
            () ->
                session.createKey(
                    CreateKeyRequest.newBuilder()
                        .setServiceId(service)
                        .setName("a")
                        .setScope(scope)
                        .build()))
        .fields()
        .getFirst()
        .field();
  }

  @Test
  void whatTheGateRefusesGrpcCallersHearInFull() {
    var read = ListSessionsRequest.getDefaultInstance();
    var unknown = fault(() -> access("authorization", "Bearer nothing").listSessions(read));
    assertThat(unknown.code()).isEqualTo(io.grpc.Status.Code.UNAUTHENTICATED);
    assertThat(unknown.reason()).isEqualTo("SESSION_INVALID");
    assertThat(unknown.message()).startsWith("The session is unknown");

    // HTTP's 400 alone would become INTERNAL.
    var twice =
        fault(() -> access("authorization", "Bearer a", "x-api-key", "b").listSessions(read));
    assertThat(twice.code()).isEqualTo(io.grpc.Status.Code.INVALID_ARGUMENT);
    assertThat(twice.reason()).isEqualTo("SEVERAL_CREDENTIALS");
  }

  /** A stub of a caller who says with each call which addresses it came through. */
  private static AccessBlockingStub through(MeshChannel channel, String addresses) {
    var metadata = new Metadata();
    metadata.put(Metadata.Key.of("x-forwarded-for", Metadata.ASCII_STRING_MARSHALLER), addresses);
    return AccessGrpc.newBlockingStub(channel.channel())
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void whoSignsInTooOftenIsToldToWait(int proxies) {
    try (var patient =
            new Rig(
                Map.of(
                    "edge.sign-ins-per-minute",
                    "2",
                    "edge.trusted-proxies",
                    Integer.toString(proxies)));
        var channel =
            MeshChannel.open(
                new Address.Tcp("127.0.0.1", patient.port), AccessGrpc.getServiceDescriptor())) {
      var request = CreateNonceRequest.getDefaultInstance();
      var one = through(channel, "203.0.113.1");
      assertThat(one.createNonce(request).getNonce()).hasSize(17);
      assertThat(one.createNonce(request).getMessage()).isEmpty();
      // What a caller writes before its proxy does is the caller's word.
      var fault = fault(() -> through(channel, "203.0.113.9, 203.0.113.1").createNonce(request));
      assertThat(fault.reason()).isEqualTo("SIGN_IN_RATE_EXCEEDED");
      assertThat(Integer.parseInt(fault.metadata().get("retry_after_seconds"))).isBetween(1, 31);

      var other = through(channel, "203.0.113.1, 203.0.113.2");
      if (proxies == 0) {
        assertThat(reason(() -> other.createNonce(request))).isEqualTo("SIGN_IN_RATE_EXCEEDED");
      } else {
        assertThat(other.createNonce(request).getNonce()).hasSize(17);
      }
    }
  }
}
