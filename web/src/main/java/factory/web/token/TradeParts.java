package factory.web.token;

import factory.chain.v1.PrepareBuyRequest;
import factory.chain.v1.PrepareSellRequest;
import factory.chain.v1.Token;
import factory.chain.v1.UnsignedTransaction;
import factory.web.neighbour.Neighbours;
import factory.web.neighbour.ServiceTokens;
import factory.web.neighbour.Wallet;
import factory.web.page.Links;
import factory.web.page.Shown;
import factory.web.page.TokenParts;
import factory.web.page.Views;
import io.grpc.StatusRuntimeException;
import java.math.BigInteger;
import java.util.Optional;

/** Buying and selling on a token's page: what it would bring, and exactly what to sign. */
public final class TradeParts {
  private final Neighbours neighbours;
  private final QuoteParts quotes;
  private final ServiceTokens tokens;
  private final Shown shown;

  public TradeParts(Neighbours neighbours, QuoteParts quotes, Shown shown) {
    this.neighbours = neighbours;
    this.quotes = quotes;
    this.shown = shown;
    tokens = new ServiceTokens(neighbours, neighbours.pageDeadline());
  }

  /**
   * What an amount would bring; the form with its message when it is no amount.
   *
   * @param prepare also what the wallet would have to sign
   */
  Views.Trade trade(TradeForm form, boolean prepare, Optional<Wallet> wallet) {
    var amount = form.units();
    if (amount.isEmpty()) {
      return form.view(form.side().rule(), "", Optional.empty(), Optional.empty());
    }
    var slippage = form.slippageBps();
    if (slippage.isEmpty()) {
      return form.view(
          "", TradeForm.SLIPPAGE_RULE, quote(form, amount.get(), wallet), Optional.empty());
    }
    if (!prepare) {
      return form.view("", "", quote(form, amount.get(), wallet), Optional.empty());
    }
    if (wallet.isEmpty()) {
      return form.view(
          "Connect a wallet first: what to sign depends on who signs.",
          "",
          quote(form, amount.get(), wallet),
          Optional.empty());
    }
    try {
      var token = tokens.of(form.serviceId());
      var made =
          switch (form.side()) {
            case BUY -> buy(token, amount.get(), slippage.getAsInt(), wallet.get());
            case SELL -> sell(token, amount.get(), slippage.getAsInt(), wallet.get());
          };
      return form.view(
          "",
          "",
          Optional.of(
              quotes.quote(form.side(), form.serviceId(), amount.get(), made.promise(), wallet)),
          Optional.of(made.view()));
    } catch (StatusRuntimeException e) {
      return form.view(QuoteParts.failure(e), "", Optional.empty(), Optional.empty());
    }
  }

  private Optional<Views.Quote> quote(TradeForm form, BigInteger amount, Optional<Wallet> wallet) {
    return Optional.of(
        quotes.quote(form.side(), form.serviceId(), amount, QuoteParts.Promise.NONE, wallet));
  }

  private record Made(Views.Prepared view, QuoteParts.Promise promise) {}

  private Made buy(Token token, BigInteger wei, int slippageBps, Wallet wallet) {
    var prepared =
        neighbours
            .chain(neighbours.pageDeadline())
            .prepareBuy(
                PrepareBuyRequest.newBuilder()
                    .setToken(token.getId())
                    .setWallet(wallet.address())
                    .setEthInWei(wei.toString())
                    .setSlippageBps(slippageBps)
                    .build());
    return new Made(
        prepared(
            prepared.getTransaction(),
            "Least tokens",
            Shown.units(prepared.getMinTokens()) + " " + token.getSymbol(),
            shown.moment(prepared.getDeadline())),
        new QuoteParts.Promise(
            TokenParts.number(prepared.getMinTokens()), prepared.getDeadline().getSeconds()));
  }

  private Made sell(Token token, BigInteger amount, int slippageBps, Wallet wallet) {
    var prepared =
        neighbours
            .chain(neighbours.pageDeadline())
            .prepareSell(
                PrepareSellRequest.newBuilder()
                    .setToken(token.getId())
                    .setWallet(wallet.address())
                    .setAmount(amount.toString())
                    .setSlippageBps(slippageBps)
                    .build());
    return new Made(
        prepared(
            prepared.getTransaction(),
            "Least payout",
            Shown.units(prepared.getMinPayoutWei()) + " ETH",
            shown.moment(prepared.getDeadline())),
        new QuoteParts.Promise(
            TokenParts.number(prepared.getMinPayoutWei()), prepared.getDeadline().getSeconds()));
  }

  private static Views.Prepared prepared(
      UnsignedTransaction transaction, String leastOf, String least, Views.Moment deadline) {
    return new Views.Prepared(
        Long.toUnsignedString(transaction.getChainId()),
        transaction.getFrom(),
        transaction.getTo(),
        transaction.getValueWei().equals("0")
            ? "0"
            : transaction.getValueWei()
                + " wei ("
                + Shown.units(transaction.getValueWei())
                + " ETH)",
        transaction.getData(),
        leastOf,
        least,
        deadline,
        Long.toUnsignedString(transaction.getGasLimit()),
        Links.send(transaction));
  }
}
