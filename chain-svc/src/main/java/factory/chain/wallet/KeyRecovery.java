package factory.chain.wallet;

import factory.chain.evm.Account;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Recovers signers, each for a millisecond of CPU, on half of the processors at most: a flood of
 * signatures leaves the other half to whoever follows the chains.
 */
public final class KeyRecovery {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Semaphore turns =
      new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

  /**
   * Who signed; empty when nobody did.
   *
   * @throws Busy when it would not be this call's turn for long
   */
  Optional<Account> signer(KeySignature signature, byte[] hash) throws Busy {
    Busy.enter(turns, PATIENCE);
    try {
      return signature.signer(hash);
    } finally {
      turns.release();
    }
  }

  /** More is asked at once than there are turns for. */
  static final class Busy extends Exception {
    private static final long serialVersionUID = 1;

    private Busy() {
      super("too many signatures are being verified", null, false, false);
    }

    /** Takes a turn, which has to be released. */
    static void enter(Semaphore turns, Duration patience) throws Busy {
      try {
        if (!turns.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
          throw new Busy();
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        throw new Busy();
      }
    }
  }
}
