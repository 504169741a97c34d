package factory.edge.balances;

import factory.chain.v1.ChainGrpc;
import factory.chain.v1.WatchBalancesRequest;
import factory.chain.v1.WatchBalancesResponse;
import factory.edge.gate.AccessToken;
import factory.edge.gate.Balances;
import factory.edge.gate.EvmAddress;
import factory.edge.gate.Finality;
import factory.mesh.Subscription;
import io.grpc.Channel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** A replica of each chain on which a routed token lives. */
public final class Replicas implements Balances, AutoCloseable {
  /** Ends of a stream that may be about its cursor; mostly an unknown one begins anew by itself. */
  private static final Set<String> LOST_CURSOR =
      Set.of("INVALID_ARGUMENT", "OUT_OF_RANGE", "FAILED_PRECONDITION", "NOT_FOUND");

  private final Channel chain;
  private final LongSupplier monotonicNanos;
  private final Map<Long, Followed> followed = new ConcurrentHashMap<>();

  /** Follows chains through chain-svc. */
  public Replicas(Channel chain, LongSupplier monotonicNanos) {
    this.chain = chain;
    this.monotonicNanos = monotonicNanos;
  }

  private record Followed(Replica replica, Subscription subscription, RevocationTimes times) {}

  /**
   * One replica as others may see it.
   *
   * @param problem why it cannot be decided on; empty when it can
   * @param times how long blocks took to be in force
   */
  public record Health(
      long chainId,
      boolean complete,
      long holders,
      long headNumber,
      Duration headAge,
      String problem,
      RevocationTimes times) {}

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
    var replica = new Replica(chainId, monotonicNanos);
    var times = new RevocationTimes();
    return new Followed(
        replica,
        Subscription.<WatchBalancesResponse>start(
            "edge-balances-" + Long.toUnsignedString(chainId),
            observer ->
                ChainGrpc.newStub(chain)
                    .watchBalances(
                        WatchBalancesRequest.newBuilder()
                            .setChainId(chainId)
                            .setCursor(replica.cursor())
                            .build(),
                        observer),
            message -> {
              replica.apply(message);
              measure(message, times);
            },
            // What is here stays true until it is too old.
            why -> {
              if (LOST_CURSOR.contains(why)) {
                replica.forgetCursor();
              }
            }),
        times);
  }

  private static void measure(WatchBalancesResponse message, RevocationTimes times) {
    for (var block : message.getBlocksList()) {
      if (block.hasArrivedAt() && block.getTransfersCount() > 0 && !block.getRetracted()) {
        var at = block.getArrivedAt();
        times.add(
            Duration.between(Instant.ofEpochSecond(at.getSeconds(), at.getNanos()), Instant.now()));
      }
    }
  }

  @Override
  public Holding holding(AccessToken token, EvmAddress wallet, Finality finality) {
    var chain = followed.get(token.chainId());
    return chain == null
        ? new Holding.NotLoaded()
        : chain.replica().holding(token, wallet, finality);
  }

  /** Each followed chain, by its id. */
  public List<Health> health() {
    List<Health> all = new ArrayList<>();
    followed.forEach(
        (chainId, chain) -> {
          var status = chain.replica().status();
          var name = Long.toUnsignedString(chainId);
          var problem =
              !status.complete()
                  ? "the balances of chain " + name + " are not complete"
                  : !status.problem().isEmpty()
                      ? "chain " + name + ": " + status.problem()
                      : !status.fresh()
                          ? "the head of chain "
                              + name
                              + " was not confirmed for over "
                              + status.maxHeadAge().toSeconds()
                              + " s"
                          : "";
          all.add(
              new Health(
                  chainId,
                  status.complete(),
                  status.holders(),
                  status.headNumber(),
                  status.headAge(),
                  problem,
                  chain.times()));
        });
    all.sort(Comparator.comparingLong(Health::chainId));
    return all;
  }

  @Override
  public void close() {
    follow(Set.of());
  }
}
