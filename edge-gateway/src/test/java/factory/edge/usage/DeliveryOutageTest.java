package factory.edge.usage;

import static org.assertj.core.api.Assertions.assertThat;

import factory.edge.Await;
import factory.edge.gate.Admission;
import factory.edge.gate.EvmAddress;
import factory.edge.v1.ListUsageRequest;
import factory.edge.v1.Usage;
import factory.store.Database;
import factory.store.TestDatabase;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A Postgres that goes away and comes back while calls are counted. */
@Timeout(60)
@Tag("slow")
class DeliveryOutageTest {
  private static final Logger LOG = Logger.getLogger(Delivery.class.getName());

  private final UUID service = UUID.randomUUID();
  private final Database.Place place = TestDatabase.fresh("edge");
  private final Database database = Database.open(place);
  private final Clock clock = Clock.systemUTC();
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final Journal journal;
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord event) {
          said.add(event.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  DeliveryOutageTest(@TempDir Path folder) {
    journal = Journal.open(folder, 3, 512);
  }

  @BeforeEach
  void listen() {
    LOG.addHandler(handler);
  }

  @AfterEach
  void close() {
    TestDatabase.back(place);
    LOG.removeHandler(handler);
    journal.close();
    database.close();
  }

  private void call() {
    var id = UUID.randomUUID();
    assertThat(
            journal.admit(
                new Admission(
                    id,
                    service,
                    Optional.of(new EvmAddress(1, 2, 3)),
                    Optional.empty(),
                    clock.millis())))
        .isTrue();
    journal.settle(id, new End(200, 1, 10, 100));
  }

  private List<Usage> usage() {
    return new UsageRpc(database, clock)
        .list(service, Optional.empty(), ListUsageRequest.getDefaultInstance())
        .getUsageList();
  }

  private long calls() {
    return usage().stream().mapToLong(Usage::getCalls).sum();
  }

  @Test
  void anOutageIsSaidOnceAndEverythingOfItCountsOnceAfterIt() {
    try (var _ = Delivery.start(database, journal, clock)) {
      call();
      Await.until("counted", () -> calls() == 1);
      for (var outage = 1; outage <= 2; outage++) {
        TestDatabase.away(place);
        var before = said.size();
        for (var i = 0; i < 100; i++) {
          call();
        }
        Await.until("said", () -> said.size() == before + 1);
        assertThat(said.getLast()).contains("cannot be counted");
        call();
        TestDatabase.back(place);
        var all = 1 + 101L * outage;
        Await.until("counted", () -> calls() == all);
        Await.until("said", () -> said.getLast().contains("again"));
        assertThat(said).hasSize(2 * outage);
      }
      assertThat(usage()).allMatch(u -> u.getResponseBytes() == 10 * u.getCalls());
    }
  }

  @Test
  void aBatchWhoseConnectionBreaksInTheMiddleCountsOnce() throws Exception {
    try (var _ = Delivery.start(database, journal, clock);
        var other = DriverManager.getConnection(place.url(), place.user(), "");
        var sql = other.createStatement()) {
      for (var round = 1; round <= 3; round++) {
        other.setAutoCommit(false);
        sql.execute("LOCK TABLE edge.usage_hour");
        for (var i = 0; i < 100; i++) {
          call();
        }
        Await.until(
            "the batch waits",
            () -> yes(sql, "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)"));
        sql.execute(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
            """);
        other.rollback();
        var all = 100L * round;
        Await.until("counted", () -> calls() == all);
      }
    }
  }

  private static boolean yes(Statement sql, String question) throws SQLException {
    try (var row = sql.executeQuery(question)) {
      return row.next() && row.getBoolean(1);
    }
  }
}
