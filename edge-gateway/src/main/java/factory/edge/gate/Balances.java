package factory.edge.gate;

import java.math.BigInteger;

/** What wallets hold, as far as it is known here. Never waits. */
public interface Balances {
  /** What a wallet holds of a token. */
  Holding holding(AccessToken token, EvmAddress wallet);

  /** An answer about a balance. */
  sealed interface Holding {
    /**
     * The picture is complete and fresh.
     *
     * @param latest base units at the newest block
     * @param finalized base units at the newest block that nothing takes back
     */
    record Known(BigInteger latest, BigInteger finalized) implements Holding {}

    /** The picture of the token's chain is not complete. */
    record NotLoaded() implements Holding {}

    /** The chain's head was not confirmed for too long, or chain-svc says not to decide on it. */
    record Stale() implements Holding {}
  }
}
