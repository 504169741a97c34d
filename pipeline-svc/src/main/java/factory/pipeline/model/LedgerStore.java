package factory.pipeline.model;

import factory.store.Database;
import factory.store.Rows;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbRow;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** What models were asked, what that cost, and what they said, in Postgres. */
final class LedgerStore {
  private static final String OPEN = "open";
  private static final Duration DAY = Duration.ofHours(24);

  private final Database database;
  private final Clock clock;

  LedgerStore(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** What was spent and put aside. */
  record Spent(Usd byJob, Usd byOwner, Usd byAll) {}

  /**
   * Puts aside what a call may cost, unless the check throws.
   *
   * @param check is given what was spent before
   */
  UUID open(Asker asker, String model, Usd most, Consumer<Spent> check) {
    var id = UUID.randomUUID();
    database.inTransaction(
        sql -> {
          // One after another: no two spend the same last cent.
          sql.createUpdate("LOCK TABLE model_calls IN SHARE ROW EXCLUSIVE MODE").execute();
          check.accept(spent(sql, asker));
          return insert(sql, id, asker, model, most);
        });
    return id;
  }

  private long insert(DbExecute sql, UUID id, Asker asker, String model, Usd cost) {
    return sql.createUpdate(
            """
            INSERT INTO model_calls
              (id, job_id, service_id, owner, purpose, model, outcome, cost_nanos, started_at)
            VALUES (:id, :job, :service, :owner, :purpose, :model, :outcome, :cost, :now)
            """)
        .addParam("id", id)
        .addParam("job", asker.job())
        .addParam("service", asker.service())
        .addParam("owner", asker.owner())
        .addParam("purpose", asker.purpose())
        .addParam("model", model)
        .addParam("outcome", OPEN)
        .addParam("cost", cost.nanos())
        .addParam("now", clock.instant())
        .execute();
  }

  private Spent spent(DbExecute sql, Asker asker) {
    return sql.createGet(
            """
            SELECT
              CAST(COALESCE(sum(cost_nanos) FILTER (WHERE job_id = :job), 0) AS bigint) AS by_job,
              CAST(COALESCE(sum(cost_nanos) FILTER (WHERE owner = :owner AND started_at > :since), 0) AS bigint) AS by_owner,
              CAST(COALESCE(sum(cost_nanos) FILTER (WHERE started_at > :since), 0) AS bigint) AS by_all
            FROM model_calls
            WHERE job_id = :job OR started_at > :since
            """)
        .addParam("job", asker.job())
        .addParam("owner", asker.owner())
        .addParam("since", clock.instant().minus(DAY))
        .execute()
        .map(
            row ->
                new Spent(
                    new Usd(Rows.number(row, "by_job")),
                    new Usd(Rows.number(row, "by_owner")),
                    new Usd(Rows.number(row, "by_all"))))
        .orElseThrow();
  }

  /** A call ended without an answer that can be used. */
  void close(UUID id, String outcome, long tokensIn, long tokensOut, Usd cost, Duration took) {
    database.inTransaction(sql -> close(sql, id, outcome, tokensIn, tokensOut, cost, took));
  }

  private static long close(
      DbExecute sql,
      UUID id,
      String outcome,
      long tokensIn,
      long tokensOut,
      Usd cost,
      Duration took) {
    return sql.createUpdate(
            """
            UPDATE model_calls SET outcome = :outcome, tokens_in = :in, tokens_out = :out,
              cost_nanos = :cost, duration_ms = :took
            WHERE id = :id
            """)
        .addParam("outcome", outcome)
        .addParam("in", tokensIn)
        .addParam("out", tokensOut)
        .addParam("cost", cost.nanos())
        .addParam("took", took.toMillis())
        .addParam("id", id)
        .execute();
  }

  /** A call ended with an answer, which is kept for whoever asks the same. */
  void answered(UUID id, String digest, Said said, Usd cost, Duration took) {
    database.inTransaction(
        sql -> {
          sql.createUpdate(
                  """
                  INSERT INTO model_answers (digest, said, tokens_in, tokens_out, created_at)
                  VALUES (:digest, :said, :in, :out, :now)
                  ON CONFLICT (digest) DO NOTHING
                  """)
              .addParam("digest", digest)
              .addParam("said", said.text())
              .addParam("in", said.tokensIn())
              .addParam("out", said.tokensOut())
              .addParam("now", clock.instant())
              .execute();
          return close(sql, id, "answered", said.tokensIn(), said.tokensOut(), cost, took);
        });
  }

  Optional<Said> recorded(String digest) {
    return database.inTransaction(
        sql ->
            sql.createGet(
                    "SELECT said, tokens_in, tokens_out FROM model_answers WHERE digest = :digest")
                .addParam("digest", digest)
                .execute()
                .map(
                    row ->
                        new Said(
                            Rows.text(row, "said"),
                            Rows.number(row, "tokens_in"),
                            Rows.number(row, "tokens_out"))));
  }

  void forget(String digest) {
    database.inTransaction(
        sql ->
            sql.createUpdate("DELETE FROM model_answers WHERE digest = :digest")
                .addParam("digest", digest)
                .execute());
  }

  /** Nobody was called: it had been said before. */
  void replayed(Asker asker, String model) {
    database.inTransaction(
        sql -> {
          var id = UUID.randomUUID();
          insert(sql, id, asker, model, Usd.ZERO);
          return close(sql, id, "recorded", 0, 0, Usd.ZERO, Duration.ZERO);
        });
  }

  /** The newest calls for a service, newest first. */
  List<ModelCall> ofService(UUID service, int limit) {
    return database.inTransaction(
        sql ->
            sql.createQuery(
                    """
                    SELECT id, job_id, purpose, model, outcome, tokens_in, tokens_out, cost_nanos,
                      started_at, duration_ms
                    FROM model_calls WHERE service_id = :service
                    ORDER BY started_at DESC, id LIMIT :limit
                    """)
                .addParam("service", service)
                .addParam("limit", limit)
                .execute()
                .map(LedgerStore::call)
                .toList());
  }

  private static ModelCall call(DbRow row) {
    return new ModelCall(
        Rows.uuid(row, "id"),
        Rows.uuid(row, "job_id"),
        Rows.text(row, "purpose"),
        Rows.text(row, "model"),
        Rows.text(row, "outcome"),
        Rows.number(row, "tokens_in"),
        Rows.number(row, "tokens_out"),
        new Usd(Rows.number(row, "cost_nanos")),
        Rows.instant(row, "started_at"),
        Rows.optionalNumber(row, "duration_ms").map(Duration::ofMillis));
  }

  /** What jobs have spent, with what is put aside; those that called no model are left out. */
  Map<UUID, Usd> byJobs(Collection<UUID> jobs) {
    Map<UUID, Usd> spent = new HashMap<>();
    if (jobs.isEmpty()) {
      return spent;
    }
    var names = IntStream.range(0, jobs.size()).mapToObj(i -> ":job" + i).toList();
    database.inTransaction(
        sql -> {
          var query =
              sql.createQuery(
                  """
                  SELECT job_id, CAST(sum(cost_nanos) AS bigint) AS spent
                  FROM model_calls WHERE job_id IN (%s) GROUP BY job_id
                  """
                      .formatted(String.join(", ", names)));
          var at = 0;
          for (var job : jobs) {
            query.addParam("job" + at++, job);
          }
          query
              .execute()
              .forEach(
                  row -> spent.put(Rows.uuid(row, "job_id"), new Usd(Rows.number(row, "spent"))));
          return spent;
        });
    return spent;
  }

  /** What all have spent within 24 hours, with what is put aside. */
  Usd today() {
    return database.inTransaction(
        sql ->
            sql.createGet(
                    """
                    SELECT CAST(COALESCE(sum(cost_nanos), 0) AS bigint) AS spent
                    FROM model_calls WHERE started_at > :since
                    """)
                .addParam("since", clock.instant().minus(DAY))
                .execute()
                .map(row -> new Usd(Rows.number(row, "spent")))
                .orElse(Usd.ZERO));
  }
}
