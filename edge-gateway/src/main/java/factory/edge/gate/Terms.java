package factory.edge.gate;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** What services' owners ask of their callers beyond the token's threshold. Never waits. */
public interface Terms {
  /** How many calls of one wallet may be open at once where the owner does not say. */
  int CALLS_AT_ONCE = 32;

  /**
   * The terms of a service that are in force now.
   *
   * @param serviceId UUID, lower case
   */
  OfService of(String serviceId);

  /** One service's terms at one moment, for one call. */
  interface OfService {
    /** The least balance that opens, in base units; never below the token's own. */
    BigInteger threshold(AccessToken token);

    /** At which block that must be held. */
    Finality finality();

    /** How many calls of one wallet may be open at once. */
    default int callsAtOnce() {
      return CALLS_AT_ONCE;
    }

    /** Why the operators let nobody in, if they do not. */
    default Optional<String> takedown() {
      return Optional.empty();
    }

    /** What keeps a wallet out now, whatever it holds. */
    default Optional<Block> block(EvmAddress wallet) {
      return Optional.empty();
    }

    /** Counts a call within the limit that a key has of its own, if it has one. */
    default Quota takeOwn(Credentials.Key key) {
      return new Quota.Granted(Optional.empty(), () -> {});
    }

    /**
     * Counts a call within every limit, or in none.
     *
     * @param held base units that count, which a limit may grow with
     * @param threshold what {@link #threshold} said
     */
    Quota take(EvmAddress wallet, BigInteger held, BigInteger threshold);

    /** What {@link #take} would refuse with now; empty when it would grant. Counts nothing. */
    Optional<Quota.Exceeded> exhausted(EvmAddress wallet, BigInteger held, BigInteger threshold);
  }

  /** Asks nothing beyond the token's own threshold. */
  Terms NONE =
      _ ->
          new OfService() {
            @Override
            public BigInteger threshold(AccessToken token) {
              return token.threshold();
            }

            @Override
            public Finality finality() {
              return new Finality.Latest();
            }

            @Override
            public Quota take(EvmAddress wallet, BigInteger held, BigInteger threshold) {
              return new Quota.Granted(Optional.empty(), () -> {});
            }

            @Override
            public Optional<Quota.Exceeded> exhausted(
                EvmAddress wallet, BigInteger held, BigInteger threshold) {
              return Optional.empty();
            }
          };

  /**
   * Two response headers.
   *
   * @param policy of {@code RateLimit-Policy}
   * @param limit of {@code RateLimit}
   */
  record RateLimit(String policy, String limit) {}

  /** Whether a wallet may call once more. */
  sealed interface Quota {
    /**
     * It may, and the call is counted.
     *
     * @param headers empty when the service has no limits
     * @param giveBack counts the call no more: for one that is refused after all
     */
    record Granted(Optional<RateLimit> headers, Runnable giveBack) implements Quota {}

    /**
     * It may not, and nothing is counted.
     *
     * @param retryAfterSeconds until it may again, at least 1
     * @param limits the names of those that are used up
     */
    record Exceeded(RateLimit headers, long retryAfterSeconds, List<String> limits)
        implements Quota {}

    /** More wallets call than can be counted. */
    record NoRoom() implements Quota {}
  }
}
