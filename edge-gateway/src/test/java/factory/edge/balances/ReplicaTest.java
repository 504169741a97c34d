package factory.edge.balances;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.util.Durations;
import factory.chain.v1.Balance;
import factory.chain.v1.Block;
import factory.chain.v1.BlockChange;
import factory.chain.v1.TokenId;
import factory.chain.v1.Transfer;
import factory.chain.v1.WatchBalancesResponse;
import factory.edge.gate.AccessToken;
import factory.edge.gate.Balances.Holding;
import factory.edge.gate.EvmAddress;
import factory.edge.gate.Finality;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicaTest {
  private static final EvmAddress NOBODY = new EvmAddress(0, 0, 0);
  private static final EvmAddress TOKEN = new EvmAddress(1, 1, 1);
  private static final EvmAddress OTHER = new EvmAddress(2, 2, 2);
  private static final EvmAddress ANN = new EvmAddress(9, 9, 9);
  private static final EvmAddress BEN = new EvmAddress(8, 8, 8);

  private long now = Long.MAX_VALUE - 5_000_000_000L;
  private final Replica replica = new Replica(1, () -> now);

  private static WatchBalancesResponse.Builder message(long latest, long finalized) {
    var message =
        WatchBalancesResponse.newBuilder()
            .setLatest(id(latest))
            .setComplete(true)
            .setCursor("after-" + latest)
            .setHeadAge(Durations.fromSeconds(0));
    return finalized < 0 ? message : message.setFinalized(id(finalized));
  }

  /** Token at block 3, where Ann holds 7. */
  private static WatchBalancesResponse.Builder picture() {
    return message(3, 3).setReset(true).addTokens(token(TOKEN)).addBalances(balance(ANN, "7"));
  }

  private static Block.Builder id(long number) {
    return Block.newBuilder().setNumber(number).setHash(hash(number));
  }

  private static String hash(long number) {
    return String.format("0x%064x", number);
  }

  private static TokenId token(EvmAddress address) {
    return TokenId.newBuilder().setChainId(1).setAddress(address.toString()).build();
  }

  private static Balance balance(EvmAddress wallet, String amount) {
    return Balance.newBuilder()
        .setTokenAddress(TOKEN.toString())
        .setWallet(wallet.toString())
        .setAmount(amount)
        .build();
  }

  private static BlockChange.Builder block(long number, Transfer... transfers) {
    return part(number, 0, transfers);
  }

  private static BlockChange.Builder part(long number, long index, Transfer... transfers) {
    var block = BlockChange.newBuilder().setNumber(number).setHash(hash(number));
    for (var transfer : transfers) {
      block.addTransfers(transfer.toBuilder().setLogIndex(index + block.getTransfersCount()));
    }
    return block;
  }

  private static Transfer transfer(EvmAddress from, EvmAddress to, String amount) {
    return Transfer.newBuilder()
        .setTokenAddress(TOKEN.toString())
        .setFrom(from.toString())
        .setTo(to.toString())
        .setAmount(amount)
        .build();
  }

  private Holding holding(EvmAddress token, EvmAddress wallet) {
    return holding(token, wallet, new Finality.Safe());
  }

  private Holding holding(EvmAddress token, EvmAddress wallet, Finality finality) {
    return atAnyBlock(replica.holding(new AccessToken(1, token, BigInteger.ONE), wallet, finality));
  }

  private static Holding atAnyBlock(Holding holding) {
    return holding instanceof Holding.Known(var latest, var counted, var _)
        ? new Holding.Known(latest, counted, 0)
        : holding;
  }

  private static Holding known(long latest, long finalized) {
    return new Holding.Known(
        BigInteger.valueOf(latest), BigInteger.valueOf(Math.min(latest, finalized)), 0);
  }

  /** What counts for a wallet at 1, 2, 3 and so many confirmations. */
  private List<Long> counted(EvmAddress wallet) {
    return Stream.of(1, 2, 3, 10_000)
        .map(n -> holding(TOKEN, wallet, new Finality.Confirmations(n)))
        .map(h -> ((Holding.Known) h).counted().longValueExact())
        .toList();
  }

  private void apply(WatchBalancesResponse.Builder message) {
    replica.apply(message.build());
  }

  private void isRefused(WatchBalancesResponse.Builder message) {
    assertThatThrownBy(() -> replica.apply(message.build()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(holding(TOKEN, ANN)).isEqualTo(new Holding.NotLoaded());
    assertThat(replica.cursor()).isEmpty();
  }

  @Test
  void knowsNothingBeforeTheFirstMessage() {
    assertThat(holding(TOKEN, ANN)).isEqualTo(new Holding.NotLoaded());
    apply(WatchBalancesResponse.newBuilder().setProblem("no block yet"));
    assertThat(holding(TOKEN, ANN)).isEqualTo(new Holding.NotLoaded());
  }

  @Test
  void aCompletePictureKnowsWhoHoldsAndThatNobodyElseDoes() {
    apply(message(3, 3).setReset(true).addTokens(token(TOKEN)).setComplete(false).clearCursor());
    apply(message(3, 3).addBalances(balance(ANN, "7")).setComplete(false).clearCursor());
    assertThat(holding(TOKEN, ANN)).isEqualTo(new Holding.NotLoaded());
    assertThat(replica.cursor()).isEmpty();

    apply(message(3, 3));

    assertThat(holding(TOKEN, ANN)).isEqualTo(known(7, 7));
    assertThat(holding(TOKEN, BEN)).isEqualTo(known(0, 0));
    assertThat(holding(OTHER, ANN)).isEqualTo(new Holding.NotLoaded());
    assertThat(replica.status().holders()).isEqualTo(1);
    assertThat(replica.cursor()).isEqualTo("after-3");
  }

  @Test
  void aSaleCountsFromTheNextCallOnAndAtTheFinalBlockOnceItIsFinal() {
    apply(picture());
    apply(message(4, 3).addBlocks(block(4, transfer(ANN, NOBODY, "7"))));
    assertThat(holding(TOKEN, ANN)).isEqualTo(known(0, 7));
    assertThat(replica.status().holders()).isZero();

    apply(message(9, 4));
    assertThat(holding(TOKEN, ANN)).isEqualTo(known(0, 0));
  }

  @Test
  void aPurchaseCountsAtOnceAndAtTheFinalBlockOnceItIsFinal() {
    apply(picture());
    apply(
        message(6, 3)
            .addBlocks(block(4, transfer(NOBODY, BEN, "5")))
            .addBlocks(block(6, transfer(ANN, BEN, "2"))));
    assertThat(holding(TOKEN, BEN)).isEqualTo(known(7, 0));
    assertThat(holding(TOKEN, ANN)).isEqualTo(known(5, 7));

    apply(message(6, 5));
    assertThat(holding(TOKEN, BEN)).isEqualTo(known(7, 5));
    apply(message(6, 6));
    assertThat(holding(TOKEN, BEN)).isEqualTo(known(7, 7));
    assertThat(holding(TOKEN, ANN)).isEqualTo(known(5, 5));
  }

  @Test
  void aReorganisationTakesAccessBackAndGivesItBack() {
    apply(picture());
    var bought = block(4, transfer(NOBODY, BEN, "5"), transfer(BEN, ANN, "1"));
    var sold = block(5, transfer(ANN, NOBODY, "8"));
    apply(message(5, 3).addBlocks(bought).addBlocks(sold));
    assertThat(holding(TOKEN, ANN)).isEqualTo(known(0, 7));
    assertThat(holding(TOKEN, BEN)).isEqualTo(known(4, 0));

    apply(
        message(4, 3)
            .addBlocks(sold.setRetracted(true))
            .addBlocks(bought.setRetracted(true))
            .setLatest(id(3)));

    assertThat(holding(TOKEN, ANN)).isEqualTo(known(7, 7));
    assertThat(holding(TOKEN, BEN)).isEqualTo(known(0, 0));
    // The same height again, and nothing of the old block is left to become final.
    apply(message(4, 4).addBlocks(block(4, transfer(ANN, BEN, "3"))));
    assertThat(holding(TOKEN, ANN)).isEqualTo(known(4, 4));
    assertThat(holding(TOKEN, BEN)).isEqualTo(known(3, 3));
  }

  @Test
  void theNewestBlockAloneCountsWhereNoFinalityIsAskedFor() {
    apply(picture());
    apply(message(4, 3).addBlocks(block(4, transfer(NOBODY, BEN, "5"), transfer(ANN, BEN, "2"))));
    var token = new AccessToken(1, TOKEN, BigInteger.ONE);
    assertThat(replica.holding(token, BEN, new Finality.Latest()))
        .isEqualTo(new Holding.Known(BigInteger.valueOf(7), BigInteger.valueOf(7), 4));
    assertThat(replica.holding(token, ANN, new Finality.Latest()))
        .isEqualTo(new Holding.Known(BigInteger.valueOf(5), BigInteger.valueOf(5), 4));
  }

  @Test
  void aPurchaseCountsOnceItsBlockHasTheConfirmations() {
    apply(picture());
    apply(message(4, 3).addBlocks(block(4, transfer(NOBODY, BEN, "5"))));
    assertThat(counted(BEN)).containsExactly(5L, 0L, 0L, 0L);

    // Blocks confirm it whether or not they change a balance.
    apply(message(5, 3));
    assertThat(counted(BEN)).containsExactly(5L, 5L, 0L, 0L);
    apply(message(6, 3).addBlocks(block(6, transfer(NOBODY, BEN, "1"))));
    assertThat(counted(BEN)).containsExactly(6L, 5L, 5L, 0L);
  }

  @Test
  void aSaleCountsAtOnceHoweverManyConfirmationsAreAskedFor() {
    apply(picture());
    apply(message(4, 3).addBlocks(block(4, transfer(ANN, NOBODY, "5"))));
    assertThat(counted(ANN)).containsExactly(2L, 2L, 2L, 2L);
    // And buying back does not undo it before its time.
    apply(message(5, 3).addBlocks(block(5, transfer(NOBODY, ANN, "5"))));
    assertThat(counted(ANN)).containsExactly(7L, 2L, 7L, 7L);
  }

  @Test
  void whatIsFinalNeedsNoMoreConfirmations() {
    apply(picture());
    apply(
        message(6, 3)
            .addBlocks(block(4, transfer(NOBODY, BEN, "5")))
            .addBlocks(block(6, transfer(NOBODY, BEN, "1"))));
    assertThat(counted(BEN)).containsExactly(6L, 5L, 5L, 0L);
    apply(message(6, 4));
    assertThat(counted(BEN)).containsExactly(6L, 5L, 5L, 5L);
    apply(message(6, 6));
    assertThat(counted(BEN)).containsExactly(6L, 6L, 6L, 6L);
  }

  @Test
  void aReorganisationTakesConfirmationsBack() {
    apply(picture());
    var bought = block(4, transfer(NOBODY, BEN, "5"));
    var more = block(5, transfer(NOBODY, BEN, "1"));
    apply(message(6, 3).addBlocks(bought).addBlocks(more));
    assertThat(counted(BEN)).containsExactly(6L, 6L, 5L, 0L);

    // In the middle of it block 5 is gone and nothing else is known to be above block 4.
    apply(message(6, 3).setComplete(false).addBlocks(more.setRetracted(true)));
    assertThat(counted(BEN)).containsExactly(5L, 0L, 0L, 0L);
    apply(message(6, 3).addBlocks(block(5).setHash(hash(55))));
    assertThat(counted(BEN)).containsExactly(5L, 5L, 5L, 0L);

    apply(
        message(4, 3)
            .addBlocks(block(5).setHash(hash(55)).setRetracted(true))
            .addBlocks(bought.setRetracted(true))
            .addBlocks(block(4, transfer(ANN, BEN, "2")).setHash(hash(44)))
            .setLatest(id(4).setHash(hash(44))));
    assertThat(counted(BEN)).containsExactly(2L, 0L, 0L, 0L);
    assertThat(counted(ANN)).containsExactly(5L, 5L, 5L, 5L);
  }

  @Test
  void aTransferToOneselfOrOfNothingChangesNothing() {
    apply(picture());
    apply(message(4, 3).addBlocks(block(4, transfer(ANN, ANN, "7"), transfer(BEN, ANN, "0"))));
    assertThat(holding(TOKEN, ANN)).isEqualTo(known(7, 7));
    assertThat(holding(TOKEN, BEN)).isEqualTo(known(0, 0));
  }

  @Test
  void aTokenIsKnownFromTheBlockThatMadeItAndNotWhenThatIsTakenBack() {
    apply(picture());
    var made = block(4).addCreatedTokens(OTHER.toString());
    apply(message(4, 3).addBlocks(made));
    assertThat(holding(OTHER, ANN)).isEqualTo(known(0, 0));

    apply(message(4, 3).setLatest(id(3)).addBlocks(made.setRetracted(true)));
    assertThat(holding(OTHER, ANN)).isEqualTo(new Holding.NotLoaded());
  }

  @Test
  void thePicturesBlocksAreUndoneLikeLaterOnes() {
    var above = block(4, transfer(NOBODY, BEN, "5"));
    apply(picture().setComplete(false).clearCursor());
    apply(message(4, 3).addBlocks(above));
    assertThat(holding(TOKEN, BEN)).isEqualTo(known(5, 0));

    apply(message(4, 3).setLatest(id(3)).addBlocks(above.setRetracted(true)));
    assertThat(holding(TOKEN, BEN)).isEqualTo(known(0, 0));
  }

  @Test
  void aLargeBlockComesAndGoesInParts() {
    apply(picture());
    var made = part(4, 0, transfer(NOBODY, BEN, "5")).addCreatedTokens(OTHER.toString());
    var moved = part(4, 1, transfer(BEN, ANN, "5"), transfer(ANN, NOBODY, "1"));
    apply(message(4, 3).setComplete(false).addBlocks(made));
    apply(message(4, 3).addBlocks(moved));
    assertThat(holding(TOKEN, ANN)).isEqualTo(known(11, 7));
    assertThat(holding(TOKEN, BEN)).isEqualTo(known(0, 0));

    apply(message(3, 3).setComplete(false).addBlocks(moved.setRetracted(true)));
    apply(message(3, 3).addBlocks(made.setRetracted(true)));
    assertThat(holding(TOKEN, ANN)).isEqualTo(known(7, 7));
    assertThat(holding(OTHER, ANN)).isEqualTo(new Holding.NotLoaded());
  }

  @Test
  void whatIsBehindIsAsOldAsItWasUntilEverythingWasTold() {
    apply(picture());
    now += 9_000_000_000L;
    // Back after a while: the chain is far ahead, and its head's age is not that of Ann's 7.
    apply(message(90, 3).setComplete(false).addBlocks(block(4, transfer(NOBODY, BEN, "1"))));
    assertThat(holding(TOKEN, ANN)).isEqualTo(known(7, 7));
    now += 2_000_000_000L;
    assertThat(holding(TOKEN, ANN)).isEqualTo(new Holding.Stale());

    apply(message(90, 50).addBlocks(block(90, transfer(ANN, NOBODY, "7"))));
    assertThat(holding(TOKEN, ANN)).isEqualTo(known(0, 7));
    assertThat(holding(TOKEN, BEN)).isEqualTo(known(1, 1));
  }

  @Test
  void aResetForgetsUntilTheNewPictureIsComplete() {
    apply(picture());
    apply(message(3, 3).setReset(true).addTokens(token(TOKEN)).setComplete(false).clearCursor());
    assertThat(holding(TOKEN, ANN)).isEqualTo(new Holding.NotLoaded());
    assertThat(replica.cursor()).isEmpty();

    apply(message(3, 3));
    assertThat(holding(TOKEN, ANN)).isEqualTo(known(0, 0));
  }

  @Test
  void whatItHoldsStaysWhenTheCursorIsForgotten() {
    apply(picture());
    replica.forgetCursor();
    assertThat(replica.cursor()).isEmpty();
    assertThat(holding(TOKEN, ANN)).isEqualTo(known(7, 7));
  }

  @Test
  void nothingIsDecidedWhileThereIsAProblem() {
    apply(picture());
    apply(message(4, 3).addBlocks(block(4, transfer(ANN, BEN, "1"))).setProblem("audit"));
    assertThat(holding(TOKEN, ANN)).isEqualTo(new Holding.Stale());
    assertThat(replica.status().problem()).isEqualTo("audit");

    apply(message(4, 3));
    assertThat(holding(TOKEN, ANN)).isEqualTo(known(6, 7));
  }

  @Test
  void ageIsTheHeadsAgeAndTheTimeSinceTheMessage() {
    apply(picture().setHeadAge(Durations.fromSeconds(6)));
    now += 4_000_000_000L;
    assertThat(holding(TOKEN, ANN)).isEqualTo(known(7, 7));

    // The clock's count overflows here, which must not make it young.
    now += 1_500_000_000L;
    assertThat(holding(TOKEN, ANN)).isEqualTo(new Holding.Stale());

    apply(message(3, 3));
    assertThat(holding(TOKEN, ANN)).isEqualTo(known(7, 7));
  }

  @Test
  void howOldAHeadMayBeIsTheChainsToSay() {
    apply(picture().setHeadAge(Durations.fromSeconds(40)).setMaxHeadAge(Durations.fromSeconds(60)));
    now += 19_000_000_000L;
    assertThat(holding(TOKEN, ANN)).isEqualTo(known(7, 7));
    now += 2_000_000_000L;
    assertThat(holding(TOKEN, ANN)).isEqualTo(new Holding.Stale());
    assertThat(replica.status().maxHeadAge()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void aHeadThatWasNeverConfirmedIsStale() {
    apply(picture().clearHeadAge());
    assertThat(holding(TOKEN, ANN)).isEqualTo(new Holding.Stale());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"much", "", "-1", "1e3", "0x1", "\u0661", "79228162514264337593543950336"})
  void anAmountThatIsNoneLeavesNothingToTrust(String amount) {
    isRefused(picture().clearBalances().addBalances(balance(ANN, amount)));
    apply(picture());
    isRefused(message(4, 3).addBlocks(block(4, transfer(NOBODY, ANN, amount))));
  }

  @Test
  void whatDoesNotFollowLeavesNothingToTrust() {
    // Before any picture.
    isRefused(message(3, 3));
    isRefused(message(4, 3).addBlocks(block(4)));
    // In a picture.
    isRefused(picture().addTokens(token(TOKEN)));
    isRefused(picture().addTokens(token(OTHER).toBuilder().setChainId(2)));
    isRefused(picture().addBalances(balance(ANN, "7")));
    isRefused(picture().addBalances(balance(NOBODY, "7")));
    isRefused(picture().clearTokens());
    isRefused(picture().addBlocks(block(3)));
    isRefused(picture().setLatest(id(3).setHash("0x12")));
    isRefused(picture().setLatest(id(-3)));
    for (var bad :
        List.of(
            message(3, 3).addBalances(balance(BEN, "1")),
            message(3, 3).addTokens(token(OTHER)),
            // More than the sender holds, and more than anybody can.
            message(4, 3).addBlocks(block(4, transfer(ANN, BEN, "8"))),
            message(4, 3).addBlocks(block(4, transfer(BEN, ANN, "1"), transfer(NOBODY, BEN, "1"))),
            message(4, 3)
                .addBlocks(block(4, transfer(NOBODY, ANN, "79228162514264337593543950335"))),
            message(4, 3)
                .addBlocks(
                    block(
                        4,
                        transfer(NOBODY, ANN, "1").toBuilder()
                            .setTokenAddress(OTHER.toString())
                            .build())),
            message(4, 3).addBlocks(block(4).addCreatedTokens(TOKEN.toString())),
            message(4, 3).addBlocks(block(4).addCreatedTokens("0x1")),
            // Blocks out of order, final ones, and the picture's own.
            message(5, 3).addBlocks(block(5)).addBlocks(block(4)),
            message(4, 3)
                .addBlocks(block(4, transfer(NOBODY, BEN, "1")))
                .addBlocks(block(4, transfer(NOBODY, BEN, "1"))),
            message(4, 3)
                .addBlocks(
                    block(4)
                        .addTransfers(transfer(NOBODY, BEN, "1"))
                        .addTransfers(transfer(NOBODY, BEN, "1"))),
            message(3, 3).addBlocks(block(3)),
            message(3, 3).addBlocks(block(3).setRetracted(true)),
            message(4, 3).addBlocks(block(4).setRetracted(true)),
            // A newest block that is not the one applied last.
            message(4, 3).addBlocks(block(5)),
            message(4, 3).addBlocks(block(4).setHash(hash(44))))) {
      apply(picture());
      isRefused(bad);
    }
    apply(picture());
    assertThat(holding(TOKEN, ANN)).isEqualTo(known(7, 7));
  }

  @Test
  void aRetractionOfAnythingButTheNewestBlockLeavesNothingToTrust() {
    var first = block(4, transfer(NOBODY, BEN, "5"));
    var second = block(5, transfer(ANN, BEN, "5"));
    for (var bad :
        List.of(
            first.clone(),
            second.clone().setHash(hash(55)),
            second.clone().setNumber(6),
            second.clone().clearTransfers(),
            second.clone().setTransfers(0, transfer(ANN, BEN, "4")),
            second.clone().setTransfers(0, transfer(ANN, BEN, "5").toBuilder().setLogIndex(1)),
            second.clone().addCreatedTokens(OTHER.toString()))) {
      apply(picture());
      apply(message(5, 3).addBlocks(first).addBlocks(second));
      isRefused(message(9, 3).addBlocks(bad.setRetracted(true)));
    }
    // A final block is never taken back.
    apply(picture());
    apply(message(5, 5).addBlocks(first).addBlocks(second));
    isRefused(message(5, 5).addBlocks(second.clone().setRetracted(true)));
  }

  /** Two wallets pass 10 on and on, in two transfers a block. */
  @Test
  @Timeout(60)
  void readersSeeWholeMessages() throws Exception {
    apply(picture().clearBalances().addBalances(balance(ANN, "10")));
    var done = new AtomicBoolean();
    var torn = new AtomicBoolean();
    var started = new CountDownLatch(2);
    try (var readers = Executors.newFixedThreadPool(2)) {
      for (var i = 0; i < 2; i++) {
        var _ =
            readers.submit(
                () -> {
                  var token = new AccessToken(1, TOKEN, BigInteger.ONE);
                  started.countDown();
                  while (!done.get()) {
                    // Between the two transfers of a block it would be 4 or 1.
                    for (var finality :
                        List.of(new Finality.Safe(), new Finality.Confirmations(2))) {
                      var seen = atAnyBlock(replica.holding(token, BEN, finality));
                      if (!List.of(known(0, 0), known(10, 0)).contains(seen)) {
                        torn.set(true);
                      }
                    }
                  }
                });
      }
      started.await();
      for (var n = 0; n < 20_000; n++) {
        var number = 4 + 2L * n;
        var there = block(number, transfer(ANN, BEN, "4"), transfer(ANN, BEN, "6"));
        var back = block(number + 1, transfer(BEN, ANN, "9"), transfer(BEN, ANN, "1"));
        apply(message(number, number - 1).addBlocks(there));
        apply(message(number + 1, number - 1).addBlocks(back));
        apply(message(number + 1, number + 1));
      }
      done.set(true);
    }
    assertThat(torn).isFalse();
    assertThat(holding(TOKEN, ANN)).isEqualTo(known(10, 10));
  }
}
