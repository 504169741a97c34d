package factory.chain;

import factory.mesh.TestDatabase;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/**
 * From a transaction's receipt to the watcher's changed balance, and from a call to a made token.
 * Printed, never asserted; run with {@code -Dtest=LatencyBench}.
 */
class LatencyBench {
  private static final int ROUNDS = 200;

  @Test
  void printsHowLongAPurchaseTakesToReachAWatcher() throws Exception {
    try (var anvil = Anvil.start();
        var node = RunningNode.start(TestDatabase.fresh("chain"), anvil.uri()).healthy();
        var replica = new Replica(node.channel());
        var trader = Trader.first(anvil)) {
      replica.awaitComplete();
      var address = node.create(UUID.randomUUID(), "Bench").getToken().getId().getAddress();
      var random = new Random(1);
      var nanos = new long[ROUNDS];
      for (int i = 0; i < ROUNDS; i++) {
        // At any moment between two looks of the node, not just after one.
        LockSupport.parkNanos(random.nextInt(100_000_000));
        var before = replica.balance(address, trader.account().hex());
        trader.buy(address, Trader.ONE_ETH);
        var receipt = System.nanoTime();
        while (replica.balance(address, trader.account().hex()).equals(before)) {
          LockSupport.parkNanos(200_000);
        }
        nanos[i] = Math.max(0, replica.changedAtNanos() - receipt);
      }
      print("receipt to WatchBalances", nanos);
      var creates = new long[50];
      for (int i = 0; i < creates.length; i++) {
        var start = System.nanoTime();
        node.create(UUID.randomUUID(), "Bench");
        creates[i] = System.nanoTime() - start;
      }
      print("CreateToken", creates);
    }
  }

  private static void print(String what, long[] nanos) {
    Arrays.sort(nanos);
    System.out.printf(
        "%s: p50 %.1f ms, p99 %.1f ms, max %.1f ms (%d rounds)%n",
        what,
        nanos[nanos.length / 2] / 1e6,
        nanos[(int) (nanos.length * 0.99)] / 1e6,
        nanos[nanos.length - 1] / 1e6,
        nanos.length);
  }
}
