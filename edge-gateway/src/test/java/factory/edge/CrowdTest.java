package factory.edge;

import static org.assertj.core.api.Assertions.assertThat;

import factory.edge.v1.AccessGrpc;
import factory.edge.v1.CreateNonceRequest;
import factory.mesh.Address;
import factory.mesh.Faults;
import factory.mesh.MeshChannel;
import factory.registry.v1.RegistryGrpc;
import factory.registry.v1.WatchServicesRequest;
import factory.registry.v1.WatchServicesResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Many want much at once; the others are answered all the same. Through a real Envoy. */
@Tag("slow")
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrowdTest {
  private static final int PER_ADDRESS = 600;
  private static final int STREAMS = 550;
  private static final String EVENTS =
      "GET /services/x/events HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\n\r\n";

  private Rig rig;
  private Echo echo;
  private String id;
  private final List<Socket> sockets = new ArrayList<>();

  @BeforeAll
  void start() {
    rig =
        new Rig(
            Map.of(
                "edge.streams", Integer.toString(STREAMS),
                "edge.streams-per-address", Integer.toString(PER_ADDRESS),
                "edge.trusted-proxies", "1",
                "edge.body-timeout", "PT6S",
                "edge.request-timeout", "PT2S",
                "edge.sign-ins-per-minute", "10000"));
    echo = rig.echo("books");
    id = rig.service(echo);
  }

  @AfterEach
  void leave() throws IOException {
    for (var socket : sockets) {
      socket.close();
    }
    sockets.clear();
  }

  @AfterAll
  void stop() {
    rig.close();
    echo.close();
  }

  private static String from(String address) {
    return "X-Forwarded-For: " + address;
  }

  private Socket open(String request) throws IOException {
    var socket = new Socket("127.0.0.1", rig.port);
    sockets.add(socket);
    socket.setSoTimeout(20_000);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    return socket;
  }

  /** The status of an answer that goes on. */
  private static int status(Socket socket) throws IOException {
    var line = new StringBuilder();
    for (var c = socket.getInputStream().read(); c >= 0 && c != '\n'; ) {
      line.append((char) c);
      c = socket.getInputStream().read();
    }
    return Integer.parseInt(line.substring(9, 12));
  }

  private Socket stream(String address) throws IOException {
    return open(asking(address));
  }

  private static String asking(String address) {
    return EVENTS.replace("\r\n\r\n", "\r\n" + from(address) + "\r\n\r\n");
  }

  /** Pages, REST, health, signing in, the services: for somebody else. */
  private void theOthersAreAnswered() {
    var other = from("198.51.100.7");
    for (var path : List.of("/", "/healthz", "/services")) {
      assertThat(rig.http.get(path, other).status()).as(path).isEqualTo(200);
    }
    assertThat(rig.http.send("POST", "/ideas", "{}", other).status()).isEqualTo(200);
    assertThat(called("/books")).isEqualTo(200);
    try (var channel =
        MeshChannel.open(
            new Address.Tcp("127.0.0.1", rig.port), AccessGrpc.getServiceDescriptor())) {
      assertThat(
              AccessGrpc.newBlockingStub(channel.channel())
                  .createNonce(CreateNonceRequest.getDefaultInstance())
                  .getNonce())
          .isNotEmpty();
    }
  }

  private int called(String path) {
    return rig.http
        .get("/gateway/" + id + path, "X-Wallet-Address: " + Rig.HOLDER, from("198.51.100.7"))
        .status();
  }

  @Test
  void eventStreamsAreAmongThemselvesAndAboveTheirNumberRefusedAtOnce() throws Exception {
    var open = 0;
    var refused = 0;
    for (var i = 0; i < 700; i++) {
      var socket = stream("203.0.113." + (i % 2));
      var status = status(socket);
      if (status == 200) {
        open++;
      } else {
        assertThat(status).isEqualTo(503);
        refused++;
      }
    }
    assertThat(open).isEqualTo(STREAMS);
    assertThat(refused).isEqualTo(700 - STREAMS);
    theOthersAreAnswered();
    // A page that is asked for as if it were a stream is answered, and its time is a page's.
    leave();
    Await.until(
        "their places are free",
        () -> rig.http.get("/", "Accept: text/event-stream").status() == 200);
    assertThat(rig.http.get("/slow", "Accept: text/event-stream").status()).isEqualTo(503);
  }

  @Test
  void anAddressHasItsNumberOfStreamsHoweverItIsWrittenAndGetsThemBack() throws Exception {
    try (var few = new Rig(Map.of("edge.streams-per-address", "3", "edge.trusted-proxies", "1"))) {
      List<Socket> open = new ArrayList<>();
      for (var i = 0; i < 3; i++) {
        var socket = new Socket("127.0.0.1", few.port);
        socket.setSoTimeout(20_000);
        open.add(socket);
        socket
            .getOutputStream()
            .write(asking("2001:db8::" + i + ":1").getBytes(StandardCharsets.US_ASCII));
        assertThat(status(socket)).isEqualTo(200);
      }
      var headers = new String[] {"Accept: text/event-stream", from("2001:db8::9:9")};
      var refused = few.http.get("/services/x/events", headers);
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("retry-after")).isEqualTo("5");
      assertThat(refused.body()).contains("STREAMS_EXCEEDED");
      assertThat(few.http.get("/", from("2001:db8::9:9")).status()).isEqualTo(200);
      open.getFirst().close();
      few.web.eventsReleased.countDown();
      Await.until(
          "a place is free", () -> few.http.get("/services/x/events", headers).status() == 200);
      for (var socket : open) {
        socket.close();
      }
    }
  }

  @Test
  void watchesOverFewConnectionsStopNoCalls() throws Exception {
    List<MeshChannel> connections = new ArrayList<>();
    var refusals = new ConcurrentLinkedQueue<String>();
    try {
      for (var connection = 0; connection < 6; connection++) {
        var channel =
            MeshChannel.open(
                new Address.Tcp("127.0.0.1", rig.port), RegistryGrpc.getServiceDescriptor());
        connections.add(channel);
        for (var i = 0; i < 120; i++) {
          RegistryGrpc.newStub(channel.channel())
              .watchServices(
                  WatchServicesRequest.getDefaultInstance(),
                  new StreamObserver<WatchServicesResponse>() {
                    @Override
                    public void onNext(WatchServicesResponse value) {}

                    @Override
                    public void onError(Throwable error) {
                      refusals.add(String.valueOf(error.getMessage()));
                    }

                    @Override
                    public void onCompleted() {
                      refusals.add("completed");
                    }
                  });
        }
      }
      // 720 from one address that may have 600, at a node that takes 550.
      Await.until("what is above is refused", () -> refusals.size() == 720 - STREAMS);
      assertThat(refusals).noneMatch(r -> r.contains("completed"));
      theOthersAreAnswered();
      assertThat(refusals).hasSize(720 - STREAMS);
    } finally {
      connections.forEach(MeshChannel::close);
    }
  }

  /** One more byte of each body, so that none of them pauses. */
  private boolean drip() {
    for (var socket : sockets) {
      try {
        socket.getOutputStream().write('a');
      } catch (IOException e) {
        // Its time has ended.
      }
    }
    return true;
  }

  @Test
  void bodiesThatComeSlowlyTakeNobodysPlaceAndEnd() throws Exception {
    var before = echo.received.get() + rig.web.received.get();
    var wallets = 0;
    for (var i = 0; i < 640; i++) {
      var known = i % 8 < 6;
      // A holder's, and anybody's: for a service, for the platform, of known length and not.
      var length = known ? "Content-Length: 60000" : "Transfer-Encoding: chunked";
      var begun = known ? "a" : "ea60\r\na";
      var path = i % 2 == 0 ? "/gateway/" + id + "/books" : "/ideas";
      var address = from("203.0.113." + (i % 200));
      var method = i % 8 == 7 ? "GET" : "POST";
      if (i % 2 == 0) {
        wallets++;
      }
      open(
          method
              + " "
              + path
              + " HTTP/1.1\r\nHost: x\r\n"
              + address
              + "\r\n"
              + (i % 2 == 0 ? "X-Wallet-Address: " + Rig.HOLDER + "\r\n" : "")
              + length
              + "\r\n\r\n"
              + begun);
    }
    assertThat(wallets).isEqualTo(320);
    // One wallet has 32 calls at once, and so none is left for itself.
    Await.until("it has no more", () -> drip() && called("/books") == 429);
    var other = "0x" + "0e".repeat(20);
    rig.chain.balance(Rig.TOKEN, other, "1");
    Await.until(
        "another holder is answered",
        () ->
            rig.http.get("/gateway/" + id + "/books", "X-Wallet-Address: " + other).status()
                == 200);
    for (var path : List.of("/", "/healthz")) {
      assertThat(rig.http.get(path).status()).isEqualTo(200);
    }
    // None of them reached anything, and their time ends.
    assertThat(echo.received.get() + rig.web.received.get()).isEqualTo(before);
    Await.until("it may call again", () -> drip() && called("/books") == 200);
    assertThat(status(sockets.get(1))).isEqualTo(408);
    theOthersAreAnswered();
  }

  /** Their ends are told late, and for a while they look as if they were all at once. */
  @Test
  void whoeverCallsFastOneAfterAnotherIsNotRefused() throws Exception {
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Set<Integer>> caller =
          () -> {
            Set<Integer> statuses = new HashSet<>();
            for (var i = 0; i < 150; i++) {
              statuses.add(called("/books"));
            }
            return statuses;
          };
      for (var statuses : pool.invokeAll(Collections.nCopies(12, caller))) {
        assertThat(statuses.get()).containsExactly(200);
      }
    }
  }

  private List<Socket> answered() {
    return sockets.stream()
        .filter(
            socket -> {
              try {
                return socket.getInputStream().available() > 0;
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .toList();
  }

  @Test
  void uploadsHaveABreakerOfTheirOwn() throws Exception {
    for (var i = 0; i < 200; i++) {
      var wallet = "0x" + "%02x".formatted(0x10 + i % 10).repeat(20);
      if (i < 10) {
        rig.chain.balance(Rig.TOKEN, wallet, "1");
        Await.until(
            "it holds",
            () ->
                rig.http.get("/gateway/" + id + "/x", "X-Wallet-Address: " + wallet).status()
                    == 200);
      }
      open(
          "POST /gateway/"
              + id
              + "/books HTTP/1.1\r\nHost: x\r\nX-Wallet-Address: "
              + wallet
              + "\r\nContent-Length: 200000\r\n\r\na");
      if (i % 20 == 19) {
        // Not all at once: a gate that a busy machine keeps from deciding in time refuses too.
        assertThat(called("/x")).isEqualTo(200);
      }
    }
    // 128 are read, at most 32 wait, and the others are refused at once. Envoy's threads count
    // together, but look before they count: on a busy machine a few more get in.
    Await.until("uploads are full", () -> answered().size() >= 200 - 128 - 32 - 8);
    assertThat(answered().size()).isLessThan(150);
    for (var refused : answered()) {
      assertThat(status(refused)).isEqualTo(503);
    }
    assertThat(called("/books")).isEqualTo(200);
    assertThat(
            rig.http
                .send("POST", "/gateway/" + id + "/books", "{}", "X-Wallet-Address: " + Rig.HOLDER)
                .status())
        .isEqualTo(200);
  }

  private static Raw.Answer work(Rig rig, String path, int host) {
    var answer = rig.http.send("POST", path, "{}", from("2001:db8::" + host + ":1"));
    assertThat(answer.status()).isIn(200, 429);
    return answer;
  }

  @Test
  void aFloodOfWorkIsOneAddressesOwn() {
    try (var strict = new Rig(Map.of("edge.budget-per-minute", "20", "edge.trusted-proxies", "1"));
        var channel =
            MeshChannel.open(
                new Address.Tcp("127.0.0.1", strict.port), AccessGrpc.getServiceDescriptor())) {
      var refused = 0;
      for (var i = 0; i < 60; i++) {
        var path = List.of("/ideas", "/access/explain", "/generate", "/auth/nonce").get(i % 4);
        refused += work(strict, path, i).status() == 429 ? 1 : 0;
      }
      assertThat(refused).isBetween(30, 40);
      var last =
          Stream.generate(() -> work(strict, "/ideas", 60))
              .filter(a -> a.status() == 429)
              .findFirst()
              .orElseThrow();
      assertThat(last.body()).contains("BUDGET_EXCEEDED");
      assertThat(Integer.parseInt(last.header("retry-after"))).isBetween(1, 4);
      // Reading goes on, and so do the others' ideas.
      assertThat(strict.http.get("/services", from("2001:db8::1")).status()).isEqualTo(200);
      assertThat(strict.http.send("POST", "/ideas", "{}", from("2001:db8:1::1")).status())
          .isEqualTo(200);
      // Over gRPC the same, whose caller is nobody's proxy here.
      var stub = AccessGrpc.newBlockingStub(channel.channel());
      var reasons = new ArrayList<String>();
      for (var i = 0; i < 30; i++) {
        try {
          var _ = stub.createNonce(CreateNonceRequest.getDefaultInstance());
        } catch (io.grpc.StatusRuntimeException e) {
          var fault = Faults.fromGrpc(e);
          assertThat(fault.code()).isEqualTo(io.grpc.Status.Code.RESOURCE_EXHAUSTED);
          reasons.add(fault.reason());
        }
      }
      assertThat(reasons).hasSizeGreaterThan(5).containsOnly("BUDGET_EXCEEDED");
    }
  }
}
