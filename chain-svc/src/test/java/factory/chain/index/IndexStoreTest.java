package factory.chain.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import factory.chain.token.Token;
import factory.store.Database;
import factory.store.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IndexStoreTest {
  private final Database database = Database.open(TestDatabase.fresh("chain"));
  private final IndexStore store = new IndexStore(database, 1);
  private final PaintedChain chain = new PaintedChain(store);
  private final List<Token> tokens = List.of(PaintedChain.token(1), PaintedChain.token(2));

  @AfterEach
  void close() {
    database.close();
  }

  /** What another node would show. */
  private Picture reloaded() {
    var picture = new Picture();
    picture.load(store.load(), true);
    return picture;
  }

  private void requireStored() {
    var shown = reloaded();
    assertThat(shown.head()).isEqualTo(chain.picture.head());
    assertThat(shown.finalized()).isEqualTo(chain.picture.finalized());
    assertThat(shown.tokens()).isEqualTo(chain.picture.tokens());
    for (var token : tokens) {
      for (int wallet = 1; wallet <= 8; wallet++) {
        var account = PaintedChain.account(wallet);
        assertThat(shown.balance(token.address(), account))
            .isEqualTo(chain.picture.balance(token.address(), account));
      }
    }
  }

  @Test
  void whatIsStoredIsWhatIsShownAfterAnyChange() {
    var random = new Random(1);
    chain.picture.load(store.load(), true);
    chain.block(tokens);
    for (int round = 0; round < 150; round++) {
      List<Move> moves = new ArrayList<>();
      for (int i = random.nextInt(4); i > 0; i--) {
        var token = tokens.get(random.nextInt(2));
        var wallet = 1 + random.nextInt(8);
        moves.add(chain.mint(token, wallet, 5));
        moves.add(
            random.nextBoolean()
                ? chain.move(token, wallet, 1 + random.nextInt(8), 1 + random.nextInt(5))
                : chain.burn(token, wallet, 5));
      }
      chain.block(List.of(), moves.toArray(Move[]::new));
      if (random.nextInt(4) == 0) {
        chain.settle(Math.max(1, chain.height() - random.nextInt(4)));
      }
      var above = chain.height() - Math.max(chain.settled(), 1);
      if (random.nextInt(5) == 0 && above > 0) {
        chain.reorganise(chain.height() - 1 - random.nextInt((int) above));
      }
      if (random.nextInt(4) == 0) {
        requireStored();
      }
    }
    requireStored();
  }

  @Test
  void aWatcherGoesOnAfterARestart() {
    chain.picture.load(store.load(), true);
    chain.block(tokens);
    chain.settle(1);
    IntStream.rangeClosed(1, 5)
        .forEach(i -> chain.block(List.of(), chain.mint(tokens.getFirst(), i, i)));
    var before = new Seen(chain.picture.watch(Selection.ALL, Optional.empty()));
    before.drain();
    chain.block(List.of(), chain.mint(tokens.getFirst(), 6, 6));

    var after = new Seen(reloaded().watch(Selection.ALL, before.cursor), before);
    after.drain();

    assertThat(after.resets).isEqualTo(1);
    assertThat(after.now(tokens.getFirst(), 6)).isEqualTo(6);
    assertThat(after.complete).isTrue();
  }

  @Test
  void whoHasNotSeenTheLastChangeChangesNothing() {
    var other = new PaintedChain(new IndexStore(database, 1));
    other.load();
    chain.picture.load(store.load(), true);
    chain.block(tokens, chain.mint(tokens.getFirst(), 1, 5));

    assertThatThrownBy(() -> other.block(tokens, other.mint(tokens.getFirst(), 1, 7)))
        .isInstanceOf(Overtaken.class);
    requireStored();
    assertThatThrownBy(() -> other.settle(1)).isInstanceOf(Overtaken.class);

    store.startOver(Optional.empty());
    chain.picture.load(store.load(), true);
    other.load();
    other.block(tokens, other.mint(tokens.getFirst(), 1, 7));
    assertThatThrownBy(() -> chain.settle(1)).isInstanceOf(Overtaken.class);
  }

  @Test
  void anIndexThatIsBegunAnewIsAnotherGeneration() {
    var generation = store.load().generation();
    assertThat(store.load().generation()).isEqualTo(generation);

    store.startOver(Optional.empty());

    assertThat(store.load().generation()).isNotEqualTo(generation);
  }
}
