package factory.web.token;

import com.google.protobuf.Duration;
import factory.chain.v1.GetBalanceRequest;
import factory.chain.v1.GetCurveRequest;
import factory.chain.v1.ListHoldersRequest;
import factory.chain.v1.ListTradesRequest;
import factory.chain.v1.PrepareBuyRequest;
import factory.chain.v1.PrepareSellRequest;
import factory.chain.v1.QuoteBuyRequest;
import factory.chain.v1.QuoteSellRequest;
import factory.web.api.ChainJson;
import factory.web.api.Json;
import factory.web.http.Call;
import factory.web.http.Fields;
import factory.web.http.Problem;
import factory.web.http.Query;
import factory.web.http.Reply;
import factory.web.neighbour.Neighbours;
import factory.web.neighbour.ServiceTokens;
import factory.web.neighbour.Wallet;
import java.util.List;
import java.util.function.Consumer;

/**
 * A service's token over REST: quotes, curve, holders, trades, balances, and what to sign to trade
 * it.
 */
public final class TokenApi {
  private static final List<String> QUOTES = List.of("eth_in_wei", "tokens", "amount");
  private static final int MAX_SLIPPAGE_BPS = 5_000;
  private static final int MAX_VALID_SECONDS = 86_400;

  private final Neighbours neighbours;
  private final ServiceTokens tokens;

  /** Over these nodes. */
  public TokenApi(Neighbours neighbours) {
    this.neighbours = neighbours;
    this.tokens = new ServiceTokens(neighbours, neighbours.deadline());
  }

  /** {@code GET /services/{id}/token}. */
  public Reply token(Call call) {
    call.query();
    return Reply.json(200, ChainJson.token(tokens.of(call.id())));
  }

  /** {@code GET /services/{id}/quote}: what wei buy, what tokens cost, or what a sale pays. */
  public Reply quote(Call call) {
    var query = call.query("eth_in_wei", "tokens", "amount");
    var asked = QUOTES.stream().filter(name -> query.value(name).isPresent()).toList();
    if (asked.size() != 1) {
      throw Problem.field(
          asked.isEmpty() ? "eth_in_wei" : asked.getLast(),
          "give exactly one of eth_in_wei or tokens, to buy, and amount, to sell");
    }
    var given = amount(query, asked.getFirst());
    var token = tokens.of(call.id()).getId();
    var chain = neighbours.chain(neighbours.deadline());
    var json = ChainJson.id(token);
    if (asked.getFirst().equals("amount")) {
      var quote =
          chain.quoteSell(QuoteSellRequest.newBuilder().setToken(token).setAmount(given).build());
      return Reply.json(
          200,
          json.put("amount", given)
              .put("payout_wei", quote.getPayoutWei())
              .put("supply", quote.getSupply()));
    }
    var request = QuoteBuyRequest.newBuilder().setToken(token);
    var quote =
        chain.quoteBuy(
            (asked.getFirst().equals("tokens")
                    ? request.setTokens(given)
                    : request.setEthInWei(given))
                .build());
    return Reply.json(
        200,
        json.put("tokens", quote.getTokens())
            .put("cost_wei", quote.getCostWei())
            .put("supply", quote.getSupply()));
  }

  private static String amount(Query query, String name) {
    var text = query.text(name);
    if (!text.matches("0*[1-9][0-9]{0,77}")) {
      throw Problem.field(name, "must be a whole number of base units of at least 1");
    }
    return text;
  }

  /** {@code GET /services/{id}/curve}: points for a plot. */
  public Reply curve(Call call) {
    var query = call.query("points", "up_to_supply");
    var request = GetCurveRequest.newBuilder().setPoints(query.number("points", 2, 500, 50));
    if (query.value("up_to_supply").isPresent()) {
      request.setUpToSupply(amount(query, "up_to_supply"));
    }
    var token = tokens.of(call.id()).getId();
    var curve = neighbours.chain(neighbours.deadline()).getCurve(request.setToken(token).build());
    var json = ChainJson.id(token).put("cap", curve.getCap());
    json.set("now", ChainJson.point(curve.getNow()));
    var points = json.putArray("points");
    curve.getPointsList().forEach(point -> points.add(ChainJson.point(point)));
    return Reply.json(200, json);
  }

  /** {@code GET /services/{id}/holders}, largest first. */
  public Reply holders(Call call) {
    var query = call.query("page_size", "page_token");
    var size = query.pageSize();
    var token = tokens.of(call.id()).getId();
    var page =
        neighbours
            .chain(neighbours.deadline())
            .listHolders(
                ListHoldersRequest.newBuilder()
                    .setToken(token)
                    .setPageSize(size)
                    .setPageToken(query.text("page_token"))
                    .build());
    var json = ChainJson.id(token);
    var holders = json.putArray("holders");
    page.getHoldersList()
        .forEach(
            h -> holders.addObject().put("wallet", h.getWallet()).put("amount", h.getAmount()));
    return Reply.json(200, json.put("next_page_token", Json.orNull(page.getNextPageToken())));
  }

