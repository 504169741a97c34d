package factory.chain;

import static org.assertj.core.api.Assertions.assertThat;

import factory.chain.v1.ListTokensRequest;
import factory.chain.v1.ListTradesRequest;
import factory.chain.v1.Trade;
import factory.store.Database;
import factory.store.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A long history is read by ranges as far as it is final, and by blocks above. */
@Timeout(120)
@Tag("slow")
class BackfillTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Pattern RANGE =
      Pattern.compile("\"fromBlock\":\"0x([0-9a-f]+)\".*\"toBlock\":\"0x([0-9a-f]+)\"");
  private static final Pattern RANGE_BACKWARDS =
      Pattern.compile("\"toBlock\":\"0x([0-9a-f]+)\".*\"fromBlock\":\"0x([0-9a-f]+)\"");

  private final Anvil anvil = Anvil.start();
  private final Meddler meddler = new Meddler(anvil.uri());
  private final Trader first = Trader.first(anvil);
  private final Trader second = Trader.second(anvil);
  private final Database.Place place = TestDatabase.fresh("chain");
  private RunningNode node;
  private Replica before;

  @BeforeEach
  void makeAHistory() {
    node =
        RunningNode.start(
                TestDatabase.fresh("chain"), anvil.uri(), Map.of("chain.dev.confirmations", "20"))
            .healthy();
    before = new Replica(node.channel());
    before.awaitComplete();
    for (int i = 0; i < 3; i++) {
      var token = node.create(UUID.randomUUID(), "Token " + i).getToken().getId().getAddress();
      anvil.rpc("anvil_mine", "[\"0x190\"]");
      first.buy(token, Trader.ONE_ETH);
      second.buy(token, Trader.ONE_ETH);
      anvil.rpc("anvil_mine", "[\"0x190\"]");
      Until.holds(
          "the purchases are seen",
          SOON,
          () -> before.balance(token, second.account().hex()).signum() > 0);
      first.transfer(token, second.account(), before.balance(token, first.account().hex()));
      second.sell(token, before.balance(token, second.account().hex()));
    }
    Until.holds("everything is seen", SOON, () -> before.holdings().size() == 3);
  }

  private RunningNode anew() {
    return RunningNode.start(
            place,
            meddler.uri(),
            Map.of(
                "chain.dev.confirmations",
                "20",
                "chain.dev.factory-address",
                node.status().getFactoryAddress()))
        .healthy();
  }

  @AfterEach
  void stop() {
    before.close();
    node.close();
    first.close();
    second.close();
    meddler.close();
    anvil.close();
  }

  private void aNewIndexIsTheSame() {
    try (var anew = anew();
        var replica = new Replica(anew.channel())) {
      replica.awaitComplete();
      assertThat(replica.holdings()).isEqualTo(before.holdings());
      assertThat(replica.finalHoldings()).isEqualTo(before.finalHoldings());
      assertThat(trades(anew)).hasSize(9).isEqualTo(trades(node));
      // The last blocks are there to be taken back, and nothing of it hurts.
      anvil.rpc("anvil_reorg", "[3,[]]");
      Until.holds(
          "both have followed",
          SOON,
          () -> replica.complete() && replica.holdings().equals(before.holdings()));
    }
  }

  /** Of every token, as whoever read them block by block has them. */
  private static List<Trade> trades(RunningNode of) {
    return of.chain().listTokens(ListTokensRequest.getDefaultInstance()).getTokensList().stream()
        .flatMap(
            token ->
                of
                    .chain()
                    .listTrades(ListTradesRequest.newBuilder().setToken(token.getId()).build())
                    .getTradesList()
                    .stream())
        .toList();
  }

  @Test
  void isReadByRangesAsLargeAsTheEndpointAllows() {
    meddler.rewriting(
        (question, answer) -> {
          var range = RANGE.matcher(question);
          var backwards = RANGE_BACKWARDS.matcher(question);
          var blocks = 0L;
          if (range.find()) {
            blocks = Long.parseLong(range.group(2), 16) - Long.parseLong(range.group(1), 16);
          } else if (backwards.find()) {
            blocks =
                Long.parseLong(backwards.group(1), 16) - Long.parseLong(backwards.group(2), 16);
          }
          return blocks >= 100
              ? "{\"jsonrpc\":\"2.0\",\"id\":0,\"error\":{\"code\":-32005,\"message\":\"too many\"}}"
              : answer;
        });

    aNewIndexIsTheSame();
  }

  @Test
  void isReadWithoutAskingForEachOfItsBlocks() {
    var asked = meddler.asked("eth_getBlockByNumber");

    try (var anew = anew()) {
      assertThat(anew.status().getLatest().getNumber()).isGreaterThan(2_400);
      assertThat(meddler.asked("eth_getBlockByNumber") - asked).isLessThan(1_400);
    }
    aNewIndexIsTheSame();
  }
}
