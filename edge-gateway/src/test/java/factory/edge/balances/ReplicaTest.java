package factory.edge.balances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.util.Durations;
import factory.chain.v1.Balance;
import factory.chain.v1.Block;
import factory.chain.v1.TokenId;
import factory.chain.v1.WatchBalancesResponse;
import factory.edge.gate.AccessToken;
import factory.edge.gate.Balances.Holding;
import factory.edge.gate.EvmAddress;
import java.math.BigInteger;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReplicaTest {
  private static final EvmAddress TOKEN = new EvmAddress(1, 1, 1);
  private static final EvmAddress OTHER = new EvmAddress(2, 2, 2);
  private static final EvmAddress WALLET = new EvmAddress(9, 9, 9);

  private long now = Long.MAX_VALUE - 5_000_000_000L;
  private final Replica replica = new Replica(Duration.ofSeconds(10), () -> now);

  private static WatchBalancesResponse.Builder message() {
    return WatchBalancesResponse.newBuilder()
        .setLatest(Block.newBuilder().setNumber(3))
        .setHeadAge(Durations.fromSeconds(0));
  }

  private static TokenId token(EvmAddress address) {
    return TokenId.newBuilder().setChainId(1).setAddress(address.toString()).build();
  }

  private static Balance balance(EvmAddress token, String amount) {
    return Balance.newBuilder()
        .setTokenAddress(token.toString())
        .setWallet(WALLET.toString())
        .setAmount(amount)
        .build();
  }

  private Holding holding(EvmAddress token) {
    return replica.holding(new AccessToken(1, token, BigInteger.ONE), WALLET);
  }

  private static Holding known(long amount) {
    return new Holding.Known(BigInteger.valueOf(amount));
  }

  @Test
  void knowsNothingBeforeTheFirstMessage() {
    assertThat(holding(TOKEN)).isEqualTo(new Holding.NotLoaded());
  }

  @Test
  void aCompletePictureKnowsWhoHoldsAndThatNobodyElseDoes() {
    replica.apply(message().setReset(true).addTokens(token(TOKEN)).build());
    replica.apply(message().addBalances(balance(TOKEN, "7")).build());
    assertThat(holding(TOKEN)).isEqualTo(new Holding.NotLoaded());

    replica.apply(message().setComplete(true).build());

    assertThat(holding(TOKEN)).isEqualTo(known(7));
    assertThat(replica.holding(new AccessToken(1, TOKEN, BigInteger.ONE), new EvmAddress(8, 8, 8)))
        .isEqualTo(known(0));
    assertThat(holding(OTHER)).isEqualTo(new Holding.NotLoaded());
    assertThat(replica.status().holders()).isEqualTo(1);
  }

  @Test
  void aLaterTokenIsKnownOnceItsMessageOrALaterOneIsComplete() {
    replica.apply(message().setReset(true).addTokens(token(TOKEN)).setComplete(true).build());
    replica.apply(message().addTokens(token(OTHER)).build());
    assertThat(holding(OTHER)).isEqualTo(new Holding.NotLoaded());
    assertThat(holding(TOKEN)).isEqualTo(known(0));

    replica.apply(message().setComplete(true).build());

    assertThat(holding(OTHER)).isEqualTo(known(0));
  }

  @Test
  void aFallingBalanceCountsAtOnce() {
    replica.apply(
        message()
            .setReset(true)
            .addTokens(token(TOKEN))
            .addBalances(balance(TOKEN, "7"))
            .setComplete(true)
            .build());
    replica.apply(message().addBalances(balance(TOKEN, "2")).build());
    assertThat(holding(TOKEN)).isEqualTo(known(2));
    replica.apply(message().addBalances(balance(TOKEN, "0")).build());
    assertThat(holding(TOKEN)).isEqualTo(known(0));
    assertThat(replica.status().holders()).isZero();
  }

  @Test
  void aResetForgetsUntilTheNewPictureIsComplete() {
    replica.apply(
        message()
            .setReset(true)
            .addTokens(token(TOKEN))
            .addBalances(balance(TOKEN, "7"))
            .setComplete(true)
            .build());

    replica.apply(message().setReset(true).addTokens(token(TOKEN)).build());
    assertThat(holding(TOKEN)).isEqualTo(new Holding.NotLoaded());

    replica.apply(message().setComplete(true).build());
    assertThat(holding(TOKEN)).isEqualTo(known(0));
  }

  @Test
  void ageIsTheHeadsAgeAndTheTimeSinceTheMessage() {
    replica.apply(
        message()
            .setReset(true)
            .addTokens(token(TOKEN))
            .setComplete(true)
            .setHeadAge(Durations.fromSeconds(6))
            .build());
    now += 4_000_000_000L;
    assertThat(holding(TOKEN)).isEqualTo(known(0));

    // The clock's count overflows here, which must not make it young.
    now += 1_500_000_000L;
    assertThat(holding(TOKEN)).isEqualTo(new Holding.Stale());

    replica.apply(message().build());
    assertThat(holding(TOKEN)).isEqualTo(known(0));
  }

  @Test
  void aHeadThatWasNeverConfirmedIsStale() {
    replica.apply(
        message().setReset(true).addTokens(token(TOKEN)).setComplete(true).clearHeadAge().build());
    assertThat(holding(TOKEN)).isEqualTo(new Holding.Stale());
  }

  @Test
  void aMessageThatCannotBeReadLeavesNothingToTrust() {
    replica.apply(message().setReset(true).addTokens(token(TOKEN)).setComplete(true).build());
    for (var bad : new String[] {"much", "", "-1", "1e3"}) {
      assertThatThrownBy(() -> replica.apply(message().addBalances(balance(TOKEN, bad)).build()))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(holding(TOKEN)).isEqualTo(new Holding.NotLoaded());
    }
  }
}
