package factory.edge.xds;

import io.envoyproxy.controlplane.cache.SnapshotResources;
import io.envoyproxy.controlplane.cache.VersionedResource;
import io.envoyproxy.controlplane.cache.v3.Snapshot;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import java.util.List;

/**
 * What Envoy is to hold. The library's own way to make one hashes every resource anew at each
 * change; these bring their versions along.
 */
final class Held extends Snapshot {
  private final SnapshotResources<Cluster> clusters;
  private final SnapshotResources<Listener> listeners;
  private final SnapshotResources<RouteConfiguration> routes;

  /**
   * @param version of the clusters; listener and routes keep the version {@code fixed}
   */
  Held(
      List<VersionedResource<Cluster>> clusters,
      String version,
      VersionedResource<Listener> listener,
      VersionedResource<RouteConfiguration> routes,
      String fixed) {
    this.clusters = SnapshotResources.create(clusters, version);
    this.listeners = SnapshotResources.create(List.of(listener), fixed);
    this.routes = SnapshotResources.create(List.of(routes), fixed);
  }

  @Override
  public SnapshotResources<Cluster> clusters() {
    return clusters;
  }

  @Override
  public SnapshotResources<ClusterLoadAssignment> endpoints() {
    return SnapshotResources.create(List.of(), "");
  }

  @Override
  public SnapshotResources<Listener> listeners() {
    return listeners;
  }

  @Override
  public SnapshotResources<RouteConfiguration> routes() {
    return routes;
  }

  @Override
  public SnapshotResources<Secret> secrets() {
    return SnapshotResources.create(List.of(), "");
  }
}
