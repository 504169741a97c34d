package factory.chain.rpc;

import factory.chain.evm.Account;
import factory.chain.index.Head;
import factory.chain.index.Picture;
import factory.chain.token.ChainFault;
import factory.chain.token.Curve;
import factory.chain.v1.Block;
import factory.chain.v1.ChainGrpc;
import factory.chain.v1.ChainStatus;
import factory.chain.v1.GetBalanceRequest;
import factory.chain.v1.GetBalanceResponse;
import factory.chain.v1.GetTokenRequest;
import factory.chain.v1.GetTokenResponse;
import factory.chain.v1.ListChainsRequest;
import factory.chain.v1.ListChainsResponse;
import factory.chain.v1.QuoteBuyRequest;
import factory.chain.v1.QuoteBuyResponse;
import factory.chain.v1.QuoteSellRequest;
import factory.chain.v1.QuoteSellResponse;
import factory.chain.v1.TokenId;
import factory.chain.v1.WatchBalancesRequest;
import factory.chain.v1.WatchBalancesResponse;
import factory.mesh.Feed;
import factory.mesh.Refused;
import io.grpc.stub.StreamObserver;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** The public service: everything it answers is in memory. */
public final class ChainRpc extends ChainGrpc.ChainImplBase {
  private final Chains chains;
  private final Clock clock;

  /** Serves the followed chains. */
  public ChainRpc(Chains chains, Clock clock) {
    this.chains = chains;
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
    var age = Render.age(head, clock.instant());
    var problem = problem(chain, age);
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
    chain.follower().factory().ifPresent(factory -> status.setFactoryAddress(factory.hex()));
    return status.build();
  }

  private static long lag(ServedChain chain) {
    var applied = chain.picture().head().map(Head::number).orElse(0L);
    return Math.max(0, chain.endpoints().newestNumber() - applied);
  }

  private String problem(ServedChain chain, Optional<Duration> age) {
    var problem = chain.follower().problem();
    if (problem.isEmpty() && !chain.picture().settled()) {
      return "balances are being read from the chain";
    }
    if (problem.isEmpty() && age.isEmpty()) {
      return "the head was not confirmed yet";
    }
    if (problem.isEmpty() && age.get().compareTo(chain.maxHeadAge()) > 0) {
      return "the head was not confirmed for " + age.get().toSeconds() + " s";
    }
    return problem;
  }

  @Override
  public void getToken(GetTokenRequest request, StreamObserver<GetTokenResponse> observer) {
    var serviceId = Parse.serviceId(request.getServiceId());
    var found = chains.tokenOf(serviceId);
    if (found.isEmpty()) {
      // On a chain that was never read it may well have one.
      chains.all().forEach(ChainRpc::requireRead);
      throw new Refused(new ChainFault.NoToken(serviceId));
    }
    answer(
        observer,
        GetTokenResponse.newBuilder()
            .setToken(Render.token(found.get().chain().id(), found.get().token()))
            .build());
  }

  @Override
  public void quoteBuy(QuoteBuyRequest request, StreamObserver<QuoteBuyResponse> observer) {
    var wei = Parse.amount("eth_in_wei", request.getEthInWei(), BigInteger.ONE);
    var supply = token(request.getToken()).supply();
    answer(
        observer,
        QuoteBuyResponse.newBuilder()
            .setTokens(Curve.tokensForDown(supply, wei).toString())
            .setSupply(supply.toString())
            .build());
  }

  @Override
  public void quoteSell(QuoteSellRequest request, StreamObserver<QuoteSellResponse> observer) {
    var amount = Parse.amount("amount", request.getAmount(), BigInteger.ONE);
    var supply = token(request.getToken()).supply();
    answer(
        observer,
        QuoteSellResponse.newBuilder()
            .setPayoutWei(Curve.payoutDown(supply, amount).toString())
            .setSupply(supply.toString())
            .build());
  }

  private Picture.Supplied token(TokenId id) {
    var address = Parse.account("token.address", id.getAddress());
    var chain = chains.require(id.getChainId());
    return chain.picture().at(address).orElseThrow(() -> notOurs(chain, address));
  }

  private static Refused notOurs(ServedChain chain, Account address) {
    requireRead(chain);
    return new Refused(new ChainFault.NotOurs(chain.id(), address));
  }

  /** What is absent from a picture that was never complete may still be on the chain. */
  private static void requireRead(ServedChain chain) {
    if (!chain.picture().settled()) {
      throw new Refused(new ChainFault.Unavailable(chain.id(), chain.follower().problem()));
    }
  }

  @Override
  public void getBalance(GetBalanceRequest request, StreamObserver<GetBalanceResponse> observer) {
    var address = Parse.account("token.address", request.getToken().getAddress());
    var wallet = Parse.account("wallet", request.getWallet());
    var chain = chains.require(request.getToken().getChainId());
    var balance =
        chain.picture().balance(address, wallet).orElseThrow(() -> notOurs(chain, address));
    answer(
        observer,
        GetBalanceResponse.newBuilder()
            .setBalance(balance.amount().toString())
            .setLatest(Block.newBuilder().setNumber(balance.blockNumber()))
            .build());
  }

  @Override
  public void watchBalances(
      WatchBalancesRequest request, StreamObserver<WatchBalancesResponse> observer) {
    var chain = chains.require(request.getChainId());
    var picture = chain.picture();
    var watcher = picture.watcher();
    try {
      Feed.serve(
          observer,
          picture.news(),
          () -> watcher.next().map(update -> Render.update(chain.id(), update, clock.instant())),
          () -> Render.update(chain.id(), picture.heartbeat(), clock.instant()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static <T> void answer(StreamObserver<T> observer, T response) {
    observer.onNext(response);
    observer.onCompleted();
  }
}
