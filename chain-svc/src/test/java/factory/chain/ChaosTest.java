package factory.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import factory.chain.evm.Account;
import factory.chain.evm.Contracts;
import factory.chain.v1.ChainGrpc;
import factory.chain.v1.ChainStatus;
import factory.chain.v1.CreateTokenRequest;
import factory.chain.v1.IssuerGrpc;
import factory.chain.v1.ListChainsRequest;
import factory.mesh.Address;
import factory.mesh.Extent;
import factory.mesh.NodeChannel;
import factory.store.Database;
import factory.store.TestDatabase;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Everything at once, for a bounded time: 20 wallets trade on two chains while blocks are
 * reorganised, endpoints misbehave and the node is killed. In the end every watcher holds what the
 * chains say. {@code -Dchaos.seed} and {@code -Dchaos.seconds} try another course.
 */
@Tag("slow")
@Timeout(300)
class ChaosTest {
  private static final long SEED = Long.getLong("chaos.seed", 20_261_122);
  private static final Duration CHAOS =
      Duration.ofSeconds(Integer.getInteger("chaos.seconds", Extent.of(15, 40)));
  private static final Duration LONG = Duration.ofSeconds(90);
  private static final int WALLETS = 20;
  private static final int CONFIRMATIONS = 30;

  private final Database.Place place = TestDatabase.fresh("chain");
  private final int port = Anvil.freePort();
  private final int internalPort = Anvil.freePort();
  private final List<World> worlds = List.of(new World("one", 31337), new World("two", 31338));
  private final CountDownLatch over = new CountDownLatch(1);
  private final Map<String, AtomicInteger> happened = new ConcurrentHashMap<>();
  private final List<Thread> actors = new ArrayList<>();
  private Process process;

  ChaosTest() throws IOException {
    process = launch();
  }

  /** A chain, two ways to it, its wallets and what watches it. */
  private static final class World implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    final String key;
    final long id;
    final Anvil anvil;
    final List<Meddler> ways;
    final List<String> wallets = new ArrayList<>();
    final Map<UUID, String> tokens = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final CountDownLatch calm = new CountDownLatch(1);
    private final Thread mining;

    World(String key, long id) {
      this.key = key;
      this.id = id;
      anvil = Anvil.start("--chain-id", Long.toString(id), "--accounts", "30", "--no-mining");
      ways = List.of(new Meddler(anvil.uri()), new Meddler(anvil.uri()));
      // The platform's own key is among the first ten.
      ask("eth_accounts", "[]").forEach(account -> wallets.add(account.textValue()));
      wallets.subList(0, 30 - WALLETS).clear();
      mining = Thread.ofPlatform().start(this::mine);
    }

    JsonNode ask(String method, String parameters) {
      try {
        return JSON.readTree(anvil.rpc(method, parameters));
      } catch (JsonProcessingException e) {
        throw new UncheckedIOException(e);
      }
    }

    BigInteger balance(String token, String wallet, String block) {
      var data = "0x70a08231" + "0".repeat(24) + wallet.substring(2);
      var answer =
          ask("eth_call", "[{\"to\":\"%s\",\"data\":\"%s\"},%s]".formatted(token, data, block))
              .textValue();
      return answer.length() > 2 ? new BigInteger(answer.substring(2), 16) : BigInteger.ZERO;
    }

