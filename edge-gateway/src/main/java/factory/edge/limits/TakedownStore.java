package factory.edge.limits;

import factory.store.Rows;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The SQL of services that were taken down. */
final class TakedownStore {
  /**
   * That a service was taken down, or put back.
   *
   * @param reason empty once it was put back
   * @param revision the number of the change that made it
   */
  record Change(String serviceId, Optional<String> reason, Instant changedAt, long revision) {}

  Optional<Change> find(DbExecute sql, UUID serviceId) {
    return sql.createGet("SELECT * FROM takedown WHERE service_id = :service")
        .addParam("service", serviceId)
        .execute()
        .map(TakedownStore::change);
  }

  void save(DbExecute sql, Change change) {
    sql.dml(
        """
        INSERT INTO takedown (service_id, reason, changed_at, revision) VALUES (CAST(? AS UUID), ?, ?, ?)
        ON CONFLICT ON CONSTRAINT takedown_pk DO UPDATE SET
          reason = excluded.reason, changed_at = excluded.changed_at, revision = excluded.revision
        """,
        change.serviceId(),
        change.reason(),
        change.changedAt(),
        change.revision());
  }

  /** What changed after a number, by number. */
  List<Change> after(DbExecute sql, long revision) {
    return sql.createQuery("SELECT * FROM takedown WHERE revision > :revision ORDER BY revision")
        .addParam("revision", revision)
        .execute()
        .map(row -> change(row))
        .toList();
  }

  /** Some of those that the registry has not been told of, the oldest first. */
  List<Change> untold(DbExecute sql, int limit) {
    return sql.createQuery(
            "SELECT * FROM takedown WHERE told < revision ORDER BY revision LIMIT :limit")
        .addParam("limit", limit)
        .execute()
        .map(row -> change(row))
        .toList();
  }

  /** The registry knows of it; of a change that was made meanwhile it does not. */
  void told(DbExecute sql, Change change) {
    sql.dml(
        "UPDATE takedown SET told = ? WHERE service_id = CAST(? AS UUID) AND told < ?",
        change.revision(),
        change.serviceId(),
        change.revision());
  }

  private static Change change(DbRow row) {
    return new Change(
        Rows.uuid(row, "service_id").toString(),
        Rows.optionalText(row, "reason"),
        Rows.instant(row, "changed_at"),
        Rows.number(row, "revision"));
  }
}
