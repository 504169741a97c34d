package factory.chain.index;

import factory.chain.token.Token;
import java.util.List;

/**
 * What a range of final blocks did to our tokens, up to one block.
 *
 * @param moves in the order of the chain
 */
record Fill(BlockRef upTo, List<Token> created, List<Move> moves) {}
