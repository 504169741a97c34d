package factory.edge.balances;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RevocationTimesTest {
  private final RevocationTimes times = new RevocationTimes();

  @Test
  void quantilesAreWithinAQuarterAndTheHistogramAddsUp() {
    assertThat(times.quantile(0.99)).isZero();
    for (var i = 1; i <= 100; i++) {
      times.add(Duration.ofMillis(i));
    }
    assertThat(times.quantile(0.5).toNanos()).isBetween(50_000_000L, 63_000_000L);
    assertThat(times.quantile(0.99).toNanos()).isBetween(99_000_000L, 125_000_000L);
    var text = new StringBuilder();
    times.write(text, "chain_id=\"1\"");
    assertThat(text.toString())
        .contains(
            "access_revocation_seconds_bucket{chain_id=\"1\",le=\"+Inf\"} 100\n",
            "access_revocation_seconds_sum{chain_id=\"1\"} 5.05\n",
            "access_revocation_seconds_count{chain_id=\"1\"} 100\n");
  }

  @Test
  void clocksThatDisagreeAndEndlessTimesAreCountedAtTheEnds() {
    times.add(Duration.ofSeconds(-1));
    times.add(Duration.ofHours(1));
    assertThat(times.count()).isEqualTo(2);
    assertThat(times.quantile(0.5)).isEqualTo(Duration.ofNanos(100_000));
    assertThat(times.quantile(1)).isGreaterThan(Duration.ofSeconds(90));
  }
}
