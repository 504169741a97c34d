package factory.edge.limits;

import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The values of {@code RateLimit-Policy}, {@code RateLimit} and {@code Retry-After} for one
 * service's limits. The first is kept, as it is the same for every wallet that holds as many times
 * the threshold. Any number of threads.
 *
 * <p>Source: draft-ietf-httpapi-ratelimit-headers-11, 3.1 and 4.1: lists of strings with the
 * parameters {@code q}, {@code w}, {@code r} and {@code t}; the quota unit is the default one,
 * requests, and the partition is the caller's wallet, which a {@code pk} would only repeat.
 */
public final class RateLimitFields {
  private static final int KEPT = 16;
  private static final long MILLIS = 1_000;

  private final List<Limit> limits;
  private final int mostMultiple;
  private final AtomicReferenceArray<@Nullable Policy> policies = new AtomicReferenceArray<>(KEPT);

  private record Policy(long multiple, String value) {}

  RateLimitFields(List<Limit> limits) {
    this.limits = limits;
    mostMultiple = limits.stream().mapToInt(Limit::maxMultiple).max().orElse(1);
  }

  /**
   * {@code RateLimit-Policy}: each limit's quota and its window in seconds.
   *
   * @param multiple how many times over the wallet holds the threshold
   */
  public String policy(long multiple) {
    var times = Math.clamp(multiple, 1, mostMultiple);
    var place = times % KEPT;
    var kept = policies.get(place);
    if (kept == null || kept.multiple() != times) {
      kept = new Policy(times, write(times));
      policies.set(place, kept);
    }
    return kept.value();
  }

  private String write(long multiple) {
    var text = new StringBuilder();
    for (var limit : limits) {
      item(text, limit.name())
          .append(";q=")
          .append(limit.quotaAt(multiple))
          .append(";w=")
          .append(limit.window().toSeconds());
    }
    return text.toString();
  }

  /**
   * {@code RateLimit}: what is left of each limit, and the seconds until its window ends, rounded
   * up.
   *
   * <p>Of an answer that refuses, it names the limits that do: {@code Retry-After} must not be
   * earlier than any {@code t} beside it, and a month that is not used up is nothing to wait for.
   */
  public static String limit(List<Standing> standings) {
    var text = new StringBuilder(40 * standings.size());
    for (var standing : standings) {
      item(text, standing.name())
          .append(";r=")
          .append(standing.remaining())
          .append(";t=")
          .append(seconds(standing));
    }
    return text.toString();
  }

  /** {@code Retry-After}: seconds until every one of them has calls left, at least 1. */
  public static long retryAfterSeconds(List<Standing> exhausted) {
    var longest = 1L;
    for (var standing : exhausted) {
      longest = Math.max(longest, seconds(standing));
    }
    return longest;
  }

  private static long seconds(Standing standing) {
    return Math.ceilDiv(standing.resetAfterMillis(), MILLIS);
  }

  /** A limit's name holds nothing that a string would have to escape. */
  private static StringBuilder item(StringBuilder text, String name) {
    return text.append(text.isEmpty() ? "\"" : ", \"").append(name).append('"');
  }
}
