package factory.chain;

import static factory.chain.RunningNode.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Duration;
import factory.chain.v1.GetTransactionRequest;
import factory.chain.v1.PrepareBuyRequest;
import factory.chain.v1.PrepareBuyResponse;
import factory.chain.v1.PrepareSellRequest;
import factory.chain.v1.PrepareSellResponse;
import factory.chain.v1.Token;
import factory.chain.v1.TokenId;
import factory.chain.v1.Transaction;
import factory.chain.v1.TransactionState;
import factory.store.TestDatabase;
import io.grpc.Status;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trades that wallets sign themselves, on a real chain behind an endpoint that may fail. */
@Timeout(120)
class TradesTest {
  private static final java.time.Duration LONG = java.time.Duration.ofSeconds(40);
  private static final String STRANGER = "0x" + "12".repeat(20);

  private static Anvil anvil;
  private static Meddler meddler;
  private static RunningNode node;
  private static Trader trader;
  private static Trader other;

  @BeforeAll
  static void start() {
    anvil = Anvil.start();
    meddler = new Meddler(anvil.uri());
    node = RunningNode.start(TestDatabase.fresh("chain"), meddler.uri()).healthy();
    trader = Trader.first(anvil);
    other = Trader.second(anvil);
  }

  @AfterAll
  static void stop() {
    trader.close();
    other.close();
    node.close();
    meddler.close();
    anvil.close();
  }

  @AfterEach
  void honest() {
    meddler.now(Meddler.Mode.HONEST);
    node.healthy();
  }

  private static Token fresh() {
    return node.create(UUID.randomUUID(), "Trades").getToken();
  }

  private static PrepareBuyRequest.Builder purchase(TokenId token) {
    return PrepareBuyRequest.newBuilder()
        .setToken(token)
        .setWallet(trader.account().hex())
        .setEthInWei(Trader.ONE_ETH.toString());
  }

  private static PrepareBuyResponse prepared(PrepareBuyRequest.Builder request) {
    return node.chain().prepareBuy(request.build());
  }

  private static PrepareSellResponse sale(TokenId token, String wallet, BigInteger amount) {
    return node.chain()
        .prepareSell(
            PrepareSellRequest.newBuilder()
                .setToken(token)
                .setWallet(wallet)
                .setAmount(amount.toString())
                .build());
  }

  private static Transaction found(String hash) {
    return node.chain()
        .getTransaction(GetTransactionRequest.newBuilder().setChainId(31337).setHash(hash).build())
        .getTransaction();
  }

  private static void awaitBalance(TokenId token, String wallet, BigInteger amount) {
    Until.holds("the balance is indexed", LONG, () -> node.balance(token, wallet).equals(amount));
  }

  private static BigInteger word(String data, int index) {
    var from = 2 + 8 + 64 * index;
    return new BigInteger(data.substring(from, from + 64), 16);
  }

  @Test
  void aPreparedPurchaseAndSaleDoWhatTheySay() {
    var token = fresh().getId();
    var before = Instant.now();

    var purchase = prepared(purchase(token).setTo(other.account().hex()));
    var bought = trader.send(purchase.getTransaction());

    var tokens = new BigInteger(purchase.getTokens());
    awaitBalance(token, other.account().hex(), tokens);
    var call = purchase.getTransaction();
    assertThat(call.getChainId()).isEqualTo(31337);
    assertThat(call.getFrom()).isEqualTo(trader.account().hex());
    assertThat(call.getTo()).isEqualTo(token.getAddress());
    assertThat(call.getValueWei()).isEqualTo(Trader.ONE_ETH.toString());
    assertThat(word(call.getData(), 1)).isEqualTo(new BigInteger(purchase.getMinTokens()));
    assertThat(word(call.getData(), 2))
        .isEqualTo(BigInteger.valueOf(purchase.getDeadline().getSeconds()));
    assertThat(purchase.getDeadline().getSeconds() - before.getEpochSecond())
        .isBetween(1199L, 1260L);
    assertThat(found(bought).getState()).isEqualTo(TransactionState.TRANSACTION_STATE_SUCCEEDED);

    var sale = sale(token, other.account().hex(), tokens);
    var sold = other.send(sale.getTransaction());

    awaitBalance(token, other.account().hex(), BigInteger.ZERO);
    assertThat(new BigInteger(sale.getPayoutWei()))
        .isBetween(Trader.ONE_ETH.subtract(BigInteger.ONE), Trader.ONE_ETH);
    assertThat(word(sale.getTransaction().getData(), 1))
        .isEqualTo(new BigInteger(sale.getMinPayoutWei()));
    var transaction = found(sold);
    assertThat(transaction.getState()).isEqualTo(TransactionState.TRANSACTION_STATE_SUCCEEDED);
    assertThat(transaction.getIndexed()).isTrue();
    assertThat(transaction.getConfirmations()).isPositive();
    assertThat(transaction.getBlock().getHash()).matches("0x[0-9a-f]{64}");
    assertThat(new BigInteger(transaction.getFeeWei())).isPositive();
  }

