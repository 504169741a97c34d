package factory.web;

import com.google.protobuf.Duration;
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
import factory.chain.v1.Token;
import factory.chain.v1.TokenId;
import factory.mesh.Fault;
import factory.mesh.Refused;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A chain on which every token has the same supply. */
class FakeChain extends ChainGrpc.ChainImplBase {
  private static final Block BLOCK =
      Block.newBuilder().setNumber(42).setHash("0x" + "ab".repeat(32)).build();

  static final String ADDRESS = "0x5fbdb2315678afecb367f032d93f642f64180aa3";

  private final Map<String, Token> tokens = new ConcurrentHashMap<>();
  private final Map<String, String> balances = new ConcurrentHashMap<>();

  Token tokenOf(String serviceId, String name) {
    var token =
        Token.newBuilder()
            .setId(TokenId.newBuilder().setChainId(31337).setAddress(ADDRESS))
            .setServiceId(serviceId)
            .setName(name)
            .setSymbol("BOOKS")
            .setAccessThreshold("1")
            .setSupply("12500000000000000000")
            .setPriceWei("2250000000000000")
            .build();
    tokens.put(serviceId, token);
    return token;
  }

  void balance(String wallet, String amount) {
    balances.put(wallet, amount);
  }

  private static <T> void answer(StreamObserver<T> observer, T response) {
    observer.onNext(response);
    observer.onCompleted();
  }

  @Override
  public void listChains(ListChainsRequest request, StreamObserver<ListChainsResponse> observer) {
    answer(
        observer,
        ListChainsResponse.newBuilder()
            .addChains(
                ChainStatus.newBuilder()
                    .setChainId(31337)
                    .setName("Dev chain")
                    .setLatest(BLOCK)
                    .setHeadAge(Duration.newBuilder().setNanos(250_000_000))
                    .setHealthy(true)
                    .setFactoryAddress("0x" + "fa".repeat(20))
                    .setDefaultChain(true))
            .build());
  }

  @Override
  public void getToken(GetTokenRequest request, StreamObserver<GetTokenResponse> observer) {
    answer(
        observer,
        GetTokenResponse.newBuilder()
            .setToken(
                Optional.ofNullable(tokens.get(request.getServiceId()))
                    .orElseThrow(
                        () ->
                            new Refused(
                                new Fault.Plain(
                                    Status.Code.NOT_FOUND,
                                    "TOKEN_NOT_FOUND",
                                    "The service has no token."))))
            .build());
  }

  @Override
  public void quoteBuy(QuoteBuyRequest request, StreamObserver<QuoteBuyResponse> observer) {
    if (request.getEthInWei().length() > 30) {
      throw new Refused(
          new Fault.Plain(
              Status.Code.OUT_OF_RANGE, "PAST_THE_CAP", "The purchase would pass the cap."));
    }
    answer(
        observer,
        QuoteBuyResponse.newBuilder()
            .setTokens("4351648230989346522")
            .setSupply("12500000000000000000")
            .build());
  }

  @Override
  public void quoteSell(QuoteSellRequest request, StreamObserver<QuoteSellResponse> observer) {
    answer(
        observer,
        QuoteSellResponse.newBuilder()
            .setPayoutWei("1750000000000000")
            .setSupply("12500000000000000000")
            .build());
  }

  @Override
  public void getBalance(GetBalanceRequest request, StreamObserver<GetBalanceResponse> observer) {
    answer(
        observer,
        GetBalanceResponse.newBuilder()
            .setBalance(balances.getOrDefault(request.getWallet(), "0"))
            .setLatest(BLOCK)
            .build());
  }
}
