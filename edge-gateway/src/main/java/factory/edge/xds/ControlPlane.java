package factory.edge.xds;

import factory.mesh.Address;
import io.envoyproxy.controlplane.cache.Resources;
import io.envoyproxy.controlplane.cache.VersionedResource;
import io.envoyproxy.controlplane.cache.v3.SimpleCache;
import io.envoyproxy.controlplane.server.DiscoveryServerCallbacks;
import io.envoyproxy.controlplane.server.V3DiscoveryServer;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.grpc.BindableService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;

/**
 * What every Envoy gets over one aggregated delta stream: the listener and the routes, which stay,
 * and the clusters, which come and go with the services. Follows who has confirmed which cluster.
 */
public final class ControlPlane implements EnvoyClusters, DiscoveryServerCallbacks {
  private static final Logger LOG = Logger.getLogger(ControlPlane.class.getName());
  private static final String GROUP = "all";

  /** Behind the name of a node's cluster, that of its streams. */
  static final String STREAMS = "-streams";

  // Names of this life, so that another life's versions are never taken for ours.
  private final String life = UUID.randomUUID().toString().substring(0, 8);
  private final SimpleCache<String> cache = new SimpleCache<>(_ -> GROUP);
  private final List<VersionedResource<Cluster>> nodes = new ArrayList<>();
  private final VersionedResource<Listener> listener;
  private final VersionedResource<RouteConfiguration> routes;
  private final Map<Upstream, VersionedResource<Cluster>> services = new HashMap<>();
  private final Map<Long, Stream> streams = new ConcurrentHashMap<>();
  private volatile Set<Upstream> current = Set.of();
  private volatile Runnable listenerOfConfirmations = () -> {};
  private volatile String refusal = "";
  private long version;

  /**
   * The nodes that Envoy reaches, and where it listens.
   *
   * @param listener the public one
   */
  public record Place(
      PublicListener listener,
      Address authz,
      Address catalog,
      Address edge,
      Address registry,
      Address pipeline,
      Address chain,
      Address web) {}

  private static final class Stream {
    final Map<String, DeltaDiscoveryResponse> unconfirmed = new ConcurrentHashMap<>();
    final Set<String> held = ConcurrentHashMap.newKeySet();
  }

  /** A control plane without services. */
  public ControlPlane(Place place) {
    nodes.add(VersionedResource.create(ClusterConfig.grpc("authz", place.authz())));
    nodes.add(VersionedResource.create(ClusterConfig.grpc("catalog", place.catalog())));
    nodes.add(VersionedResource.create(ClusterConfig.grpc("edge", place.edge())));
    nodes.add(VersionedResource.create(ClusterConfig.grpc("registry", place.registry())));
    nodes.add(VersionedResource.create(ClusterConfig.grpc("pipeline", place.pipeline())));
    nodes.add(VersionedResource.create(ClusterConfig.grpc("chain", place.chain())));
    nodes.add(VersionedResource.create(ClusterConfig.web(place.web())));
    var streams = place.listener().bounds().streams();
    nodes.add(VersionedResource.create(ClusterConfig.webStreams(place.web(), streams)));
    Map.of(
            "catalog",
            place.catalog(),
            "edge",
            place.edge(),
            "registry",
            place.registry(),
            "pipeline",
            place.pipeline(),
            "chain",
            place.chain())
        .forEach(
            (name, address) ->
                nodes.add(
                    VersionedResource.create(
                        ClusterConfig.grpcStreams(name + STREAMS, address, streams))));
    listener = VersionedResource.create(ListenerConfig.listener(place.listener()));
    routes = VersionedResource.create(ListenerConfig.routes(place.listener()));
    set(Set.of());
  }

  /** The service that Envoy streams from. */
  public BindableService service() {
    return new V3DiscoveryServer(this, cache).getAggregatedDiscoveryServiceImpl();
  }

  @Override
  public Set<Upstream> clusters() {
    return current;
  }

  @Override
  public synchronized void set(Set<Upstream> upstreams) {
    services.keySet().retainAll(upstreams);
    for (var upstream : upstreams) {
      services.computeIfAbsent(upstream, u -> VersionedResource.create(ClusterConfig.service(u)));
    }
    current = Set.copyOf(upstreams);
    List<VersionedResource<Cluster>> clusters = new ArrayList<>(nodes);
    clusters.addAll(services.values());
    version++;
    cache.setSnapshot(GROUP, new Held(clusters, life + "-" + version, listener, routes, life));
  }

  @Override
  public boolean isConfirmed(String cluster) {
    return streams.values().stream().allMatch(s -> s.held.contains(cluster));
  }

  @Override
  public void onConfirmed(Runnable listener) {
    listenerOfConfirmations = listener;
  }

  /** How many Envoys are connected. */
  public int envoys() {
    return streams.size();
  }

  /** What an Envoy refused last, such as a port that is taken; empty when nothing. */
  public String refusal() {
    return refusal;
  }

  @Override
  public void onV3StreamRequest(long streamId, DiscoveryRequest request) {}

  @Override
  public void onV3StreamDeltaRequest(long streamId, DeltaDiscoveryRequest request) {
    if (request.hasErrorDetail()) {
      refusal = request.getErrorDetail().getMessage();
      LOG.severe(() -> "Envoy refused its configuration: " + refusal);
    } else if (request.getTypeUrl().equals(Resources.V3.LISTENER_TYPE_URL)
        && !request.getResponseNonce().isEmpty()) {
      refusal = "";
    }
    if (!request.getTypeUrl().equals(Resources.V3.CLUSTER_TYPE_URL)) {
      return;
    }
    var stream = streams.computeIfAbsent(streamId, _ -> new Stream());
    var response = stream.unconfirmed.remove(request.getResponseNonce());
    if (response != null && !request.hasErrorDetail()) {
      response.getResourcesList().forEach(r -> stream.held.add(r.getName()));
      response.getRemovedResourcesList().forEach(stream.held::remove);
      listenerOfConfirmations.run();
    }
  }

  @Override
  public void onV3StreamDeltaResponse(
      long streamId, DeltaDiscoveryRequest request, DeltaDiscoveryResponse response) {
    var stream = streams.get(streamId);
    if (stream != null && response.getTypeUrl().equals(Resources.V3.CLUSTER_TYPE_URL)) {
      stream.unconfirmed.put(response.getNonce(), response);
    }
  }

  @Override
  public void onStreamClose(long streamId, String typeUrl) {
    streams.remove(streamId);
    listenerOfConfirmations.run();
  }

  @Override
  public void onStreamCloseWithError(long streamId, String typeUrl, Throwable error) {
    onStreamClose(streamId, typeUrl);
  }
}
