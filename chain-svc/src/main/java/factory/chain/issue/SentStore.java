package factory.chain.issue;

import factory.chain.evm.Account;
import factory.chain.key.Signed;
import factory.chain.token.ChainFault;
import factory.mesh.Refused;
import factory.store.Database;
import factory.store.Rows;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbRow;
import io.helidon.dbclient.DbStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * The transactions of one key on one chain in Postgres, and who may give out its nonces. Any number
 * of processes may use it at once.
 */
public final class SentStore {
  /** The lock was not to be had, or was taken away. */
  private static final Set<String> LOCKED_OUT = Set.of("55P03", "25P03");

  private final Database database;
  private final long chainId;
  private final Account sender;
  // One connection of this process waits for the row, not the whole pool.
  private final ReentrantLock lock = new ReentrantLock();

  /** The part of the store that is about one key on one chain. */
  public SentStore(Database database, long chainId, Account sender) {
    this.database = database;
    this.chainId = chainId;
    this.sender = sender;
  }

  /**
   * What {@link #give} found or made.
   *
   * @param isNew false when the purpose had one already
   */
  record Given(Sent sent, boolean isNew) {}

  /**
   * Gives the lowest free nonce to a purpose and stores the transaction that is signed for it; a
   * purpose that was given one before, which has not failed, keeps it.
   *
   * @param atLeast how many nonces the chain has used
   */
  Given give(String purpose, long atLeast, LongFunction<Signed> sign, Instant now) {
    return owning(
        db -> {
          var before = of(db, purpose);
          if (before.isPresent()) {
            return new Given(before.get(), false);
          }
          var nonce = lowestFree(db, atLeast);
          var signed = sign.apply(nonce);
          bound(
                  db.createUpdate(
                      """
                      INSERT INTO sent_nonce (chain_id, sender, nonce, purpose, state)
                      VALUES (:chain, :sender, :nonce, :purpose, 'pending')
                      """))
              .addParam("nonce", nonce)
              .addParam("purpose", purpose)
              .execute();
          keep(db, nonce, signed, now);
          return new Given(at(db, nonce).orElseThrow(), true);
        });
  }

  private long lowestFree(DbExecute db, long atLeast) {
    return bound(
            db.createGet(
                """
                SELECT min(free) FROM (
                  SELECT CAST(:least AS bigint) AS free
                  UNION ALL
                  SELECT nonce + 1 FROM sent_nonce
                  WHERE chain_id = :chain AND sender = :sender AND nonce >= :least) candidates
                WHERE NOT EXISTS (
                  SELECT FROM sent_nonce
                  WHERE chain_id = :chain AND sender = :sender AND nonce = free)
                """))
        .addParam("least", atLeast)
        .execute()
        .orElseThrow()
        .column(1)
        .get(Long.class);
  }

  private void keep(DbExecute db, long nonce, Signed signed, Instant now) {
    bound(
            db.createUpdate(
                """
                INSERT INTO sent_transaction (chain_id, hash, sender, nonce, raw, signed_at)
                VALUES (:chain, :hash, :sender, :nonce, :raw, :now)
                """))
        .addParam("hash", signed.hash())
        .addParam("nonce", nonce)
        .addParam("raw", signed.raw())
        .addParam("now", now)
        .execute();
  }

  /**
   * Signs and stores another transaction for a pending nonce.
   *
   * @return empty when it was replaced or used meanwhile
   */
  Optional<Sent> replace(Sent seen, Supplier<Signed> sign, Instant now) {
    return owning(
        db -> {
          var is = at(db, seen.nonce());
          if (is.isEmpty()
              || !is.get().pending()
              || !is.get().newest().hash().equals(seen.newest().hash())) {
            return Optional.empty();
          }
          keep(db, seen.nonce(), sign.get(), now);
          return at(db, seen.nonce());
        });
  }

  /** What is not final, by nonce. */
  List<Sent> open() {
    return database.inTransaction(db -> select(db, "AND n.state <> 'final'", Map.of()));
  }

  /** What was sent for a purpose and has not failed. */
  Optional<Sent> of(String purpose) {
    return database.inTransaction(db -> of(db, purpose));
  }

  private Optional<Sent> of(DbExecute db, String purpose) {
    return select(db, "AND n.purpose = :purpose AND NOT n.failed", Map.of("purpose", purpose))
        .stream()
        .findFirst();
  }

  /** What is known of a nonce now; empty when it was forgotten. */
  Optional<Sent> at(long nonce) {
    return database.inTransaction(db -> at(db, nonce));
  }

  private Optional<Sent> at(DbExecute db, long nonce) {
    return select(db, "AND n.nonce = :nonce", Map.of("nonce", nonce)).stream().findFirst();
  }

