package factory.pipeline.job;

import factory.pipeline.job.LeaseStore.Claim;
import factory.store.Database;
import factory.store.Rows;
import io.helidon.dbclient.DbExecute;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a worker writes of a job that it holds: how its steps go, and how it ends. */
final class ProgressStore {
  private final Database database;
  private final JobStore jobs;
  private final LeaseStore leases;
  private final Clock clock;

  ProgressStore(JobStore jobs, LeaseStore leases) {
    database = jobs.database();
    clock = jobs.clock();
    this.jobs = jobs;
    this.leases = leases;
  }

  /**
   * A step begins, for the first time or anew. Counted before it runs, so that one which takes the
   * process with it is counted too.
   *
   * @return how many tries had no outcome, this one included
   */
  int beginStep(Claim claim, int position) {
    var tries = new int[1];
    leases.held(
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
                      UPDATE steps SET state = 'RUNNING', attempts = attempts + 1, proof = NULL,
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

  /**
   * A step succeeded. After the last one the job has succeeded, and the jobs that follow are
   * enqueued in the same transaction.
   */
  void completeStep(
      Claim claim, int position, Result result, boolean last, List<NewJob> following) {
    leases.held(
        claim,
        sql -> {
          finishStep(
              sql, claim, position, JobState.SUCCEEDED, result.message(), ResultJson.write(result));
          sql.createUpdate(
                  """
                  UPDATE jobs SET retries = 0, troubled_since = NULL, updated_at = :now
                  WHERE id = :id
                  """)
              .addParam("id", claim.job())
              .addParam("now", now())
              .execute();
          if (last) {
            endJob(sql, claim, JobState.SUCCEEDED, result.message());
          }
          following.forEach(job -> jobs.insert(sql, job, JobState.QUEUED, ""));
        });
  }

  /** A step failed for good; the job goes on to its end. */
  void failStep(Claim claim, int position, String message) {
    leases.held(
        claim,
        sql -> {
          finishStep(sql, claim, position, JobState.FAILED, message, null);
          ending(sql, claim, JobState.FAILED, message);
        });
  }

  /** The job cannot go on, whatever its step; it goes on to its end. */
  void beginFailure(Claim claim, String message) {
    leases.held(claim, sql -> ending(sql, claim, JobState.FAILED, message));
  }

  /** Somebody asked for the job's end, and has said why. */
  void beginCancellation(Claim claim) {
    leases.held(claim, sql -> ending(sql, claim, JobState.CANCELLED, null));
  }

  /** Whether a try that is deferred has told what stands in its way. */
  enum Outcome {
    /** A neighbour is away: such a try is bounded by time, and not counted. */
    TOLD,
    /** It threw: such tries are counted. */
    NONE
  }

  /** Trouble that may pass: the job is let go and taken again after a pause. */
  void defer(
      Claim claim, @Nullable Integer position, String message, Duration pause, Outcome outcome) {
    leases.held(
        claim,
        sql -> {
          if (position != null) {
            sql.createUpdate(
                    """
                    UPDATE steps SET message = :message,
                      tries = CASE WHEN :told THEN greatest(tries - 1, 0) ELSE tries END
                    WHERE job_id = :id AND position = :position
                    """)
                .addParam("message", message)
                .addParam("told", outcome == Outcome.TOLD)
                .addParam("id", claim.job())
                .addParam("position", position)
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
    leases.held(claim, sql -> endJob(sql, claim, state, message));
  }

  private void finishStep(
      DbExecute sql,
      Claim claim,
      int position,
      JobState state,
      String message,
      @Nullable String result) {
    sql.createUpdate(
            """
            UPDATE steps SET state = :state, message = :message,
              result = CAST(nullif(:result, '') AS jsonb), finished_at = :now
            WHERE job_id = :job AND position = :position
            """)
        .addParam("state", state.name())
        .addParam("message", message)
        .addParam("result", result == null ? "" : result)
        .addParam("now", now())
        .addParam("job", claim.job())
        .addParam("position", position)
        .execute();
  }

  private void ending(DbExecute sql, Claim claim, JobState state, @Nullable String message) {
    sql.createUpdate(
            """
            UPDATE jobs SET ending = :ending, message = coalesce(nullif(:message, ''), message),
              retries = 0,
              troubled_since = NULL, updated_at = :now
            WHERE id = :id
            """)
        .addParam("ending", state.name())
        .addParam("message", message == null ? "" : message)
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
            UPDATE steps SET state = 'CANCELLED',
              message = CASE state WHEN 'RUNNING' THEN 'It was broken off.'
                ELSE 'The job ended before it.' END,
              finished_at = CASE state WHEN 'RUNNING' THEN CAST(:now AS timestamptz) END
            WHERE job_id = :id AND state IN ('QUEUED', 'RUNNING')
            """)
        .addParam("now", now())
        .addParam("id", claim.job())
        .execute();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
