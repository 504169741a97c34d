package factory.edge.usage;

import factory.edge.gate.EvmAddress;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** The SQL of usage. */
final class UsageStore {
  /**
   * Admitted calls of one hour that are alike.
   *
   * @param wallet empty where nobody was recognised
   * @param keyId empty without a key
   * @param status 0 where it was never learnt
   */
  record Hour(
      Instant hour,
      String wallet,
      String keyId,
      int status,
      long calls,
      long requestBytes,
      long responseBytes,
      long durationMs) {}

  /** Where a page begins: after this one. */
  record After(Instant hour, String wallet, String keyId, int status) {}

  /** Which hours are asked for. */
  record Query(
      UUID serviceId, Instant since, Optional<Instant> until, Optional<EvmAddress> wallet) {}

  /** Counts calls of one journal, each once however often it is told. */
  void count(Handle handle, UUID journal, List<Counted> calls) {
    var connection = handle.getConnection();
    // One statement: only those that are new among the delivered are added up.
    try (var statement =
        connection.prepareStatement(
            """
            WITH told AS (
              SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                AS t(generation, record, service_id, hour, wallet, key_id, status,
                     request_bytes, response_bytes, duration_ms)
            ), fresh AS (
              INSERT INTO usage_delivered
              SELECT ?, generation, record FROM told
              ON CONFLICT DO NOTHING
              RETURNING generation, record
            )
            INSERT INTO usage_hour
            SELECT service_id, hour, wallet, key_id, status, count(*), sum(request_bytes),
              sum(response_bytes), sum(duration_ms)
            FROM told JOIN fresh USING (generation, record)
            GROUP BY service_id, hour, wallet, key_id, status
            -- In one order, so that two nodes never wait for each other in a circle.
            ORDER BY service_id, hour, wallet, key_id, status
            ON CONFLICT ON CONSTRAINT usage_hour_pk DO UPDATE SET
              calls = usage_hour.calls + excluded.calls,
              request_bytes = usage_hour.request_bytes + excluded.request_bytes,
              response_bytes = usage_hour.response_bytes + excluded.response_bytes,
              duration_ms = usage_hour.duration_ms + excluded.duration_ms
            """)) {
      statement.setArray(1, array(connection, "bigint", calls, Counted::generation));
      statement.setArray(2, array(connection, "integer", calls, Counted::record));
      statement.setArray(3, array(connection, "uuid", calls, c -> c.admission().serviceId()));
      statement.setArray(4, array(connection, "timestamptz", calls, UsageStore::hour));
      statement.setArray(
          5,
          array(
              connection,
              "text",
              calls,
              c -> c.admission().wallet().map(EvmAddress::toString).orElse("")));
      statement.setArray(
          6,
          array(
              connection,
              "text",
              calls,
              c -> c.admission().keyId().map(UUID::toString).orElse("")));
      statement.setArray(7, array(connection, "integer", calls, c -> c.end().status()));
      statement.setArray(8, array(connection, "bigint", calls, c -> c.end().requestBytes()));
      statement.setArray(9, array(connection, "bigint", calls, c -> c.end().responseBytes()));
      statement.setArray(10, array(connection, "bigint", calls, c -> c.end().durationMs()));
      statement.setObject(11, journal);
      statement.executeUpdate();
    } catch (SQLException e) {
      throw new org.jdbi.v3.core.statement.UnableToExecuteStatementException(e, null);
    }
  }

  private static OffsetDateTime hour(Counted call) {
    return Instant.ofEpochMilli(call.admission().epochMillis())
        .truncatedTo(ChronoUnit.HOURS)
        .atOffset(ZoneOffset.UTC);
  }

  private static Array array(
      Connection connection, String type, List<Counted> calls, Function<Counted, Object> value)
      throws SQLException {
    return connection.createArrayOf(type, calls.stream().map(value).toArray());
  }

  /** Forgets what will not be told again. */
  void forget(Handle handle, UUID journal, Collection<Long> generations) {
    handle
        .createUpdate("DELETE FROM usage_delivered WHERE journal = ? AND generation = ANY(?)")
        .bind(0, journal)
        .bindArray(1, Long.class, List.copyOf(generations))
        .execute();
  }

  /** Forgets everything of a journal but these. */
  void keepOnly(Handle handle, UUID journal, Collection<Long> generations) {
    handle
        .createUpdate("DELETE FROM usage_delivered WHERE journal = ? AND generation <> ALL(?)")
        .bind(0, journal)
        .bindArray(1, Long.class, List.copyOf(generations))
        .execute();
  }

  /** Newest hour first, then by wallet, key and status. */
  List<Hour> list(Handle handle, Query query, Optional<After> after, int limit) {
    var select =
        handle.createQuery(
            """
            SELECT * FROM usage_hour
            WHERE service_id = :service AND hour >= :since AND hour < :until
            """
                + (query.wallet().isPresent() ? " AND wallet = :wallet" : "")
                + (after.isPresent()
                    ? " AND (hour < :hour OR (hour = :hour"
                        + " AND (wallet, key_id, status) > (:afterWallet, :afterKey, :afterStatus)))"
                    : "")
                + " ORDER BY hour DESC, wallet, key_id, status LIMIT :limit");
    select
        .bind("service", query.serviceId())
        .bind("since", query.since())
        .bind("until", query.until().orElse(Instant.parse("9999-01-01T00:00:00Z")))
        .bind("limit", limit);
    query.wallet().ifPresent(w -> select.bind("wallet", w.toString()));
    after.ifPresent(
        a ->
            select
                .bind("hour", a.hour())
                .bind("afterWallet", a.wallet())
                .bind("afterKey", a.keyId())
                .bind("afterStatus", a.status()));
    return select
        .map(
            (row, context) ->
                new Hour(
                    row.getObject("hour", OffsetDateTime.class).toInstant(),
                    row.getString("wallet"),
                    row.getString("key_id"),
                    row.getInt("status"),
                    row.getLong("calls"),
                    row.getLong("request_bytes"),
                    row.getLong("response_bytes"),
                    row.getLong("duration_ms")))
        .list();
  }
}