  /** {@code GET /services/{id}/trades}, newest first. */
  public Reply trades(Call call) {
    var query = call.query("page_size", "page_token");
    var size = query.pageSize();
    var token = tokens.of(call.id()).getId();
    var page =
        neighbours
            .chain(neighbours.deadline())
            .listTrades(
                ListTradesRequest.newBuilder()
                    .setToken(token)
                    .setPageSize(size)
                    .setPageToken(query.text("page_token"))
                    .build());
    var json =
        ChainJson.id(token)
            .put(
                "complete_from_block",
                page.getCompleteFromBlock() == 0 ? null : page.getCompleteFromBlock());
    var trades = json.putArray("trades");
    page.getTradesList().forEach(trade -> trades.add(ChainJson.trade(trade)));
    return Reply.json(200, json.put("next_page_token", Json.orNull(page.getNextPageToken())));
  }

  /** {@code GET /services/{id}/balance?wallet=}. */
  public Reply balance(Call call) {
    var query = call.query("wallet");
    var wallet =
        Wallet.parse(query.text("wallet")).orElseThrow(() -> Problem.field("wallet", Wallet.RULE));
    var token = tokens.of(call.id()).getId();
    var balance =
        neighbours
            .chain(neighbours.deadline())
            .getBalance(
                GetBalanceRequest.newBuilder().setToken(token).setWallet(wallet.address()).build());
    var json =
        ChainJson.id(token).put("wallet", wallet.address()).put("balance", balance.getBalance());
    json.set("latest", balance.hasLatest() ? ChainJson.block(balance.getLatest()) : null);
    json.put("finalized_balance", Json.orNull(balance.getFinalizedBalance()));
    json.set("finalized", balance.hasFinalized() ? ChainJson.block(balance.getFinalized()) : null);
    return Reply.json(200, json);
  }

  /** {@code POST /services/{id}/transactions/buy}: a purchase for the wallet to sign. */
  public Reply buy(Call call) {
    call.query();
    var fields = call.json("wallet", "eth_in_wei", "to", "slippage_bps", "valid_for_seconds");
    var request =
        PrepareBuyRequest.newBuilder()
            .setWallet(fields.requiredWallet("wallet"))
            .setEthInWei(fields.requiredAmount("eth_in_wei"));
    fields.wallet("to").ifPresent(request::setTo);
    bounds(fields, request::setSlippageBps, request::setValidFor);
    var prepared =
        neighbours
            .chain(neighbours.deadline())
            .prepareBuy(request.setToken(tokens.of(call.id()).getId()).build());
    var json = Json.object();
    json.set("transaction", ChainJson.unsigned(prepared.getTransaction()));
    return Reply.json(
        200,
        json.put("tokens", prepared.getTokens())
            .put("min_tokens", prepared.getMinTokens())
            .put("deadline", Json.time(prepared.getDeadline())));
  }

  /** {@code POST /services/{id}/transactions/sell}: a sale for the wallet to sign. */
  public Reply sell(Call call) {
    call.query();
    var fields = call.json("wallet", "amount", "slippage_bps", "valid_for_seconds");
    var request =
        PrepareSellRequest.newBuilder()
            .setWallet(fields.requiredWallet("wallet"))
            .setAmount(fields.requiredAmount("amount"));
    bounds(fields, request::setSlippageBps, request::setValidFor);
    var prepared =
        neighbours
            .chain(neighbours.deadline())
            .prepareSell(request.setToken(tokens.of(call.id()).getId()).build());
    var json = Json.object();
    json.set("transaction", ChainJson.unsigned(prepared.getTransaction()));
    return Reply.json(
        200,
        json.put("payout_wei", prepared.getPayoutWei())
            .put("min_payout_wei", prepared.getMinPayoutWei())
            .put("deadline", Json.time(prepared.getDeadline())));
  }

  /** What both may be given: how much worse the price may get, and how long it may be sent. */
  private static void bounds(
      Fields fields, Consumer<Integer> slippage, Consumer<Duration> validFor) {
    fields.number("slippage_bps", 0, MAX_SLIPPAGE_BPS).ifPresent(slippage);
    fields
        .number("valid_for_seconds", 10, MAX_VALID_SECONDS)
        .ifPresent(seconds -> validFor.accept(Duration.newBuilder().setSeconds(seconds).build()));
    fields.check();
  }
}
