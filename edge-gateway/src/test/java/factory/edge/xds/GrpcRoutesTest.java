package factory.edge.xds;

import static org.assertj.core.api.Assertions.assertThat;

import factory.edge.access.Catalog;
import factory.edge.gate.Call;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GrpcRoutesTest {
  private static final PublicListener LISTENER =
      new PublicListener("127.0.0.1", 8080, false, 0, Duration.ofMinutes(1), Duration.ofMinutes(2));

  private final List<Route> routes =
      ListenerConfig.routes(LISTENER).getVirtualHosts(0).getRoutesList();

  private final Map<String, Route> byPath =
      routes.stream()
          .filter(r -> r.getMatch().hasPath())
          // The first that matches is the one that is taken.
          .collect(Collectors.toMap(r -> r.getMatch().getPath(), Function.identity(), (r, _) -> r));

  @Test
  void everyStreamHasAClusterAndALifeOfItsOwnAndIsCounted() throws Exception {
    List<String> streams = new ArrayList<>();
    for (var service : GrpcRoutes.SERVICES.keySet()) {
      for (var method : GrpcRoutes.methods(service)) {
        var route = byPath.get(GrpcRoutes.path(method));
        if (!method.isServerStreaming()) {
          assertThat(route == null || !route.getRoute().getCluster().endsWith("-streams")).isTrue();
          continue;
        }
        streams.add(method.getName());
        assertThat(Objects.requireNonNull(route).getRoute().getCluster())
            .isEqualTo(GrpcRoutes.SERVICES.get(service) + "-streams");
        assertThat(route.getRoute().getMaxStreamDuration().getMaxStreamDuration().getSeconds())
            .isEqualTo(3_600);
        assertThat(kind(route)).isEqualTo(Call.Kind.STREAM.word());
      }
    }
    assertThat(streams)
        .containsOnlyOnce("WatchServices", "WatchServiceEvents", "WatchBalances", "Watch")
        .contains("ServerReflectionInfo");
  }

  @Test
  void everyMethodThatWritesOrAsksOthersHasABudget() throws Exception {
    List<String> work = new ArrayList<>();
    for (var entry : byPath.entrySet()) {
      if (kind(entry.getValue()).equals(Call.Kind.WORK.word())) {
        work.add(entry.getKey().substring(entry.getKey().lastIndexOf('/') + 1));
      }
    }
    // A new method that is not here is one to think about.
    assertThat(work)
        .containsExactlyInAnyOrder(
            "CreateService",
            "UpdateService",
            "DeleteService",
            "SubmitIdea",
            "MakePlan",
            "ChangeSpecification",
            "PublishVersion",
            "GenerateService",
            "ReadService",
            "PutSource",
            "DeployService",
            "TokeniseService",
            "CancelJob",
            "RetryJob",
            "PrepareBuy",
            "PrepareSell",
            "VerifySignature",
            "ExplainAccess",
            "CreateNonce",
            "CreateSession",
            "CreateHandover",
            "RedeemHandover",
            "DeleteSession",
            "CreateKey",
            "RotateKey",
            "UpdateKey",
            "DeleteKey",
            "UpdateRules",
            "UpdateWalletRules",
            "UpdateServiceKey",
            "DeleteServiceKey",
            "ReportService",
            "CloseReport",
            "TakeDownService",
            "PutBackService");
  }

  @Test
  void everyPublicServiceIsHere() {
    assertThat(GrpcRoutes.SERVICES.keySet()).containsAll(Catalog.publicServices());
  }

  /**
   * With a longest duration Envoy heeds no timeout of the route; without one the listener's counts.
   */
  @Test
  void noRouteHasATimeoutThatEnvoyDoesNotHeed() {
    assertThat(routes)
        .filteredOn(r -> r.getRoute().hasMaxStreamDuration())
        .allMatch(r -> r.getRoute().getTimeout().getSeconds() == 0)
        .hasSizeGreaterThan(20);
  }

  private static String kind(Route route) throws Exception {
    var authorizer = route.getTypedPerFilterConfigMap().get("envoy.filters.http.ext_authz");
    return authorizer == null
        ? ""
        : authorizer
            .unpack(ExtAuthzPerRoute.class)
            .getCheckSettings()
            .getContextExtensionsMap()
            .getOrDefault(Call.Kind.EXTENSION, "");
  }
}
