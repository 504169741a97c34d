package factory.chain;

import static org.assertj.core.api.Assertions.assertThat;

import factory.chain.v1.Token;
import factory.store.Database;
import factory.store.TestDatabase;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A chain whose final blocks stay: what may change its mind above them, and what may not. */
@Timeout(120)
@Tag("slow")
class BeyondFinalityTest {
  private static final Duration SOON = Duration.ofSeconds(40);

  private final Database.Place place = TestDatabase.fresh("chain");
  private final Map<String, String> settings =
      new HashMap<>(Map.of("chain.dev.disposable", "false", "chain.dev.confirmations", "4"));
  private Path state;
  private Anvil anvil;
  private Meddler meddler;

  @SuppressWarnings("NullAway.Init")
  private RunningNode node;

  @SuppressWarnings("NullAway.Init")
  private Replica replica;

  private Trader trader;

  @BeforeEach
  void start(@TempDir Path folder) {
    state = folder.resolve("state.json");
    anvil =
        Anvil.start(
            "--slots-in-an-epoch",
            "1",
            "--preserve-historical-states",
            "--state",
            state.toString());
    meddler = new Meddler(anvil.uri());
    trader = Trader.first(anvil);
  }

  private void startNode() {
    node = RunningNode.start(place, meddler.uri(), settings).healthy();
    replica = new Replica(node.channel());
    replica.awaitComplete();
  }

  @AfterEach
  void stop() {
    replica.close();
    node.close();
    trader.close();
    meddler.close();
    anvil.close();
  }

  private Token create() {
    return node.create(UUID.randomUUID(), "Books").getToken();
  }

  private BigInteger watched(Token token) {
    return replica.balance(token.getId().getAddress(), trader.account().hex());
  }

  private void buy(Token token) {
    var before = watched(token);
    trader.buy(token.getId().getAddress(), Trader.ONE_ETH);
    Until.holds("the purchase is seen", SOON, () -> watched(token).compareTo(before) > 0);
  }

  private void mine(int blocks) {
    anvil.rpc("anvil_mine", "[\"0x" + Integer.toHexString(blocks) + "\"]");
    var head = number();
    Until.holds(
        "the blocks are applied", SOON, () -> node.status().getLatest().getNumber() >= head);
  }

  private long number() {
    return Long.decode(anvil.rpc("eth_blockNumber", "[]").replace("\"", ""));
  }

  @Test
  void aReorganisationOfAnyDepthAboveTheFinalBlockIsFollowed() {
    settings.put("chain.dev.confirmations", "1000");
    startNode();
    var token = create();
    mine(10);
    buy(token);
    mine(400);
    var resets = replica.resets();

    anvil.rpc("anvil_reorg", "[401,[]]");

    Until.holds("the purchase is gone", SOON, () -> watched(token).signum() == 0);
    node.healthy();
    assertThat(replica.resets()).isEqualTo(resets);
    assertThat(replica.retractions()).isPositive();
    buy(token);
  }

  @Test
  void twoReorganisationsInARowAndOneOfBlocksWithNothingOfOurs() {
    settings.put("chain.dev.confirmations", "100");
    startNode();
    var token = create();
    mine(10);
    buy(token);
    mine(5);
    var resets = replica.resets();
    var retractions = replica.retractions();

    anvil.rpc("anvil_reorg", "[3,[]]");
    mine(1);
    assertThat(replica.retractions()).isEqualTo(retractions);
    assertThat(watched(token)).isPositive();
    anvil.rpc("anvil_reorg", "[8,[]]");
    anvil.rpc("anvil_reorg", "[9,[]]");
    mine(1);

    Until.holds("the purchase is gone", SOON, () -> watched(token).signum() == 0);
    buy(token);
    assertThat(replica.resets()).isEqualTo(resets);
  }

  @Test
  void aReorganisationBeyondTheFinalBlockStopsTheChainUntilAnEndpointAgreesAgain()
      throws IOException {
    startNode();
    var token = create();
    buy(token);
    mine(10);
    // What a later start of the endpoint comes back with.
    anvil.stop();
    anvil.restart();
    node.healthy();
    var held = watched(token);
    var last = node.status().getFinalized();
    var resets = replica.resets();

    anvil.rpc("anvil_reorg", "[9,[]]");

    Until.holds("watchers are told", SOON, () -> replica.problem().contains("were final"));
    var status = node.status();
    assertThat(status.getHealthy()).isFalse();
    assertThat(status.getProblem()).contains("final");
    assertThat(status.getFinalized()).isEqualTo(last);
    mineUnseen(20);
    assertThat(watched(token)).isEqualTo(held);
    assertThat(node.balance(token.getId(), trader.account().hex())).isEqualTo(held);
    assertThat(replica.resets()).isEqualTo(resets);
    assertThat(replica.retractions()).isZero();

    // Killed: what it did since its start is lost, and the chain is the one that we know.
    anvil.close();
    anvil.restart();

    Until.holds("it goes on", SOON, () -> replica.problem().isEmpty());
    node.healthy();
    assertThat(watched(token)).isEqualTo(held);
    buy(token);
    assertThat(replica.resets()).isEqualTo(resets);
  }

