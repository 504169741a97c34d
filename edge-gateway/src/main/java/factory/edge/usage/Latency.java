package factory.edge.usage;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * How long calls took: counts in buckets, four to each doubling, so that a quantile is told too
 * high by a quarter at most. What is kept is read by these bounds; they do not change.
 */
final class Latency {
  /** The last begins with some 73 minutes: no call goes on for as long. */
  static final int BUCKETS = 88;

  private static final int OF_EACH_DOUBLING = 4;

  /** Of no calls. */
  static final Latency NONE = new Latency(new long[0]);

  /** As far as the last bucket that has any. */
  private final long[] counts;

  private Latency(long[] counts) {
    this.counts = counts;
  }

  /** The bucket of a time in milliseconds. */
  static int bucket(long millis) {
    if (millis < OF_EACH_DOUBLING) {
      return (int) Math.max(0, millis);
    }
    var doublings = 63 - Long.numberOfLeadingZeros(millis);
    var quarter = (int) (millis >> (doublings - 2)) & 3;
    return Math.min(BUCKETS - 1, (doublings - 1) * OF_EACH_DOUBLING + quarter);
  }

  /** The longest time that falls into a bucket, in milliseconds. */
  static long longest(int bucket) {
    if (bucket < OF_EACH_DOUBLING) {
      return bucket;
    }
    var doublings = bucket / OF_EACH_DOUBLING + 1;
    var quarter = bucket % OF_EACH_DOUBLING;
    return ((4L + quarter + 1) << (doublings - 2)) - 1;
  }

  /** One call. */
  static Latency of(long millis) {
    return NONE.plus(bucket(millis), 1);
  }

  /** With more calls in a bucket. */
  Latency plus(int bucket, long calls) {
    var sum = Arrays.copyOf(counts, Math.max(counts.length, bucket + 1));
    sum[bucket] += calls;
    return new Latency(sum);
  }

  Latency plus(Latency other) {
    var sum = Arrays.copyOf(counts, Math.max(counts.length, other.counts.length));
    for (var i = 0; i < other.counts.length; i++) {
      sum[i] += other.counts[i];
    }
    return new Latency(sum);
  }

  /** As Postgres reads an array. */
  @Override
  public String toString() {
    return Arrays.toString(counts).replace('[', '{').replace(']', '}');
  }

  /** What this share of the calls took at most, in milliseconds; empty when there were none. */
  OptionalLong quantile(double share) {
    var rank = (long) Math.ceil(Arrays.stream(counts).sum() * share);
    var seen = 0L;
    for (var i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (rank > 0 && seen >= rank) {
        return OptionalLong.of(longest(i));
      }
    }
    return OptionalLong.empty();
  }
}
