package factory.web.page;

import factory.chain.v1.PrepareBuyRequest;
import factory.chain.v1.PrepareSellRequest;
import factory.chain.v1.QuoteBuyRequest;
import factory.chain.v1.QuoteSellRequest;
import factory.chain.v1.Token;
import factory.chain.v1.UnsignedTransaction;
import factory.web.http.Problem;
import factory.web.neighbour.Neighbours;
import factory.web.neighbour.ServiceTokens;
import factory.web.neighbour.Wallet;
import io.grpc.StatusRuntimeException;
import java.math.BigInteger;
import java.util.Optional;

/** Buying and selling on a service's page: what it would bring, and exactly what to sign. */
final class TradeParts {
  /** The two ways, as they are called in addresses and forms. */
  enum Side {
    BUY("An amount of ETH above 0, with at most 18 decimals, such as 0.01."),
    SELL("An amount of tokens above 0, with at most 18 decimals, such as 1.5.");

    private final String rule;

    Side(String rule) {
      this.rule = rule;
    }

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private final Neighbours neighbours;
  private final ServiceTokens tokens;
  private final Shown shown;

  TradeParts(Neighbours neighbours, Shown shown) {
    this.neighbours = neighbours;
    this.shown = shown;
    tokens = new ServiceTokens(neighbours, neighbours.pageDeadline());
  }

  /** A form that nobody has filled yet. */
  static Views.Trade empty(Side side, String id) {
    return new Views.Trade(side.word(), id, "", "", "", Optional.empty());
  }

  /**
   * What an amount would bring; the form with its message when it is no amount.
   *
   * @param prepare also what the wallet would have to sign
   */
  Views.Trade trade(Side side, String id, String text, boolean prepare, Optional<Wallet> wallet) {
    var amount = Shown.base(text);
    if (amount.isEmpty()) {
      return refused(side, id, text, side.rule);
    }
    try {
      var token = tokens.of(id);
      var quote =
          switch (side) {
            case BUY -> bought(token, amount.get());
            case SELL -> sold(token, amount.get());
          };
      Optional<Views.Prepared> prepared = Optional.empty();
      if (prepare && wallet.isPresent()) {
        prepared =
            Optional.of(
                switch (side) {
                  case BUY -> buy(token, amount.get(), wallet.get());
                  case SELL -> sell(token, amount.get(), wallet.get());
                });
      }
      return new Views.Trade(
          side.word(),
          id,
          text.strip(),
          prepare && wallet.isEmpty()
              ? "Connect a wallet first: what to sign depends on who signs."
              : "",
          quote,
          prepared);
    } catch (StatusRuntimeException e) {
      return refused(
          side,
          id,
          text,
          Problem.isNotFound(e) ? "There is no token yet." : Parts.trouble("The chain", e));
    }
  }

  private static Views.Trade refused(Side side, String id, String text, String error) {
    return new Views.Trade(side.word(), id, Shown.cut(text, 60), error, "", Optional.empty());
  }

  private String bought(Token token, BigInteger wei) {
    var quote =
        neighbours
            .chain(neighbours.pageDeadline())
            .quoteBuy(
                QuoteBuyRequest.newBuilder()
                    .setToken(token.getId())
                    .setEthInWei(wei.toString())
                    .build());
    return Shown.units(wei.toString())
        + " ETH buys "
        + Shown.shortUnits(quote.getTokens())
        + " "
        + token.getSymbol()
        + " now.";
  }

  private String sold(Token token, BigInteger amount) {
    var quote =
        neighbours
            .chain(neighbours.pageDeadline())
            .quoteSell(
                QuoteSellRequest.newBuilder()
                    .setToken(token.getId())
                    .setAmount(amount.toString())
                    .build());
    return Shown.units(amount.toString())
        + " "
        + token.getSymbol()
        + " pays "
        + Shown.shortUnits(quote.getPayoutWei())
        + " ETH now.";
  }

  private Views.Prepared buy(Token token, BigInteger wei, Wallet wallet) {
    var prepared =
        neighbours
            .chain(neighbours.pageDeadline())
            .prepareBuy(
                PrepareBuyRequest.newBuilder()
                    .setToken(token.getId())
                    .setWallet(wallet.address())
                    .setEthInWei(wei.toString())
                    .build());
    return prepared(
        prepared.getTransaction(),
        "Least tokens",
        Shown.units(prepared.getMinTokens()) + " " + token.getSymbol(),
        shown.moment(prepared.getDeadline()));
  }

  private Views.Prepared sell(Token token, BigInteger amount, Wallet wallet) {
    var prepared =
        neighbours
            .chain(neighbours.pageDeadline())
            .prepareSell(
                PrepareSellRequest.newBuilder()
                    .setToken(token.getId())
                    .setWallet(wallet.address())
                    .setAmount(amount.toString())
                    .build());
    return prepared(
        prepared.getTransaction(),
        "Least payout",
        Shown.units(prepared.getMinPayoutWei()) + " ETH",
        shown.moment(prepared.getDeadline()));
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
