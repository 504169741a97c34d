package factory.edge.xds;

import com.google.protobuf.Any;
import com.google.protobuf.DescriptorProtos.MethodOptions.IdempotencyLevel;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.util.Durations;
import factory.chain.v1.ChainGrpc;
import factory.edge.gate.Call;
import factory.edge.v1.AccessGrpc;
import factory.pipeline.v1.PipelineGrpc;
import factory.registry.v1.RegistryGrpc;
import io.envoyproxy.envoy.config.route.v3.RetryPolicy;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.CheckSettings;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute;
import io.grpc.ServiceDescriptor;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.ProtoServiceDescriptorSupplier;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The gRPC methods that Envoy routes: each by its exact path, and no other. Of some of them the
 * gate is asked whoever calls: streams, which stay open and have clusters of their own, and methods
 * that make work. Which those are is read from the descriptors, so that no new one is forgotten.
 */
final class GrpcRoutes {
  /** Reads for which a node asks a chain, or that cost it much. */
  private static final Set<String> DEAR_READS =
      Set.of("PrepareBuy", "PrepareSell", "VerifySignature", "ExplainAccess");

  /** The public services and the clusters of their calls. */
  // Clients of before 2023 ask for reflection in the old version's name.
  @SuppressWarnings("deprecation")
  static final Map<ServiceDescriptor, String> SERVICES =
      Map.of(
          RegistryGrpc.getServiceDescriptor(), "registry",
          PipelineGrpc.getServiceDescriptor(), "pipeline",
          ChainGrpc.getServiceDescriptor(), "chain",
          AccessGrpc.getServiceDescriptor(), "edge",
          HealthGrpc.getServiceDescriptor(), "catalog",
          ServerReflectionGrpc.getServiceDescriptor(), "catalog",
          io.grpc.reflection.v1alpha.ServerReflectionGrpc.getServiceDescriptor(), "catalog");

  private static final String AUTHORIZER = "envoy.filters.http.ext_authz";

  private GrpcRoutes() {}

  /** The path of each public method. */
  static List<String> paths() {
    return SERVICES.keySet().stream()
        .flatMap(service -> methods(service).stream())
        .map(GrpcRoutes::path)
        .sorted()
        .toList();
  }

  /**
   * Puts one route for each ordinary method in the place of each route to a gRPC service, and those
   * of streams and of methods that make work before the first of them.
   */
  static RouteConfiguration exact(RouteConfiguration routes, PublicListener is) {
    var exact = routes.toBuilder();
    for (var host : exact.getVirtualHostsBuilderList()) {
      var written = List.copyOf(host.getRoutesList());
      host.clearRoutes();
      var before = true;
      for (var route : written) {
        if (before && isToService(route)) {
          host.addAllRoutes(asked(is));
          before = false;
        }
        host.addAllRoutes(isToService(route) ? ordinary(route) : List.of(route));
      }
    }
    return exact.build();
  }

  private static boolean isToService(Route route) {
    return route.getMatch().hasGrpc() && route.hasRoute();
  }

  private static List<Route> ordinary(Route route) {
    var match = route.getMatch();
    var service =
        SERVICES.keySet().stream()
            .filter(s -> match.getPrefix().equals("/" + s.getName() + "/"))
            .findFirst()
            .orElseThrow(
                () -> new IllegalStateException(route.getName() + " is to no public gRPC service"));
    return methods(service).stream()
        .filter(method -> kind(method) == Call.Kind.ORDINARY)
        .map(m -> route.toBuilder().setMatch(match.toBuilder().setPath(path(m))).build())
        .toList();
  }

  private static List<Route> asked(PublicListener is) {
    return SERVICES.entrySet().stream()
        .flatMap(
            service ->
                methods(service.getKey()).stream()
                    .filter(m -> kind(m) != Call.Kind.ORDINARY)
                    .map(m -> route(m, service.getValue(), is)))
        .toList();
  }

  static List<MethodDescriptor> methods(ServiceDescriptor service) {
    var schema =
        (ProtoServiceDescriptorSupplier) Objects.requireNonNull(service.getSchemaDescriptor());
    return schema.getServiceDescriptor().getMethods();
  }

  static String path(MethodDescriptor method) {
    return "/" + method.getService().getFullName() + "/" + method.getName();
  }

  static Call.Kind kind(MethodDescriptor method) {
    if (method.isServerStreaming() || method.isClientStreaming()) {
      return Call.Kind.STREAM;
    }
    var reads =
        method.getOptions().getIdempotencyLevel() == IdempotencyLevel.NO_SIDE_EFFECTS
            || !method.getService().getFullName().startsWith("factory.");
    return reads && !DEAR_READS.contains(method.getName()) ? Call.Kind.ORDINARY : Call.Kind.WORK;
  }

  private static Route route(MethodDescriptor method, String cluster, PublicListener is) {
    var streams = kind(method) == Call.Kind.STREAM;
    var life = streams ? is.bounds().streamLife() : is.longestExchange();
    return Route.newBuilder()
        .setName(method.getFullName())
        .setMatch(
            RouteMatch.newBuilder()
                .setPath(path(method))
                .setGrpc(RouteMatch.GrpcRouteMatchOptions.getDefaultInstance()))
        .putTypedPerFilterConfig(AUTHORIZER, Any.pack(asked(kind(method))))
        .setRoute(
            RouteAction.newBuilder()
                .setCluster(streams ? cluster + ControlPlane.STREAMS : cluster)
                .setTimeout(Durations.ZERO)
                .setIdleTimeout(Durations.ZERO)
                .setMaxStreamDuration(
                    RouteAction.MaxStreamDuration.newBuilder()
                        .setMaxStreamDuration(Durations.fromMillis(life.toMillis())))
                .setRetryPolicy(
                    RetryPolicy.newBuilder()
                        .setRetryOn("connect-failure,refused-stream")
                        .setNumRetries(com.google.protobuf.UInt32Value.of(2))))
        .build();
  }

  private static ExtAuthzPerRoute asked(Call.Kind kind) {
    return ExtAuthzPerRoute.newBuilder()
        .setCheckSettings(
            CheckSettings.newBuilder().putContextExtensions(Call.Kind.EXTENSION, kind.word()))
        .build();
  }
}
