package factory.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import factory.mesh.Settings;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChainConfigTest {
  private static final String KEY =
      "4f3edf983ac636a65a842ce7c78d9aa706d3b113bce9c46f30d7d21715b23b1d";
  private static final String ANVILS_KEY =
      "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

  private static ChainConfig config(Map<String, String> base, String... more) {
    Map<String, String> values = new HashMap<>(base);
    for (int i = 0; i < more.length; i += 2) {
      values.put(more[i], more[i + 1]);
    }
    values.values().removeIf(String::isEmpty);
    return ChainConfig.from(Settings.of(values));
  }

  private static Map<String, String> development() {
    return Map.of(
        "factory.profile", "development", "chain.db.url", "jdbc:postgresql://localhost/factory");
  }

  private static Map<String, String> production() {
    return Map.of(
        "chain.db.url", "jdbc:postgresql://localhost/factory",
        "chain.rpc-url", "https://user:secret@rpc.example/key-123",
        "chain.chain-id", "11155111",
        "chain.key", KEY,
        "chain.factory-address", "0x5FbDB2315678afecb367f032d93F642f64180aa3");
  }

  @Test
  void developmentNeedsNothingButAStore() {
    var config = config(development());

    assertThat(config.chains()).hasSize(1);
    var chain = config.chains().getFirst();
    assertThat(chain.id()).isEqualTo(31337);
    assertThat(config.defaultChain()).isEqualTo(31337);
    assertThat(chain.endpoint()).hasToString("http://127.0.0.1:8545");
    assertThat(chain.factory()).isEmpty();
    assertThat(config.listen()).hasToString("127.0.0.1:7003");
    assertThat(config.poll()).hasMillis(100);
  }

  @Test
  void productionTakesWhatItIsGiven() {
    var config = config(production());

    var chain = config.chains().getFirst();
    assertThat(chain.id()).isEqualTo(11155111);
    assertThat(chain.factory().orElseThrow().hex())
        .isEqualTo("0x5fbdb2315678afecb367f032d93f642f64180aa3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"chain.rpc-url", "chain.chain-id", "chain.key", "chain.factory-address"})
  void productionRefusesToGuess(String key) {
    assertThatThrownBy(() -> config(production(), key, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(key);
  }

  @Test
  void productionRefusesKeysThatOthersKnow() {
    assertThatThrownBy(() -> config(production(), "chain.key", ANVILS_KEY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("chain.key");
    assertThat(config(development(), "chain.key", ANVILS_KEY).key().guessable()).isTrue();
  }

  @Test
  void neverTellsTheKeyOrTheEndpointsAddress() {
    var config = config(production());

    assertThat(config.toString()).doesNotContain(KEY.substring(0, 8)).doesNotContain("key-123");
    for (var bad : new String[] {KEY + "0", "0x" + KEY.substring(1)}) {
      var error = catchThrowable(() -> config(production(), "chain.key", bad));
      assertThat(error).hasStackTraceContaining("chain.key");
      assertThat(stackTrace(error)).doesNotContain(KEY.substring(8, 24));
    }
    var error = catchThrowable(() -> config(production(), "chain.rpc-url", "https://a b/key-123"));
    assertThat(stackTrace(error)).contains("chain.rpc-url").doesNotContain("key-123");
  }

  private static String stackTrace(Throwable error) {
    var text = new java.io.StringWriter();
    error.printStackTrace(new java.io.PrintWriter(text));
    return text.toString();
  }

  @Test
  void refusesWhatItDoesNotKnowOrCannotRead() {
    for (var bad :
        new String[][] {
          {"chain.keys", "1"},
          {"chain.rpc-url", "ftp://x"},
          {"chain.chain-id", "0"},
          {"chain.default-chain", "7"},
          {"chain.poll-interval", "PT0S"},
          {"chain.factory-address", "0x12"}
        }) {
      assertThatThrownBy(() -> config(development(), bad[0], bad[1]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(bad[0]);
    }
  }
}
