package factory.registry.service;

import factory.mesh.Address;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;

/** The SQL of services. */
final class ServiceStore {
  private static final String COLUMNS =
      """
      id, idea, requester_id, metadata::text AS metadata, status, first_deployed_at,
      serving_state, serving_version, serving_reason, upstream, chain_id, token_address,
      access_threshold, created_at, updated_at, deleted_at
      """;

  /** The constraint that keeps a token with one service. */
  static final String TOKEN_UNIQUE = "service_token_unique";

  /** The constraint that bounds stored metadata. */
  static final String METADATA_BOUNDED = "service_metadata_bounded";

  /** Which numbers a feed follows. */
  enum Numbering {
    CHANGE("change_seq"),
    ROUTE("route_seq");

    private final String column;

    Numbering(String column) {
      this.column = column;
    }
  }

  /** The number of the last committed change, and the name of this store in cursors. */
  record Head(UUID feedId, long seq) {}

  /**
   * Draws the next change's number. Takes the lock that orders commits: call it after every other
   * lock, and commit soon.
   */
  long drawSeq(Handle handle) {
    return handle
        .createQuery("UPDATE feed SET head = head + 1 RETURNING head")
        .mapTo(Long.class)
        .one();
  }

  Head head(Handle handle) {
    return handle
        .createQuery("SELECT feed_id, head FROM feed")
        .map((row, context) -> new Head(row.getObject("feed_id", UUID.class), row.getLong("head")))
        .one();
  }

  /** Adds a service with its first event, unless its request id is taken. */
  boolean insert(
      Handle handle,
      ServiceId id,
      Service.Draft draft,
      Optional<String> hash,
      Instant now,
      long seq) {
    return handle
            .createUpdate(
                """
                INSERT INTO service (
                  id, request_id, request_hash, idea, idea_folded, requester_id, metadata, status,
                  serving_state, last_event, created_at, updated_at, change_seq, route_seq
                ) VALUES (
                  :id, :requestId, :requestHash, :idea, :ideaFolded, :requesterId,
                  CAST(:metadata AS JSONB), :status, 'none', 0, :now, :now, :seq, :seq
                )
                ON CONFLICT ON CONSTRAINT service_request_unique DO NOTHING
                """)
            .bind("id", id.value())
            .bind("requestId", Optional.of(draft.requestId()).filter(r -> !r.isEmpty()))
            .bind("requestHash", hash)
            .bind("idea", draft.idea())
            .bind("ideaFolded", Text.folded(draft.idea()))
            .bind("requesterId", draft.requesterId())
            .bind("metadata", draft.metadata())
            .bind("status", Status.QUEUED.word())
            .bind("now", now)
            .bind("seq", seq)
            .execute()
        == 1;
  }

  /** What was recorded under a request id. */
  record Recorded(Service service, String requestHash) {}

  Optional<Recorded> byRequest(Handle handle, String requestId) {
    return handle
        .createQuery(
            "SELECT request_hash, " + COLUMNS + " FROM service WHERE request_id = :requestId")
        .bind("requestId", requestId)
        .map((row, context) -> new Recorded(service(row), row.getString("request_hash")))
        .findOne();
  }

  /** The service, deleted or not. */
  Optional<Service> find(Handle handle, ServiceId id) {
    return handle
        .createQuery("SELECT " + COLUMNS + " FROM service WHERE id = :id")
        .bind("id", id.value())
        .map((row, context) -> service(row))
        .findOne();
  }

  /** The service, deleted or not, locked until the transaction ends. */
  Optional<Service> lock(Handle handle, ServiceId id) {
    return handle
        .createQuery("SELECT " + COLUMNS + " FROM service WHERE id = :id FOR UPDATE")
        .bind("id", id.value())
        .map((row, context) -> service(row))
        .findOne();
  }

