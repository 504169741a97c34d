package factory.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.mesh.Loop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.logging.Logger;

/** anvil, whose state survives a restart and does not grow without bound. */
final class DevChain implements AutoCloseable {
  /** The id that anvil and every wallet know as a local chain. */
  static final long CHAIN_ID = 31337;

  /** anvil's first account; its key is known to everybody, which a development profile allows. */
  static final String PLATFORM_KEY =
      "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

  private static final Logger LOG = Logger.getLogger("factory.anvil");
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);
  private static final int KEPT_BLOCKS = 1_000;
  private static final long LARGEST_STATE_BYTES = 16L * 1024 * 1024;

  private final StandaloneConfig config;
  private final Path state;
  private final Loop watch;
  private volatile Child anvil;
  private volatile boolean closed;

  private DevChain(StandaloneConfig config, Path state) {
    this.config = config;
    this.state = state;
    anvil = launch(config, state);
    watch =
        Loop.named("dev-chain")
            .logger(LOG)
            .consequence("the dev chain cannot be kept running")
            .firstAfter(BETWEEN_LOOKS)
            .joinFor(Duration.ofSeconds(20))
            .every(BETWEEN_LOOKS, this::keepRunningAndSmall)
            .start();
  }

  static DevChain start(StandaloneConfig config) {
    var folder = config.dataDir().resolve("chain");
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new DevChain(config, folder.resolve("state.json"));
  }

  String rpcUrl() {
    return "http://127.0.0.1:" + config.chainPort();
  }

  @Override
  public void close() {
    closed = true;
    watch.close();
    anvil.close();
  }

  private static Child launch(StandaloneConfig config, Path state) {
    trim(state);
    var child =
        Child.start(
            "anvil",
            config.runDir(),
            List.of(
                config.anvilBinary().toString(),
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(config.chainPort()),
                "--chain-id",
                Long.toString(CHAIN_ID),
                "--hardfork",
                "cancun",
                "--state",
                state.toString(),
                // What a kill -9 can undo, in seconds.
                "--state-interval",
                "1",
                // Without it anvil writes every block's state to the disk.
                "--prune-history",
                "256",
                "--quiet"),
            Map.of("HOME", config.dataDir().resolve("chain").toString()));
    awaitReady(child, "http://127.0.0.1:" + config.chainPort());
    return child;
  }

  private void keepRunningAndSmall() throws IOException {
    if (closed) {
      return;
    }
    if (!anvil.isAlive()) {
      LOG.warning("the dev chain ended by itself; starting it again");
      anvil.close();
      anvil = launch(config, state);
    } else if (Files.exists(state) && Files.size(state) > LARGEST_STATE_BYTES) {
      LOG.info("the dev chain's history is long; starting it again with its newest blocks");
      anvil.close();
      anvil = launch(config, state);
    }
  }

  private static void awaitReady(Child child, String url) {
    var body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"eth_chainId\",\"params\":[]}";
    var request =
        HttpRequest.newBuilder(URI.create(url))
            .header("content-type", "application/json")
            .timeout(Duration.ofSeconds(2))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try (var client = HttpClient.newHttpClient()) {
      for (var attempt = 0; attempt < 600; attempt++) {
        child.requireAlive();
        try {
          if (client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
            return;
          }
        } catch (IOException e) {
          LOG.finest(() -> "not there yet: " + e.getMessage());
        }
        Thread.sleep(50);
      }
      throw new IllegalStateException("the dev chain does not answer at " + url);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Cuts the history in a state file to its first block and its newest ones: balances, code and
   * storage are kept, old blocks and transactions are not. anvil itself keeps every block for ever,
   * and adds a first block of its own at every start: the chain has to go on beginning with the
   * same one, by which it is known.
   */
  static void trim(Path state) {
    if (!Files.exists(state)) {
      return;
    }
    var json = new ObjectMapper();
    try {
      if (!(json.readTree(state.toFile()) instanceof ObjectNode root)
          || !(root.get("blocks") instanceof ArrayNode blocks)) {
        return;
      }
      List<JsonNode> first = new ArrayList<>();
      List<JsonNode> others = new ArrayList<>();
      blocks.forEach(block -> (header(block, "number") == 0 ? first : others).add(block));
      if (first.size() <= 1 && others.size() <= KEPT_BLOCKS) {
        return;
      }
      first.sort(Comparator.comparingLong(block -> header(block, "timestamp")));
      others.sort(Comparator.comparingLong(block -> header(block, "number")));
      var kept = others.subList(Math.max(0, others.size() - KEPT_BLOCKS), others.size());
      var cut = root.putArray("blocks");
      first.stream().limit(1).forEach(cut::add);
      cut.addAll(kept);
      var oldest = kept.isEmpty() ? 0 : header(kept.getFirst(), "number");
      if (root.get("transactions") instanceof ArrayNode transactions) {
        var newer = json.createArrayNode();
        for (var transaction : transactions) {
          if (transaction.path("block_number").asLong(Long.MAX_VALUE) >= oldest) {
            newer.add(transaction);
          }
        }
        root.set("transactions", newer);
      }
      var next = state.resolveSibling("state.json.new");
      json.writeValue(next.toFile(), root);
      Files.move(next, state, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("the dev chain's state cannot be read: " + state, e);
    }
  }

  private static long header(JsonNode block, String field) {
    return Long.decode(block.path("header").path(field).asText("0x0"));
  }
}
