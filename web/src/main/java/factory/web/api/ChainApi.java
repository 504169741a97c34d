package factory.web.api;

import factory.chain.v1.GetBalanceRequest;
import factory.chain.v1.GetTokenRequest;
import factory.chain.v1.ListChainsRequest;
import factory.chain.v1.QuoteBuyRequest;
import factory.chain.v1.QuoteSellRequest;
import factory.chain.v1.Token;
import factory.web.http.Call;
import factory.web.http.Problem;
import factory.web.http.Query;
import factory.web.http.Reply;
import factory.web.neighbour.Neighbours;
import factory.web.neighbour.Wallet;

/** Chains, tokens, quotes and balances over REST. */
public final class ChainApi {
  private final Neighbours neighbours;

  /** Over these nodes. */
  public ChainApi(Neighbours neighbours) {
    this.neighbours = neighbours;
  }

  /** {@code GET /chains}. */
  public Reply chains(Call call) {
    call.query();
    var json = Json.object();
    var chains = json.putArray("chains");
    neighbours
        .chain(neighbours.deadline())
        .listChains(ListChainsRequest.getDefaultInstance())
        .getChainsList()
        .forEach(chain -> chains.add(Json.chain(chain)));
    return Reply.json(200, json);
  }

  /** {@code GET /services/{id}/token}. */
  public Reply token(Call call) {
    call.query();
    return Reply.json(200, Json.token(token(call.id())));
  }

  /** {@code GET /services/{id}/quote}: what wei buy, or what a sale pays. */
  public Reply quote(Call call) {
    var query = call.query("eth_in_wei", "amount");
    if (query.given("eth_in_wei").isPresent() == query.given("amount").isPresent()) {
      throw Problem.field(
          "eth_in_wei", "give either eth_in_wei, to buy, or amount, to sell; not both");
    }
    var buying = query.given("eth_in_wei").isPresent();
    var given = amount(query, buying ? "eth_in_wei" : "amount");
    var token = token(call.id()).getId();
    var chain = neighbours.chain(neighbours.deadline());
    var json = Json.id(token);
    if (buying) {
      var quote =
          chain.quoteBuy(QuoteBuyRequest.newBuilder().setToken(token).setEthInWei(given).build());
      json.put("eth_in_wei", given)
          .put("tokens", quote.getTokens())
          .put("supply", quote.getSupply());
    } else {
      var quote =
          chain.quoteSell(QuoteSellRequest.newBuilder().setToken(token).setAmount(given).build());
      json.put("amount", given)
          .put("payout_wei", quote.getPayoutWei())
          .put("supply", quote.getSupply());
    }
    return Reply.json(200, json);
  }

  private static String amount(Query query, String name) {
    var text = query.text(name);
    if (!text.matches("0*[1-9][0-9]{0,77}")) {
      throw Problem.field(name, "must be a whole number of base units of at least 1");
    }
    return text;
  }

  /** {@code GET /services/{id}/balance?wallet=}. */
  public Reply balance(Call call) {
    var query = call.query("wallet");
    var wallet =
        Wallet.parse(query.text("wallet")).orElseThrow(() -> Problem.field("wallet", Wallet.RULE));
    var token = token(call.id()).getId();
    var balance =
        neighbours
            .chain(neighbours.deadline())
            .getBalance(
                GetBalanceRequest.newBuilder().setToken(token).setWallet(wallet.address()).build());
    return Reply.json(
        200,
        Json.id(token)
            .put("wallet", wallet.address())
            .put("balance", balance.getBalance())
            .put("block_number", balance.getLatest().getNumber()));
  }

  private Token token(String serviceId) {
    return neighbours
        .chain(neighbours.deadline())
        .getToken(GetTokenRequest.newBuilder().setServiceId(serviceId).build())
        .getToken();
  }
}
