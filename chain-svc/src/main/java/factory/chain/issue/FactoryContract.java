package factory.chain.issue;

import factory.chain.evm.Account;
import factory.chain.evm.Contracts;
import factory.chain.evm.Endpoint;
import factory.chain.evm.EndpointDown;
import factory.chain.evm.RpcRefused;
import factory.chain.index.Follower;
import factory.mesh.Refused;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.logging.Logger;
import org.web3j.crypto.ContractUtils;

/**
 * The contract that makes tokens: the configured one, or one that is deployed here, once for each
 * dev chain.
 */
public final class FactoryContract implements Follower.Owner {
  private static final Logger LOG = Logger.getLogger(FactoryContract.class.getName());
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Optional<Account> configured;
  private final Sender sender;
  private final Clock clock;

  /**
   * Answers for a chain's factory.
   *
   * @param configured empty when it is to be deployed
   */
  public FactoryContract(Optional<Account> configured, Sender sender, Clock clock) {
    this.configured = configured;
    this.sender = sender;
    this.clock = clock;
  }

  @Override
  public Account factory(Endpoint endpoint) {
    if (configured.isPresent()) {
      var owner = owner(endpoint, configured.get());
      if (owner.isEmpty()) {
        throw new EndpointDown("there is no ServiceTokenFactory at the configured address");
      }
      if (!owner.get().equals(sender.account())) {
        LOG.warning(
            () ->
                "the factory at "
                    + configured.get()
                    + " belongs to "
                    + owner.get()
                    + ", not to the platform's key: no token can be created");
      }
      return configured.get();
    }
    try {
      return deployed(endpoint);
    } catch (Refused e) {
      throw new EndpointDown("the factory cannot be deployed: " + e.fault().metadata(), e);
    }
  }

  @Override
  public void chainIsGone() {
    sender.recheck();
  }

  /** The deployed factory; deploys it when the chain has none of ours. */
  private Account deployed(Endpoint endpoint) {
    sender.settle();
    var before = sender.sent(Sent.FACTORY);
    if (before.isPresent() && isOurs(endpoint, addressOf(before.get()))) {
      return addressOf(before.get());
    }
    var sent = sender.send(Sent.FACTORY, Optional.empty(), Contracts.deployment(sender.account()));
    var end = clock.instant().plus(PATIENCE);
    if (!(sender.await(sent, () -> clock.instant().isBefore(end)) instanceof Sender.End.Mined)
        || !isOurs(endpoint, addressOf(sent))) {
      throw new EndpointDown("the factory's deployment is not on the chain yet");
    }
    LOG.info(() -> "deployed ServiceTokenFactory at " + addressOf(sent));
    return addressOf(sent);
  }

  private boolean isOurs(Endpoint endpoint, Account address) {
    return owner(endpoint, address).equals(Optional.of(sender.account()));
  }

  private static Optional<Account> owner(Endpoint endpoint, Account address) {
    if (!endpoint.hasCode(address)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Contracts.address(endpoint.call(address, Contracts.owner())));
    } catch (RpcRefused e) {
      return Optional.empty();
    }
  }

  private Account addressOf(Sent sent) {
    return Account.parse(
            ContractUtils.generateContractAddress(
                sender.account().hex(), BigInteger.valueOf(sent.nonce())))
        .orElseThrow();
  }
}
