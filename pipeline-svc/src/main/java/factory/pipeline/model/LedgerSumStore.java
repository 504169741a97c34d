package factory.pipeline.model;

import factory.store.Database;
import factory.store.Rows;
import io.helidon.dbclient.DbRow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What the calls of models came to, in Postgres. */
final class LedgerSumStore {
  private static final String SUMS =
      """
      count(*) AS calls,
      CAST(sum(tokens_in) AS bigint) AS tokens_in,
      CAST(sum(tokens_out) AS bigint) AS tokens_out,
      CAST(sum(cost_nanos) AS bigint) AS cost_nanos,
      CAST(COALESCE(sum(duration_ms), 0) AS bigint) AS duration_ms
      """;

  private final Database database;

  LedgerSumStore(Database database) {
    this.database = database;
  }

  /**
   * What calls came to.
   *
   * @param tokensIn of what was asked
   * @param tokensOut of what was said
   * @param took those that have ended
   */
  record Sum(long calls, long tokensIn, long tokensOut, Usd cost, Duration took) {}

  /** What the calls of a model that ended so came to. */
  record OfOutcome(String model, String outcome, Sum sum) {}

  /** The calls that began since then, by model and outcome. */
  List<OfOutcome> byOutcome(Instant since) {
    return database.inTransaction(
        sql ->
            sql.createQuery(
                    """
                    SELECT model, outcome, %s FROM model_calls WHERE started_at > :since
                    GROUP BY model, outcome ORDER BY model, outcome
                    """
                        .formatted(SUMS))
                .addParam("since", since)
                .execute()
                .map(
                    row ->
                        new OfOutcome(Rows.text(row, "model"), Rows.text(row, "outcome"), sum(row)))
                .toList());
  }

  /**
   * What the calls of a model on a day came to.
   *
   * @param day in UTC, such as {@code 2026-11-22}
   */
  record OfDay(String day, String model, Sum sum) {}

  /** The calls that began since then, by day and model, the newest days first. */
  List<OfDay> byDay(Instant since, int limit) {
    return database.inTransaction(
        sql ->
            sql.createQuery(
                    """
                    SELECT to_char(started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, model, %s
                    FROM model_calls WHERE started_at > :since
                    GROUP BY day, model ORDER BY day DESC, model LIMIT :limit
                    """
                        .formatted(SUMS))
                .addParam("since", since)
                .addParam("limit", limit)
                .execute()
                .map(row -> new OfDay(Rows.text(row, "day"), Rows.text(row, "model"), sum(row)))
                .toList());
  }

  private static Sum sum(DbRow row) {
    return new Sum(
        Rows.number(row, "calls"),
        Rows.number(row, "tokens_in"),
        Rows.number(row, "tokens_out"),
        new Usd(Rows.number(row, "cost_nanos")),
        Duration.ofMillis(Rows.number(row, "duration_ms")));
  }
}
