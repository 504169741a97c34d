package factory.edge.identity;

import factory.edge.gate.Credentials.ChainScope;
import factory.edge.gate.EvmAddress;
import factory.edge.gate.KeyScope;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The SQL of nonces, sessions and keys. */
final class IdentityStore {
  private static final String KEY_COLUMNS =
      """
      id, service_id, wallet, chain_id, name, hint, secret_hash, previous_hash, previous_until,
      methods, paths, created_at, expires_at, ended_at, last_used_at
      """;

  /** A session as it is kept. */
  record KeptSession(Session session, SecretHash hash, boolean ended) {}

  /** A key as it is kept. */
  record KeptKey(Key key, SecretHash hash, Optional<SecretHash> previous, boolean ended) {}

  /** Draws the number of a change; the last lock before the commit. */
  private static long drawSeq(Handle handle) {
    return handle
        .createQuery("UPDATE identity_feed SET head = head + 1 RETURNING head")
        .mapTo(Long.class)
        .one();
  }

  /** The number of the last committed change. */
  long head(Handle handle) {
    return handle.createQuery("SELECT head FROM identity_feed").mapTo(Long.class).one();
  }

  void addNonce(Handle handle, String nonce, Instant expiresAt) {
    handle.execute("INSERT INTO nonce VALUES (?, ?)", nonce, expiresAt);
  }

  boolean isLive(Handle handle, String nonce, Instant now) {
    return handle
        .createQuery("SELECT count(*) FROM nonce WHERE nonce = :nonce AND expires_at > :now")
        .bind("nonce", nonce)
        .bind("now", now)
        .mapTo(Long.class)
        .map(n -> n == 1)
        .one();
  }

  /** Uses a nonce up; false when it is not there any more. */
  boolean use(Handle handle, String nonce, Instant now) {
    return handle.execute("DELETE FROM nonce WHERE nonce = ? AND expires_at > ?", nonce, now) == 1;
  }

  void add(Handle handle, Session session, SecretHash hash) {
    handle.execute(
        "INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, NULL, ?)",
        session.id(),
        hash.bytes(),
        session.wallet().toString(),
        session.chain().chainId().orElse(null),
        session.createdAt(),
        session.expiresAt(),
        drawSeq(handle));
  }

  /** A wallet's live sessions, newest first. */
  List<Session> sessions(Handle handle, EvmAddress wallet, Instant now) {
    return handle
        .createQuery(
            """
            SELECT * FROM session
            WHERE wallet = :wallet AND ended_at IS NULL AND expires_at > :now
            ORDER BY created_at DESC, id
            """)
        .bind("wallet", wallet.toString())
        .bind("now", now)
        .map((row, context) -> session(row).session())
        .list();
  }

  boolean endSession(Handle handle, UUID id, EvmAddress wallet, Instant now) {
    return handle.execute(
            """
            UPDATE session SET ended_at = ?, seq = ?
            WHERE id = ? AND wallet = ? AND ended_at IS NULL AND expires_at > ?
            """,
            now,
            drawSeq(handle),
            id,
            wallet.toString(),
            now)
        == 1;
  }

  /** Sessions that changed after a number, in its order. */
  List<KeptSession> sessionsAfter(Handle handle, long seq) {
    return handle
        .createQuery("SELECT * FROM session WHERE seq > :seq ORDER BY seq")
        .bind("seq", seq)
        .map((row, context) -> session(row))
        .list();
  }

