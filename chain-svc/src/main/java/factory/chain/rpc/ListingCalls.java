package factory.chain.rpc;

import factory.chain.evm.Account;
import factory.chain.index.Picture;
import factory.chain.v1.Holder;
import factory.chain.v1.Holding;
import factory.chain.v1.ListHoldersRequest;
import factory.chain.v1.ListHoldersResponse;
import factory.chain.v1.ListHoldingsRequest;
import factory.chain.v1.ListHoldingsResponse;
import factory.chain.v1.ListTokensRequest;
import factory.chain.v1.ListTokensResponse;
import factory.chain.v1.ListTradesRequest;
import factory.chain.v1.ListTradesResponse;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Tokens and their holders, by page. */
final class ListingCalls {
  private static final int PAGE = 100;
  private static final int LARGEST_PAGE = 1_000;
  private static final Comparator<Picture.Supplied> OLDEST_FIRST =
      Comparator.<Picture.Supplied>comparingLong(found -> found.token().blockNumber())
          .thenComparing(found -> found.token().address().hex());

  private final Chains chains;

  ListingCalls(Chains chains) {
    this.chains = chains;
  }

  ListTokensResponse tokens(ListTokensRequest request) {
    var size = Parse.count("page_size", request.getPageSize(), PAGE, 1, LARGEST_PAGE);
    var asked = request.hasChainId() ? List.of(chains.require(request.getChainId())) : chains.all();
    var listing = request.hasChainId() ? request.getChainId() : 0;
    var after = PageToken.token(listing, request.getPageToken());
    asked.forEach(ServedChain::requireRead);
    List<Chains.OnChain> found = new ArrayList<>();
    for (var chain : after.map(place -> from(asked, place.chainId())).orElse(asked)) {
      var left = size + 1 - found.size();
      chain.picture().tokens().stream()
          .filter(token -> after.map(place -> isBehind(place, chain, token)).orElse(true))
          .sorted(OLDEST_FIRST)
          .limit(left)
          .forEach(token -> found.add(new Chains.OnChain(chain, token)));
    }
    var response = ListTokensResponse.newBuilder();
    found.stream()
        .limit(size)
        .forEach(one -> response.addTokens(Render.token(one.chain().id(), one.supplied())));
    if (found.size() > size) {
      var last = found.get(size - 1);
      response.setNextPageToken(
          PageToken.afterToken(
              listing, PageToken.Place.of(last.chain().id(), last.supplied().token())));
    }
    return response.build();
  }

  /** The chain where a page ended, and those after it. */
  private static List<ServedChain> from(List<ServedChain> asked, long chainId) {
    return asked.stream().dropWhile(chain -> chain.id() != chainId).toList();
  }

  private static boolean isBehind(
      PageToken.Place place, ServedChain chain, Picture.Supplied found) {
    if (chain.id() != place.chainId()) {
      return true;
    }
    var token = found.token();
    return token.blockNumber() == place.blockNumber()
        ? token.address().hex().compareTo(place.address().hex()) > 0
        : token.blockNumber() > place.blockNumber();
  }

  /** Looks each token up: so many that this takes long are more than one node can follow. */
  ListHoldingsResponse holdings(ListHoldingsRequest request) {
    var wallet = Parse.account("wallet", request.getWallet());
    chains.all().forEach(ServedChain::requireRead);
    var response = ListHoldingsResponse.newBuilder();
    for (var chain : chains.all()) {
      var held =
          chain.picture().tokens().stream()
              .sorted(OLDEST_FIRST)
              .filter(token -> amount(chain, token, wallet).signum() > 0)
              .limit(LARGEST_PAGE - response.getHoldingsCount() + 1L)
              .toList();
      for (var token : held) {
        if (response.getHoldingsCount() == LARGEST_PAGE) {
          return response.setMore(true).build();
        }
        response.addHoldings(
            Holding.newBuilder()
                .setToken(Render.token(chain.id(), token))
                .setAmount(amount(chain, token, wallet).toString()));
      }
    }
    return response.build();
  }

  private static BigInteger amount(ServedChain chain, Picture.Supplied token, Account wallet) {
    return chain
        .picture()
        .balance(token.token().address(), wallet)
        .map(balance -> balance.amount())
        .orElse(BigInteger.ZERO);
  }

  ListHoldersResponse holders(ListHoldersRequest request) {
    var size = Parse.count("page_size", request.getPageSize(), PAGE, 1, LARGEST_PAGE);
    var address = Parse.account("token.address", request.getToken().getAddress());
    var after = PageToken.holder(request.getToken().getChainId(), address, request.getPageToken());
    var chain = chains.token(request.getToken()).chain();
    var found = chain.holders().page(address, after, size + 1);
    var response = ListHoldersResponse.newBuilder();
    found.stream()
        .limit(size)
        .forEach(
            holder ->
                response.addHolders(
                    Holder.newBuilder()
                        .setWallet(holder.wallet().hex())
                        .setAmount(holder.amount().toString())));
    if (found.size() > size) {
      response.setNextPageToken(PageToken.afterHolder(chain.id(), address, found.get(size - 1)));
    }
    return response.build();
  }

  ListTradesResponse trades(ListTradesRequest request) {
    var size = Parse.count("page_size", request.getPageSize(), PAGE, 1, LARGEST_PAGE);
    var address = Parse.account("token.address", request.getToken().getAddress());
    var after = PageToken.trade(request.getToken().getChainId(), address, request.getPageToken());
    var chain = chains.token(request.getToken()).chain();
    var page = chain.traded().page(address, after, size + 1);
    var response = ListTradesResponse.newBuilder().setCompleteFromBlock(page.completeFrom());
    page.trades().stream()
        .limit(size)
        .forEach(trade -> response.addTrades(Render.trade(chain, trade)));
    if (page.trades().size() > size) {
      response.setNextPageToken(
          PageToken.afterTrade(chain.id(), address, page.trades().get(size - 1).place()));
    }
    return response.build();
  }
}
