package factory.web.token;

import factory.chain.v1.GetCurveRequest;
import factory.chain.v1.QuoteBuyRequest;
import factory.chain.v1.QuoteSellRequest;
import factory.chain.v1.Token;
import factory.edge.v1.ExplainAccessResponse;
import factory.registry.v1.Service;
import factory.web.http.Problem;
import factory.web.neighbour.Neighbours;
import factory.web.neighbour.ServiceTokens;
import factory.web.neighbour.Wallet;
import factory.web.page.ChainParts;
import factory.web.page.GateParts;
import factory.web.page.Parts;
import factory.web.page.Shown;
import factory.web.page.TokenParts;
import factory.web.page.Views;
import factory.web.token.TradeForm.Side;
import io.grpc.StatusRuntimeException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/** What a trade would bring now: tokens or ETH, the price after it, and what the gate would say. */
public final class QuoteParts {
  private final Neighbours neighbours;
  private final ChainParts chains;
  private final GateParts gate;
  private final ServiceTokens tokens;
  private final Shown shown;

  public QuoteParts(Neighbours neighbours, ChainParts chains, GateParts gate, Shown shown) {
    this.neighbours = neighbours;
    this.chains = chains;
    this.gate = gate;
    this.shown = shown;
    tokens = new ServiceTokens(neighbours, neighbours.pageDeadline());
  }

  /**
   * What a prepared transaction holds its signer to.
   *
   * @param least base units; 0 when nothing is prepared
   * @param until Unix seconds; 0 when nothing is prepared
   */
  record Promise(BigInteger least, long until) {
    static final Promise NONE = new Promise(BigInteger.ZERO, 0);
  }

  /**
   * What an amount brings now, to be asked for again; what cannot be known is said in its place.
   */
  Views.Quote quote(
      Side side, String id, BigInteger amount, Promise promise, Optional<Wallet> wallet) {
    var poll =
        "/fragments/quote?service_id="
            + id
            + "&side="
            + side.word()
            + "&amount="
            + Shown.units(amount.toString())
            + (promise.until() == 0
                ? ""
                : "&least=" + promise.least() + "&until=" + promise.until());
    try {
      var token = tokens.of(id);
      var brought =
          switch (side) {
            case BUY -> bought(token, amount);
            case SELL -> sold(token, amount);
          };
      return new Views.Quote(
          side.word(),
          poll,
          brought.words()
              + (chains.isHealthy(token.getId().getChainId())
                  ? " now."
                  : " at the last block that is known; the chain does not answer now."),
          priceAfter(token, side, brought.tokens()),
          wallet.flatMap(w -> outcome(id, token, side, brought.tokens(), w)),
          warning(brought, promise));
    } catch (StatusRuntimeException e) {
      return new Views.Quote(side.word(), poll, failure(e), List.of(), Optional.empty(), "");
    }
  }

  private String warning(Brought brought, Promise promise) {
    if (promise.until() == 0) {
      return "";
    }
    if (shown.isPast(promise.until())) {
      return "What was prepared is no longer valid; prepare it anew.";
    }
    return brought.amount().compareTo(promise.least()) < 0
        ? "The price has moved: what was prepared would revert; prepare it anew."
        : "";
  }

  /** What the next token costs then, and by how much that is more or less. */
  private List<Views.Figure> priceAfter(Token token, Side side, BigInteger tokens) {
    var supply = TokenParts.number(token.getSupply());
    var after = side == Side.BUY ? supply.add(tokens) : supply.subtract(tokens);
    if (after.signum() <= 0) {
      return List.of();
    }
    try {
      var price =
          new BigDecimal(
              neighbours
                  .chain(neighbours.pageDeadline())
                  .getCurve(
                      GetCurveRequest.newBuilder()
                          .setToken(token.getId())
                          .setPoints(2)
                          .setUpToSupply(after.toString())
                          .build())
                  .getPointsList()
                  .getLast()
                  .getPriceWei());
      var change =
          price
              .divide(new BigDecimal(token.getPriceWei()), MathContext.DECIMAL64)
              .subtract(BigDecimal.ONE)
              .movePointRight(2)
              .setScale(1, RoundingMode.HALF_UP);
      return List.of(
          new Views.Figure(
              "Price after",
              Shown.shortUnits(price.toPlainString())
                  + " ETH, "
                  + (change.signum() < 0 ? "" : "+")
                  + change.toPlainString()
                  + " %"));
    } catch (StatusRuntimeException | NoSuchElementException | ArithmeticException e) {
      return List.of();
    }
  }

