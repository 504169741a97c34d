package factory.web;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import factory.chain.v1.Block;
import factory.chain.v1.ChainGrpc;
import factory.chain.v1.ChainStatus;
import factory.chain.v1.CurvePoint;
import factory.chain.v1.EndpointStatus;
import factory.chain.v1.GetBalanceRequest;
import factory.chain.v1.GetBalanceResponse;
import factory.chain.v1.GetCurveRequest;
import factory.chain.v1.GetCurveResponse;
import factory.chain.v1.GetTokenRequest;
import factory.chain.v1.GetTokenResponse;
import factory.chain.v1.GetTransactionRequest;
import factory.chain.v1.GetTransactionResponse;
import factory.chain.v1.Holder;
import factory.chain.v1.Holding;
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
import factory.chain.v1.Token;
import factory.chain.v1.TokenId;
import factory.chain.v1.Trade;
import factory.chain.v1.TradeSide;
import factory.chain.v1.Transaction;
import factory.chain.v1.TransactionState;
import factory.chain.v1.UnsignedTransaction;
import factory.mesh.Fault;
import factory.mesh.Refused;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A chain on which every token has the same supply. */
class FakeChain extends ChainGrpc.ChainImplBase {
  private static final Block BLOCK =
      Block.newBuilder()
          .setNumber(42)
          .setHash("0x" + "ab".repeat(32))
          .setTime(Timestamp.newBuilder().setSeconds(1_795_370_398))
          .build();
  private static final Block FINAL =
      Block.newBuilder()
          .setNumber(40)
          .setHash("0x" + "aa".repeat(32))
          .setTime(Timestamp.newBuilder().setSeconds(1_795_370_374))
          .build();

  static final String ADDRESS = "0x5fbdb2315678afecb367f032d93f642f64180aa3";

  private static final String HOLDER = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
  private static final String FOURTH = "0x90f79bf6eb2c4f870365e785982e1f101e93b906";

  private final Map<String, Token> tokens = new ConcurrentHashMap<>();
  private final List<ChainStatus> more = new CopyOnWriteArrayList<>();
  private final Map<String, String> balances = new ConcurrentHashMap<>();

  /** What every purchase brings. */
  volatile String bought = "4351648230989346522";

  private static final List<Trade> TRADES =
      List.of(
          trade(7, true, HOLDER, "2000000000000000000", "4300000000000000"),
          trade(6, false, FOURTH, "1000000000000000000", "2050000000000000"),
          trade(5, true, FOURTH, "1500000000000000000", "3000000000000000"),
          trade(
              4,
              true,
              "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266",
              "2500000000000000000",
              "4562500000000000"),
          trade(3, true, HOLDER, "5000000000000000000", "7000000000000000"),
          trade(2, false, HOLDER, "500000000000000000", "600000000000000"),
          trade(1, true, HOLDER, "3000000000000000000", "3450000000000000"));

  /** From which block on all trades are told; 0 for all. */
  volatile long completeFrom;

  /** Tells neither curves nor holders nor trades. */
  volatile boolean unwilling;

  final List<PrepareBuyRequest> buys = new CopyOnWriteArrayList<>();
  final List<PrepareSellRequest> sells = new CopyOnWriteArrayList<>();

  Token tokenOf(String serviceId, String name) {
    return tokenOf(serviceId, name, ADDRESS);
  }

  Token tokenOf(String serviceId, String name, String address) {
    var token =
        Token.newBuilder()
            .setId(TokenId.newBuilder().setChainId(31337).setAddress(address))
            .setServiceId(serviceId)
            .setName(name)
            .setSymbol("BOOKS")
            .setAccessThreshold("1")
            .setSupply("12500000000000000000")
            .setPriceWei("2250000000000000")
            .setBlockNumber(7)
            .setHolders(3)
            .build();
    tokens.put(serviceId, token);
    return token;
  }

  void alsoFollow(ChainStatus chain) {
    more.add(chain);
  }

