package factory.pipeline.job;

import factory.store.Database;
import factory.store.Rows;
import io.helidon.dbclient.DbExecute;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Who works on which job: a worker holds it under a lease, and each write checks that it still
 * does. Leases and pauses are compared on the store's own clock, so that nodes whose clocks differ
 * agree; what people read comes from the injected one.
 */
final class LeaseStore {
  private final Database database;
  private final Clock clock;
  private final ReentrantLock claiming = new ReentrantLock();

  LeaseStore(Database database, Clock clock) {
    this.database = database;
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

  /**
   * Takes the next job that nobody holds: of those to be ended the oldest, else the oldest of the
   * owner of whose jobs the fewest run. One claim at a time, so that each sees those before it: one
   * node works on a database.
   *
   * @param perOwner no job is taken of an owner of whose jobs so many run
   */
  Optional<Claim> claim(UUID node, Duration lease, int perOwner) {
    claiming.lock();
    try {
      return take(
          node,
          lease,
          """
          SELECT j.id FROM jobs j LEFT JOIN (
              SELECT owner, count(*) AS jobs FROM jobs
              WHERE state IN ('QUEUED', 'RUNNING') AND lease_until >= now() AND kind <> 'FUZZ'
              GROUP BY owner) busy
            ON busy.owner = j.owner
          WHERE j.state IN ('QUEUED', 'RUNNING') AND j.kind <> 'FUZZ' AND j.not_before <= now()
            AND (j.lease_until IS NULL OR j.lease_until < now())
            AND (j.cancel_requested OR j.ending IS NOT NULL OR coalesce(busy.jobs, 0) < :most)
          ORDER BY (j.cancel_requested OR j.ending IS NOT NULL) DESC, coalesce(busy.jobs, 0),
            j.number
          LIMIT 1 FOR UPDATE OF j SKIP LOCKED
          """,
          Map.of("most", perOwner));
    } finally {
      claiming.unlock();
    }
  }

  /** Takes the next job of those in the background, unless one of them runs. */
  Optional<Claim> claimInBackground(UUID node, Duration lease) {
    claiming.lock();
    try {
      return take(
          node,
          lease,
          """
          SELECT id FROM jobs
          WHERE kind = 'FUZZ' AND state IN ('QUEUED', 'RUNNING') AND not_before <= now()
            AND (lease_until IS NULL OR lease_until < now())
            AND NOT EXISTS (SELECT 1 FROM jobs r WHERE r.kind = 'FUZZ'
              AND r.state IN ('QUEUED', 'RUNNING') AND r.lease_until >= now())
          ORDER BY (cancel_requested OR ending IS NOT NULL) DESC, number
          LIMIT 1 FOR UPDATE SKIP LOCKED
          """,
          Map.of());
    } finally {
      claiming.unlock();
    }
  }

  /** Takes a certain job, unless somebody holds it. */
  Optional<Claim> claim(UUID job, UUID node, Duration lease) {
    return take(
        node,
        lease,
        """
        SELECT id FROM jobs
        WHERE id = :job AND state IN ('QUEUED', 'RUNNING')
          AND (lease_until IS NULL OR lease_until < now())
        FOR UPDATE SKIP LOCKED
        """,
        Map.of("job", job));
  }

  private Optional<Claim> take(
      UUID node, Duration lease, String which, Map<String, Object> parameters) {
    var token = UUID.randomUUID();
    return database.inTransaction(
        sql -> {
          var update =
              sql.createGet(
                  """
                  UPDATE jobs SET state = 'RUNNING', lease_token = :token, lease_node = :node,
                    lease_until = now() + :seconds * interval '1 second', updated_at = :now
                  WHERE id = (%s)
                  RETURNING id
                  """
                      .formatted(which));
          parameters.forEach(update::addParam);
          return update
              .addParam("token", token)
              .addParam("node", node)
              .addParam("seconds", lease.toMillis() / 1000.0)
              .addParam("now", now())
              .execute()
              .map(row -> new Claim(Rows.uuid(row, "id"), token));
        });
  }

  /** Leases that are still good, each with whether its job is to be cancelled. */
  Map<UUID, Boolean> renew(Collection<UUID> tokens, Duration lease) {
    return database.inTransaction(
        sql ->
            sql.createQuery(
                    """
                    UPDATE jobs SET lease_until = now() + :seconds * interval '1 second'
                    WHERE lease_token = ANY(:tokens) AND state IN ('QUEUED', 'RUNNING')
                    RETURNING lease_token, cancel_requested
                    """)
                .addParam("seconds", lease.toMillis() / 1000.0)
                .addParam("tokens", tokens.toArray(UUID[]::new))
                .execute()
                .collect(
                    Collectors.toMap(
                        row -> Rows.uuid(row, "lease_token"),
                        row -> Rows.flag(row, "cancel_requested"))));
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

  /** Every write of a worker goes through here: one that lost its lease writes nothing. */
  void held(Claim claim, Consumer<DbExecute> work) {
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
