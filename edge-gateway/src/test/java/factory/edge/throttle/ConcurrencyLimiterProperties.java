package factory.edge.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import factory.edge.throttle.ConcurrencyLimiter.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The tables do what a list of all open requests would do, in whichever order things happen. */
class ConcurrencyLimiterProperties {
  private static final int SLOTS = 256;

  private record Lease(long holder, UUID request, long expiresAt) {}

  /** Few bits differ, so that many meet in a table. */
  private static UUID request(Random random) {
    return new UUID(random.nextInt(2), ((long) random.nextInt(6) << 32) | random.nextInt(2));
  }

  @Property(tries = 300)
  void agreesWithAModelThatKeepsEveryLease(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 6) int holders) {
    var random = new Random(seed);
    var now = new AtomicLong(random.nextLong());
    var limiter = new ConcurrencyLimiter(SLOTS, now::get);
    List<Lease> model = new ArrayList<>();
    for (var step = 0; step < 300; step++) {
      now.addAndGet(random.nextInt(1_000));
      switch (random.nextInt(8)) {
        case 0 -> {
          limiter.endExpired();
          model.removeIf(lease -> lease.expiresAt() <= now.get());
        }
        case 1, 2 -> {
          var ended = request(random);
          limiter.end(ended);
          // Of two with one id, whichever the table finds first.
          var same = model.stream().filter(l -> l.request().equals(ended)).toList();
          if (!same.isEmpty()) {
            var gone =
                same.stream()
                    .filter(l -> limiter.held(l.holder()) < held(model, l.holder()))
                    .findFirst();
            assertThat(gone).isPresent();
            model.remove(gone.get());
          }
        }
        default -> {
          var holder = (long) random.nextInt(holders) << 31;
          var request = request(random);
          var most = 1 + random.nextInt(5);
          // Of a holder's two with one id, it would not show which one has ended.
          if (model.stream().anyMatch(l -> l.holder() == holder && l.request().equals(request))) {
            continue;
          }
          var life = 1 + random.nextInt(20_000);
          var outcome = limiter.take(holder, request, most, life);
          if (held(model, holder) >= most) {
            assertThat(outcome).isEqualTo(Outcome.EXCEEDED);
          } else if (outcome == Outcome.LEASED) {
            model.add(new Lease(holder, request, now.get() + life));
          } else {
            // Only a part that is full says so.
            assertThat(outcome).isEqualTo(Outcome.FULL);
          }
        }
      }
      for (var holder = 0L; holder < holders; holder++) {
        assertThat(limiter.held(holder << 31)).isEqualTo(held(model, holder << 31));
      }
      assertThat(limiter.size()).isEqualTo(model.size());
    }
    now.addAndGet(20_000);
    limiter.endExpired();
    assertThat(limiter.size()).isZero();
    for (var holder = 0L; holder < holders; holder++) {
      assertThat(limiter.held(holder << 31)).isZero();
    }
  }

  private static int held(List<Lease> model, long holder) {
    return (int) model.stream().filter(l -> l.holder() == holder).count();
  }
}
