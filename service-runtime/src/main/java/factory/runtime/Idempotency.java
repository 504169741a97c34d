package factory.runtime;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Answers to POSTs with an {@code Idempotency-Key}: the same caller, key and request get the answer
 * of the first time, from the same transaction that did it. What was refused is not kept, and is
 * tried anew. Kept for a day, the last so many of each caller and of all.
 */
final class Idempotency {
  static final String HEADER = "Idempotency-Key";
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");
  private static final Duration AGE = Duration.ofDays(1);
  private static final int MOST_OF_CALLER = 100;
  private static final int MOST = 10_000;

  private Idempotency() {}

  /** What makes the answer of the first time. */
  interface Work {
    Reply run(Transaction transaction) throws SQLException;
  }

  /**
   * What a request asks for, as a digest. Secrets are not in it, so that nothing tells of them.
   *
   * @param values by field
   */
  static String digest(
      String method, String path, Iterable<Field> fields, Map<String, @Nullable Object> values) {
    var text = new StringBuilder(method + " " + path);
    for (var field : fields) {
      if (values.containsKey(field.name())) {
        text.append('\n').append(field.name()).append('=');
        text.append(field.kind() instanceof Words.Secret ? "" : values.get(field.name()));
      }
    }
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(text.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The table. */
  static String table() {
    return """
        CREATE TABLE IF NOT EXISTS "_replies" (
          number INTEGER PRIMARY KEY AUTOINCREMENT,
          caller TEXT NOT NULL,
          key TEXT NOT NULL,
          request TEXT NOT NULL,
          made_at TEXT NOT NULL,
          status INTEGER NOT NULL,
          location TEXT,
          etag TEXT,
          body BLOB NOT NULL,
          UNIQUE (caller, key)
        )
        """;
  }

  /**
   * The kept answer, or that of the work, which is done in one transaction with keeping it.
   *
   * @param key of the header; empty when there is none
   * @param digest of the request; asked for only where there is a key
   * @throws Problem IDEMPOTENCY_KEY_REUSED when the key came with another request
   */
  static Reply once(Store store, String caller, String key, Supplier<String> digest, Work work)
      throws SQLException {
    if (key.isEmpty()) {
      return store.write(caller, work::run);
    }
    var request = digest.get();
    return store.write(caller, transaction -> reply(transaction, key, request, work));
  }

  private static Reply reply(Transaction transaction, String key, String digest, Work work)
      throws SQLException {
    if (!KEY.matcher(key).matches()) {
      throw Problem.parameter(HEADER, "must be 1 to 255 visible characters of ASCII");
    }
    removeOld(transaction);
    var kept = kept(transaction, key, digest);
    if (kept != null) {
      return kept;
    }
    var reply = work.run(transaction);
    keep(transaction, key, digest, reply);
    return reply;
  }

  /** The wallet, and the account: what one was answered is no other's. */
  private static String who(Transaction transaction) {
    return LoggedIn.session()
        .map(session -> transaction.caller() + " " + session.account().key())
        .orElse(transaction.caller());
  }

  private static @Nullable Reply kept(Transaction transaction, String key, String digest)
      throws SQLException {
    try (var statement =
        transaction
            .connection()
            .prepareStatement(
                "SELECT request, status, location, etag, body FROM \"_replies\""
                    + " WHERE caller = ? AND key = ?")) {
      statement.setString(1, who(transaction));
      statement.setString(2, key);
      try (var rows = statement.executeQuery()) {
        if (!rows.next()) {
          return null;
        }
        if (!rows.getString(1).equals(digest)) {
          throw Problem.keyReused();
        }
        return new Reply(rows.getInt(2), rows.getString(3), rows.getString(4), rows.getBytes(5));
      }
    }
  }

  private static void keep(Transaction transaction, String key, String digest, Reply reply)
      throws SQLException {
    try (var statement =
        transaction
            .connection()
            .prepareStatement(
                "INSERT INTO \"_replies\""
                    + " (caller, key, request, made_at, status, location, etag, body)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
      statement.setString(1, who(transaction));
      statement.setString(2, key);
      statement.setString(3, digest);
      statement.setString(4, Times.stored(transaction.now()));
      statement.setInt(5, reply.status());
      statement.setString(6, reply.location());
      statement.setString(7, reply.etag());
      statement.setBytes(8, reply.body());
      statement.executeUpdate();
    }
  }

  private static void removeOld(Transaction transaction) throws SQLException {
    delete(transaction, "made_at < ?", Times.stored(transaction.now().minus(AGE)));
    delete(
        transaction,
        "number IN (SELECT number FROM \"_replies\" WHERE caller = ?"
            + " ORDER BY number DESC LIMIT -1 OFFSET "
            + (MOST_OF_CALLER - 1)
            + ")",
        who(transaction));
    delete(
        transaction,
        "number <= (SELECT MAX(number) FROM \"_replies\") - ?",
        Integer.toString(MOST - 1));
  }

  private static void delete(Transaction transaction, String where, String value)
      throws SQLException {
    try (var statement =
        transaction.connection().prepareStatement("DELETE FROM \"_replies\" WHERE " + where)) {
      statement.setString(1, value);
      statement.executeUpdate();
    }
  }
}
