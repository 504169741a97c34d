package factory.chain.index;

import factory.chain.evm.Account;
import factory.chain.token.Token;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Everything that is stored of a chain.
 *
 * @param generation changes whenever the index is begun anew
 * @param confirmedAt when the newest block was last known to be the chain's newest
 * @param balances at the final block, by token
 * @param blocks the last ones and all above the final one, in order
 */
record Contents(
    UUID generation,
    Optional<Instant> confirmedAt,
    Optional<BlockRef> finalized,
    List<Token> tokens,
    Map<Account, Balances> balances,
    List<AppliedBlock> blocks) {}
