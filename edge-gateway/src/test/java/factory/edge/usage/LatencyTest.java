package factory.edge.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class LatencyTest {
  @Property
  void aTimeFallsIntoTheBucketThatEndsAtMostAQuarterAboveIt(
      @ForAll @LongRange(min = 0, max = 4_000_000) long millis) {
    var bucket = Latency.bucket(millis);
    assertThat(Latency.longest(bucket)).isBetween(millis, millis + millis / 4);
    if (bucket > 0) {
      assertThat(Latency.longest(bucket - 1)).isLessThan(millis);
    }
  }

  @Test
  void whatIsLongerThanAnyCallFallsIntoTheLast() {
    assertThat(Latency.bucket(Long.MAX_VALUE)).isEqualTo(Latency.BUCKETS - 1);
    assertThat(Latency.bucket(-1)).isZero();
  }

  /** They are kept by number, so that these are for good. */
  @Test
  void theBoundsAreTheOnesByWhichCountsWereKept() {
    assertThat(Latency.longest(3)).isEqualTo(3);
    assertThat(Latency.longest(4)).isEqualTo(4);
    assertThat(Latency.longest(8)).isEqualTo(9);
    assertThat(Latency.longest(27)).isEqualTo(255);
    assertThat(Latency.longest(43)).isEqualTo(4_095);
  }

  @Test
  void quantilesAreOfAllThatWasAddedUp() {
    var calls = Latency.NONE;
    for (var i = 1; i <= 100; i++) {
      calls = calls.plus(Latency.of(i));
    }
    assertThat(calls.quantile(0.5)).hasValue(55);
    assertThat(calls.quantile(0.99)).hasValue(111);
    assertThat(calls.quantile(0)).isEqualTo(OptionalLong.empty());
    assertThat(Latency.NONE.quantile(0.5)).isEqualTo(OptionalLong.empty());
    assertThat(Latency.of(2)).hasToString("{0, 0, 1}");
  }
}
