package factory.edge.limits;

import static org.assertj.core.api.Assertions.assertThat;

import factory.edge.Await;
import factory.edge.gate.EvmAddress;
import factory.store.Database;
import factory.store.TestDatabase;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LimitKeeperTest {
  private static final String SERVICE = "0193b1f2-7a11-7000-8000-00000000abcd";
  private static final EvmAddress ANN = new EvmAddress(9, 9, 9);
  private static final EvmAddress BEN = new EvmAddress(-1, -1, -1);
  private static final List<Limit> LIMITS =
      List.of(
          new Limit("burst", 5, Duration.ofSeconds(10), 1),
          new Limit("month", 1_000, Duration.ofDays(30), 1));

  private final Database.Place place = TestDatabase.fresh("edge");
  private final ManualClock clock = new ManualClock();
  private final List<AutoCloseable> opened = new ArrayList<>();

  private static final class ManualClock extends Clock {
    final AtomicLong millis = new AtomicLong(1_700_000_000_000L);

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(millis.get());
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @AfterEach
  void closeEverything() throws Exception {
    for (var resource : opened.reversed()) {
      resource.close();
    }
  }

  private Database database() {
    var database = Database.open(place);
    opened.add(database);
    return database;
  }

  private LimitKeeper keeper(Database database, Limits limits) {
    var keeper = LimitKeeper.start(database, limits, clock);
    opened.add(keeper);
    return keeper;
  }

  private Verdict take(Limits limits, EvmAddress wallet) {
    return limits.take(SERVICE, wallet, LIMITS, 1, clock.millis());
  }

  private List<Long> remaining(Limits limits, EvmAddress wallet) {
    return limits.peek(SERVICE, wallet, LIMITS, 1, clock.millis()).stream()
        .map(Standing::remaining)
        .toList();
  }

  /** What a node that starts now would know. */
  private Limits started(Database database) {
    var limits = new Limits(100_000);
    LimitKeeper.start(database, limits, clock).close();
    return limits;
  }

  private void sql(String statement) {
    try (var connection =
            DriverManager.getConnection(
                place.url().replaceAll("/test_[0-9]+", "/postgres"), place.user(), "");
        var sql = connection.createStatement()) {
      sql.execute(statement);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private String databaseName() {
    return place.url().replaceAll(".*/(test_[0-9]+).*", "$1");
  }

  @Test
  void whatWasCountedIsThereAfterADeathWithoutGoodbye() {
    var database = database();
    var limits = new Limits(10);
    keeper(database, limits);
    take(limits, ANN);
    take(limits, ANN);
    take(limits, BEN);

    // Nobody closes the first one.
    Await.until(
        "saved",
        () -> {
          var after = started(database);
          return remaining(after, ANN).equals(List.of(3L, 998L))
              && remaining(after, BEN).equals(List.of(4L, 999L));
        });
    take(limits, ANN);
    Await.until("saved", () -> remaining(started(database), ANN).equals(List.of(2L, 997L)));
  }

  @Test
  void aRestartChangesNothingForAWallet() {
    var before = new Limits(10);
    var database = database();
    var keeper = keeper(database, before);
    for (var i = 0; i < 5; i++) {
      assertThat(take(before, ANN)).isInstanceOf(Verdict.Admitted.class);
    }
    keeper.close();
    clock.millis.addAndGet(4_000);

    var after = started(database);
    assertThat(after.peek(SERVICE, ANN, LIMITS, 1, clock.millis()))
        .isEqualTo(before.peek(SERVICE, ANN, LIMITS, 1, clock.millis()))
        .extracting(Standing::resetAfterMillis)
        .containsExactly(6_000L, 2_591_996_000L);
    assertThat(take(after, ANN)).isInstanceOf(Verdict.Exceeded.class);
    clock.millis.addAndGet(6_000);
    assertThat(take(after, ANN)).isInstanceOf(Verdict.Admitted.class);
    assertThat(remaining(after, ANN)).containsExactly(4L, 994L);
  }

  @Test
  void manyWalletsAreSavedInBatches() {
    var database = database();
    var limits = new Limits(10_000);
    var keeper = keeper(database, limits);
    for (var n = 0; n < 5_000; n++) {
      take(limits, new EvmAddress(n, 7, n));
    }
    keeper.close();
    var after = started(database);
    assertThat(after.wallets()).isEqualTo(5_000);
    for (var n = 0; n < 5_000; n++) {
      assertThat(remaining(after, new EvmAddress(n, 7, n))).containsExactly(4L, 999L);
    }
  }

  @Test
  void whatHasEndedIsForgottenHereAndInTheStore() {
    var database = database();
    var limits = new Limits(10);
    var keeper = keeper(database, limits);
    take(limits, ANN);
    limits.take(SERVICE, BEN, LIMITS.subList(0, 1), 1, clock.millis());
    Await.until("saved", () -> rows() == 3);

    clock.millis.addAndGet(10_000);
    keeper.clean();

    assertThat(limits.wallets()).isEqualTo(1);
    Await.until("pruned", () -> rows() == 1);
    assertThat(remaining(started(database), ANN)).containsExactly(5L, 999L);
  }

  private long rows() {
    try (var connection = DriverManager.getConnection(place.url(), place.user(), "");
        var rows =
            connection.createStatement().executeQuery("SELECT count(*) FROM edge.limit_use")) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void withoutTheStoreItCountsOnSaysSoOnceAndSavesLater() {
    var said = new CopyOnWriteArrayList<LogRecord>();
    var log = Logger.getLogger(LimitKeeper.class.getName());
    var handler =
        new Handler() {
          @Override
          public void publish(LogRecord event) {
            said.add(event);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    log.addHandler(handler);
    opened.add(() -> log.removeHandler(handler));
    var database = database();
    var limits = new Limits(10);
    keeper(database, limits);

    sql("ALTER DATABASE " + databaseName() + " ALLOW_CONNECTIONS false");
    sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '"
            + databaseName()
            + "'");
    for (var i = 0; i < 5; i++) {
      assertThat(take(limits, ANN)).isInstanceOf(Verdict.Admitted.class);
    }
    Await.until("said", () -> said.size() == 1);
    assertThat(said.getFirst().getMessage()).contains("cannot be saved");
    assertThat(take(limits, ANN)).isInstanceOf(Verdict.Exceeded.class);
    assertThat(take(limits, BEN)).isInstanceOf(Verdict.Admitted.class);

    sql("ALTER DATABASE " + databaseName() + " ALLOW_CONNECTIONS true");
    Await.until("saved", () -> said.size() > 1);
    assertThat(said)
        .extracting(LogRecord::getMessage)
        .hasSize(2)
        .last()
        .asString()
        .contains("again");
    var after = started(database);
    assertThat(remaining(after, ANN)).containsExactly(0L, 995L);
    assertThat(remaining(after, BEN)).containsExactly(4L, 999L);
  }
}
