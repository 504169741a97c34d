package factory.chain;

import static org.assertj.core.api.Assertions.assertThat;

import factory.chain.v1.Token;
import factory.store.Database;
import factory.store.TestDatabase;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Watchers equal the chain while it changes its mind, goes away, comes back or is another one. */
@Tag("slow")
@Timeout(60)
class ReorganisedTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final Database.Place place = TestDatabase.fresh("chain");
  private Anvil anvil;
  private RunningNode node;
  private Replica replica;
  private Trader trader;

  @BeforeEach
  void start(@TempDir Path folder) {
    anvil = Anvil.start("--state", folder.resolve("state.json").toString());
    trader = Trader.first(anvil);
    startNode(Map.of());
    node.healthy();
    replica.awaitComplete();
  }

  private void startNode(Map<String, String> more) {
    node = RunningNode.start(place, anvil.uri(), more);
    replica = new Replica(node.channel());
  }

  private void stopNode() {
    replica.close();
    node.close();
  }

  @AfterEach
  void stop() {
    stopNode();
    trader.close();
    anvil.close();
  }

  private Token create() {
    return node.create(UUID.randomUUID(), "Books").getToken();
  }

  private String wallet() {
    return trader.account().hex();
  }

  private BigInteger watched(Token token) {
    return replica.balance(token.getId().getAddress(), wallet());
  }

  private void awaitHolding(Token token, boolean something) {
    Until.holds(
        "the replica and the service show " + (something ? "a" : "no") + " balance",
        SOON,
        () ->
            replica.complete()
                && (watched(token).signum() > 0) == something
                && node.balance(token.getId(), wallet()).equals(watched(token)));
  }

  @Test
  void aWatcherSeesANewTokenAPurchaseAndASale() {
    var resets = replica.resets();
    var token = create();
    Until.holds("the token is told", SOON, () -> replica.knows(token.getId().getAddress()));

    trader.buy(token.getId().getAddress(), Trader.ONE_ETH);
    awaitHolding(token, true);
    trader.sell(token.getId().getAddress(), watched(token));
    awaitHolding(token, false);

    assertThat(replica.resets()).isEqualTo(resets);
  }

  @Test
  void aSecondWatcherStartsWithTheWholePicture() {
    var token = create();
    trader.buy(token.getId().getAddress(), Trader.ONE_ETH);
    awaitHolding(token, true);

    try (var late = new Replica(node.channel())) {
      late.awaitComplete();
      assertThat(late.holdings()).isEqualTo(replica.holdings()).isNotEmpty();
    }
  }

  @Test
  void blocksThatAreReplacedTakeTheirPurchasesWithThem() {
    var token = create();
    trader.buy(token.getId().getAddress(), Trader.ONE_ETH);
    awaitHolding(token, true);
    var resets = replica.resets();

    // One block deep: the same number, another hash, no purchase.
    anvil.rpc("anvil_reorg", "[1,[]]");

    awaitHolding(token, false);
    assertThat(replica.resets()).isEqualTo(resets);
    assertThat(replica.retractions()).isPositive();
    trader.buy(token.getId().getAddress(), Trader.ONE_ETH);
    awaitHolding(token, true);
  }

  @Test
  void aTokenWhoseBlockIsReplacedIsMadeAgainByItselfWithoutItsPurchases() {
    var service = UUID.randomUUID();
    var token = node.create(service, "Books").getToken();
    trader.buy(token.getId().getAddress(), Trader.ONE_ETH);
    awaitHolding(token, true);

    anvil.rpc("anvil_reorg", "[2,[]]");

    Until.holds(
        "the token is there, and nobody holds it",
        SOON,
        () ->
            replica.complete()
                && replica.knows(token.getId().getAddress())
                && watched(token).signum() == 0);
    node.healthy();
    assertThat(node.create(service, "Books").getToken().getId()).isEqualTo(token.getId());
  }

  @Test
  void aChainThatIsSetBackToASnapshotIsFollowedBack() {
    var token = create();
    var snapshot = anvil.rpc("evm_snapshot", "[]");
    trader.buy(token.getId().getAddress(), Trader.ONE_ETH);
    awaitHolding(token, true);

    anvil.rpc("evm_revert", "[" + snapshot + "]");
    awaitHolding(token, false);

    trader.buy(token.getId().getAddress(), Trader.ONE_ETH);
    awaitHolding(token, true);
  }

  @Test
  void aRollBackDeeperThanWhatIsKeptMakesTheIndexAnew() {
    var token = create();
    trader.buy(token.getId().getAddress(), Trader.ONE_ETH);
    awaitHolding(token, true);
    var held = watched(token);
    var snapshot = anvil.rpc("evm_snapshot", "[]");
    trader.buy(token.getId().getAddress(), Trader.ONE_ETH);
    anvil.rpc("anvil_mine", "[\"0x12c\"]");
    Until.holds(
        "all blocks are applied",
        SOON,
        () -> node.status().getHealthy() && replica.headNumber() > 300);
    assertThat(watched(token)).isGreaterThan(held);

    anvil.rpc("evm_revert", "[" + snapshot + "]");

    Until.holds(
        "the older balance is back", SOON, () -> replica.complete() && watched(token).equals(held));
    assertThat(replica.headNumber()).isLessThan(300);
  }

  @Test
  void aReorganisationWhileTheNodeIsAwayIsFoundAtItsStart() {
    var token = create();
    trader.buy(token.getId().getAddress(), Trader.ONE_ETH);
    awaitHolding(token, true);
    stopNode();

    anvil.rpc("anvil_reorg", "[1,[]]");
    anvil.rpc("anvil_mine", "[\"0x3c\"]");

    startNode(Map.of());
    Until.holds("caught up", SOON, () -> node.status().getHealthy());
    awaitHolding(token, false);
  }

  @Test
  void aRestartOfTheNodeGoesOnFromItsStoredHead() {
    var token = create();
    trader.buy(token.getId().getAddress(), Trader.ONE_ETH);
    awaitHolding(token, true);
    var held = watched(token);
    var factory = node.status().getFactoryAddress();
    stopNode();
    trader.buy(token.getId().getAddress(), Trader.ONE_ETH);

    // A start block that lies ahead: only the stored head leads to what is below it.
    startNode(Map.of("chain.dev.start-block", "1000000"));

    Until.holds("the newer purchase is seen", SOON, () -> watched(token).compareTo(held) > 0);
    assertThat(node.status().getFactoryAddress()).isEqualTo(factory);
  }

  @Test
  void anEndpointThatRestartsWithItsStateLosesNothing() {
    var token = create();
    trader.buy(token.getId().getAddress(), Trader.ONE_ETH);
    awaitHolding(token, true);
    var held = watched(token);
    var factory = node.status().getFactoryAddress();

    anvil.stop();
    Until.holds("the problem is told", SOON, () -> !node.status().getHealthy());
    assertThat(node.status().getProblem()).contains("endpoint");
    assertThat(RunningNode.refusal(this::create).reason()).isEqualTo("CHAIN_UNAVAILABLE");
    // What was indexed is still told.
    assertThat(node.balance(token.getId(), wallet())).isEqualTo(held);
    anvil.restart();

    node.healthy();
    assertThat(node.status().getFactoryAddress()).isEqualTo(factory);
    assertThat(watched(token)).isEqualTo(held);
    trader.buy(token.getId().getAddress(), Trader.ONE_ETH);
    Until.holds("the next purchase is seen", SOON, () -> watched(token).compareTo(held) > 0);
    create();
  }

  @Test
  void aFreshChainHasNoneOfTheOldTokensAndGetsAFactoryOfItsOwn() {
    var service = UUID.randomUUID();
    var token = node.create(service, "Books").getToken();
    trader.buy(token.getId().getAddress(), Trader.ONE_ETH);
    awaitHolding(token, true);

    anvil.close();
    var port = anvil.port();
    trader.close();
    // Another first block than the old one, also when both start within a second.
    anvil = Anvil.startOn(port, "--gas-limit", "40000000");
    trader = Trader.first(anvil);

    Until.holds(
        "the old token is gone",
        SOON,
        () -> replica.complete() && !replica.knows(token.getId().getAddress()));
    node.healthy();
    assertThat(RunningNode.refusal(() -> node.token(service)).reason())
        .isEqualTo("TOKEN_NOT_FOUND");
    assertThat(replica.holdings()).isEmpty();
    var again = node.create(service, "Films").getToken();
    trader.buy(again.getId().getAddress(), Trader.ONE_ETH);
    awaitHolding(again, true);
  }

  @Test
  void aNodeWhoseEndpointIsAwayAtStartServesAndRecovers() {
    stopNode();
    anvil.stop();

    startNode(Map.of());

    assertThat(node.status().getHealthy()).isFalse();
    Until.holds("the problem is told", SOON, () -> node.status().getProblem().contains("endpoint"));
    assertThat(RunningNode.refusal(this::create).reason()).isEqualTo("CHAIN_UNAVAILABLE");
    anvil.restart();
    node.healthy();
    create();
  }

  @Test
  void anEndpointOfAnotherChainIsRefused() {
    stopNode();

    startNode(Map.of("chain.dev.id", "11155111"));

    Until.holds(
        "the problem is told",
        SOON,
        () -> node.status().getProblem().contains("31337 instead of 11155111"));
    assertThat(RunningNode.refusal(this::create).reason()).isEqualTo("CHAIN_UNAVAILABLE");
  }

  @Test
  void anIdleChainStaysHealthyWithAYoungHead() {
    var head = node.status().getLatest().getNumber();

    // Longer than the bound of this node's heads.
    stopNode();
    startNode(Map.of("chain.dev.max-head-age", "PT1S"));
    node.healthy();
    var end = System.nanoTime() + Duration.ofMillis(1500).toNanos();
    Until.holds("time has passed", SOON, () -> System.nanoTime() > end);

    assertThat(node.status().getHealthy()).isTrue();
    assertThat(node.status().getLatest().getNumber()).isEqualTo(head);
  }
}
