package factory.chain.index;

import static org.assertj.core.api.Assertions.assertThat;

import factory.chain.evm.Account;
import factory.store.Database;
import factory.store.TestDatabase;
import java.math.BigInteger;
import java.sql.DriverManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TradeStoreTest {
  private static final Account TOKEN = PaintedChain.token(1).address();

  private final Database.Place place = TestDatabase.fresh("chain");

  private static Trade trade(long block, long index) {
    return new Trade(
        new Trade.Spot(block, index),
        Optional.<Instant>empty(),
        TOKEN,
        Trade.Side.BUY,
        PaintedChain.account(1),
        PaintedChain.account(2),
        BigInteger.valueOf(block),
        BigInteger.TWO.pow(256).subtract(BigInteger.ONE),
        PaintedChain.hash(block));
  }

  private static Fill fill(long upTo, List<Trade> trades) {
    var block = new BlockRef(upTo, PaintedChain.hash(upTo), Instant.EPOCH);
    var created = upTo == 1 ? List.of(PaintedChain.token(1)) : List.<factory.chain.token.Token>of();
    return new Fill(block, created, List.of(), trades);
  }

  /** Two in each block, so that a block is in the way of the bound. */
  @Test
  void theNewestOfATokenAreKeptByWholeBlocksAndItIsSaidFromWhereOn() {
    try (var database = Database.open(place)) {
      var index = new IndexStore(database, 1);
      var store = new TradeStore(database, 1);
      var picture = new Picture();
      picture.load(index.load(), false);
      index.fill(picture.plan(fill(1, List.of())));
      assertThat(store.page(TOKEN, Optional.empty(), 10).trades()).isEmpty();

      List<Trade> trades = new ArrayList<>();
      IntStream.range(0, TradeStore.MOST + 3).forEach(i -> trades.add(trade(10 + i / 2, i % 2)));
      index.fill(
          new Planned(List.of(), List.of(), List.of(), List.of(), trades, Optional.empty(), 0));

      var page = store.page(TOKEN, Optional.empty(), TradeStore.MOST + 3);
      assertThat(page.trades()).isEqualTo(trades.reversed().subList(0, page.trades().size()));
      assertThat(page.trades()).hasSize(TradeStore.MOST - 1);
      assertThat(page.completeFrom()).isEqualTo(12);
      assertThat(page.trades().getLast().place()).isEqualTo(new Trade.Spot(12, 0));
      assertThat(store.page(TOKEN, Optional.of(new Trade.Spot(12, 1)), 5).trades()).hasSize(1);

      index.startOver(Optional.empty());
      assertThat(store.page(TOKEN, Optional.empty(), 5))
          .isEqualTo(new TradeStore.Page(List.of(), 0));
    }
  }

  @Test
  void ofWhatWasIndexedBeforeItIsSaidThatItsTradesAreNotKnown() throws Exception {
    Flyway.configure()
        .dataSource(place.url(), place.user(), place.password())
        .schemas("chain")
        .defaultSchema("chain")
        .createSchemas(true)
        .locations("classpath:db/chain")
        .target("5")
        .load()
        .migrate();
    try (var connection = DriverManager.getConnection(place.url(), place.user(), place.password());
        var statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO chain.followed_chain
            (chain_id, finalized_number, finalized_hash, finalized_time)
          VALUES (1, 20, '0x', now()), (2, 30, '0x', now());
          INSERT INTO chain.block (chain_id, number, hash, parent_hash, time)
          VALUES (1, 21, '0x', '0x', now()), (1, 22, '0x', '0x', now());
          INSERT INTO chain.token
            (chain_id, address, service_id, access_threshold, name_hex, block_number)
          VALUES (1, '%s', gen_random_uuid(), 1, '0x', 3), (2, '%s', gen_random_uuid(), 1, '0x', 3)
          """
              .formatted(TOKEN, TOKEN));
    }

    try (var database = Database.open(place)) {
      assertThat(new TradeStore(database, 1).page(TOKEN, Optional.empty(), 1).completeFrom())
          .isEqualTo(23);
      assertThat(new TradeStore(database, 2).page(TOKEN, Optional.empty(), 1).completeFrom())
          .isEqualTo(31);
    }
  }
}
