package factory.chain;

import static factory.chain.RunningNode.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import factory.chain.evm.Account;
import factory.chain.evm.Contracts;
import factory.chain.v1.CreateTokenRequest;
import factory.chain.v1.QuoteBuyRequest;
import factory.chain.v1.QuoteSellRequest;
import factory.chain.v1.Token;
import factory.chain.v1.TokenId;
import factory.store.TestDatabase;
import io.grpc.Status;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tokens, quotes and balances through the real services, on a real chain. */
@Timeout(60)
class TokensTest {
  private static Anvil anvil;
  private static RunningNode node;
  private static Trader trader;

  @BeforeAll
  static void start() {
    anvil = Anvil.start();
    node = RunningNode.start(TestDatabase.fresh("chain"), anvil.uri()).healthy();
    trader = Trader.first(anvil);
  }

  @AfterAll
  static void stop() {
    trader.close();
    node.close();
    anvil.close();
  }

  private static Token fresh() {
    return node.create(UUID.randomUUID(), "Books").getToken();
  }

  @Test
  void createsAServicesTokenOnceAndFindsItAgain() {
    var service = UUID.randomUUID();

    var first = node.create(service, "Träume & Bücher 1");
    var second = node.create(service, "Träume & Bücher 1");

    assertThat(first.getTransactionHash()).matches("0x[0-9a-f]{64}");
    assertThat(second.getTransactionHash()).isEmpty();
    assertThat(second.getToken()).isEqualTo(first.getToken());
    assertThat(node.token(service)).isEqualTo(first.getToken());
    var token = first.getToken();
    assertThat(token.getServiceId()).isEqualTo(service.toString());
    assertThat(token.getName()).isEqualTo("Träume & Bücher 1");
    assertThat(token.getSymbol()).isEqualTo("TRUMEBCH");
    assertThat(token.getAccessThreshold()).isEqualTo("1");
    assertThat(token.getSupply()).isEqualTo("0");
    assertThat(token.getPriceWei()).isEqualTo("1000000000000000");
    assertThat(token.getId().getChainId()).isEqualTo(31337);
  }

  @Test
  void refusesOtherArgumentsForAServiceThatHasAToken() {
    var service = UUID.randomUUID();
    var token = node.create(service, "Books").getToken();

    var fault = refusal(() -> node.create(service, "Films"));

    assertThat(fault.code()).isEqualTo(Status.Code.ALREADY_EXISTS);
    assertThat(fault.reason()).isEqualTo("TOKEN_EXISTS");
    assertThat(fault.metadata()).containsEntry("address", token.getId().getAddress());
  }

