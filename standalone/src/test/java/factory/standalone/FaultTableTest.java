package factory.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import factory.mesh.Extent;
import factory.mesh.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each process beside the nodes' own is killed, and stopped as one that hangs, while six callers go
 * on. Every answer is right or a 503 that says why, none is late, and all is well afterwards.
 */
@Tag("slow")
@Timeout(300)
class FaultTableTest {
  private static final String IDEA = "track books with title, author and a rating from 1 to 5";

  /** No answer is later than this: the longest deadline of web, and some for a busy machine. */
  private static final int LATEST_MILLIS = 15_000;

  /** What somebody goes on asking, and how a right answer looks. */
  private record Probe(String name, Supplier<User.Answer> ask, Predicate<User.Answer> right) {}

  /** What became of a question: -1 for no answer. */
  private record Seen(
      String probe,
      String before,
      String after,
      int status,
      String reason,
      boolean right,
      long millis) {}

  private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
  private volatile String fault = "none";
  private volatile boolean over;

  @Test
  void everyAnswerIsRightOrSaysWhyNotAndAllIsWellAfterwards(@TempDir Path folder) throws Exception {
    var place = Place.in(folder);
    Map<String, String> values = new HashMap<>(place.values());
    // The longest that a call waits for its service.
    values.put("edge.request-timeout", "PT5S");
    var standalone = Standalone.of(Settings.of(values), line -> System.out.println("  " + line));
    try (standalone;
        var user = new User(place)) {
      standalone.start();
      var id = user.submit(IDEA, true);
      // A machine that compiles may be late with an answer now and then.
      var token =
          User.await(
              () -> user.get("/services/" + id).body().path("token_address").asText(""),
              address -> address.startsWith("0x"));
      var path = "/gateway/" + id + "/books";
      user.buy(token, "0.01ether");
      user.awaitStatus(200, path, User.WALLET);
      assertThat(
              user.post(
                      path,
                      "{\"title\":\"Emma\",\"author\":\"Jane Austen\",\"rating\":5}",
                      "X-Wallet-Address",
                      User.WALLET)
                  .status())
          .isEqualTo(201);
      var config = StandaloneConfig.from(Settings.of(place.values()));

      var callers =
          probes(user, id, path).stream()
              .map(probe -> Thread.ofVirtual().start(() -> asking(probe)))
              .toList();
      try {
        if (Extent.of(false, true)) {
          killing("envoy killed", () -> inFile(config, "envoy"));
          killing("anvil killed", () -> inFile(config, "anvil"));
          killing("service killed", () -> service(id));
        }
        // Nobody lets it go on: it is started again for its silence.
        mending("envoy stopped", "STOP", () -> inFile(config, "envoy"));
        killing("postgres killed", () -> postgres(config));
        stopping("postgres stopped", postgres(config), s -> s.probe().equals("REST"));
        stopping(
            "anvil stopped", inFile(config, "anvil"), s -> s.reason().equals("BALANCES_STALE"));
        stopping("service stopped", service(id), s -> s.probe().equals("holder"));
      } finally {
        over = true;
        for (var caller : callers) {
          caller.join();
        }
        print();
      }
      // What was counted is what went in: an answered call is never lost with Envoy or Postgres.
      var admitted = seen.stream().filter(s -> s.probe().equals("holder") && s.right()).count();
      User.await(() -> calls(user, id), calls -> calls >= admitted);
    }
    assertThat(seen).allSatisfy(FaultTableTest::isAllowed);
    // What is shown of the chain is what the gate decides on.
    assertThat(seen)
        .filteredOn(s -> s.before().equals("anvil stopped"))
        .extracting(Seen::reason)
        .contains("NOT_HEALTHY", "BALANCES_STALE");
  }

  private static List<Probe> probes(User user, String id, String path) {
    return List.of(
        new Probe("health", () -> user.get("/healthz"), a -> a.status() == 200),
        new Probe(
            "page",
            () -> user.get("/services/" + id, "accept", "text/html"),
            a -> a.status() == 200 && a.text().contains("track books")),
        new Probe(
            "REST",
            () -> user.get("/services/" + id),
            a -> a.status() == 200 && a.body().path("idea").asText().equals(IDEA)),
        new Probe(
            "chains",
            () -> user.get("/chains"),
            a -> a.status() == 200 && a.body().path("chains").size() == 1),
        new Probe(
            "holder",
            () -> user.get(path, "X-Wallet-Address", User.WALLET),
            a -> a.status() == 200 && a.text().contains("Emma")),
        new Probe(
            "stranger",
            () -> user.get(path, "X-Wallet-Address", User.STRANGER),
            a -> a.status() == 403 && a.text().contains("BALANCE_TOO_LOW")));
  }

  private static void isAllowed(Seen s) {
    assertThat(s.millis()).as("in time").isLessThan(LATEST_MILLIS);
    if (s.status() == -1) {
      // Nobody answers for Envoy; for everything else it does.
      assertThat(s.before() + s.after()).as("no answer").contains("envoy");
    } else if (!s.right()) {
      assertThat(s.status()).as("status").isEqualTo(503);
      assertThat(s.before() + s.after()).as("away without a fault").isNotEqualTo("nonenone");
      if (!s.probe().equals("page") && !s.probe().equals("health")) {
        assertThat(s.reason()).as("reason").isNotEmpty();
      }
    }
  }

