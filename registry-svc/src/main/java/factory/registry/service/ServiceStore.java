package factory.registry.service;

import factory.mesh.Address;
import factory.store.Rows;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbRow;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The SQL of services. */
final class ServiceStore {
  static final String COLUMNS =
      """
      id, name, name_chosen, slug, idea, requester_id, CAST(metadata AS text) AS metadata, plan, plan_of_idea, revision, status,
      first_generated_at, first_deployed_at, serving_state, serving_version, serving_reason, upstream, chain_id,
      token_address, access_threshold, takedown_reason, takedown_at, created_at, updated_at, deleted_at
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
  long drawSeq(DbExecute sql) {
    return sql.createGet("UPDATE feed SET head = head + 1 RETURNING head")
        .execute()
        .map(row -> row.column(1).get(Long.class))
        .orElseThrow();
  }

  Head head(DbExecute sql) {
    return sql.createGet("SELECT feed_id, head FROM feed")
        .execute()
        .map(row -> new Head(Rows.uuid(row, "feed_id"), Rows.number(row, "head")))
        .orElseThrow();
  }

  /** Adds a service with its first event, unless its request id is taken. */
  boolean insert(
      DbExecute sql,
      ServiceId id,
      Naming naming,
      Service.Draft draft,
      Optional<String> hash,
      Instant now,
      long seq) {
    return sql.createUpdate(
                """
                INSERT INTO service (
                  id, name, slug, request_id, request_hash, idea, searched, requester_id, metadata, plan, plan_of_idea, status,
                  serving_state, last_event, created_at, updated_at, change_seq, route_seq
                ) VALUES (
                  :id, :name, :slug, :requestId, :requestHash, :idea, :searched, :requesterId,
                  CAST(:metadata AS JSONB), :plan, :planOfIdea, :status, 'none', 0, :now, :now, :seq, :seq
                )
                ON CONFLICT ON CONSTRAINT service_request_unique DO NOTHING
                """)
            .addParam("id", id.value())
            .addParam("name", naming.name())
            .addParam("slug", naming.slug())
            .addParam("requestId", Optional.of(draft.requestId()).filter(r -> !r.isEmpty()))
            .addParam("requestHash", hash)
            .addParam("idea", draft.idea())
            .addParam("searched", searched(naming, draft.idea()))
            .addParam("requesterId", draft.requesterId())
            .addParam("metadata", draft.metadata())
            .addParam("plan", draft.plan().map(Service.Plan::json))
            .addParam("planOfIdea", draft.plan().map(Service.Plan::ofIdea).orElse(false))
            .addParam("status", Status.QUEUED.word())
            .addParam("now", now)
            .addParam("seq", seq)
            .execute()
        == 1;
  }

  /** What was recorded under a request id. */
  record Recorded(Service service, String requestHash) {}

  Optional<Recorded> byRequest(DbExecute sql, String requestId) {
    return sql.createGet(
            "SELECT request_hash, " + COLUMNS + " FROM service WHERE request_id = :requestId")
        .addParam("requestId", requestId)
        .execute()
        .map(row -> new Recorded(service(row), Rows.text(row, "request_hash")));
  }

  /** The service, deleted or not. */
  Optional<Service> find(DbExecute sql, ServiceId id) {
    return sql.createGet("SELECT " + COLUMNS + " FROM service WHERE id = :id")
        .addParam("id", id.value())
        .execute()
        .map(row -> service(row));
  }

  /** The service, deleted or not, locked until the transaction ends. */
  Optional<Service> lock(DbExecute sql, ServiceId id) {
    return sql.createGet("SELECT " + COLUMNS + " FROM service WHERE id = :id FOR UPDATE")
        .addParam("id", id.value())
        .execute()
        .map(row -> service(row));
  }

  /** The service that has a slug or had it, deleted or not. */
  Optional<Service> ofSlug(DbExecute sql, String slug) {
    return sql.createGet(
            "SELECT "
                + COLUMNS
                + " FROM service WHERE id = (SELECT service_id FROM service_slug WHERE slug = :word)")
        .addParam("word", slug)
        .execute()
        .map(row -> service(row));
  }

  /** How many slugs a service has or had. */
  long slugs(DbExecute sql, ServiceId id) {
    return sql.createGet("SELECT count(*) AS slugs FROM service_slug WHERE service_id = :id")
        .addParam("id", id.value())
        .execute()
        .map(row -> Rows.number(row, "slugs"))
        .orElseThrow();
  }

  /** Makes a slug a service's for good. */
  void insertSlug(DbExecute sql, ServiceId id, String slug) {
    sql.createUpdate("INSERT INTO service_slug (slug, service_id) VALUES (:slug, :id)")
        .addParam("slug", slug)
        .addParam("id", id.value())
        .execute();
  }

  /** What a search looks into. */
  private static String searched(Naming naming, String idea) {
    return Text.folded(naming.name() + "\n" + idea);
  }

  /**
   * Services whose number is above one, by number.
   *
   * @param noTombstonesUpTo tombstones with this number or a lower one are left out
   */
  List<Service.Change> changes(
      DbExecute sql, Numbering numbering, long after, long noTombstonesUpTo, int limit) {
    return sql.createQuery(
            ("SELECT <seq> AS seq, "
                    + COLUMNS
                    + """
                    FROM service WHERE <seq> > :after AND (deleted_at IS NULL OR <seq> > :noTombstonesUpTo)
                    ORDER BY <seq> LIMIT :limit
                    """)
                .replace("<seq>", numbering.column))
        .addParam("after", after)
        .addParam("noTombstonesUpTo", noTombstonesUpTo)
        .addParam("limit", limit)
        .execute()
        .map(row -> new Service.Change(Rows.number(row, "seq"), service(row)))
        .toList();
  }

  void updateStatus(DbExecute sql, Service service, long seq) {
    sql.createUpdate(
            """
            UPDATE service
            SET status = :status,
              first_generated_at = CASE
                WHEN :generated THEN COALESCE(first_generated_at, :now) ELSE first_generated_at
              END,
              first_deployed_at = CASE
                WHEN :deployed THEN COALESCE(first_deployed_at, :now) ELSE first_deployed_at
              END,
              updated_at = :now, change_seq = :seq
            WHERE id = :id
            """)
        .addParam("id", service.id().value())
        .addParam("status", service.status().word())
        .addParam("generated", service.status() == Status.GENERATED)
        .addParam("deployed", service.status() == Status.DEPLOYED)
        .addParam("now", service.updatedAt())
        .addParam("seq", seq)
        .execute();
  }

  void updateServing(DbExecute sql, Service service, boolean shown, long seq) {
    var serving = service.serving();
    sql.createUpdate(
            """
            UPDATE service
            SET serving_state = :state, serving_version = :version, serving_reason = :reason,
              upstream = :upstream, updated_at = :now, route_seq = :seq,
              change_seq = CASE WHEN :shown THEN :seq ELSE change_seq END
            WHERE id = :id
            """)
        .addParam("id", service.id().value())
        .addParam(
            "state",
            switch (serving) {
              case Serving.None() -> "none";
              case Serving.Up(var _, var _) -> "up";
              case Serving.Asleep(var _) -> "asleep";
              case Serving.Down(var _, var _) -> "down";
            })
        .addParam(
            "version",
            switch (serving) {
              case Serving.None() -> Optional.<String>empty();
              case Serving.Up(var version, var _) -> Optional.of(version);
              case Serving.Asleep(var version) -> Optional.of(version);
              case Serving.Down(var version, var _) -> Optional.of(version);
            })
        .addParam(
            "reason",
            serving instanceof Serving.Down(var _, var reason)
                ? Optional.of(reason)
                : Optional.<String>empty())
        .addParam(
            "upstream",
            serving instanceof Serving.Up(var _, var upstream)
                ? Optional.of(upstream.toString())
                : Optional.<String>empty())
        .addParam("now", service.updatedAt())
        .addParam("shown", shown)
        .addParam("seq", seq)
        .execute();
  }

  void updateToken(DbExecute sql, Service service, Token token, long seq) {
    sql.createUpdate(
            """
            UPDATE service
            SET chain_id = :chainId, token_address = :address, access_threshold = :threshold,
              updated_at = :now, change_seq = :seq, route_seq = :seq
            WHERE id = :id
            """)
        .addParam("id", service.id().value())
        .addParam("chainId", token.chainId())
        .addParam("address", token.address())
        .addParam("threshold", token.accessThreshold())
        .addParam("now", service.updatedAt())
        .addParam("seq", seq)
        .execute();
  }

  /** A service that is handed over is news for routes, too: they tell whose it is. */
  void updateText(DbExecute sql, Service service, boolean handedOver, long seq) {
    sql.createUpdate(
            """
            UPDATE service
            SET name = :name, name_chosen = :nameChosen, slug = :slug, idea = :idea, searched = :searched,
              requester_id = :requesterId,
              metadata = CAST(:metadata AS JSONB), plan = :plan, revision = :revision, updated_at = :now,
              change_seq = :seq,
              route_seq = CASE WHEN :handedOver THEN :seq ELSE route_seq END
            WHERE id = :id
            """)
        .addParam("handedOver", handedOver)
        .addParam("id", service.id().value())
        .addParam("idea", service.idea())
        .addParam("name", service.naming().name())
        .addParam("nameChosen", service.naming().chosen())
        .addParam("slug", service.naming().slug())
        .addParam("searched", searched(service.naming(), service.idea()))
        .addParam("requesterId", service.requesterId())
        .addParam("metadata", service.metadata())
        .addParam("plan", service.plan().map(Service.Plan::json))
        .addParam("revision", service.revision())
        .addParam("now", service.updatedAt())
        .addParam("seq", seq)
        .execute();
  }

  void updatePlan(DbExecute sql, Service service, long seq) {
    sql.createUpdate(
            """
            UPDATE service
            SET plan = :plan, plan_of_idea = :ofIdea, name = :name, slug = :slug, searched = :searched,
              revision = :revision, updated_at = :now, change_seq = :seq
            WHERE id = :id
            """)
        .addParam("name", service.naming().name())
        .addParam("slug", service.naming().slug())
        .addParam("searched", searched(service.naming(), service.idea()))
        .addParam("id", service.id().value())
        .addParam("plan", service.plan().map(Service.Plan::json))
        .addParam("ofIdea", service.plan().map(Service.Plan::ofIdea).orElse(false))
        .addParam("revision", service.revision())
        .addParam("now", service.updatedAt())
        .addParam("seq", seq)
        .execute();
  }

  /** The number of the last of the gate's changes of whether a service may run that is known. */
  long takedownNumber(DbExecute sql, ServiceId id) {
    return sql.createGet("SELECT takedown_number FROM service WHERE id = :id")
        .addParam("id", id.value())
        .execute()
        .map(row -> Rows.number(row, "takedown_number"))
        .orElseThrow();
  }

  void updateTakedown(DbExecute sql, Service service, long number, long seq) {
    sql.createUpdate(
            """
            UPDATE service
            SET takedown_reason = :reason, takedown_at = :at, takedown_number = :number,
              updated_at = :now, change_seq = :seq
            WHERE id = :id
            """)
        .addParam("id", service.id().value())
        .addParam("reason", service.takedown().map(Service.Takedown::reason))
        .addParam("at", service.takedown().map(Service.Takedown::at))
        .addParam("number", number)
        .addParam("now", service.updatedAt())
        .addParam("seq", seq)
        .execute();
  }

  void updateDeleted(DbExecute sql, ServiceId id, Instant now, long seq) {
    sql.createUpdate(
            """
            UPDATE service
            SET deleted_at = :now, updated_at = :now, change_seq = :seq, route_seq = :seq
            WHERE id = :id
            """)
        .addParam("id", id.value())
        .addParam("now", now)
        .addParam("seq", seq)
        .execute();
  }

  Statistics statistics(DbExecute sql, Instant dayStart) {
    record Row(Status status, long count, long tokenised, long serving) {}
    var rows =
        sql.createQuery(
                """
                SELECT status, CAST(sum(services) AS BIGINT) AS services,
                  CAST(coalesce(sum(services) FILTER (WHERE tokenised), 0) AS BIGINT) AS tokenised,
                  CAST(coalesce(sum(services) FILTER (WHERE serving), 0) AS BIGINT) AS serving
                FROM service_count GROUP BY status
                """)
            .execute()
            .map(
                row ->
                    new Row(
                        Status.ofWord(Rows.text(row, "status")),
                        Rows.number(row, "services"),
                        Rows.number(row, "tokenised"),
                        Rows.number(row, "serving")))
            .toList();
    var fullMinutes = dayStart.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES);
    var createdLastDay =
        sql.createGet(
                """
                SELECT (
                  SELECT CAST(coalesce(sum(services), 0) AS BIGINT) FROM service_minute WHERE minute >= :fullMinutes
                ) + (
                  SELECT count(*) FROM service
                  WHERE deleted_at IS NULL AND created_at > :dayStart AND created_at < :fullMinutes
                ) AS services
                """)
            .addParam("fullMinutes", fullMinutes)
            .addParam("dayStart", dayStart)
            .execute()
            .map(row -> Rows.number(row, "services"))
            .orElseThrow();
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
        createdLastDay);
  }

  static Service service(DbRow row) {
    return new Service(
        new ServiceId(Rows.uuid(row, "id")),
        new Naming(Rows.text(row, "name"), Rows.flag(row, "name_chosen"), Rows.text(row, "slug")),
        Rows.text(row, "idea"),
        Rows.optionalText(row, "requester_id"),
        Rows.optionalText(row, "metadata"),
        Rows.optionalText(row, "plan")
            .map(json -> new Service.Plan(json, Rows.flag(row, "plan_of_idea"))),
        Rows.number(row, "revision"),
        Status.ofWord(Rows.text(row, "status")),
        Rows.optionalInstant(row, "first_generated_at").isPresent(),
        Rows.optionalInstant(row, "first_deployed_at").isPresent(),
        serving(row),
        token(row),
        takedown(row),
        Rows.instant(row, "created_at"),
        Rows.instant(row, "updated_at"),
        Rows.optionalInstant(row, "deleted_at").isPresent());
  }

  private static Serving serving(DbRow row) {
    return switch (Rows.text(row, "serving_state")) {
      case "none" -> new Serving.None();
      case "up" ->
          new Serving.Up(
              Rows.text(row, "serving_version"), Address.parse(Rows.text(row, "upstream")));
      case "asleep" -> new Serving.Asleep(Rows.text(row, "serving_version"));
      case "down" ->
          new Serving.Down(
              Rows.text(row, "serving_version"),
              Rows.optionalText(row, "serving_reason").orElse(""));
      case String other -> throw new IllegalStateException("serving_state " + other);
    };
  }

  private static Optional<Service.Takedown> takedown(DbRow row) {
    return Rows.optionalText(row, "takedown_reason")
        .map(reason -> new Service.Takedown(reason, Rows.instant(row, "takedown_at")));
  }

  private static Optional<Token> token(DbRow row) {
    return Rows.optionalText(row, "token_address")
        .map(
            address ->
                new Token(
                    Rows.number(row, "chain_id"), address, Rows.integer(row, "access_threshold")));
  }
}
