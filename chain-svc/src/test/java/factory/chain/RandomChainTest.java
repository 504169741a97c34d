package factory.chain;

import factory.chain.evm.Account;
import factory.chain.v1.Token;
import factory.store.Database;
import factory.store.TestDatabase;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A seeded muddle of purchases, sales, transfers, reorganisations and restarts, with watchers that
 * come and go; each ends equal to the chain, at its head and at its final block.
 */
@Tag("slow")
@Timeout(300)
class RandomChainTest {
  private static final int ROUNDS = 40;

  private final Database.Place place = TestDatabase.fresh("chain");
  private final Anvil anvil = Anvil.start();
  private final List<Trader> traders = List.of(Trader.first(anvil), Trader.second(anvil));
  private final List<Account> wallets = new ArrayList<>();
  private RunningNode node = start();
  private final List<Token> tokens = new ArrayList<>();
  private final List<Replica> replicas = new ArrayList<>();

  private RunningNode start() {
    return RunningNode.start(
            place,
            anvil.uri(),
            Map.of("chain.dev.confirmations", "12", "chain.audit-interval", "PT1S"))
        .healthy();
  }

  @AfterEach
  void stop() {
    replicas.forEach(Replica::close);
    node.close();
    traders.forEach(Trader::close);
    anvil.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 6})
  void everyReplicaIsTheChainAfterAnyMuddle(long seed) {
    var random = new Random(seed);
    for (var name : List.of("One", "Two")) {
      tokens.add(node.create(UUID.randomUUID(), name).getToken());
    }
    traders.forEach(trader -> wallets.add(trader.account()));
    wallets.add(new Account("0x" + "ab".repeat(20)));
    wallets.add(new Account("0x" + "cd".repeat(20)));
    replicas.add(new Replica(node.channel()));
    replicas.add(new Replica(node.channel()));
    replicas.add(new Replica(node.channel(), 31337, List.of(address(1)), ""));
    // So that no reorganisation reaches the tokens themselves.
    anvil.rpc("anvil_mine", "[\"0x10\"]");
    var snapshot = anvil.rpc("evm_snapshot", "[]");
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = random.nextInt(6); i >= 0; i--) {
        switch (random.nextInt(16)) {
          case 9, 10 -> anvil.rpc("anvil_mine", "[\"0x" + (1 + random.nextInt(3)) + "\"]");
          case 11, 12 -> {
            anvil.rpc("anvil_reorg", "[" + (1 + random.nextInt(8)) + ",[]]");
            // A reorganisation takes the snapshots above it with it.
            snapshot = anvil.rpc("evm_snapshot", "[]");
          }
          case 13 -> {
            if (random.nextInt(3) == 0) {
              anvil.rpc("evm_revert", "[" + snapshot + "]");
              snapshot = anvil.rpc("evm_snapshot", "[]");
            }
          }
          case 14 -> comeBack(1);
          case 15 -> {
            if (random.nextInt(3) == 0) {
              replicas.forEach(Replica::close);
              node.close();
              if (random.nextBoolean()) {
                anvil.rpc("anvil_reorg", "[" + (1 + random.nextInt(8)) + ",[]]");
                snapshot = anvil.rpc("evm_snapshot", "[]");
              }
              node = start();
              for (int watcher = 0; watcher < replicas.size(); watcher++) {
                comeBack(watcher);
              }
            }
          }
          default -> trade(random);
        }
      }
      for (int watcher = 0; watcher < replicas.size(); watcher++) {
        var replica = replicas.get(watcher);
        Until.holds(
            "round " + round + " shows at watcher " + watcher,
            Duration.ofSeconds(60),
            () -> equal(replica, replica == replicas.getLast() ? tokens.subList(1, 2) : tokens));
      }
    }
  }

  private String address(int token) {
    return tokens.get(token).getId().getAddress();
  }

  /** Goes away and comes back with its cursor. */
  private void comeBack(int watcher) {
    var before = replicas.get(watcher);
    before.close();
    replicas.set(watcher, new Replica(node.channel(), before));
  }

  private void trade(Random random) {
    var trader = traders.get(random.nextInt(2));
    var token = address(random.nextInt(2));
    var held = held(token, trader.account(), "latest");
    switch (random.nextInt(4)) {
      case 0, 1 ->
          trader.buy(token, Trader.ONE_ETH.divide(BigInteger.valueOf(1 + random.nextInt(9))));
      case 2 -> {
        if (held.signum() > 0) {
          trader.sell(token, random.nextBoolean() ? held : held.shiftRight(1));
        }
      }
      default ->
          trader.transfer(
              token,
              wallets.get(random.nextInt(wallets.size())),
              random.nextInt(4) == 0 ? held : held.shiftRight(random.nextInt(4)));
    }
  }

  private boolean equal(Replica replica, List<Token> watched) {
    if (!replica.complete()) {
      return false;
    }
    var last = "\"0x" + Long.toHexString(replica.last().getFinalized().getNumber()) + '"';
    for (var token : watched) {
      var address = token.getId().getAddress();
      for (var wallet : wallets) {
        if (!replica.balance(address, wallet.hex()).equals(held(address, wallet, "\"latest\""))
            || (replica.last().hasFinalized()
                && !replica
                    .finalBalance(address, wallet.hex())
                    .equals(held(address, wallet, last)))) {
          return false;
        }
      }
    }
    return true;
  }

  /** What the chain itself says: {@code balanceOf}. */
  private BigInteger held(String token, Account wallet, String block) {
    var data = "0x70a08231" + "0".repeat(24) + wallet.hex().substring(2);
    var at = block.startsWith("\"") ? block : '"' + block + '"';
    var answer =
        anvil.rpc("eth_call", "[{\"to\":\"" + token + "\",\"data\":\"" + data + "\"}," + at + "]");
    return answer.length() < 60 ? BigInteger.ZERO : new BigInteger(answer.substring(3, 67), 16);
  }
}
