package factory.pipeline.job;

import factory.store.Database;
import factory.store.Rows;
import io.helidon.dbclient.DbExecute;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a worker writes in Postgres: it holds a job under a lease, and each write checks that it
 * still does. Leases and pauses are compared on the store's own clock, so that nodes whose clocks
 * differ agree; what people read comes from the injected one.
 */
final class LeaseStore {
  private final Database database;
  private final JobStore jobs;
  private final Clock clock;

  LeaseStore(Database database, JobStore jobs, Clock clock) {
    this.database = database;
    this.jobs = jobs;
    this.clock = clock;
  }

  /**
   * A job that a worker holds.
   *
   * @param token changes with each claim; whoever lost it can write no more
   */
  record Claim(UUID job, UUID token) {}

  /** Thrown when another worker holds the job by now. */
  static final class LeaseLost extends RuntimeException {
    private static final long serialVersionUID = 1;

    LeaseLost(UUID job) {
      super("job " + job + " was taken over", null, false, false);
    }
  }

  /** Ends every lease of a node that has just started: their workers are dead. */
  long releaseLeasesOf(UUID node) {
    return database.inTransaction(
        sql ->
            sql.createUpdate(
                    """
                    UPDATE jobs SET lease_token = NULL, lease_node = NULL, lease_until = NULL
                    WHERE lease_node = :node AND state IN ('QUEUED', 'RUNNING')
                    """)
                .addParam("node", node)
                .execute());
  }

