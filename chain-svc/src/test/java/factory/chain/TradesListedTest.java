package factory.chain;

import static factory.chain.RunningNode.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import factory.chain.v1.GetTransactionRequest;
import factory.chain.v1.ListHoldersRequest;
import factory.chain.v1.ListTradesRequest;
import factory.chain.v1.ListTradesResponse;
import factory.chain.v1.QuoteSellRequest;
import factory.chain.v1.TokenId;
import factory.chain.v1.Trade;
import factory.chain.v1.TradeSide;
import factory.chain.v1.TransactionState;
import factory.store.Database;
import factory.store.TestDatabase;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Purchases and sales by page, as the chain has them after whatever it changed its mind about. */
@Tag("slow")
@Timeout(120)
class TradesListedTest {
  private static final Duration SOON = Duration.ofSeconds(40);

  private final Database.Place place = TestDatabase.fresh("chain");
  private final Anvil anvil = Anvil.start();
  private final Trader first = Trader.first(anvil);
  private final Trader second = Trader.second(anvil);
  private RunningNode node;
  private TokenId token;

  @BeforeEach
  void start() {
    node = RunningNode.start(place, anvil.uri()).healthy();
    token = create("Books");
  }

  @AfterEach
  void stop() {
    node.close();
    first.close();
    second.close();
    anvil.close();
  }

  private TokenId create(String name) {
    return node.create(UUID.randomUUID(), name).getToken().getId();
  }

  private ListTradesResponse page(TokenId of, int size, String pageToken) {
    return node.chain()
        .listTrades(
            ListTradesRequest.newBuilder()
                .setToken(of)
                .setPageSize(size)
                .setPageToken(pageToken)
                .build());
  }

  private List<Trade> all(TokenId of) {
    return page(of, 1_000, "").getTradesList();
  }

  private void await(TokenId of, int trades) {
    Until.holds(trades + " trades are listed", SOON, () -> all(of).size() == trades);
  }

  @Test
  void tradesComeNewestFirstWithWhatWasPaidAndEachOnce() {
    var films = create("Films");
    first.buy(token.getAddress(), Trader.ONE_ETH);
    second.buy(films.getAddress(), Trader.ONE_ETH);
    second.buy(token.getAddress(), BigInteger.TWO.pow(60).add(BigInteger.ONE));
    await(token, 2);
    var held = node.balance(token, first.account().hex());
    var part = held.divide(BigInteger.valueOf(3));
    // No trade.
    first.transfer(token.getAddress(), second.account(), part);
    var quote =
        node.chain()
            .quoteSell(
                QuoteSellRequest.newBuilder().setToken(token).setAmount(part.toString()).build());
    first.sell(token.getAddress(), part);
    await(token, 3);

    var trades = all(token);
    assertThat(trades)
        .extracting(Trade::getSide, Trade::getWallet, Trade::getRecipient, Trade::getWei)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                TradeSide.TRADE_SIDE_SELL,
                first.account().hex(),
                first.account().hex(),
                quote.getPayoutWei()),
            org.assertj.core.groups.Tuple.tuple(
                TradeSide.TRADE_SIDE_BUY,
                second.account().hex(),
                second.account().hex(),
                BigInteger.TWO.pow(60).add(BigInteger.ONE).toString()),
            org.assertj.core.groups.Tuple.tuple(
                TradeSide.TRADE_SIDE_BUY,
                first.account().hex(),
                first.account().hex(),
                Trader.ONE_ETH.toString()));
    assertThat(trades.getFirst().getTokens()).isEqualTo(part.toString());
    assertThat(trades.getLast().getTokens()).isEqualTo(held.toString());
    for (var trade : trades) {
      var transaction =
          node.chain()
              .getTransaction(
                  GetTransactionRequest.newBuilder()
                      .setChainId(token.getChainId())
                      .setHash(trade.getTransactionHash())
                      .build())
              .getTransaction();
      assertThat(transaction.getState()).isEqualTo(TransactionState.TRANSACTION_STATE_SUCCEEDED);
      assertThat(transaction.getBlock().getNumber()).isEqualTo(trade.getBlockNumber());
      assertThat(transaction.getBlock().getTime()).isEqualTo(trade.getTime());
      assertThat(trade.getFinalized()).isFalse();
    }
    assertThat(page(token, 0, "").getCompleteFromBlock()).isZero();
    for (int size : new int[] {1, 2, 3, 100}) {
      List<Trade> listed = new ArrayList<>();
      var next = "";
      do {
        var page = page(token, size, next);
        assertThat(page.getTradesCount()).isBetween(1, size);
        listed.addAll(page.getTradesList());
        next = page.getNextPageToken();
      } while (!next.isEmpty());
      assertThat(listed).isEqualTo(trades);
    }
    assertThat(all(films)).hasSize(1);

    anvil.rpc("anvil_mine", "[\"0x46\"]");
    Until.holds("it is final", SOON, () -> all(token).stream().allMatch(Trade::getFinalized));
  }

  @Test
  void whatIsTakenBackIsGoneAndARestartForgetsNothing() {
    first.buy(token.getAddress(), Trader.ONE_ETH);
    await(token, 1);
    second.buy(token.getAddress(), Trader.ONE_ETH);
    await(token, 2);

    anvil.rpc("anvil_reorg", "[1,[]]");
    await(token, 1);
    assertThat(all(token).getFirst().getWallet()).isEqualTo(first.account().hex());

    node.close();
    second.buy(token.getAddress(), Trader.ONE_ETH.multiply(BigInteger.TWO));
    node = RunningNode.start(place, anvil.uri()).healthy();
    await(token, 2);
    assertThat(all(token).getFirst().getWei()).isEqualTo("2000000000000000000");
    // What was stored before the restart can be taken back after it.
    anvil.rpc("anvil_reorg", "[2,[]]");
    Until.holds("it is taken back", SOON, () -> all(token).size() < 2);
  }

  @Test
  void aPageOfAnotherListingIsRefused() {
    first.buy(token.getAddress(), Trader.ONE_ETH);
    second.buy(token.getAddress(), Trader.ONE_ETH);
    await(token, 2);
    var ofTrades = page(token, 1, "").getNextPageToken();
    var ofHolders =
        node.chain()
            .listHolders(ListHoldersRequest.newBuilder().setToken(token).setPageSize(1).build())
            .getNextPageToken();
    var films = create("Films");

    assertThat(refusal(() -> page(token, 1, ofHolders)).reason())
        .isEqualTo("PAGE_TOKEN_NOT_READABLE");
    assertThat(refusal(() -> page(films, 1, ofTrades)).reason())
        .isEqualTo("PAGE_TOKEN_NOT_READABLE");
  }
}
