package factory.chain;

import static factory.chain.RunningNode.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import factory.chain.v1.Holder;
import factory.chain.v1.ListHoldersRequest;
import factory.chain.v1.ListHoldersResponse;
import factory.chain.v1.ListHoldingsRequest;
import factory.chain.v1.ListHoldingsResponse;
import factory.chain.v1.ListTokensRequest;
import factory.chain.v1.ListTokensResponse;
import factory.chain.v1.Token;
import factory.chain.v1.TokenId;
import factory.mesh.Fault;
import factory.store.TestDatabase;
import io.grpc.Status;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.web3j.abi.FunctionEncoder;
import org.web3j.abi.datatypes.Address;
import org.web3j.abi.datatypes.Function;
import org.web3j.abi.datatypes.generated.Uint256;

/** Tokens and holders by page, from a chain whose last blocks are not final. */
@Timeout(120)
class ListingTest {
  private static Anvil anvil;
  private static RunningNode node;
  private static Trader trader;
  private static List<Token> tokens;

  @BeforeAll
  static void start() {
    anvil = Anvil.start();
    node =
        RunningNode.start(
                TestDatabase.fresh("chain"), anvil.uri(), Map.of("chain.dev.confirmations", "8"))
            .healthy();
    trader = Trader.first(anvil);
    tokens =
        IntStream.range(0, 7)
            .mapToObj(i -> node.create(UUID.randomUUID(), "Listed " + i).getToken())
            .toList();
  }

  @AfterAll
  static void stop() {
    trader.close();
    node.close();
    anvil.close();
  }

  private static ListTokensResponse page(ListTokensRequest.Builder request) {
    return node.chain().listTokens(request.build());
  }

  private static ListHoldersResponse page(TokenId token, int size, String pageToken) {
    return node.chain()
        .listHolders(
            ListHoldersRequest.newBuilder()
                .setToken(token)
                .setPageSize(size)
                .setPageToken(pageToken)
                .build());
  }

  @Test
  void tokensComeOldestFirstAndEachOnce() {
    for (int size : new int[] {1, 2, 3, 7, 100}) {
      List<Token> listed = new ArrayList<>();
      var request = ListTokensRequest.newBuilder().setPageSize(size);
      ListTokensResponse page;
      do {
        page = page(request);
        assertThat(page.getTokensCount()).isBetween(1, size);
        listed.addAll(page.getTokensList());
        request.setPageToken(page.getNextPageToken());
      } while (!page.getNextPageToken().isEmpty());

      assertThat(listed.stream().map(Token::getId))
          .containsExactlyElementsOf(tokens.stream().map(Token::getId).toList());
    }
    assertThat(page(ListTokensRequest.newBuilder().setChainId(31337)).getTokensCount())
        .isEqualTo(7);
  }

  @Test
  void whatAWalletHoldsIsToldOfEveryTokenAndNothingOfWhatItHasNot() {
    var wallet = "0x%040x".formatted(0xfeed);
    assertThat(held(wallet).getHoldingsList()).isEmpty();
    for (var i : new int[] {5, 1}) {
      trader.buy(tokens.get(i).getId().getAddress(), Trader.ONE_ETH);
      transfer(tokens.get(i).getId().getAddress(), wallet, BigInteger.valueOf(7 + i));
    }
    Until.holds(
        "both are indexed",
        Duration.ofSeconds(40),
        () -> held(wallet.toUpperCase(Locale.ROOT).replace("0X", "0x")).getHoldingsCount() == 2);
    var held = held(wallet);
    // The oldest first.
    assertThat(held.getHoldingsList())
        .extracting(one -> one.getToken().getId() + one.getAmount())
        .containsExactly(tokens.get(1).getId() + "8", tokens.get(5).getId() + "12");
    assertThat(held.getMore()).isFalse();
  }

  private static ListHoldingsResponse held(String wallet) {
    return node.chain().listHoldings(ListHoldingsRequest.newBuilder().setWallet(wallet).build());
  }

