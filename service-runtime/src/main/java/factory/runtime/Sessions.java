package factory.runtime;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is logged in: a table of the hashes of tokens. The database itself ends the sessions of an
 * account that is deleted or has another password, whoever did that.
 */
final class Sessions {
  /** Whoever logs in once more loses the oldest. */
  private static final int MOST_OF_ACCOUNT = 20;

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  /** 256 bits. */
  private static final int TOKEN_LENGTH = 43;

  private final Accounts accounts;

  Sessions(Accounts accounts) {
    this.accounts = accounts;
  }

  /**
   * A new session: what its client gets.
   *
   * @param refreshToken null where there is none
   */
  record Made(String token, Instant expiresAt, @Nullable String refreshToken) {}

  /** Makes the table and what ends sessions. */
  void fit(Transaction transaction) throws SQLException {
    for (var sql :
        new String[] {
          """
          CREATE TABLE IF NOT EXISTS "_sessions" (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            hash TEXT NOT NULL UNIQUE,
            plural TEXT NOT NULL,
            account TEXT NOT NULL,
            expires_at TEXT NOT NULL
          )
          """,
          "CREATE INDEX IF NOT EXISTS \"_sessions.account\" ON \"_sessions\" (plural, account)",
          "CREATE INDEX IF NOT EXISTS \"_sessions.expires_at\" ON \"_sessions\" (expires_at)",
          """
          CREATE TABLE IF NOT EXISTS "_refreshes" (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            hash TEXT NOT NULL UNIQUE,
            session TEXT NOT NULL,
            plural TEXT NOT NULL,
            account TEXT NOT NULL,
            expires_at TEXT NOT NULL
          )
          """,
          "CREATE INDEX IF NOT EXISTS \"_refreshes.account\" ON \"_refreshes\" (plural, account)",
          "CREATE INDEX IF NOT EXISTS \"_refreshes.session\" ON \"_refreshes\" (session)",
          "CREATE INDEX IF NOT EXISTS \"_refreshes.expires_at\" ON \"_refreshes\" (expires_at)",
          "DROP TRIGGER IF EXISTS \"_sessions.deleted\"",
          "DROP TRIGGER IF EXISTS \"_sessions.changed\"",
          """
          CREATE TRIGGER "_sessions.deleted" AFTER DELETE ON "%1$s" BEGIN
            DELETE FROM "_sessions" WHERE plural = '%1$s' AND account = OLD.id;
            DELETE FROM "_refreshes" WHERE plural = '%1$s' AND account = OLD.id;
          END
          """
              .formatted(accounts.plural()),
          """
          CREATE TRIGGER "_sessions.changed" AFTER UPDATE OF "%2$s" ON "%1$s"
          WHEN OLD."%2$s" IS NOT NEW."%2$s" BEGIN
            DELETE FROM "_sessions" WHERE plural = '%1$s' AND account = OLD.id;
            DELETE FROM "_refreshes" WHERE plural = '%1$s' AND account = OLD.id;
          END
          """
              .formatted(accounts.plural(), accounts.password())
        }) {
      Store.run(transaction.connection(), sql);
    }
  }

  /** Who has a token; empty when it opens nothing, or nothing any more. */
  Optional<LoggedIn.Session> find(Records records, String token) throws SQLException {
    var hash = hash(token);
    try (var statement =
        records
            .connection()
            .prepareStatement(
                "SELECT account, expires_at FROM \"_sessions\""
                    + " WHERE hash = ? AND plural = ? AND expires_at > ?")) {
      statement.setString(1, hash);
      statement.setString(2, accounts.plural());
      statement.setString(3, Times.stored(records.now()));
      try (var rows = statement.executeQuery()) {
        if (!rows.next()) {
          return Optional.empty();
        }
        var ends = Instant.parse(rows.getString(2));
        return records
            .find(accounts.plural(), rows.getString(1))
            .map(account -> new LoggedIn.Session(account, hash, ends));
      }
    }
  }

  /** Logs an account in. */
  Made make(Transaction transaction, Row account) throws SQLException {
    for (var table : List.of("_sessions", "_refreshes")) {
      delete(transaction, table, "expires_at <= ?", Times.stored(transaction.now()));
      delete(
          transaction,
          table,
          "number IN (SELECT number FROM \"%s\" WHERE plural = ? AND account = ?".formatted(table)
              + " ORDER BY number DESC LIMIT -1 OFFSET "
              + (MOST_OF_ACCOUNT - 1)
              + ")",
          accounts.plural(),
          account.key());
    }
    var token = Secrets.code(ALPHABET, TOKEN_LENGTH);
    var ends = transaction.now().plusSeconds(accounts.sessionSeconds());
    keep(transaction, new Kept(hash(token), ends), account);
    if (!accounts.refreshes()) {
      return new Made(token, ends, null);
    }
    var refresh = Secrets.code(ALPHABET, TOKEN_LENGTH);
    // It is for when the session is over.
    var until = ends.plusSeconds(accounts.sessionSeconds());
    keepRefresh(transaction, hash(token), new Kept(hash(refresh), until), account);
    return new Made(token, ends, refresh);
  }

