package factory.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HealthTest {
  private static final Address ANY = new Address.Tcp("127.0.0.1", 0);

  private static final Duration SOON = Duration.ofMillis(10);

  private final HttpClient http = HttpClient.newHttpClient();

  private HttpResponse<String> get(Address address, String path, String... headers)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://" + address + path))
            .version(HttpClient.Version.HTTP_1_1);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> await(Address address, Predicate<HttpResponse<String>> wanted)
      throws Exception {
    while (true) {
      var answer = get(address, "/readyz");
      if (wanted.test(answer)) {
        return answer;
      }
      Thread.onSpinWait();
    }
  }

  private static ServingStatus grpc(MeshChannel channel, String service) {
    return HealthGrpc.newBlockingStub(channel.channel())
        .check(HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }

  @Test
  void aNodeWithoutWhatItNeedsIsUnreadyAndAlive() throws Exception {
    var problem = new AtomicReference<>("");
    try (var server =
            MeshServer.at(ANY)
                .health(new Health(Clock.systemUTC(), SOON).needs("store", problem::get))
                .start();
        var channel = MeshChannel.open(server.address())) {
      var ready = get(server.address(), "/readyz");
      assertThat(ready.statusCode()).isEqualTo(200);
      assertThat(ready.body())
          .isEqualTo("{\"status\":\"ready\",\"parts\":[{\"name\":\"store\",\"state\":\"ok\"}]}\n");
      assertThat(grpc(channel, "")).isEqualTo(ServingStatus.SERVING);

      problem.set("cannot be reached");
      var unready = await(server.address(), answer -> answer.statusCode() == 503);
      assertThat(unready.body())
          .contains("\"status\":\"unready\"")
          .contains("{\"name\":\"store\",\"state\":\"failing\",\"problem\":\"cannot be reached\"}");
      assertThat(grpc(channel, "")).isEqualTo(ServingStatus.NOT_SERVING);
      assertThat(get(server.address(), "/healthz").statusCode()).isEqualTo(200);

      problem.set("");
      await(server.address(), answer -> answer.statusCode() == 200);
      assertThat(grpc(channel, "")).isEqualTo(ServingStatus.SERVING);
    }
  }

  @Test
  void aNeighbourThatIsAwayOrUnreadyDegradesAndNeverMakesUnready() throws Exception {
    var problem = new AtomicReference<>("");
    var neighbour =
        MeshServer.at(ANY)
            .health(new Health(Clock.systemUTC(), SOON).needs("store", problem::get))
            .start();
    try (var channel = MeshChannel.open(neighbour.address());
        var server =
            MeshServer.at(ANY)
                .health(new Health(Clock.systemUTC(), SOON).neighbour("registry", channel, ""))
                .start()) {
      await(server.address(), answer -> answer.body().contains("\"status\":\"ready\""));

      problem.set("gone");
      assertThat(await(server.address(), a -> a.body().contains("is not ready")).statusCode())
          .isEqualTo(200);
      neighbour.close();
      var away = await(server.address(), a -> a.body().contains("does not answer"));
      assertThat(away.statusCode()).isEqualTo(200);
      assertThat(away.body()).contains("\"status\":\"degraded\"");
    } finally {
      neighbour.close();
    }
  }

  @Test
  void whatStartsTogetherIsNotLookedAtSeldom() throws Exception {
    // Nobody looks again within this test but because the node has just begun.
    var seldom = Duration.ofHours(1);
    var problem = new AtomicReference<>("not there yet");
    try (var neighbour =
            MeshServer.at(ANY)
                .health(new Health(Clock.systemUTC(), seldom).needs("store", problem::get))
                .start();
        var channel = MeshChannel.open(neighbour.address());
        var server =
            MeshServer.at(ANY)
                .health(new Health(Clock.systemUTC(), seldom).neighbour("registry", channel, ""))
                .start()) {
      await(server.address(), answer -> answer.body().contains("is not ready"));
      problem.set("");
      await(server.address(), answer -> answer.body().contains("\"status\":\"ready\""));
    }
  }

  @Test
  void aLoopThatIsNeededMayFailForAWhileAndNotForLong() throws Exception {
    var now = new AtomicLong(Instant.parse("2026-01-01T00:00:00Z").toEpochMilli());
    var clock =
        new Clock() {
          @Override
          public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(java.time.ZoneId zone) {
            return this;
          }

          @Override
          public Instant instant() {
            return Instant.ofEpochMilli(now.get());
          }
        };
    var failed = new CountDownLatch(2);
    try (var loop =
        Loop.named("following")
            .clock(clock)
            .consequence("nothing is seen")
            .every(
                Duration.ofMillis(1),
                () -> {
                  failed.countDown();
                  throw new NoClassDefFoundError("a secret");
                })) {
      var health = new Health(clock, SOON).needs(loop);
      try (var server = MeshServer.at(ANY).health(health).start()) {
        assertThat(get(server.address(), "/readyz").body()).contains("does not run");
        loop.start();
        assertThat(failed.await(10, TimeUnit.SECONDS)).isTrue();
        var degraded = await(server.address(), a -> a.body().contains("NoClassDefFoundError"));
        assertThat(degraded.statusCode()).isEqualTo(200);
        assertThat(degraded.body())
            .contains("since 2026-01-01T00:00:00Z: nothing is seen")
            .doesNotContain("a secret");

        now.addAndGet(Health.TOLERATED.toMillis());
        await(server.address(), answer -> answer.statusCode() == 503);
      }
    }
  }

  @Test
  void whatAProxyHandsOnIsNotTold() throws Exception {
    try (var server = MeshServer.at(ANY).start()) {
      for (var path : new String[] {"/healthz", "/readyz"}) {
        assertThat(get(server.address(), path, "X-Forwarded-Proto", "https").statusCode())
            .isEqualTo(404);
      }
    }
  }

  @Test
  void aProcessThatDoesNotTurnIsNotAlive() {
    var nanos = new AtomicLong();
    var pulse = new Pulse(nanos::get);
    nanos.addAndGet(Pulse.LONGEST.toNanos() - 1);
    assertThat(pulse.beats()).isTrue();
    nanos.addAndGet(1);
    assertThat(pulse.beats()).isFalse();
    pulse.beat();
    assertThat(pulse.beats()).isTrue();
  }
}
