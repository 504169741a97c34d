package factory.chain.key;

/**
 * A signed transaction, ready to broadcast.
 *
 * @param hash what the chain will know it by
 * @param raw its bytes in hex
 */
public record Signed(String hash, String raw) {}
