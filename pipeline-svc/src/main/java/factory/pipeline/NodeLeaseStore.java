package factory.pipeline;

import factory.store.Database;
import java.time.Duration;
import java.util.UUID;

/** The one row that says which node works on this database, on the store's own clock. */
final class NodeLeaseStore {
  private final Database database;
  private final UUID token = UUID.randomUUID();

  NodeLeaseStore(Database database) {
    this.database = database;
  }

  /** Takes the lease when nobody has it, its holder is dead, or its holder is the same node. */
  boolean take(UUID node, String place, Duration lease) {
    return database.inTransaction(
            sql ->
                sql.createUpdate(
                        """
                        INSERT INTO running_node AS held (node, token, place, lease_until)
                        VALUES (:node, :token, :place, now() + :seconds * interval '1 second')
                        ON CONFLICT (single) DO UPDATE SET node = :node, token = :token,
                          place = :place, lease_until = now() + :seconds * interval '1 second'
                        WHERE held.node = :node OR held.lease_until < now()
                        """)
                    .addParam("node", node)
                    .addParam("token", token)
                    .addParam("place", place)
                    .addParam("seconds", lease.toMillis() / 1000.0)
                    .execute())
        == 1;
  }

  /** Where the holder runs. */
  String holder() {
    return database.inTransaction(
        sql ->
            sql.createGet("SELECT place FROM running_node")
                .execute()
                .map(row -> row.column(1).get(String.class))
                .orElse("one that has just ended"));
  }

  /** Holds on to it; false when another node has it by now. */
  boolean renew(Duration lease) {
    return database.inTransaction(
            sql ->
                sql.createUpdate(
                        """
                        UPDATE running_node
                        SET lease_until = now() + :seconds * interval '1 second'
                        WHERE token = :token
                        """)
                    .addParam("seconds", lease.toMillis() / 1000.0)
                    .addParam("token", token)
                    .execute())
        == 1;
  }

  void giveBack() {
    database.inTransaction(
        sql ->
            sql.createUpdate("DELETE FROM running_node WHERE token = :token")
                .addParam("token", token)
                .execute());
  }
}
