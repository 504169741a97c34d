package factory.chain.evm;

/**
 * The end of a transaction.
 *
 * @param succeeded false when it was reverted
 */
public record Receipt(long blockNumber, boolean succeeded) {}
