package factory.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import com.google.gson.JsonParser;
import factory.edge.v1.AccessGrpc.AccessBlockingStub;
import factory.edge.v1.CallStatus;
import factory.edge.v1.CreateKeyRequest;
import factory.edge.v1.ListUsageRequest;
import factory.edge.v1.Usage;
import factory.registry.v1.Route;
import factory.registry.v1.Serving;
import factory.registry.v1.ServingState;
import factory.registry.v1.Upstream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** How calls through a real Envoy end, and who may read of it. */
@Tag("slow")
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UsageEndsTest {
  private static final String OWNER = "0x" + "a0".repeat(20);
  private static final String OPERATOR = "0x" + "0b".repeat(20);

  private Rig rig;
  private UsageCaller caller;
  private AccessBlockingStub operator;
  private Echo echo;
  private String service;

  @BeforeAll
  void start() {
    rig = new Rig(Map.of("open-changes", "false", "operators", OPERATOR));
    caller = new UsageCaller(rig);
    operator = caller.signedIn(OPERATOR);
  }

  @BeforeEach
  void aServiceWithItsFirstCallCounted() {
    service = Rig.newId();
    echo = rig.echo(service.substring(0, 8));
    rig.chain.announce(Rig.TOKEN);
    rig.chain.balance(Rig.TOKEN, Rig.HOLDER, "1");
    rig.registry.put(
        Route.newBuilder()
            .setServiceId(service)
            .setServing(
                Serving.newBuilder().setState(ServingState.SERVING_STATE_UP).setVersion("v1"))
            .setUpstream(Upstream.newBuilder().setUnixPath(echo.socket().toString()))
            .setToken(Rig.token())
            .setRequesterId(OWNER)
            .build());
    rig.await(service, "/books", Rig.HOLDER, 200);
    Await.until("the first call is counted", () -> calls() == 1);
  }

  @AfterAll
  void stop() {
    caller.close();
    rig.close();
  }

  private List<Usage> usage(AccessBlockingStub access, String wallet) {
    return access
        .listUsage(ListUsageRequest.newBuilder().setServiceId(service).setWallet(wallet).build())
        .getUsageList();
  }

  private long calls() {
    return usage(operator, "").stream().mapToLong(Usage::getCalls).sum();
  }

  private String path(String rest) {
    return "/gateway/" + service + rest;
  }

  private Raw.Answer get(String rest, String... more) {
    var headers = new String[more.length + 1];
    headers[0] = "X-Wallet-Address: " + Rig.HOLDER;
    System.arraycopy(more, 0, headers, 1, more.length);
    return rig.http.get(path(rest), headers);
  }

  @Test
  void callsWithAKeyAreToldApartFromThoseOfItsWallet() {
    var key =
        caller
            .signedIn(Rig.HOLDER)
            .createKey(CreateKeyRequest.newBuilder().setServiceId(service).setName("job").build());
    for (var i = 0; i < 3; i++) {
      assertThat(rig.http.get(path("/books"), "X-API-Key: " + key.getSecret()).status())
          .isEqualTo(200);
    }
    Await.until("all are counted", () -> calls() == 4);
    assertThat(usage(operator, ""))
        .extracting(
            Usage::getWallet,
            Usage::getKeyId,
            Usage::getStatus,
            Usage::getHttpStatus,
            Usage::getCalls)
        .containsExactly(
            tuple(Rig.HOLDER, "", CallStatus.CALL_STATUS_ANSWERED, 200, 1L),
            tuple(Rig.HOLDER, key.getKey().getId(), CallStatus.CALL_STATUS_ANSWERED, 200, 3L));
  }

  /** Settled at all, so the access log's id is the one that the gate was asked with. */
  @Test
  void anIdThatCallersMakeUpNamesNoCall() {
    var made = UUID.randomUUID().toString();
    Set<String> ids = new HashSet<>();
    for (var i = 0; i < 5; i++) {
      var seen = JsonParser.parseString(get("/books", "X-Request-Id: " + made).body());
      ids.add(seen.getAsJsonObject().getAsJsonObject("headers").get("x-request-id").getAsString());
    }
    assertThat(ids).hasSize(5).doesNotContain(made);
    Await.until("all are counted", () -> calls() == 6);
    assertThat(usage(operator, ""))
        .singleElement()
        .matches(u -> u.getStatus() == CallStatus.CALL_STATUS_ANSWERED && u.getCalls() == 6);
  }

  @Test
  void aServiceThatIsGoneCountsAsItsCallersSawIt() {
    echo.close();
    var answer = get("/books");
    assertThat(answer.status()).isEqualTo(503);
    Await.until("it is counted", () -> calls() == 2);
    assertThat(usage(operator, ""))
        .filteredOn(u -> u.getHttpStatus() == 503)
        .singleElement()
        .matches(u -> u.getResponseBytes() == answer.body().length());
  }

  @Test
  void aStreamCountsWithItsBytesAndItsTimeOnceItIsOver() throws Exception {
    var before = usage(operator, "").getFirst();
    var asked = System.nanoTime();
    try (var socket = new Socket("127.0.0.1", rig.port)) {
      socket.setSoTimeout(20_000);
      socket
          .getOutputStream()
          .write(
              ("GET "
                      + path("/events")
                      + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                      + "Accept: text/event-stream\r\nX-Wallet-Address: "
                      + Rig.HOLDER
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      var in = socket.getInputStream();
      var seen = new StringBuilder();
      while (seen.indexOf("first") < 0) {
        seen.append((char) in.read());
      }
      var begun = System.nanoTime();
      // Its neighbour's end is told while it goes on.
      get("/books");
      Await.until("the other call is counted", () -> calls() == 2);
      var released = System.nanoTime();
      echo.eventsReleased.countDown();
      in.transferTo(java.io.OutputStream.nullOutputStream());
      Await.until("the stream is counted", () -> calls() == 3);
      var after = usage(operator, "").getFirst();
      assertThat(after.getDurationMs() - before.getDurationMs())
          .isBetween(
              TimeUnit.NANOSECONDS.toMillis(released - begun) - 1,
              2 * TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked));
    }
    // Without what HTTP/1.1 puts around its pieces.
    var stream = "data: first\n\ndata: second\n\n".length();
    var bytes = get("/books").body().length();
    Await.until("the last call is counted", () -> calls() == 4);
    assertThat(usage(operator, "").getFirst().getResponseBytes() - before.getResponseBytes())
        .isBetween(stream + 2L * bytes - 100, stream + 2L * bytes + 100);
  }

  @Test
  void aCallerWhoLeavesBeforeTheAnswerIsCountedOnceWithoutAStatus() throws Exception {
    try (var socket = new Socket("127.0.0.1", rig.port)) {
      socket
          .getOutputStream()
          .write(
              ("GET "
                      + path("/slow")
                      + " HTTP/1.1\r\nHost: localhost\r\nX-Wallet-Address: "
                      + Rig.HOLDER
                      + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      Await.until("it has reached the service", () -> echo.calls.get() == 2);
    }
    Await.until("it is counted", () -> calls() == 2);
    assertThat(usage(operator, ""))
        .extracting(Usage::getStatus, Usage::getHttpStatus, Usage::getCalls)
        .containsExactly(
            tuple(CallStatus.CALL_STATUS_UNKNOWN, 0, 1L),
            tuple(CallStatus.CALL_STATUS_ANSWERED, 200, 1L));
  }

  @Test
  void ownersAndOperatorsSeeEverybodyAndOthersThemselves() {
    rig.chain.balance(Rig.TOKEN, Rig.NOBODY, "1");
    try {
      rig.await(service, "/books", Rig.NOBODY, 200);
      Await.until("it is counted", () -> calls() == 2);
      var stranger = caller.signedIn(Rig.NOBODY);
      for (var wallet : List.of("", Rig.NOBODY, Rig.HOLDER)) {
        assertThat(usage(stranger, wallet))
            .extracting(Usage::getWallet)
            .containsExactly(Rig.NOBODY);
      }
      for (var everybodys : List.of(caller.signedIn(OWNER), operator)) {
        assertThat(usage(everybodys, ""))
            .extracting(Usage::getWallet)
            .containsExactly(Rig.HOLDER, Rig.NOBODY);
        assertThat(usage(everybodys, Rig.HOLDER))
            .extracting(Usage::getWallet)
            .containsExactly(Rig.HOLDER);
      }
      assertThat(usage(caller.signedIn("0x" + "77".repeat(20)), "")).isEmpty();
      assertThatThrownBy(() -> usage(caller.access(), "")).hasMessageContaining("UNAUTHENTICATED");
    } finally {
      rig.chain.balance(Rig.TOKEN, Rig.NOBODY, "0");
    }
  }
}
