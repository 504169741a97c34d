package factory.edge.usage;

import static org.assertj.core.api.Assertions.assertThat;

import factory.edge.Await;
import factory.edge.gate.Admission;
import factory.edge.gate.EvmAddress;
import factory.edge.v1.ListUsageRequest;
import factory.edge.v1.Usage;
import factory.mesh.Database;
import factory.mesh.TestDatabase;
import java.nio.file.Path;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A Postgres that goes away and comes back while calls are counted. */
@Timeout(60)
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

  /** Connections that end in the middle of batches: whether one was counted is then not known. */
  @Test
  void whateverABreakHitsCountsOnce() {
    try (var _ = Delivery.start(database, journal, clock)) {
      for (var round = 0; round < 10; round++) {
        for (var i = 0; i < 100; i++) {
          call();
          if (i % 40 == round) {
            TestDatabase.away(place);
            TestDatabase.back(place);
          }
        }
        var all = 100L * (round + 1);
        Await.until("counted", () -> calls() == all);
      }
    }
  }
}
