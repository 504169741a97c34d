package factory.edge.limits;

import static org.assertj.core.api.Assertions.assertThat;

import factory.edge.gate.EvmAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LimitsTest {
  private static final String SERVICE = "0193b1f2-7a11-7000-8000-00000000abcd";
  private static final EvmAddress ANN = new EvmAddress(9, 9, 9);
  private static final EvmAddress BEN = new EvmAddress(8, 8, 8);
  private static final List<Limit> LIMITS =
      List.of(
          new Limit("burst", 2, Duration.ofSeconds(10), 1),
          new Limit("hour", 3, Duration.ofHours(1), 10));

  private final Limits limits = new Limits(3);
  private long now = 1_000_000;

  private String take(EvmAddress wallet, List<Limit> of, long multiple) {
    return shown(limits.take(SERVICE, wallet, of, multiple, now));
  }

  private String take() {
    return take(ANN, LIMITS, 1);
  }

  private static String shown(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Admitted(var standings) -> "admitted " + shown(standings);
      case Verdict.Exceeded(var exhausted) -> "exceeded " + shown(exhausted);
      case Verdict.NoRoom() -> "no room";
    };
  }

  private static String shown(List<Standing> standings) {
    return String.join(
        ", ",
        standings.stream()
            .map(
                s ->
                    "%s %d/%d %dms"
                        .formatted(s.name(), s.remaining(), s.quota(), s.resetAfterMillis()))
            .toList());
  }

  private String peek() {
    return shown(limits.peek(SERVICE, ANN, LIMITS, 1, now));
  }

  @Test
  void aWindowBeginsWithTheFirstCallAndEndsOnce() {
    assertThat(take()).isEqualTo("admitted burst 1/2 10000ms, hour 2/3 3600000ms");
    now += 9_999;
    assertThat(take()).isEqualTo("admitted burst 0/2 1ms, hour 1/3 3590001ms");
    assertThat(take()).isEqualTo("exceeded burst 0/2 1ms");
    now += 1;
    assertThat(take()).isEqualTo("admitted burst 1/2 10000ms, hour 0/3 3590000ms");
    now += 3_590_000;
    assertThat(take()).isEqualTo("admitted burst 1/2 10000ms, hour 2/3 3600000ms");
  }

  @Test
  void aRefusedCallConsumesNothingInAnyWindow() {
    for (var i = 0; i < 3; i++) {
      take();
      now += 10_000;
    }
    // The hour is used up; the burst window is over, and these do not open another.
    for (var i = 0; i < 5; i++) {
      assertThat(take()).isEqualTo("exceeded hour 0/3 3570000ms");
    }
    assertThat(peek()).isEqualTo("burst 2/2 0ms, hour 0/3 3570000ms");
    now += 3_570_000;
    assertThat(take()).isEqualTo("admitted burst 1/2 10000ms, hour 2/3 3600000ms");
  }

  @Test
  void everyLimitThatRefusesIsTold() {
    var both =
        List.of(
            new Limit("a", 1, Duration.ofSeconds(1), 1),
            new Limit("b", 1, Duration.ofSeconds(2), 1),
            new Limit("c", 2, Duration.ofSeconds(3), 1));
    take(ANN, both, 1);
    assertThat(take(ANN, both, 1)).isEqualTo("exceeded a 0/1 1000ms, b 0/1 2000ms");
  }

  @Test
  void walletsAndServicesShareNothing() {
    take();
    take();
    assertThat(take(BEN, LIMITS, 1)).startsWith("admitted burst 1/2");
    assertThat(shown(limits.take("0193b1f2-7a11-7000-8000-00000000abce", ANN, LIMITS, 1, now)))
        .startsWith("admitted burst 1/2");
  }

  @Test
  void lookingCountsNothingAndKeepsNothing() {
    assertThat(peek()).isEqualTo("burst 2/2 0ms, hour 3/3 0ms");
    assertThat(limits.wallets()).isZero();
    take();
    assertThat(peek()).isEqualTo(peek()).isEqualTo("burst 1/2 10000ms, hour 2/3 3600000ms");
  }

  @Test
  void aQuotaFollowsWhatTheWalletHoldsNow() {
    assertThat(take(ANN, LIMITS, 4)).isEqualTo("admitted burst 1/2 10000ms, hour 11/12 3600000ms");
    now += 10_000;
    for (var i = 0; i < 3; i++) {
      take(ANN, LIMITS, 4);
      now += 10_000;
    }
    // Four are used; who sold has none left, and who buys again has the rest.
    assertThat(take(ANN, LIMITS, 1)).isEqualTo("exceeded hour 0/3 3560000ms");
    assertThat(take(ANN, LIMITS, 4)).isEqualTo("admitted burst 1/2 10000ms, hour 7/12 3560000ms");
  }

  @Test
  void whatIsGivenBackWasNeverCounted() {
    take();
    var last = (Verdict.Admitted) limits.take(SERVICE, ANN, LIMITS, 1, now);
    assertThat(take()).startsWith("exceeded");
    limits.giveBack(SERVICE, ANN, last);
    assertThat(peek()).isEqualTo("burst 1/2 10000ms, hour 2/3 3600000ms");
  }

  @Test
  void whatIsGivenBackLateIsNotTakenFromTheNextWindow() {
    var first = (Verdict.Admitted) limits.take(SERVICE, ANN, LIMITS, 1, now);
    now += 10_000;
    take();
    limits.giveBack(SERVICE, ANN, first);
    assertThat(peek()).isEqualTo("burst 1/2 10000ms, hour 2/3 3590000ms");
    limits.giveBack(SERVICE, BEN, first);
    limits.giveBack("0193b1f2-7a11-7000-8000-00000000abce", ANN, first);
    assertThat(peek()).isEqualTo("burst 1/2 10000ms, hour 2/3 3590000ms");
  }

  @Test
  void noLimitsRefuseNobodyAndTakeNoRoom() {
    for (var i = 0; i < 10; i++) {
      assertThat(take(new EvmAddress(1, 1, i), List.of(), 1)).isEqualTo("admitted ");
    }
    assertThat(limits.wallets()).isZero();
  }

  @Test
  void whenRulesChangeALimitGoesOnUnderItsName() {
    take();
    now += 1_000;
    var changed =
        List.of(
            new Limit("hour", 5, Duration.ofMinutes(1), 1),
            new Limit("new", 1, Duration.ofSeconds(1), 1),
            new Limit("burst", 2, Duration.ofMinutes(5), 1));
    // A window that is open is shortened at once, and lengthened only when the next one begins.
    assertThat(take(ANN, changed, 1))
        .isEqualTo("admitted hour 3/5 60000ms, new 0/1 1000ms, burst 0/2 9000ms");
    now += 9_000;
    assertThat(take(ANN, changed, 1))
        .isEqualTo("admitted hour 2/5 51000ms, new 0/1 1000ms, burst 1/2 300000ms");
  }

  @Test
  void aClockThatIsSetBackLocksNobodyOutForLong() {
    take();
    take();
    now -= 3_600_000;
    assertThat(peek()).isEqualTo("burst 0/2 10000ms, hour 1/3 3600000ms");
    assertThat(take()).isEqualTo("exceeded burst 0/2 10000ms");
    now += 10_000;
    assertThat(take()).isEqualTo("admitted burst 1/2 10000ms, hour 0/3 3590000ms");
  }

  @Test
  void roomIsBoundedAndComesBackWhenWindowsEnd() {
    for (var i = 0; i < 3; i++) {
      take(new EvmAddress(1, 1, i), LIMITS, 1);
    }
    assertThat(take()).isEqualTo("no room");
    // Who is counted already goes on being counted.
    assertThat(take(new EvmAddress(1, 1, 0), LIMITS, 1)).startsWith("admitted burst 0/2");
    now += 3_599_999;
    limits.forgetEnded(now);
    assertThat(take()).isEqualTo("no room");
    now += 1;
    limits.forgetEnded(now);
    assertThat(limits.wallets()).isZero();
    assertThat(take()).startsWith("admitted");
  }

  @Test
  void whatChangedIsTakenOutOnceAndAgainWhenItCouldNotBeSaved() {
    take();
    take(BEN, LIMITS, 1);
    var uses = limits.takeChanged(10);
    assertThat(uses)
        .containsExactly(
            new Use(SERVICE, ANN, "burst", now + 10_000, 1),
            new Use(SERVICE, ANN, "hour", now + 3_600_000, 1),
            new Use(SERVICE, BEN, "burst", now + 10_000, 1),
            new Use(SERVICE, BEN, "hour", now + 3_600_000, 1));
    assertThat(limits.takeChanged(10)).isEmpty();

    take();
    limits.unsaved(uses);
    assertThat(limits.takeChanged(1)).extracting(Use::used).containsExactly(2L, 2L);
    assertThat(limits.takeChanged(10)).extracting(Use::wallet).containsOnly(BEN);
    // A refused call changes nothing.
    assertThat(take()).startsWith("exceeded");
    assertThat(limits.takeChanged(10)).isEmpty();
  }

  @Test
  void whatWasSavedIsBackAfterARestart() {
    take();
    take(BEN, LIMITS, 1);
    take(BEN, LIMITS, 1);
    var restarted = new Limits(3);
    limits.takeChanged(10).forEach(restarted::restore);
    assertThat(restarted.wallets()).isEqualTo(2);
    assertThat(shown(restarted.peek(SERVICE, BEN, LIMITS, 1, now)))
        .isEqualTo("burst 0/2 10000ms, hour 1/3 3600000ms");
    assertThat(shown(restarted.take(SERVICE, ANN, LIMITS, 1, now)))
        .isEqualTo("admitted burst 0/2 10000ms, hour 1/3 3600000ms");
    assertThat(shown(restarted.take(SERVICE, BEN, LIMITS, 1, now)))
        .isEqualTo("exceeded burst 0/2 10000ms");
  }

  /** While others take, one saves and one forgets what has ended. */
  @Test
  @Timeout(60)
  void concurrentTakersAreAdmittedExactlyTheQuota() throws Exception {
    var quota = 20_000;
    var many =
        List.of(
            new Limit("all", quota, Duration.ofHours(1), 1),
            new Limit("more", 10L * quota, Duration.ofHours(1), 1));
    var shared = new Limits(1_000);
    var admitted = new AtomicInteger();
    var done = new AtomicBoolean();
    var saved = new Limits(1_000);
    try (var threads = Executors.newFixedThreadPool(6)) {
      var takers = new CountDownLatch(4);
      for (var i = 0; i < 4; i++) {
        var taker = i;
        var _ =
            threads.submit(
                () -> {
                  for (var n = 0; n < quota; n++) {
                    var call = shared.take(SERVICE, ANN, many, 1, now);
                    if (call instanceof Verdict.Admitted kept) {
                      if (n % 10 == 0) {
                        shared.giveBack(SERVICE, ANN, kept);
                      } else {
                        admitted.incrementAndGet();
                      }
                    }
                    // Wallets that come and go make the others be looked for again.
                    shared.take(
                        SERVICE, new EvmAddress(taker, n % 50, 0), many, 1, now - 4_000_000);
                  }
                  takers.countDown();
                });
      }
      var _ =
          threads.submit(
              () -> {
                while (!done.get()) {
                  shared.takeChanged(7).forEach(saved::restore);
                }
              });
      var _ =
          threads.submit(
              () -> {
                while (!done.get()) {
                  shared.forgetEnded(now);
                }
              });
      takers.await();
      done.set(true);
    }
    assertThat(admitted).hasValue(quota);
    assertThat(shown(shared.peek(SERVICE, ANN, many, 1, now)))
        .isEqualTo("all 0/20000 3600000ms, more 180000/200000 3600000ms");
    shared.takeChanged(1_000).forEach(saved::restore);
    assertThat(shown(saved.peek(SERVICE, ANN, many, 1, now)))
        .isEqualTo("all 0/20000 3600000ms, more 180000/200000 3600000ms");
    shared.forgetEnded(now);
    assertThat(shared.wallets()).isEqualTo(1);
  }

  /** A wallet whose windows are over at once is counted anew each time it is forgotten. */
  @Test
  @Timeout(60)
  void aCallIsNeverCountedForAWalletThatIsBeingForgotten() throws Exception {
    var short1 = List.of(new Limit("s", 1, Duration.ofSeconds(1), 1));
    var shared = new Limits(10);
    var done = new AtomicBoolean();
    var clock = new AtomicLong();
    var lost = 0;
    try (var threads = Executors.newFixedThreadPool(2)) {
      var _ =
          threads.submit(
              () -> {
                while (!done.get()) {
                  // What was counted in an earlier round has ended, and nothing of this one.
                  shared.forgetEnded(clock.get());
                }
              });
      for (var round = 0; round < 50_000; round++) {
        var at = now + round * 1_000L;
        clock.set(at);
        shared.take(SERVICE, ANN, short1, 1, at);
        if (shared.peek(SERVICE, ANN, short1, 1, at).getFirst().remaining() != 0) {
          lost++;
        }
      }
      done.set(true);
    }
    assertThat(lost).isZero();
  }
}
