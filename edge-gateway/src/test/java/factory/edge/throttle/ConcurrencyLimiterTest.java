package factory.edge.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import factory.edge.throttle.ConcurrencyLimiter.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ConcurrencyLimiterTest {
  private static final long LIFE = 1_000_000_000;

  private final AtomicLong now = new AtomicLong();
  private final ConcurrencyLimiter limiter = new ConcurrencyLimiter(1 << 10, now::get);

  private Outcome take(long holder, UUID request) {
    return limiter.take(holder, request, 2, LIFE);
  }

  @Test
  void aPlaceComesBackWithTheEndThatIsToldOrWithTime() {
    var first = UUID.randomUUID();
    assertThat(take(7, first)).isEqualTo(Outcome.LEASED);
    assertThat(take(7, UUID.randomUUID())).isEqualTo(Outcome.LEASED);
    assertThat(take(7, UUID.randomUUID())).isEqualTo(Outcome.EXCEEDED);
    assertThat(take(8, UUID.randomUUID())).isEqualTo(Outcome.LEASED);

    limiter.end(first);
    limiter.end(first);
    limiter.end(UUID.randomUUID());
    assertThat(limiter.held(7)).isEqualTo(1);
    assertThat(take(7, UUID.randomUUID())).isEqualTo(Outcome.LEASED);
    assertThat(take(7, UUID.randomUUID())).isEqualTo(Outcome.EXCEEDED);

    // The log lines of these were lost.
    now.addAndGet(LIFE - 1);
    limiter.endExpired();
    assertThat(limiter.held(7)).isEqualTo(2);
    now.addAndGet(1);
    limiter.endExpired();
    assertThat(limiter.held(7)).isZero();
    assertThat(limiter.size()).isZero();
  }

  @Test
  void whatThereIsNoRoomForIsRefusedAndTakesNothing() {
    var leased = 0;
    var full = 0;
    for (var holder = 0L; holder < 4_000; holder++) {
      switch (take(new Random(holder).nextLong(), UUID.randomUUID())) {
        case LEASED -> leased++;
        case FULL -> full++;
        case EXCEEDED -> throw new AssertionError("one each");
      }
    }
    assertThat(leased).isEqualTo(limiter.size()).isBetween(512, 768);
    assertThat(full).isEqualTo(4_000 - leased);
    now.addAndGet(LIFE);
    limiter.endExpired();
    assertThat(limiter.size()).isZero();
    for (var holder = 0L; holder < 4_000; holder++) {
      assertThat(limiter.held(new Random(holder).nextLong())).isZero();
    }
  }

  @Test
  void manyThreadsTakeAndEndAndNothingIsLeft() throws Exception {
    var most = new AtomicInteger();
    Callable<Boolean> caller =
        () -> {
          List<UUID> mine = new ArrayList<>();
          var random = new Random();
          for (var i = 0; i < 20_000; i++) {
            var request = UUID.randomUUID();
            if (random.nextBoolean() && take(random.nextInt(3), request) == Outcome.LEASED) {
              mine.add(request);
            } else if (!mine.isEmpty()) {
              limiter.end(mine.removeLast());
            }
            most.accumulateAndGet(limiter.held(random.nextInt(3)), Math::max);
            if (i % 1_000 == 0) {
              limiter.endExpired();
            }
          }
          mine.forEach(limiter::end);
          return true;
        };
    try (var pool = Executors.newFixedThreadPool(4)) {
      for (var done : pool.invokeAll(List.of(caller, caller, caller, caller))) {
        assertThat(done.get()).isTrue();
      }
    }
    assertThat(most.get()).isEqualTo(2);
    assertThat(limiter.size()).isZero();
    for (var holder = 0; holder < 3; holder++) {
      assertThat(limiter.held(holder)).isZero();
    }
  }
}
