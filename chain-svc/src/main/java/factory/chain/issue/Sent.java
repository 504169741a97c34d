package factory.chain.issue;

import factory.chain.evm.Account;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A nonce that was given out and every transaction that was signed for it. Each was stored before
 * it was broadcast; whichever is mined ends it.
 *
 * @param purpose what it is for; there is at most one for each that has not failed
 * @param failed whether it is known not to do what it was for
 * @param attempts the oldest first, at least one
 */
record Sent(long nonce, String purpose, State state, boolean failed, List<Attempt> attempts) {
  /** The purpose of the factory's deployment. */
  static final String FACTORY = "factory";

  /** How far it has come. */
  enum State {
    /** The chain has not used the nonce. */
    PENDING,
    /** The chain has used it; a reorganisation may take that back. */
    MINED,
    /** Nothing takes it back any more. */
    FINAL
  }

  /** A signed transaction. */
  record Attempt(String hash, String raw, Instant signedAt) {}

  /** The purpose of a service's token, which is another one for another factory. */
  static String tokenOf(UUID serviceId, Account factory) {
    return serviceId + "@" + factory;
  }

  /** The one with the highest fee. */
  Attempt newest() {
    return attempts.getLast();
  }

  boolean pending() {
    return state == State.PENDING;
  }
}