  /** The services of a filter after a place, newest first. */
  List<Service> page(
      Handle handle, Service.Filter filter, Optional<Service.Place> after, int limit) {
    var conditions = new StringBuilder("deleted_at IS NULL");
    if (filter.status().isPresent()) {
      conditions.append(" AND status = :status");
    }
    if (!filter.text().isEmpty()) {
      // Not LIKE: this has no wildcards that a text could hold.
      conditions.append(" AND strpos(idea_folded, :text) > 0");
    }
    if (after.isPresent()) {
      conditions.append(" AND (created_at, id) < (:createdAt, :id)");
    }
    var query =
        handle
            .createQuery(
                "SELECT "
                    + COLUMNS
                    + " FROM service WHERE "
                    + conditions
                    + " ORDER BY created_at DESC, id DESC LIMIT :limit")
            .bind("limit", limit);
    filter.status().ifPresent(status -> query.bind("status", status.word()));
    if (!filter.text().isEmpty()) {
      query.bind("text", Text.folded(filter.text()));
    }
    after.ifPresent(
        place -> query.bind("createdAt", place.createdAt()).bind("id", place.id().value()));
    return query.map((row, context) -> service(row)).list();
  }

  /**
   * Services whose number is above one, by number.
   *
   * @param noTombstonesUpTo tombstones with this number or a lower one are left out
   */
  List<Service.Change> changes(
      Handle handle, Numbering numbering, long after, long noTombstonesUpTo, int limit) {
    return handle
        .createQuery(
            ("SELECT <seq> AS seq, " + COLUMNS + " FROM service")
                + """

                WHERE <seq> > :after AND (deleted_at IS NULL OR <seq> > :noTombstonesUpTo)
                ORDER BY <seq> LIMIT :limit
                """)
        .define("seq", numbering.column)
        .bind("after", after)
        .bind("noTombstonesUpTo", noTombstonesUpTo)
        .bind("limit", limit)
        .map((row, context) -> new Service.Change(row.getLong("seq"), service(row)))
        .list();
  }

  void updateStatus(Handle handle, Service service, long seq) {
    handle
        .createUpdate(
            """
            UPDATE service
            SET status = :status,
              first_deployed_at = CASE
                WHEN :deployed THEN COALESCE(first_deployed_at, :now) ELSE first_deployed_at
              END,
              updated_at = :now, change_seq = :seq
            WHERE id = :id
            """)
        .bind("id", service.id().value())
        .bind("status", service.status().word())
        .bind("deployed", service.status() == Status.DEPLOYED)
        .bind("now", service.updatedAt())
        .bind("seq", seq)
        .execute();
  }

  void updateServing(Handle handle, Service service, boolean shown, long seq) {
    var serving = service.serving();
    handle
        .createUpdate(
            """
            UPDATE service
            SET serving_state = :state, serving_version = :version, serving_reason = :reason,
              upstream = :upstream, updated_at = :now, route_seq = :seq,
              change_seq = CASE WHEN :shown THEN :seq ELSE change_seq END
            WHERE id = :id
            """)
        .bind("id", service.id().value())
        .bind(
            "state",
            switch (serving) {
              case Serving.None() -> "none";
              case Serving.Up(var _, var _) -> "up";
              case Serving.Asleep(var _) -> "asleep";
              case Serving.Down(var _, var _) -> "down";
            })
        .bind(
            "version",
            switch (serving) {
              case Serving.None() -> Optional.<String>empty();
              case Serving.Up(var version, var _) -> Optional.of(version);
              case Serving.Asleep(var version) -> Optional.of(version);
              case Serving.Down(var version, var _) -> Optional.of(version);
            })
        .bind(
            "reason",
            serving instanceof Serving.Down(var _, var reason)
                ? Optional.of(reason)
                : Optional.<String>empty())
        .bind(
            "upstream",
            serving instanceof Serving.Up(var _, var upstream)
                ? Optional.of(upstream.toString())
                : Optional.<String>empty())
        .bind("now", service.updatedAt())
        .bind("shown", shown)
        .bind("seq", seq)
        .execute();
  }

  void updateToken(Handle handle, Service service, Token token, long seq) {
    handle
        .createUpdate(
            """
            UPDATE service
            SET chain_id = :chainId, token_address = :address, access_threshold = :threshold,
              updated_at = :now, change_seq = :seq, route_seq = :seq
            WHERE id = :id
            """)
        .bind("id", service.id().value())
        .bind("chainId", token.chainId())
        .bind("address", token.address())
        .bind("threshold", new BigDecimal(token.accessThreshold()))
        .bind("now", service.updatedAt())
        .bind("seq", seq)
        .execute();
  }

