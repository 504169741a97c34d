package factory.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import factory.mesh.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dev chain's history is bounded, its state is not touched. */
class DevChainTest {
  @Test
  void cutsTheHistoryToItsNewestBlocksAndKeepsEveryBalance(@TempDir Path folder)
      throws IOException {
    var json = new ObjectMapper();
    var root = json.createObjectNode().put("best_block_number", 2499);
    root.putObject("accounts").putObject("0x01").put("balance", "0x7");
    var blocks = root.putArray("blocks");
    var transactions = root.putArray("transactions");
    for (var i = 2499; i >= 0; i--) {
      blocks.addObject().putObject("header").put("number", "0x" + Integer.toHexString(i));
      transactions.addObject().put("block_number", i);
    }
    var state = folder.resolve("state.json");
    json.writeValue(state.toFile(), root);

    DevChain.trim(state);

    var cut = json.readTree(state.toFile());
    assertThat(cut.get("blocks")).hasSize(1001);
    assertThat(cut.get("blocks").get(0).get("header").get("number").asText()).isEqualTo("0x0");
    assertThat(cut.get("blocks").get(1).get("header").get("number").asText()).isEqualTo("0x5dc");
    assertThat(cut.get("transactions")).hasSize(1000);
    assertThat(cut.get("accounts").get("0x01").get("balance").asText()).isEqualTo("0x7");
    assertThat(folder).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void beginsWithTheSameBlockAfterEveryStart(@TempDir Path folder) throws Exception {
    var config = StandaloneConfig.from(Settings.of(Place.in(folder).values()));
    config.makeFolders();
    Set<String> first = new HashSet<>();
    for (var start = 0; start < 4; start++) {
      try (var chain = DevChain.start(config)) {
        first.add(rpc(chain, "eth_getBlockByNumber", "\"0x0\",false"));
        rpc(chain, "anvil_mine", "\"0x2\"");
      }
      // The time of a first block of anvil's own is the second of its start.
      for (var second = Instant.now().getEpochSecond();
          Instant.now().getEpochSecond() == second; ) {
        Thread.sleep(20);
      }
    }
    assertThat(first).hasSize(1);
  }

  @Test
  @Tag("slow")
  void aChainWithALongHistoryComesBackShorterWithTheSameHeadAndBalances(@TempDir Path folder)
      throws Exception {
    var place = Place.in(folder);
    var config = StandaloneConfig.from(Settings.of(place.values()));
    config.makeFolders();
    var state = config.dataDir().resolve("chain/state.json");
    var wallet = "0x00000000000000000000000000000000000000aa";
    try (var chain = DevChain.start(config)) {
      rpc(chain, "anvil_setBalance", "\"" + wallet + "\",\"0x2a\"");
      rpc(chain, "anvil_mine", "\"0x5dc\"");
    }
    var before = Files.size(state);

    try (var chain = DevChain.start(config)) {
      assertThat(rpc(chain, "eth_blockNumber", "")).isEqualTo("0x5dc");
      assertThat(rpc(chain, "eth_getBalance", "\"" + wallet + "\",\"latest\"")).isEqualTo("0x2a");
      rpc(chain, "anvil_mine", "\"0x1\"");
      assertThat(rpc(chain, "eth_blockNumber", "")).isEqualTo("0x5dd");
    }
    assertThat(Files.size(state)).isLessThan(before);
  }

  private static String rpc(DevChain chain, String method, String parameters) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      var body =
          "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\""
              + method
              + "\",\"params\":["
              + parameters
              + "]}";
      var answer =
          http.send(
              HttpRequest.newBuilder(URI.create(chain.rpcUrl()))
                  .header("content-type", "application/json")
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      var result = new ObjectMapper().readTree(answer.body()).path("result");
      return result.isValueNode() ? result.asText() : result.toString();
    }
  }

  @Test
  void leavesAShortHistoryAsItIs(@TempDir Path folder) throws IOException {
    var state = folder.resolve("state.json");
    Files.writeString(state, "{\"blocks\":[{\"header\":{\"number\":\"0x0\"}}]}");
    DevChain.trim(state);
    assertThat(Files.readString(state))
        .isEqualTo("{\"blocks\":[{\"header\":{\"number\":\"0x0\"}}]}");
  }
}
