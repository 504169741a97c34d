package factory.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import factory.chain.index.Finality;
import factory.mesh.Settings;
import factory.mesh.TestTrust;
import java.net.URI;
import java.time.Duration;
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
    Map<String, String> values = new HashMap<>(TestTrust.settings("chain"));
    values.putAll(sepolia());
    return values;
  }

  private static Map<String, String> sepolia() {
    return Map.of(
        "chain.db.url", "jdbc:postgresql://localhost/factory",
        "chain.chains", "sepolia",
        "chain.sepolia.rpc-urls", "https://user:secret@rpc.example/key-123, http://other.example",
        "chain.sepolia.id", "11155111",
        "chain.key", KEY,
        "chain.sepolia.factory-address", "0x5FbDB2315678afecb367f032d93F642f64180aa3");
  }

  @Test
  void developmentNeedsNothingButAStore() {
    var config = config(development());

    assertThat(config.chains()).hasSize(1);
    var chain = config.chains().getFirst();
    assertThat(chain.id()).isEqualTo(31337);
    assertThat(config.defaultChain()).isEqualTo(31337);
    assertThat(chain.endpoints()).containsExactly(URI.create("http://127.0.0.1:8545"));
    assertThat(chain.factory()).isEmpty();
    assertThat(chain.disposable()).isTrue();
    assertThat(chain.finality()).isEqualTo(new Finality.Confirmations(64));
    assertThat(chain.poll()).hasMillis(100);
    assertThat(config.listen()).hasToString("127.0.0.1:7003");
    assertThat(config.internalListen()).hasToString("127.0.0.1:7103");
  }

  @Test
  void productionTakesWhatItIsGiven() {
    var config = config(production());

    var chain = config.chains().getFirst();
    assertThat(chain.id()).isEqualTo(11155111);
    assertThat(chain.endpoints()).hasSize(2);
    assertThat(chain.finality()).isEqualTo(Finality.Tag.FINALIZED);
    assertThat(chain.disposable()).isFalse();
    assertThat(chain.factory().orElseThrow().hex())
        .isEqualTo("0x5fbdb2315678afecb367f032d93f642f64180aa3");
  }

  @Test
  void followsSeveralChainsEachInItsOwnWay() {
    var config =
        config(
            production(),
            "chain.chains",
            "sepolia, base",
            "chain.base.id",
            "8453",
            "chain.base.rpc-urls",
            "https://base.example",
            "chain.base.factory-address",
            "0x" + "ab".repeat(20),
            "chain.base.ws-url",
            "wss://base.example",
            "chain.base.finality",
            "confirmations",
            "chain.base.confirmations",
            "30",
            "chain.base.start-block",
            "12000000",
            "chain.base.max-block-age",
            "PT1M",
            "chain.default-chain",
            "base");

    assertThat(config.chains()).extracting(ChainSetting::id).containsExactly(11155111L, 8453L);
    assertThat(config.defaultChain()).isEqualTo(8453);
    var base = config.chains().getLast();
    assertThat(base.finality()).isEqualTo(new Finality.Confirmations(30));
    assertThat(base.headSocket()).contains(URI.create("wss://base.example"));
    assertThat(base.startBlock()).isEqualTo(12_000_000);
    assertThat(base.maxBlockAge()).contains(Duration.ofMinutes(1));
    assertThat(config.chains().getFirst().maxBlockAge()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "chain.chains",
        "chain.sepolia.rpc-urls",
        "chain.sepolia.id",
        "chain.key",
        "chain.sepolia.factory-address"
      })
  void productionRefusesToGuess(String key) {
    assertThatThrownBy(() -> config(production(), key, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(key);
  }

  @Test
  void productionThrowsNoIndexAway() {
    assertThatThrownBy(() -> config(production(), "chain.sepolia.disposable", "true"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("chain.sepolia.disposable");
  }

  @Test
  void productionRefusesKeysThatOthersKnow() {
    assertThatThrownBy(() -> config(production(), "chain.key", ANVILS_KEY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("chain.key");
    assertThat(config(development(), "chain.key", ANVILS_KEY).key().account().hex())
        .isEqualTo("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");
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
    var error =
        catchThrowable(() -> config(production(), "chain.sepolia.rpc-urls", "https://a b/key-123"));
    assertThat(stackTrace(error)).contains("chain.sepolia.rpc-urls").doesNotContain("key-123");
  }

  private static String stackTrace(Throwable error) {
    var text = new java.io.StringWriter();
    error.printStackTrace(new java.io.PrintWriter(text));
    return text.toString();
  }

  @Test
  void refusesConfirmationsThatWouldCountForNothing() {
    assertThatThrownBy(
            () ->
                config(development(), "chain.dev.finality", "safe", "chain.dev.confirmations", "3"))
        .hasMessageContaining("chain.dev.confirmations");
  }

  @Test
  void refusesTwoChainsOfOneId() {
    assertThatThrownBy(() -> config(development(), "chain.chains", "dev,other"))
        .hasMessageContaining("chain.other.id");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "listen",
        "db",
        "chains",
        "default-chain",
        "key",
        "keystore-file",
        "keystore-password",
        "rpc-timeout",
        "transaction-timeout",
        "audit-interval"
      })
  void refusesAChainThatIsNamedLikeAKeyOfTheNode(String key) {
    assertThatThrownBy(() -> config(development(), "chain.chains", key))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("chain.chains: '" + key + "'");
  }

  @Test
  void refusesWhatItDoesNotKnowOrCannotRead() {
    for (var bad :
        new String[][] {
          {"chain.keys", "1"},
          {"chain.rpc-url", "http://localhost:8545"},
          {"chain.dev.rpc-urls", "ftp://x"},
          {"chain.dev.rpc-urls", "http://localhost:8545,"},
          {"chain.dev.ws-url", "http://localhost:8545"},
          {"chain.dev.id", "0"},
          {"chain.dev.id", "9223372036854775808"},
          {"chain.dev.finality", "soon"},
          {"chain.dev.confirmations", "0"},
          {"chain.dev.poll-interval", "PT0S"},
          {"chain.dev.factory-address", "0x12"},
          {"chain.dev.max-block-age", "PT0S"},
          {"chain.dev.max-fee-gwei", "0"},
          {"chain.default-chain", "31337"},
          {"chain.chains", "dev,dev"},
          {"chain.chains", "dev,"},
          {"chain.chains", "Base"}
        }) {
      assertThatThrownBy(() -> config(development(), bad[0], bad[1]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(bad[0]);
    }
  }
}
