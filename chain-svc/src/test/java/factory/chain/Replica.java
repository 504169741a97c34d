package factory.chain;

import factory.chain.v1.BlockChange;
import factory.chain.v1.ChainGrpc;
import factory.chain.v1.Transfer;
import factory.chain.v1.WatchBalancesRequest;
import factory.chain.v1.WatchBalancesResponse;
import factory.mesh.NodeChannel;
import factory.mesh.Subscription;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A watcher that does what the proto tells it: applies every message in order, keeps the blocks
 * above the final one to take them back or to look past them, and goes on from its cursor.
 */
final class Replica implements AutoCloseable {
  private static final String NOBODY = "0x" + "0".repeat(40);

  private final long chainId;
  private final List<String> only;
  private final Map<String, BigInteger> balances = new HashMap<>();
  private final Set<String> tokens = new HashSet<>();

  /** Blocks above the final one, the newest last. */
  private final Deque<BlockChange> above = new ArrayDeque<>();

  private final Subscription subscription;
  private String cursor;
  private boolean complete;
  private String problem = "";
  private int resets;
  private int retractions;
  private WatchBalancesResponse last = WatchBalancesResponse.getDefaultInstance();
  private long changedAtNanos;

  /** Watches every token of the dev chain. */
  Replica(NodeChannel channel) {
    this(channel, 31337, List.of(), "");
  }

  /** Watches some tokens of a chain, from a cursor on. */
  Replica(NodeChannel channel, long chainId, List<String> only, String from) {
    this(channel, chainId, only, from, null);
  }

  private Replica(
      NodeChannel channel, long chainId, List<String> only, String from, @Nullable Replica before) {
    this.chainId = chainId;
    this.only = only;
    cursor = from;
    if (before != null) {
      balances.putAll(before.balances);
      tokens.addAll(before.tokens);
      above.addAll(before.above);
    }
    subscription =
        Subscription.<WatchBalancesResponse>start(
            "replica",
            observer -> ChainGrpc.newStub(channel.channel()).watchBalances(request(), observer),
            this::apply,
            _ -> lost());
  }

  /** Goes on where another one, which was closed, had got to. */
  Replica(NodeChannel channel, Replica before) {
    this(channel, before.chainId, before.only, before.cursor, before);
  }

  private synchronized WatchBalancesRequest request() {
    return WatchBalancesRequest.newBuilder()
        .setChainId(chainId)
        .addAllTokenAddresses(only)
        .setCursor(cursor)
        .build();
  }

  private synchronized void lost() {
    complete = false;
  }

  private synchronized void apply(WatchBalancesResponse message) {
    if (message.getReset()) {
      balances.clear();
      tokens.clear();
      above.clear();
      resets++;
    }
    message.getTokensList().forEach(token -> tokens.add(token.getAddress()));
    for (var balance : message.getBalancesList()) {
      balances.put(
          key(balance.getTokenAddress(), balance.getWallet()), new BigInteger(balance.getAmount()));
    }
    message.getBlocksList().forEach(this::apply);
    // Nothing takes these back any more.
    while (message.hasFinalized()
        && !above.isEmpty()
        && above.getFirst().getNumber() <= message.getFinalized().getNumber()) {
      above.removeFirst();
    }
    if (message.getBalancesCount() + message.getBlocksCount() > 0) {
      changedAtNanos = System.nanoTime();
    }
    complete = message.getComplete();
    problem = message.getProblem();
    cursor = message.getCursor();
    last = message;
  }

  private void apply(BlockChange block) {
    if (block.getRetracted()) {
      var newest = above.pollLast();
      if (newest == null
          || !newest.getHash().equals(block.getHash())
          || !newest.getTransfersList().equals(block.getTransfersList())) {
        throw new IllegalStateException("a block is taken back that is not the newest");
      }
      retractions++;
      block.getTransfersList().reversed().forEach(t -> move(t, t.getTo(), t.getFrom()));
      block.getCreatedTokensList().forEach(tokens::remove);
    } else {
      above.addLast(block);
      tokens.addAll(block.getCreatedTokensList());
      block.getTransfersList().forEach(t -> move(t, t.getFrom(), t.getTo()));
    }
  }

  private void move(Transfer transfer, String from, String to) {
    if (!tokens.contains(transfer.getTokenAddress())) {
      throw new IllegalStateException("a transfer of a token that was not announced");
    }
    var amount = new BigInteger(transfer.getAmount());
    change(balances, key(transfer.getTokenAddress(), from), amount.negate());
    change(balances, key(transfer.getTokenAddress(), to), amount);
  }

  private static void change(Map<String, BigInteger> balances, String key, BigInteger by) {
    if (key.endsWith(NOBODY)) {
      return;
    }
    var now = balances.merge(key, by, BigInteger::add);
    if (now.signum() < 0) {
      throw new IllegalStateException("a balance below zero");
    }
  }

  private static String key(String token, String wallet) {
    return token + "/" + wallet;
  }

  synchronized boolean complete() {
    return complete;
  }

  synchronized String problem() {
    return problem;
  }

  synchronized int resets() {
    return resets;
  }

  synchronized int retractions() {
    return retractions;
  }

  synchronized WatchBalancesResponse last() {
    return last;
  }

  synchronized String cursor() {
    return cursor;
  }

  synchronized long headNumber() {
    return last.getLatest().getNumber();
  }

  synchronized long changedAtNanos() {
    return changedAtNanos;
  }

  synchronized boolean knows(String token) {
    return tokens.contains(token);
  }

  /** At the newest block. */
  synchronized BigInteger balance(String token, String wallet) {
    return balances.getOrDefault(key(token, wallet), BigInteger.ZERO);
  }

  /** At the final block. */
  synchronized BigInteger finalBalance(String token, String wallet) {
    return finalHoldings().getOrDefault(key(token, wallet), BigInteger.ZERO);
  }

  /** Everything but zeros, at the newest block. */
  synchronized Map<String, BigInteger> holdings() {
    Map<String, BigInteger> some = new TreeMap<>(balances);
    some.values().removeIf(amount -> amount.signum() == 0);
    return some;
  }

  /** Everything but zeros, at the final block: what is held, less the blocks above it. */
  synchronized Map<String, BigInteger> finalHoldings() {
    Map<String, BigInteger> some = new TreeMap<>(balances);
    above
        .descendingIterator()
        .forEachRemaining(
            block ->
                block
                    .getTransfersList()
                    .reversed()
                    .forEach(
                        t -> {
                          var amount = new BigInteger(t.getAmount());
                          change(some, key(t.getTokenAddress(), t.getTo()), amount.negate());
                          change(some, key(t.getTokenAddress(), t.getFrom()), amount);
                        }));
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
