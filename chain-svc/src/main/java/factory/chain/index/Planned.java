package factory.chain.index;

import factory.chain.token.Token;
import java.util.List;
import java.util.Optional;

/**
 * A {@link Change} or {@link Fill}, found to be possible, and what to store of it.
 *
 * @param retracted newest first
 * @param blocks to keep, in order
 * @param created tokens of all of it
 * @param balances what wallets hold at the new final block, where that changed
 * @param trades of all of it, in the order of the chain
 * @param finalized the new final block; empty before the first
 * @param keepFrom blocks with lower numbers need not be kept any more
 */
record Planned(
    List<AppliedBlock> retracted,
    List<AppliedBlock> blocks,
    List<Token> created,
    List<Holding> balances,
    List<Trade> trades,
    Optional<BlockRef> finalized,
    long keepFrom) {}
