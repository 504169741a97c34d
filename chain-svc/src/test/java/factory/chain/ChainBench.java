package factory.chain;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import factory.chain.evm.Account;
import factory.chain.evm.Contracts;
import factory.chain.evm.Endpoint;
import factory.chain.v1.ChainGrpc;
import factory.chain.v1.TokenId;
import factory.chain.v1.WatchBalancesRequest;
import factory.chain.v1.WatchBalancesResponse;
import factory.mesh.NodeChannel;
import factory.store.TestDatabase;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.generated.Uint256;

/**
 * How fast and how small the index is, beside what the bare endpoint takes for the same. Printed,
 * never asserted; {@code ./factory bench chain} runs it. Postgres runs without fsync here.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ChainBench {
  private static final int LATENCY_ROUNDS = Integer.getInteger("bench.latency-rounds", 200);
  private static final int BACKFILL_ROUNDS = Integer.getInteger("bench.backfill-rounds", 3);
  private static final int TRANSFERS = Integer.getInteger("bench.transfers", 300_000);
  private static final int HOLDERS = Integer.getInteger("bench.holders", 1_000_000);
  private static final int WATCHERS = Integer.getInteger("bench.watchers", 1_000);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int IN_ONE_BLOCK = 1_000;
  private static final String RICH = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";
  private static final String FIRST = "0xb000000000000000000000000000000000000001";
  private static final Duration LONG = Duration.ofMinutes(10);

  private final PrintWriter report;

  ChainBench() throws IOException {
    report =
        new PrintWriter(
            Files.newBufferedWriter(
                Path.of(System.getProperty("bench.report", "/dev/stdout")), CREATE, APPEND),
            true);
  }

  private Anvil anvil;

  @BeforeEach
  void begin() {
    anvil = Anvil.start("--gas-limit", "1000000000");
  }

  @AfterEach
  void end() {
    anvil.close();
    report.close();
  }

  private void print(String line) {
    if (!line.startsWith(" ")) {
      report.println();
    }
    report.println(line);
  }

  private RunningNode start(Map<String, String> more) {
    Map<String, String> values = new HashMap<>(more);
    values.put("chain.rpc-timeout", "PT30S");
    return RunningNode.start(TestDatabase.fresh("chain"), anvil.uri(), values);
  }

  private RunningNode startAndFollow(Map<String, String> more) {
    var node = start(more);
    Until.holds("the chain is healthy", LONG, () -> node.status().getHealthy());
    return node;
  }

  /** Sends and waits for the receipt. */
  private JsonNode send(@Nullable String to, String wei, String data) {
    var target = to == null ? "" : "\"to\":\"" + to + "\",";
    var hash =
        anvil.rpc(
            "eth_sendTransaction",
            "[{\"from\":\"%s\",%s\"value\":\"%s\",\"data\":\"%s\",\"gas\":\"0x3b000000\"}]"
                .formatted(RICH, target, wei, data));
    try {
      JsonNode receipt = NullNode.getInstance();
      while (!receipt.isObject()) {
        receipt = JSON.readTree(anvil.rpc("eth_getTransactionReceipt", "[" + hash + "]"));
      }
      assertThat(receipt.path("status").textValue()).isEqualTo("0x1");
      return receipt;
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String deployMinter() throws IOException {
    var artifact = JSON.readTree(Path.of("../contracts/test/artifacts/BatchMinter.json").toFile());
    return send(null, "0x0", artifact.path("bytecode").textValue())
        .path("contractAddress")
        .textValue();
  }

  private void fill(String minter, String token, BigInteger from, int count) {
    send(
        minter,
        "0xde0b6b3a7640000",
        call(
            "fill",
            new Address(token),
            new Address(new BigInteger(FIRST.substring(2), 16).add(from)),
            new Uint256(count)));
  }

  private void shuffle(String minter, String token, int count) {
    send(minter, "0x0", call("shuffle", new Address(token), new Uint256(count)));
  }

  private static String call(String name, org.web3j.abi.datatypes.Type<?>... arguments) {
    return FunctionEncoder.encode(new Function(name, List.of(arguments), List.of()));
  }

  /** A token and the factory that made it. */
  private record Made(String factory, String token) {
    Map<String, String> settings() {
      return Map.of("chain.dev.factory-address", factory);
    }

    /** The node has them all: the holder that was filled last. */
    void requireIndexed(RunningNode node, int holders) {
      var last = new BigInteger(FIRST.substring(2), 16).add(BigInteger.valueOf(holders - 1));
      var id = TokenId.newBuilder().setChainId(31337).setAddress(token).build();
      assertThat(node.balance(id, "0x" + last.toString(16))).isPositive();
    }
  }

  /** A token with holders; the node that made it is gone again. */
  private Made token(String minter, int holders, int inOneBlock) {
    Made made;
    try (var node = startAndFollow(Map.of())) {
      made =
          new Made(
              factory(node),
              node.create(UUID.randomUUID(), "Bench").getToken().getId().getAddress());
    }
    for (int done = 0; done < holders; done += inOneBlock) {
      fill(minter, made.token(), BigInteger.valueOf(done), Math.min(inOneBlock, holders - done));
    }
    return made;
  }

  @Test
  @Order(1)
  void latency() {
    var socket = Map.of("chain.dev.ws-url", "ws://127.0.0.1:" + anvil.port());
    try (var bySocket = start(socket).healthy();
        var byPoll = start(Map.of("chain.dev.factory-address", factory(bySocket))).healthy();
        var heard = new Watcher(bySocket.channel());
        var polled = new Watcher(byPoll.channel());
        var trader = Trader.first(anvil)) {
      var token = bySocket.create(UUID.randomUUID(), "Bench").getToken().getId().getAddress();
      long[][] nanos = new long[3][LATENCY_ROUNDS];
      for (int i = 0; i < LATENCY_ROUNDS; i++) {
        // At any moment between two looks of the node, not just after one.
        LockSupport.parkNanos((i * 37L % 100) * 1_000_000);
        trader.buy(token, Trader.ONE_ETH);
        var mined = System.nanoTime();
        var number = trader.endpoint().latest().number();
        nanos[0][i] = heard.awaitNanos(number) - mined;
        nanos[1][i] = polled.awaitNanos(number) - mined;
        nanos[2][i] = bareNanos(trader.endpoint(), token);
      }
      Arrays.stream(nanos).forEach(Arrays::sort);
      print(
          "From a block to the watcher, %d purchases, one after another".formatted(LATENCY_ROUNDS));
      print("  %-58s %8s %8s %12s".formatted("", "p50 ms", "p99 ms", "of bare p50"));
      var bare = at(nanos[2], 0.5);
      row("bare RPC: newest block, then its logs by hash", nanos[2], bare);
      row("receipt to WatchBalances, told by WebSocket", nanos[0], bare);
      row("receipt to WatchBalances, asking every 100 ms", nanos[1], bare);
    }
  }

  private static String factory(RunningNode node) {
    return node.status().getFactoryAddress();
  }

  private void row(String what, long[] nanos, double bare) {
    print(
        "  %-58s %8.1f %8.1f %11.1fx"
            .formatted(what, at(nanos, 0.5) / 1e6, at(nanos, 0.99) / 1e6, at(nanos, 0.5) / bare));
  }

  private static double at(long[] sorted, double share) {
    return sorted[(int) (sorted.length * share)];
  }

  private static long bareNanos(Endpoint endpoint, String token) {
    var start = System.nanoTime();
    var latest = endpoint.latest();
    assertThat(endpoint.logs(latest.hash(), Set.of(new Account(token)), Set.of(Contracts.TRANSFER)))
        .isNotEmpty();
    return System.nanoTime() - start;
  }

  @Test
  @Order(2)
  void backfill() throws IOException {
    var minter = deployMinter();
    var made = token(minter, 10_000, IN_ONE_BLOCK);
    var token = made.token();
    for (int done = 10_000; done < TRANSFERS; done += IN_ONE_BLOCK) {
      shuffle(minter, token, IN_ONE_BLOCK);
    }
    List<Double> bare = new ArrayList<>();
    List<Double> indexed = new ArrayList<>();
    List<Double> cpu = new ArrayList<>();
    try (var endpoint = new Endpoint(anvil.uri(), Duration.ofSeconds(60))) {
      for (int round = 0; round < BACKFILL_ROUNDS; round++) {
        var start = System.nanoTime();
        var logs = 0;
        var newest = endpoint.latest().number();
        for (long number = 1; number <= newest; number++) {
          var header = endpoint.headers(List.of(number)).getFirst().orElseThrow();
          logs +=
              endpoint
                  .logs(header.hash(), Set.of(new Account(token)), Set.of(Contracts.TRANSFER))
                  .size();
        }
        assertThat(logs).isGreaterThanOrEqualTo(TRANSFERS);
        bare.add((System.nanoTime() - start) / 1e9);
        var cpuBefore = cpuSeconds();
        start = System.nanoTime();
        try (var node = startAndFollow(made.settings())) {
          made.requireIndexed(node, 10_000);
        }
        indexed.add((System.nanoTime() - start) / 1e9);
        cpu.add(cpuSeconds() - cpuBefore);
      }
    }
    var fetch = median(bare);
    var index = median(indexed);
    print(
        "An index from scratch, %d transfers of one token, median of %d"
            .formatted(TRANSFERS, BACKFILL_ROUNDS));
    print("  %-58s %8s %10s %12s".formatted("", "s", "events/s", "of fetching"));
    print(
        "  %-58s %8.1f %10.0f %11.2fx"
            .formatted(
                "fetching and parsing the same logs, block by block",
                fetch,
                TRANSFERS / fetch,
                1.0));
    print(
        "  %-58s %8.1f %10.0f %11.2fx"
            .formatted("a new node until it is healthy", index, TRANSFERS / index, index / fetch));
    print(
        "  CPU of the node, test included: %.1f us for each transfer"
            .formatted(median(cpu) * 1e6 / TRANSFERS));
    print(
        "  against the fastest published backfill, about 2,500/s over a network: %.0fx"
            .formatted(TRANSFERS / index / 2_500));
  }

  @Test
  @Order(3)
  void memory() throws IOException {
    var minter = deployMinter();
    var made = token(minter, HOLDERS, 10_000);
    // Blocks that may be taken back are kept with what they did; here it is the holders that count.
    Map<String, String> settings = new HashMap<>(made.settings());
    settings.put("chain.dev.confirmations", "1");
    var before = usedBytes();
    try (var node = startAndFollow(settings)) {
      made.requireIndexed(node, HOLDERS);
      var held = usedBytes() - before;
      before = usedBytes();
      Map<String, BigInteger> plain = new HashMap<>();
      for (int i = 0; i < HOLDERS; i++) {
        plain.put(String.format("0x%040x", i), BigInteger.valueOf(1_000 + i));
      }
      var boxed = usedBytes() - before;
      assertThat(plain).hasSize(HOLDERS);
      assertThat(node.status().getHealthy()).isTrue();
      print("Memory with %d holders of one token, heap after a collection".formatted(HOLDERS));
      print("  %-58s %8s %10s %12s".formatted("", "MiB", "B/holder", "of the map"));
      print(
          "  %-58s %8.0f %10.0f %11.2fx"
              .formatted(
                  "a HashMap of text to BigInteger",
                  boxed / 1048576.0,
                  (double) boxed / HOLDERS,
                  1.0));
      print(
          "  %-58s %8.0f %10.0f %11.2fx"
              .formatted(
                  "the whole node",
                  held / 1048576.0,
                  (double) held / HOLDERS,
                  (double) held / boxed));
    }
  }

  @Test
  @Order(4)
  void watchers() {
    try (var node = start(Map.of("chain.dev.ws-url", "ws://127.0.0.1:" + anvil.port())).healthy();
        var trader = Trader.first(anvil)) {
      var token = node.create(UUID.randomUUID(), "Bench").getToken().getId().getAddress();
      print("Watchers, 50 purchases, one after another");
      print(
          "  %-58s %8s %8s %12s %12s"
              .formatted("", "p50 ms", "p99 ms", "CPU ms/block", "KiB each"));
      for (int count : new int[] {1, 100, WATCHERS}) {
        watchers(node, trader, token, count);
      }
    }
  }

  private void watchers(RunningNode node, Trader trader, String token, int count) {
    var before = usedBytes();
    List<NodeChannel> channels = new ArrayList<>();
    List<Watcher> watchers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (i % 50 == 0) {
        channels.add(NodeChannel.to(node.address(), ChainGrpc.getServiceDescriptor()));
      }
      watchers.add(new Watcher(channels.getLast()));
    }
    var number = trader.endpoint().latest().number();
    for (var watcher : watchers) {
      watcher.awaitNanos(number);
    }
    var each = (usedBytes() - before) / 1024.0 / count;
    var nanos = new long[50];
    var cpu = cpuSeconds();
    for (int i = 0; i < nanos.length; i++) {
      trader.buy(token, Trader.ONE_ETH);
      var mined = System.nanoTime();
      var newest = trader.endpoint().latest().number();
      for (var watcher : watchers) {
        nanos[i] = Math.max(nanos[i], watcher.awaitNanos(newest) - mined);
      }
    }
    cpu = cpuSeconds() - cpu;
    Arrays.sort(nanos);
    print(
        "  %-58s %8.1f %8.1f %12.2f %12s"
            .formatted(
                count + " watchers, until the last one has it",
                at(nanos, 0.5) / 1e6,
                at(nanos, 0.99) / 1e6,
                cpu * 1e3 / nanos.length,
                // One watcher is lost in what else the heap does meanwhile.
                count < 100 ? "" : "%.1f".formatted(each)));
    watchers.forEach(Watcher::close);
    channels.forEach(NodeChannel::close);
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  private static double cpuSeconds() {
    var system =
        ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);
    return system.getProcessCpuTime() / 1e9;
  }

  private static long usedBytes() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** Hears of blocks and does nothing with them. */
  private static final class Watcher implements AutoCloseable {
    private final AtomicLong number = new AtomicLong(-1);
    private volatile long nanos;
    private volatile @Nullable ClientCallStreamObserver<WatchBalancesRequest> call;

    Watcher(NodeChannel channel) {
      ChainGrpc.newStub(channel.channel())
          .watchBalances(
              WatchBalancesRequest.newBuilder().setChainId(31337).build(), new Observer());
    }

    private final class Observer
        implements ClientResponseObserver<WatchBalancesRequest, WatchBalancesResponse> {
      @Override
      public void beforeStart(ClientCallStreamObserver<WatchBalancesRequest> started) {
        call = started;
      }

      @Override
      public void onNext(WatchBalancesResponse message) {
        var latest = message.getLatest().getNumber();
        if (message.getComplete() && latest > number.get()) {
          nanos = System.nanoTime();
          number.set(latest);
        }
      }

      @Override
      public void onError(Throwable t) {}

      @Override
      public void onCompleted() {}
    }

    /** When it heard of a block. */
    long awaitNanos(long block) {
      while (number.get() < block) {
        LockSupport.parkNanos(100_000);
      }
      return nanos;
    }

    @Override
    public void close() {
      var started = call;
      if (started != null) {
        started.cancel("the bench is over", null);
      }
    }
  }
}
