package factory.edge.balances;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * {@code access_revocation_seconds}: from a block's arrival at chain-svc to its balances in force
 * at the gate. Any number of threads.
 */
public final class RevocationTimes {
  /**
   * Upper bounds in microseconds: each a quarter above the one before, from 100 us to over 100 s.
   */
  private static final long[] BOUNDS = bounds();

  private final AtomicLongArray counts = new AtomicLongArray(BOUNDS.length + 1);
  private final LongAdder sumMicros = new LongAdder();

  private static long[] bounds() {
    var bounds = new long[63];
    double bound = 100;
    for (var i = 0; i < bounds.length; i++) {
      bounds[i] = Math.round(bound);
      bound *= 1.25;
    }
    return bounds;
  }

  void add(Duration took) {
    var micros = Math.max(0, took.toNanos() / 1_000);
    var place = 0;
    while (place < BOUNDS.length && BOUNDS[place] < micros) {
      place++;
    }
    counts.incrementAndGet(place);
    sumMicros.add(micros);
  }

  /** Blocks. */
  public long count() {
    var count = 0L;
    for (var i = 0; i < counts.length(); i++) {
      count += counts.get(i);
    }
    return count;
  }

  /** A bound that this share of the blocks kept; zero when there were none. */
  public Duration quantile(double share) {
    var rank = (long) Math.ceil(count() * share);
    var seen = 0L;
    for (var i = 0; i < BOUNDS.length; i++) {
      seen += counts.get(i);
      if (rank > 0 && seen >= rank) {
        return Duration.ofNanos(BOUNDS[i] * 1_000);
      }
    }
    return rank == 0 ? Duration.ZERO : Duration.ofNanos(BOUNDS[BOUNDS.length - 1] * 1_000);
  }

  /** As Prometheus reads a histogram. */
  public void write(StringBuilder text, String labels) {
    var seen = 0L;
    for (var i = 0; i < BOUNDS.length; i++) {
      seen += counts.get(i);
      line(text, "_bucket", labels + ",le=\"" + BOUNDS[i] / 1e6 + "\"", Long.toString(seen));
    }
    var all = count();
    line(text, "_bucket", labels + ",le=\"+Inf\"", Long.toString(all));
    line(text, "_sum", labels, Double.toString(sumMicros.sum() / 1e6));
    line(text, "_count", labels, Long.toString(all));
  }

  private static void line(StringBuilder text, String suffix, String labels, String value) {
    text.append("access_revocation_seconds")
        .append(suffix)
        .append('{')
        .append(labels)
        .append("} ")
        .append(value)
        .append('\n');
  }
}
