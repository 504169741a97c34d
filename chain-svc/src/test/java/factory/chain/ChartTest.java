package factory.chain;

import static org.assertj.core.api.Assertions.assertThat;

import factory.chain.v1.ChainGrpc;
import factory.chain.v1.ChainStatus;
import factory.chain.v1.ListChainsRequest;
import factory.mesh.MeshChannel;
import factory.mesh.Settings;
import factory.mesh.TestTrust;
import factory.store.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The node with the file that the Helm chart writes for it. */
@Timeout(120)
class ChartTest {
  /** Of ci/full-values.yaml; the chart's own tests hold it to what the templates render. */
  private static final String FILE = "../helm/microservices-factory/tests/rendered/chain-svc.yaml";

  /** Source: the test vector of the Web3 Secret Storage Definition. */
  private static final String KEYSTORE =
      """
      {"crypto": {"cipher": "aes-128-ctr",
        "cipherparams": {"iv": "6087dab2f9fdbbfaddc31a909735c1e6"},
        "ciphertext": "5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
        "kdf": "pbkdf2",
        "kdfparams": {"c": 262144, "dklen": 32, "prf": "hmac-sha256",
          "salt": "ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd"},
        "mac": "517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2"},
       "id": "3198bc9c-6672-5ab3-d995-4942343ae5b6", "version": 3}
      """;

  private static final String PASSWORD = "testpassword";

  /** Answers every question with the address of its key: a factory that it owns. */
  private static final String OWNED_BY_KEY =
      "0x73008aeeda4d805471df9b2a5b0f38a0c3bcba786b5f5260205ff3";

  @Test
  void followsEveryChainOfTheChart(@TempDir Path folder) throws IOException {
    try (var base = chain("8453", "31000000", "0x" + "2".repeat(40));
        var arbitrum = chain("42161", "250000000", "0x" + "3".repeat(40))) {
      var place = TestDatabase.fresh("chain");
      // As the chart's Deployment gives them: file, then variables from Secrets.
      var settings =
          Settings.load(
              new String[] {"--config=" + FILE},
              environment(
                  "FACTORY_CHAIN_LISTEN", "127.0.0.1:0",
                  "FACTORY_CHAIN_INTERNAL_LISTEN", "127.0.0.1:0",
                  "FACTORY_CHAIN_DB_URL", place.url(),
                  "FACTORY_CHAIN_DB_USER", place.user(),
                  "FACTORY_CHAIN_KEYSTORE_FILE", keystore(folder).toString(),
                  "FACTORY_CHAIN_KEYSTORE_PASSWORD", PASSWORD,
                  "FACTORY_CHAIN_BASE_RPC_URLS", base.uri().toString(),
                  "FACTORY_CHAIN_BASE_WS_URL", "ws://127.0.0.1:" + base.port(),
                  "FACTORY_CHAIN_ARBITRUM_ONE_RPC_URLS", arbitrum.uri().toString()));
      try (var node = ChainNode.start(settings);
          var channel = MeshChannel.open(node.address(), ChainGrpc.getServiceDescriptor())) {
        var client = ChainGrpc.newBlockingStub(channel.channel());
        Until.holds(
            "both chains are healthy",
            Duration.ofSeconds(40),
            () ->
                client.listChains(ListChainsRequest.getDefaultInstance()).getChainsList().stream()
                    .allMatch(ChainStatus::getHealthy));

        var chains = client.listChains(ListChainsRequest.getDefaultInstance()).getChainsList();
        assertThat(chains).extracting(ChainStatus::getChainId).containsExactly(8453L, 42161L);
        assertThat(chains)
            .extracting(ChainStatus::getName)
            .containsExactly("Base", "Arbitrum: One");
      }
    }
  }

  private static Map<String, String> environment(String... pairs) {
    Map<String, String> environment = new HashMap<>(TestTrust.environment("chain"));
    for (var i = 0; i < pairs.length; i += 2) {
      environment.put(pairs[i], pairs[i + 1]);
    }
    return environment;
  }

  /** As the chart's Secret is mounted: not for every user. */
  private static Path keystore(Path folder) throws IOException {
    var file = folder.resolve("keystore.json");
    Files.writeString(file, KEYSTORE);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));
    return file;
  }

  private static Anvil chain(String id, String firstBlock, String factory) {
    var anvil = Anvil.start("--chain-id", id, "--number", firstBlock);
    anvil.rpc("anvil_setCode", "[\"" + factory + "\", \"" + OWNED_BY_KEY + "\"]");
    anvil.rpc("anvil_mine", "[\"0x28\"]");
    return anvil;
  }
}
