package factory.chain.index;

import factory.chain.evm.Header;
import java.time.Instant;

/**
 * A block of the chain.
 *
 * @param time the one that it carries
 */
public record BlockRef(long number, String hash, Instant time) {
  static BlockRef of(Header header) {
    return new BlockRef(header.number(), header.hash(), header.time());
  }

  /** Where it is. */
  Place place() {
    return new Place(number, hash);
  }
}
