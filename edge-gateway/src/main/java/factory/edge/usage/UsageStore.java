package factory.edge.usage;

import factory.edge.gate.EvmAddress;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
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
import org.jdbi.v3.core.Handle;

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
  private record Alike(UUID serviceId, OffsetDateTime hour, String wallet, String keyId, int status)
      implements Comparable<Alike> {
    static Alike of(Counted call) {
      var admission = call.admission();
      return new Alike(
          admission.serviceId(),
          Instant.ofEpochMilli(admission.epochMillis())
              .truncatedTo(ChronoUnit.HOURS)
              .atOffset(ZoneOffset.UTC),
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
  private record Sums(long calls, long requestBytes, long responseBytes, long durationMs) {
    static Sums of(Counted call) {
      var end = call.end();
      return new Sums(1, end.requestBytes(), end.responseBytes(), end.durationMs());
    }

    Sums plus(Sums other) {
      return new Sums(
          calls + other.calls,
          requestBytes + other.requestBytes,
          responseBytes + other.responseBytes,
          durationMs + other.durationMs);
    }
  }

  /** Counts calls of one journal, each once however often it is told. */
  void count(Handle handle, UUID journal, List<Counted> calls) {
    // The journal lets go of what was counted: a store that is killed must not have lost it, also
    // where its operator lets others' commits be late.
    handle.execute("SET LOCAL synchronous_commit = on");
    Map<Long, List<Counted>> byGeneration = new TreeMap<>();
    calls.forEach(c -> byGeneration.computeIfAbsent(c.generation(), _ -> new ArrayList<>()).add(c));
    // In one order, so that two nodes never wait for each other in a circle.
    Map<Alike, Sums> sums = new TreeMap<>();
    byGeneration.forEach(
        (generation, told) -> {
          var counted = counted(handle, journal, generation);
          for (var call : told) {
            if (!counted.get(call.record())) {
              counted.set(call.record());
              sums.merge(Alike.of(call), Sums.of(call), Sums::plus);
            }
          }
          handle.execute(
              "UPDATE usage_segment SET counted = ? WHERE journal = ? AND generation = ?",
              counted.toByteArray(),
              journal,
              generation);
        });
    if (sums.isEmpty()) {
      return;
    }
    var batch =
        handle.prepareBatch(
            """
            INSERT INTO usage_hour VALUES (
              :service, :hour, :wallet, :key, :status, :calls, :request, :response, :duration
            )
            ON CONFLICT ON CONSTRAINT usage_hour_pk DO UPDATE SET
              calls = usage_hour.calls + excluded.calls,
              request_bytes = usage_hour.request_bytes + excluded.request_bytes,
              response_bytes = usage_hour.response_bytes + excluded.response_bytes,
              duration_ms = usage_hour.duration_ms + excluded.duration_ms
            """);
    sums.forEach(
        (alike, sum) ->
            batch
                .bind("service", alike.serviceId())
                .bind("hour", alike.hour())
                .bind("wallet", alike.wallet())
                .bind("key", alike.keyId())
                .bind("status", alike.status())
                .bind("calls", sum.calls())
                .bind("request", sum.requestBytes())
                .bind("response", sum.responseBytes())
                .bind("duration", sum.durationMs())
                .add());
    batch.execute();
  }

  /** Which calls of a filling were counted; locked until the transaction ends. */
  private static BitSet counted(Handle handle, UUID journal, long generation) {
    handle.execute(
        "INSERT INTO usage_segment VALUES (?, ?, ''::bytea) ON CONFLICT DO NOTHING",
        journal,
        generation);
    return handle
        .createQuery(
            """
            SELECT counted FROM usage_segment
            WHERE journal = :journal AND generation = :generation FOR UPDATE
            """)
        .bind("journal", journal)
        .bind("generation", generation)
        .map((row, context) -> BitSet.valueOf(row.getBytes("counted")))
        .one();
  }

  /** Forgets what will not be told again. */
  void forget(Handle handle, UUID journal, Collection<Long> generations) {
    handle
        .createUpdate("DELETE FROM usage_segment WHERE journal = ? AND generation = ANY(?)")
        .bind(0, journal)
        .bindArray(1, Long.class, List.copyOf(generations))
        .execute();
  }

  /** Forgets everything of a journal but these. */
  void keepOnly(Handle handle, UUID journal, Collection<Long> generations) {
    handle
        .createUpdate("DELETE FROM usage_segment WHERE journal = ? AND generation <> ALL(?)")
        .bind(0, journal)
        .bindArray(1, Long.class, List.copyOf(generations))
        .execute();
  }

  /** Newest hour first, then by wallet, key and status. */
  List<Hour> list(Handle handle, Query query, Optional<After> after, int limit) {
    var select =
        handle.createQuery(
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
        .bind("service", query.serviceId())
        .bind("since", query.since())
        .bind("until", query.until().orElse(Instant.parse("9999-01-01T00:00:00Z")))
        .bind("limit", limit);
    query.wallet().ifPresent(w -> select.bind("wallet", w.toString()));
    after.ifPresent(
        a ->
            select
                .bind("hour", a.hour())
                .bind("afterWallet", a.wallet())
                .bind("afterKey", a.keyId())
                .bind("afterStatus", a.status()));
    return select
        .map(
            (row, context) ->
                new Hour(
                    row.getObject("hour", OffsetDateTime.class).toInstant(),
                    row.getString("wallet"),
                    row.getString("key_id"),
                    row.getInt("status"),
                    row.getLong("calls"),
                    row.getLong("request_bytes"),
                    row.getLong("response_bytes"),
                    row.getLong("duration_ms")))
        .list();
  }
}
