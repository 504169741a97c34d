package factory.chain.evm;

import java.util.List;

/** What a contract said in a transaction. */
public record LogEntry(
    Account address,
    long blockNumber,
    String blockHash,
    long logIndex,
    List<String> topics,
    String data) {}