  /** What the wallet would hold, and whether the gate would then let it in. */
  private Optional<Views.Outcome> outcome(
      String id, Token token, Side side, BigInteger tokens, Wallet wallet) {
    try {
      var standing =
          gate.standing(Service.newBuilder().setId(id).build(), token, Optional.of(wallet));
      var now = TokenParts.number(this.tokens.balance(token, wallet));
      var then = side == Side.BUY ? now.add(tokens) : now.subtract(tokens).max(BigInteger.ZERO);
      var needed = TokenParts.number(standing.needed()).max(BigInteger.ONE);
      var enough = then.compareTo(needed) >= 0;
      var reason = standing.told().map(ExplainAccessResponse::getReason).orElse("unknown");
      var lets = List.of("", "BALANCE_TOO_LOW").contains(reason);
      return Optional.of(
          new Views.Outcome(
              Shown.shortUnits(then.toString()) + " " + token.getSymbol(),
              !enough
                  ? "Not enough to open the API"
                      + (needed.equals(BigInteger.ONE)
                          ? ""
                          : ": " + Shown.shortUnits(needed.subtract(then).toString()) + " short")
                  : lets
                      ? "Enough to open the API"
                      : "Enough, but the gate would not let it in: " + standing.words(),
              enough && lets,
              bar(now, needed),
              bar(then, needed)));
    } catch (StatusRuntimeException e) {
      return Optional.empty();
    }
  }

  /** Of 300, where what is needed is at 100; all of it for any amount where any is enough. */
  private static int bar(BigInteger held, BigInteger needed) {
    return needed.equals(BigInteger.ONE)
        ? held.signum() == 0 ? 0 : 300
        : held.multiply(BigInteger.valueOf(100))
            .divide(needed)
            .min(BigInteger.valueOf(300))
            .intValue();
  }

  /**
   * What a trade brings.
   *
   * @param amount tokens for a purchase, wei for a sale
   * @param tokens how many change hands
   */
  private record Brought(BigInteger amount, BigInteger tokens, String words) {}

  private Brought bought(Token token, BigInteger wei) {
    var tokens =
        neighbours
            .chain(neighbours.pageDeadline())
            .quoteBuy(
                QuoteBuyRequest.newBuilder()
                    .setToken(token.getId())
                    .setEthInWei(wei.toString())
                    .build())
            .getTokens();
    return new Brought(
        TokenParts.number(tokens),
        TokenParts.number(tokens),
        Shown.units(wei.toString())
            + " ETH buys "
            + Shown.shortUnits(tokens)
            + " "
            + token.getSymbol());
  }

  private Brought sold(Token token, BigInteger amount) {
    var payout =
        neighbours
            .chain(neighbours.pageDeadline())
            .quoteSell(
                QuoteSellRequest.newBuilder()
                    .setToken(token.getId())
                    .setAmount(amount.toString())
                    .build())
            .getPayoutWei();
    return new Brought(
        TokenParts.number(payout),
        amount,
        Shown.units(amount.toString())
            + " "
            + token.getSymbol()
            + " pays "
            + Shown.shortUnits(payout)
            + " ETH");
  }

  static String failure(StatusRuntimeException error) {
    return Problem.isNotFound(error) ? "There is no token yet." : Parts.trouble("The chain", error);
  }
}
