package factory.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    assertThat(cut.get("blocks")).hasSize(1000);
    assertThat(cut.get("blocks").get(0).get("header").get("number").asText()).isEqualTo("0x5dc");
    assertThat(cut.get("transactions")).hasSize(1000);
    assertThat(cut.get("accounts").get("0x01").get("balance").asText()).isEqualTo("0x7");
    assertThat(folder).isDirectoryNotContaining("glob:**.new");
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
