package factory.registry.rpc;

import factory.mesh.Owners;
import factory.registry.feed.Feeds;
import factory.registry.feed.Tail;
import factory.registry.service.Services;
import factory.registry.v1.RouteChange;
import factory.registry.v1.ServiceChange;
import io.grpc.BindableService;
import java.net.URI;

/**
 * Both gRPC services of the registry and the feeds that they serve.
 *
 * @param registry the public service
 * @param lifecycle the internal one
 * @param feeds to be closed after the server
 */
public record Rpcs(BindableService registry, BindableService lifecycle, Feeds feeds) {
  /** Starts the feeds. */
  public static Rpcs over(Services services, URI publicUrl, Owners owners) {
    var replies = new Replies(publicUrl);
    var changes = new Tail<ServiceChange>(services::changed, replies::serviceChange);
    var routes = new Tail<RouteChange>(services::routesChanged, Replies::routeChange);
    var feeds = Feeds.follow(services, changes, routes);
    return new Rpcs(
        new RegistryRpc(services, replies, feeds, changes, owners),
        new LifecycleRpc(services, replies, feeds, routes, owners),
        feeds);
  }
}