  @ParameterizedTest
  @CsvSource({"0,10000", "1,9999", "100,9900", "333,9667", "5000,5000"})
  void slippageIsTakenFromTheExactQuoteAndRoundedForWhoeverSigns(int bps, long kept) {
    var token = fresh().getId();

    var purchase = prepared(purchase(token).setSlippageBps(bps));

    var quoted = new BigInteger(purchase.getTokens());
    var least = new BigInteger(purchase.getMinTokens());
    var exact = quoted.multiply(BigInteger.valueOf(kept));
    var whole = BigInteger.valueOf(10_000);
    assertThat(least.multiply(whole)).isGreaterThanOrEqualTo(exact);
    assertThat(least.subtract(BigInteger.ONE).multiply(whole)).isLessThan(exact);
  }

  @Test
  void aPriceThatMovedFurtherThanAcceptedRevertsAndIsToldSo() {
    var token = fresh().getId();
    var purchase = prepared(purchase(token).setSlippageBps(0));
    other.buy(token.getAddress(), BigInteger.valueOf(1_000_000));

    var hash = trader.send(purchase.getTransaction());

    var transaction = found(hash);
    assertThat(transaction.getState()).isEqualTo(TransactionState.TRANSACTION_STATE_REVERTED);
    assertThat(new BigInteger(transaction.getFeeWei())).isPositive();
  }