  /** Takes the oldest job that nobody holds. */
  Optional<Claim> claim(UUID node, Duration lease) {
    var token = UUID.randomUUID();
    return database.inTransaction(
        sql ->
            sql.createGet(
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
                .addParam("token", token)
                .addParam("node", node)
                .addParam("seconds", lease.toMillis() / 1000.0)
                .addParam("now", now())
                .execute()
                .map(row -> row.column(1).get(UUID.class))
                .map(job -> new Claim(job, token)));
  }

  /** Holds on to jobs; gives the tokens that are still good. */
  Set<UUID> renew(Collection<UUID> tokens, Duration lease) {
    return database.inTransaction(
        sql ->
            new HashSet<>(
                sql.createQuery(
                        """
                        UPDATE jobs SET lease_until = now() + :seconds * interval '1 second'
                        WHERE lease_token = ANY(:tokens) AND state IN ('QUEUED', 'RUNNING')
                        RETURNING lease_token
                        """)
                    .addParam("seconds", lease.toMillis() / 1000.0)
                    .addParam("tokens", tokens.toArray(UUID[]::new))
                    .execute()
                    .map(row -> row.column(1).get(UUID.class))
                    .toList()));
  }

  /** Lets a job go: another worker may take it at once. */
  void release(Claim claim) {
    database.inTransaction(
        sql ->
            sql.createUpdate(
                    """
                    UPDATE jobs SET lease_token = NULL, lease_node = NULL, lease_until = NULL
                    WHERE id = :id AND lease_token = :token
                    """)
                .addParam("id", claim.job())
                .addParam("token", claim.token())
                .execute());
  }

  /**
   * A step begins, for the first time or anew. Counted before it runs, so that one which takes the
   * process with it is counted too.
   *
   * @return how many tries in a row had no outcome, this one included
   */
  int beginStep(Claim claim, int position) {
    var tries = new int[1];
    held(
        claim,
        sql -> {
          sql.createUpdate(
                  """
                  UPDATE jobs SET state = 'RUNNING', updated_at = :now WHERE id = :id
                  """)
              .addParam("id", claim.job())
              .addParam("now", now())
              .execute();
          tries[0] =
              sql.createGet(
                      """
                      UPDATE steps SET state = 'RUNNING', attempts = attempts + 1,
                        tries = tries + 1, started_at = coalesce(started_at, :now)
                      WHERE job_id = :id AND position = :position
                      RETURNING tries
                      """)
                  .addParam("id", claim.job())
                  .addParam("position", position)
                  .addParam("now", now())
                  .execute()
                  .map(row -> row.column(1).get(Integer.class))
                  .orElseThrow();
        });
    return tries[0];
  }

  /** A try was broken off in order, with the node: it does not count. */
  void giveBack(Claim claim) {
    held(
        claim,
        sql -> {
          sql.createUpdate(
                  """
                  UPDATE steps SET tries = greatest(tries - 1, 0)
                  WHERE job_id = :id AND state = 'RUNNING'
                  """)
              .addParam("id", claim.job())
              .execute();
          sql.createUpdate(
                  """
                  UPDATE jobs SET lease_token = NULL, lease_node = NULL, lease_until = NULL
                  WHERE id = :id
                  """)
              .addParam("id", claim.job())
              .execute();
        });
  }

  /**
   * A step succeeded. After the last one the job has succeeded, and the following job is enqueued
   * in the same transaction.
   */
  void completeStep(
      Claim claim, Step step, Done done, boolean last, JobStore.@Nullable NewJob following) {
    held(
        claim,
        sql -> {
          finishStep(sql, claim, step, JobState.SUCCEEDED, done.message(), done.output());
          sql.createUpdate(
                  """
                  UPDATE jobs SET retries = 0, troubled_since = NULL, updated_at = :now
                  WHERE id = :id
                  """)
              .addParam("id", claim.job())
              .addParam("now", now())
              .execute();
          if (last) {
            endJob(sql, claim, JobState.SUCCEEDED, done.message());
          }
          if (following != null) {
            jobs.insert(sql, following, JobState.QUEUED, "");
          }
        });
  }

  /** A step failed for good; the job goes on to its end. */
  void failStep(Claim claim, Step step, String message) {
    held(
        claim,
        sql -> {
          finishStep(sql, claim, step, JobState.FAILED, message, "");
          ending(sql, claim, JobState.FAILED, message);
        });
  }

  /** Somebody asked for the job's end. */
  void beginCancellation(Claim claim, String message) {
    held(claim, sql -> ending(sql, claim, JobState.CANCELLED, message));
  }

  /** Whether a try that is deferred has told what stands in its way. */
  enum Outcome {
    /** A neighbour is away: such tries are bounded by time. */
    TOLD,
    /** It threw: such tries are counted. */
    NONE
  }

  /** Trouble that may pass: the job is let go and taken again after a pause. */
  void defer(Claim claim, @Nullable Step step, String message, Duration pause, Outcome outcome) {
    held(
        claim,
        sql -> {
          if (step != null) {
            sql.createUpdate(
                    """
                    UPDATE steps SET message = :message,
                      tries = CASE WHEN :told THEN 0 ELSE tries END
                    WHERE job_id = :id AND position = :position
                    """)
                .addParam("message", message)
                .addParam("told", outcome == Outcome.TOLD)
                .addParam("id", claim.job())
                .addParam("position", step.position())
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
              .addParam("now", now())
              .addParam("seconds", pause.toMillis() / 1000.0)
              .addParam("id", claim.job())
              .execute();
        });
  }

  /** How long the present step is in trouble, and how often it was tried since. */
  record Trouble(Duration since, int retries) {}

  /** The trouble of a job's present step. */
  Trouble trouble(UUID job) {
    return database.inTransaction(
        sql ->
            sql.createGet(
                    """
                    SELECT CAST(coalesce(extract(epoch FROM now() - troubled_since), 0) * 1000 AS bigint)
                      AS millis, retries
                    FROM jobs WHERE id = :id
                    """)
                .addParam("id", job)
                .execute()
                .map(
                    row ->
                        new Trouble(
                            Duration.ofMillis(Rows.number(row, "millis")),
                            (int) Rows.number(row, "retries")))
                .orElseThrow());
  }

  /** The job has ended. */
  void end(Claim claim, JobState state, String message) {
    held(claim, sql -> endJob(sql, claim, state, message));
  }

  private void finishStep(
      DbExecute sql, Claim claim, Step step, JobState state, String message, String output) {
    sql.createUpdate(
            """
            UPDATE steps SET state = :state, message = :message, output = :output,
              finished_at = :now
            WHERE job_id = :job AND position = :position
            """)
        .addParam("state", state.name())
        .addParam("message", message)
        .addParam("output", output)
        .addParam("now", now())
        .addParam("job", claim.job())
        .addParam("position", step.position())
        .execute();
  }

  private void ending(DbExecute sql, Claim claim, JobState state, String message) {
    sql.createUpdate(
            """
            UPDATE jobs SET ending = :ending, message = :message, retries = 0,
              troubled_since = NULL, updated_at = :now
            WHERE id = :id
            """)
        .addParam("ending", state.name())
        .addParam("message", message)
        .addParam("now", now())
        .addParam("id", claim.job())
        .execute();
  }

  private void endJob(DbExecute sql, Claim claim, JobState state, String message) {
    sql.createUpdate(
            """
            UPDATE jobs SET state = :state, message = :message, ending = NULL, lease_token = NULL,
              lease_node = NULL, lease_until = NULL, updated_at = :now
            WHERE id = :id
            """)
        .addParam("state", state.name())
        .addParam("message", message)
        .addParam("now", now())
        .addParam("id", claim.job())
        .execute();
    sql.createUpdate(
            """
            UPDATE steps SET state = 'CANCELLED', message = 'The job ended before it.'
            WHERE job_id = :id AND state IN ('QUEUED', 'RUNNING')
            """)
        .addParam("id", claim.job())
        .execute();
  }

  /** Every write of a worker goes through here: one that lost its lease writes nothing. */
  private void held(Claim claim, Consumer<DbExecute> work) {
    var mine =
        database.inTransaction(
            sql -> {
              var lease =
                  sql.createGet(
                          "SELECT 1 FROM jobs WHERE id = :id AND lease_token = :token FOR UPDATE")
                      .addParam("id", claim.job())
                      .addParam("token", claim.token())
                      .execute()
                      .map(row -> row.column(1).get(Integer.class));
              lease.ifPresent(_ -> work.accept(sql));
              return lease.isPresent();
            });
    if (!mine) {
      throw new LeaseLost(claim.job());
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
