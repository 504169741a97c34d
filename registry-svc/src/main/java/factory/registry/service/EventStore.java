package factory.registry.service;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The SQL of events. */
final class EventStore {
  /** Adds an event; the service's row is locked, or new in this transaction. */
  void append(
      Handle handle,
      ServiceId id,
      Status status,
      Optional<String> message,
      Optional<String> requestId,
      Instant now) {
    handle
        .createUpdate(
            """
            WITH counted AS (
              UPDATE service SET last_event = last_event + 1 WHERE id = :id
              RETURNING id, last_event
            )
            INSERT INTO service_event (service_id, sequence, status, message, request_id, created_at)
            SELECT id, last_event, :status, :message, :requestId, :now FROM counted
            """)
        .bind("id", id.value())
        .bind("status", status.word())
        .bind("message", message)
        .bind("requestId", requestId)
        .bind("now", now)
        .execute();
  }

  /** The status that a request has recorded. */
  Optional<Status> recorded(Handle handle, ServiceId id, String requestId) {
    return handle
        .createQuery(
            """
            SELECT status FROM service_event WHERE service_id = :id AND request_id = :requestId
            """)
        .bind("id", id.value())
        .bind("requestId", requestId)
        .map((row, context) -> Status.ofWord(row.getString("status")))
        .findOne();
  }

  /** A service's events after a sequence, oldest first. */
  List<ServiceEvent> after(Handle handle, ServiceId id, long sequence, int limit) {
    return handle
        .createQuery(
            """
            SELECT sequence, status, message, created_at
            FROM service_event WHERE service_id = :id AND sequence > :sequence
            ORDER BY sequence LIMIT :limit
            """)
        .bind("id", id.value())
        .bind("sequence", sequence)
        .bind("limit", limit)
        .map((row, context) -> event(id, row))
        .list();
  }

  /** A service's events before a sequence, newest first. */
  List<ServiceEvent> before(Handle handle, ServiceId id, long sequence, int limit) {
    return handle
        .createQuery(
            """
            SELECT sequence, status, message, created_at
            FROM service_event WHERE service_id = :id AND sequence < :sequence
            ORDER BY sequence DESC LIMIT :limit
            """)
        .bind("id", id.value())
        .bind("sequence", sequence)
        .bind("limit", limit)
        .map((row, context) -> event(id, row))
        .list();
  }

  private static ServiceEvent event(ServiceId id, ResultSet row) throws SQLException {
    return new ServiceEvent(
        id,
        row.getLong("sequence"),
        Status.ofWord(row.getString("status")),
        Optional.ofNullable(row.getString("message")),
        ServiceStore.instant(row, "created_at"));
  }
}
