package factory.edge.routes;

import factory.mesh.Loop;
import factory.mesh.Subscription;
import factory.registry.v1.LifecycleGrpc;
import factory.registry.v1.WatchRoutesRequest;
import factory.registry.v1.WatchRoutesResponse;
import io.grpc.Channel;
import java.util.Set;

/** Keeps the table as the registry says. The last good table stays while the registry is away. */
public final class RouteFeed implements AutoCloseable {
  /** Ends of a stream that say that the cursor leads nowhere, such as after a restored backup. */
  private static final Set<String> LOST_CURSOR =
      Set.of("INVALID_ARGUMENT", "OUT_OF_RANGE", "FAILED_PRECONDITION", "NOT_FOUND");

  private final Subscription subscription;
  private volatile boolean connected;

  /** Starts following. */
  public RouteFeed(Channel registry, RouteTable table) {
    subscription =
        Subscription.<WatchRoutesResponse>start(
            "edge-routes",
            observer ->
                LifecycleGrpc.newStub(registry)
                    .watchRoutes(
                        WatchRoutesRequest.newBuilder().setCursor(table.cursor()).build(),
                        observer),
            message -> {
              table.apply(message);
              connected = true;
            },
            why -> {
              connected = false;
              if (table.cursor().isEmpty() || LOST_CURSOR.contains(why)) {
                table.startAnew();
              }
            });
  }

  /** Whether the registry is heard now. */
  public boolean connected() {
    return connected;
  }

  /** What keeps it going. */
  public Loop loop() {
    return subscription.loop();
  }

  @Override
  public void close() {
    subscription.close();
  }
}
