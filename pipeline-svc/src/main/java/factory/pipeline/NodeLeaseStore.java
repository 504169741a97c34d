package factory.pipeline;

import factory.mesh.Database;
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
                    .bind("node", node)
                    .bind("token", token)
                    .bind("place", place)
                    .bind("seconds", lease.toMillis() / 1000.0)
                    .execute())
        == 1;
  }

  /** Where the holder runs. */
  String holder() {
    return database.inTransaction(
        sql ->
            sql.createQuery("SELECT place FROM running_node")
                .mapTo(String.class)
                .findOne()
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
                    .bind("seconds", lease.toMillis() / 1000.0)
                    .bind("token", token)
                    .execute())
        == 1;
  }

  void giveBack() {
    database.inTransaction(
        sql ->
            sql.createUpdate("DELETE FROM running_node WHERE token = :token")
                .bind("token", token)
                .execute());
  }
}