  /** A service that is handed over is news for routes, too: they tell whose it is. */
  void updateText(Handle handle, Service service, boolean handedOver, long seq) {
    handle
        .createUpdate(
            """
            UPDATE service
            SET idea = :idea, idea_folded = :ideaFolded, requester_id = :requesterId,
              metadata = CAST(:metadata AS JSONB), updated_at = :now, change_seq = :seq,
              route_seq = CASE WHEN :handedOver THEN :seq ELSE route_seq END
            WHERE id = :id
            """)
        .bind("handedOver", handedOver)
        .bind("id", service.id().value())
        .bind("idea", service.idea())
        .bind("ideaFolded", Text.folded(service.idea()))
        .bind("requesterId", service.requesterId())
        .bind("metadata", service.metadata())
        .bind("now", service.updatedAt())
        .bind("seq", seq)
        .execute();
  }

  void updateDeleted(Handle handle, ServiceId id, Instant now, long seq) {
    handle
        .createUpdate(
            """
            UPDATE service
            SET deleted_at = :now, updated_at = :now, change_seq = :seq, route_seq = :seq
            WHERE id = :id
            """)
        .bind("id", id.value())
        .bind("now", now)
        .bind("seq", seq)
        .execute();
  }

  Statistics statistics(Handle handle, Instant dayStart) {
    record Row(Status status, long count, long tokenised, long serving, long createdLastDay) {}
    var rows =
        handle
            .createQuery(
                """
                SELECT status, count(*) AS services,
                  count(*) FILTER (WHERE chain_id IS NOT NULL) AS tokenised,
                  count(*) FILTER (WHERE serving_state = 'up') AS serving,
                  count(*) FILTER (WHERE created_at > :dayStart) AS created_last_day
                FROM service WHERE deleted_at IS NULL GROUP BY status
                """)
            .bind("dayStart", dayStart)
            .map(
                (row, context) ->
                    new Row(
                        Status.ofWord(row.getString("status")),
                        row.getLong("services"),
                        row.getLong("tokenised"),
                        row.getLong("serving"),
                        row.getLong("created_last_day")))
            .list();
    var byStatus = new EnumMap<Status, Long>(Status.class);
    for (var status : Status.values()) {
      byStatus.put(status, 0L);
    }
    rows.forEach(row -> byStatus.put(row.status(), row.count()));
    return new Statistics(
        rows.stream().mapToLong(Row::count).sum(),
        byStatus,
        rows.stream().mapToLong(Row::tokenised).sum(),
        rows.stream().mapToLong(Row::serving).sum(),
        rows.stream().mapToLong(Row::createdLastDay).sum());
  }

  private static Service service(ResultSet row) throws SQLException {
    return new Service(
        new ServiceId(row.getObject("id", UUID.class)),
        row.getString("idea"),
        Optional.ofNullable(row.getString("requester_id")),
        Optional.ofNullable(row.getString("metadata")),
        Status.ofWord(row.getString("status")),
        row.getObject("first_deployed_at") != null,
        serving(row),
        token(row),
        instant(row, "created_at"),
        instant(row, "updated_at"),
        row.getObject("deleted_at") != null);
  }

  private static Serving serving(ResultSet row) throws SQLException {
    return switch (row.getString("serving_state")) {
      case "none" -> new Serving.None();
      case "up" ->
          new Serving.Up(
              row.getString("serving_version"), Address.parse(row.getString("upstream")));
      case "asleep" -> new Serving.Asleep(row.getString("serving_version"));
      case "down" ->
          new Serving.Down(
              row.getString("serving_version"),
              Optional.ofNullable(row.getString("serving_reason")).orElse(""));
      case String other -> throw new IllegalStateException("serving_state " + other);
    };
  }

  private static Optional<Token> token(ResultSet row) throws SQLException {
    var address = row.getString("token_address");
    return address == null
        ? Optional.empty()
        : Optional.of(
            new Token(
                row.getLong("chain_id"),
                address,
                row.getBigDecimal("access_threshold").toBigIntegerExact()));
  }

  static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
