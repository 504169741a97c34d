package factory.chain.token;

import factory.chain.evm.Account;
import java.math.BigInteger;
import java.util.UUID;

/**
 * A service's token on one chain.
 *
 * @param accessThreshold least balance that opens the API, in base units
 * @param blockNumber the block that made it
 */
public record Token(
    Account address, UUID serviceId, BigInteger accessThreshold, TokenName name, long blockNumber) {

  /** Whether creating it with these arguments again is the same. */
  public boolean wasMadeWith(BigInteger threshold, TokenName otherName) {
    return accessThreshold.equals(threshold) && name.equals(otherName);
  }
}
