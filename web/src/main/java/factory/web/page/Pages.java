package factory.web.page;

import factory.mesh.Owners;
import factory.mesh.ServiceHosts;
import factory.web.neighbour.Neighbours;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Everything that people see, put together. */
public final class Pages implements AutoCloseable {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final PlatformPages platform;
  private final ServicePages service;
  private final PlanPages plan;
  private final BuildPages build;
  private final KeyPages keys;
  private final OwnerPages owner;

  /** Pages over these nodes, at this time, for whom these may change what. */
  public Pages(
      Neighbours neighbours,
      Frame frame,
      Owners owners,
      Optional<ServiceHosts> hosts,
      Clock clock) {
    var shown = new Shown(clock);
    var gate = new GateParts(neighbours);
    var parts = new Parts(neighbours, gate, threads, shown);
    var chains = new ChainParts(neighbours);
    platform = new PlatformPages(frame, parts, chains, new RunningParts(neighbours, parts, gate));
    var services = new ServiceParts(neighbours, parts, gate, owners, hosts, shown);
    plan = new PlanPages(neighbours, frame, services, chains);
    build =
        new BuildPages(frame, services, new BuildParts(neighbours, services, gate, clock, shown));
    keys = new KeyPages(neighbours, frame, services, shown);
    owner = new OwnerPages(neighbours, frame, services, new OwnerParts(neighbours, clock, shown));
    service =
        new ServicePages(
            neighbours,
            frame,
            services,
            new TokenParts(neighbours, parts, chains, gate),
            new TradeParts(neighbours, chains, shown),
            new VersionParts(neighbours, shown),
            shown);
  }

  /** The first page, the list and the status. */
  public PlatformPages platform() {
    return platform;
  }

  /** A service's page. */
  public ServicePages service() {
    return service;
  }

  /** The page of plans. */
  public PlanPages plan() {
    return plan;
  }

  /** The page of a build. */
  public BuildPages build() {
    return build;
  }

  /** The page of keys. */
  public KeyPages keys() {
    return keys;
  }

  /** The page of a service's owner. */
  public OwnerPages owner() {
    return owner;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
