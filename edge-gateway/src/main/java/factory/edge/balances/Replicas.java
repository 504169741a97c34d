package factory.edge.balances;

import factory.chain.v1.ChainGrpc;
import factory.chain.v1.WatchBalancesRequest;
import factory.chain.v1.WatchBalancesResponse;
import factory.edge.gate.AccessToken;
import factory.edge.gate.Balances;
import factory.edge.gate.EvmAddress;
import factory.mesh.Subscription;
import io.grpc.Channel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** A replica of each chain on which a routed token lives. */
public final class Replicas implements Balances, AutoCloseable {
  private final Channel chain;
  private final Duration maxHeadAge;
  private final LongSupplier monotonicNanos;
  private final Map<Long, Followed> followed = new ConcurrentHashMap<>();

  /** Follows chains through chain-svc. */
  public Replicas(Channel chain, Duration maxHeadAge, LongSupplier monotonicNanos) {
    this.chain = chain;
    this.maxHeadAge = maxHeadAge;
    this.monotonicNanos = monotonicNanos;
  }

  private record Followed(Replica replica, Subscription subscription) {}

  /**
   * One replica as others may see it.
   *
   * @param problem why it cannot be decided on; empty when it can
   */
  public record Health(
      long chainId,
      boolean complete,
      long holders,
      long headNumber,
      Duration headAge,
      String problem) {}

  /** Follows exactly these chains. Called by one thread. */
  public void follow(Set<Long> chainIds) {
    for (var chainId : chainIds) {
      followed.computeIfAbsent(chainId, this::start);
    }
    for (var chainId : List.copyOf(followed.keySet())) {
      if (!chainIds.contains(chainId)) {
        var gone = followed.remove(chainId);
        if (gone != null) {
          gone.subscription().close();
        }
      }
    }
  }

  private Followed start(long chainId) {
    var replica = new Replica(maxHeadAge, monotonicNanos);
    var request = WatchBalancesRequest.newBuilder().setChainId(chainId).build();
    return new Followed(
        replica,
        Subscription.<WatchBalancesResponse>start(
            "edge-balances-" + Long.toUnsignedString(chainId),
            observer -> ChainGrpc.newStub(chain).watchBalances(request, observer),
            replica::apply,
            // What is here stays true until it is too old; a new stream begins with a reset.
            _ -> {}));
  }

  @Override
  public Holding holding(AccessToken token, EvmAddress wallet) {
    var chain = followed.get(token.chainId());
    return chain == null ? new Holding.NotLoaded() : chain.replica().holding(token, wallet);
  }

  /** Each followed chain, by its id. */
  public List<Health> health() {
    List<Health> all = new ArrayList<>();
    followed.forEach(
        (chainId, chain) -> {
          var status = chain.replica().status();
          var problem =
              !status.complete()
                  ? "the balances of chain " + Long.toUnsignedString(chainId) + " are not complete"
                  : !status.fresh()
                      ? "the head of chain "
                          + Long.toUnsignedString(chainId)
                          + " was not confirmed for over "
                          + maxHeadAge
                      : "";
          all.add(
              new Health(
                  chainId,
                  status.complete(),
                  status.holders(),
                  status.headNumber(),
                  status.headAge(),
                  problem));
        });
    all.sort(Comparator.comparingLong(Health::chainId));
    return all;
  }

  @Override
  public void close() {
    follow(Set.of());
  }
}
