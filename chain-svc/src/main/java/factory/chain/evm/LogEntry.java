package factory.chain.evm;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a contract said in a transaction.
 *
 * @param time of the block; empty where the endpoint does not tell it with its logs
 */
public record LogEntry(
    Account address,
    long blockNumber,
    String blockHash,
    Optional<Instant> time,
    String transactionHash,
    long logIndex,
    List<String> topics,
    String data) {}
