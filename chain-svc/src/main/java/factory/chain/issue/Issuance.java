package factory.chain.issue;

import factory.chain.evm.Account;
import factory.chain.evm.Contracts;
import factory.chain.evm.EndpointDown;
import factory.chain.evm.Endpoints;
import factory.chain.evm.RpcRefused;
import factory.chain.index.Follower;
import factory.chain.index.Picture;
import factory.chain.token.ChainFault;
import factory.chain.token.TokenName;
import factory.mesh.Refused;
import java.math.BigInteger;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** Creates tokens on one chain, each service's once. */
public final class Issuance {
  private static final int ATTEMPTS = 3;

  private final long chainId;
  private final Endpoints endpoints;
  private final Follower follower;
  private final Picture picture;
  private final Sender sender;

  /** Issues on a followed chain. */
  public Issuance(
      long chainId, Endpoints endpoints, Follower follower, Picture picture, Sender sender) {
    this.chainId = chainId;
    this.endpoints = endpoints;
    this.follower = follower;
    this.picture = picture;
    this.sender = sender;
  }

  /** The token that is wanted. */
  public record Wanted(UUID serviceId, BigInteger accessThreshold, TokenName name) {}

  /**
   * The token, as the index has it.
   *
   * @param transactionHash empty when the token was there
   */
  public record Issued(Picture.Supplied token, Optional<String> transactionHash) {}

  /**
   * Makes the token and waits until watchers were told of it. Safe to call again after any failure.
   *
   * @param goOn whether the caller still waits
   */
  public Issued create(Wanted wanted, BooleanSupplier goOn) {
    var known = picture.ofService(wanted.serviceId());
    if (known.isPresent()) {
      return new Issued(requireSame(wanted, known.get()), Optional.empty());
    }
    requireFollowed();
    try {
      var hash = mined(wanted, goOn);
      follower.nudge();
      var indexed = picture.awaitToken(wanted.serviceId(), goOn);
      if (indexed.isEmpty()) {
        throw new Refused(new ChainFault.Pending(chainId, hash.orElse("not known"), "index"));
      }
      return new Issued(requireSame(wanted, indexed.get()), hash);
    } catch (EndpointDown e) {
      throw unavailable(String.valueOf(e.getMessage()));
    } catch (RpcRefused e) {
      throw unavailable(e.text());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("the wait was given up");
    }
  }

  private Account requireFollowed() {
    var factory = follower.factory();
    if (factory.isEmpty() || !follower.problem().isEmpty() || !picture.settled()) {
      var problem = follower.problem();
      throw unavailable(problem.isEmpty() ? "the chain is not followed to its head yet" : problem);
    }
    return factory.get();
  }

  private Refused unavailable(String problem) {
    return new Refused(new ChainFault.Unavailable(chainId, problem));
  }

  /** The transaction that made the token; empty when the token was on the chain. */
  private Optional<String> mined(Wanted wanted, BooleanSupplier goOn) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      var factory = requireFollowed();
      if (requireSameOnChain(factory, wanted)) {
        return Optional.empty();
      }
      var sent =
          sender.send(
              Sent.tokenOf(wanted.serviceId(), factory),
              Optional.of(factory),
              Contracts.create(wanted.serviceId(), wanted.accessThreshold(), wanted.name().hex()));
      switch (sender.await(sent, goOn)) {
        case Sender.End.Mined(var hash, var receipt) -> {
          if (receipt.succeeded()) {
            return Optional.of(hash);
          }
          requireSameOnChain(requireFollowed(), wanted);
          throw refused("transaction " + hash + " was reverted");
        }
        case Sender.End.Waiting(var hash, var waitingFor) ->
            throw new Refused(new ChainFault.Pending(chainId, hash, waitingFor));
        case Sender.End.Declined(var problem) -> throw refused(problem);
        case Sender.End.Lost() -> {
          // Its nonce went to somebody else, or its chain is gone: once more.
        }
      }
    }
    throw refused("the platform key's nonces are used by somebody else");
  }

  private Refused refused(String problem) {
    return new Refused(new ChainFault.TransactionRefused(chainId, problem));
  }

  /** Whether the token is on the chain; refuses when it was made with other arguments. */
  private boolean requireSameOnChain(Account factory, Wanted wanted) {
    var token =
        Contracts.address(
            endpoints.ask(
                endpoint -> endpoint.call(factory, Contracts.tokenOf(wanted.serviceId()))));
    if (token.equals(Account.NOBODY)) {
      return false;
    }
    var predicted =
        Contracts.address(
            endpoints.ask(
                endpoint ->
                    endpoint.call(
                        factory,
                        Contracts.predict(
                            wanted.serviceId(), wanted.accessThreshold(), wanted.name().hex()))));
    if (!token.equals(predicted)) {
      throw new Refused(new ChainFault.Exists(chainId, wanted.serviceId(), token));
    }
    return true;
  }

  private Picture.Supplied requireSame(Wanted wanted, Picture.Supplied found) {
    if (!found.token().wasMadeWith(wanted.accessThreshold(), wanted.name())) {
      throw new Refused(
          new ChainFault.Exists(chainId, wanted.serviceId(), found.token().address()));
    }
    return found;
  }
}
