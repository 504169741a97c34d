package factory.pipeline.job;

/**
 * Who asked for a job, and why.
 *
 * @param by the wallet that was signed in, else the service's requester; empty when neither is
 *     known, {@code platform} when it did so by itself
 * @param why what was said with it; may be empty
 */
public record Asked(String by, String why) {
  static final Asked NOBODY = new Asked("", "");

  private static final String PLATFORM = "platform";

  /** The platform did, by itself. */
  public static Asked platform(String why) {
    return new Asked(PLATFORM, why);
  }

  /** Whether the platform did, by itself. */
  public boolean isPlatforms() {
    return by.equals(PLATFORM);
  }
}
