package factory.web.page;

import factory.chain.v1.ListTradesRequest;
import factory.chain.v1.ListTradesResponse;
import factory.chain.v1.Token;
import factory.chain.v1.Trade;
import factory.chain.v1.TradeSide;
import factory.web.neighbour.Neighbours;
import factory.web.neighbour.Wallet;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Optional;

/** The last purchases and sales of a token, and what they paid over time. */
public final class TradeListParts {
  /** How many are listed. */
  private static final int ROWS = 10;

  /** How many are drawn. */
  private static final int DRAWN = 200;

  private final Neighbours neighbours;
  private final Shown shown;

  public TradeListParts(Neighbours neighbours, Shown shown) {
    this.neighbours = neighbours;
    this.shown = shown;
  }

  TokenViews.Trades trades(Token token, Optional<Wallet> wallet) {
    try {
      var page =
          neighbours
              .chain(neighbours.pageDeadline())
              .listTrades(
                  ListTradesRequest.newBuilder()
                      .setToken(token.getId())
                      .setPageSize(DRAWN)
                      .build());
      return new TokenViews.Trades(
          "",
          page.getTradesList().stream()
              .limit(ROWS)
              .map(trade -> row(token, trade, wallet))
              .toList(),
          more(page),
          PriceHistory.of(page.getTradesList()));
    } catch (StatusRuntimeException e) {
      return new TokenViews.Trades(
          Parts.trouble("The list of trades", e), List.of(), "", Plot.unknown(""));
    }
  }

  static TokenViews.Trades none() {
    return new TokenViews.Trades("", List.of(), "", Plot.unknown(""));
  }

  private static String more(ListTradesResponse page) {
    var since = page.getCompleteFromBlock();
    return !page.getNextPageToken().isEmpty() || page.getTradesCount() > ROWS
        ? "and earlier ones"
        : since > 0
            ? "What was traded before block %s is not kept here."
                .formatted(Long.toUnsignedString(since))
            : "";
  }

  private TokenViews.TradeRow row(Token token, Trade trade, Optional<Wallet> wallet) {
    var explorer = Explorers.transactions(token.getId().getChainId());
    return new TokenViews.TradeRow(
        trade.getSide() == TradeSide.TRADE_SIDE_BUY ? "Bought" : "Sold",
        trade.getWallet(),
        Parts.shortAddress(trade.getWallet()),
        wallet.filter(w -> w.address().equals(trade.getWallet())).isPresent(),
        Shown.shortUnits(trade.getTokens()),
        Shown.shortUnits(trade.getWei()),
        trade.hasTime() ? Optional.of(shown.moment(trade.getTime())) : Optional.empty(),
        Long.toUnsignedString(trade.getBlockNumber()),
        explorer.isEmpty() || !trade.getTransactionHash().matches("0x[0-9a-f]{64}")
            ? ""
            : explorer + trade.getTransactionHash(),
        trade.getFinalized());
  }
}
