package factory.chain.index;

import factory.chain.token.Token;
import java.util.List;

/**
 * A range of blocks worked out against the balances before it.
 *
 * @param before what a wallet held before each block that changed it
 * @param after what each changed wallet holds after the whole range
 */
record Changes(
    List<BlockRef> blocks, List<Token> created, List<Before> before, List<Holding> after) {
  /** The way back over one block. */
  record Before(long blockNumber, Holding holding) {}
}
