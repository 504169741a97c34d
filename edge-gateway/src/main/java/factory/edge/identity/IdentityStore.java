package factory.edge.identity;

import factory.edge.gate.Allowance;
import factory.edge.gate.Credentials.ChainScope;
import factory.edge.gate.EvmAddress;
import factory.edge.gate.KeyScope;
import factory.edge.gate.PageScope;
import factory.store.Rows;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The SQL of nonces, sessions and keys. */
final class IdentityStore {
  private static final String KEY_COLUMNS =
      """
      id, service_id, wallet, chain_id, name, hint, secret_hash, previous_hash, previous_until,
      methods, paths, created_at, expires_at, ended_at, last_used_at, public_text, origins, operations,
      calls_per_minute, calls_per_minute_per_address, quota, window_seconds, paused, paused_by_owner
      """;

  /** A session as it is kept. */
  record KeptSession(Session session, SecretHash hash, boolean ended) {}

  /** A key as it is kept. */
  record KeptKey(Key key, SecretHash hash, Optional<SecretHash> previous, boolean ended) {}

  /** Draws the number of a change; the last lock before the commit. */
  static long drawSeq(DbExecute sql) {
    return sql.createGet("UPDATE identity_feed SET head = head + 1 RETURNING head")
        .execute()
        .map(row -> row.column(1).get(Long.class))
        .orElseThrow();
  }

  /** The number of the last committed change. */
  long head(DbExecute sql) {
    return sql.createGet("SELECT head FROM identity_feed")
        .execute()
        .map(row -> row.column(1).get(Long.class))
        .orElseThrow();
  }

  void addNonce(DbExecute sql, String nonce, Instant expiresAt) {
    sql.dml("INSERT INTO nonce VALUES (?, ?)", nonce, expiresAt);
  }

  boolean isLive(DbExecute sql, String nonce, Instant now) {
    return sql.createGet("SELECT count(*) FROM nonce WHERE nonce = :nonce AND expires_at > :now")
        .addParam("nonce", nonce)
        .addParam("now", now)
        .execute()
        .map(row -> row.column(1).get(Long.class))
        .map(n -> n == 1)
        .orElseThrow();
  }

  /** Uses a nonce up; false when it is not there any more. */
  boolean use(DbExecute sql, String nonce, Instant now) {
    return sql.dml("DELETE FROM nonce WHERE nonce = ? AND expires_at > ?", nonce, now) == 1;
  }

  void add(DbExecute sql, Session session, SecretHash hash) {
    sql.dml(
        "INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, NULL, ?)",
        session.id(),
        hash.bytes(),
        session.wallet().toString(),
        session.chain().chainId(),
        session.createdAt(),
        session.expiresAt(),
        drawSeq(sql));
  }

  /** A wallet's live sessions, newest first. */
  List<Session> sessions(DbExecute sql, EvmAddress wallet, Instant now) {
    return sql.createQuery(
            """
            SELECT * FROM session
            WHERE wallet = :wallet AND ended_at IS NULL AND expires_at > :now
            ORDER BY created_at DESC, id
            """)
        .addParam("wallet", wallet.toString())
        .addParam("now", now)
        .execute()
        .map(row -> session(row).session())
        .toList();
  }

  boolean endSession(DbExecute sql, UUID id, EvmAddress wallet, Instant now) {
    return sql.dml(
            """
            UPDATE session SET ended_at = ?, seq = ?
            WHERE id = ? AND wallet = ? AND ended_at IS NULL AND expires_at > ?
            """,
            now,
            drawSeq(sql),
            id,
            wallet.toString(),
            now)
        == 1;
  }

  /** Sessions that changed after a number, in its order. */
  List<KeptSession> sessionsAfter(DbExecute sql, long seq) {
    return sql.createQuery("SELECT * FROM session WHERE seq > :seq ORDER BY seq")
        .addParam("seq", seq)
        .execute()
        .map(row -> session(row))
        .toList();
  }

