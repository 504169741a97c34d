package factory.chain.index;

import factory.chain.token.Token;
import java.util.List;

/**
 * What one block did to our tokens.
 *
 * @param moves in the order of the chain
 */
public record AppliedBlock(BlockRef ref, String parentHash, List<Token> created, List<Move> moves) {
  /** The same block with other contents. */
  AppliedBlock with(List<Token> otherCreated, List<Move> otherMoves) {
    return new AppliedBlock(ref, parentHash, otherCreated, otherMoves);
  }

  Place parent() {
    return new Place(ref.number() - 1, parentHash);
  }
}