  boolean follows(long chainId) {
    return chainId == 31337 || more.stream().anyMatch(c -> c.getChainId() == chainId);
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
                    .setFinalized(FINAL)
                    .setHeadAge(Duration.newBuilder().setNanos(250_000_000))
                    .setHealthy(true)
                    .setFactoryAddress("0x" + "fa".repeat(20))
                    .setDefaultChain(true)
                    .setFinality("2 confirmations")
                    .addEndpoints(
                        EndpointStatus.newBuilder()
                            .setLabel("1: localhost")
                            .setHealthy(true)
                            .setInUse(true)
                            .setHeadNumber(42)
                            .setAnswerAge(Duration.newBuilder().setNanos(250_000_000)))
                    .addEndpoints(
                        EndpointStatus.newBuilder()
                            .setLabel("2: 127.0.0.1")
                            .setProblem("it refuses connections")))
            .addAllChains(more)
            .build());
  }

  @Override
  public void listTokens(ListTokensRequest request, StreamObserver<ListTokensResponse> observer) {
    var all =
        tokens.values().stream()
            .filter(t -> !request.hasChainId() || t.getId().getChainId() == request.getChainId())
            .sorted(Comparator.comparing(Token::getServiceId))
            .toList();
    var from = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
    var to = Math.min(all.size(), from + request.getPageSize());
    answer(
        observer,
        ListTokensResponse.newBuilder()
            .addAllTokens(all.subList(from, to))
            .setNextPageToken(to < all.size() ? Integer.toString(to) : "")
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
              Status.Code.OUT_OF_RANGE,
              "PAST_CAP",
              "The purchase would pass the largest supply; buy less."));
    }
    answer(
        observer,
        QuoteBuyResponse.newBuilder()
            .setTokens(request.getTokens().isEmpty() ? bought : request.getTokens())
            .setSupply("12500000000000000000")
            .setCostWei(
                request.getEthInWei().isEmpty() ? "2300000000000001" : request.getEthInWei())
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
  public void getCurve(GetCurveRequest request, StreamObserver<GetCurveResponse> observer) {
    if (unwilling) {
      throw Status.UNAVAILABLE.asRuntimeException();
    }
    var points = request.getPoints() == 0 ? 50 : request.getPoints();
    var curve =
        GetCurveResponse.newBuilder()
            .setNow(point(new BigInteger("12500000000000000000")))
            .setCap("1000000000000000000000000");
    for (var i = 0; i < points; i++) {
      curve.addPoints(
          point(
              new BigInteger("25000000000000000000")
                  .multiply(BigInteger.valueOf(i))
                  .divide(BigInteger.valueOf(points - 1L))));
    }
    answer(observer, curve.build());
  }

  /** 1e15 wei and 1e14 more for each whole token. */
  private static CurvePoint point(BigInteger supply) {
    var one = BigInteger.TEN.pow(18);
    return CurvePoint.newBuilder()
        .setSupply(supply.toString())
        .setPriceWei(
            BigInteger.TEN
                .pow(15)
                .add(supply.multiply(BigInteger.TEN.pow(14)).divide(one))
                .toString())
        .setReserveWei(
            supply
                .multiply(supply.add(BigInteger.valueOf(20).multiply(one)))
                .divide(new BigInteger("20000000000000000000000"))
                .toString())
        .build();
  }

  /**
   * A wallet with a balance has it of every token, one has some, another one more than are told.
   */
  @Override
  public void listHoldings(
      ListHoldingsRequest request, StreamObserver<ListHoldingsResponse> observer) {
    var response = ListHoldingsResponse.newBuilder();
    var amount =
        request.getWallet().equals("0x70997970c51812dc3a010c7d01b50e0d17dc79c8")
            ? "1"
            : balances.getOrDefault(request.getWallet(), "");
    if (!amount.isEmpty()) {
      tokens
          .values()
          .forEach(
              token ->
                  response.addHoldings(Holding.newBuilder().setToken(token).setAmount(amount)));
    }
    answer(observer, response.setMore(request.getWallet().endsWith("ff")).build());
  }

  @Override
  public void listHolders(
      ListHoldersRequest request, StreamObserver<ListHoldersResponse> observer) {
    if (unwilling) {
      throw Status.UNAVAILABLE.asRuntimeException();
    }
    answer(
        observer,
        ListHoldersResponse.newBuilder()
            .addHolders(
                Holder.newBuilder()
                    .setWallet("0x70997970c51812dc3a010c7d01b50e0d17dc79c8")
                    .setAmount("9500000000000000000"))
            .addHolders(
                Holder.newBuilder()
                    .setWallet("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266")
                    .setAmount("2500000000000000000"))
            .addHolders(
                Holder.newBuilder()
                    .setWallet("0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc")
                    .setAmount("500000000000000000"))
            .setNextPageToken(request.getPageToken().isEmpty() ? "2" : "")
            .build());
  }

  /** Seven, a day apart, of which the last two are not final. */
  @Override
  public void listTrades(ListTradesRequest request, StreamObserver<ListTradesResponse> observer) {
    if (unwilling) {
      throw Status.UNAVAILABLE.asRuntimeException();
    }
    var from = request.getPageToken().isEmpty() ? 0 : Integer.parseInt(request.getPageToken());
    var to = Math.min(TRADES.size(), from + request.getPageSize());
    answer(
        observer,
        ListTradesResponse.newBuilder()
            .addAllTrades(TRADES.subList(from, to))
            .setNextPageToken(to < TRADES.size() ? Integer.toString(to) : "")
            .setCompleteFromBlock(completeFrom)
            .build());
  }

  private static Trade trade(int day, boolean bought, String wallet, String tokens, String wei) {
    var block = 35 + day;
    return Trade.newBuilder()
        .setSide(bought ? TradeSide.TRADE_SIDE_BUY : TradeSide.TRADE_SIDE_SELL)
        .setWallet(wallet)
        .setRecipient(wallet)
        .setTokens(tokens)
        .setWei(wei)
        .setTransactionHash("0x" + "%02x".formatted(block).repeat(32))
        .setBlockNumber(block)
        .setLogIndex(1)
        .setTime(
            Timestamp.newBuilder().setSeconds(BLOCK.getTime().getSeconds() - (7 - day) * 86_400L))
        .setFinalized(block <= FINAL.getNumber())
        .build();
  }

  @Override
  public void prepareBuy(PrepareBuyRequest request, StreamObserver<PrepareBuyResponse> observer) {
    buys.add(request);
    answer(
        observer,
        PrepareBuyResponse.newBuilder()
            .setTransaction(
                unsigned(request.getWallet(), "0xb5b2d6a1" + "0".repeat(192))
                    .setValueWei(request.getEthInWei()))
            .setTokens("4351648230989346522")
            .setMinTokens("4308131748679453056")
            .setDeadline(Timestamp.newBuilder().setSeconds(1_795_371_600))
            .build());
  }

  @Override
  public void prepareSell(
      PrepareSellRequest request, StreamObserver<PrepareSellResponse> observer) {
    sells.add(request);
    if (new BigInteger(request.getAmount())
            .compareTo(new BigInteger(balances.getOrDefault(request.getWallet(), "0")))
        > 0) {
      throw new Refused(
          new Fault.Plain(
              Status.Code.FAILED_PRECONDITION,
              "WALLET_HOLDS_LESS",
              "The wallet holds less than it would sell; sell less."));
    }
    answer(
        observer,
        PrepareSellResponse.newBuilder()
            .setTransaction(
                unsigned(request.getWallet(), "0xd79875eb" + "0".repeat(128)).setValueWei("0"))
            .setPayoutWei("1750000000000000")
            .setMinPayoutWei("1732500000000000")
            .setDeadline(Timestamp.newBuilder().setSeconds(1_795_371_600))
            .build());
  }

  private static UnsignedTransaction.Builder unsigned(String wallet, String data) {
    return UnsignedTransaction.newBuilder()
        .setChainId(31337)
        .setFrom(wallet)
        .setTo(ADDRESS)
        .setData(data)
        .setGasLimit(75_000)
        .setMaxFeePerGasWei("2000000000")
        .setMaxPriorityFeePerGasWei("1000000000");
  }

  @Override
  public void getTransaction(
      GetTransactionRequest request, StreamObserver<GetTransactionResponse> observer) {
    var transaction =
        Transaction.newBuilder().setChainId(request.getChainId()).setHash(request.getHash());
    if (request.getHash().endsWith("0")) {
      transaction.setState(TransactionState.TRANSACTION_STATE_PENDING);
    } else {
      transaction
          .setState(TransactionState.TRANSACTION_STATE_SUCCEEDED)
          .setBlock(BLOCK)
          .setConfirmations(1)
          .setIndexed(true)
          .setFeeWei("60000000000000");
    }
    answer(observer, GetTransactionResponse.newBuilder().setTransaction(transaction).build());
  }

  @Override
  public void getBalance(GetBalanceRequest request, StreamObserver<GetBalanceResponse> observer) {
    var balance = balances.getOrDefault(request.getWallet(), "0");
    answer(
        observer,
        GetBalanceResponse.newBuilder()
            .setBalance(balance)
            .setLatest(BLOCK)
            .setFinalizedBalance(balance)
            .setFinalized(FINAL)
            .build());
  }
}