  @Test
  void tenCallsAtOnceMakeTenTokensAndTenForOneServiceMakeOne() throws Exception {
    List<Future<String>> different = new ArrayList<>();
    List<Future<String>> same = new ArrayList<>();
    var service = UUID.randomUUID();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 10; i++) {
        different.add(threads.submit(() -> fresh().getId().getAddress()));
        same.add(
            threads.submit(() -> node.create(service, "Same").getToken().getId().getAddress()));
      }
    }

    List<String> addresses = new ArrayList<>();
    for (var future : different) {
      addresses.add(future.get());
    }
    assertThat(addresses).doesNotHaveDuplicates().hasSize(10);
    for (var future : same) {
      assertThat(future.get()).isEqualTo(same.getFirst().get());
    }
  }

  @Test
  void aPurchaseShowsAsABalanceAndASaleTakesItAway() {
    var token = fresh();
    var wallet = trader.account().hex();
    var address = token.getId().getAddress();

    var quoted = new BigInteger(quoteBuy(token, "1000000000000000000"));

    trader.buy(address, Trader.ONE_ETH);

    Until.holds(
        "the purchase is indexed",
        Duration.ofSeconds(30),
        () -> node.balance(token.getId(), wallet).signum() > 0);
    assertThat(node.balance(token.getId(), wallet)).isEqualTo(quoted);
    assertThat(node.balance(token.getId(), wallet.toUpperCase(Locale.ROOT).replace("0X", "0x")))
        .isEqualTo(node.balance(token.getId(), wallet));
    assertThat(node.balance(token.getId(), "0x" + "12".repeat(20))).isZero();
    assertThat(node.token(UUID.fromString(token.getServiceId())).getSupply())
        .isEqualTo(node.balance(token.getId(), wallet).toString());

    trader.sell(address, node.balance(token.getId(), wallet));

    Until.holds(
        "the sale is indexed",
        Duration.ofSeconds(30),
        () -> node.balance(token.getId(), wallet).signum() == 0);
  }

  private static String quoteBuy(Token token, String wei) {
    return node.chain()
        .quoteBuy(QuoteBuyRequest.newBuilder().setToken(token.getId()).setEthInWei(wei).build())
        .getTokens();
  }

  @Test
  void quotesAreWhatTheContractItselfAnswers() {
    var token = fresh();
    trader.buy(token.getId().getAddress(), Trader.ONE_ETH.multiply(BigInteger.valueOf(7)));
    var wallet = trader.account().hex();
    Until.holds(
        "the purchase is indexed",
        Duration.ofSeconds(30),
        () -> node.balance(token.getId(), wallet).signum() > 0);
    var supply = node.balance(token.getId(), wallet);

    for (var amount : List.of("1", "999", "1000000000000000000", "123456789012345678901")) {
      assertThat(quoteBuy(token, amount)).isEqualTo(asked(token, "tokensFor", supply, amount));
      var sale =
          node.chain()
              .quoteSell(
                  QuoteSellRequest.newBuilder().setToken(token.getId()).setAmount(amount).build());
      assertThat(sale.getPayoutWei()).isEqualTo(asked(token, "payoutFor", supply, amount));
      assertThat(sale.getSupply()).isEqualTo(supply.toString());
    }
    var curve = new java.util.Random(7);
    for (int i = 0; i < 50; i++) {
      var some = new BigInteger(79, curve);
      var amount = new BigInteger(78, curve);
      assertThat(factory.chain.token.Curve.costUp(some, amount).toString())
          .isEqualTo(asked(token, "costFor", some, amount.toString()));
      assertThat(factory.chain.token.Curve.tokensForDown(some, amount).toString())
          .isEqualTo(asked(token, "tokensFor", some, amount.toString()));
    }
  }

  private static String asked(Token token, String function, BigInteger supply, String amount) {
    var answer =
        trader
            .endpoint()
            .call(
                new Account(token.getId().getAddress()),
                Contracts.curve(function, supply, new BigInteger(amount)));
    return new BigInteger(answer.substring(2), 16).toString();
  }

  @Test
  void refusesQuotesPastTheCapAndAboveTheSupply() {
    var token = fresh();

    var buy = refusal(() -> quoteBuy(token, "1" + "0".repeat(30)));
    var sell =
        refusal(
            () ->
                node.chain()
                    .quoteSell(
                        QuoteSellRequest.newBuilder()
                            .setToken(token.getId())
                            .setAmount("1")
                            .build()));

    assertThat(buy.code()).isEqualTo(Status.Code.OUT_OF_RANGE);
    assertThat(buy.reason()).isEqualTo("PAST_CAP");
    assertThat(sell.code()).isEqualTo(Status.Code.OUT_OF_RANGE);
    assertThat(sell.reason()).isEqualTo("ABOVE_SUPPLY");
  }

  @Test
  void doesNotKnowStrangersTokensServicesAndChains() {
    var stranger =
        TokenId.newBuilder().setChainId(31337).setAddress("0x" + "ab".repeat(20)).build();

    assertThat(refusal(() -> node.balance(stranger, "0x" + "12".repeat(20))).reason())
        .isEqualTo("TOKEN_UNKNOWN");
    assertThat(refusal(() -> node.token(UUID.randomUUID())).reason()).isEqualTo("TOKEN_NOT_FOUND");
    assertThat(
            refusal(
                    () ->
                        node.balance(
                            stranger.toBuilder().setChainId(1).build(), "0x" + "12".repeat(20)))
                .reason())
        .isEqualTo("CHAIN_NOT_FOUND");
  }

  @Test
  void keepsAThresholdOfItsOwn() {
    var token =
        node.issuer()
            .createToken(
                CreateTokenRequest.newBuilder()
                    .setServiceId(UUID.randomUUID().toString())
                    .setName("Rare")
                    .setChainId(31337)
                    .setAccessThreshold("1000000000000000000000000")
                    .build())
            .getToken();

    assertThat(token.getAccessThreshold()).isEqualTo("1000000000000000000000000");
  }

  @Test
  void listsItsChainWithAFreshHead() {
    var status = node.status();

    assertThat(status.getChainId()).isEqualTo(31337);
    assertThat(status.getHealthy()).isTrue();
    assertThat(status.getProblem()).isEmpty();
    assertThat(status.getDefaultChain()).isTrue();
    assertThat(status.getFactoryAddress()).matches("0x[0-9a-f]{40}");
    assertThat(status.getLatest().getHash()).matches("0x[0-9a-f]{64}");
    Until.holds(
        "a fresh head", Duration.ofSeconds(40), () -> node.status().getHeadAge().getSeconds() < 2);
  }
}
