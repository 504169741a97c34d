package factory.registry.service;

import factory.store.Rows;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbRow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The SQL of events. */
final class EventStore {
  /** Adds an event; the service's row is locked, or new in this transaction. */
  void append(
      DbExecute sql,
      ServiceId id,
      Status status,
      Optional<String> message,
      Optional<String> requestId,
      Instant now) {
    sql.createUpdate(
            """
            WITH counted AS (
              UPDATE service SET last_event = last_event + 1 WHERE id = :id
              RETURNING id, last_event
            )
            INSERT INTO service_event (service_id, sequence, status, message, request_id, created_at)
            SELECT id, last_event, :status, :message, :requestId, :now FROM counted
            """)
        .addParam("id", id.value())
        .addParam("status", status.word())
        .addParam("message", message)
        .addParam("requestId", requestId)
        .addParam("now", now)
        .execute();
  }

  /** The status that a request has recorded. */
  Optional<Status> recorded(DbExecute sql, ServiceId id, String requestId) {
    return sql.createGet(
            """
            SELECT status FROM service_event WHERE service_id = :id AND request_id = :requestId
            """)
        .addParam("id", id.value())
        .addParam("requestId", requestId)
        .execute()
        .map(row -> Status.ofWord(Rows.text(row, "status")));
  }

  /** A service's events after a sequence, oldest first. */
  List<ServiceEvent> after(DbExecute sql, ServiceId id, long sequence, int limit) {
    return sql.createQuery(
            """
            SELECT sequence, status, message, created_at
            FROM service_event WHERE service_id = :id AND sequence > :sequence
            ORDER BY sequence LIMIT :limit
            """)
        .addParam("id", id.value())
        .addParam("sequence", sequence)
        .addParam("limit", limit)
        .execute()
        .map(row -> event(id, row))
        .toList();
  }

  /** A service's events before a sequence, newest first. */
  List<ServiceEvent> before(DbExecute sql, ServiceId id, long sequence, int limit) {
    return sql.createQuery(
            """
            SELECT sequence, status, message, created_at
            FROM service_event WHERE service_id = :id AND sequence < :sequence
            ORDER BY sequence DESC LIMIT :limit
            """)
        .addParam("id", id.value())
        .addParam("sequence", sequence)
        .addParam("limit", limit)
        .execute()
        .map(row -> event(id, row))
        .toList();
  }

  private static ServiceEvent event(ServiceId id, DbRow row) {
    return new ServiceEvent(
        id,
        Rows.number(row, "sequence"),
        Status.ofWord(Rows.text(row, "status")),
        Rows.optionalText(row, "message"),
        Rows.instant(row, "created_at"));
  }
}
