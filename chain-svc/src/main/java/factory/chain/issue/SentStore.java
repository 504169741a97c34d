package factory.chain.issue;

import factory.chain.evm.Account;
import factory.mesh.Database;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.mapper.RowMapper;

/** The transactions of one key on one chain in Postgres. */
public final class SentStore {
  private static final RowMapper<Sent> SENT =
      (row, _) ->
          new Sent(
              row.getString("hash"),
              row.getLong("nonce"),
              row.getString("purpose"),
              row.getString("raw"));

  private final Database database;
  private final long chainId;
  private final Account sender;

  /** The part of the store that is about one key on one chain. */
  public SentStore(Database database, long chainId, Account sender) {
    this.database = database;
    this.chainId = chainId;
    this.sender = sender;
  }

  enum State {
    PENDING("pending"),
    MINED("mined"),
    DROPPED("dropped");

    private final String word;

    State(String word) {
      this.word = word;
    }
  }

  /** Keeps a transaction as pending; one that a rolled back chain forgot becomes pending again. */
  void keep(Sent sent, Instant now) {
    database.inTransaction(
        db ->
            db.createUpdate(
                    """
                    INSERT INTO sent (chain_id, hash, sender, nonce, purpose, raw, state, sent_at)
                    VALUES (:chain, :hash, :sender, :nonce, :purpose, :raw, 'pending', :now)
                    ON CONFLICT ON CONSTRAINT sent_pk
                      DO UPDATE SET state = 'pending', sent_at = excluded.sent_at
                    """)
                .bind("chain", chainId)
                .bind("hash", sent.hash())
                .bind("sender", sender.hex())
                .bind("nonce", sent.nonce())
                .bind("purpose", sent.purpose())
                .bind("raw", sent.raw())
                .bind("now", OffsetDateTime.ofInstant(now, ZoneOffset.UTC))
                .execute());
  }

  /** What may not be on the chain yet, by nonce. */
  List<Sent> pending() {
    return database.inTransaction(
        db ->
            db.createQuery(
                    """
                    SELECT hash, nonce, purpose, raw FROM sent
                    WHERE chain_id = :chain AND sender = :sender AND state = 'pending'
                    ORDER BY nonce
                    """)
                .bind("chain", chainId)
                .bind("sender", sender.hex())
                .map(SENT)
                .list());
  }

  /** The newest transaction for a purpose, whatever became of it. */
  Optional<Sent> newest(String purpose) {
    return database.inTransaction(
        db ->
            db.createQuery(
                    """
                    SELECT hash, nonce, purpose, raw FROM sent
                    WHERE chain_id = :chain AND sender = :sender AND purpose = :purpose
                    ORDER BY sent_at DESC, nonce DESC LIMIT 1
                    """)
                .bind("chain", chainId)
                .bind("sender", sender.hex())
                .bind("purpose", purpose)
                .map(SENT)
                .findOne());
  }

  void mark(Sent sent, State state) {
    database.inTransaction(
        db ->
            db.createUpdate(
                    "UPDATE sent SET state = :state WHERE chain_id = :chain AND hash = :hash")
                .bind("state", state.word)
                .bind("chain", chainId)
                .bind("hash", sent.hash())
                .execute());
  }

  /** Gives up everything that is pending. */
  void dropPending() {
    database.inTransaction(
        db ->
            db.createUpdate(
                    """
                    UPDATE sent SET state = 'dropped'
                    WHERE chain_id = :chain AND sender = :sender AND state = 'pending'
                    """)
                .bind("chain", chainId)
                .bind("sender", sender.hex())
                .execute());
  }
}