  /** One more key, unless the wallet has the most that it may. */
  void add(Handle handle, Key key, SecretHash hash) {
    handle.execute(
        """
        INSERT INTO api_key (
          id, service_id, wallet, chain_id, name, hint, secret_hash, methods, paths, created_at,
          expires_at, seq
        ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        key.id(),
        key.serviceId(),
        key.wallet().toString(),
        key.chain().chainId().orElse(null),
        key.name(),
        key.hint(),
        hash.bytes(),
        key.scope().methods().toArray(String[]::new),
        key.scope().paths().toArray(String[]::new),
        key.createdAt(),
        key.expiresAt().orElse(null),
        drawSeq(handle));
  }

  /** A wallet's keys of a service, newest first; one that is over is listed until it is ended. */
  List<KeptKey> keys(Handle handle, UUID serviceId, EvmAddress wallet) {
    return handle
        .createQuery(
            "SELECT "
                + KEY_COLUMNS
                + " FROM api_key WHERE service_id = :service AND wallet = :wallet"
                + " AND ended_at IS NULL ORDER BY created_at DESC, id")
        .bind("service", serviceId)
        .bind("wallet", wallet.toString())
        .map((row, context) -> key(row))
        .list();
  }

  /** Gives a key another secret; the one before works until then. */
  void rotate(Handle handle, UUID id, String hint, SecretHash hash, Instant previousUntil) {
    handle.execute(
        """
        UPDATE api_key
        SET previous_hash = secret_hash, previous_until = ?, secret_hash = ?, hint = ?, seq = ?
        WHERE id = ?
        """,
        previousUntil,
        hash.bytes(),
        hint,
        drawSeq(handle),
        id);
  }

  void endKey(Handle handle, UUID id, Instant now) {
    handle.execute(
        "UPDATE api_key SET ended_at = ?, seq = ? WHERE id = ?", now, drawSeq(handle), id);
  }

  /** Keys that changed after a number, in its order. */
  List<KeptKey> keysAfter(Handle handle, long seq) {
    return handle
        .createQuery("SELECT " + KEY_COLUMNS + " FROM api_key WHERE seq > :seq ORDER BY seq")
        .bind("seq", seq)
        .map((row, context) -> key(row))
        .list();
  }

  /** Notes when keys were last shown; no change that anybody must hear of. */
  void used(Handle handle, Map<UUID, Instant> lastUsed) {
    var batch =
        handle.prepareBatch(
            """
            UPDATE api_key SET last_used_at = greatest(last_used_at, :at) WHERE id = :id
            """);
    lastUsed.forEach((id, at) -> batch.bind("id", id).bind("at", at).add());
    batch.execute();
  }

  /** Forgets what has been over for so long that every node knows. */
  void prune(Handle handle, Instant overBefore) {
    handle.execute("DELETE FROM nonce WHERE expires_at < ?", overBefore);
    handle.execute(
        "DELETE FROM session WHERE expires_at < ? OR ended_at < ?", overBefore, overBefore);
    handle.execute("DELETE FROM api_key WHERE ended_at < ?", overBefore);
  }

  private static KeptSession session(ResultSet row) throws SQLException {
    return new KeptSession(
        new Session(
            row.getObject("id", UUID.class),
            wallet(row),
            chain(row),
            time(row, "created_at").orElseThrow(),
            time(row, "expires_at").orElseThrow()),
        SecretHash.kept(row.getBytes("secret_hash")),
        time(row, "ended_at").isPresent());
  }

  private static KeptKey key(ResultSet row) throws SQLException {
    return new KeptKey(
        new Key(
            row.getObject("id", UUID.class),
            row.getObject("service_id", UUID.class),
            wallet(row),
            chain(row),
            row.getString("name"),
            row.getString("hint"),
            new KeyScope(texts(row.getArray("methods")), texts(row.getArray("paths"))),
            time(row, "created_at").orElseThrow(),
            time(row, "expires_at"),
            time(row, "last_used_at"),
            time(row, "previous_until")),
        SecretHash.kept(row.getBytes("secret_hash")),
        Optional.ofNullable(row.getBytes("previous_hash")).map(SecretHash::kept),
        time(row, "ended_at").isPresent());
  }

  private static EvmAddress wallet(ResultSet row) throws SQLException {
    return EvmAddress.parse(row.getString("wallet")).orElseThrow();
  }

  private static ChainScope chain(ResultSet row) throws SQLException {
    var chainId = row.getLong("chain_id");
    return row.wasNull() ? ChainScope.ALL : new ChainScope(Optional.of(chainId));
  }

  private static List<String> texts(Array array) throws SQLException {
    return List.of((String[]) array.getArray());
  }

  private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
    @Nullable OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return Optional.ofNullable(time).map(OffsetDateTime::toInstant);
  }
}
