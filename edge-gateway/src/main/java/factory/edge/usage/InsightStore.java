package factory.edge.usage;

import factory.edge.gate.EvmAddress;
import factory.store.Rows;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbRow;
import io.helidon.dbclient.DbStatementQuery;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The SQL that sums usage up, by hour or day. */
final class InsightStore {
  /** How long a point is. */
  enum Period {
    HOUR("hour"),
    DAY("day");

    private final String word;

    Period(String word) {
      this.word = word;
    }
  }

  /**
   * Which calls are summed up.
   *
   * @param byKey each key has points of its own
   */
  record Query(
      UUID serviceId,
      Period period,
      Instant since,
      Instant until,
      Optional<EvmAddress> wallet,
      Optional<UUID> key,
      boolean byKey) {}

  /**
   * Of which calls a point is.
   *
   * @param at empty for all that were asked for
   * @param key empty where points are of all keys, and for calls without one
   */
  record Place(Optional<Instant> at, String key) {}

  /**
   * Calls, summed up.
   *
   * @param callers wallets
   * @param byClass calls that were answered with a status of 1xx, 2xx, 3xx, 4xx and 5xx
   */
  record Point(
      Place place,
      long calls,
      long callers,
      List<Long> byClass,
      long requestBytes,
      long responseBytes,
      Latency latency) {}

  /** By time, then by key, all of it last. */
  List<Point> points(DbExecute sql, Query query, int most) {
    var latencies = latencies(sql, query);
    return asked(
            sql,
            query,
            """
            SELECT at, coalesce(key, '') AS key, CAST(coalesce(sum(calls), 0) AS BIGINT) AS calls,
              count(DISTINCT wallet) FILTER (WHERE wallet <> '') AS callers,
              CAST(coalesce(sum(calls) FILTER (WHERE status BETWEEN 100 AND 199), 0) AS BIGINT) AS class1,
              CAST(coalesce(sum(calls) FILTER (WHERE status BETWEEN 200 AND 299), 0) AS BIGINT) AS class2,
              CAST(coalesce(sum(calls) FILTER (WHERE status BETWEEN 300 AND 399), 0) AS BIGINT) AS class3,
              CAST(coalesce(sum(calls) FILTER (WHERE status BETWEEN 400 AND 499), 0) AS BIGINT) AS class4,
              CAST(coalesce(sum(calls) FILTER (WHERE status BETWEEN 500 AND 599), 0) AS BIGINT) AS class5,
              CAST(coalesce(sum(request_bytes), 0) AS BIGINT) AS request_bytes,
              CAST(coalesce(sum(response_bytes), 0) AS BIGINT) AS response_bytes
            FROM calls GROUP BY GROUPING SETS ((at, key), ())
            ORDER BY at NULLS LAST, key LIMIT :most
            """)
        .addParam("most", most)
        .execute()
        .map(row -> point(row, latencies))
        .toList();
  }

  private static Point point(DbRow row, Map<Place, Latency> latencies) {
    var place = place(row);
    return new Point(
        place,
        Rows.number(row, "calls"),
        Rows.number(row, "callers"),
        List.of(
            Rows.number(row, "class1"),
            Rows.number(row, "class2"),
            Rows.number(row, "class3"),
            Rows.number(row, "class4"),
            Rows.number(row, "class5")),
        Rows.number(row, "request_bytes"),
        Rows.number(row, "response_bytes"),
        latencies.getOrDefault(place, Latency.NONE));
  }

  private static Place place(DbRow row) {
    return new Place(Rows.optionalInstant(row, "at"), Rows.text(row, "key"));
  }

  private static Map<Place, Latency> latencies(DbExecute sql, Query query) {
    Map<Place, Latency> latencies = new HashMap<>();
    asked(
            sql,
            query,
            """
            SELECT at, coalesce(key, '') AS key, bucket, CAST(sum(n) AS BIGINT) AS n
            FROM calls, unnest(latency) WITH ORDINALITY AS counts (n, bucket)
            WHERE n > 0 GROUP BY GROUPING SETS ((at, key, bucket), (bucket))
            """)
        .execute()
        .forEach(
            row ->
                latencies.merge(
                    place(row),
                    Latency.NONE.plus((int) Rows.number(row, "bucket") - 1, Rows.number(row, "n")),
                    Latency::plus));
    return latencies;
  }

  private static DbStatementQuery asked(DbExecute sql, Query query, String select) {
    // In UTC, whatever the store's own zone.
    var asked =
        sql.createQuery(
            """
            WITH calls AS (
              SELECT date_trunc('%s', hour, 'UTC') AS at, %s AS key, wallet, status, calls,
                request_bytes, response_bytes, latency
              FROM usage_hour
              WHERE service_id = :service AND hour >= :since AND hour < :until %s %s
            )
            %s
            """
                .formatted(
                    query.period().word,
                    query.byKey() ? "key_id" : "''",
                    query.wallet().isPresent() ? "AND wallet = :wallet" : "",
                    query.key().isPresent() ? "AND key_id = :key" : "",
                    select));
    asked
        .addParam("service", query.serviceId())
        .addParam("since", query.since())
        .addParam("until", query.until());
    query.wallet().ifPresent(wallet -> asked.addParam("wallet", wallet.toString()));
    query.key().ifPresent(key -> asked.addParam("key", key.toString()));
    return asked;
  }
}
