package factory.chain;

import factory.chain.evm.Account;
import factory.chain.v1.Token;
import factory.mesh.TestDatabase;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A seeded muddle of purchases, sales and reorganisations; the replica ends equal to the chain. */
@Tag("slow")
@Timeout(180)
class RandomChainTest {
  private static final int ROUNDS = 40;

  @Test
  void theReplicaIsTheChainAfterAnyMuddle() {
    var random = new Random(5);
    try (var anvil = Anvil.start();
        var node = RunningNode.start(TestDatabase.fresh("chain"), anvil.uri()).healthy();
        var replica = new Replica(node.channel());
        var first = Trader.first(anvil);
        var second = Trader.second(anvil)) {
      var traders = List.of(first, second);
      var tokens =
          List.of(
              node.create(UUID.randomUUID(), "One").getToken(),
              node.create(UUID.randomUUID(), "Two").getToken());
      // So that no reorganisation reaches the tokens themselves.
      anvil.rpc("anvil_mine", "[\"0x10\"]");
      var snapshot = anvil.rpc("evm_snapshot", "[]");
      for (int round = 0; round < ROUNDS; round++) {
        for (int i = random.nextInt(6); i >= 0; i--) {
          var trader = traders.get(random.nextInt(2));
          var token = tokens.get(random.nextInt(2)).getId().getAddress();
          switch (random.nextInt(8)) {
            case 0, 1, 2 ->
                trader.buy(token, Trader.ONE_ETH.divide(BigInteger.valueOf(1 + random.nextInt(9))));
            case 3, 4 -> {
              var held = held(trader, token);
              if (held.signum() > 0) {
                trader.sell(token, random.nextBoolean() ? held : held.shiftRight(1));
              }
            }
            case 5 -> anvil.rpc("anvil_mine", "[\"0x" + (1 + random.nextInt(3)) + "\"]");
            case 6 -> {
              anvil.rpc("anvil_reorg", "[" + (1 + random.nextInt(8)) + ",[]]");
              // A reorganisation takes the snapshots above it with it.
              snapshot = anvil.rpc("evm_snapshot", "[]");
            }
            default -> {
              if (random.nextInt(4) == 0) {
                anvil.rpc("evm_revert", "[" + snapshot + "]");
                snapshot = anvil.rpc("evm_snapshot", "[]");
              }
            }
          }
        }
        Until.holds(
            "round " + round + " shows",
            Duration.ofSeconds(30),
            () -> equal(replica, traders, tokens));
      }
    }
  }

  private static boolean equal(Replica replica, List<Trader> traders, List<Token> tokens) {
    return replica.complete()
        && traders.stream()
            .allMatch(
                trader ->
                    tokens.stream()
                        .map(token -> token.getId().getAddress())
                        .allMatch(
                            token ->
                                replica
                                    .balance(token, trader.account().hex())
                                    .equals(held(trader, token))));
  }

  /** What the chain itself says: {@code balanceOf}. */
  private static BigInteger held(Trader trader, String token) {
    var data = "0x70a08231" + "0".repeat(24) + trader.account().hex().substring(2);
    return new BigInteger(trader.endpoint().call(new Account(token), data).substring(2), 16);
  }
}
