package factory.edge.limits;

import factory.edge.gate.AccessToken;
import factory.edge.gate.Finality;
import factory.edge.gate.Terms;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/**
 * What a service's owner asks of its callers.
 *
 * @param accessThreshold least balance in base units, 1 to 2^256 - 1; counts where it is above the
 *     token's own
 * @param limits at most 4, of unlike names; a call must be within each of them
 * @param callsAtOnce of one wallet, 1 to 512, which is what a service takes at once
 */
public record Rules(
    Optional<BigInteger> accessThreshold, Finality finality, List<Limit> limits, int callsAtOnce) {
  /** Those of a service whose owner set none. */
  public static final Rules NONE = new Rules(Optional.empty(), new Finality.Latest(), List.of());

  static final int MOST_LIMITS = 4;
  static final int MOST_CALLS_AT_ONCE = 512;

  /** Calls at once as where the owner does not say. */
  public Rules(Optional<BigInteger> accessThreshold, Finality finality, List<Limit> limits) {
    this(accessThreshold, finality, limits, Terms.CALLS_AT_ONCE);
  }

  /** Refuses what is outside of the ranges. */
  public Rules {
    limits = List.copyOf(limits);
    if (limits.size() > MOST_LIMITS
        || limits.stream().map(Limit::name).distinct().count() != limits.size()
        || !isCallsAtOnce(callsAtOnce)
        || accessThreshold.filter(t -> !isThreshold(t)).isPresent()) {
      throw new IllegalArgumentException("rules outside of the ranges");
    }
  }

  static boolean isCallsAtOnce(long calls) {
    return calls >= 1 && calls <= MOST_CALLS_AT_ONCE;
  }

  static boolean isThreshold(BigInteger amount) {
    return amount.signum() > 0 && amount.bitLength() <= 256;
  }

  /** The least balance that opens, in base units. */
  public BigInteger threshold(AccessToken token) {
    return accessThreshold.map(token.threshold()::max).orElse(token.threshold());
  }

  /**
   * How many times over a wallet holds the threshold, rounded down; 1 where no limit asks.
   *
   * @param held base units
   * @param threshold base units, at least 1
   * @return 1 to 10^6: no limit grows beyond that
   */
  public long multiple(BigInteger held, BigInteger threshold) {
    for (var limit : limits) {
      if (limit.maxMultiple() > 1) {
        var times = held.divide(threshold);
        return times.bitLength() > 31
            ? Limit.MOST_MULTIPLE
            : Math.clamp(times.longValue(), 1, Limit.MOST_MULTIPLE);
      }
    }
    return 1;
  }
}
