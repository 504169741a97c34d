package factory.chain;

import factory.chain.evm.Endpoints;
import factory.chain.evm.HeadSocket;
import factory.chain.holder.HolderStore;
import factory.chain.index.Follower;
import factory.chain.index.IndexStore;
import factory.chain.index.Picture;
import factory.chain.index.TradeStore;
import factory.chain.issue.FactoryContract;
import factory.chain.issue.FeePolicy;
import factory.chain.issue.Issuance;
import factory.chain.issue.Sender;
import factory.chain.issue.SentStore;
import factory.chain.rpc.ChainRpc;
import factory.chain.rpc.Chains;
import factory.chain.rpc.IssuerRpc;
import factory.chain.rpc.ServedChain;
import factory.chain.trade.Trades;
import factory.chain.trade.Transactions;
import factory.chain.wallet.KeyRecovery;
import factory.chain.wallet.Signatures;
import factory.mesh.Address;
import factory.mesh.Health;
import factory.mesh.MeshServer;
import factory.mesh.Node;
import factory.mesh.Settings;
import factory.store.Database;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** chain-svc: tokens, balances and quotes of every followed chain. */
public final class ChainNode implements Node {
  private final Deque<Runnable> closing = new ArrayDeque<>();
  private final Health health = new Health();
  private final KeyRecovery keys = new KeyRecovery();
  private final Address address;
  private final Address internalAddress;

  private ChainNode(ChainConfig config, Clock clock) {
    try {
      var database = Database.open(config.store());
      closing.push(database::close);
      health.needs("store", database::problem);
      List<ServedChain> served = new ArrayList<>();
      for (var chain : config.chains()) {
        served.add(follow(config, chain, database, clock));
      }
      var chains = new Chains(List.copyOf(served), config.defaultChain());
      var internal =
          MeshServer.internalAt(config.internalListen(), config.trust())
              .service(
                  new IssuerRpc(chains, config.patience(), clock),
                  Map.of("CreateToken", Set.of("pipeline")))
              .start();
      closing.push(internal::close);
      internalAddress = internal.address();
      var server =
          MeshServer.at(config.listen(), config.trust())
              .health(health)
              .service(new ChainRpc(chains, clock))
              .start();
      closing.push(server::close);
      address = server.address();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private ServedChain follow(
      ChainConfig config, ChainSetting chain, Database database, Clock clock) {
    var endpoints = new Endpoints(chain.id(), chain.endpoints(), config.timeout(), clock);
    closing.push(endpoints::close);
    endpoints.loop().ifPresent(health::shows);
    // A chain is a neighbour: without it the others are served.
    health.shows(
        "chain-" + chain.id(),
        () ->
            endpoints.health().stream().anyMatch(Endpoints.Health::healthy)
                ? ""
                : "no endpoint answers");
    var sender =
        Sender.start(
            new Sender.Target(
                chain.id(),
                chain.finality(),
                chain.disposable(),
                new FeePolicy(chain.maxFeeWei(), chain.replaceAfter())),
            endpoints,
            config.key(),
            new SentStore(database, chain.id(), config.key().account()),
            clock);
    closing.push(sender::close);
    health.needs(sender.loop());
    var picture = new Picture();
    var follower =
        Follower.start(
            new Follower.Following(
                chain.id(),
                chain.startBlock(),
                chain.poll(),
                chain.finality(),
                chain.disposable(),
                chain.maxBlockAge(),
                config.auditInterval()),
            endpoints,
            new IndexStore(database, chain.id()),
            picture,
            new FactoryContract(chain.factory(), sender, clock),
            clock);
    closing.push(follower::close);
    health.needs(follower.loop());
    chain
        .headSocket()
        .ifPresent(
            address -> {
              var socket = HeadSocket.start(chain.id(), address, config.timeout(), follower::nudge);
              closing.push(socket::close);
              health.shows(socket.loop());
            });
    return new ServedChain(
        chain.id(),
        chain.name(),
        chain.finality(),
        chain.maxHeadAge(),
        endpoints,
        picture,
        follower,
        new Issuance(chain.id(), endpoints, follower, picture, sender),
        new Signatures(chain.id(), endpoints, keys),
        new Trades(chain.id(), endpoints, picture, clock),
        new Transactions(chain.id(), endpoints, picture),
        new HolderStore(database, chain.id()),
        new TradeStore(database, chain.id()));
  }

  /**
   * Refuses what {@link #start} would refuse of these settings; starts nothing.
   *
   * @throws IllegalArgumentException with everything that is wrong
   */
  public static void check(Settings settings) {
    ChainConfig.from(settings);
  }

  /** Starts it; serves also while no chain can be reached. */
  public static ChainNode start(Settings settings) {
    return start(settings, new SteadyClock());
  }

  static ChainNode start(Settings settings, Clock clock) {
    return new ChainNode(ChainConfig.from(settings), clock);
  }

  @Override
  public Address address() {
    return address;
  }

  /** Where other nodes call it. */
  Address internalAddress() {
    return internalAddress;
  }

  @Override
  public void close() {
    while (!closing.isEmpty()) {
      closing.pop().run();
    }
  }
}
