package factory.chain;

import static org.assertj.core.api.Assertions.assertThat;

import factory.mesh.Extent;
import factory.store.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an endpoint says is checked before it is used: nothing malformed changes a balance. */
@Timeout(120)
@Tag("slow")
class MalformedAnswerTest {
  private static final Duration SOON = Duration.ofSeconds(40);

  private final Anvil anvil = Anvil.start();
  private final Meddler meddler = new Meddler(anvil.uri());
  private final Trader trader = Trader.first(anvil);
  private RunningNode node;
  private Replica replica;
  private factory.chain.v1.TokenId token;

  @BeforeEach
  void start() {
    node =
        RunningNode.start(
                TestDatabase.fresh("chain"), meddler.uri(), Map.of("chain.audit-interval", "PT1S"))
            .healthy();
    replica = new Replica(node.channel());
    replica.awaitComplete();
    token = node.create(UUID.randomUUID(), "Books").getToken().getId();
  }

  @AfterEach
  void stop() {
    replica.close();
    node.close();
    trader.close();
    meddler.close();
    anvil.close();
  }

  private static Arguments logs(String what, String pattern, String instead) {
    return Arguments.of(what, "eth_getLogs", replacing(pattern, instead));
  }

  private static Arguments blocks(String what, String pattern, String instead) {
    return Arguments.of(what, "eth_getBlockByNumber", replacing(pattern, instead));
  }

  private static UnaryOperator<String> replacing(String pattern, String instead) {
    return answer -> answer.replaceAll(pattern, instead);
  }

  static List<Arguments> rubbish() {
    return Extent.sample(3, all());
  }

