package factory.chain.index;

import factory.chain.evm.Account;
import java.util.List;
import java.util.Optional;

/**
 * One message to a watcher.
 *
 * @param reset forget everything before it
 * @param tokens of the new picture
 * @param balances of the new picture, at its final block
 * @param steps blocks in order; a large one comes in parts
 * @param complete everything up to the head has been told
 * @param finalized as far as this watcher may know it
 * @param cursor where to go on; empty until it was complete
 */
public record Update(
    boolean reset,
    List<Account> tokens,
    List<Holding> balances,
    List<Step> steps,
    boolean complete,
    Optional<Head> head,
    Optional<BlockRef> finalized,
    Optional<Cursor> cursor) {}
