package factory.edge.identity;

import factory.store.Rows;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The SQL of handovers and of what they yield. */
final class OriginStore {
  /** What a session has on a service's own origin. */
  record Kept(UUID id, UUID serviceId, UUID sessionId, SecretHash hash, Instant expiresAt) {}

  void add(DbExecute sql, SecretHash code, UUID serviceId, UUID session, Instant expiresAt) {
    sql.dml(
        "INSERT INTO handover VALUES (?, ?, ?, ?)", code.bytes(), serviceId, session, expiresAt);
  }

  /** Uses a code up and tells whose it was; empty when it is not there any more. */
  Optional<UUID> use(DbExecute sql, SecretHash code, UUID serviceId, Instant now) {
    return sql.createGet(
            """
            DELETE FROM handover
            WHERE code_hash = :code AND service_id = :service AND expires_at > :now
            RETURNING session_id
            """)
        .addParam("code", code.bytes())
        .addParam("service", serviceId)
        .addParam("now", now)
        .execute()
        .map(row -> Rows.uuid(row, "session_id"));
  }

  /** When a session ends that is live now. */
  Optional<Instant> end(DbExecute sql, UUID session, Instant now) {
    return sql.createGet(
            """
            SELECT expires_at FROM session
            WHERE id = :id AND ended_at IS NULL AND expires_at > :now
            """)
        .addParam("id", session)
        .addParam("now", now)
        .execute()
        .map(row -> Rows.instant(row, "expires_at"));
  }

  /** Takes the place of what the session had there. */
  void put(
      DbExecute sql, UUID serviceId, UUID session, SecretHash hash, Instant expiresAt, long seq) {
    sql.dml(
        """
        INSERT INTO origin_session VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT ON CONSTRAINT origin_session_once DO UPDATE
        SET secret_hash = excluded.secret_hash, expires_at = excluded.expires_at, seq = excluded.seq
        """,
        UUID.randomUUID(),
        serviceId,
        session,
        hash.bytes(),
        expiresAt,
        seq);
  }

  /** What changed after a number, in its order. */
  List<Kept> after(DbExecute sql, long seq) {
    return sql.createQuery("SELECT * FROM origin_session WHERE seq > :seq ORDER BY seq")
        .addParam("seq", seq)
        .execute()
        .map(row -> kept(row))
        .toList();
  }

  /** Forgets codes that are over, and what has been over for so long that every node knows. */
  void prune(DbExecute sql, Instant now, Instant overBefore) {
    sql.dml("DELETE FROM handover WHERE expires_at < ?", now);
    sql.dml("DELETE FROM origin_session WHERE expires_at < ?", overBefore);
  }

  private static Kept kept(DbRow row) {
    return new Kept(
        Rows.uuid(row, "id"),
        Rows.uuid(row, "service_id"),
        Rows.uuid(row, "session_id"),
        SecretHash.kept(Rows.bytes(row, "secret_hash")),
        Rows.instant(row, "expires_at"));
  }
}
