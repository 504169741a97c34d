package factory.runtime;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Hashes and verifies secrets, which is slow on purpose: one at a time, and for each caller no more
 * than some at once and one every two seconds after that. Thread-safe.
 */
final class SecretHashing {
  private static final int BURST = 10;
  private static final long MILLIS_EACH = 2_000;
  private static final int MOST_CALLERS = 10_000;

  /** How much more hashes a caller may have in a trial, where they are as much cheaper. */
  private static final int CHEAPER = Secrets.ITERATIONS / Secrets.TRIAL_ITERATIONS;

  private final InstantSource clock;
  private final int iterations;
  private final long millisEach;
  private final OneAtATime hashing = new OneAtATime();

  /** By caller, the moment in milliseconds up to which the hashes that he had are paid for. */
  private final Map<String, Long> paid = new LinkedHashMap<>();

  /**
   * Makes one.
   *
   * @param trial whether nobody keeps what is hashed, so that it may be cheap
   */
  SecretHashing(InstantSource clock, boolean trial) {
    this.clock = clock;
    iterations = trial ? Secrets.TRIAL_ITERATIONS : Secrets.ITERATIONS;
    millisEach = trial ? Math.ceilDiv(MILLIS_EACH, CHEAPER) : MILLIS_EACH;
  }

  /** What is compared where there is no secret, in the same time. */
  String ofNothing() {
    return Secrets.ofNothing(iterations);
  }

  /** The value to give to a secret's field. */
  Words.Hashed hash(String caller, String secret) {
    admit(caller);
    return hashing.run(() -> new Words.Hashed(Secrets.hash(secret, iterations)));
  }

  /** Whether a secret is the one that was hashed. */
  boolean matches(String caller, String hash, String secret) {
    admit(caller);
    return hashing.run(() -> Secrets.matches(hash, secret));
  }

  private synchronized void admit(String caller) {
    var now = clock.millis();
    paid.values().removeIf(until -> until <= now);
    var until = Math.max(paid.getOrDefault(caller, now), now) + millisEach;
    if (until > now + BURST * millisEach || paid.size() >= MOST_CALLERS) {
      throw Problem.tooManySecrets();
    }
    paid.put(caller, until);
  }
}
