package factory.registry.service;

import java.math.BigInteger;

/**
 * The token whose holders may call a service.
 *
 * @param chainId EIP-155 id, above zero
 * @param address 0x and 40 hex digits, lower case
 * @param accessThreshold least balance that opens the API, in base units, at least 1
 */
public record Token(long chainId, String address, BigInteger accessThreshold) {}
