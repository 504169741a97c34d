package factory.chain.evm;

import java.math.BigInteger;
import java.util.Optional;

/**
 * The end of a transaction.
 *
 * @param blockHash 0x and 64 hex digits in lower case
 * @param succeeded false when it was reverted
 * @param feeWei what it cost besides its value; empty when the endpoint does not tell
 */
public record Receipt(
    long blockNumber, String blockHash, boolean succeeded, Optional<BigInteger> feeWei) {}
