package factory.edge.gate;

import java.math.BigInteger;

/** What wallets hold, as far as it is known here. Never waits. */
public interface Balances {
  /** What a wallet holds of a token, and what of it counts at the finality that is asked for. */
  Holding holding(AccessToken token, EvmAddress wallet, Finality finality);

  /** An answer about a balance. */
  sealed interface Holding {
    /**
     * The picture is complete and fresh.
     *
     * @param latest base units at the newest block
     * @param counted the smaller of {@code latest} and the base units at the chosen finality: what
     *     is sold counts no more at once, what is bought only once it is that final
     * @param blockNumber the newest block
     */
    record Known(BigInteger latest, BigInteger counted, long blockNumber) implements Holding {}

    /** The picture of the token's chain is not complete. */
    record NotLoaded() implements Holding {}

    /** The chain's head was not confirmed for too long, or chain-svc says not to decide on it. */
    record Stale() implements Holding {}
  }
}
