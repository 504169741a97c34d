package factory.chain.index;

import factory.chain.token.Token;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one block did to our tokens.
 *
 * @param moves in the order of the chain
 * @param arrivedAt when an endpoint told of it, before its transfers were asked for; empty for one
 *     that was read from the store
 */
public record AppliedBlock(
    BlockRef ref,
    String parentHash,
    List<Token> created,
    List<Move> moves,
    Optional<Instant> arrivedAt) {
  /** The same block with other contents. */
  AppliedBlock with(List<Token> otherCreated, List<Move> otherMoves) {
    return new AppliedBlock(ref, parentHash, otherCreated, otherMoves, arrivedAt);
  }

  Place parent() {
    return new Place(ref.number() - 1, parentHash);
  }
}
