package factory.edge.limits;

import factory.edge.gate.EvmAddress;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;

/** The SQL of what is used of limits. */
final class LimitStore {
  private static final int FETCHED = 5_000;

  /** Sets them; each limit of a wallet at most once. */
  void save(Handle handle, List<Use> uses) {
    // In one order, so that two nodes that save the same rows cannot wait for each other.
    var sorted =
        uses.stream()
            .sorted(
                Comparator.comparing(Use::serviceId)
                    .thenComparing(u -> u.wallet().toString())
                    .thenComparing(Use::name))
            .toList();
    handle
        .createUpdate(
            """
            INSERT INTO limit_use (service_id, wallet, name, ends_at_millis, used)
            SELECT CAST(service_id AS UUID), wallet, name, ends_at_millis, used
            FROM unnest(:services, :wallets, :names, :ends, :used)
              AS told (service_id, wallet, name, ends_at_millis, used)
            ON CONFLICT ON CONSTRAINT limit_use_pk
            DO UPDATE SET ends_at_millis = EXCLUDED.ends_at_millis, used = EXCLUDED.used
            """)
        .bindArray("services", String.class, sorted.stream().map(Use::serviceId).toList())
        .bindArray(
            "wallets", String.class, sorted.stream().map(u -> u.wallet().toString()).toList())
        .bindArray("names", String.class, sorted.stream().map(Use::name).toList())
        .bindArray("ends", Long.class, sorted.stream().map(Use::endsAtMillis).toList())
        .bindArray("used", Long.class, sorted.stream().map(Use::used).toList())
        .execute();
  }

  /** What is used in the windows that are open, a wallet's limits one after the other. */
  void open(Handle handle, long nowMillis, Consumer<Use> each) {
    handle
        .createQuery(
            """
            SELECT service_id, wallet, name, ends_at_millis, used FROM limit_use
            WHERE ends_at_millis > :now
            ORDER BY service_id, wallet, name
            """)
        .setFetchSize(FETCHED)
        .bind("now", nowMillis)
        .map(
            (row, context) ->
                new Use(
                    row.getObject("service_id", UUID.class).toString(),
                    EvmAddress.parse(row.getString("wallet")).orElseThrow(),
                    row.getString("name"),
                    row.getLong("ends_at_millis"),
                    row.getLong("used")))
        .forEach(each);
  }

  /** Removes some windows that have ended; how many. */
  int prune(Handle handle, long nowMillis, int most) {
    return handle
        .createUpdate(
            """
            DELETE FROM limit_use WHERE ctid = ANY (ARRAY(
              SELECT ctid FROM limit_use WHERE ends_at_millis <= :now LIMIT :most
            ))
            """)
        .bind("now", nowMillis)
        .bind("most", most)
        .execute();
  }
}
