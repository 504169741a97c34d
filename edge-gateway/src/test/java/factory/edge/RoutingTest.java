package factory.edge;

import static org.assertj.core.api.Assertions.assertThat;

import factory.mesh.Address;
import factory.mesh.MeshChannel;
import factory.registry.v1.RegistryGrpc;
import factory.registry.v1.ServingState;
import factory.registry.v1.WatchServicesRequest;
import factory.registry.v1.WatchServicesResponse;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Routes come, move and go while Envoy runs. */
@Timeout(120)
@Tag("slow")
class RoutingTest {
  private final Rig rig = new Rig(Map.of());
  private final Echo one = rig.echo("one");

  @AfterEach
  void stop() {
    rig.close();
    one.close();
  }

  private String body(String id) {
    return rig.http.get("/gateway/" + id + "/books", "X-Wallet-Address: " + Rig.HOLDER).body();
  }

  @Test
  void aRouteAppearsMovesAndDisappearsWithoutARestart() {
    var id = rig.service(one);
    try (var two = rig.echo("two")) {
      rig.registry.up(id, two.socket(), Optional.of(Rig.token()));
      Await.until("the new version answers", () -> body(id).contains("\"two\""));

      rig.registry.state(id, ServingState.SERVING_STATE_DOWN, Optional.of(Rig.token()));
      Await.until("it is down", () -> body(id).contains("SERVICE_NOT_SERVING"));

      rig.registry.up(id, one.socket(), Optional.of(Rig.token()));
      Await.until("the old version answers again", () -> body(id).contains("\"one\""));

      rig.registry.delete(id);
      Await.until("it is unknown", () -> body(id).contains("SERVICE_NOT_FOUND"));
    }
  }

  @Test
  void anEnvoyThatStartsLateOrAgainGetsEverything() {
    var id = rig.service(one);
    rig.envoy.close();
    var later = Rig.newId();
    rig.registry.up(later, one.socket(), Optional.of(Rig.token()));

    rig.envoy = EnvoyProcess.start(rig.folder, rig.unix("xds"), rig.port);

    assertThat(body(id)).contains("\"one\"");
    rig.await(later, "/books", Rig.HOLDER, 200);
  }

  @Test
  void aNewVersionTakesOverUnderLoadAndNoCallIsLost() throws Exception {
    var id = rig.service(one);
    var uri = URI.create("http://127.0.0.1:" + rig.port + "/gateway/" + id + "/books");
    var go = new AtomicBoolean(true);
    var answered = new AtomicInteger();
    var late = new AtomicInteger();
    Map<String, Integer> wrong = new ConcurrentHashMap<>();
    try (var http = HttpClient.newHttpClient();
        var workers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> running = new ArrayList<>();
      for (var i = 0; i < 8; i++) {
        var post = i % 2 == 0;
        running.add(
            workers.submit(
                () -> {
                  while (go.get()) {
                    var request =
                        HttpRequest.newBuilder(uri).header("X-Wallet-Address", Rig.HOLDER);
                    if (post) {
                      request.POST(HttpRequest.BodyPublishers.ofString("{\"a\":1}"));
                    }
                    var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
                    answered.incrementAndGet();
                    if (answer.statusCode() == 503 && answer.body().contains("GATE_UNAVAILABLE")) {
                      // A machine that is too busy for the gate's second; says nothing of versions.
                      late.incrementAndGet();
                    } else if (answer.statusCode() != 200) {
                      wrong.merge(answer.statusCode() + " " + answer.body(), 1, Integer::sum);
                    }
                  }
                  return null;
                }));
      }
      var old = one;
      var opened = new ArrayList<Echo>();
      for (var version = 0; version < 12; version++) {
        var name = "version-" + version;
        var next = rig.echo(name);
        opened.add(next);
        rig.registry.up(id, next.socket(), Optional.of(Rig.token()));
        Await.until(name + " answers", () -> body(id).contains(name));
        nothingGoesTo(old, answered);
        // The version before it stops, as a deployment does it: nothing may be on its way there.
        old.close();
        old = next;
      }
      go.set(false);
      for (var worker : running) {
        worker.get();
      }
      opened.forEach(Echo::close);
    }

    assertThat(answered.get()).isGreaterThan(2_000);
    assertThat(wrong).isEmpty();
    assertThat(late.get()).isLessThan(answered.get() / 100);
  }

  /**
   * Envoy's threads take a change over one by one, a starved one long after the others: a round of
   * calls has gone elsewhere altogether.
   */
  private static void nothingGoesTo(Echo old, AtomicInteger answered) {
    Await.until(
        "nothing goes to the version before",
        () -> {
          var calls = old.calls.get();
          var before = answered.get();
          Await.until("load goes on", () -> answered.get() > before + 200);
          return old.calls.get() == calls;
        });
  }

  @Test
  void aChangeAmongAThousandServicesIsCallableSoon() {
    var first = rig.service(one);
    for (var i = 0; i < 1_000; i++) {
      rig.registry.up(Rig.newId(), rig.folder.resolve("s" + i + ".sock"), Optional.of(Rig.token()));
    }
    var last = Rig.newId();
    rig.registry.up(last, one.socket(), Optional.of(Rig.token()));
    rig.await(last, "/books", Rig.HOLDER, 200);
    assertThat(body(first)).contains("\"one\"");

    var times = new long[50];
    for (var i = 0; i < times.length; i++) {
      var id = Rig.newId();
      // A socket path of its own, so that Envoy needs a new cluster.
      try (var own = rig.echo("own-" + i)) {
        var start = System.nanoTime();
        rig.registry.up(id, own.socket(), Optional.of(Rig.token()));
        rig.await(id, "/books", Rig.HOLDER, 200);
        times[i] = System.nanoTime() - start;
      }
      rig.registry.delete(id);
    }
    Arrays.sort(times);
    System.out.printf(
        "feed message to callable route among 1,000: p50 %.1f ms, p90 %.1f ms, max %.1f ms%n",
        times[25] / 1e6, times[45] / 1e6, times[49] / 1e6);
  }

