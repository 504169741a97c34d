package factory.edge.gate;

import java.math.BigInteger;

/**
 * The token whose holders may call a service.
 *
 * @param chainId EIP-155
 * @param threshold least balance that opens, in base units; at least 1
 */
public record AccessToken(long chainId, EvmAddress address, BigInteger threshold) {
  /** Refuses a threshold that would open the service to everybody. */
  public AccessToken {
    if (threshold.signum() < 1) {
      throw new IllegalArgumentException("an access threshold is at least 1");
    }
  }
}
