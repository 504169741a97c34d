package factory.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import factory.mesh.Extent;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each node and Envoy are killed in turn while a holder and a stranger call: every answer that
 * arrives is one for the state that the factory is in, and nobody who does not hold gets in.
 */
@Tag("slow")
@Timeout(300)
class FaultRunTest {
  /** What a call became; no answer is -1. */
  private record Seen(boolean holder, int status, String reason) {}

  private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean over = new AtomicBoolean();

  @Test
  void nobodyGetsInWhoDoesNotHoldWhateverIsKilled(@TempDir Path folder) throws Exception {
    var place = Place.in(folder);
    try (var five = new FiveProcesses(place, folder);
        var user = new User(place)) {
      user.awaitHealthy();
      var id = user.submit("track books with title, author and a rating from 1 to 5", true);
      var service =
          User.await(
              () -> user.service(id), s -> s.path("token_address").asText("").startsWith("0x"));
      var path = "/gateway/" + id + "/books";
      user.buy(service.path("token_address").asText(), "0.01ether");
      user.awaitStatus(200, path, User.WALLET);

      var callers =
          List.of(
              Thread.ofVirtual().start(() -> calling(place, path, true)),
              Thread.ofVirtual().start(() -> calling(place, path, false)));
      try {
        for (var node :
            Extent.of(
                List.of("registry", "edge"),
                List.of("web", "registry", "pipeline", "chain", "edge"))) {
          five.kill(node);
          awaitCalls(Extent.of(40, 200));
          five.start(node);
          awaitPassing(user, path);
        }
        five.killEnvoy();
        awaitCalls(20);
        five.startEnvoy();
        awaitPassing(user, path);
        awaitCalls(Extent.of(40, 200));
      } finally {
        over.set(true);
        for (var caller : callers) {
          caller.join();
        }
      }
    }
    Map<String, Integer> kinds = new TreeMap<>();
    seen.forEach(
        s ->
            kinds.merge(
                (s.holder() ? "holder " : "stranger ") + s.status() + " " + s.reason(),
                1,
                Integer::sum));
    System.out.println("fault run: " + kinds);
    // What surface.md names for a service whose parts are away, and nothing else.
    var away =
        Set.of(
            "GATE_UNAVAILABLE",
            "ROUTES_NOT_LOADED",
            "BALANCES_NOT_LOADED",
            "BALANCES_STALE",
            "SERVICE_NOT_SERVING",
            "UPSTREAM_UNAVAILABLE",
            "UPSTREAM_BROKEN");
    assertThat(seen)
        .allSatisfy(
            s -> {
              if (s.status() == 503) {
                assertThat(away).contains(s.reason());
              } else if (s.holder()) {
                assertThat(s.status()).isIn(200, -1);
              } else {
                assertThat(s.status()).isIn(403, -1);
                assertThat(s.reason()).isIn("BALANCE_TOO_LOW", "");
              }
            });
    assertThat(kinds.keySet()).contains("holder 200 ", "stranger 403 BALANCE_TOO_LOW");
  }

  private void calling(Place place, String path, boolean holder) {
    try (var caller = new User(place)) {
      while (!over.get()) {
        try {
          var answer = caller.get(path, "X-Wallet-Address", holder ? User.WALLET : User.STRANGER);
          seen.add(new Seen(holder, answer.status(), answer.body().path("reason").asText("")));
        } catch (UncheckedIOException e) {
          seen.add(new Seen(holder, -1, ""));
        }
      }
    }
  }

  private static void awaitPassing(User user, String path) {
    User.await(
        () -> {
          try {
            return user.get(path, "X-Wallet-Address", User.WALLET).status();
          } catch (UncheckedIOException e) {
            return -1;
          }
        },
        status -> status == 200);
  }

  /** So many more calls had an answer, or none. */
  private void awaitCalls(int more) {
    var before = seen.size();
    User.await(seen::size, now -> now >= before + more);
  }
}