  private void mineUnseen(int blocks) {
    anvil.rpc("anvil_mine", "[\"0x" + Integer.toHexString(blocks) + "\"]");
    var looks = meddler.asked("eth_getBlockByNumber");
    Until.holds(
        "the node has looked again", SOON, () -> meddler.asked("eth_getBlockByNumber") > looks + 5);
  }

  @Test
  void theNextEndpointIsAskedWhenTheFirstContradictsWhatWasFinal() throws IOException {
    startNode();
    var token = create();
    buy(token);
    mine(10);
    anvil.stop();
    var copy = state.resolveSibling("copy.json");
    Files.copy(state, copy);
    anvil.restart();
    try (var honest = Anvil.start("--slots-in-an-epoch", "1", "--state", copy.toString());
        var honestTrader = Trader.first(honest)) {
      replica.close();
      node.close();
      anvil.rpc("anvil_reorg", "[9,[]]");
      anvil.rpc("anvil_mine", "[\"0x5\"]");
      settings.put("chain.dev.rpc-urls", meddler.uri() + "," + honest.uri());
      startNode();
      var before = watched(token);
      assertThat(before).isPositive();

      honestTrader.buy(token.getId().getAddress(), Trader.ONE_ETH);

      Until.holds("the purchase is seen", SOON, () -> watched(token).compareTo(before) > 0);
      assertThat(node.status().getHealthy()).isTrue();
      assertThat(node.status().getEndpoints(0).getProblem()).contains("final");
      assertThat(replica.problem()).isEmpty();
    }
  }

  @Test
  void anEndpointThatIsBehindChangesNothingButTheAgeOfTheHead() {
    settings.put("chain.dev.max-head-age", "PT1S");
    startNode();
    var token = create();
    mine(3);
    buy(token);
    var held = watched(token);
    var head = node.status().getLatest();

    anvil.rpc("anvil_rollback", "[2]");

    Until.holds("the head grows old", SOON, () -> !node.status().getHealthy());
    assertThat(node.status().getProblem()).contains("not confirmed");
    assertThat(node.status().getLatest()).isEqualTo(head);
    assertThat(watched(token)).isEqualTo(held);
    assertThat(replica.retractions()).isZero();
    // It goes on with other blocks: now it is a reorganisation.
    anvil.rpc("anvil_mine", "[\"0x4\"]");
    node.healthy();
    Until.holds("the purchase is gone", SOON, () -> watched(token).signum() == 0);
  }

  @Test
  void theFinalBlockIsTheOneThatTheChainCallsSo() {
    settings.put("chain.dev.finality", "finalized");
    settings.remove("chain.dev.confirmations");
    startNode();
    var token = create();
    mine(5);
    var early = node.status().getFinalized();
    buy(token);
    assertThat(replica.finalBalance(token.getId().getAddress(), trader.account().hex())).isZero();

    mine(5);

    Until.holds(
        "the purchase is final",
        SOON,
        () ->
            replica
                .finalBalance(token.getId().getAddress(), trader.account().hex())
                .equals(watched(token)));
    assertThat(node.status().getFinalized().getNumber()).isGreaterThan(early.getNumber());
    assertThat(node.status().getFinality()).isEqualTo("finalized");
  }

  @Test
  void aBlockThatIsOlderThanItMayBeIsAProblemHoweverYoungTheHead() {
    startNode();
    replica.close();
    node.close();
    settings.put("chain.dev.max-block-age", "PT2S");
    node = RunningNode.start(place, meddler.uri(), settings);
    replica = new Replica(node.channel());

    Until.holds("the age is told", SOON, () -> replica.problem().contains("older than 2 s"));
    assertThat(node.status().getHealthy()).isFalse();
    anvil.rpc("anvil_mine", "[\"0x1\"]");
    Until.holds("it is young again", SOON, () -> replica.problem().isEmpty());
  }
}
