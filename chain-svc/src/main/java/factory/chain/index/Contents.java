package factory.chain.index;

import factory.chain.evm.Account;
import factory.chain.token.Token;
import java.util.List;
import java.util.Optional;

/** Everything that is stored of a chain. */
record Contents(
    Optional<Account> factory, Optional<Head> head, List<Token> tokens, List<Holding> holdings) {}
