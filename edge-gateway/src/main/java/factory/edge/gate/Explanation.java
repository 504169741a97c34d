package factory.edge.gate;

import java.math.BigInteger;
import java.util.Optional;

/**
 * What the gate would say to a wallet's call of a service.
 *
 * @param fault why the call would be refused; empty when it would be admitted
 * @param token the service's, when it has one
 * @param needed base units; empty without a token
 * @param held base units that count; empty when not known
 * @param blockNumber the newest block that was looked at; 0 when none was
 */
public record Explanation(
    Optional<GateFault> fault,
    Optional<AccessToken> token,
    Optional<BigInteger> needed,
    Optional<BigInteger> held,
    long blockNumber) {

  static Explanation admitted() {
    return new Explanation(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 0);
  }

  static Explanation refused(GateFault fault) {
    return new Explanation(
        Optional.of(fault), Optional.empty(), Optional.empty(), Optional.empty(), 0);
  }
}
