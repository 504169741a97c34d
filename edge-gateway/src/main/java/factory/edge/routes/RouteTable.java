package factory.edge.routes;

import factory.edge.gate.GatedService;
import factory.edge.gate.GatedService.State;
import factory.edge.gate.Services;
import factory.edge.xds.EnvoyClusters;
import factory.edge.xds.Upstream;
import factory.registry.v1.RouteChange;
import factory.registry.v1.WatchRoutesResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The routed services: what the registry says, handed to the gate once Envoy can follow.
 *
 * <p>Make before break: an upstream's cluster goes to Envoy first, the gate names it once every
 * Envoy has it, and the cluster that it replaces stays a while for the calls that are on it.
 */
public final class RouteTable implements Services {
  /** How long an Envoy may take to confirm a cluster before the gate names it all the same. */
  private static final Duration CONFIRMATION = Duration.ofSeconds(2);

  /** How long a cluster stays after its last route, for calls that are on it. */
  private static final Duration LINGER = Duration.ofSeconds(60);

  private static final Logger LOG = Logger.getLogger(RouteTable.class.getName());

  private final EnvoyClusters envoy;
  private final Consumer<Set<Long>> chains;
  private final LongSupplier monotonicNanos;
  private final Map<String, GatedService> gated = new ConcurrentHashMap<>();
  private volatile boolean loaded;
  private volatile String cursor = "";

  private final ReentrantLock lock = new ReentrantLock();
  private Map<String, ServiceRoute> told = new HashMap<>();
  private Map<String, ServiceRoute> building = new HashMap<>();
  private boolean rebuilding = true;
  private final Map<String, Long> waitingSince = new HashMap<>();
  private final Map<Upstream, Long> lingeringSince = new HashMap<>();

  /**
   * An empty table.
   *
   * @param chains told which chains the routed tokens live on
   */
  public RouteTable(EnvoyClusters envoy, Consumer<Set<Long>> chains, LongSupplier monotonicNanos) {
    this.envoy = envoy;
    this.chains = chains;
    this.monotonicNanos = monotonicNanos;
  }

  @Override
  public boolean loaded() {
    return loaded;
  }

  @Override
  public Optional<GatedService> service(String id) {
    return Optional.ofNullable(gated.get(id));
  }

  /** Services that answer calls. */
  public int serving() {
    return (int) gated.values().stream().filter(s -> s.state() == State.UP).count();
  }

  /** Resumes the feed after what was applied; empty for a new picture. */
  public String cursor() {
    return cursor;
  }

  /** The feed cannot go on from the cursor: the next messages are a new picture. */
  public void startAnew() {
    lock.lock();
    try {
      cursor = "";
      building = new HashMap<>();
      rebuilding = true;
    } finally {
      lock.unlock();
    }
  }

  /** Applies one message of the feed. */
  public void apply(WatchRoutesResponse message) {
    lock.lock();
    try {
      var into = rebuilding ? building : told;
      Set<String> touched = new HashSet<>();
      for (var change : message.getChangesList()) {
        touched.add(apply(into, change));
      }
      if (rebuilding && message.getCaughtUp()) {
        touched.addAll(told.keySet());
        touched.addAll(building.keySet());
        told = building;
        building = new HashMap<>();
        rebuilding = false;
      } else if (rebuilding) {
        // A picture with gaps is not shown: it replaces the last good one when it is whole.
        touched.clear();
      }
      if (!touched.isEmpty()) {
        follow();
        pushClusters();
        touched.forEach(this::publish);
      }
      loaded = loaded || !rebuilding;
      cursor = message.getCursor();
    } finally {
      lock.unlock();
    }
  }

  private static String apply(Map<String, ServiceRoute> into, RouteChange change) {
    return switch (change.getChangeCase()) {
      case UPSERTED -> {
        var id = change.getUpserted().getServiceId().toLowerCase(Locale.ROOT);
        try {
          into.put(id, ServiceRoute.of(change.getUpserted()));
        } catch (IllegalArgumentException e) {
          // One bad route must not stop the feed; it is closed, not open.
          LOG.log(Level.SEVERE, e, () -> "the route of service " + id + " cannot be read");
          into.put(
              id,
              new ServiceRoute(
                  id, State.DOWN, Optional.empty(), Optional.empty(), Optional.empty()));
        }
        yield id;
      }
      case DELETED_SERVICE_ID -> {
        var id = change.getDeletedServiceId().toLowerCase(Locale.ROOT);
        into.remove(id);
        yield id;
      }
      case CHANGE_NOT_SET -> "";
    };
  }

  private void follow() {
    Set<Long> ids = new HashSet<>();
    told.values().forEach(r -> r.token().ifPresent(t -> ids.add(t.chainId())));
    chains.accept(ids);
  }

  private void pushClusters() {
    Set<Upstream> wanted = new HashSet<>();
    told.values().forEach(r -> r.upstream().ifPresent(wanted::add));
    for (var upstream : envoy.clusters()) {
      if (!wanted.contains(upstream)) {
        lingeringSince.putIfAbsent(upstream, monotonicNanos.getAsLong());
      }
    }
    lingeringSince.keySet().removeAll(wanted);
    wanted.addAll(lingeringSince.keySet());
    envoy.set(wanted);
  }

  private void publish(String id) {
    var route = told.get(id);
    if (route == null) {
      gated.remove(id);
      waitingSince.remove(id);
      return;
    }
    if (route.upstream().isEmpty()) {
      waitingSince.remove(id);
      gated.put(
          id,
          new GatedService(id, route.state(), Optional.empty(), route.token(), route.requester()));
      return;
    }
    var cluster = route.upstream().get().cluster();
    var since = waitingSince.computeIfAbsent(id, _ -> monotonicNanos.getAsLong());
    if (envoy.isConfirmed(cluster) || monotonicNanos.getAsLong() - since > CONFIRMATION.toNanos()) {
      waitingSince.remove(id);
      gated.put(
          id,
          new GatedService(id, State.UP, Optional.of(cluster), route.token(), route.requester()));
      return;
    }
    var before = gated.get(id);
    gated.put(
        id,
        new GatedService(
            id,
            State.UP,
            before == null ? Optional.empty() : before.cluster(),
            route.token(),
            route.requester()));
  }

  /** Looks again at what waits for Envoy or for the end of its time; call it now and then. */
  public void settle() {
    lock.lock();
    try {
      List.copyOf(waitingSince.keySet()).forEach(this::publish);
      List<Upstream> over = new ArrayList<>();
      lingeringSince.forEach(
          (upstream, since) -> {
            if (monotonicNanos.getAsLong() - since > LINGER.toNanos()) {
              over.add(upstream);
            }
          });
      if (!over.isEmpty()) {
        over.forEach(lingeringSince::remove);
        Set<Upstream> left = new HashSet<>(envoy.clusters());
        over.forEach(left::remove);
        envoy.set(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
