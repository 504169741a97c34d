package factory.chain.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import factory.chain.evm.Account;
import factory.chain.token.Token;
import factory.chain.token.TokenName;
import factory.mesh.Feed;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PictureTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final Picture picture = new Picture();
  private long number;

  private static Account account(int i) {
    return new Account("0x%040x".formatted(i));
  }

  private static Token token(int i) {
    return new Token(
        account(1_000_000 + i),
        new UUID(0, i),
        BigInteger.ONE,
        TokenName.parse("Token " + i).orElseThrow(),
        1);
  }

  private static BlockRange.Move mint(Token token, int wallet, long amount) {
    return new BlockRange.Move(
        0, token.address(), Account.NOBODY, account(wallet), BigInteger.valueOf(amount));
  }

  private static BlockRange.Move move(Token token, int from, int to, long amount) {
    return new BlockRange.Move(
        0, token.address(), account(from), account(to), BigInteger.valueOf(amount));
  }

  private void apply(List<Token> created, BlockRange.Move... moves) {
    number++;
    var range =
        new BlockRange(
            List.of(new BlockRef(number, "0x" + number)),
            created,
            List.of(moves).stream()
                .map(m -> new BlockRange.Move(number, m.token(), m.from(), m.to(), m.amount()))
                .toList());
    picture.apply(picture.plan(range), NOW, true);
  }

  /** What a watcher makes of its messages. */
  private static final class Seen {
    final Map<Account, Map<Account, BigInteger>> tokens = new HashMap<>();
    boolean complete;
    int resets;
    int messages;

    BigInteger holds(Token token, int wallet) {
      return tokens
          .getOrDefault(token.address(), Map.of())
          .getOrDefault(account(wallet), BigInteger.ZERO);
    }

    void drain(Feed.Source<Update> source) {
      for (var update = source.next(); update.isPresent(); update = source.next()) {
        apply(update.get());
      }
    }

    void apply(Update update) {
      messages++;
      if (update.reset()) {
        tokens.clear();
        resets++;
      }
      update.tokens().forEach(token -> tokens.put(token, new HashMap<>()));
      for (var holding : update.holdings()) {
        var balances = tokens.get(holding.token());
        if (balances == null) {
          throw new AssertionError("a balance of a token that was not announced");
        }
        if (holding.amount().signum() == 0) {
          balances.remove(holding.wallet());
        } else {
          balances.put(holding.wallet(), holding.amount());
        }
      }
      complete = update.complete();
    }
  }

  @Test
  void movesBalancesAndKeepsTheSupply() {
    var token = token(1);
    apply(List.of(token), mint(token, 1, 100), move(token, 1, 2, 30), move(token, 2, 2, 5));

    assertThat(picture.balance(token.address(), account(1)).orElseThrow().amount()).isEqualTo(70);
    assertThat(picture.balance(token.address(), account(2)).orElseThrow().amount()).isEqualTo(30);
    assertThat(picture.at(token.address()).orElseThrow().supply()).isEqualTo(100);
    assertThat(picture.balance(account(9), account(1))).isEmpty();

    apply(
        List.of(),
        new BlockRange.Move(
            0, token.address(), account(1), Account.NOBODY, BigInteger.valueOf(70)));

    assertThat(picture.at(token.address()).orElseThrow().supply()).isEqualTo(30);
  }

  @Test
  void remembersWhatWasHeldBeforeEachBlockOnce() {
    var token = token(1);
    var changes =
        picture.plan(
            new BlockRange(
                List.of(new BlockRef(1, "0x1"), new BlockRef(2, "0x2")),
                List.of(token),
                List.of(
                    new BlockRange.Move(
                        1, token.address(), Account.NOBODY, account(1), BigInteger.TEN),
                    new BlockRange.Move(
                        1, token.address(), Account.NOBODY, account(1), BigInteger.TEN),
                    new BlockRange.Move(
                        2, token.address(), account(1), account(2), BigInteger.ONE))));

    assertThat(changes.before())
        .extracting(
            Changes.Before::blockNumber, b -> b.holding().wallet(), b -> b.holding().amount())
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(1L, account(1), BigInteger.ZERO),
            org.assertj.core.groups.Tuple.tuple(2L, account(1), BigInteger.valueOf(20)),
            org.assertj.core.groups.Tuple.tuple(2L, account(2), BigInteger.ZERO));
  }

  @Test
  void refusesATransferOfMoreThanIsHeld() {
    var token = token(1);
    apply(List.of(token), mint(token, 1, 100));

    assertThatThrownBy(() -> apply(List.of(), move(token, 1, 2, 101))).isInstanceOf(Broken.class);
  }

  @Test
  void tellsANewWatcherToWaitUntilTheBalancesAreThoseOfAHead() {
    var watcher = picture.watcher();
    var seen = new Seen();

    seen.drain(watcher);
    assertThat(seen.resets).isEqualTo(1);
    assertThat(seen.complete).isFalse();
    apply(List.of(token(1)), mint(token(1), 1, 5));
    seen.drain(watcher);

    assertThat(seen.complete).isTrue();
    assertThat(seen.tokens.get(token(1).address()))
        .containsEntry(account(1), BigInteger.valueOf(5));
  }

  @Test
  void tellsNothingOfARollBackBeforeItIsOver() {
    apply(List.of(token(1)), mint(token(1), 1, 5));
    var watcher = picture.watcher();
    var seen = new Seen();
    seen.drain(watcher);

    picture.unsettle();
    seen.drain(watcher);
    assertThat(seen.complete).isFalse();
    assertThat(seen.tokens).isEmpty();
    picture.load(
        new Contents(
            Optional.empty(), Optional.of(new Head(1, "0x1", NOW)), List.of(token(1)), List.of()),
        false);
    seen.drain(watcher);
    assertThat(seen.complete).isFalse();
    assertThat(picture.heartbeat().complete()).isFalse();
    picture.confirm(NOW);
    seen.drain(watcher);

    assertThat(seen.complete).isTrue();
    assertThat(seen.tokens.get(token(1).address())).isEmpty();
  }

  @Test
  void sendsALargePictureInManyMessagesAndLaterChangesInOne() {
    var token = token(1);
    List<BlockRange.Move> mints = new ArrayList<>();
    for (int i = 1; i <= 3 * Picture.BATCH + 1; i++) {
      mints.add(mint(token, i, i));
    }
    apply(List.of(token), mints.toArray(BlockRange.Move[]::new));
    var watcher = picture.watcher();
    var seen = new Seen();

    seen.drain(watcher);
    assertThat(seen.messages).isEqualTo(5);
    assertThat(seen.tokens.get(token.address())).hasSize(3 * Picture.BATCH + 1);
    for (int i = 0; i < 10; i++) {
      apply(List.of(), mint(token, 1, 1));
    }
    seen.drain(watcher);

    assertThat(seen.messages).isEqualTo(6);
    assertThat(seen.resets).isEqualTo(1);
    assertThat(seen.tokens.get(token.address())).containsEntry(account(1), BigInteger.valueOf(11));
  }

  @Test
  void startsAWatcherOverThatFellTooFarBehind() {
    var token = token(1);
    apply(List.of(token), mint(token, 1, 1));
    var watcher = picture.watcher();
    var seen = new Seen();
    seen.drain(watcher);

    for (int i = 0; i < 60_000; i++) {
      apply(List.of(), mint(token, 1, 1));
    }
    seen.drain(watcher);

    assertThat(seen.resets).isEqualTo(2);
    assertThat(seen.complete).isTrue();
    assertThat(seen.tokens.get(token.address()))
        .containsEntry(account(1), BigInteger.valueOf(60_001));
  }

  @Test
  void watchersThatJoinAtAnyMomentLoseNothing() throws Exception {
    var random = new Random(3);
    List<Token> tokens = List.of(token(1), token(2), token(3));
    apply(tokens);
    var over = new AtomicBoolean();
    List<Future<Seen>> watchers = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int block = 0; block < 3_000; block++) {
        if (block % 200 == 0) {
          Callable<Seen> watch =
              () -> {
                var seen = new Seen();
                var watcher = picture.watcher();
                while (!over.get()) {
                  seen.drain(watcher);
                  picture.news().await(picture.news().count(), Duration.ofMillis(1));
                }
                seen.drain(watcher);
                return seen;
              };
          watchers.add(threads.submit(watch));
        }
        var token = tokens.get(random.nextInt(3));
        apply(List.of(), mint(token, 1 + random.nextInt(50), 1 + random.nextInt(9)));
      }
      over.set(true);
    }

    for (var watcher : watchers) {
      var seen = watcher.get();
      assertThat(seen.complete).isTrue();
      for (var token : tokens) {
        for (int wallet = 1; wallet <= 50; wallet++) {
          assertThat(seen.holds(token, wallet))
              .isEqualTo(picture.balance(token.address(), account(wallet)).orElseThrow().amount());
        }
      }
    }
  }
}
