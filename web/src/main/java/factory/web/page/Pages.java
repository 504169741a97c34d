package factory.web.page;

import factory.web.neighbour.Neighbours;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Everything that people see, put together. */
public final class Pages implements AutoCloseable {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final DashboardPages dashboard;
  private final ServicePages service;

  /** Pages over these nodes, at this time. */
  public Pages(Neighbours neighbours, Frame frame, Clock clock) {
    var shown = new Shown(clock);
    var parts = new Parts(neighbours, threads, shown);
    var chains = new ChainParts(neighbours);
    dashboard = new DashboardPages(neighbours, frame, parts, chains);
    service =
        new ServicePages(
            neighbours,
            frame,
            new ServiceParts(neighbours, parts, shown),
            new TokenParts(neighbours, parts, chains),
            new TradeParts(neighbours, shown),
            shown);
  }

  /** The first page and the list. */
  public DashboardPages dashboard() {
    return dashboard;
  }

  /** A service's page. */
  public ServicePages service() {
    return service;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
