package factory.chain.rpc;

import factory.chain.evm.Endpoints;
import factory.chain.index.Finality;
import factory.chain.index.Follower;
import factory.chain.index.Picture;
import factory.chain.issue.Issuance;
import factory.chain.token.ChainFault;
import factory.mesh.Refused;
import java.time.Duration;

/** One followed chain as the services see it. */
public record ServedChain(
    long id,
    String name,
    Finality finality,
    Duration maxHeadAge,
    Endpoints endpoints,
    Picture picture,
    Follower follower,
    Issuance issuance) {
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
