package factory.chain.index;

import factory.chain.evm.Account;
import factory.chain.token.Token;
import java.math.BigInteger;
import java.util.List;

/**
 * What successive blocks did to our tokens.
 *
 * @param blocks in order, at least one
 * @param transfers in the order of the chain
 */
record BlockRange(List<BlockRef> blocks, List<Token> created, List<Move> transfers) {
  /** A transfer, mint or burn. */
  record Move(long blockNumber, Account token, Account from, Account to, BigInteger amount) {}

  BlockRef last() {
    return blocks.getLast();
  }
}