  @Test
  void aTooLongBodyIsRefusedWhetherItSaysSoOrNot() {
    var id = rig.service(one);
    var before = one.received.get();
    var path = "/gateway/" + id + "/books";
    var announced =
        rig.http.send(
            "POST", path, "", "X-Wallet-Address: " + Rig.HOLDER, "Content-Length: 10485761");
    assertThat(announced.status()).isEqualTo(413);
    assertThat(announced.body()).contains("BODY_TOO_LARGE");

    var chunked = chunked(path, 10 * 1024 * 1024 + 1);
    assertThat(chunked.status()).isEqualTo(413);
    assertThat(chunked.body()).contains("BODY_TOO_LARGE");
    assertThat(one.received.get()).isEqualTo(before);

    assertThat(chunked(path, 10 * 1024 * 1024).status()).isEqualTo(200);
    assertThat(one.received.get()).isEqualTo(before + 10 * 1024 * 1024);
  }

  private Raw.Answer chunked(String path, int length) {
    try (var socket = new Socket("127.0.0.1", rig.port)) {
      socket.setSoTimeout(20_000);
      var out = socket.getOutputStream();
      out.write(
          ("POST "
                  + path
                  + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nX-Wallet-Address: "
                  + Rig.HOLDER
                  + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      try {
        for (var sent = 0; sent < length; ) {
          var size = Math.min(64 * 1024, length - sent);
          out.write((Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.US_ASCII));
          out.write(new byte[size]);
          out.write(new byte[] {'\r', '\n'});
          sent += size;
        }
        out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
      } catch (IOException e) {
        // The edge has heard enough; its answer is there to read.
      }
      return Raw.read(socket.getInputStream());
    } catch (IOException e) {
      return new Raw.Answer(-1, Map.of(), e.toString());
    }
  }

  @Test
  void aLargeUploadStreams() throws Exception {
    var id = rig.service(one);
    var size = 10 * 1024 * 1024;
    try (var socket = new Socket("127.0.0.1", rig.port)) {
      socket.setSoTimeout(20_000);
      var out = socket.getOutputStream();
      out.write(
          ("POST /gateway/"
                  + id
                  + "/books HTTP/1.1\r\nHost: x\r\nContent-Length: "
                  + size
                  + "\r\nX-Wallet-Address: "
                  + Rig.HOLDER
                  + "\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      out.write(new byte[size / 2]);
      out.flush();

      // The first half is there while the second is not yet sent.
      Await.until("the first half arrives", () -> one.received.get() >= size / 4);

      out.write(new byte[size / 2]);
      out.flush();
      assertThat(Raw.read(socket.getInputStream()).status()).isEqualTo(200);
      assertThat(one.received.get()).isEqualTo(size);
    }
  }

  @Test
  void watchesAndEventStreamsOutliveEveryTimeout() throws Exception {
    try (var quick =
            new Rig(Map.of("edge.request-timeout", "PT0.3S", "edge.idle-timeout", "PT0.3S"));
        var events = new Socket("127.0.0.1", quick.port);
        var live = new Socket("127.0.0.1", quick.port);
        var channel = MeshChannel.open(new Address.Tcp("127.0.0.1", quick.port))) {
      for (var stream : Map.of("/services/x/events", events, "/live?parts=x", live).entrySet()) {
        stream.getValue().setSoTimeout(20_000);
        stream
            .getValue()
            .getOutputStream()
            .write(
                ("GET "
                        + stream.getKey()
                        + " HTTP/1.1\r\nHost: x\r\nAccept: text/event-stream\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
      }
      var ended = new CompletableFuture<String>();
      RegistryGrpc.newStub(channel.channel())
          .watchServices(
              WatchServicesRequest.getDefaultInstance(),
              new StreamObserver<>() {
                @Override
                public void onNext(WatchServicesResponse value) {}

                @Override
                public void onError(Throwable error) {
                  ended.complete(error.toString());
                }

                @Override
                public void onCompleted() {
                  ended.complete("completed");
                }
              });
      // Five times what other calls are given, in which nothing is said.
      for (var i = 0; i < 5; i++) {
        assertThat(quick.http.get("/slow").status()).isEqualTo(503);
      }
      assertThat(ended).isNotDone();

      quick.web.eventsReleased.countDown();
      for (var socket : List.of(events, live)) {
        assertThat(Raw.read(socket.getInputStream()).body()).contains("first", "second");
      }
    }
  }

  @Test
  void aServiceThatTakesTooLongIsUnavailable() {
    try (var slow = new Rig(Map.of("edge.request-timeout", "PT0.5S"))) {
      try (var echo = slow.echo("slow")) {
        var id = slow.service(echo);
        var answer = slow.http.get("/gateway/" + id + "/slow", "X-Wallet-Address: " + Rig.HOLDER);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.body()).contains("UPSTREAM_TIMEOUT");
      }
    }
  }
}
