package factory.pipeline.job;

import factory.mesh.Refused;
import factory.store.Database;
import factory.store.Rows;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbRow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Jobs and their steps in Postgres: enqueued, found, called off. */
public final class JobStore {
  private final Database database;
  private final Clock clock;

  /** A store over the node's schema. */
  public JobStore(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** What to enqueue. */
  public record NewJob(
      UUID id,
      UUID serviceId,
      JobKind kind,
      boolean auto,
      @Nullable String requestId,
      @Nullable UUID versionId,
      TokenTerms terms) {}

  /** The job that an equal call made before. */
  public Optional<Job> byRequest(JobKind kind, UUID serviceId, String requestId) {
    return database.inTransaction(
        sql ->
            sql.createGet(
                    """
                    SELECT id FROM jobs
                    WHERE kind = :kind AND service_id = :service AND request_id = :request
                    """)
                .addParam("kind", kind.name())
                .addParam("service", serviceId)
                .addParam("request", requestId)
                .execute()
                .map(row -> row.column(1).get(UUID.class))
                .flatMap(id -> load(sql, id)));
  }

  /**
   * Enqueues a job.
   *
   * @param heldBy keeps workers off for this long: the caller runs the first step
   * @throws Refused JOB_ACTIVE when another job works on the service
   */
  public Job enqueue(NewJob job, UUID node, @Nullable UUID heldBy, Duration lease) {
    try {
      return database.inTransaction(
          sql -> {
            insert(sql, job, JobState.QUEUED, "");
            if (heldBy != null) {
              sql.createUpdate(
                      """
                      UPDATE jobs SET lease_token = :token, lease_node = :node,
                        lease_until = now() + :seconds * interval '1 second'
                      WHERE id = :id
                      """)
                  .addParam("token", heldBy)
                  .addParam("node", node)
                  .addParam("seconds", lease.toMillis() / 1000.0)
                  .addParam("id", job.id())
                  .execute();
            }
            return require(sql, job.id());
          });
    } catch (RuntimeException e) {
      var broken = Database.brokenConstraint(e).orElse("");
      if (broken.isEmpty()) {
        throw e;
      }
      // An equal call was faster; whichever of its two marks was met first.
      if (job.requestId() != null) {
        var same = byRequest(job.kind(), job.serviceId(), job.requestId());
        if (same.isPresent()) {
          return same.get();
        }
      }
      if (broken.equals("jobs_active_key")) {
        var active = active(job.serviceId());
        if (active.isPresent()) {
          throw new Refused(new JobFault.Active(active.get()));
        }
        return enqueue(job, node, heldBy, lease);
      }
      throw e;
    }
  }

  /** Stores a job whose work turned out to be done already. */
  public Job insertSucceeded(NewJob job, String message) {
    return database.inTransaction(
        sql -> {
          insert(sql, job, JobState.SUCCEEDED, message);
          sql.createUpdate(
                  """
                  UPDATE steps SET state = 'SUCCEEDED', message = 'There already.', finished_at = :now
                  WHERE job_id = :id
                  """)
              .addParam("id", job.id())
              .addParam("now", now())
              .execute();
          return require(sql, job.id());
        });
  }

  /** The job that works on a service now. */
  public Optional<UUID> active(UUID serviceId) {
    return database.inTransaction(
        sql ->
            sql.createGet(
                    """
                    SELECT id FROM jobs
                    WHERE service_id = :service AND state IN ('QUEUED', 'RUNNING')
                    """)
                .addParam("service", serviceId)
                .execute()
                .map(row -> row.column(1).get(UUID.class)));
  }

  /** What was asked for the token that the service has, as far as this node made it. */
  public Optional<TokenTerms> tokenTerms(UUID serviceId) {
    return database.inTransaction(
        sql ->
            sql.createGet(
                    """
                    SELECT chain_id, access_threshold, token_name FROM jobs
                    WHERE service_id = :service AND kind = 'TOKENISE' AND state = 'SUCCEEDED'
                      AND token_name IS NOT NULL
                    ORDER BY number LIMIT 1
                    """)
                .addParam("service", serviceId)
                .execute()
                .map(row -> terms(row)));
  }

  /** One job. */
  public Optional<Job> find(UUID id) {
    return database.inTransaction(sql -> load(sql, id));
  }

  /**
   * Jobs, newest first.
   *
   * @param serviceId only this service's, when not null
   * @param below only jobs with a smaller number
   */
  public List<Job> list(@Nullable UUID serviceId, long below, int limit) {
    return database.inTransaction(
        sql ->
            sql.createQuery(
                    """
                    SELECT id FROM jobs
                    WHERE number < :below
                      AND (:service = '' OR service_id = CAST(nullif(:service, '') AS uuid))
                    ORDER BY number DESC LIMIT :limit
                    """)
                .addParam("below", below)
                .addParam("service", serviceId == null ? "" : serviceId.toString())
                .addParam("limit", limit)
                .execute()
                .map(row -> row.column(1).get(UUID.class))
                .map(id -> require(sql, id))
                .toList());
  }

  /**
   * Asks for a job's end before its next step.
   *
   * @return whether it was still possible
   */
  public boolean requestCancel(UUID job, String message) {
    return database.inTransaction(
            sql ->
                sql.createUpdate(
                        """
                        UPDATE jobs SET cancel_requested = true, not_before = '-infinity',
                          message = :message, updated_at = :now
                        WHERE id = :id AND state IN ('QUEUED', 'RUNNING') AND ending IS NULL
                        """)
                    .addParam("id", job)
                    .addParam("message", message)
                    .addParam("now", now())
                    .execute())
        == 1;
  }

  /**
   * Takes a failed job up again from the step that failed, with all its tries.
   *
   * @throws Refused JOB_NOT_FAILED, JOB_SUPERSEDED, or JOB_ACTIVE
   */
  public Job retry(Job job) {
    try {
      return database.inTransaction(
          sql -> {
            if (retried(sql, job) == 0) {
              var now = require(sql, job.id());
              throw new Refused(
                  now.state() == JobState.FAILED
                      ? new JobFault.Superseded(job.id())
                      : new JobFault.NotFailed(job.id(), now.state()));
            }
            sql.createUpdate(
                    """
                    UPDATE steps SET state = 'QUEUED', message = '', output = '', tries = 0,
                      finished_at = NULL
                    WHERE job_id = :id AND (state <> 'SUCCEEDED' OR name = ANY(:redone))
                    """)
                .addParam("id", job.id())
                .addParam("redone", job.kind().redone().toArray(String[]::new))
                .execute();
            return require(sql, job.id());
          });
    } catch (RuntimeException e) {
      if (Database.brokenConstraint(e).orElse("").equals("jobs_active_key")) {
        throw new Refused(new JobFault.Active(active(job.serviceId()).orElse(job.id())));
      }
      throw e;
    }
  }

  /** A token is apart from versions and their deployment: neither supersedes the other. */
  private long retried(DbExecute sql, Job job) {
    return sql.createUpdate(
            """
            UPDATE jobs SET state = 'QUEUED', message = '', ending = NULL, retry = retry + 1,
              retries = 0, troubled_since = NULL, not_before = '-infinity',
              cancel_requested = false, updated_at = :now
            WHERE id = :id AND state = 'FAILED' AND NOT EXISTS (
              SELECT 1 FROM jobs newer
              WHERE newer.service_id = jobs.service_id AND newer.number > jobs.number
                AND (newer.kind = 'TOKENISE') = (jobs.kind = 'TOKENISE'))
            """)
        .addParam("id", job.id())
        .addParam("now", now())
        .execute();
  }

  /** The worker's side of this store. */
  LeaseStore leases() {
    return new LeaseStore(database, this, clock);
  }

  void insert(DbExecute sql, NewJob job, JobState state, String message) {
    sql.createUpdate(
            """
            INSERT INTO jobs (id, service_id, kind, state, message, auto, request_id, version_id,
              chain_id, access_threshold, token_name, created_at, updated_at)
            VALUES (:id, :service, :kind, :state, :message, :auto, nullif(:request, ''),
              CAST(nullif(:version, '') AS uuid), CAST(nullif(:chain, '') AS bigint),
              CAST(nullif(:threshold, '') AS numeric), nullif(:name, ''), :now, :now)
            """)
        .addParam("id", job.id())
        .addParam("service", job.serviceId())
        .addParam("kind", job.kind().name())
        .addParam("state", state.name())
        .addParam("message", message)
        .addParam("auto", job.auto())
        .addParam("request", job.requestId() == null ? "" : job.requestId())
        .addParam("version", text(job.versionId()))
        .addParam("chain", text(job.terms().chainId()))
        .addParam("threshold", text(job.terms().accessThreshold()))
        .addParam("name", text(job.terms().name()))
        .addParam("now", now())
        .execute();
    var position = 0;
    for (var step : job.kind().steps()) {
      sql.createUpdate(
              """
              INSERT INTO steps (job_id, position, name, state)
              VALUES (:job, :position, :name, 'QUEUED')
              """)
          .addParam("job", job.id())
          .addParam("position", position++)
          .addParam("name", step)
          .execute();
    }
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }

  private static Job require(DbExecute sql, UUID id) {
    return load(sql, id).orElseThrow(() -> new IllegalStateException("job " + id + " is gone"));
  }

  /** In one statement: a job and its steps of one moment. */
  private static Optional<Job> load(DbExecute sql, UUID id) {
    List<Step> steps = new ArrayList<>();
    return sql.createQuery(
            """
            SELECT j.id, j.number, j.service_id, j.kind, j.state, j.message, j.auto, j.version_id,
              j.chain_id, j.access_threshold, j.token_name, j.cancel_requested, j.ending, j.retry,
              j.created_at, j.updated_at, s.position, s.name, s.state AS step_state,
              s.message AS step_message, s.output, s.attempts, s.started_at, s.finished_at
            FROM jobs j JOIN steps s ON s.job_id = j.id
            WHERE j.id = :id ORDER BY s.position
            """)
        .addParam("id", id)
        .execute()
        .map(
            row -> {
              steps.add(step(row));
              return job(row, List.copyOf(steps));
            })
        .reduce((_, complete) -> complete);
  }

  private static Step step(DbRow row) {
    return new Step(
        (int) Rows.number(row, "position"),
        Rows.text(row, "name"),
        JobState.valueOf(Rows.text(row, "step_state")),
        Rows.text(row, "step_message"),
        Rows.text(row, "output"),
        (int) Rows.number(row, "attempts"),
        Rows.optionalInstant(row, "started_at").orElse(null),
        Rows.optionalInstant(row, "finished_at").orElse(null));
  }

  private static Job job(DbRow row, List<Step> steps) {
    return new Job(
        Rows.uuid(row, "id"),
        Rows.number(row, "number"),
        Rows.uuid(row, "service_id"),
        JobKind.valueOf(Rows.text(row, "kind")),
        JobState.valueOf(Rows.text(row, "state")),
        Rows.text(row, "message"),
        Rows.flag(row, "auto"),
        Rows.optionalUuid(row, "version_id").orElse(null),
        terms(row),
        Rows.flag(row, "cancel_requested"),
        Rows.optionalText(row, "ending").map(JobState::valueOf).orElse(null),
        (int) Rows.number(row, "retry"),
        steps,
        Rows.instant(row, "created_at"),
        Rows.instant(row, "updated_at"));
  }

  private static TokenTerms terms(DbRow row) {
    return new TokenTerms(
        Rows.optionalNumber(row, "chain_id").orElse(null),
        Rows.optionalInteger(row, "access_threshold").orElse(null),
        Rows.optionalText(row, "token_name").orElse(null));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
