package factory.chain.index;

import factory.chain.token.Token;
import java.util.List;

/**
 * What a range of final blocks did to our tokens, up to one block.
 *
 * @param moves in the order of the chain
 * @param trades among them, in that order
 */
record Fill(BlockRef upTo, List<Token> created, List<Move> moves, List<Trade> trades) {}
