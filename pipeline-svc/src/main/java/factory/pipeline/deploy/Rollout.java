package factory.pipeline.deploy;

import factory.mesh.Address;
import factory.mesh.Faults;
import factory.mesh.MeshChannel;
import factory.mesh.Refused;
import factory.pipeline.deploy.Deployment.Role;
import factory.pipeline.job.StepFailed;
import factory.pipeline.neighbour.Neighbours;
import factory.pipeline.version.Versions;
import factory.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.logging.Logger;

/**
 * Brings versions into service: starts a candidate beside the serving instance, switches calls to
 * it, takes that back, ends what is over. What should run is in the store, so that a node that was
 * killed goes on. Safe for many threads; what concerns one service happens one after another.
 */
public final class Rollout implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Rollout.class.getName());

  private final DeploymentStore store;
  private final Deployer deployer;
  private final Keeper keeper;
  private final Neighbours neighbours;
  private final ServiceLocks locks = new ServiceLocks();
  private final boolean stopOnClose;

  /**
   * What is being ended and is still recorded as serving: a start of this node, which looks at
   * everything that is recorded, would keep it up again.
   */
  private final Set<UUID> ending = ConcurrentHashMap.newKeySet();

  /** Services that the operators keep from running, as the store has them. */
  private final Set<UUID> stopped = ConcurrentHashMap.newKeySet();

  /**
   * How instances are kept.
   *
   * @param healthInterval between two looks at one that runs; three without an answer end it
   * @param maxFailures in a row, after which one stays down
   * @param stopOnClose whether instances end with this node when it is closed in order
   */
  public record Pace(Duration healthInterval, int maxFailures, boolean stopOnClose) {}

  /** A rollout of nothing yet. */
  public Rollout(
      Database database,
      Clock clock,
      UUID node,
      Versions versions,
      Neighbours neighbours,
      Deployer deployer,
      Pace pace) {
    store = new DeploymentStore(database, clock, node);
    this.neighbours = neighbours;
    this.deployer = deployer;
    stopOnClose = pace.stopOnClose();
    keeper =
        new Keeper(
            deployer, versions, neighbours, locks, pace.healthInterval(), pace.maxFailures());
  }

  /**
   * Takes over the instances that still run and should, and ends those that should not. {@link
   * #watch} starts those that are missing.
   *
   * @param atWork whether a job works on a service, and so on its instances
   */
  public void start(Predicate<UUID> atWork) {
    stopped.addAll(store.stopped());
    Set<UUID> wanted = new HashSet<>();
    for (var deployment : store.mine()) {
      if ((deployment.role() == Role.SERVING || atWork.test(deployment.serviceId()))
          && !store.buried(deployment.serviceId())) {
        if (!stopped.contains(deployment.serviceId())) {
          wanted.add(deployment.id());
        }
      } else {
        store.remove(deployment.id());
      }
    }
    deployer.takeOver(wanted);
  }

  /** Keeps every serving instance up from now on; those that are missing start a few at a time. */
  public void watch() {
    for (var deployment : store.mine()) {
      try (var _ = locks.hold(deployment.serviceId())) {
        // A job may have switched meanwhile, or the service gone.
        store.find(deployment.id()).filter(d -> d.role() == Role.SERVING).ifPresent(this::keep);
      }
    }
  }

  /**
   * Under the lock of the service: one that was deleted or taken down, or is being ended, is kept
   * by nobody.
   */
  private void keep(Deployment deployment) {
    if (!store.buried(deployment.serviceId())
        && !stopped.contains(deployment.serviceId())
        && !ending.contains(deployment.id())) {
      keeper.keep(deployment);
    }
  }

  /**
   * Sees to it that a version runs beside the serving one, and waits until it answers.
   *
   * @param id of the deploy job
   * @return where it listens
   */
  public Address ensureCandidate(UUID id, UUID service, UUID version)
      throws StepFailed, InterruptedException {
    Deployment candidate;
    try (var _ = locks.hold(service)) {
      if (store.buried(service)) {
        throw new StepFailed("The service was deleted.");
      }
      requireRunning(service);
      var elsewhere = store.servedBy(service);
      if (elsewhere.isPresent()) {
        throw new StepFailed(
            "What the service keeps lies in the data folder of another pipeline-svc, whose node-id is "
                + elsewhere.get()
                + ": start pipeline-svc with that folder.");
      }
      candidate = store.addCandidate(id, service, version);
    }
    Address upstream;
    try {
      upstream = deployer.ensure(candidate.instance(), keeper.jar(version));
    } catch (StepFailed e) {
      // Taken down while it started: that is why it ended.
      requireRunning(service);
      throw e;
    }
    if (store.buried(service)) {
      // Deleted while it started, and nobody knows of it any more.
      deployer.retire(candidate.instance());
      throw new StepFailed("The service was deleted.");
    }
    if (stopped.contains(service)) {
      deployer.retire(candidate.instance());
      requireRunning(service);
    }
    return upstream;
  }

  private void requireRunning(UUID service) throws StepFailed {
    if (stopped.contains(service)) {
      throw new StepFailed(
          "The operators have taken the service down; it can be deployed once they put it back.");
    }
  }

  /** Calls go to this instance from now on: recorded here and in the registry, then kept up. */
  public void promote(UUID id, UUID service, String message) throws StepFailed {
    try (var _ = locks.hold(service)) {
      requireRunning(service);
      var candidate = required(id);
      store.promote(id, service);
      store.of(service).stream()
          .filter(d -> !d.id().equals(id))
          .forEach(d -> keeper.release(d.id()));
      // One that has ended just now is the keeper's to start and to tell.
      deployer
          .find(candidate.instance())
          .ifPresent(at -> neighbours.up(service, candidate.versionId(), at, message));
      keep(candidate);
    }
  }

  /** Ends the instances that served before the present one. */
  public int retirePrevious(UUID service) {
    List<Deployment> old;
    try (var _ = locks.hold(service)) {
      old = store.of(service).stream().filter(d -> d.role() == Role.PREVIOUS).toList();
    }
    old.forEach(this::end);
    return old.size();
  }

  /** Takes a deployment back: calls go where they went before it, and its instance ends. */
  public void rollBack(UUID id, UUID service) {
    Deployment failed;
    try (var _ = locks.hold(service)) {
      var found = store.find(id);
      if (found.isEmpty()) {
        // Removed with its service, perhaps while it was being started.
        deployer.kill(new Instance(id, service, id, false));
        return;
      }
      failed = found.get();
      if (failed.role() != Role.CANDIDATE) {
        keeper.release(id);
        try {
          switchBack(id, service);
        } catch (Refused e) {
          if (Faults.isTransient(e)) {
            throw e;
          }
          LOG.info(() -> "service " + service + ": " + e.getMessage());
        }
      }
      ending.add(id);
    }
    // Nobody's calls go there any more: it need not be asked to end.
    end(failed, deployer::kill);
  }

  private void switchBack(UUID failed, UUID service) {
    var before =
        store.of(service).stream()
            .filter(d -> !d.id().equals(failed) && d.role() != Role.CANDIDATE)
            .findFirst();
    if (before.isEmpty()) {
      neighbours.none(service, "");
      return;
    }
    var old = before.get();
    store.promote(old.id(), service);
    deployer
        .find(old.instance())
        .ifPresent(
            at ->
                neighbours.up(
                    service, old.versionId(), at, "The version before it answers calls again."));
    keep(old);
  }

  /** Whether calls of a service go to this version here. */
  public boolean serves(UUID service, UUID version) {
    return store.of(service).stream()
        .anyMatch(d -> d.role() == Role.SERVING && d.versionId().equals(version));
  }

  /** Whether calls of a service go to any version here. */
  public boolean serving(UUID service) {
    return store.of(service).stream().anyMatch(d -> d.role() == Role.SERVING);
  }

  /**
   * Takes a version down: nothing answers in its place, and what the service keeps stays. A version
   * that is being deployed beside it is left alone. May be called again.
   *
   * @param why for whoever calls the service, and for its owner
   */
  public void withdraw(UUID service, UUID version, String why) {
    List<Deployment> all;
    try (var _ = locks.hold(service)) {
      all =
          store.of(service).stream()
              .filter(d -> d.versionId().equals(version) && d.role() != Role.CANDIDATE)
              .toList();
      if (all.stream().anyMatch(d -> d.role() == Role.SERVING)) {
        tellDown(service, version, why);
      }
      // What is told of it from here on would be that it is started again.
      all.forEach(
          d -> {
            ending.add(d.id());
            keeper.release(d.id());
          });
    }
    all.forEach(this::end);
  }

  private void tellDown(UUID service, UUID version, String why) {
    try {
      neighbours.down(service, version, why, MeshChannel.DEADLINE);
    } catch (Refused e) {
      if (Faults.isTransient(e)) {
        throw e;
      }
      LOG.info(() -> "service " + service + ": " + e.getMessage());
    }
  }

  /**
   * Stops what runs of a service because the operators say so, and starts nothing of it, over
   * restarts too, until {@link #putBack}. What it keeps stays. May be called again.
   */
  public void takeDown(UUID service) {
    List<Deployment> all;
    try (var _ = locks.hold(service)) {
      store.stop(service);
      stopped.add(service);
      all = store.of(service);
      all.forEach(d -> keeper.release(d.id()));
      for (var deployment : all) {
        if (deployment.role() == Role.SERVING) {
          tellDown(
              service,
              deployment.versionId(),
              "Its process is stopped, because the operators took the service down.");
        }
      }
    }
    for (var deployment : all) {
      keeper.forget(deployment.id());
      deployer.retire(deployment.instance());
    }
  }

  /** Starts again what {@link #takeDown} stopped. May be called again. */
  public void putBack(UUID service) {
    try (var _ = locks.hold(service)) {
      store.unstop(service);
      stopped.remove(service);
      store.of(service).stream().filter(d -> d.role() == Role.SERVING).forEach(this::keep);
    }
  }

  /** Whether the operators keep a service from running. */
  public boolean takenDown(UUID service) {
    return stopped.contains(service);
  }

  /** Ends and deletes everything of a service that was deleted. May be called again. */
  public void remove(UUID service) {
    List<Deployment> all;
    try (var _ = locks.hold(service)) {
      store.bury(service);
      store.unstop(service);
      stopped.remove(service);
      all = store.of(service);
    }
    all.forEach(this::end);
    deployer.erase(service);
  }

  /** Whether a service was deleted. */
  public boolean removed(UUID service) {
    return store.buried(service);
  }

  /** Services that have instances here. */
  public List<UUID> services() {
    return store.mine().stream().map(Deployment::serviceId).distinct().toList();
  }

  private void end(Deployment deployment) {
    end(deployment, deployer::retire);
  }

  private void end(Deployment deployment, Consumer<Instance> how) {
    try {
      keeper.forget(deployment.id());
      how.accept(deployment.instance());
      store.remove(deployment.id());
    } finally {
      ending.remove(deployment.id());
    }
  }

  private Deployment required(UUID id) {
    return store
        .find(id)
        .orElseThrow(() -> new IllegalStateException("deployment " + id + " is gone"));
  }

  /** Ends every instance, or leaves them to the next start of this node. */
  @Override
  public void close() {
    keeper.close();
    if (!stopOnClose) {
      deployer.close();
      return;
    }
    var telling = serving().stream().map(d -> Thread.startVirtualThread(() -> sayDown(d))).toList();
    deployer.close();
    for (var thread : telling) {
      try {
        thread.join(Duration.ofSeconds(2));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private List<Deployment> serving() {
    try {
      return store.mine().stream().filter(d -> d.role() == Role.SERVING).toList();
    } catch (Refused e) {
      // The store is away: processes end all the same.
      LOG.info(e::getMessage);
      return List.of();
    }
  }

  private void sayDown(Deployment d) {
    try {
      neighbours.down(d.serviceId(), d.versionId(), "", Duration.ofSeconds(1));
    } catch (Refused e) {
      LOG.fine(e::getMessage);
    }
  }
}
