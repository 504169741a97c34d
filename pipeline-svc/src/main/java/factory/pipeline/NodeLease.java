package factory.pipeline;

import factory.mesh.Database;
import factory.mesh.Loop;
import java.time.Duration;
import java.util.UUID;
import java.util.logging.Logger;

/**
 * The right to work on a database, which one node has at a time: what services keep lies in that
 * node's data folder, and another node would start them anew without it. It is renewed while the
 * node lives, compared on the store's own clock, and free one lease after its last sign of life; a
 * successor in the same folder, whose lock shows that the one before it is gone, takes it at once.
 */
final class NodeLease implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(NodeLease.class.getName());

  private final Database database;
  private final UUID token = UUID.randomUUID();
  private final Duration lease;
  private final Loop loop;
  private final Runnable onLost;

  private NodeLease(Database database, Duration lease, Runnable onLost) {
    this.database = database;
    this.lease = lease;
    this.onLost = onLost;
    loop =
        Loop.named("node-lease")
            .consequence("another pipeline-svc may take this node's work over")
            .firstAfter(lease.dividedBy(3))
            .every(lease.dividedBy(3), this::renew);
  }

  /**
   * Takes the lease, waiting until a dead node's is over.
   *
   * @param node of the data folder
   * @param place where this node runs, for whoever reads why another one does not start
   * @param onLost what to do when another node has it by now; nothing may be worked on any more
   * @throws IllegalArgumentException when a living node has it
   */
  static NodeLease take(Database database, UUID node, String place, Duration lease, Runnable onLost)
      throws InterruptedException {
    var taken = new NodeLease(database, lease, onLost);
    // A little longer than a lease: one that began just now must have had the time to end.
    var deadline = System.nanoTime() + lease.plus(lease.dividedBy(4)).toNanos();
    var said = false;
    while (!taken.tryTake(node, place)) {
      var holder = taken.holder();
      if (System.nanoTime() > deadline) {
        throw new IllegalArgumentException(
            "pipeline.db.url: another pipeline-svc works on this database, "
                + holder
                + "; what services keep lies in its data folder, so there can be only one. Stop it,"
                + " or give this one a database of its own");
      }
      if (!said) {
        said = true;
        LOG.info(() -> "waiting at most " + lease.toSeconds() + " s for " + holder + " to end");
      }
      Thread.sleep(lease.dividedBy(20));
    }
    taken.loop.start();
    return taken;
  }

  private boolean tryTake(UUID node, String place) {
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

  private String holder() {
    return database.inTransaction(
        sql ->
            sql.createGet("SELECT place FROM running_node")
                .execute().map(row -> row.column(1).get(String.class))
                
                .orElse("one that has just ended"));
  }

  private void renew() {
    var mine =
        database.inTransaction(
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
    if (!mine) {
      var holder = holder();
      LOG.severe(
          () ->
              "another pipeline-svc works on this database by now, " + holder + "; this one ends");
      onLost.run();
    }
  }

  /** What keeps it, for the node's health. */
  Loop loop() {
    return loop;
  }

  /** Gives it back: a successor need not wait. */
  @Override
  public void close() {
    loop.close();
    database.inTransaction(
        sql ->
            sql.createUpdate("DELETE FROM running_node WHERE token = :token")
                .addParam("token", token)
                .execute());
  }
}
