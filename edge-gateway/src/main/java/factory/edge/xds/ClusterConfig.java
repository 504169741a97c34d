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

  /** Long bodies that one service reads at once. */
  private static final int UPLOADS = 128;

  private ClusterConfig() {}

  /** A generated service: HTTP/1.1. */
  static Cluster service(Upstream upstream) {
    return cluster(upstream.cluster(), upstream.address(), http1(), calls(512));
  }

  /** The web node: HTTP/1.1. */
  static Cluster web(Address address) {
    return service(new Upstream("web", address));
  }

  /** The web node's event streams, which take no place from its pages. */
  static Cluster webStreams(Address address, int streams) {
    return cluster("web" + ControlPlane.STREAMS, address, http1(), streams(streams));
  }

  /** The streams of a gRPC server, which take no place from its calls. */
  static Cluster grpcStreams(String name, Address address, int streams) {
    return cluster(name, address, http2(), streams(streams));
  }

  private static CircuitBreakers streams(int most) {
    // More connections than streams: what is too much is refused and does not wait for one.
    return CircuitBreakers.newBuilder()
        .addThresholds(thresholds(RoutingPriority.DEFAULT, most, most + 1024, 1024))
        .build();
  }

  private static CircuitBreakers calls(int atOnce) {
    // A short queue: what cannot be served soon is refused now.
    return CircuitBreakers.newBuilder()
        .addThresholds(thresholds(RoutingPriority.DEFAULT, atOnce, atOnce, atOnce / 4))
        // Of the route of uploads.
        .addThresholds(thresholds(RoutingPriority.HIGH, UPLOADS, UPLOADS, UPLOADS / 4))
        .build();
  }

  private static CircuitBreakers.Thresholds thresholds(
      RoutingPriority priority, int requests, int connections, int waiting) {
    return CircuitBreakers.Thresholds.newBuilder()
        .setPriority(priority)
        .setMaxConnections(UInt32Value.of(connections))
        .setMaxPendingRequests(UInt32Value.of(waiting))
        .setMaxRequests(UInt32Value.of(requests))
        .setMaxRetries(UInt32Value.of(64))
        .build();
  }

  private static ExplicitHttpConfig http1() {
    return ExplicitHttpConfig.newBuilder()
        .setHttpProtocolOptions(Http1ProtocolOptions.getDefaultInstance())
        .build();
  }

  private static ExplicitHttpConfig http2() {
    return ExplicitHttpConfig.newBuilder()
        .setHttp2ProtocolOptions(Http2ProtocolOptions.getDefaultInstance())
        .build();
  }

  /** A gRPC server. */
  static Cluster grpc(String name, Address address) {
    return cluster(
        name,
        address,
        http2(),
        // Many calls share a connection; for the authorizer this bounds all gated calls at once.
        calls(100_000));
  }

  private static Cluster cluster(
      String name, Address address, ExplicitHttpConfig protocol, CircuitBreakers breakers) {
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
        .setCircuitBreakers(breakers)
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
