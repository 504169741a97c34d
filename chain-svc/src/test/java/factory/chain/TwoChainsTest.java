package factory.chain;

import static factory.chain.RunningNode.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import factory.chain.v1.ChainStatus;
import factory.chain.v1.CreateTokenRequest;
import factory.chain.v1.GetTokenRequest;
import factory.chain.v1.ListChainsRequest;
import factory.chain.v1.ListTokensRequest;
import factory.chain.v1.Token;
import factory.mesh.Fault;
import factory.store.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TwoChainsTest {
  private static final long FIRST = 31337;
  private static final long SECOND = 31338;
  private static final Duration LONG = Duration.ofSeconds(40);

  private Anvil first;
  private Anvil second;
  private RunningNode node;

  @BeforeEach
  void begin() {
    first = Anvil.start();
    second = Anvil.start("--chain-id", Long.toString(SECOND));
    node =
        RunningNode.start(
            TestDatabase.fresh("chain"),
            first.uri(),
            Map.of(
                "chain.chains",
                "dev,other",
                "chain.other.id",
                Long.toString(SECOND),
                "chain.other.name",
                "The other one",
                "chain.other.rpc-urls",
                second.uri().toString()));
    Until.holds(
        "both chains are healthy", LONG, () -> chains().stream().allMatch(c -> c.getHealthy()));
  }

  @AfterEach
  void end() {
    node.close();
    first.close();
    second.close();
  }

  private List<ChainStatus> chains() {
    return node.chain().listChains(ListChainsRequest.getDefaultInstance()).getChainsList();
  }

  private Token create(UUID service, long chain) {
    return node.issuer()
        .createToken(
            CreateTokenRequest.newBuilder()
                .setServiceId(service.toString())
                .setChainId(chain)
                .setName("Books")
                .build())
        .getToken();
  }

  private Token token(UUID service, long chain) {
    return node.chain()
        .getToken(
            GetTokenRequest.newBuilder().setServiceId(service.toString()).setChainId(chain).build())
        .getToken();
  }

  @Test
  void followsBothAndSaysSo() {
    assertThat(chains()).extracting(ChainStatus::getChainId).containsExactly(FIRST, SECOND);
    assertThat(chains()).extracting(ChainStatus::getDefaultChain).containsExactly(true, false);
    assertThat(chains().getLast().getName()).isEqualTo("The other one");
  }

  @Test
  void aTokenIsOnTheChainThatItsServiceNames() {
    var here = UUID.randomUUID();
    var there = UUID.randomUUID();
    var ours = create(here, FIRST);
    var theirs = create(there, SECOND);

    assertThat(ours.getId().getChainId()).isEqualTo(FIRST);
    assertThat(theirs.getId().getChainId()).isEqualTo(SECOND);
    assertThat(node.token(there)).isEqualTo(theirs);
    assertThat(refusal(() -> token(there, FIRST)).reason()).isEqualTo("TOKEN_NOT_FOUND");
    assertThat(
            node.chain()
                .listTokens(ListTokensRequest.newBuilder().setChainId(SECOND).build())
                .getTokensList())
        .containsExactly(theirs);
    assertThat(node.chain().listTokens(ListTokensRequest.getDefaultInstance()).getTokensList())
        .containsExactly(ours, theirs);
  }

  @Test
  void oneServiceMayHaveATokenOnEachAndBalancesDoNotMix() {
    var service = UUID.randomUUID();
    var ours = create(service, FIRST);
    var theirs = create(service, SECOND);
    assertThat(node.token(service)).as("the default chain's comes first").isEqualTo(ours);

    try (var trader = Trader.first(first)) {
      trader.buy(ours.getId().getAddress(), Trader.ONE_ETH);
      var wallet = trader.account().hex();
      Until.holds(
          "the purchase is indexed", LONG, () -> node.balance(ours.getId(), wallet).signum() > 0);
      assertThat(node.balance(theirs.getId(), wallet)).isZero();
    }
  }

  @Test
  void aChainThatNobodyFollowsIsRefused() {
    Fault fault = refusal(() -> create(UUID.randomUUID(), 5));

    assertThat(fault.reason()).isEqualTo("CHAIN_NOT_FOUND");
    assertThat(fault.metadata()).containsEntry("chain_id", "5");
  }

  @Test
  void oneThatIsAwayLeavesTheOtherAlone() {
    var service = UUID.randomUUID();
    second.close();

    Until.holds("the other is unhealthy", LONG, () -> !chains().getLast().getHealthy());
    assertThat(create(service, FIRST).getId().getChainId()).isEqualTo(FIRST);
    assertThat(refusal(() -> create(UUID.randomUUID(), SECOND)).reason())
        .isEqualTo("CHAIN_UNAVAILABLE");
    assertThat(chains().getFirst().getHealthy()).isTrue();
  }
}