  /** One more key, unless the wallet has the most that it may. */
  void add(DbExecute sql, Key key, SecretHash hash) {
    var scope = key.publishable().map(Publishable::scope);
    sql.dml(
        """
        INSERT INTO api_key (
          id, service_id, wallet, chain_id, name, hint, secret_hash, methods, paths, created_at,
          expires_at, public_text, origins, operations, calls_per_minute,
          calls_per_minute_per_address, quota, window_seconds, seq
        ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        key.id(),
        key.serviceId(),
        key.wallet().toString(),
        key.chain().chainId(),
        key.name(),
        key.hint(),
        hash.bytes(),
        key.scope().methods().toArray(String[]::new),
        key.scope().paths().toArray(String[]::new),
        key.createdAt(),
        key.expiresAt(),
        key.publishable().map(Publishable::text),
        scope.map(s -> s.origins().toArray(String[]::new)),
        scope.map(s -> s.operations().toArray(String[]::new)),
        scope.map(PageScope::callsPerMinute),
        scope.map(PageScope::callsPerMinutePerAddress),
        key.limit().map(Allowance::quota),
        key.limit().map(limit -> limit.window().toSeconds()),
        drawSeq(sql));
  }

  /** A wallet's keys of a service, newest first; one that is over is listed until it is ended. */
  List<KeptKey> keys(DbExecute sql, UUID serviceId, EvmAddress wallet) {
    return sql.createQuery(
            "SELECT "
                + KEY_COLUMNS
                + " FROM api_key WHERE service_id = :service AND wallet = :wallet"
                + " AND ended_at IS NULL ORDER BY created_at DESC, id")
        .addParam("service", serviceId)
        .addParam("wallet", wallet.toString())
        .execute()
        .map(row -> key(row))
        .toList();
  }

  /** Gives a key another secret; the one before works until then. */
  void rotate(DbExecute sql, UUID id, Secret secret, Instant previousUntil, boolean publishable) {
    sql.dml(
        """
        UPDATE api_key
        SET previous_hash = secret_hash, previous_until = ?, secret_hash = ?, hint = ?,
          public_text = ?, seq = ?
        WHERE id = ?
        """,
        previousUntil,
        secret.hash().bytes(),
        secret.hint(),
        publishable ? Optional.of(secret.text()) : Optional.empty(),
        drawSeq(sql),
        id);
  }

  /** Sets of a key what is neither its secret nor whose it is. */
  void update(DbExecute sql, Key key) {
    var scope = key.publishable().map(Publishable::scope);
    sql.dml(
        """
        UPDATE api_key
        SET name = ?, methods = ?, paths = ?, expires_at = ?, origins = ?, operations = ?,
          calls_per_minute = ?, calls_per_minute_per_address = ?, quota = ?, window_seconds = ?,
          paused = ?, paused_by_owner = ?, seq = ?
        WHERE id = ?
        """,
        key.name(),
        key.scope().methods().toArray(String[]::new),
        key.scope().paths().toArray(String[]::new),
        key.expiresAt(),
        scope.map(s -> s.origins().toArray(String[]::new)),
        scope.map(s -> s.operations().toArray(String[]::new)),
        scope.map(PageScope::callsPerMinute),
        scope.map(PageScope::callsPerMinutePerAddress),
        key.limit().map(Allowance::quota),
        key.limit().map(limit -> limit.window().toSeconds()),
        key.paused(),
        key.pausedByOwner(),
        drawSeq(sql),
        key.id());
  }

  /** A key of a service that has not ended; nobody else changes it until the transaction ends. */
  Optional<Key> lock(DbExecute sql, UUID serviceId, UUID id) {
    return sql.createGet(
            "SELECT "
                + KEY_COLUMNS
                + " FROM api_key WHERE service_id = :service AND id = :id"
                + " AND ended_at IS NULL FOR UPDATE")
        .addParam("service", serviceId)
        .addParam("id", id)
        .execute()
        .map(row -> key(row).key());
  }

  /** A service's keys, whosever they are, newest first. */
  List<Key> keys(
      DbExecute sql,
      UUID serviceId,
      Optional<EvmAddress> wallet,
      Optional<Keys.Place> after,
      int limit) {
    var select =
        sql.createQuery(
            "SELECT "
                + KEY_COLUMNS
                + " FROM api_key WHERE service_id = :service AND ended_at IS NULL"
                + (wallet.isPresent() ? " AND wallet = :wallet" : "")
                + (after.isPresent() ? " AND (created_at, id) < (:createdAt, :id)" : "")
                + " ORDER BY created_at DESC, id DESC LIMIT :limit");
    select.addParam("service", serviceId).addParam("limit", limit);
    wallet.ifPresent(w -> select.addParam("wallet", w.toString()));
    after.ifPresent(a -> select.addParam("createdAt", a.createdAt()).addParam("id", a.id()));
    return select.execute().map(row -> key(row).key()).toList();
  }

  void endKey(DbExecute sql, UUID id, Instant now) {
    sql.dml("UPDATE api_key SET ended_at = ?, seq = ? WHERE id = ?", now, drawSeq(sql), id);
  }

  /** Keys that changed after a number, in its order. */
  List<KeptKey> keysAfter(DbExecute sql, long seq) {
    return sql.createQuery("SELECT " + KEY_COLUMNS + " FROM api_key WHERE seq > :seq ORDER BY seq")
        .addParam("seq", seq)
        .execute()
        .map(row -> key(row))
        .toList();
  }

  /** Notes when keys were last shown; no change that anybody must hear of. */
  void used(DbExecute sql, Map<UUID, Instant> lastUsed) {
    var ids = List.copyOf(lastUsed.keySet());
    sql.createUpdate(
            """
            UPDATE api_key SET last_used_at = greatest(last_used_at, used.at)
            FROM unnest(:ids, :times) AS used (id, at) WHERE api_key.id = used.id
            """)
        .addParam("ids", ids.toArray(UUID[]::new))
        .addParam("times", Rows.times(ids.stream().map(lastUsed::get)))
        .execute();
  }

  /** Forgets what has been over for so long that every node knows. */
  void prune(DbExecute sql, Instant overBefore) {
    sql.dml("DELETE FROM nonce WHERE expires_at < ?", overBefore);
    sql.dml("DELETE FROM session WHERE expires_at < ? OR ended_at < ?", overBefore, overBefore);
    sql.dml("DELETE FROM api_key WHERE ended_at < ?", overBefore);
  }

  private static KeptSession session(DbRow row) {
    return new KeptSession(
        new Session(
            Rows.uuid(row, "id"),
            wallet(row),
            chain(row),
            Rows.instant(row, "created_at"),
            Rows.instant(row, "expires_at")),
        SecretHash.kept(Rows.bytes(row, "secret_hash")),
        Rows.optionalInstant(row, "ended_at").isPresent());
  }

  private static KeptKey key(DbRow row) {
    return new KeptKey(
        new Key(
            Rows.uuid(row, "id"),
            Rows.uuid(row, "service_id"),
            wallet(row),
            chain(row),
            Rows.text(row, "name"),
            Rows.text(row, "hint"),
            new KeyScope(Rows.texts(row, "methods"), Rows.texts(row, "paths")),
            Rows.instant(row, "created_at"),
            Rows.optionalInstant(row, "expires_at"),
            Rows.optionalInstant(row, "last_used_at"),
            Rows.optionalInstant(row, "previous_until"),
            Rows.optionalText(row, "public_text")
                .map(
                    text ->
                        new Publishable(
                            text,
                            new PageScope(
                                Rows.texts(row, "origins"),
                                Rows.texts(row, "operations"),
                                (int) Rows.number(row, "calls_per_minute"),
                                (int) Rows.number(row, "calls_per_minute_per_address")))),
            Rows.optionalNumber(row, "quota")
                .map(
                    quota ->
                        new Allowance(
                            quota, Duration.ofSeconds(Rows.number(row, "window_seconds")))),
            Rows.flag(row, "paused"),
            Rows.flag(row, "paused_by_owner")),
        SecretHash.kept(Rows.bytes(row, "secret_hash")),
        Rows.optionalBytes(row, "previous_hash").map(SecretHash::kept),
        Rows.optionalInstant(row, "ended_at").isPresent());
  }

  private static EvmAddress wallet(DbRow row) {
    return EvmAddress.parse(Rows.text(row, "wallet")).orElseThrow();
  }

  private static ChainScope chain(DbRow row) {
    return new ChainScope(Rows.optionalNumber(row, "chain_id"));
  }
}
