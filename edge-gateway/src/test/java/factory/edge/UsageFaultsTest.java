package factory.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import factory.edge.usage.Delivery;
import factory.edge.usage.Journal;
import factory.edge.usage.UsageRpc;
import factory.edge.v1.CallStatus;
import factory.edge.v1.ExplainAccessRequest;
import factory.edge.v1.Limit;
import factory.edge.v1.ListUsageRequest;
import factory.edge.v1.Rules;
import factory.edge.v1.UpdateRulesRequest;
import factory.edge.v1.Usage;
import factory.store.Database;
import factory.store.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Filter;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Postgres, Envoy or the gateway away: no admitted call is lost and none counts twice. */
@Tag("slow")
@Timeout(90)
class UsageFaultsTest {
  private static final int SEGMENTS = 2;
  private static final int RECORDS = 64;

  private Rig rig;
  private UsageCaller caller;
  private Echo echo;
  private String service;

  @BeforeEach
  void aServiceWithItsFirstCallCounted() {
    rig =
        new Rig(
            Map.of(
                "edge.journal-segments",
                Integer.toString(SEGMENTS),
                "edge.journal-segment-records",
                Integer.toString(RECORDS)));
    caller = new UsageCaller(rig);
    echo = rig.echo("books");
    service = rig.service(echo);
    Await.until("the first call is counted", () -> caller.calls(service) == 1);
  }

  @AfterEach
  void stop() {
    TestDatabase.back(rig.database);
    caller.close();
    echo.close();
    rig.close();
  }

  private Raw.Answer get(String rest) {
    return rig.http.get("/gateway/" + service + rest, "X-Wallet-Address: " + Rig.HOLDER);
  }

  private void passing(int calls) {
    for (var i = 0; i < calls; i++) {
      assertThat(get("/books").status()).isEqualTo(200);
    }
  }

  /** What is counted once the ten minutes of whatever the gateway has left are over. */
  private List<Usage> countedInTenMinutes() {
    var later = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(11));
    try (var database = Database.open(rig.database);
        var journal = Journal.open(rig.folder.resolve("journal"), SEGMENTS, RECORDS);
        var _ = Delivery.start(database, journal, later)) {
      Await.until("nothing is open", () -> journal.open() == 0);
    }
    try (var database = Database.open(rig.database)) {
      return new UsageRpc(database, later)
          .list(UUID.fromString(service), Optional.empty(), ListUsageRequest.getDefaultInstance())
          .getUsageList();
    }
  }

  private static long calls(List<Usage> usage) {
    return usage.stream().mapToLong(Usage::getCalls).sum();
  }

  @Test
  void withoutPostgresCallsPassAndAreCountedOnceItIsBack() throws InterruptedException {
    var met = new CountDownLatch(1);
    Filter listening =
        said -> {
          met.countDown();
          return true;
        };
    var log = Logger.getLogger(Delivery.class.getName());
    log.setFilter(listening);
    try {
      TestDatabase.away(rig.database);
      passing(30);
      assertThat(met.await(20, TimeUnit.SECONDS)).as("the outage was met").isTrue();
      passing(1);
    } finally {
      log.setFilter(null);
    }
    TestDatabase.back(rig.database);
    Await.until("all are counted", () -> caller.calls(service) == 32);
    assertThat(caller.usage(service))
        .singleElement()
        .matches(u -> u.getHttpStatus() == 200 && u.getCalls() == 32);
    passing(5);
    Await.until("so are later ones", () -> caller.calls(service) == 37);
  }

  @Test
  void aFullJournalLetsNobodyInUntilItsCallsAreCounted() {
    caller
        .access()
        .updateRules(
            UpdateRulesRequest.newBuilder()
                .setServiceId(service)
                .setRules(
                    Rules.newBuilder()
                        .addLimits(
                            Limit.newBuilder()
                                .setName("day")
                                .setQuota(100_000)
                                .setWindow(Durations.fromDays(1))))
                .build());
    TestDatabase.away(rig.database);
    var admitted = 0;
    var answer = get("/books");
    for (; answer.status() == 200 && admitted < 3 * SEGMENTS * RECORDS; admitted++) {
      answer = get("/books");
    }
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body()).contains("USAGE_NOT_RECORDABLE");
    assertThat(answer.header("retry-after")).isEqualTo("1");
    assertThat(admitted).isBetween((SEGMENTS - 1) * RECORDS, SEGMENTS * RECORDS);
    assertThat(echo.calls.get()).isEqualTo(1 + admitted);
    assertThat(remaining())
        .as("a call that did not go on costs nothing")
        .isEqualTo(100_000 - admitted);

    TestDatabase.back(rig.database);
    Await.until("calls pass again", () -> get("/books").status() == 200);
    var all = 1L + admitted + 1;
    Await.until("all are counted", () -> caller.calls(service) == all);
  }

  private long remaining() {
    return caller
        .access()
        .explainAccess(
            ExplainAccessRequest.newBuilder().setServiceId(service).setWallet(Rig.HOLDER).build())
        .getLimits(0)
        .getRemaining();
  }

  @Test
  void whatAGatewayCouldNotCountBeforeItEndedIsCountedByTheNext() {
    TestDatabase.away(rig.database);
    passing(30);
    rig.edge.close();
    TestDatabase.back(rig.database);
    assertThat(calls(countedInTenMinutes())).isEqualTo(31);

    rig.startEdgeAgain();
    rig.await(service, "/books", Rig.HOLDER, 200);
    Await.until("the next call is counted and no other again", () -> caller.calls(service) == 32);
  }

  @Test
  void aKilledEnvoyLeavesItsCallsOpenAndInTenMinutesTheyAreUnknown() throws Exception {
    var call = Thread.ofVirtual().start(() -> get("/slow"));
    Await.until("it is on its way", () -> echo.calls.get() == 2);
    rig.envoy.kill();
    call.join();
    rig.envoy = EnvoyProcess.start(rig.folder, rig.unix("xds"), rig.port);
    rig.await(service, "/books", Rig.HOLDER, 200);
    Await.until("the next call is counted", () -> caller.calls(service) == 2);
    rig.edge.close();
    try (var journal = Journal.open(rig.folder.resolve("journal"), SEGMENTS, RECORDS)) {
      assertThat(journal.open()).isEqualTo(1);
    }
    assertThat(countedInTenMinutes())
        .extracting(Usage::getStatus, Usage::getCalls)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(CallStatus.CALL_STATUS_UNKNOWN, 1L),
            org.assertj.core.groups.Tuple.tuple(CallStatus.CALL_STATUS_ANSWERED, 2L));
  }
}
