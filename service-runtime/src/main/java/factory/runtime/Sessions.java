package factory.runtime;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

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

  /** A new session: what its client gets. */
  record Made(String token, Instant expiresAt) {}

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
          "DROP TRIGGER IF EXISTS \"_sessions.deleted\"",
          "DROP TRIGGER IF EXISTS \"_sessions.changed\"",
          """
          CREATE TRIGGER "_sessions.deleted" AFTER DELETE ON "%1$s" BEGIN
            DELETE FROM "_sessions" WHERE plural = '%1$s' AND account = OLD.id;
          END
          """
              .formatted(accounts.plural()),
          """
          CREATE TRIGGER "_sessions.changed" AFTER UPDATE OF "%2$s" ON "%1$s"
          WHEN OLD."%2$s" IS NOT NEW."%2$s" BEGIN
            DELETE FROM "_sessions" WHERE plural = '%1$s' AND account = OLD.id;
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
                "SELECT account FROM \"_sessions\""
                    + " WHERE hash = ? AND plural = ? AND expires_at > ?")) {
      statement.setString(1, hash);
      statement.setString(2, accounts.plural());
      statement.setString(3, Times.stored(records.now()));
      try (var rows = statement.executeQuery()) {
        return rows.next()
            ? records
                .find(accounts.plural(), rows.getString(1))
                .map(account -> new LoggedIn.Session(account, hash))
            : Optional.empty();
      }
    }
  }

  /** Logs an account in. */
  Made make(Transaction transaction, Row account) throws SQLException {
    delete(transaction, "expires_at <= ?", Times.stored(transaction.now()));
    delete(
        transaction,
        "number IN (SELECT number FROM \"_sessions\" WHERE plural = ? AND account = ?"
            + " ORDER BY number DESC LIMIT -1 OFFSET "
            + (MOST_OF_ACCOUNT - 1)
            + ")",
        accounts.plural(),
        account.key());
    var made =
        new Made(
            Secrets.code(ALPHABET, TOKEN_LENGTH),
            transaction.now().plusSeconds(accounts.sessionSeconds()));
    try (var statement =
        transaction
            .connection()
            .prepareStatement(
                "INSERT INTO \"_sessions\" (hash, plural, account, expires_at)"
                    + " VALUES (?, ?, ?, ?)")) {
      statement.setString(1, hash(made.token()));
      statement.setString(2, accounts.plural());
      statement.setString(3, account.key());
      statement.setString(4, Times.stored(made.expiresAt()));
      statement.executeUpdate();
    }
    return made;
  }

  /** Ends a session. */
  void end(Transaction transaction, LoggedIn.Session session) throws SQLException {
    delete(transaction, "hash = ?", session.hash());
  }

  private static void delete(Transaction transaction, String where, String... values)
      throws SQLException {
    try (var statement =
        transaction.connection().prepareStatement("DELETE FROM \"_sessions\" WHERE " + where)) {
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
