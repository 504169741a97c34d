package factory.chain.index;

import java.time.Instant;
import java.util.Optional;

/**
 * The newest block that was applied.
 *
 * @param confirmedAt when an endpoint last said that it is the newest there is; empty when none did
 */
public record Head(BlockRef block, Optional<Instant> confirmedAt) {
  /** Its number. */
  public long number() {
    return block.number();
  }

  /** Its hash. */
  public String hash() {
    return block.hash();
  }
}
