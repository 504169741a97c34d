package factory.edge.gate;

import java.time.Instant;
import java.util.Optional;

/**
 * That a wallet may not call a service.
 *
 * @param reason in its owner's words, 1 to 200 characters
 * @param until when it ends by itself; empty for not
 */
public record Block(String reason, Optional<Instant> until) {
  /** Whether it keeps the wallet out now. */
  public boolean isInForce(Instant now) {
    return until.isEmpty() || now.isBefore(until.get());
  }
}