  @Test
  void holdersComeLargestFirstAsOfTheNewestBlock() {
    var token = tokens.get(3).getId();
    trader.buy(token.getAddress(), Trader.ONE_ETH);
    var random = new Random(11);
    Map<String, BigInteger> expected = new HashMap<>();
    for (int i = 0; i < 60; i++) {
      // Few amounts, so that many wallets hold the same.
      var wallet = "0x%040x".formatted(0xabc0 + random.nextInt(40));
      var amount = BigInteger.valueOf(1_000L * (1 + random.nextInt(2)));
      transfer(token.getAddress(), wallet, amount);
      expected.merge(wallet, amount, BigInteger::add);
    }
    Until.holds(
        "everything is indexed",
        Duration.ofSeconds(40),
        () ->
            expected.entrySet().stream()
                .allMatch(e -> node.balance(token, e.getKey()).equals(e.getValue())));
    var status = node.status();
    assertThat(status.getFinalized().getNumber()).isLessThan(status.getLatest().getNumber());
    expected.put(trader.account().hex(), node.balance(token, trader.account().hex()));
    var order =
        expected.entrySet().stream()
            .sorted(
                Map.Entry.<String, BigInteger>comparingByValue()
                    .thenComparing(Map.Entry.comparingByKey())
                    .reversed())
            .map(
                e ->
                    Holder.newBuilder()
                        .setWallet(e.getKey())
                        .setAmount(e.getValue().toString())
                        .build())
            .toList();

    for (int size : new int[] {1, 4, order.size(), 1_000}) {
      List<Holder> listed = new ArrayList<>();
      var next = "";
      do {
        var page = page(token, size, next);
        listed.addAll(page.getHoldersList());
        next = page.getNextPageToken();
      } while (!next.isEmpty());

      assertThat(listed).containsExactlyElementsOf(order);
    }
    assertThat(node.token(UUID.fromString(tokens.get(3).getServiceId())).getHolders())
        .isEqualTo(order.size());
    assertThat(order.stream().map(Holder::getAmount).map(BigInteger::new))
        .isSortedAccordingTo(Comparator.reverseOrder());
  }

  @Test
  void aSellerIsGoneFromTheListAtOnce() {
    var token = tokens.get(4).getId();
    trader.buy(token.getAddress(), Trader.ONE_ETH);
    Until.holds(
        "it is bought", Duration.ofSeconds(40), () -> page(token, 0, "").getHoldersCount() == 1);

    trader.sell(token.getAddress(), node.balance(token, trader.account().hex()));

    Until.holds(
        "it is sold", Duration.ofSeconds(40), () -> page(token, 0, "").getHoldersCount() == 0);
  }

  private static void transfer(String token, String to, BigInteger amount) {
    var data =
        FunctionEncoder.encode(
            new Function("transfer", List.of(new Address(to), new Uint256(amount)), List.of()));
    anvil.rpc(
        "eth_sendTransaction",
        "[{\"from\":\"%s\",\"to\":\"%s\",\"data\":\"%s\"}]"
            .formatted(trader.account().hex(), token, data));
  }

  @Test
  void aPageTokenFromElsewhereIsRefused() {
    var ofAll = page(ListTokensRequest.newBuilder().setPageSize(1)).getNextPageToken();
    var ofOne =
        page(ListTokensRequest.newBuilder().setPageSize(1).setChainId(31337)).getNextPageToken();
    var some = tokens.get(5).getId();
    trader.buy(some.getAddress(), Trader.ONE_ETH);
    transfer(some.getAddress(), "0x" + "12".repeat(20), BigInteger.ONE);
    Until.holds(
        "it is bought",
        Duration.ofSeconds(40),
        () -> !page(some, 1, "").getNextPageToken().isEmpty());
    var ofHolders = page(some, 1, "").getNextPageToken();

    for (var bad :
        List.of(
            "!",
            "AAAA",
            "=",
            ofOne,
            ofHolders,
            ofAll + "A",
            ofAll + "=",
            ofAll.substring(1),
            ofAll.toLowerCase(Locale.ROOT),
            "x".repeat(100_000))) {
      assertNotReadable(refusal(() -> page(ListTokensRequest.newBuilder().setPageToken(bad))));
    }
    for (var bad : List.of("!", ofAll, ofHolders.substring(2))) {
      assertNotReadable(refusal(() -> page(some, 1, bad)));
    }
    assertNotReadable(refusal(() -> page(tokens.get(6).getId(), 1, ofHolders)));
  }

  private static void assertNotReadable(Fault fault) {
    assertThat(fault.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(fault.reason()).isEqualTo("PAGE_TOKEN_NOT_READABLE");
    assertThat(fault.fields().getFirst().field()).isEqualTo("page_token");
  }
}
