package factory.chain.issue;

import static org.assertj.core.api.Assertions.assertThat;

import factory.chain.evm.Account;
import factory.store.Database;
import factory.store.TestDatabase;
import java.sql.DriverManager;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** What the first version has stored is taken over. */
class SentMigrationTest {
  private static final Account SENDER = new Account("0x" + "12".repeat(20));

  @Test
  void whatWasPendingOrMinedIsKeptAndWhatWasDroppedIsNot() throws Exception {
    var place = TestDatabase.fresh("chain");
    Flyway.configure()
        .dataSource(place.url(), place.user(), place.password())
        .schemas("chain")
        .defaultSchema("chain")
        .createSchemas(true)
        .locations("classpath:db/chain")
        .target("1")
        .load()
        .migrate();
    try (var connection = DriverManager.getConnection(place.url(), place.user(), place.password());
        var statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO chain.sent (chain_id, hash, sender, nonce, purpose, raw, state, sent_at)
          SELECT 1, hash, '%s', nonce, purpose, '0x01', state, now() FROM (VALUES
            ('0xa', 0, 'factory', 'mined'),
            ('0xb', 1, 'books', 'dropped'),
            ('0xc', 1, 'books', 'mined'),
            ('0xd', 2, 'books', 'mined'),
            ('0xe', 3, 'films', 'pending'),
            ('0xf', 4, 'gone', 'dropped')) rows (hash, nonce, purpose, state)
          """
              .formatted(SENDER));
    }

    try (var database = Database.open(place)) {
      var store = new SentStore(database, 1, SENDER);

      assertThat(store.of(Sent.FACTORY).orElseThrow().state()).isEqualTo(Sent.State.FINAL);
      assertThat(store.of("books").orElseThrow().newest().hash()).isEqualTo("0xd");
      assertThat(store.at(1).orElseThrow().failed()).isTrue();
      assertThat(store.at(1).orElseThrow().newest().hash()).isEqualTo("0xc");
      assertThat(store.open()).extracting(Sent::purpose).containsExactly("films");
      assertThat(store.at(4)).isEmpty();
    }
  }
}
