package factory.edge.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Timestamp;
import factory.edge.gate.Admission;
import factory.edge.gate.EvmAddress;
import factory.edge.v1.GetInsightRequest;
import factory.edge.v1.InsightPeriod;
import factory.edge.v1.UsagePoint;
import factory.mesh.Refused;
import factory.store.Database;
import factory.store.TestDatabase;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Usage summed up in a real Postgres. */
class InsightTest {
  private static final UUID SERVICE = UUID.fromString("0193b1f2-7a11-7000-8000-00000000abcd");
  private static final UUID KEY = UUID.fromString("0193b1f2-7a11-7000-8000-00000000abce");
  private static final Instant NOW = Instant.parse("2026-11-22T10:20:00Z");
  private static final EvmAddress ANN = new EvmAddress(9, 9, 9);
  private static final EvmAddress BEN = new EvmAddress(8, 8, 8);

  private final UUID journal = UUID.randomUUID();
  private final List<Counted> calls = new ArrayList<>();
  private Database database;
  private int record;

  @BeforeEach
  void open() {
    database = Database.open(TestDatabase.fresh("edge"));
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void call(
      UUID service, String at, EvmAddress wallet, Optional<UUID> key, int status, long millis) {
    var admission =
        new Admission(
            UUID.randomUUID(), service, Optional.of(wallet), key, Instant.parse(at).toEpochMilli());
    calls.add(new Counted(journal, 1, record++, admission, new End(status, 2, 3, millis)));
  }

  private void count() {
    database.inTransaction(
        sql -> {
          new UsageStore().count(sql, journal, calls);
          return true;
        });
    calls.clear();
  }

  private GetInsightRequest.Builder request() {
    return GetInsightRequest.newBuilder().setServiceId(SERVICE.toString());
  }

  private factory.edge.v1.GetInsightResponse insight(
      Optional<EvmAddress> wallet, Optional<UUID> key, GetInsightRequest.Builder request) {
    return new InsightRpc(database, Clock.fixed(NOW, ZoneOffset.UTC))
        .insight(SERVICE, wallet, key, request.build())
        .build();
  }

  private List<String> points(GetInsightRequest.Builder request) {
    return insight(Optional.empty(), Optional.empty(), request).getPointsList().stream()
        .map(InsightTest::shown)
        .toList();
  }

  private static String shown(UsagePoint point) {
    return "%s%s %d calls of %d, 2xx %d, 4xx %d, 5xx %d, ? %d, %d %d ms"
        .formatted(
            Instant.ofEpochSecond(point.getAt().getSeconds()),
            point.getKeyId().isEmpty() ? "" : " by key",
            point.getCalls(),
            point.getCallers(),
            point.getSuccessful(),
            point.getClientErrors(),
            point.getServerErrors(),
            point.getUnknown(),
            point.getP50Ms(),
            point.getP99Ms());
  }

  private void someCalls() {
    call(SERVICE, "2026-11-22T10:10:00Z", ANN, Optional.empty(), 200, 10);
    call(SERVICE, "2026-11-22T10:11:00Z", ANN, Optional.of(KEY), 404, 1);
    call(SERVICE, "2026-11-22T09:59:00Z", BEN, Optional.empty(), 500, 3);
    call(SERVICE, "2026-11-21T23:30:00Z", BEN, Optional.empty(), 200, 3);
    call(UUID.randomUUID(), "2026-11-22T10:10:00Z", BEN, Optional.empty(), 200, 3);
    count();
    // Of the same hour, wallet, key and status, and in a bucket far away.
    call(SERVICE, "2026-11-22T10:12:00Z", ANN, Optional.empty(), 200, 4_000);
    call(SERVICE, "2026-11-22T10:13:00Z", ANN, Optional.empty(), 200, 0);
    call(SERVICE, "2026-11-22T10:14:00Z", BEN, Optional.empty(), 0, 0);
    count();
  }

  @Test
  void callsAreSummedUpByHour() {
    someCalls();
    assertThat(points(request()))
        .containsExactly(
            "2026-11-21T23:00:00Z 1 calls of 1, 2xx 1, 4xx 0, 5xx 0, ? 0, 3 3 ms",
            "2026-11-22T09:00:00Z 1 calls of 1, 2xx 0, 4xx 0, 5xx 1, ? 0, 3 3 ms",
            "2026-11-22T10:00:00Z 5 calls of 2, 2xx 3, 4xx 1, 5xx 0, ? 1, 1 4095 ms");
    var told = insight(Optional.empty(), Optional.empty(), request());
    assertThat(told.getTotal().getCalls()).isEqualTo(7);
    assertThat(told.getTotal().getCallers()).isEqualTo(2);
    assertThat(told.getTotal().getRequestBytes()).isEqualTo(14);
    assertThat(told.getTotal().getP95Ms()).isEqualTo(4_095);
    assertThat(told.getTotal().hasAt()).isFalse();
  }

  @Test
  void byDayByKeyAndOfOneWalletOrKey() {
    someCalls();
    var byDay = request().setPeriod(InsightPeriod.INSIGHT_PERIOD_DAY);
    assertThat(points(byDay))
        .containsExactly(
            "2026-11-21T00:00:00Z 1 calls of 1, 2xx 1, 4xx 0, 5xx 0, ? 0, 3 3 ms",
            "2026-11-22T00:00:00Z 6 calls of 2, 2xx 3, 4xx 1, 5xx 1, ? 1, 3 4095 ms");
    assertThat(points(byDay.setByKey(true)))
        .contains("2026-11-22T00:00:00Z by key 1 calls of 1, 2xx 0, 4xx 1, 5xx 0, ? 0, 1 1 ms")
        .hasSize(3);
    assertThat(insight(Optional.of(BEN), Optional.empty(), request()).getTotal().getCalls())
        .isEqualTo(3);
    assertThat(insight(Optional.empty(), Optional.of(KEY), request()).getTotal().getCalls())
        .isEqualTo(1);
    assertThat(insight(Optional.of(BEN), Optional.of(KEY), request()).getPointsList()).isEmpty();
  }

  @Test
  void withoutCallsThereAreNoPointsAndATotalOfNothing() {
    var told = insight(Optional.empty(), Optional.empty(), request());
    assertThat(told.getPointsList()).isEmpty();
    assertThat(told.getTotal()).isEqualTo(UsagePoint.getDefaultInstance());
  }

  /** Hours that were counted before latencies were, and go on with them. */
  @Test
  void whatWasCountedBeforeHasNoTimes() {
    someCalls();
    database.inTransaction(sql -> sql.dml("UPDATE usage_hour SET latency = '{}'"));
    assertThat(insight(Optional.empty(), Optional.empty(), request()).getTotal().hasP50Ms())
        .isFalse();
    call(SERVICE, "2026-11-22T10:12:00Z", ANN, Optional.empty(), 200, 7);
    count();
    assertThat(insight(Optional.empty(), Optional.empty(), request()).getTotal().getP99Ms())
        .isEqualTo(7);
  }

  @Test
  void aTimeThatIsTooLongOrNoneIsNamed() {
    for (var since : List.of("2026-10-01T00:00:00Z", "2026-11-22T10:20:00Z")) {
      var request =
          request()
              .setSince(Timestamp.newBuilder().setSeconds(Instant.parse(since).getEpochSecond()));
      var refused =
          catchThrowableOfType(
              Refused.class, () -> insight(Optional.empty(), Optional.empty(), request));
      assertThat(refused.fault().fields().getFirst().field()).isEqualTo("since");
    }
  }
}
