package factory.pipeline.job;

/**
 * Who asked for a job, and why.
 *
 * @param by the wallet that was signed in, else the service's requester; empty when neither is
 *     known
 * @param why what was said with it; may be empty
 */
public record Asked(String by, String why) {
  static final Asked NOBODY = new Asked("", "");
}