  @Test
  void aWalletThatCannotPayIsToldWhatItHasAndNeeds() {
    var token = fresh().getId();
    var nothing = refusal(() -> prepared(purchase(token).setWallet(STRANGER)));
    assertThat(nothing.code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(nothing.reason()).isEqualTo("WALLET_CANNOT_PAY");
    assertThat(nothing.metadata()).containsEntry("has_wei", "0").containsEntry("wallet", STRANGER);
    assertThat(new BigInteger(nothing.metadata().get("needs_wei"))).isGreaterThan(Trader.ONE_ETH);

    // Enough for the tokens, nothing for the gas.
    var poor = "0x" + "34".repeat(20);
    anvil.rpc("anvil_setBalance", "[\"" + poor + "\", \"0xde0b6b3a7640000\"]");
    var gas = refusal(() -> prepared(purchase(token).setWallet(poor)));
    assertThat(gas.reason()).isEqualTo("WALLET_CANNOT_PAY");
    assertThat(gas.metadata()).containsEntry("has_wei", Trader.ONE_ETH.toString());
    assertThat(new BigInteger(gas.metadata().get("needs_wei"))).isGreaterThan(Trader.ONE_ETH);
    assertThat(prepared(purchase(token).setWallet(poor).setEthInWei("1000")).getTokens())
        .isNotEqualTo("0");
  }

  @Test
  void aWalletThatHoldsLessIsToldWhatItHolds() {
    var token = fresh().getId();
    trader.buy(token.getAddress(), Trader.ONE_ETH);
    Until.holds(
        "the purchase is indexed",
        LONG,
        () -> node.balance(token, trader.account().hex()).signum() > 0);
    var holds = node.balance(token, trader.account().hex());

    var fault = refusal(() -> sale(token, trader.account().hex(), holds.add(BigInteger.ONE)));

    assertThat(fault.code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(fault.reason()).isEqualTo("WALLET_HOLDS_LESS");
    assertThat(fault.metadata())
        .containsEntry("holds", holds.toString())
        .containsEntry("needs", holds.add(BigInteger.ONE).toString());
  }

  @Test
  void whatTheContractWouldRefuseIsNamedByItsError() {
    var token = fresh().getId();
    // The token's own factory takes no ETH.
    var factory = node.status().getFactoryAddress();
    trader.send(prepared(purchase(token).setTo(factory)).getTransaction());
    Until.holds("it is indexed", LONG, () -> node.balance(token, factory).signum() > 0);

    var fault = refusal(() -> sale(token, factory, BigInteger.TEN.pow(18)));

    assertThat(fault.code()).isEqualTo(Status.Code.FAILED_PRECONDITION);
    assertThat(fault.reason()).isEqualTo("TRADE_REVERTS");
    assertThat(fault.metadata()).containsEntry("error", "PayoutRefused");
  }

  @Test
  void aPurchaseOfLessThanOneBaseUnitIsToldTheLeastThatBuysOne() {
    var token = fresh().getId();
    other.buy(token.getAddress(), Trader.ONE_ETH.multiply(BigInteger.valueOf(6_000)));
    Until.holds(
        "the purchase is indexed",
        LONG,
        () -> node.balance(token, other.account().hex()).signum() > 0);

    var fault = refusal(() -> prepared(purchase(token).setEthInWei("1")));

    assertThat(fault.code()).isEqualTo(Status.Code.OUT_OF_RANGE);
    assertThat(fault.reason()).isEqualTo("PURCHASE_TOO_SMALL");
    assertThat(fault.metadata()).containsEntry("least_wei", "2");
    assertThat(prepared(purchase(token).setEthInWei("2")).getTokens()).isEqualTo("1");
  }

  @Test
  void aTransactionWaitsIsMinedAndIsIndexedOnceItsBlockIsApplied() {
    var token = fresh().getId();
    var purchase = prepared(purchase(token).setValidFor(Duration.newBuilder().setSeconds(86_400)));
    anvil.rpc("evm_setAutomine", "[false]");
    var hash = trader.broadcast(purchase.getTransaction());

    var waiting = found(hash);
    meddler.now(Meddler.Mode.NO_LOGS);
    anvil.rpc("evm_mine", "[]");
    anvil.rpc("evm_setAutomine", "[true]");
    var mined = found(hash.toUpperCase(Locale.ROOT).replace("0X", "0x"));
    meddler.now(Meddler.Mode.HONEST);
    Until.holds("it is indexed", LONG, () -> found(hash).getIndexed());

    assertThat(waiting.getState()).isEqualTo(TransactionState.TRANSACTION_STATE_PENDING);
    assertThat(waiting.hasBlock()).isFalse();
    assertThat(waiting.getFeeWei()).isEmpty();
    assertThat(mined.getState()).isEqualTo(TransactionState.TRANSACTION_STATE_SUCCEEDED);
    assertThat(mined.getHash()).isEqualTo(hash);
    assertThat(mined.getConfirmations()).isEqualTo(1);
    assertThat(mined.getIndexed()).isFalse();
    assertThat(mined.getFinalized()).isFalse();
    assertThat(node.balance(token, trader.account().hex()))
        .isEqualTo(new BigInteger(purchase.getTokens()));
  }

  @Test
  void aTransactionThatNobodySentIsNotFound() {
    var fault = refusal(() -> found("0x" + "ab".repeat(32)));

    assertThat(fault.code()).isEqualTo(Status.Code.NOT_FOUND);
    assertThat(fault.reason()).isEqualTo("TRANSACTION_NOT_FOUND");
  }

  @Test
  void anEndpointThatIsAwayPreparesNothingAndKnowsOfNoTransactionsAbsence() {
    var token = fresh().getId();
    meddler.now(Meddler.Mode.DROPPING);

    for (var fault :
        List.of(
            refusal(() -> prepared(purchase(token))),
            refusal(() -> found("0x" + "ab".repeat(32))))) {
      assertThat(fault.code()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(fault.reason()).isEqualTo("CHAIN_UNAVAILABLE");
    }
  }
}
