package factory.pipeline.job;

import factory.mesh.Refused;
import factory.store.Database;
import io.helidon.dbclient.DbExecute;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Jobs and their steps in Postgres: enqueued, found, called off. */
public final class JobStore {
  private final Database database;
  private final Clock clock;
  private final JobReadStore reads;

  /** A store over the node's schema. */
  public JobStore(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
    reads = new JobReadStore(database);
  }

  /** The job that an equal call made before. */
  Optional<Job> byRequest(JobKind kind, UUID serviceId, String requestId) {
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
                .flatMap(reads::find));
  }

  /**
   * Enqueues a job.
   *
   * @param heldBy keeps workers off for this long: the caller runs the first step
   * @throws Refused JOB_ACTIVE when another job works on the service
   */
  Job enqueue(NewJob job, UUID node, @Nullable UUID heldBy, Duration lease) {
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
            return reads.require(job.id());
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
  Job insertSucceeded(NewJob job, String message) {
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
          return reads.require(job.id());
        });
  }

  /** The job that works on a service now; none in the background does. */
  public Optional<UUID> active(UUID serviceId) {
    return database.inTransaction(
        sql ->
            sql.createGet(
                    """
                    SELECT id FROM jobs
                    WHERE service_id = :service AND state IN ('QUEUED', 'RUNNING')
                      AND kind <> 'FUZZ'
                    """)
                .addParam("service", serviceId)
                .execute()
                .map(row -> row.column(1).get(UUID.class)));
  }

  /** Every job that is to be done for a service, those in the background included. */
  public List<UUID> unfinished(UUID serviceId) {
    return database.inTransaction(
        sql ->
            sql.createQuery(
                    """
                    SELECT id FROM jobs
                    WHERE service_id = :service AND state IN ('QUEUED', 'RUNNING')
                    """)
                .addParam("service", serviceId)
                .execute()
                .map(row -> row.column(1).get(UUID.class))
                .toList());
  }

  /** What was asked for the token that the service has, as far as this node made it. */
  Optional<TokenTerms> tokenTerms(UUID serviceId) {
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
                .map(JobReadStore::terms));
  }

  /** One job. */
  public Optional<Job> find(UUID id) {
    return reads.find(id);
  }

  /** Jobs, newest first, with a number below another one. */
  List<Job> list(JobFilter filter, long below, int limit) {
    return reads.list(filter, below, limit);
  }

  /** Whose service jobs work on, now that it is known. */
  public void setOwner(UUID serviceId, String owner) {
    database.inTransaction(
        sql ->
            sql.createUpdate(
                    """
                    UPDATE jobs SET owner = :owner WHERE service_id = :service AND owner <> :owner
                    """)
                .addParam("owner", owner)
                .addParam("service", serviceId)
                .execute());
  }

  /**
   * Asks for a job's end.
   *
   * @return whether it was still possible
   */
  boolean requestCancel(UUID job, String message) {
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
   * @param again the positions of the steps that run again, though they had succeeded
   * @throws Refused JOB_NOT_FAILED, JOB_SUPERSEDED, or JOB_ACTIVE
   */
  Job retry(Job job, List<Integer> again) {
    try {
      return database.inTransaction(
          sql -> {
            if (retried(sql, job) == 0) {
              var now = reads.require(job.id());
              throw new Refused(
                  now.state() == JobState.FAILED
                      ? new JobFault.Superseded(job.id())
                      : new JobFault.NotFailed(job.id(), now.state()));
            }
            sql.createUpdate(
                    """
                    UPDATE steps SET state = 'QUEUED', message = '', result = NULL, tries = 0,
                      finished_at = NULL
                    WHERE job_id = :id AND (state <> 'SUCCEEDED' OR position = ANY(:again))
                    """)
                .addParam("id", job.id())
                .addParam("again", again.toArray(Integer[]::new))
                .execute();
            return reads.require(job.id());
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
                AND newer.kind <> 'FUZZ'
                AND (newer.kind = 'TOKENISE') = (jobs.kind = 'TOKENISE'))
            """)
        .addParam("id", job.id())
        .addParam("now", now())
        .execute();
  }

  Database database() {
    return database;
  }

  Clock clock() {
    return clock;
  }

  void insert(DbExecute sql, NewJob job, JobState state, String message) {
    sql.createUpdate(
            """
            INSERT INTO jobs (id, service_id, owner, kind, flow_version, state, message, auto,
              request_id, version_id, chain_id, access_threshold, token_name, asked_by,
              reason, created_at, updated_at)
            VALUES (:id, :service, :owner, :kind, :flow, :state, :message, :auto, nullif(:request, ''),
              CAST(nullif(:version, '') AS uuid), CAST(nullif(:chain, '') AS bigint),
              CAST(nullif(:threshold, '') AS numeric), nullif(:name, ''), :asked_by, :reason,
              :now, :now)
            """)
        .addParam("id", job.id())
        .addParam("service", job.serviceId())
        .addParam("owner", job.owner())
        .addParam("kind", job.kind().name())
        .addParam("flow", job.flow().version())
        .addParam("state", state.name())
        .addParam("message", message)
        .addParam("auto", job.auto())
        .addParam("request", job.requestId() == null ? "" : job.requestId())
        .addParam("version", text(job.versionId()))
        .addParam("chain", text(job.terms().chainId()))
        .addParam("threshold", text(job.terms().accessThreshold()))
        .addParam("name", text(job.terms().name()))
        .addParam("asked_by", job.asked().by())
        .addParam("reason", job.asked().why())
        .addParam("now", now())
        .execute();
    var position = 0;
    for (var step : job.flow().names()) {
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

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
