package factory.chain.index;

import factory.chain.evm.Account;
import java.math.BigInteger;

/** What a wallet holds of a token, in base units. */
public record Holding(Account token, Account wallet, BigInteger amount) {}
