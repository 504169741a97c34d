package factory.edge.balances;

import factory.chain.v1.WatchBalancesResponse;
import factory.edge.gate.AccessToken;
import factory.edge.gate.Balances.Holding;
import factory.edge.gate.EvmAddress;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Every balance of every token on one chain. One thread applies messages; any number read.
 *
 * <p>A token is known once a message said {@code complete} with or after its announcement; then a
 * wallet that was never named holds nothing.
 */
final class Replica {
  private final Duration maxHeadAge;
  private final LongSupplier monotonicNanos;
  private volatile Picture picture = new Picture();

  /**
   * @param monotonicNanos a clock that never steps back: a wall clock that does would make an old
   *     picture look fresh
   */
  Replica(Duration maxHeadAge, LongSupplier monotonicNanos) {
    this.maxHeadAge = maxHeadAge;
    this.monotonicNanos = monotonicNanos;
  }

  private static final class Picture {
    final Map<EvmAddress, Holders> tokens = new ConcurrentHashMap<>();
    volatile boolean complete;
    volatile Head head = new Head(0, 0, false);
  }

  private static final class Holders {
    final Map<EvmAddress, BigInteger> amounts = new ConcurrentHashMap<>();
    volatile boolean complete;
  }

  private record Head(long number, long confirmedAtNanos, boolean confirmed) {}

  /**
   * How complete and fresh the replica is.
   *
   * @param headAge time since an endpoint confirmed the head
   */
  record Status(boolean complete, boolean fresh, long holders, long headNumber, Duration headAge) {}

  /** Applies one message; one that cannot be understood leaves nothing that could be trusted. */
  void apply(WatchBalancesResponse message) {
    try {
      var target = message.getReset() ? new Picture() : picture;
      fill(target, message);
      picture = target;
    } catch (RuntimeException e) {
      picture = new Picture();
      throw e;
    }
  }

  private void fill(Picture target, WatchBalancesResponse message) {
    for (var token : message.getTokensList()) {
      target.tokens.computeIfAbsent(address(token.getAddress()), _ -> new Holders());
    }
    for (var balance : message.getBalancesList()) {
      var holders =
          target.tokens.computeIfAbsent(address(balance.getTokenAddress()), _ -> new Holders());
      var amount = new BigInteger(balance.getAmount());
      if (amount.signum() < 0) {
        throw new IllegalArgumentException("a balance below zero");
      }
      var wallet = address(balance.getWallet());
      if (amount.signum() == 0) {
        holders.amounts.remove(wallet);
      } else {
        holders.amounts.put(wallet, amount);
      }
    }
    var age = message.getHeadAge();
    var nanos = Math.max(0, Math.multiplyExact(age.getSeconds(), 1_000_000_000L) + age.getNanos());
    target.head =
        new Head(
            message.getLatest().getNumber(),
            monotonicNanos.getAsLong() - nanos,
            message.hasHeadAge());
    if (message.getComplete()) {
      target.tokens.values().forEach(h -> h.complete = true);
      target.complete = true;
    }
  }

  /** What a wallet holds of a token on this chain. */
  Holding holding(AccessToken token, EvmAddress wallet) {
    var now = picture;
    var holders = now.tokens.get(token.address());
    if (!now.complete || holders == null || !holders.complete) {
      return new Holding.NotLoaded();
    }
    if (!isFresh(now.head)) {
      return new Holding.Stale();
    }
    return new Holding.Known(holders.amounts.getOrDefault(wallet, BigInteger.ZERO));
  }

  Status status() {
    var now = picture;
    List<Holders> tokens = new ArrayList<>(now.tokens.values());
    var holders = tokens.stream().mapToLong(h -> h.amounts.size()).sum();
    return new Status(now.complete, isFresh(now.head), holders, now.head.number(), age(now.head));
  }

  private boolean isFresh(Head head) {
    return head.confirmed() && age(head).compareTo(maxHeadAge) <= 0;
  }

  private Duration age(Head head) {
    return head.confirmed()
        ? Duration.ofNanos(monotonicNanos.getAsLong() - head.confirmedAtNanos())
        : Duration.ZERO;
  }

  private static EvmAddress address(String text) {
    return EvmAddress.parse(text)
        .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is not an address"));
  }
}
