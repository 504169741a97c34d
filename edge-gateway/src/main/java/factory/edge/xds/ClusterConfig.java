package factory.edge.xds;

import com.google.protobuf.Any;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.util.Durations;
import factory.mesh.Address;
import io.envoyproxy.envoy.config.cluster.v3.CircuitBreakers;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.Http1ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Http2ProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.HttpProtocolOptions;
import io.envoyproxy.envoy.config.core.v3.Pipe;
import io.envoyproxy.envoy.config.core.v3.RoutingPriority;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions.ExplicitHttpConfig;

/** Clusters, each with its one endpoint. */
final class ClusterConfig {
  private static final String PROTOCOL = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";

  private ClusterConfig() {}

  /** A generated service: HTTP/1.1. */
  static Cluster service(Upstream upstream) {
    return cluster(
        upstream.cluster(),
        upstream.address(),
        ExplicitHttpConfig.newBuilder()
            .setHttpProtocolOptions(Http1ProtocolOptions.getDefaultInstance())
            .build(),
        512);
  }

  /** The web node: HTTP/1.1. */
  static Cluster web(Address address) {
    return service(new Upstream("web", address));
  }

  /** A gRPC server. */
  static Cluster grpc(String name, Address address) {
    return cluster(
        name,
        address,
        ExplicitHttpConfig.newBuilder()
            .setHttp2ProtocolOptions(Http2ProtocolOptions.getDefaultInstance())
            .build(),
        // Many calls share a connection; for the authorizer this bounds all gated calls at once.
        100_000);
  }

  private static Cluster cluster(
      String name, Address address, ExplicitHttpConfig protocol, int atOnce) {
    var most = UInt32Value.of(atOnce);
    // A short queue: what cannot be served soon is refused now.
    var waiting = UInt32Value.of(atOnce / 4);
    return Cluster.newBuilder()
        .setName(name)
        .setConnectTimeout(Durations.fromMillis(1_000))
        .setType(
            switch (address) {
              case Address.Unix _ -> Cluster.DiscoveryType.STATIC;
              case Address.Tcp _ -> Cluster.DiscoveryType.STRICT_DNS;
            })
        .setLoadAssignment(
            ClusterLoadAssignment.newBuilder()
                .setClusterName(name)
                .addEndpoints(
                    LocalityLbEndpoints.newBuilder()
                        .addLbEndpoints(
                            LbEndpoint.newBuilder()
                                .setEndpoint(Endpoint.newBuilder().setAddress(envoy(address))))))
        .setCircuitBreakers(
            CircuitBreakers.newBuilder()
                .addThresholds(
                    CircuitBreakers.Thresholds.newBuilder()
                        .setPriority(RoutingPriority.DEFAULT)
                        .setMaxConnections(most)
                        .setMaxPendingRequests(waiting)
                        .setMaxRequests(most)
                        .setMaxRetries(UInt32Value.of(64))))
        .putTypedExtensionProtocolOptions(
            PROTOCOL,
            Any.pack(
                io.envoyproxy.envoy.extensions.upstreams.http.v3.HttpProtocolOptions.newBuilder()
                    .setExplicitHttpConfig(protocol)
                    // Before an upstream gives an idle connection up, so that no call meets a
                    // closed one.
                    .setCommonHttpProtocolOptions(
                        HttpProtocolOptions.newBuilder().setIdleTimeout(Durations.fromSeconds(30)))
                    .build()))
        .build();
  }

  static io.envoyproxy.envoy.config.core.v3.Address envoy(Address address) {
    var builder = io.envoyproxy.envoy.config.core.v3.Address.newBuilder();
    return switch (address) {
      case Address.Unix(var path) ->
          builder.setPipe(Pipe.newBuilder().setPath(path.toString())).build();
      case Address.Tcp(var host, var port) ->
          builder
              .setSocketAddress(SocketAddress.newBuilder().setAddress(host).setPortValue(port))
              .build();
    };
  }
}
