package factory.chain.wallet;

import factory.chain.index.Head;
import java.util.Optional;

/** Whether a wallet signed a message. */
public sealed interface Verdict {
  /** Its own key did: true whatever becomes of the chain. */
  record Key() implements Verdict {}

  /** Its contract says so, at this block. */
  record Contract(Head at) implements Verdict {}

  /**
   * Nobody did.
   *
   * @param at where its contract said so; empty when the wallet has none
   */
  record Nobody(Optional<Head> at) implements Verdict {}
}
