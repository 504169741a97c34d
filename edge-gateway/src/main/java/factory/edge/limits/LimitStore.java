package factory.edge.limits;

import factory.edge.gate.EvmAddress;
import factory.store.Rows;
import io.helidon.dbclient.DbExecute;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/** The SQL of what is used of limits. */
final class LimitStore {
  /** Sets them; each limit of a wallet at most once. */
  void save(DbExecute sql, List<Use> uses) {
    // In one order, so that two nodes that save the same rows cannot wait for each other.
    var sorted =
        uses.stream()
            .sorted(
                Comparator.comparing(Use::serviceId)
                    .thenComparing(u -> u.wallet().toString())
                    .thenComparing(Use::name))
            .toList();
    sql.createUpdate(
            """
            INSERT INTO limit_use (service_id, wallet, name, ends_at_millis, used)
            SELECT CAST(service_id AS UUID), wallet, name, ends_at_millis, used
            FROM unnest(:services, :wallets, :names, :ends, :used)
              AS told (service_id, wallet, name, ends_at_millis, used)
            ON CONFLICT ON CONSTRAINT limit_use_pk
            DO UPDATE SET ends_at_millis = EXCLUDED.ends_at_millis, used = EXCLUDED.used
            """)
        .addParam("services", sorted.stream().map(Use::serviceId).toArray(String[]::new))
        .addParam("wallets", sorted.stream().map(u -> u.wallet().toString()).toArray(String[]::new))
        .addParam("names", sorted.stream().map(Use::name).toArray(String[]::new))
        .addParam("ends", sorted.stream().map(Use::endsAtMillis).toArray(Long[]::new))
        .addParam("used", sorted.stream().map(Use::used).toArray(Long[]::new))
        .execute();
  }

  /** What is used in the windows that are open, a wallet's limits one after the other. */
  void open(DbExecute sql, long nowMillis, Consumer<Use> each) {
    sql.createQuery(
            """
            SELECT service_id, wallet, name, ends_at_millis, used FROM limit_use
            WHERE ends_at_millis > :now
            ORDER BY service_id, wallet, name
            """)
        .addParam("now", nowMillis)
        .execute()
        .map(
            row ->
                new Use(
                    Rows.uuid(row, "service_id").toString(),
                    EvmAddress.parse(Rows.text(row, "wallet")).orElseThrow(),
                    Rows.text(row, "name"),
                    Rows.number(row, "ends_at_millis"),
                    Rows.number(row, "used")))
        .forEach(each);
  }

  /** Removes some windows that have ended; how many. */
  long prune(DbExecute sql, long nowMillis, int most) {
    return sql.createUpdate(
            """
            DELETE FROM limit_use WHERE ctid = ANY (ARRAY(
              SELECT ctid FROM limit_use WHERE ends_at_millis <= :now LIMIT :most
            ))
            """)
        .addParam("now", nowMillis)
        .addParam("most", most)
        .execute();
  }
}
