package factory.chain.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import factory.chain.evm.Account;
import factory.chain.token.Token;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PictureTest {
  private final PaintedChain chain = new PaintedChain();
  private final Picture picture = chain.picture;
  private final Token token = PaintedChain.token(1);

  @BeforeEach
  void begin() {
    chain.begin();
  }

  private static Account account(int i) {
    return PaintedChain.account(i);
  }

  private long now(int wallet) {
    return picture.balance(token.address(), account(wallet)).orElseThrow().amount().longValue();
  }

  private long atFinal(int wallet) {
    return picture
        .balance(token.address(), account(wallet))
        .orElseThrow()
        .finalizedAmount()
        .longValue();
  }

  private Seen watch() {
    return new Seen(picture.watch(Selection.ALL, Optional.empty()));
  }

  private Seen resume(Seen before) {
    return new Seen(picture.watch(Selection.ALL, before.cursor), before);
  }

  @Test
  void movesBalancesAndKeepsTheSupply() {
    chain.block(List.of(token), chain.mint(token, 1, 100), chain.move(token, 1, 2, 30));
    chain.block(List.of(), chain.move(token, 2, 2, 5));

    assertThat(now(1)).isEqualTo(70);
    assertThat(now(2)).isEqualTo(30);
    assertThat(picture.at(token.address()).orElseThrow().supply()).isEqualTo(100);
    assertThat(picture.at(token.address()).orElseThrow().holders()).isEqualTo(2);
    assertThat(picture.balance(account(9), account(1))).isEmpty();

    chain.block(List.of(), chain.burn(token, 1, 70));

    assertThat(picture.at(token.address()).orElseThrow().supply()).isEqualTo(30);
    assertThat(picture.at(token.address()).orElseThrow().holders()).isEqualTo(1);
    assertThat(picture.holders(token.address()).orElseThrow())
        .containsExactly(new Holding(token.address(), account(2), BigInteger.valueOf(30)));
  }

  @Test
  void whatIsFinalStaysAndWhatIsAboveIsTakenBack() {
    chain.block(List.of(token), chain.mint(token, 1, 100));
    chain.settle(1);
    chain.block(List.of(), chain.move(token, 1, 2, 30));
    chain.block(List.of(), chain.move(token, 2, 3, 30));
    assertThat(atFinal(1)).isEqualTo(100);
    assertThat(now(3)).isEqualTo(30);

    chain.reorganise(1);

    assertThat(now(1)).isEqualTo(100);
    assertThat(now(2)).isZero();
    assertThat(now(3)).isZero();
    assertThat(picture.at(token.address()).orElseThrow().holders()).isEqualTo(1);
    chain.block(List.of(), chain.move(token, 1, 4, 1));
    chain.settle(2);
    assertThat(atFinal(1)).isEqualTo(99);
    assertThat(atFinal(4)).isEqualTo(1);
  }

  @Test
  void refusesWhatCannotFollow() {
    chain.block(List.of(token), chain.mint(token, 1, 100));

    assertThatThrownBy(() -> chain.block(List.of(), chain.move(token, 1, 2, 101)))
        .isInstanceOf(Broken.class);
    assertThatThrownBy(() -> chain.block(List.of(token))).isInstanceOf(Broken.class);
    assertThatThrownBy(
            () ->
                chain.block(
                    List.of(),
                    new Move(
                        0,
                        token.address(),
                        Account.NOBODY,
                        account(1),
                        BigInteger.ONE.shiftLeft(96))))
        .isInstanceOf(Broken.class);
    assertThat(now(1)).isEqualTo(100);
  }

  @Test
  void tellsANewWatcherToWaitUntilTheBalancesAreThoseOfAHead() {
    picture.unsettle();
    var seen = watch();

    seen.drain();
    assertThat(seen.resets).isEqualTo(1);
    assertThat(seen.complete).isFalse();
    assertThat(seen.cursor).isEmpty();
    chain.block(List.of(token), chain.mint(token, 1, 5));
    seen.drain();

    assertThat(seen.complete).isTrue();
    assertThat(seen.now(token, 1)).isEqualTo(5);
  }

  @Test
  void aWatcherStartsAtTheFinalBlockAndHearsTheBlocksAboveIt() {
    chain.block(List.of(token), chain.mint(token, 1, 100));
    chain.settle(1);
    chain.block(List.of(PaintedChain.token(2)), chain.move(token, 1, 2, 30));
    var seen = watch();

    seen.drain();

    assertThat(seen.complete).isTrue();
    assertThat(seen.now(token, 2)).isEqualTo(30);
    assertThat(seen.atFinal(token, 1)).isEqualTo(100);
    assertThat(seen.atFinal(token, 2)).isZero();
    assertThat(seen.tokens).contains(PaintedChain.token(2).address());
    chain.settle(2);
    seen.drain();
    assertThat(seen.atFinal(token, 2)).isEqualTo(30);
  }

  @Test
  void aReorganisationIsToldAsRetractionsAndNewBlocks() {
    chain.block(List.of(token), chain.mint(token, 1, 100));
    chain.settle(1);
    chain.block(List.of(), chain.move(token, 1, 2, 30));
    chain.block(List.of(PaintedChain.token(2)), chain.move(token, 2, 3, 30));
    var seen = watch();
    seen.drain();

    chain.reorganise(1);
    chain.block(List.of(), chain.move(token, 1, 4, 1));
    seen.drain();

    assertThat(seen.resets).isEqualTo(1);
    assertThat(seen.retractions).isEqualTo(2);
    assertThat(seen.now(token, 1)).isEqualTo(99);
    assertThat(seen.now(token, 3)).isZero();
    assertThat(seen.now(token, 4)).isEqualTo(1);
    assertThat(seen.tokens).doesNotContain(PaintedChain.token(2).address());
  }

  @Test
  void aCursorGoesOnFromAKeptBlockAndFromARetractedOne() {
    chain.block(List.of(token), chain.mint(token, 1, 100));
    chain.settle(1);
    chain.block(List.of(), chain.move(token, 1, 2, 30));
    var kept = watch();
    kept.drain();
    chain.block(List.of(), chain.move(token, 2, 3, 30));
    var retracted = watch();
    retracted.drain();
    chain.reorganise(2);
    chain.block(List.of(), chain.move(token, 1, 4, 1));

    kept = resume(kept);
    retracted = resume(retracted);
    kept.drain();
    retracted.drain();

    for (var seen : List.of(kept, retracted)) {
      assertThat(seen.resets).isEqualTo(1);
      assertThat(seen.complete).isTrue();
      assertThat(seen.now(token, 2)).isEqualTo(30);
      assertThat(seen.now(token, 3)).isZero();
      assertThat(seen.now(token, 4)).isEqualTo(1);
    }
    assertThat(kept.retractions).isZero();
    assertThat(retracted.retractions).isEqualTo(1);
  }

  @Test
  void aCursorOfAnotherIndexOrOfOtherTokensOrOfAForgottenBlockBeginsAnew() {
    chain.block(List.of(token), chain.mint(token, 1, 100));
    var seen = watch();
    seen.drain();
    var cursor = seen.cursor.orElseThrow();
    var foreign =
        List.of(
            new Cursor(UUID.randomUUID(), cursor.selection(), cursor.number(), cursor.hash()),
            new Cursor(cursor.generation(), "0".repeat(16), cursor.number(), cursor.hash()),
            new Cursor(
                cursor.generation(), cursor.selection(), cursor.number(), PaintedChain.hash(77)),
            new Cursor(cursor.generation(), cursor.selection(), 1_000_000, cursor.hash()));

    for (var other : foreign) {
      var begun = new Seen(picture.watch(Selection.ALL, Optional.of(other)));
      begun.drain();
      assertThat(begun.resets).isEqualTo(1);
      assertThat(begun.now(token, 1)).isEqualTo(100);
    }
    assertThat(Cursor.parse(cursor.toString())).contains(cursor);
    for (var bad :
        List.of(
            "x",
            cursor + "0",
            "." + cursor,
            cursor.toString().toUpperCase(java.util.Locale.ROOT))) {
      assertThat(Cursor.parse(bad)).isEmpty();
    }
  }

  @Test
  void aWatcherOfSomeTokensHearsOfNoOther() {
    var other = PaintedChain.token(2);
    chain.block(List.of(token, other), chain.mint(token, 1, 100), chain.mint(other, 1, 7));
    chain.settle(1);
    var some = Selection.of(java.util.Set.of(other.address()));
    var seen = new Seen(picture.watch(some, Optional.empty()));
    seen.drain();
    assertThat(seen.tokens).containsExactly(other.address());

    chain.block(List.of(), chain.mint(token, 1, 1));
    chain.block(List.of(), chain.mint(token, 1, 1), chain.mint(other, 2, 5));
    chain.reorganise(1);
    chain.block(List.of(), chain.mint(other, 2, 6));
    seen.drain();

    assertThat(seen.tokens).containsExactly(other.address());
    assertThat(seen.now(other, 2)).isEqualTo(6);
    assertThat(seen.complete).isTrue();
  }

  @Test
  void sendsALargePictureAndALargeBlockInParts() {
    List<Move> mints = new ArrayList<>();
    for (int i = 1; i <= 3 * Watch.BATCH + 1; i++) {
      mints.add(chain.mint(token, i, i));
    }
    chain.block(List.of(token), mints.toArray(Move[]::new));
    chain.settle(1);
    chain.block(List.of(), mints.toArray(Move[]::new));
    var seen = watch();

    seen.drain();

    assertThat(seen.messages).isEqualTo(8);
    assertThat(seen.holders(token)).isEqualTo(3 * Watch.BATCH + 1);
    assertThat(seen.now(token, 3 * Watch.BATCH + 1)).isEqualTo(6 * Watch.BATCH + 2);
    assertThat(seen.atFinal(token, 3 * Watch.BATCH + 1)).isEqualTo(3 * Watch.BATCH + 1);
    chain.reorganise(1);
    seen.drain();
    assertThat(seen.now(token, 3 * Watch.BATCH + 1)).isEqualTo(3 * Watch.BATCH + 1);
    for (int i = 0; i < 10; i++) {
      chain.block(List.of(), chain.mint(token, 1, 1));
    }
    var before = seen.messages;
    seen.drain();
    assertThat(seen.messages).isEqualTo(before + 1);
    assertThat(seen.resets).isEqualTo(1);
    assertThat(seen.now(token, 1)).isEqualTo(11);
  }

  @Test
  void startsAWatcherOverThatFellTooFarBehind() {
    chain.block(List.of(token), chain.mint(token, 1, 1));
    var seen = watch();
    seen.drain();

    for (int i = 0; i < Ledger.KEPT_FINAL_BLOCKS + 10; i++) {
      chain.block(List.of(), chain.mint(token, 1, 1));
      chain.settle(chain.height() - 1);
    }
    seen.drain();

    assertThat(seen.resets).isEqualTo(2);
    assertThat(seen.complete).isTrue();
    assertThat(seen.now(token, 1)).isEqualTo(Ledger.KEPT_FINAL_BLOCKS + 11);
  }

  @Test
  void blocksAboveTheFinalOneAreKeptHoweverManyTheyAre() {
    chain.block(List.of(token), chain.mint(token, 1, 1));
    chain.settle(1);
    var seen = watch();
    seen.drain();
    for (int i = 0; i < 1_000; i++) {
      chain.block(List.of(), chain.mint(token, 1, 1));
    }
    seen.drain();

    chain.reorganise(1);
    seen.drain();

    assertThat(seen.resets).isEqualTo(1);
    assertThat(seen.now(token, 1)).isEqualTo(1);
    assertThat(now(1)).isEqualTo(1);
  }

  @Test
  void anIndexThatIsBegunAnewResetsItsWatchers() {
    chain.block(List.of(token), chain.mint(token, 1, 1));
    var seen = watch();
    seen.drain();

    chain.begin();
    picture.unsettle();
    seen.drain();
    assertThat(seen.complete).isFalse();
    assertThat(seen.tokens).isEmpty();
    assertThat(seen.source.heartbeat().complete()).isFalse();
    chain.block(List.of());
    seen.drain();

    assertThat(seen.complete).isTrue();
    assertThat(seen.tokens).isEmpty();
  }

  @Test
  void watchersThatJoinAtAnyMomentLoseNothing() throws Exception {
    var random = new Random(3);
    var tokens = List.of(token, PaintedChain.token(2), PaintedChain.token(3));
    chain.block(tokens);
    chain.settle(1);
    var over = new AtomicBoolean();
    List<Future<Seen>> watchers = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 3_000; round++) {
        if (round % 200 == 0) {
          Callable<Seen> watch =
              () -> {
                var seen = watch();
                while (!over.get()) {
                  seen.drain();
                  picture.news().await(picture.news().count(), Duration.ofMillis(1));
                  if (Thread.currentThread().threadId() % 3 == 0 && seen.cursor.isPresent()) {
                    seen = resume(seen);
                  }
                }
                seen.drain();
                return seen;
              };
          watchers.add(threads.submit(watch));
        }
        if (random.nextInt(10) == 0 && chain.height() > chain.settled() + 1) {
          chain.reorganise(
              chain.height() - 1 - random.nextInt((int) (chain.height() - chain.settled() - 1)));
        }
        var some = tokens.get(random.nextInt(3));
        chain.block(List.of(), chain.mint(some, 1 + random.nextInt(50), 1 + random.nextInt(9)));
        if (random.nextInt(5) == 0) {
          chain.settle(chain.height() - random.nextInt(3));
        }
      }
      over.set(true);
    }

    for (var watcher : watchers) {
      var seen = watcher.get();
      assertThat(seen.complete).isTrue();
      for (var some : tokens) {
        for (int wallet = 1; wallet <= 50; wallet++) {
          var balance = picture.balance(some.address(), account(wallet)).orElseThrow();
          assertThat(seen.now(some, wallet)).isEqualTo(balance.amount().longValue());
          assertThat(seen.atFinal(some, wallet)).isEqualTo(balance.finalizedAmount().longValue());
        }
      }
    }
  }
}