  private static List<Arguments> all() {
    var word = "0x[0-9a-f]{64}";
    return List.of(
        logs("data that is too short", "\"data\":\"0x00", "\"data\":\"0x"),
        logs("data that is too long", "\"data\":\"0x", "\"data\":\"0x00"),
        logs("data with half a byte", "\"data\":\"0x0", "\"data\":\"0x"),
        logs("data that is no hex", "\"data\":\"0x00", "\"data\":\"0xzz"),
        logs("no data", "\"data\":\"0x[0-9a-f]*\"", "\"data\":null"),
        logs(
            "a topic too few",
            "(\"topics\":\\[\"" + word + "\",\"" + word + "\"),\"" + word + "\"",
            "$1"),
        logs(
            "a topic too many",
            "(\"topics\":\\[\"" + word + "\")",
            "$1,\"0x" + "0".repeat(64) + "\""),
        logs("a short topic", "(\"topics\":\\[\"" + word + "\",\"0x)00", "$1"),
        logs("a wallet of 32 bytes", "(\"topics\":\\[\"" + word + "\",\"0x)00", "$1ff"),
        logs("topics in upper case", "(\"topics\":\\[\"" + word + "\",\"0x)000", "$1ABC"),
        logs("a negative index", "\"logIndex\":\"0x", "\"logIndex\":\"-0x"),
        logs("an index that overflows", "\"logIndex\":\"0x", "\"logIndex\":\"0x1" + "0".repeat(16)),
        logs("an index that is a number", "\"logIndex\":\"0x0\"", "\"logIndex\":0"),
        logs("no block number", "\"blockNumber\":\"0x[0-9a-f]+\",", ""),
        logs("another block number", "\"blockNumber\":\"0x", "\"blockNumber\":\"0x1"),
        logs("another block's hash", "\"blockHash\":\"0x..", "\"blockHash\":\"0x00"),
        logs("a log that was taken back", "\"removed\":false", "\"removed\":true"),
        logs("a log twice", "\"result\":\\[(\\{.*\\})\\]", "\"result\":[$1,$1]"),
        logs("more than can exist", "\"data\":\"0x0000", "\"data\":\"0xffff"),
        logs("no list", "\"result\":\\[.*\\]", "\"result\":{}"),
        logs("a list of nothing", "\"result\":\\[.*\\]", "\"result\":[null]"),
        logs("deep nonsense", "\"result\":\\[.*\\]", "\"result\":" + "[".repeat(3_000)),
        blocks("a negative number", "\"number\":\"0x", "\"number\":\"0x-"),
        blocks("a number that overflows", "\"number\":\"0x", "\"number\":\"0x" + "f".repeat(16)),
        blocks("a number above 2^256", "\"number\":\"0x", "\"number\":\"0x" + "f".repeat(65)),
        blocks("no hash", "\"hash\":\"" + word + "\",", ""),
        blocks("a hash in upper case", "\"hash\":\"0x...", "\"hash\":\"0xABC"),
        blocks("a short hash", "\"hash\":\"0x...", "\"hash\":\"0x"),
        blocks("a time that never comes", "\"timestamp\":\"0x", "\"timestamp\":\"0x7ffffff"),
        blocks("a short filter", "\"logsBloom\":\"0x00", "\"logsBloom\":\"0x"),
        blocks("no parent", "\"parentHash\":\"" + word + "\",", ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rubbish")
  void changesNoBalance(String what, String method, UnaryOperator<String> change) {
    meddler.rewriting(
        (question, answer) -> question.contains(method) ? change.apply(answer) : answer);
    trader.buy(token.getAddress(), Trader.ONE_ETH);

    Until.holds("the problem is told", SOON, () -> !node.status().getProblem().isEmpty());
    assertThat(node.balance(token, trader.account().hex())).isZero();
    assertThat(replica.holdings()).isEmpty();
    meddler.now(Meddler.Mode.HONEST);

    Until.holds(
        "the purchase is seen",
        SOON,
        () -> replica.balance(token.getAddress(), trader.account().hex()).signum() > 0);
    node.healthy();
  }

  @Test
  void aTransferOfWhatNobodyHeldMakesTheIndexAnewAndNothingIsTrustedMeanwhile() {
    var word = "\"0x[0-9a-f]{64}\"";
    meddler.rewriting(
        (question, answer) ->
            question.contains("eth_getLogs")
                ? answer.replaceAll(
                    "(\"topics\":\\[" + word + "),(" + word + "),(" + word + ")", "$1,$3,$2")
                : answer);
    trader.buy(token.getAddress(), Trader.ONE_ETH);

    Until.holds("watchers are told", SOON, () -> !replica.problem().isEmpty());
    meddler.now(Meddler.Mode.HONEST);

    Until.holds(
        "the purchase is seen",
        SOON,
        () -> replica.balance(token.getAddress(), trader.account().hex()).signum() > 0);
    Until.holds("it is trusted", SOON, () -> replica.problem().isEmpty());
    node.healthy();
  }

  @Test
  void aPurchaseThatTheEndpointHidesIsFoundByTheAudit() throws Exception {
    try (var second = Trader.second(anvil)) {
      meddler.rewriting(
          (question, answer) ->
              question.contains("eth_getLogs")
                  ? answer.replaceAll("\"result\":\\[(\\{.*?\\}),\\{.*\\}\\]", "\"result\":[$1]")
                  : answer);
      anvil.rpc("evm_setAutomine", "[false]");
      var buying =
          Stream.of(trader, second)
              .map(t -> Thread.startVirtualThread(() -> t.buy(token.getAddress(), Trader.ONE_ETH)))
              .toList();
      Until.holds(
          "both wait",
          SOON,
          () -> anvil.rpc("txpool_status", "[]").contains("\"pending\":\"0x2\""));
      anvil.rpc("anvil_mine", "[\"0x1\"]");
      for (var thread : buying) {
        thread.join();
      }
      anvil.rpc("evm_setAutomine", "[true]");

      Until.holds("the audit fails", SOON, () -> replica.problem().contains("made anew"));
      assertThat(node.status().getHealthy()).isFalse();
      meddler.now(Meddler.Mode.HONEST);

      Until.holds(
          "both purchases are seen",
          SOON,
          () ->
              replica.complete() && replica.problem().isEmpty() && replica.holdings().size() == 2);
      node.healthy();
    }
  }

  @Test
  void aBalanceThatNoTransferExplainsIsFoundByTheAudit() {
    trader.buy(token.getAddress(), Trader.ONE_ETH);
    Until.holds("the purchase is seen", SOON, () -> replica.holdings().size() == 1);
    var slot = balanceSlot(trader.account().hex());
    var honest = anvil.rpc("eth_getStorageAt", storage(slot) + ",\"latest\"]");

    anvil.rpc("anvil_setStorageAt", storage(slot) + ",\"0x" + "%064x".formatted(7) + "\"]");
    anvil.rpc("anvil_mine", "[\"0x1\"]");

    Until.holds("the audit fails", SOON, () -> replica.problem().contains("made anew"));
    anvil.rpc("anvil_setStorageAt", storage(slot) + "," + honest + "]");
    anvil.rpc("anvil_mine", "[\"0x1\"]");
    Until.holds(
        "it is trusted again", SOON, () -> replica.complete() && replica.problem().isEmpty());
    node.healthy();
    assertThat(replica.holdings()).hasSize(1);
  }

  private String storage(String slot) {
    return "[\"" + token.getAddress() + "\",\"" + slot + "\"";
  }

  /** Where the token keeps a balance: Solady's ERC20, {@code _BALANCE_SLOT_SEED}. */
  private static String balanceSlot(String wallet) {
    return org.web3j.crypto.Hash.sha3("0x" + wallet.substring(2) + "0".repeat(16) + "87a211a2");
  }
}
