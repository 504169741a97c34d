package factory.chain;

import factory.chain.v1.ChainGrpc;
import factory.chain.v1.WatchBalancesRequest;
import factory.chain.v1.WatchBalancesResponse;
import factory.mesh.MeshChannel;
import factory.mesh.Subscription;
import java.math.BigInteger;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A watcher that does what the proto tells it: starts from nothing, applies every message. */
final class Replica implements AutoCloseable {
  private final Map<String, BigInteger> balances = new HashMap<>();
  private final Set<String> tokens = new HashSet<>();
  private final Subscription subscription;
  private boolean complete;
  private int resets;
  private long headNumber;
  private long changedAtNanos;

  Replica(MeshChannel channel) {
    subscription =
        Subscription.<WatchBalancesResponse>start(
            "replica",
            observer ->
                ChainGrpc.newStub(channel.channel())
                    .watchBalances(
                        WatchBalancesRequest.newBuilder().setChainId(31337).build(), observer),
            this::apply,
            _ -> lost());
  }

  private synchronized void lost() {
    complete = false;
  }

  private synchronized void apply(WatchBalancesResponse message) {
    if (message.getReset()) {
      balances.clear();
      tokens.clear();
      resets++;
    }
    message.getTokensList().forEach(token -> tokens.add(token.getAddress()));
    for (var balance : message.getBalancesList()) {
      if (!tokens.contains(balance.getTokenAddress())) {
        throw new IllegalStateException("a balance of a token that was not announced");
      }
      balances.put(
          balance.getTokenAddress() + "/" + balance.getWallet(),
          new BigInteger(balance.getAmount()));
      changedAtNanos = System.nanoTime();
    }
    complete = message.getComplete();
    headNumber = message.getLatest().getNumber();
  }

  synchronized boolean complete() {
    return complete;
  }

  synchronized int resets() {
    return resets;
  }

  synchronized long headNumber() {
    return headNumber;
  }

  synchronized long changedAtNanos() {
    return changedAtNanos;
  }

  synchronized boolean knows(String token) {
    return tokens.contains(token);
  }

  synchronized BigInteger balance(String token, String wallet) {
    return balances.getOrDefault(token + "/" + wallet, BigInteger.ZERO);
  }

  /** Everything but zeros. */
  synchronized Map<String, BigInteger> holdings() {
    Map<String, BigInteger> some = new TreeMap<>(balances);
    some.values().removeIf(amount -> amount.signum() == 0);
    return some;
  }

  void awaitComplete() {
    Until.holds("the replica is complete", Duration.ofSeconds(30), this::complete);
  }

  @Override
  public void close() {
    subscription.close();
  }
}
