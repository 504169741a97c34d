package factory.edge.usage;

import static factory.edge.usage.Calls.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

import factory.edge.gate.Admission;
import factory.edge.gate.EvmAddress;
import factory.edge.v1.CallStatus;
import factory.edge.v1.ListUsageRequest;
import factory.edge.v1.Usage;
import factory.store.Database;
import factory.store.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Counting in a real Postgres. */
class DeliveryTest {
  private static final EvmAddress WALLET = new EvmAddress(1, 2, 3);
  private static final EvmAddress OTHER = new EvmAddress(4, 5, 6);
  private static final UUID KEY = UUID.fromString("0193b1f2-7a11-7000-8000-00000000abce");
  private static final Instant NOON = Instant.parse("2026-11-26T12:00:00Z");

  private final Path folder;
  private final Database database = Database.open(TestDatabase.fresh("edge"));
  private Journal journal;

  DeliveryTest(@TempDir Path folder) {
    this.folder = folder;
    journal = Journal.open(folder, 3, 16);
  }

  @AfterEach
  void close() {
    journal.close();
    database.close();
  }

  private UUID admit(EvmAddress wallet, Optional<UUID> key, Instant at) {
    var id = UUID.randomUUID();
    assertThat(
            journal.admit(new Admission(id, SERVICE, Optional.of(wallet), key, at.toEpochMilli())))
        .isTrue();
    return id;
  }

  private Delivery delivery(Instant now) {
    return Delivery.start(database, journal, Clock.fixed(now, ZoneOffset.UTC));
  }

  private List<Usage> usage(Optional<EvmAddress> wallet) {
    return new UsageRpc(database, Clock.fixed(NOON, ZoneOffset.UTC))
        .list(SERVICE, wallet, ListUsageRequest.getDefaultInstance())
        .getUsageList();
  }

  private long delivered() {
    return database.inTransaction(
        h ->
            h.createGet("SELECT count(*) FROM usage_segment")
                .execute()
                .map(row -> row.column(1).get(Long.class))
                .orElseThrow());
  }