  private void asking(Probe probe) {
    while (!over) {
      var before = fault;
      var began = System.nanoTime();
      User.Answer answer;
      try {
        answer = probe.ask().get();
      } catch (UncheckedIOException e) {
        answer = new User.Answer(-1, MissingNode.getInstance(), "");
      }
      var millis = (System.nanoTime() - began) / 1_000_000;
      var reason =
          answer.body().path("chains").path(0).path("healthy").asBoolean(true)
              ? answer.body().path("reason").asText("")
              : "NOT_HEALTHY";
      seen.add(
          new Seen(
              probe.name(),
              before,
              fault,
              answer.status(),
              reason,
              probe.right().test(answer),
              millis));
    }
  }

  private void killing(String name, Supplier<List<ProcessHandle>> processes) {
    mending(name, "KILL", processes);
  }

  /** A fault that the factory mends by itself, with another process. */
  private void mending(String name, String signal, Supplier<List<ProcessHandle>> processes) {
    fault = name;
    var before = processes.get();
    signal(signal, before);
    User.await(processes, now -> !now.isEmpty() && now.stream().noneMatch(before::contains));
    awaitWell();
  }

  /** A fault that ends when the processes go on, at the latest. */
  private void stopping(String name, List<ProcessHandle> processes, Predicate<Seen> noticed) {
    fault = name;
    var began = seen.size();
    signal("STOP", processes);
    try {
      awaitSeen(began, s -> s.status() == 503 && noticed.test(s));
    } finally {
      signal("CONT", processes.stream().filter(ProcessHandle::isAlive).toList());
    }
    awaitWell();
  }

  private void awaitSeen(int from, Predicate<Seen> wanted) {
    User.await(
        () -> seen.stream().skip(from).anyMatch(s -> s.before().equals(fault) && wanted.test(s)),
        found -> found);
  }

  /** Every probe is right three times in a row; then it is over. */
  private void awaitWell() {
    var all = seen.stream().map(Seen::probe).distinct().toList();
    User.await(
        () -> {
          var newest = new ArrayList<>(seen).reversed();
          return all.stream()
              .allMatch(
                  probe ->
                      newest.stream()
                          .filter(s -> s.probe().equals(probe))
                          .limit(3)
                          .allMatch(s -> s.right() && s.before().equals(fault)));
        },
        well -> well);
    fault = "none";
    var began = seen.size();
    User.await(
        () ->
            all.stream()
                .allMatch(
                    probe ->
                        seen.stream()
                            .skip(began)
                            .anyMatch(s -> s.probe().equals(probe) && s.before().equals("none"))),
        each -> each);
  }

  private static long calls(User user, String id) {
    var answer = user.get("/services/" + id + "/usage?wallet=" + User.WALLET);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return sum(answer.body().path("usage"));
  }

  private static long sum(JsonNode rows) {
    var sum = 0L;
    for (var row : rows) {
      sum += row.path("calls").asLong();
    }
    return sum;
  }

  private static void signal(String name, List<ProcessHandle> processes) {
    assertThat(processes).as("who gets " + name).isNotEmpty();
    for (var process : processes) {
      try {
        var pid = Long.toString(process.pid());
        var status = new ProcessBuilder("kill", "-" + name, pid).start().waitFor();
        // In a sandbox the end of one process is the end of those in it.
        assertThat(status == 0 || !process.isAlive()).as(name + " " + pid).isTrue();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static List<ProcessHandle> inFile(StandaloneConfig config, String name) {
    try {
      var file = config.runDir().resolve(name + ".pid");
      var pid = Files.exists(file) ? Files.readString(file).split(" ", 2)[0] : "";
      return pid.isEmpty() ? List.of() : ProcessHandle.of(Long.parseLong(pid)).stream().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The server and its backends. */
  private static List<ProcessHandle> postgres(StandaloneConfig config) {
    return Postgres.postmaster(config.dataDir().resolve("postgres")).stream()
        .filter(ProcessHandle::isAlive)
        .flatMap(p -> Stream.concat(Stream.of(p), p.descendants()))
        .toList();
  }

  private static List<ProcessHandle> service(String id) {
    return ProcessHandle.current()
        .descendants()
        .filter(ProcessHandle::isAlive)
        .filter(p -> p.info().commandLine().filter(line -> line.contains(id)).isPresent())
        .toList();
  }

  private void print() {
    Map<String, Integer> kinds = new TreeMap<>();
    Map<String, Long> slowest = new TreeMap<>();
    for (var s : seen) {
      var what = s.right() ? "right " + s.reason() : s.status() + " " + s.reason();
      kinds.merge(s.before() + ": " + s.probe() + " " + what, 1, Integer::sum);
      slowest.merge(s.before(), s.millis(), Math::max);
    }
    kinds.forEach((kind, count) -> System.out.println("fault table: " + kind + " x" + count));
    System.out.println("fault table: slowest answers in ms: " + slowest);
  }
}
