package factory.edge.audit;

import java.util.Optional;
import java.util.UUID;

/**
 * A change, as it is written down.
 *
 * @param what in one word
 * @param wallet whom it is about; empty for the whole service
 * @param key which key it is about
 * @param before JSON of what was so; empty for nothing
 * @param after JSON of what is so since; empty for nothing
 */
public record Audited(
    UUID service,
    What what,
    Optional<String> wallet,
    Optional<UUID> key,
    Optional<String> before,
    Optional<String> after) {
  /** What may be changed: callers read these words. */
  public enum What {
    /** Threshold, finality, limits. */
    RULES_CHANGED,
    /** What the owner says of one wallet. */
    WALLET_RULES_CHANGED,
    /** A key. */
    KEY_MADE,
    /** What a key is called and opens, until when and how often, and whether it is paused. */
    KEY_CHANGED,
    /** A key's secret. */
    KEY_ROTATED,
    /** A key is over. */
    KEY_ENDED,
    /** The service's owner keeps a key from opening anything. */
    KEY_PAUSED_BY_OWNER,
    /** The service's owner lets a key go on. */
    KEY_RESUMED_BY_OWNER,
    /** An operator lets no call of the service through. */
    TAKEN_DOWN,
    /** An operator lets calls through again. */
    PUT_BACK,
    /** An operator has looked at what somebody told. */
    REPORT_CLOSED
  }

  /** A change of the whole service. */
  public static Audited ofService(UUID service, What what, String before, String after) {
    return new Audited(
        service, what, Optional.empty(), Optional.empty(), Optional.of(before), Optional.of(after));
  }
}
