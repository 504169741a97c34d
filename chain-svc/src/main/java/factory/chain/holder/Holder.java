package factory.chain.holder;

import factory.chain.evm.Account;
import java.math.BigInteger;

/** What a wallet holds of a token, in base units; also its place in the order of holders. */
public record Holder(Account wallet, BigInteger amount) {}
