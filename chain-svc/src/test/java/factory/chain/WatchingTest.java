package factory.chain;

import static factory.chain.RunningNode.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import factory.chain.v1.GetBalanceRequest;
import factory.chain.v1.Token;
import factory.chain.v1.WatchBalancesRequest;
import factory.store.TestDatabase;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a watcher is told, as the proto says it. */
@Timeout(120)
class WatchingTest {
  private static final Duration SOON = Duration.ofSeconds(40);

  private final Anvil anvil = Anvil.start();
  private final Trader trader = Trader.first(anvil);
  private RunningNode node;

  @BeforeEach
  void start() {
    node =
        RunningNode.start(
                TestDatabase.fresh("chain"), anvil.uri(), Map.of("chain.dev.confirmations", "5"))
            .healthy();
  }

  @AfterEach
  void stop() {
    node.close();
    trader.close();
    anvil.close();
  }

  private Token create() {
    return node.create(UUID.randomUUID(), "Books").getToken();
  }

  private void buy(Token token) {
    trader.buy(token.getId().getAddress(), Trader.ONE_ETH);
  }

  private Replica watch(List<String> tokens, String cursor) {
    return new Replica(node.channel(), 31337, tokens, cursor);
  }

  @Test
  void aWatcherThatComesBackHearsOnlyWhatItMissed() {
    var token = create();
    Replica before;
    try (var first = watch(List.of(), "")) {
      buy(token);
      Until.holds("the purchase is seen", SOON, () -> first.holdings().size() == 1);
      first.awaitComplete();
      before = first;
    }
    buy(token);
    anvil.rpc("anvil_mine", "[\"0x14\"]");
    buy(token);

    try (var again = new Replica(node.channel(), before)) {
      var head = Long.decode(anvil.rpc("eth_blockNumber", "[]").replace("\"", ""));
      Until.holds(
          "all purchases are seen",
          SOON,
          () ->
              again.complete()
                  && again.headNumber() >= head
                  && again
                      .balance(token.getId().getAddress(), trader.account().hex())
                      .equals(node.balance(token.getId(), trader.account().hex())));
      assertThat(again.resets()).isZero();
      assertThat(again.holdings()).isNotEqualTo(before.holdings());
      assertThat(again.cursor()).isNotEmpty();
    }
  }

  @Test
  void aCursorOfOtherTokensBeginsAnew() {
    var one = create();
    var two = create();
    buy(one);
    buy(two);
    String cursor;
    try (var first = watch(List.of(one.getId().getAddress()), "")) {
      first.awaitComplete();
      Until.holds("the purchase is seen", SOON, () -> first.holdings().size() == 1);
      assertThat(first.knows(two.getId().getAddress())).isFalse();
      cursor = first.cursor();
    }

    try (var both = watch(List.of(one.getId().getAddress(), two.getId().getAddress()), cursor)) {
      both.awaitComplete();
      assertThat(both.resets()).isEqualTo(1);
      assertThat(both.holdings()).hasSize(2);
    }
  }

  @Test
  void aTokenCanBeWatchedBeforeItExists() {
    var address = create().getId().getAddress();
    // It is gone, and the platform makes it again, at the same address.
    anvil.rpc("anvil_reorg", "[1,[]]");
    try (var some = watch(List.of(address), "")) {
      some.awaitComplete();
      Until.holds("it is told", SOON, () -> some.knows(address));
    }
  }

  @Test
  void everyMessageSaysWhereTheChainStands() {
    var token = create();
    anvil.rpc("anvil_mine", "[\"0xa\"]");
    buy(token);
    try (var replica = watch(List.of(), "")) {
      Until.holds(
          "the purchase is seen", SOON, () -> replica.complete() && replica.holdings().size() == 1);
      var last = replica.last();
      assertThat(last.getLatest().getHash()).hasSize(66);
      assertThat(last.getLatest().getTime().getSeconds()).isPositive();
      assertThat(last.getFinalized().getNumber()).isEqualTo(last.getLatest().getNumber() - 4);
      assertThat(last.getHeadAge().getSeconds()).isLessThan(60);
      assertThat(last.getMaxHeadAge().getSeconds()).isEqualTo(10);
      assertThat(last.getProblem()).isEmpty();

      var balance =
          node.chain()
              .getBalance(
                  GetBalanceRequest.newBuilder()
                      .setToken(token.getId())
                      .setWallet(trader.account().hex())
                      .build());
      assertThat(balance.getBalance())
          .isEqualTo(
              replica.balance(token.getId().getAddress(), trader.account().hex()).toString());
      assertThat(balance.getFinalizedBalance()).isEqualTo("0");
      assertThat(balance.getLatest()).isEqualTo(last.getLatest());
      assertThat(balance.getFinalized()).isEqualTo(last.getFinalized());
    }
  }

  @Test
  void refusesWhatItCannotRead() {
    var request = WatchBalancesRequest.newBuilder().setChainId(31337);
    var address = "0x" + "ab".repeat(20);
    var bad =
        Map.of(
            "cursor", request.clone().setCursor("yesterday"),
            "token_addresses", request.clone().addTokenAddresses("0x12"));
    bad.forEach(
        (field, what) -> {
          var fault = refusal(() -> node.chain().watchBalances(what.build()).next());
          assertThat(fault.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
          assertThat(fault.toString()).contains(field);
        });
    var many =
        request.clone().addAllTokenAddresses(new ArrayList<>(Collections.nCopies(10_001, address)));
    var fault = refusal(() -> node.chain().watchBalances(many.build()).next());
    assertThat(fault.code()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    var unknown = request.clone().setChainId(5);
    assertThat(refusal(() -> node.chain().watchBalances(unknown.build()).next()).reason())
        .isEqualTo("CHAIN_NOT_FOUND");
  }
}