  private record Kept(String hash, Instant expiresAt) {}

  private void keep(Transaction transaction, Kept session, Row account) throws SQLException {
    insert(
        transaction,
        "\"_sessions\" (hash, plural, account, expires_at) VALUES (?, ?, ?, ?)",
        session.hash(),
        accounts.plural(),
        account.key(),
        Times.stored(session.expiresAt()));
  }

  private void keepRefresh(Transaction transaction, String session, Kept refresh, Row account)
      throws SQLException {
    insert(
        transaction,
        "\"_refreshes\" (hash, session, plural, account, expires_at) VALUES (?, ?, ?, ?, ?)",
        refresh.hash(),
        session,
        accounts.plural(),
        account.key(),
        Times.stored(refresh.expiresAt()));
  }

  /** Ends a session. */
  void end(Transaction transaction, LoggedIn.Session session) throws SQLException {
    end(transaction, session.hash());
  }

  private static void end(Transaction transaction, String session) throws SQLException {
    delete(transaction, "_sessions", "hash = ?", session);
    delete(transaction, "_refreshes", "session = ?", session);
  }

  /** What changes an account. */
  interface Change {
    Row run() throws SQLException;
  }

  /** Makes a change that ends the sessions of an account, but for the one that makes it. */
  Row surviving(Transaction transaction, LoggedIn.Session session, Change change)
      throws SQLException {
    var refresh = refreshes(transaction, "session = ?", session.hash());
    var changed = change.run();
    end(transaction, session);
    keep(transaction, new Kept(session.hash(), session.expiresAt()), changed);
    if (refresh.isPresent()) {
      keepRefresh(transaction, session.hash(), refresh.get().kept(), changed);
    }
    return changed;
  }

  private record Refresh(Kept kept, String session, String account) {}

  private Optional<Refresh> refreshes(Records records, String where, String value)
      throws SQLException {
    try (var statement =
        records
            .connection()
            .prepareStatement(
                "SELECT hash, session, account, expires_at FROM \"_refreshes\" WHERE "
                    + where
                    + " AND plural = ? AND expires_at > ?")) {
      statement.setString(1, value);
      statement.setString(2, accounts.plural());
      statement.setString(3, Times.stored(records.now()));
      try (var rows = statement.executeQuery()) {
        return rows.next()
            ? Optional.of(
                new Refresh(
                    new Kept(rows.getString(1), Instant.parse(rows.getString(4))),
                    rows.getString(2),
                    rows.getString(3)))
            : Optional.empty();
      }
    }
  }

  /** What a token for a new session has given. */
  record Refreshed(Row account, Made session) {}

  /**
   * A new session in place of the one that came with a token; empty when it gives none, or none any
   * more.
   *
   * @param once whether it gives another such token, and is good for nothing afterwards
   */
  Optional<Refreshed> refresh(Transaction transaction, String token, boolean once)
      throws SQLException {
    var found = refreshes(transaction, "hash = ?", hash(token));
    var account =
        found.isEmpty()
            ? Optional.<Row>empty()
            : transaction.find(accounts.plural(), found.get().account());
    if (account.isEmpty()) {
      return Optional.empty();
    }
    end(transaction, found.get().session());
    var made = make(transaction, account.get());
    if (!once) {
      var session = hash(made.token());
      delete(transaction, "_refreshes", "session = ?", session);
      keepRefresh(transaction, session, found.get().kept(), account.get());
    }
    return Optional.of(new Refreshed(account.get(), made));
  }

  private static void insert(Transaction transaction, String into, String... values)
      throws SQLException {
    run(transaction, "INSERT INTO " + into, values);
  }

  private static void delete(Transaction transaction, String table, String where, String... values)
      throws SQLException {
    run(transaction, "DELETE FROM \"%s\" WHERE %s".formatted(table, where), values);
  }

  private static void run(Transaction transaction, String sql, String... values)
      throws SQLException {
    try (var statement = transaction.connection().prepareStatement(sql)) {
      for (var i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      statement.executeUpdate();
    }
  }

  /** A random token needs no salt, and no time. */
  static String hash(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
