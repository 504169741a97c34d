package factory.chain;

import static org.assertj.core.api.Assertions.assertThat;

import factory.chain.v1.ChainGrpc;
import factory.chain.v1.ChainStatus;
import factory.chain.v1.ListChainsRequest;
import factory.mesh.MeshChannel;
import factory.mesh.Settings;
import factory.mesh.TestDatabase;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The node with the file that the Helm chart writes for it. */
@Timeout(120)
class ChartTest {
  /** Of ci/full-values.yaml; the chart's own tests hold it to what the templates render. */
  private static final String FILE = "../helm/microservices-factory/tests/rendered/chain-svc.yaml";

  private static final String KEY =
      "0x4f3edf983ac636a65a842ce7c78d9aa706d3b113bce9c46f30d7d21715b23b1d";

  /** Answers every question with the address of that key: a factory that it owns. */
  private static final String OWNED_BY_KEY =
      "0x7390f8bf6a479f320ead074411a4b0e7944ea8c9c15f5260205ff3";

  @Test
  void followsEveryChainOfTheChart() {
    try (var base = chain("8453", "31000000", "0x" + "2".repeat(40));
        var arbitrum = chain("42161", "250000000", "0x" + "3".repeat(40))) {
      var place = TestDatabase.fresh("chain");
      // As the chart's Deployment gives them: file, then variables from Secrets.
      var settings =
          Settings.load(
              new String[] {"--config=" + FILE},
              Map.of(
                  "FACTORY_CHAIN_LISTEN", "127.0.0.1:0",
                  "FACTORY_CHAIN_DB_URL", place.url(),
                  "FACTORY_CHAIN_DB_USER", place.user(),
                  "FACTORY_CHAIN_KEY", KEY,
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

  private static Anvil chain(String id, String firstBlock, String factory) {
    var anvil = Anvil.start("--chain-id", id, "--number", firstBlock);
    anvil.rpc("anvil_setCode", "[\"" + factory + "\", \"" + OWNED_BY_KEY + "\"]");
    anvil.rpc("anvil_mine", "[\"0x28\"]");
    return anvil;
  }
}
