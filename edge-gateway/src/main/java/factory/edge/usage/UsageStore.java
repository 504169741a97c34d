package factory.edge.usage;

import factory.edge.gate.EvmAddress;
import factory.store.Rows;
import io.helidon.dbclient.DbExecute;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** The SQL of usage. */
final class UsageStore {
  /**
   * Admitted calls of one hour that are alike.
   *
   * @param wallet empty where nobody was recognised
   * @param keyId empty without a key
   * @param status 0 where it was never learnt
   */
  record Hour(
      Instant hour,
      String wallet,
      String keyId,
      int status,
      long calls,
      long requestBytes,
      long responseBytes,
      long durationMs) {}

  /** Where a page begins: after this one. */
  record After(Instant hour, String wallet, String keyId, int status) {}

  /** Which hours are asked for. */
  record Query(
      UUID serviceId, Instant since, Optional<Instant> until, Optional<EvmAddress> wallet) {}

  /** What calls that are alike have in common. */
  private record Alike(UUID serviceId, Instant hour, String wallet, String keyId, int status)
      implements Comparable<Alike> {
    static Alike of(Counted call) {
      var admission = call.admission();
      return new Alike(
          admission.serviceId(),
          Instant.ofEpochMilli(admission.epochMillis()).truncatedTo(ChronoUnit.HOURS),
          admission.wallet().map(EvmAddress::toString).orElse(""),
          admission.keyId().map(UUID::toString).orElse(""),
          call.end().status());
    }

    @Override
    public int compareTo(Alike other) {
      return Comparator.comparing(Alike::serviceId)
          .thenComparing(Alike::hour)
          .thenComparing(Alike::wallet)
          .thenComparing(Alike::keyId)
          .thenComparingInt(Alike::status)
          .compare(this, other);
    }
  }

  /** Of calls that are alike. */
  private record Sums(
      long calls, long requestBytes, long responseBytes, long durationMs, Latency latency) {
    static Sums of(Counted call) {
      var end = call.end();
      return new Sums(
          1,
          end.requestBytes(),
          end.responseBytes(),
          end.durationMs(),
          // How long a call took whose end was never learnt is not known either.
          end.status() == 0 ? Latency.NONE : Latency.of(end.durationMs()));
    }

    Sums plus(Sums other) {
      return new Sums(
          calls + other.calls,
          requestBytes + other.requestBytes,
          responseBytes + other.responseBytes,
          durationMs + other.durationMs,
          latency.plus(other.latency));
    }
  }

  /** Counts calls of one journal, each once however often it is told. */
  void count(DbExecute sql, UUID journal, List<Counted> calls) {
    // The journal lets go of what was counted: a store that is killed must not have lost it, also
    // where its operator lets others' commits be late.
    sql.dml("SET LOCAL synchronous_commit = on");
    Map<Long, List<Counted>> byGeneration = new TreeMap<>();
    calls.forEach(c -> byGeneration.computeIfAbsent(c.generation(), _ -> new ArrayList<>()).add(c));
    // In one order, so that two nodes never wait for each other in a circle.
    Map<Alike, Sums> sums = new TreeMap<>();
    byGeneration.forEach(
        (generation, told) -> {
          var counted = counted(sql, journal, generation);
          for (var call : told) {
            if (!counted.get(call.record())) {
              counted.set(call.record());
              sums.merge(Alike.of(call), Sums.of(call), Sums::plus);
            }
          }
          sql.dml(
              "UPDATE usage_segment SET counted = ? WHERE journal = ? AND generation = ?",
              counted.toByteArray(),
              journal,
              generation);
        });
    if (sums.isEmpty()) {
      return;
    }
    var alike = List.copyOf(sums.keySet());
    var summed = List.copyOf(sums.values());
    sql.createInsert(
            """
            INSERT INTO usage_hour
            SELECT service, hour, wallet, key, status, calls, requests, responses, durations,
              CAST(latency AS BIGINT[])
            FROM unnest(
              :services, :hours, :wallets, :keys, :statuses, :calls, :requests, :responses,
              :durations, :latencies
            ) AS told (
              service, hour, wallet, key, status, calls, requests, responses, durations, latency
            )
            ON CONFLICT ON CONSTRAINT usage_hour_pk DO UPDATE SET
              calls = usage_hour.calls + excluded.calls,
              request_bytes = usage_hour.request_bytes + excluded.request_bytes,
              response_bytes = usage_hour.response_bytes + excluded.response_bytes,
              duration_ms = usage_hour.duration_ms + excluded.duration_ms,
              latency = coalesce(
                (SELECT array_agg(coalesce(one, 0) + coalesce(other, 0) ORDER BY place)
                 FROM unnest(usage_hour.latency, excluded.latency)
                   WITH ORDINALITY AS both_of (one, other, place)),
                '{}')
            """)
        .addParam("services", alike.stream().map(Alike::serviceId).toArray(UUID[]::new))
        .addParam("hours", Rows.times(alike.stream().map(Alike::hour)))
        .addParam("wallets", alike.stream().map(Alike::wallet).toArray(String[]::new))
        .addParam("keys", alike.stream().map(Alike::keyId).toArray(String[]::new))
        .addParam("statuses", alike.stream().map(Alike::status).toArray(Integer[]::new))
        .addParam("calls", summed.stream().map(Sums::calls).toArray(Long[]::new))
        .addParam("requests", summed.stream().map(Sums::requestBytes).toArray(Long[]::new))
        .addParam("responses", summed.stream().map(Sums::responseBytes).toArray(Long[]::new))
        .addParam("durations", summed.stream().map(Sums::durationMs).toArray(Long[]::new))
        .addParam(
            "latencies",
            summed.stream().map(Sums::latency).map(Latency::toString).toArray(String[]::new))
        .execute();
  }

