package factory.edge.usage;

import static factory.edge.usage.Calls.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import factory.edge.gate.Admission;
import factory.edge.v1.ListUsageRequest;
import factory.edge.v1.Usage;
import factory.mesh.Refused;
import factory.store.Database;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A Postgres of its own, killed and started again, beside a gateway that goes on. */
@Tag("slow")
@Timeout(120)
class StoreOutageTest {
  private static final Logger LOG = Logger.getLogger(Delivery.class.getName());

  private final Path data;
  private final int port;
  private final Journal journal;
  private final Queue<LogRecord> logged = new ConcurrentLinkedQueue<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          logged.add(line);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };
  private EmbeddedPostgres postgres;

  StoreOutageTest(@TempDir Path folder) throws IOException {
    data = folder.resolve("data");
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    postgres = start();
    journal = Journal.open(folder.resolve("journal"), 4, 64);
    LOG.addHandler(handler);
  }

  private EmbeddedPostgres start() throws IOException {
    return EmbeddedPostgres.builder()
        .setDataDirectory(data)
        .setCleanDataDirectory(false)
        .setPort(port)
        .start();
  }

  @AfterEach
  void close() throws IOException {
    LOG.removeHandler(handler);
    journal.close();
    postgres.close();
  }

  private void kill() throws Exception {
    var pid = Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip());
    var server = ProcessHandle.of(pid).orElseThrow();
    var workers = server.children().toList();
    server.destroyForcibly();
    server.onExit().get(10, TimeUnit.SECONDS);
    // They end by themselves, and hold the shared memory until then.
    await("its workers end", () -> workers.stream().noneMatch(ProcessHandle::isAlive));
  }

  private static void await(String what, BooleanSupplier condition) {
    var end = System.nanoTime() + 30_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("in time: " + what).isLessThan(end);
      LockSupport.parkNanos(2_000_000);
    }
  }

  private void calls(int count) {
    for (var i = 0; i < count; i++) {
      var id = UUID.randomUUID();
      assertThat(
              journal.admit(
                  new Admission(
                      id, SERVICE, Optional.empty(), Optional.empty(), Clock.systemUTC().millis())))
          .isTrue();
      journal.settle(id, new End(200, 1, 2, 3));
    }
  }

  private static long counted(Database database) {
    try {
      return new UsageRpc(database, Clock.systemUTC())
              .list(SERVICE, Optional.empty(), ListUsageRequest.getDefaultInstance())
              .getUsageList()
              .stream()
              .mapToLong(Usage::getCalls)
              .sum();
    } catch (Refused e) {
      return -1;
    }
  }

  private List<Level> levels() {
    return logged.stream().map(LogRecord::getLevel).toList();
  }

  @Test
  void callsOfAnOutageAreCountedWhenItIsOverAndItIsToldOnce() throws Exception {
    var place =
        new Database.Place(postgres.getJdbcUrl("postgres", "postgres"), "postgres", "", "edge", 2);
    try (var database = Database.open(place);
        var _ = Delivery.start(database, journal, Clock.systemUTC())) {
      calls(10);
      await("the first are counted", () -> counted(database) == 10);
      kill();
      calls(100);
      await("it is told", () -> !logged.isEmpty());
      calls(50);
      postgres.close();
      postgres = start();

      await("all are counted, also those of the last moment", () -> counted(database) == 160);
      await("it is told", () -> logged.size() > 1);
      calls(5);
      await("it goes on", () -> counted(database) == 165);
      assertThat(levels()).containsExactly(Level.WARNING, Level.INFO);
    }
  }
}
