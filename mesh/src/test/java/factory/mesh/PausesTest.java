package factory.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Pauses between tries, and when there are no more. */
class PausesTest {
  private static final Backoff BACKOFF = new Backoff(Duration.ofMillis(80), Duration.ofMillis(300));

  @Test
  void theyGrowToABoundAndBeginAnewOnceItWorked() {
    var pauses = new Pauses(BACKOFF);
    for (var most : new int[] {80, 160, 300, 300}) {
      assertThat(pauses.next()).isBetween(Duration.ofMillis(most / 2), Duration.ofMillis(most));
    }
    pauses.reset();
    assertThat(pauses.next()).isLessThanOrEqualTo(Duration.ofMillis(80));
  }

  @Test
  void aPolicyKnowsItsLastTryAndItsPatience() {
    var retry = new Retry(BACKOFF, 3, Duration.ofSeconds(5));
    assertThat(retry.isLast(2)).isFalse();
    assertThat(retry.isLast(3)).isTrue();
    assertThat(retry.isOver(Duration.ofMillis(4_999))).isFalse();
    assertThat(retry.isOver(Duration.ofSeconds(5))).isTrue();
    assertThat(retry.with(Backoff.DEFAULT))
        .isEqualTo(new Retry(Backoff.DEFAULT, 3, Duration.ofSeconds(5)));
    assertThatThrownBy(() -> new Retry(BACKOFF, 0, Duration.ofSeconds(5)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Retry(BACKOFF, 1, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
