package factory.web.platform;

import factory.chain.v1.GetTransactionRequest;
import factory.chain.v1.ListChainsRequest;
import factory.chain.v1.ListTokensRequest;
import factory.web.api.ChainJson;
import factory.web.api.Json;
import factory.web.http.Call;
import factory.web.http.Problem;
import factory.web.http.Query;
import factory.web.http.Reply;
import factory.web.neighbour.Neighbours;
import java.util.Locale;

/** The followed chains, their tokens and transactions over REST. */
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
        .forEach(chain -> chains.add(ChainJson.chain(chain)));
    return Reply.json(200, json);
  }

  /** {@code GET /tokens}. */
  public Reply tokens(Call call) {
    var query = call.query("chain_id", "page_size", "page_token");
    var request =
        ListTokensRequest.newBuilder()
            .setPageSize(query.pageSize())
            .setPageToken(query.text("page_token"));
    query.value("chain_id").ifPresent(id -> request.setChainId(Query.chainId(id)));
    var page = neighbours.chain(neighbours.deadline()).listTokens(request.build());
    var json = Json.object();
    var tokens = json.putArray("tokens");
    page.getTokensList().forEach(token -> tokens.add(ChainJson.token(token)));
    return Reply.json(200, json.put("next_page_token", Json.orNull(page.getNextPageToken())));
  }

  /** {@code GET /transactions/{chain_id}/{hash}}: what became of it. */
  public Reply transaction(Call call) {
    call.query();
    var hash = call.pathPart("hash");
    if (!hash.matches("0x[0-9a-fA-F]{64}")) {
      throw Problem.field("hash", "must be 0x and 64 hex digits");
    }
    var transaction =
        neighbours
            .chain(neighbours.deadline())
            .getTransaction(
                GetTransactionRequest.newBuilder()
                    .setChainId(Query.chainId(call.pathPart("chain_id")))
                    .setHash(hash.toLowerCase(Locale.ROOT))
                    .build())
            .getTransaction();
    return Reply.json(200, ChainJson.transaction(transaction));
  }
}
