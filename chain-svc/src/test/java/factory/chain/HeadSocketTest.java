package factory.chain;

import static org.assertj.core.api.Assertions.assertThat;

import factory.store.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadSocketTest {
  private static final Duration LONG = Duration.ofSeconds(40);

  /** Nobody asks again by himself within this test. */
  private static final String NEVER = "PT1M";

  private static RunningNode start(Anvil anvil) {
    return RunningNode.start(
        TestDatabase.fresh("chain"),
        anvil.uri(),
        Map.of(
            "chain.dev.poll-interval",
            NEVER,
            "chain.dev.max-head-age",
            "PT1H",
            "chain.dev.ws-url",
            "ws://127.0.0.1:" + anvil.port()));
  }

  @Test
  void aNewBlockIsSeenWithoutAskingForIt() {
    try (var anvil = Anvil.start();
        var node = start(anvil).healthy()) {
      var before = node.status().getLatest().getNumber();

      anvil.rpc("anvil_mine", "[\"0x3\"]");

      Until.holds(
          "the block is applied", LONG, () -> node.status().getLatest().getNumber() == before + 3);
    }
  }

  @Test
  void aSocketThatBreaksIsOpenedAgain(@TempDir Path folder) {
    try (var anvil = Anvil.start("--state", folder.resolve("state.json").toString());
        var node = start(anvil).healthy()) {
      anvil.restart();
      var before = node.status().getLatest().getNumber();

      // Heard of over the new connection, or at its opening.
      anvil.rpc("anvil_mine", "[\"0x2\"]");
      Until.holds(
          "the blocks are applied",
          LONG,
          () -> node.status().getLatest().getNumber() == before + 2);
      anvil.rpc("anvil_mine", "[\"0x1\"]");
      Until.holds(
          "the next one too", LONG, () -> node.status().getLatest().getNumber() == before + 3);
      assertThat(node.status().getHealthy()).isTrue();
    }
  }
}
