package factory.edge.limits;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How many calls a wallet may make in a window of time.
 *
 * @param name 1 to 32 of a-z, 0-9 and -
 * @param quota calls in a window, 1 to 10^12
 * @param window 1 second to 366 days, in whole seconds
 * @param maxMultiple how often at most the quota is multiplied by what the wallet holds, 1 to 10^6;
 *     the quota times this is at most {@link #MOST_CALLS}
 */
public record Limit(String name, long quota, Duration window, int maxMultiple) {
  /** Integers of structured fields have at most 15 digits. Source: RFC 9651, 3.3.1. */
  public static final long MOST_CALLS = 999_999_999_999_999L;

  static final int MOST_MULTIPLE = 1_000_000;
  private static final long MOST_QUOTA = 1_000_000_000_000L;
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");
  private static final Duration LONGEST = Duration.ofDays(366);

  /** Refuses what is outside of the ranges. */
  public Limit {
    if (!isName(name)
        || !isQuota(quota)
        || !isWindow(window)
        || !isMaxMultiple(quota, maxMultiple)) {
      throw new IllegalArgumentException("a limit outside of the ranges");
    }
  }

  static boolean isName(String name) {
    return NAME.matcher(name).matches();
  }

  static boolean isQuota(long quota) {
    return quota >= 1 && quota <= MOST_QUOTA;
  }

  static boolean isWindow(Duration window) {
    return window.getSeconds() >= 1 && window.getNano() == 0 && window.compareTo(LONGEST) <= 0;
  }

  static boolean isMaxMultiple(long quota, long multiple) {
    return multiple >= 1 && multiple <= MOST_MULTIPLE && quota <= MOST_CALLS / multiple;
  }

  /**
   * Calls in a window for a wallet.
   *
   * @param multiple how many times over it holds the threshold
   */
  long quotaAt(long multiple) {
    return maxMultiple == 1 ? quota : quota * Math.clamp(multiple, 1, maxMultiple);
  }
}
