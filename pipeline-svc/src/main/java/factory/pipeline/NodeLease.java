package factory.pipeline;

import factory.mesh.Loop;
import factory.store.Database;
import java.time.Duration;
import java.util.UUID;
import java.util.logging.Logger;

/**
 * The right to work on a database, which one node has at a time: what services keep lies in that
 * node's data folder, and another node would start them anew without it. It is renewed while the
 * node lives, and free one lease after its last sign of life; a successor in the same folder, whose
 * lock shows that the one before it is gone, takes it at once.
 */
final class NodeLease implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(NodeLease.class.getName());

  private final NodeLeaseStore store;
  private final Duration lease;
  private final Loop loop;
  private final Runnable onLost;

  private NodeLease(Database database, Duration lease, Runnable onLost) {
    store = new NodeLeaseStore(database);
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
    while (!taken.store.take(node, place, lease)) {
      var holder = taken.store.holder();
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

  private void renew() {
    var mine = store.renew(lease);
    if (!mine) {
      var holder = store.holder();
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
    store.giveBack();
  }
}
