package factory.chain.rpc;

import factory.chain.index.Head;
import factory.chain.token.ChainFault;
import factory.chain.v1.ChainGrpc;
import factory.chain.v1.ChainStatus;
import factory.chain.v1.GetBalanceRequest;
import factory.chain.v1.GetBalanceResponse;
import factory.chain.v1.GetCurveRequest;
import factory.chain.v1.GetCurveResponse;
import factory.chain.v1.GetTokenRequest;
import factory.chain.v1.GetTokenResponse;
import factory.chain.v1.GetTransactionRequest;
import factory.chain.v1.GetTransactionResponse;
import factory.chain.v1.ListChainsRequest;
import factory.chain.v1.ListChainsResponse;
import factory.chain.v1.ListHoldersRequest;
import factory.chain.v1.ListHoldersResponse;
import factory.chain.v1.ListHoldingsRequest;
import factory.chain.v1.ListHoldingsResponse;
import factory.chain.v1.ListTokensRequest;
import factory.chain.v1.ListTokensResponse;
import factory.chain.v1.ListTradesRequest;
import factory.chain.v1.ListTradesResponse;
import factory.chain.v1.PrepareBuyRequest;
import factory.chain.v1.PrepareBuyResponse;
import factory.chain.v1.PrepareSellRequest;
import factory.chain.v1.PrepareSellResponse;
import factory.chain.v1.QuoteBuyRequest;
import factory.chain.v1.QuoteBuyResponse;
import factory.chain.v1.QuoteSellRequest;
import factory.chain.v1.QuoteSellResponse;
import factory.chain.v1.VerifySignatureRequest;
import factory.chain.v1.VerifySignatureResponse;
import factory.chain.v1.WatchBalancesRequest;
import factory.chain.v1.WatchBalancesResponse;
import factory.mesh.Refused;
import io.grpc.stub.StreamObserver;
import java.time.Clock;

/** The public service, which hands each call to those that answer it. */
public final class ChainRpc extends ChainGrpc.ChainImplBase {
  private final Chains chains;
  private final TokenCalls tokens;
  private final ListingCalls listings;
  private final TradeCalls trades;
  private final WalletCalls wallets;
  private final Watching watching;
  private final Clock clock;

  /** Serves the followed chains. */
  public ChainRpc(Chains chains, Clock clock) {
    this.chains = chains;
    tokens = new TokenCalls(chains);
    listings = new ListingCalls(chains);
    trades = new TradeCalls(chains, clock);
    wallets = new WalletCalls(chains, clock);
    watching = new Watching(chains, clock);
    this.clock = clock;
  }

  @Override
  public void listChains(ListChainsRequest request, StreamObserver<ListChainsResponse> observer) {
    var response = ListChainsResponse.newBuilder();
    chains.all().forEach(chain -> response.addChains(status(chain)));
    answer(observer, response.build());
  }

  private ChainStatus status(ServedChain chain) {
    var head = chain.picture().head();
    var now = clock.instant();
    var age = chain.headAge(now);
    var problem = chain.problem(now);
    var status =
        ChainStatus.newBuilder()
            .setChainId(chain.id())
            .setName(chain.name())
            .setHealthy(problem.isEmpty())
            .setProblem(problem)
            .setDefaultChain(chain.id() == chains.defaultId())
            .setFinality(chain.finality().toString())
            .setLagBlocks(lag(chain));
    chain.endpoints().health().forEach(one -> status.addEndpoints(Render.endpoint(one)));
    age.ifPresent(time -> status.setHeadAge(Render.duration(time)));
    head.ifPresent(h -> status.setLatest(Render.block(h)));
    chain.picture().finalized().ifPresent(block -> status.setFinalized(Render.block(block)));
    chain.follower().factory().ifPresent(factory -> status.setFactoryAddress(factory.hex()));
    return status.build();
  }

  private static long lag(ServedChain chain) {
    var applied = chain.picture().head().map(Head::number).orElse(0L);
    return Math.max(0, chain.endpoints().newestNumber() - applied);
  }

  @Override
  public void getToken(GetTokenRequest request, StreamObserver<GetTokenResponse> observer) {
    answer(observer, tokens.get(request));
  }

  @Override
  public void listTokens(ListTokensRequest request, StreamObserver<ListTokensResponse> observer) {
    answer(observer, listings.tokens(request));
  }

  @Override
  public void listHolders(
      ListHoldersRequest request, StreamObserver<ListHoldersResponse> observer) {
    answer(observer, listings.holders(request));
  }

  @Override
  public void listTrades(ListTradesRequest request, StreamObserver<ListTradesResponse> observer) {
    answer(observer, listings.trades(request));
  }

  @Override
  public void listHoldings(
      ListHoldingsRequest request, StreamObserver<ListHoldingsResponse> observer) {
    answer(observer, listings.holdings(request));
  }

  @Override
  public void quoteBuy(QuoteBuyRequest request, StreamObserver<QuoteBuyResponse> observer) {
    answer(observer, tokens.quoteBuy(request));
  }

  @Override
  public void quoteSell(QuoteSellRequest request, StreamObserver<QuoteSellResponse> observer) {
    answer(observer, tokens.quoteSell(request));
  }

  @Override
  public void getCurve(GetCurveRequest request, StreamObserver<GetCurveResponse> observer) {
    answer(observer, tokens.curve(request));
  }

  @Override
  public void getBalance(GetBalanceRequest request, StreamObserver<GetBalanceResponse> observer) {
    var address = Parse.account("token.address", request.getToken().getAddress());
    var wallet = Parse.account("wallet", request.getWallet());
    var chain = chains.token(request.getToken()).chain();
    var balance =
        chain
            .picture()
            .balance(address, wallet)
            .orElseThrow(() -> new Refused(new ChainFault.NotOurs(chain.id(), address)));
    var response =
        GetBalanceResponse.newBuilder()
            .setBalance(balance.amount().toString())
            .setLatest(Render.block(balance.latest()))
            .setFinalizedBalance(balance.finalizedAmount().toString());
    balance.finalized().ifPresent(block -> response.setFinalized(Render.block(block)));
    answer(observer, response.build());
  }

  @Override
  public void prepareBuy(PrepareBuyRequest request, StreamObserver<PrepareBuyResponse> observer) {
    answer(observer, trades.buy(request));
  }

  @Override
  public void prepareSell(
      PrepareSellRequest request, StreamObserver<PrepareSellResponse> observer) {
    answer(observer, trades.sell(request));
  }

  @Override
  public void getTransaction(
      GetTransactionRequest request, StreamObserver<GetTransactionResponse> observer) {
    answer(observer, trades.find(request));
  }

  @Override
  public void verifySignature(
      VerifySignatureRequest request, StreamObserver<VerifySignatureResponse> observer) {
    answer(observer, wallets.verify(request));
  }

  @Override
  public void watchBalances(
      WatchBalancesRequest request, StreamObserver<WatchBalancesResponse> observer) {
    watching.serve(request, observer);
  }

  private static <T> void answer(StreamObserver<T> observer, T response) {
    observer.onNext(response);
    observer.onCompleted();
  }
}