  @Test
  void callsThatAreAlikeAreAddedUp() {
    try (var delivery = delivery(NOON)) {
      for (var i = 0; i < 3; i++) {
        journal.settle(admit(WALLET, Optional.of(KEY), NOON), new End(200, 1, 10, 100));
      }
      journal.settle(admit(WALLET, Optional.empty(), NOON), new End(404, 1, 10, 100));
      journal.settle(
          admit(OTHER, Optional.empty(), NOON.minusSeconds(1)), new End(200, 1, 10, 100));
      delivery.deliver();
    }
    assertThat(usage(Optional.empty()))
        .extracting(
            u -> u.getHour().getSeconds() - NOON.getEpochSecond(),
            Usage::getWallet,
            Usage::getKeyId,
            Usage::getHttpStatus,
            Usage::getCalls,
            Usage::getResponseBytes,
            Usage::getDurationMs)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(0L, WALLET.toString(), "", 404, 1L, 10L, 100L),
            org.assertj.core.groups.Tuple.tuple(
                0L, WALLET.toString(), KEY.toString(), 200, 3L, 30L, 300L),
            org.assertj.core.groups.Tuple.tuple(-3600L, OTHER.toString(), "", 200, 1L, 10L, 100L));
    assertThat(usage(Optional.of(OTHER))).singleElement().matches(u -> u.getCalls() == 1);
  }

  @Test
  void aBatchThatIsToldAgainCountsOnce() {
    journal.settle(admit(WALLET, Optional.empty(), NOON), new End(200, 1, 1, 1));
    var store = new UsageStore();
    var calls = journal.take(10);
    for (var i = 0; i < 3; i++) {
      database.inTransaction(
          h -> {
            store.count(h, journal.id(), calls);
            return true;
          });
    }
    assertThat(usage(Optional.empty())).singleElement().matches(u -> u.getCalls() == 1);
  }

  @Test
  void killedBetweenCountingAndKnowingOfItItCountsOnce() {
    journal.settle(admit(WALLET, Optional.empty(), NOON), new End(200, 1, 1, 1));
    var calls = journal.take(10);
    database.inTransaction(
        h -> {
          new UsageStore().count(h, journal.id(), calls);
          return true;
        });
    journal.close();
    journal = Journal.open(folder, 3, 16);
    try (var delivery = delivery(NOON)) {
      delivery.deliver();
    }
    assertThat(usage(Optional.empty())).singleElement().matches(u -> u.getCalls() == 1);
  }

  @Test
  void namesOfCountedCallsAreForgottenWithTheirSegment() {
    try (var delivery = delivery(NOON)) {
      for (var i = 0; i < 40; i++) {
        journal.settle(admit(WALLET, Optional.empty(), NOON), new End(200, 1, 1, 1));
        delivery.deliver();
      }
      assertThat(delivered()).isLessThanOrEqualTo(2);
    }
    assertThat(usage(Optional.empty())).singleElement().matches(u -> u.getCalls() == 40);
  }

  @Test
  void withoutTheStoreNothingIsLostAndTheRestIsCountedLater() {
    var ids = new ArrayList<UUID>();
    try (var delivery = delivery(NOON)) {
      database.inTransaction(h -> h.dml("ALTER TABLE usage_hour RENAME TO usage_hour_away"));
      for (var i = 0; i < 20; i++) {
        ids.add(admit(WALLET, Optional.empty(), NOON));
      }
      ids.forEach(id -> journal.settle(id, new End(200, 1, 1, 1)));
      org.assertj.core.api.Assertions.assertThatThrownBy(delivery::deliver);
      database.inTransaction(h -> h.dml("ALTER TABLE usage_hour_away RENAME TO usage_hour"));
      delivery.deliver();
    }
    assertThat(usage(Optional.empty())).singleElement().matches(u -> u.getCalls() == 20);
  }

  @Test
  void whatTheAccessLogNeverToldIsUnknownAfterTenMinutes() {
    admit(WALLET, Optional.empty(), NOON);
    try (var delivery = delivery(NOON.plusSeconds(599))) {
      delivery.giveUp();
      delivery.deliver();
      assertThat(usage(Optional.empty())).isEmpty();
    }
    try (var delivery = delivery(NOON.plusSeconds(601))) {
      delivery.giveUp();
      delivery.deliver();
    }
    assertThat(usage(Optional.empty()))
        .singleElement()
        .matches(u -> u.getStatus() == CallStatus.CALL_STATUS_UNKNOWN && u.getCalls() == 1);
  }

  @Test
  void pagesGoThroughEverythingOnce() {
    try (var delivery = delivery(NOON)) {
      for (var i = 0; i < 5; i++) {
        journal.settle(
            admit(new EvmAddress(i, 0, 0), Optional.empty(), NOON.minusSeconds(3600L * (i / 2))),
            new End(200, 1, 1, 1));
      }
      delivery.deliver();
    }
    var rpc = new UsageRpc(database, Clock.fixed(NOON, ZoneOffset.UTC));
    List<String> seen = new ArrayList<>();
    var request = ListUsageRequest.newBuilder().setPageSize(2);
    do {
      var page = rpc.list(SERVICE, Optional.empty(), request.build());
      page.getUsageList().forEach(u -> seen.add(u.getWallet()));
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    assertThat(seen).hasSize(5).doesNotHaveDuplicates();
  }

  @Test
  void killedAfterSegmentsWereFreedItsNextCallsCount() {
    fillAndCount();
    journal.close();
    journal = Journal.open(folder, 3, 16);
    try (var delivery = delivery(NOON)) {
      for (var i = 0; i < 16; i++) {
        journal.settle(admit(WALLET, Optional.empty(), NOON), new End(200, 1, 1, 1));
      }
      delivery.deliver();
    }
    assertThat(usage(Optional.empty())).singleElement().matches(u -> u.getCalls() == 64);
  }

  /** All segments full and counted, and the process killed before their names were forgotten. */
  private void fillAndCount() {
    for (var i = 0; i < 48; i++) {
      journal.settle(admit(WALLET, Optional.empty(), NOON), new End(200, 1, 1, 1));
    }
    assertThat(
            journal.admit(
                new Admission(UUID.randomUUID(), SERVICE, Optional.empty(), Optional.empty(), 0)))
        .isFalse();
    var calls = journal.take(100);
    database.inTransaction(
        h -> {
          new UsageStore().count(h, journal.id(), calls);
          return true;
        });
    journal.counted(calls);
    journal.over();
  }

  /** Drivers assert what they take for impossible; nobody else would count from then on. */
  @Test
  @Timeout(30)
  void anErrorDoesNotEndTheCounting() {
    var asked = new AtomicInteger();
    var clock =
        new Clock() {
          @Override
          public Instant instant() {
            if (asked.getAndIncrement() == 0) {
              throw new AssertionError("impossible");
            }
            return NOON;
          }

          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }
        };
    try (var _ = Delivery.start(database, journal, clock)) {
      while (asked.get() == 0) {
        Thread.onSpinWait();
      }
      journal.settle(admit(WALLET, Optional.empty(), NOON), new End(200, 1, 1, 1));
      while (usage(Optional.empty()).isEmpty()) {
        LockSupport.parkNanos(5_000_000);
        assertThat(Thread.currentThread().isInterrupted()).as("too late").isFalse();
      }
    }
    assertThat(usage(Optional.empty())).singleElement().matches(u -> u.getCalls() == 1);
  }

  @Test
  void badTimesAndTokensAreTheCallersMistake() {
    var rpc = new UsageRpc(database, Clock.fixed(NOON, ZoneOffset.UTC));
    var ages = com.google.protobuf.Timestamp.newBuilder().setSeconds(-1L << 50).build();
    for (var request :
        List.of(
            ListUsageRequest.newBuilder().setSince(ages).build(),
            ListUsageRequest.newBuilder().setUntil(ages).build(),
            token("0|\0||0"),
            token("999999999999999||" + "|0"),
            token("0|0xabc||0"),
            token("0||key|0"),
            token("0||"),
            ListUsageRequest.newBuilder().setPageToken("%%%").build(),
            ListUsageRequest.newBuilder().setPageSize(1001).build())) {
      org.assertj.core.api.Assertions.assertThatThrownBy(
              () -> rpc.list(SERVICE, Optional.empty(), request))
          .as(request.toString())
          .isInstanceOfSatisfying(
              factory.mesh.Refused.class,
              r -> assertThat(r.fault().reason()).isEqualTo("INVALID_ARGUMENT"));
    }
  }

  private static ListUsageRequest token(String text) {
    return ListUsageRequest.newBuilder()
        .setPageToken(
            java.util.Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
        .build();
  }
}
