package factory.pipeline.work;

import factory.mesh.Subscription;
import factory.pipeline.deploy.Rollout;
import factory.pipeline.job.Engine;
import factory.pipeline.job.JobStore;
import factory.pipeline.job.Jobs;
import factory.pipeline.neighbour.Neighbours;
import factory.registry.v1.Service;
import factory.registry.v1.WatchServicesResponse;
import factory.store.Database;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Follows the registry: whose services are, which were taken down and put back, and which were
 * deleted, with all that was theirs.
 */
public final class Deletions implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Deletions.class.getName());

  private final CursorStore cursors;
  private final JobStore jobs;
  private final Engine engine;
  private final Rollout rollout;
  private final Subscription subscription;
  private volatile String cursor;

  /**
   * Services with processes that the feed has not named since it was opened without a cursor; null
   * when it was resumed.
   */
  private @Nullable Set<UUID> unnamed;

  /** Starts to follow where it stopped. */
  public Deletions(
      Database database, Neighbours neighbours, JobStore jobs, Engine engine, Rollout rollout) {
    cursors = new CursorStore(database);
    this.jobs = jobs;
    this.engine = engine;
    this.rollout = rollout;
    cursor = cursors.find().orElse("");
    subscription =
        Subscription.<WatchServicesResponse>start(
            "deletions",
            observer -> {
              unnamed = cursor.isEmpty() ? new HashSet<>(rollout.services()) : null;
              neighbours.watchServices(cursor, observer);
            },
            this::apply,
            this::lost);
  }

  private void apply(WatchServicesResponse message) {
    for (var change : message.getChangesList()) {
      switch (change.getChangeCase()) {
        case UPSERTED -> {
          own(change.getUpserted());
          stopOrStart(change.getUpserted());
          if (unnamed != null) {
            unnamed.remove(UUID.fromString(change.getUpserted().getId()));
          }
        }
        case DELETED_SERVICE_ID -> clear(UUID.fromString(change.getDeletedServiceId()));
        case CHANGE_NOT_SET -> {
          // A newer registry says something that this node does not know.
        }
      }
    }
    if (unnamed != null && message.getCaughtUp()) {
      // Deleted while nobody followed.
      unnamed.forEach(this::clear);
      unnamed = null;
    }
    if (unnamed == null && !message.getCursor().isEmpty() && !message.getCursor().equals(cursor)) {
      cursors.keep(message.getCursor());
      cursor = message.getCursor();
    }
  }

  private void own(Service service) {
    jobs.setOwner(
        UUID.fromString(service.getId()),
        Jobs.owner(
            service.hasRequesterId() ? Optional.of(service.getRequesterId()) : Optional.empty()));
  }

  private void stopOrStart(Service service) {
    var id = UUID.fromString(service.getId());
    if (service.hasTakedown()) {
      if (!rollout.takenDown(id)) {
        LOG.info(() -> "service " + id + " was taken down by the operators");
      }
      // Each time: the one before may have ended halfway.
      rollout.takeDown(id);
    } else if (rollout.takenDown(id)) {
      LOG.info(() -> "service " + id + " was put back by the operators");
      rollout.putBack(id);
    }
  }

  private void clear(UUID service) {
    LOG.info(() -> "service " + service + " was deleted");
    for (var job : jobs.unfinished(service)) {
      var _ = engine.cancel(job, "The service was deleted.");
    }
    rollout.remove(service);
  }

  private void lost(String why) {
    if (why.equals("INVALID_ARGUMENT") || why.equals("OUT_OF_RANGE") || why.equals("NOT_FOUND")) {
      LOG.warning(() -> "the registry does not know the cursor any more; following from the start");
      cursor = "";
    }
  }

  @Override
  public void close() {
    subscription.close();
  }
}
