package factory.chain.index;

import factory.chain.evm.Account;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Every balance at one final block, unchanging, for any number of watchers at once.
 *
 * @param finalized empty when no block was final yet
 */
record Snapshot(UUID generation, Optional<BlockRef> finalized, List<Page> pages) {
  /** One token. */
  record Page(Account token, Balances.Frozen balances) {}
}
