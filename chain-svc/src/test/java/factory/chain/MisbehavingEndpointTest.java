package factory.chain;

import static factory.chain.RunningNode.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import factory.chain.v1.Token;
import factory.store.Database;
import factory.store.TestDatabase;
import io.grpc.Status;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An endpoint that lies, stalls or loses what it is told does no lasting harm. */
@Tag("slow")
@Timeout(60)
class MisbehavingEndpointTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  private final Database.Place place = TestDatabase.fresh("chain");
  private Anvil anvil;
  private Meddler meddler;
  private RunningNode node;
  private Replica replica;
  private Trader trader;

  @BeforeEach
  void start() {
    anvil = Anvil.start();
    meddler = new Meddler(anvil.uri());
    trader = Trader.first(anvil);
    startNode();
  }

  private void startNode() {
    node = RunningNode.start(place, meddler.uri()).healthy();
    replica = new Replica(node.channel());
    replica.awaitComplete();
  }

  private void stopNode() {
    replica.close();
    node.close();
  }

  @AfterEach
  void stop() {
    stopNode();
    trader.close();
    meddler.close();
    anvil.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = Meddler.Mode.class,
      names = {"NO_LOGS", "NO_BLOCKS", "STALLED", "HALF_ANSWERS", "DROPPING", "PROXY_PAGE"})
  void noChangeIsLostWhileTheEndpoint(Meddler.Mode mode) {
    var token = node.create(UUID.randomUUID(), "Books").getToken();
    var address = token.getId().getAddress();
    var wallet = trader.account().hex();

    meddler.now(mode);
    trader.buy(address, Trader.ONE_ETH);
    trader.buy(address, Trader.ONE_ETH);
    Until.holds("the problem is told", SOON, () -> !node.status().getProblem().isEmpty());
    assertThat(node.status().getHealthy()).isFalse();
    assertThat(node.balance(token.getId(), wallet)).isZero();
    var fault = refusal(() -> node.create(UUID.randomUUID(), "Books"));
    assertThat(fault.code()).isEqualTo(Status.Code.UNAVAILABLE);
    meddler.now(Meddler.Mode.HONEST);

    Until.holds(
        "both purchases are seen",
        SOON,
        () ->
            replica.complete()
                && replica.balance(address, wallet).signum() > 0
                && node.token(UUID.fromString(token.getServiceId()))
                    .getSupply()
                    .equals(replica.balance(address, wallet).toString()));
    node.healthy();
  }

  @Test
  void aTransactionThatWasLostOnItsWayIsSentAgainAfterARestartAndMakesOneToken() {
    var service = UUID.randomUUID();
    meddler.now(Meddler.Mode.TRANSACTIONS_LOST);

    var fault = refusal(() -> node.create(service, "Books"));

    assertThat(fault.code()).isEqualTo(Status.Code.UNAVAILABLE);
    var before = meddler.transactions();
    // What kill -9 leaves: a stored transaction that nobody has seen.
    stopNode();
    meddler.now(Meddler.Mode.HONEST);
    startNode();
    Until.holds("it is made without being asked for", SOON, () -> known(service));
    assertThat(meddler.transactions()).isEqualTo(before + 1);
    assertThat(node.create(service, "Books").getToken()).isEqualTo(node.token(service));
    other();
  }

  @Test
  void aTransactionWhoseAnswerWasLostIsFoundOnTheChainAndNotSentAgain() {
    var service = UUID.randomUUID();
    meddler.now(Meddler.Mode.ANSWERS_LOST);

    var fault = refusal(() -> node.create(service, "Books"));

    assertThat(fault.code()).isEqualTo(Status.Code.UNAVAILABLE);
    var before = meddler.transactions();
    stopNode();
    meddler.now(Meddler.Mode.HONEST);
    startNode();
    assertThat(node.create(service, "Books").getTransactionHash()).isEmpty();
    assertThat(meddler.transactions()).isEqualTo(before);
    other();
  }

  @Test
  void aLostTransactionOfOneServiceDoesNotBlockAnother() {
    meddler.now(Meddler.Mode.TRANSACTIONS_LOST);
    var lost = UUID.randomUUID();
    refusal(() -> node.create(lost, "Lost"));
    meddler.now(Meddler.Mode.HONEST);
    node.healthy();

    other();

    // It went first, since its nonce was the first.
    Until.holds("the lost one is made too", SOON, () -> replica.complete() && known(lost));
  }

  private boolean known(UUID service) {
    try {
      node.token(service);
      return true;
    } catch (io.grpc.StatusRuntimeException e) {
      return false;
    }
  }

  private Token other() {
    return node.create(UUID.randomUUID(), "Other").getToken();
  }
}
