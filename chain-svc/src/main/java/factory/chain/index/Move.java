package factory.chain.index;

import factory.chain.evm.Account;
import java.math.BigInteger;

/**
 * A transfer, a mint (from nobody) or a burn (to nobody).
 *
 * @param logIndex its place among the block's events
 * @param amount base units
 */
public record Move(long logIndex, Account token, Account from, Account to, BigInteger amount) {}