  private List<Sent> select(DbExecute db, String condition, Map<String, ?> values) {
    Map<Long, Sent> found = new LinkedHashMap<>();
    bound(
            db.createQuery(
                """
                SELECT n.nonce, n.purpose, n.state, n.failed,
                  t.hash, t.raw, t.signed_at
                FROM sent_nonce n JOIN sent_transaction t USING (chain_id, sender, nonce)
                WHERE n.chain_id = :chain AND n.sender = :sender\s"""
                    + condition
                    + " ORDER BY n.nonce, t.signed_at"))
        .params(values)
        .execute()
        .map(SentStore::row)
        .forEach(
            row ->
                found.merge(
                    row.nonce(),
                    row,
                    (before, more) -> {
                      List<Sent.Attempt> attempts = new ArrayList<>(before.attempts());
                      attempts.addAll(more.attempts());
                      return new Sent(
                          more.nonce(),
                          more.purpose(),
                          more.state(),
                          more.failed(),
                          List.copyOf(attempts));
                    }));
    return List.copyOf(found.values());
  }

  private static Sent row(DbRow row) {
    return new Sent(
        Rows.number(row, "nonce"),
        Rows.text(row, "purpose"),
        Sent.State.valueOf(Rows.text(row, "state").toUpperCase(Locale.ROOT)),
        Rows.flag(row, "failed"),
        List.of(
            new Sent.Attempt(
                Rows.text(row, "hash"), Rows.text(row, "raw"), Rows.instant(row, "signed_at"))));
  }

  /** The chain has used a nonce. */
  void used(long nonce, Sent.State state, boolean failed) {
    database.inTransaction(
        db ->
            bound(
                    db.createUpdate(
                        """
                        UPDATE sent_nonce
                        SET state = :state, failed = failed OR :failed
                        WHERE chain_id = :chain AND sender = :sender AND nonce = :nonce
                        """))
                .addParam("state", state.name().toLowerCase(Locale.ROOT))
                .addParam("failed", failed)
                .addParam("nonce", nonce)
                .execute());
  }

  /**
   * Makes pending again what a chain took back.
   *
   * @param used how many nonces the chain has used
   * @return how many were
   */
  long reopen(long used) {
    return owning(
        db ->
            bound(
                    db.createUpdate(
                        """
                        UPDATE sent_nonce SET state = 'pending'
                        WHERE chain_id = :chain AND sender = :sender AND nonce >= :used
                          AND state <> 'pending'
                        """))
                .addParam("used", used)
                .execute());
  }

  /** Whether the chain begins with this block, as it did at the first question. */
  boolean beginsWith(String genesisHash) {
    return owning(
        db -> {
          bound(
                  db.createUpdate(
                      """
                      UPDATE nonce_owner SET genesis_hash = :genesis
                      WHERE chain_id = :chain AND sender = :sender AND genesis_hash IS NULL
                      """))
              .addParam("genesis", genesisHash)
              .execute();
          return bound(
                  db.createGet(
                      """
                      SELECT genesis_hash = :genesis FROM nonce_owner
                      WHERE chain_id = :chain AND sender = :sender
                      """))
              .addParam("genesis", genesisHash)
              .execute()
              .orElseThrow()
              .column(1)
              .get(Boolean.class);
        });
  }

  /** Forgets everything that was sent to a chain that another one has taken the place of. */
  void forget() {
    owning(
        db ->
            bound(
                        db.createUpdate(
                            """
                            DELETE FROM sent_nonce WHERE chain_id = :chain AND sender = :sender
                            """))
                    .execute()
                + bound(
                        db.createUpdate(
                            """
                            UPDATE nonce_owner SET genesis_hash = NULL
                            WHERE chain_id = :chain AND sender = :sender
                            """))
                    .execute());
  }

  /** Runs work as the only owner of the nonces. */
  private <T> T owning(Function<DbExecute, T> work) {
    lock.lock();
    try {
      return database.inTransaction(
          db -> {
            // A process that hangs in here, or a machine that vanished, must not hold up the
            // others.
            db.dml("SET LOCAL idle_in_transaction_session_timeout = '10s'");
            db.dml("SET LOCAL lock_timeout = '15s'");
            bound(
                    db.createUpdate(
                        """
                        INSERT INTO nonce_owner (chain_id, sender) VALUES (:chain, :sender)
                        ON CONFLICT ON CONSTRAINT nonce_owner_pk DO NOTHING
                        """))
                .execute();
            var _ =
                bound(
                        db.createGet(
                            """
                            SELECT FROM nonce_owner
                            WHERE chain_id = :chain AND sender = :sender FOR UPDATE
                            """))
                    .execute();
            return work.apply(db);
          });
    } catch (RuntimeException e) {
      if (isLockedOut(e)) {
        throw new Refused(
            new ChainFault.Unavailable(
                chainId,
                "the key's nonces are held by another process, or were for too long by this one"));
      }
      throw e;
    } finally {
      lock.unlock();
    }
  }

  private static boolean isLockedOut(Throwable error) {
    for (var cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql
          && LOCKED_OUT.contains(String.valueOf(sql.getSQLState()))) {
        return true;
      }
    }
    return false;
  }

  private <S extends DbStatement<S>> S bound(S statement) {
    return statement.addParam("chain", chainId).addParam("sender", sender.hex());
  }
}
