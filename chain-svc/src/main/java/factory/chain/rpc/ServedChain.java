package factory.chain.rpc;

import factory.chain.evm.Endpoints;
import factory.chain.holder.HolderStore;
import factory.chain.index.Finality;
import factory.chain.index.Follower;
import factory.chain.index.Picture;
import factory.chain.index.TradeStore;
import factory.chain.issue.Issuance;
import factory.chain.token.ChainFault;
import factory.chain.trade.Trades;
import factory.chain.trade.Transactions;
import factory.chain.wallet.Signatures;
import factory.mesh.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One followed chain as the services see it. */
public record ServedChain(
    long id,
    String name,
    Finality finality,
    Duration maxHeadAge,
    Endpoints endpoints,
    Picture picture,
    Follower follower,
    Issuance issuance,
    Signatures signatures,
    Trades trades,
    Transactions transactions,
    HolderStore holders,
    TradeStore traded) {
  /** Time since an endpoint confirmed the head; empty when none ever did. */
  Optional<Duration> headAge(Instant now) {
    return Render.age(picture.head(), now);
  }

  /** Why nothing should be decided on its balances now; empty when it may. */
  String problem(Instant now) {
    var problem = follower.problem();
    if (!problem.isEmpty()) {
      return problem;
    }
    return headAge(now)
        .map(
            age ->
                age.compareTo(maxHeadAge) > 0
                    ? "the head was not confirmed for " + age.toSeconds() + " s"
                    : "")
        .orElse("the head was not confirmed yet");
  }

  /** Whether nothing takes an applied block back any more. */
  boolean isFinal(long number) {
    return picture.finalized().filter(last -> number <= last.number()).isPresent();
  }

  /**
   * What is absent from a picture that was never complete may still be on the chain.
   *
   * @throws Refused while that is so
   */
  void requireRead() {
    if (!picture.settled()) {
      throw new Refused(new ChainFault.Unavailable(id, follower.problem()));
    }
  }
}
