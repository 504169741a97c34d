package factory.edge.reports;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * That somebody thinks something is wrong with a service.
 *
 * @param reporter a wallet; empty for somebody who had not signed in
 * @param text 1 to 2000 characters
 */
public record Report(
    UUID id,
    UUID service,
    Optional<String> reporter,
    Reason reason,
    String text,
    Instant createdAt) {
  /** What is wrong. */
  public enum Reason {
    /** It deceives or robs people. */
    FRAUD,
    /** It harms the machines of who calls it. */
    MALWARE,
    /** It shows what is forbidden. */
    ILLEGAL,
    /** It pretends to be somebody else, or copies what is theirs. */
    IMPERSONATION,
    /** It shows what is somebody's own business. */
    PRIVACY,
    /** Anything else. */
    OTHER
  }
}
