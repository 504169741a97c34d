package factory.chain.index;

import factory.chain.token.Token;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What one block did to our tokens.
 *
 * @param moves in the order of the chain
 * @param trades among them; only until they are stored
 * @param arrivedAt when an endpoint told of it, before its transfers were asked for; empty for one
 *     that was read from the store
 */
public record AppliedBlock(
    BlockRef ref,
    String parentHash,
    List<Token> created,
    List<Move> moves,
    List<Trade> trades,
    Optional<Instant> arrivedAt) {
  /** The same block with other contents. */
  AppliedBlock with(List<Token> otherCreated, List<Move> otherMoves) {
    return new AppliedBlock(ref, parentHash, otherCreated, otherMoves, List.of(), arrivedAt);
  }

  /** The same block as it is kept. */
  AppliedBlock withoutTrades() {
    return with(created, moves);
  }

  Place parent() {
    return new Place(ref.number() - 1, parentHash);
  }
}
