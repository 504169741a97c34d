package factory.edge.xds;

import static java.util.stream.Collectors.toMap;

import factory.chain.v1.ChainGrpc;
import factory.edge.v1.AccessGrpc;
import factory.pipeline.v1.PipelineGrpc;
import factory.registry.v1.RegistryGrpc;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** The gRPC methods that Envoy routes: each by its exact path, and no other. */
final class PublicMethods {
  private static final Map<String, ServiceDescriptor> SERVICES =
      Stream.of(
              RegistryGrpc.getServiceDescriptor(),
              PipelineGrpc.getServiceDescriptor(),
              ChainGrpc.getServiceDescriptor(),
              AccessGrpc.getServiceDescriptor(),
              ServerReflectionGrpc.getServiceDescriptor(),
              io.grpc.reflection.v1alpha.ServerReflectionGrpc.getServiceDescriptor(),
              HealthGrpc.getServiceDescriptor())
          .collect(toMap(service -> "/" + service.getName() + "/", Function.identity()));

  private PublicMethods() {}

  /** The path of each. */
  static List<String> paths() {
    return SERVICES.values().stream().flatMap(PublicMethods::paths).sorted().toList();
  }

  private static Stream<String> paths(ServiceDescriptor service) {
    return service.getMethods().stream().map(MethodDescriptor::getFullMethodName).map(n -> "/" + n);
  }

  /** Puts one route for each method in the place of each route to a gRPC service. */
  static RouteConfiguration exact(RouteConfiguration routes) {
    var exact = routes.toBuilder();
    for (var host : exact.getVirtualHostsBuilderList()) {
      var written = List.copyOf(host.getRoutesList());
      host.clearRoutes();
      written.stream().flatMap(PublicMethods::exact).forEach(host::addRoutes);
    }
    return exact.build();
  }

  private static Stream<Route> exact(Route route) {
    var match = route.getMatch();
    if (!match.hasGrpc() || !route.hasRoute()) {
      return Stream.of(route);
    }
    var service = SERVICES.get(match.getPrefix());
    if (service == null) {
      throw new IllegalStateException(route.getName() + " is to no public gRPC service");
    }
    return paths(service)
        .map(path -> route.toBuilder().setMatch(match.toBuilder().setPath(path)).build());
  }
}
