package factory.chain.index;

import factory.chain.evm.Account;
import java.util.List;
import java.util.Optional;

/**
 * One message to a watcher.
 *
 * @param reset forget everything before it
 * @param complete everything up to the head has been told
 */
public record Update(
    boolean reset,
    List<Account> tokens,
    List<Holding> holdings,
    boolean complete,
    Optional<Head> head) {}