  /** Which calls of a filling were counted; locked until the transaction ends. */
  private static BitSet counted(DbExecute sql, UUID journal, long generation) {
    sql.dml(
        "INSERT INTO usage_segment VALUES (?, ?, ''::bytea) ON CONFLICT DO NOTHING",
        journal,
        generation);
    return sql.createGet(
            """
            SELECT counted FROM usage_segment
            WHERE journal = :journal AND generation = :generation FOR UPDATE
            """)
        .addParam("journal", journal)
        .addParam("generation", generation)
        .execute()
        .map(row -> BitSet.valueOf(Rows.bytes(row, "counted")))
        .orElseThrow();
  }

  /** Forgets what will not be told again. */
  void forget(DbExecute sql, UUID journal, Collection<Long> generations) {
    sql.dml(
        "DELETE FROM usage_segment WHERE journal = ? AND generation = ANY(?)",
        journal,
        generations.toArray(Long[]::new));
  }

  /** Forgets everything of a journal but these. */
  void keepOnly(DbExecute sql, UUID journal, Collection<Long> generations) {
    sql.dml(
        "DELETE FROM usage_segment WHERE journal = ? AND generation <> ALL(?)",
        journal,
        generations.toArray(Long[]::new));
  }

  /** Newest hour first, then by wallet, key and status. */
  List<Hour> list(DbExecute sql, Query query, Optional<After> after, int limit) {
    var select =
        sql.createQuery(
            """
            SELECT * FROM usage_hour
            WHERE service_id = :service AND hour >= :since AND hour < :until
            """
                + (query.wallet().isPresent() ? " AND wallet = :wallet" : "")
                + (after.isPresent()
                    ? " AND (hour < :hour OR (hour = :hour"
                        + " AND (wallet, key_id, status) > (:afterWallet, :afterKey, :afterStatus)))"
                    : "")
                + " ORDER BY hour DESC, wallet, key_id, status LIMIT :limit");
    select
        .addParam("service", query.serviceId())
        .addParam("since", query.since())
        .addParam("until", query.until().orElse(Instant.parse("9999-01-01T00:00:00Z")))
        .addParam("limit", limit);
    query.wallet().ifPresent(w -> select.addParam("wallet", w.toString()));
    after.ifPresent(
        a ->
            select
                .addParam("hour", a.hour())
                .addParam("afterWallet", a.wallet())
                .addParam("afterKey", a.keyId())
                .addParam("afterStatus", a.status()));
    return select
        .execute()
        .map(
            row ->
                new Hour(
                    Rows.instant(row, "hour"),
                    Rows.text(row, "wallet"),
                    Rows.text(row, "key_id"),
                    (int) Rows.number(row, "status"),
                    Rows.number(row, "calls"),
                    Rows.number(row, "request_bytes"),
                    Rows.number(row, "response_bytes"),
                    Rows.number(row, "duration_ms")))
        .toList();
  }
}
