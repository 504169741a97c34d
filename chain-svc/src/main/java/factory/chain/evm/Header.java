package factory.chain.evm;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;

/**
 * A block without its transactions.
 *
 * @param hash 0x and 64 hex digits in lower case
 * @param baseFeeWei empty on chains without EIP-1559
 */
public record Header(
    long number,
    String hash,
    String parentHash,
    Instant time,
    Bloom bloom,
    Optional<BigInteger> baseFeeWei) {}
