package factory.pipeline.job;

import factory.mesh.Database;
import factory.mesh.Refused;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Jobs and their steps in Postgres. Leases and pauses are compared on the store's own clock, so
 * that nodes whose clocks differ agree; what people read comes from the injected one.
 */
public final class JobStore {
  private final Database database;
  private final Clock clock;

  /** A store over the node's schema. */
  public JobStore(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * A job that a worker holds.
   *
   * @param token changes with each claim; whoever lost it can write no more
   */
  public record Claim(UUID job, UUID token) {}

  /** What to enqueue. */
  public record NewJob(
      UUID id,
      UUID serviceId,
      JobKind kind,
      boolean auto,
      @Nullable String requestId,
      @Nullable UUID versionId,
      TokenTerms terms) {}

  /** Thrown when another worker holds the job by now. */
  public static final class LeaseLost extends RuntimeException {
    private static final long serialVersionUID = 1;

    LeaseLost(UUID job) {
      super("job " + job + " was taken over", null, false, false);
    }
  }

  /** The job that an equal call made before. */
  public Optional<Job> byRequest(JobKind kind, UUID serviceId, String requestId) {
    return database.inTransaction(
        sql ->
            sql.createQuery(
                    """
                    SELECT id FROM jobs
                    WHERE kind = :kind AND service_id = :service AND request_id = :request
                    """)
                .bind("kind", kind.name())
                .bind("service", serviceId)
                .bind("request", requestId)
                .mapTo(UUID.class)
                .findOne()
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
                  .bind("token", heldBy)
                  .bind("node", node)
                  .bind("seconds", lease.toMillis() / 1000.0)
                  .bind("id", job.id())
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
              .bind("id", job.id())
              .bind("now", now())
              .execute();
          return require(sql, job.id());
        });
  }

  /** The job that works on a service now. */
  public Optional<UUID> active(UUID serviceId) {
    return database.inTransaction(
        sql ->
            sql.createQuery(
                    """
                    SELECT id FROM jobs
                    WHERE service_id = :service AND state IN ('QUEUED', 'RUNNING')
                    """)
                .bind("service", serviceId)
                .mapTo(UUID.class)
                .findOne());
  }