    /** What waits goes into a block, ten times a second, so that a block has many transfers. */
    private void mine() {
      try {
        while (!calm.await(100, TimeUnit.MILLISECONDS)) {
          lock.lock();
          try {
            anvil.rpc("evm_mine", "[]");
          } finally {
            lock.unlock();
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    /** Takes blocks back, not while one is made. */
    void reorganise(int depth) {
      lock.lock();
      try {
        anvil.rpc("anvil_reorg", "[%d,[]]".formatted(depth));
      } finally {
        lock.unlock();
      }
    }

    /** No more blocks by themselves. */
    void stopMining() throws InterruptedException {
      calm.countDown();
      mining.join();
    }

    void send(String from, String to, BigInteger wei, String data) {
      ask(
          "eth_sendTransaction",
          "[{\"from\":\"%s\",\"to\":\"%s\",\"value\":\"0x%s\",\"data\":\"%s\",\"gas\":\"0x30d40\"}]"
              .formatted(from, to, wei.toString(16), data));
    }

    String newestHash() {
      return ask("eth_getBlockByNumber", "[\"latest\",false]").path("hash").textValue();
    }

    @Override
    public void close() {
      calm.countDown();
      ways.forEach(Meddler::close);
      anvil.close();
    }
  }

  private Process launch() throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "factory.chain.Main",
                "--factory.profile=development",
                "--chain.listen=127.0.0.1:" + port,
                "--chain.internal-listen=127.0.0.1:" + internalPort,
                "--chain.db.url=" + place.url(),
                "--chain.db.user=" + place.user(),
                "--chain.rpc-timeout=PT1S",
                "--chain.audit-interval=PT3S",
                "--chain.chains=one,two"));
    for (var world : worlds) {
      var at = "--chain." + world.key + ".";
      command.add(at + "id=" + world.id);
      command.add(at + "rpc-urls=" + world.ways.get(0).uri() + "," + world.ways.get(1).uri());
      command.add(at + "confirmations=" + CONFIRMATIONS);
      command.add(at + "disposable=false");
    }
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(
            Boolean.getBoolean("chaos.logs")
                ? ProcessBuilder.Redirect.INHERIT
                : ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  @AfterEach
  void end() throws Exception {
    over.countDown();
    for (var actor : actors) {
      actor.join();
    }
    process.destroyForcibly().waitFor();
    worlds.forEach(World::close);
  }

  @Test
  void everyWatcherEndsWithWhatTheChainsSay() throws Exception {
    try (var channel =
        RunningNode.open(
            new Address.Tcp("127.0.0.1", port), new Address.Tcp("127.0.0.1", internalPort))) {
      awaitHealthy(channel);
      for (var world : worlds) {
        createToken(channel, world);
        createToken(channel, world);
        // Final from here on, the factory with them.
        world.anvil.rpc("anvil_mine", "[\"0x28\"]");
      }
      List<Watching> watching = new ArrayList<>();
      for (var world : worlds) {
        var one = world.tokens.values().iterator().next();
        watching.add(new Watching(world, new Replica(channel, world.id, List.of(), ""), List.of()));
        watching.add(new Watching(world, new Replica(channel, world.id, List.of(), ""), List.of()));
        watching.add(
            new Watching(world, new Replica(channel, world.id, List.of(one), ""), List.of(one)));
      }
      try {
        var random = new Random(SEED);
        for (int i = 0; i < 3; i++) {
          act(random, 1, 20, this::trade);
        }
        act(random, 300, 2_000, this::reorganise);
        act(random, 300, 1_500, this::spoilAnEndpoint);
        act(random, 6_000, 9_000, this::killTheNode);
        act(random, 3_000, 6_000, r -> createToken(channel, worlds.get(r.nextInt(2))));

        assertThat(over.await(CHAOS.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
        over.countDown();
        for (var actor : actors) {
          actor.join();
        }
        worlds.forEach(world -> world.ways.forEach(way -> way.now(Meddler.Mode.HONEST)));
        assertThat(happened)
            .as("seed " + SEED)
            .containsKeys("trade", "reorganise", "spoilAnEndpoint", "killTheNode");

        awaitHealthy(channel);
        for (var world : worlds) {
          // Asked for again, each is there once.
          world.tokens.replaceAll((service, _) -> create(channel, world, service));
          world.stopMining();
          world.anvil.rpc("anvil_mine", "[\"0x2\"]");
        }
        for (var one : watching) {
          one.requireWhatTheChainSays();
        }
        assertThat(watching.stream().mapToInt(one -> one.replica.retractions()).sum())
            .as("retractions that watchers heard of")
            .isPositive();
      } finally {
        watching.forEach(one -> one.replica.close());
      }
    }
  }

  private record Watching(World world, Replica replica, List<String> only) {
    void requireWhatTheChainSays() {
      Until.holds(
          "a watcher of chain " + world.id + " is at the head",
          LONG,
          () ->
              replica.complete()
                  && replica.last().getLatest().getHash().equals(world.newestHash()));
      var tokens = only.isEmpty() ? List.copyOf(world.tokens.values()) : only;
      var atFinal = "\"0x" + Long.toHexString(replica.last().getFinalized().getNumber()) + "\"";
      for (var token : tokens) {
        for (var wallet : world.wallets) {
          assertThat(replica.balance(token, wallet))
              .as("seed %d: %s of %s on %d", SEED, wallet, token, world.id)
              .isEqualTo(world.balance(token, wallet, "\"latest\""));
          assertThat(replica.finalBalance(token, wallet))
              .as("seed %d: final %s of %s on %d", SEED, wallet, token, world.id)
              .isEqualTo(world.balance(token, wallet, atFinal));
        }
      }
    }
  }

  private interface Act {
    void go(Random random) throws Exception;
  }

  /** Does something again and again on a thread of its own, with pauses. */
  private void act(Random seeds, int leastMillis, int mostMillis, Act act) {
    var random = new Random(seeds.nextLong());
    actors.add(
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    while (!over.await(
                        random.nextInt(leastMillis, mostMillis), TimeUnit.MILLISECONDS)) {
                      try {
                        act.go(random);
                      } catch (IllegalStateException | StatusRuntimeException e) {
                        // The chain refused, or the node was away: that is the point.
                      }
                    }
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                }));
  }

  private void count(String what) {
    happened.computeIfAbsent(what, _ -> new AtomicInteger()).incrementAndGet();
  }

  private World anyWorld(Random random) {
    return worlds.get(random.nextInt(worlds.size()));
  }

  private static <T> T any(Random random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private void trade(Random random) {
    var world = anyWorld(random);
    var token = any(random, List.copyOf(world.tokens.values()));
    var wallet = any(random, world.wallets);
    var held = world.balance(token, wallet, "\"latest\"");
    var some = new BigInteger(60, random).mod(held.add(BigInteger.ONE));
    if (some.signum() == 0 || random.nextInt(3) == 0) {
      var deadline = BigInteger.TWO.pow(64);
      world.send(
          wallet,
          token,
          new BigInteger(56, random).add(BigInteger.ONE),
          Contracts.buy(new Account(any(random, world.wallets)), BigInteger.ONE, deadline));
    } else if (random.nextBoolean()) {
      var all = random.nextInt(4) == 0;
      world.send(
          wallet, token, BigInteger.ZERO, Contracts.sell(all ? held : some, BigInteger.ZERO));
    } else {
      var to = any(random, world.wallets).substring(2);
      world.send(
          wallet,
          token,
          BigInteger.ZERO,
          "0xa9059cbb" + "0".repeat(24) + to + "%064x".formatted(some));
    }
    count("trade");
  }

  private void reorganise(Random random) {
    anyWorld(random).reorganise(1 + random.nextInt(CONFIRMATIONS / 2));
    count("reorganise");
  }

  private void spoilAnEndpoint(Random random) throws InterruptedException {
    var way = any(random, anyWorld(random).ways);
    way.now(
        any(
            random,
            List.of(
                Meddler.Mode.DROPPING,
                Meddler.Mode.NO_LOGS,
                Meddler.Mode.NO_BLOCKS,
                Meddler.Mode.PROXY_PAGE,
                Meddler.Mode.STALLED)));
    count("spoilAnEndpoint");
    over.await(100 + random.nextInt(1_500), TimeUnit.MILLISECONDS);
    way.now(Meddler.Mode.HONEST);
  }

  private void killTheNode(Random random) throws IOException, InterruptedException {
    process.destroyForcibly().waitFor();
    over.await(random.nextInt(1_000), TimeUnit.MILLISECONDS);
    process = launch();
    count("killTheNode");
  }

  private void createToken(NodeChannel channel, World world) {
    var service = UUID.randomUUID();
    world.tokens.put(service, create(channel, world, service));
  }

  private static String create(NodeChannel channel, World world, UUID service) {
    return IssuerGrpc.newBlockingStub(channel.channel())
        .withDeadlineAfter(30, TimeUnit.SECONDS)
        // The connection of before the node was killed may still be in its pause.
        .withWaitForReady()
        .createToken(
            CreateTokenRequest.newBuilder()
                .setServiceId(service.toString())
                .setChainId(world.id)
                .setName("Books")
                .build())
        .getToken()
        .getId()
        .getAddress();
  }

  private static void awaitHealthy(NodeChannel channel) {
    Until.holds(
        "the node follows both chains",
        LONG,
        () -> {
          try {
            return ChainGrpc.newBlockingStub(channel.channel())
                .withDeadlineAfter(2, TimeUnit.SECONDS)
                .listChains(ListChainsRequest.getDefaultInstance())
                .getChainsList()
                .stream()
                .allMatch(ChainStatus::getHealthy);
          } catch (StatusRuntimeException e) {
            return false;
          }
        });
  }
}