  /** What was asked for the token that the service has, as far as this node made it. */
  public Optional<TokenTerms> tokenTerms(UUID serviceId) {
    return database.inTransaction(
        sql ->
            sql.createQuery(
                    """
                    SELECT chain_id, access_threshold, token_name FROM jobs
                    WHERE service_id = :service AND kind = 'TOKENISE' AND state = 'SUCCEEDED'
                      AND token_name IS NOT NULL
                    ORDER BY number LIMIT 1
                    """)
                .bind("service", serviceId)
                .map((row, _) -> terms(row))
                .findOne());
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
            sql
                .createQuery(
                    """
                    SELECT id FROM jobs
                    WHERE number < :below
                      AND (:service = '' OR service_id = CAST(nullif(:service, '') AS uuid))
                    ORDER BY number DESC LIMIT :limit
                    """)
                .bind("below", below)
                .bind("service", serviceId == null ? "" : serviceId.toString())
                .bind("limit", limit)
                .mapTo(UUID.class)
                .list()
                .stream()
                .map(id -> require(sql, id))
                .toList());
  }

  /** Ends every lease of a node that has just started: their workers are dead. */
  public int releaseLeasesOf(UUID node) {
    return database.inTransaction(
        sql ->
            sql.createUpdate(
                    """
                    UPDATE jobs SET lease_token = NULL, lease_node = NULL, lease_until = NULL
                    WHERE lease_node = :node AND state IN ('QUEUED', 'RUNNING')
                    """)
                .bind("node", node)
                .execute());
  }

  /** Takes the oldest job that nobody holds. */
  public Optional<Claim> claim(UUID node, Duration lease) {
    var token = UUID.randomUUID();
    return database.inTransaction(
        sql ->
            sql.createQuery(
                    """
                    UPDATE jobs SET state = 'RUNNING', lease_token = :token, lease_node = :node,
                      lease_until = now() + :seconds * interval '1 second', updated_at = :now
                    WHERE id = (
                      SELECT id FROM jobs
                      WHERE state IN ('QUEUED', 'RUNNING') AND not_before <= now()
                        AND (lease_until IS NULL OR lease_until < now())
                      ORDER BY number LIMIT 1 FOR UPDATE SKIP LOCKED)
                    RETURNING id
                    """)
                .bind("token", token)
                .bind("node", node)
                .bind("seconds", lease.toMillis() / 1000.0)
                .bind("now", now())
                .mapTo(UUID.class)
                .findOne()
                .map(job -> new Claim(job, token)));
  }

  /** Holds on to jobs; gives the tokens that are still good. */
  public Set<UUID> renew(Collection<UUID> tokens, Duration lease) {
    return database.inTransaction(
        sql ->
            new HashSet<>(
                sql.createQuery(
                        """
                        UPDATE jobs SET lease_until = now() + :seconds * interval '1 second'
                        WHERE lease_token = ANY(:tokens) AND state IN ('QUEUED', 'RUNNING')
                        RETURNING lease_token
                        """)
                    .bind("seconds", lease.toMillis() / 1000.0)
                    .bindArray("tokens", UUID.class, tokens.toArray())
                    .mapTo(UUID.class)
                    .list()));
  }

  /** Lets a job go: another worker may take it at once. */
  public void release(Claim claim) {
    database.inTransaction(
        sql ->
            sql.createUpdate(
                    """
                    UPDATE jobs SET lease_token = NULL, lease_node = NULL, lease_until = NULL
                    WHERE id = :id AND lease_token = :token
                    """)
                .bind("id", claim.job())
                .bind("token", claim.token())
                .execute());
  }

  /** A step begins, for the first time or anew. */
  public void beginStep(Claim claim, int position) {
    held(
        claim,
        sql -> {
          sql.createUpdate(
                  """
                  UPDATE jobs SET state = 'RUNNING', updated_at = :now WHERE id = :id
                  """)
              .bind("id", claim.job())
              .bind("now", now())
              .execute();
          sql.createUpdate(
                  """
                  UPDATE steps SET state = 'RUNNING', attempts = attempts + 1,
                    started_at = coalesce(started_at, :now)
                  WHERE job_id = :id AND position = :position
                  """)
              .bind("id", claim.job())
              .bind("position", position)
              .bind("now", now())
              .execute();
        });
  }

  /**
   * A step succeeded. After the last one the job has succeeded, and the following job is enqueued
   * in the same transaction.
   */
  public void completeStep(
      Claim claim, Step step, Done done, boolean last, @Nullable NewJob following) {
    held(
        claim,
        sql -> {
          finishStep(sql, claim, step, JobState.SUCCEEDED, done.message(), done.output());
          sql.createUpdate(
                  """
                  UPDATE jobs SET retries = 0, troubled_since = NULL, updated_at = :now
                  WHERE id = :id
                  """)
              .bind("id", claim.job())
              .bind("now", now())
              .execute();
          if (last) {
            endJob(sql, claim, JobState.SUCCEEDED, done.message());
          }
          if (following != null) {
            insert(sql, following, JobState.QUEUED, "");
          }
        });
  }

  /** A step failed for good; the job goes on to its end. */
  public void failStep(Claim claim, Step step, String message) {
    held(
        claim,
        sql -> {
          finishStep(sql, claim, step, JobState.FAILED, message, "");
          ending(sql, claim, JobState.FAILED, message);
        });
  }

  /** Somebody asked for the job's end. */
  public void beginCancellation(Claim claim, String message) {
    held(claim, sql -> ending(sql, claim, JobState.CANCELLED, message));
  }

  /** Trouble that may pass: the job is let go and taken again after a pause. */
  public void defer(Claim claim, @Nullable Step step, String message, Duration pause) {
    held(
        claim,
        sql -> {
          if (step != null) {
            sql.createUpdate(
                    "UPDATE steps SET message = :message WHERE job_id = :id AND position = :position")
                .bind("message", message)
                .bind("id", claim.job())
                .bind("position", step.position())
                .execute();
          }
          sql.createUpdate(
                  """
                  UPDATE jobs SET retries = retries + 1, updated_at = :now,
                    troubled_since = coalesce(troubled_since, now()),
                    not_before = now() + :seconds * interval '1 second',
                    lease_token = NULL, lease_node = NULL, lease_until = NULL
                  WHERE id = :id
                  """)
              .bind("now", now())
              .bind("seconds", pause.toMillis() / 1000.0)
              .bind("id", claim.job())
              .execute();
        });
  }

  /** How long the present step is in trouble, and how often it was tried since. */
  public record Trouble(Duration since, int retries) {}

  /** The trouble of a job's present step. */
  public Trouble trouble(UUID job) {
    return database.inTransaction(
        sql ->
            sql.createQuery(
                    """
                    SELECT coalesce(extract(epoch FROM now() - troubled_since), 0) AS seconds, retries
                    FROM jobs WHERE id = :id
                    """)
                .bind("id", job)
                .map(
                    (row, _) ->
                        new Trouble(
                            Duration.ofMillis((long) (row.getDouble("seconds") * 1000)),
                            row.getInt("retries")))
                .one());
  }

  /** The job has ended. */
  public void end(Claim claim, JobState state, String message) {
    held(claim, sql -> endJob(sql, claim, state, message));
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
                    .bind("id", job)
                    .bind("message", message)
                    .bind("now", now())
                    .execute())
        == 1;
  }

  private void insert(Handle sql, NewJob job, JobState state, String message) {
    sql.createUpdate(
            """
            INSERT INTO jobs (id, service_id, kind, state, message, auto, request_id, version_id,
              chain_id, access_threshold, token_name, created_at, updated_at)
            VALUES (:id, :service, :kind, :state, :message, :auto, nullif(:request, ''),
              CAST(nullif(:version, '') AS uuid), CAST(nullif(:chain, '') AS bigint),
              CAST(nullif(:threshold, '') AS numeric), nullif(:name, ''), :now, :now)
            """)
        .bind("id", job.id())
        .bind("service", job.serviceId())
        .bind("kind", job.kind().name())
        .bind("state", state.name())
        .bind("message", message)
        .bind("auto", job.auto())
        .bind("request", job.requestId() == null ? "" : job.requestId())
        .bind("version", text(job.versionId()))
        .bind("chain", text(job.terms().chainId()))
        .bind("threshold", text(job.terms().accessThreshold()))
        .bind("name", text(job.terms().name()))
        .bind("now", now())
        .execute();
    var position = 0;
    for (var step : job.kind().steps()) {
      sql.createUpdate(
              """
              INSERT INTO steps (job_id, position, name, state)
              VALUES (:job, :position, :name, 'QUEUED')
              """)
          .bind("job", job.id())
          .bind("position", position++)
          .bind("name", step)
          .execute();
    }
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }

  private void finishStep(
      Handle sql, Claim claim, Step step, JobState state, String message, String output) {
    sql.createUpdate(
            """
            UPDATE steps SET state = :state, message = :message, output = :output,
              finished_at = :now
            WHERE job_id = :job AND position = :position
            """)
        .bind("state", state.name())
        .bind("message", message)
        .bind("output", output)
        .bind("now", now())
        .bind("job", claim.job())
        .bind("position", step.position())
        .execute();
  }

  private void ending(Handle sql, Claim claim, JobState state, String message) {
    sql.createUpdate(
            """
            UPDATE jobs SET ending = :ending, message = :message, retries = 0,
              troubled_since = NULL, updated_at = :now
            WHERE id = :id
            """)
        .bind("ending", state.name())
        .bind("message", message)
        .bind("now", now())
        .bind("id", claim.job())
        .execute();
  }

  private void endJob(Handle sql, Claim claim, JobState state, String message) {
    sql.createUpdate(
            """
            UPDATE jobs SET state = :state, message = :message, ending = NULL, lease_token = NULL,
              lease_node = NULL, lease_until = NULL, updated_at = :now
            WHERE id = :id
            """)
        .bind("state", state.name())
        .bind("message", message)
        .bind("now", now())
        .bind("id", claim.job())
        .execute();
    sql.createUpdate(
            """
            UPDATE steps SET state = 'CANCELLED', message = 'The job ended before it.'
            WHERE job_id = :id AND state IN ('QUEUED', 'RUNNING')
            """)
        .bind("id", claim.job())
        .execute();
  }

  /** Every write of a worker goes through here: one that lost its lease writes nothing. */
  private void held(Claim claim, Consumer<Handle> work) {
    var mine =
        database.inTransaction(
            sql -> {
              var lease =
                  sql.createQuery(
                          "SELECT 1 FROM jobs WHERE id = :id AND lease_token = :token FOR UPDATE")
                      .bind("id", claim.job())
                      .bind("token", claim.token())
                      .mapTo(Integer.class)
                      .findOne();
              lease.ifPresent(_ -> work.accept(sql));
              return lease.isPresent();
            });
    if (!mine) {
      throw new LeaseLost(claim.job());
    }
  }

  private static Job require(Handle sql, UUID id) {
    return load(sql, id).orElseThrow(() -> new IllegalStateException("job " + id + " is gone"));
  }

  private static Optional<Job> load(Handle sql, UUID id) {
    Map<Integer, Step> steps = new LinkedHashMap<>();
    sql.createQuery(
            """
            SELECT position, name, state, message, output, attempts, started_at, finished_at
            FROM steps WHERE job_id = :id ORDER BY position
            """)
        .bind("id", id)
        .map((row, _) -> step(row))
        .forEach(step -> steps.put(step.position(), step));
    return sql.createQuery(
            """
            SELECT id, number, service_id, kind, state, message, auto, version_id, chain_id,
              access_threshold, token_name, cancel_requested, ending, created_at, updated_at
            FROM jobs WHERE id = :id
            """)
        .bind("id", id)
        .map((row, _) -> job(row, List.copyOf(steps.values())))
        .findOne();
  }

  private static Step step(ResultSet row) throws SQLException {
    return new Step(
        row.getInt("position"),
        row.getString("name"),
        JobState.valueOf(row.getString("state")),
        row.getString("message"),
        row.getString("output"),
        row.getInt("attempts"),
        instant(row, "started_at"),
        instant(row, "finished_at"));
  }

  private static Job job(ResultSet row, List<Step> steps) throws SQLException {
    var ending = row.getString("ending");
    return new Job(
        row.getObject("id", UUID.class),
        row.getLong("number"),
        row.getObject("service_id", UUID.class),
        JobKind.valueOf(row.getString("kind")),
        JobState.valueOf(row.getString("state")),
        row.getString("message"),
        row.getBoolean("auto"),
        row.getObject("version_id", UUID.class),
        terms(row),
        row.getBoolean("cancel_requested"),
        ending == null ? null : JobState.valueOf(ending),
        steps,
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        row.getObject("updated_at", OffsetDateTime.class).toInstant());
  }

  private static TokenTerms terms(ResultSet row) throws SQLException {
    var threshold = row.getBigDecimal("access_threshold");
    var chain = row.getLong("chain_id");
    return new TokenTerms(
        row.wasNull() ? null : chain,
        threshold == null ? null : threshold.toBigIntegerExact(),
        row.getString("token_name"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    var time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
