package factory.edge.xds;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import factory.edge.access.Catalog;
import factory.mesh.RequestTarget;
import factory.mesh.ServiceHosts;
import factory.mesh.Spellings;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.ExtAuthz;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.PathWithEscapedSlashesAction;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.type.v3.StatusCode;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Envoy is told that no call may change. */
class ListenerConfigTest {
  private static HttpConnectionManager http(boolean accessLog)
      throws InvalidProtocolBufferException {
    return ListenerConfig.listener(listener(accessLog))
        .getFilterChains(0)
        .getFilters(0)
        .getTypedConfig()
        .unpack(HttpConnectionManager.class);
  }

  private static PublicListener listener(boolean accessLog) {
    return new PublicListener(
        "127.0.0.1", 8080, accessLog, 0, Duration.ofMinutes(1), Duration.ofMinutes(2));
  }

  @Test
  void theGateFailsClosedAndIsAskedBeforeAnythingGoesOn() throws Exception {
    var http = http(false);
    assertThat(http.getHttpFiltersList())
        .extracting(HttpFilter::getName)
        .containsExactly(
            "envoy.filters.http.header_mutation",
            "envoy.filters.http.lua",
            "envoy.filters.http.cors",
            "envoy.filters.http.compressor",
            "envoy.filters.http.ext_authz",
            "envoy.filters.http.buffer",
            "envoy.filters.http.router");
    var gate = http.getHttpFilters(4).getTypedConfig().unpack(ExtAuthz.class);
    assertThat(gate.getFailureModeAllow()).isFalse();
    assertThat(gate.getStatusOnError().getCode()).isEqualTo(StatusCode.ServiceUnavailable);
    assertThat(http.getHttpFilters(4).getDisabled()).isFalse();
  }

  @Test
  void nobodyIsTrustedForWhereTheyCallFromOrHowTheyWriteAPath() throws Exception {
    var http = http(false);
    assertThat(http.getUseRemoteAddress().getValue()).isTrue();
    assertThat(http.getInternalAddressConfig().getCidrRangesList()).hasSize(1);
    assertThat(http.getNormalizePath().getValue()).isFalse();
    assertThat(http.getMergeSlashes()).isTrue();
    assertThat(http.getPathWithEscapedSlashesAction())
        .isEqualTo(PathWithEscapedSlashesAction.REJECT_REQUEST);
    assertThat(http.getUpgradeConfigsList()).isEmpty();
  }

  @Test
  void thePatternOfPathsIsTheRuleThatTheGateHas() {
    var id = "0193b1f2-7a11-7000-8000-00000000abcd";
    var dataFrom = ("/gateway/" + id + "/").length();
    // Java's regular expressions know no single byte.
    var one = Pattern.compile(PathPattern.ONE_MEANING.replace("\\C", "."));
    var twice = Pattern.compile(PathPattern.ESCAPED_TWICE.replace("\\C", "."));
    List<String> paths = new ArrayList<>(List.of("/", "/gateway", "/gateway/", "/gateway/" + id));
    for (var from : List.of("", "/zzz", "/gateway", "/gateway/" + id, "/gateway/" + id + "/a")) {
      paths.addAll(Spellings.from(from, 1, "books"));
      paths.addAll(Spellings.from(from, 1, ""));
      for (var c = 0; c < 256; c++) {
        paths.add(from + "/a" + (char) c);
        paths.add(from + "/" + (char) c);
        for (var escape : List.of("%%%02x", "%%%02X", "%%c3%%%02x", "%%e2%%%02x%%ac", "%%25%02x")) {
          paths.add(from + "/" + escape.formatted(c) + "b");
        }
      }
      for (var first = 0xc0; first < 256; first++) {
        for (var second : List.of("7f", "80", "8f", "90", "9f", "a0", "bf", "c0")) {
          paths.add(from + "/%%%02x%%%s".formatted(first, second));
          paths.add(from + "/%%%02x%%%s%%80".formatted(first, second));
          paths.add(from + "/%%%02x%%%s%%80%%bf".formatted(first, second));
        }
      }
    }
    for (var path : paths) {
      var expected =
          RequestTarget.hasOneMeaning(
              path, path.startsWith("/gateway/") ? dataFrom : Integer.MAX_VALUE);
      assertThat(one.matcher(path).matches() && !twice.matcher(path).matches())
          .as(path)
          .isEqualTo(expected);
    }
  }

  /** At a service's own origin all of a path is data. */
  @Test
  void thePatternOfPathsAtAnOriginIsTheRuleThatTheGateHas() {
    var one = Pattern.compile(PathPattern.ONE_MEANING_AT_ORIGIN.replace("\\C", "."));
    var twice = Pattern.compile(PathPattern.ESCAPED_TWICE.replace("\\C", "."));
    List<String> paths = new ArrayList<>(List.of("/", "/gateway", "/.well-known/x", "/a;b=c"));
    for (var from : List.of("", "/zzz", "/gateway/x")) {
      paths.addAll(Spellings.from(from, 1, "books"));
      paths.addAll(Spellings.from(from, 1, ""));
      for (var c = 0; c < 256; c++) {
        paths.add(from + "/a" + (char) c);
        paths.add(from + "/%%%02xb".formatted(c));
      }
    }
    for (var path : paths) {
      assertThat(one.matcher(path).matches() && !twice.matcher(path).matches())
          .as(path)
          .isEqualTo(RequestTarget.hasOneMeaning(path, 0));
    }
  }

  @Test
  void servicesHaveHostsOfTheirOwnOnlyWhereThatIsSet() {
    assertThat(ListenerConfig.routes(listener(false)).getVirtualHostsList()).hasSize(1);
    var is =
        new PublicListener(
            "127.0.0.1",
            8080,
            false,
            0,
            Duration.ofMinutes(1),
            Duration.ofMinutes(2),
            PublicListener.Bounds.DEFAULT,
            Optional.of(new ServiceHosts("https", "services.example", 8443)));
    var hosts = ListenerConfig.routes(is).getVirtualHostsList();
    assertThat(hosts).hasSize(2);
    assertThat(hosts.get(1).getDomainsList()).containsExactly("*.services.example");
    // But for where codes arrive, the gate names the cluster of all that goes on.
    assertThat(hosts.get(1).getRoutesList())
        .filteredOn(Route::hasRoute)
        .filteredOn(route -> route.getRoute().getClusterHeader().isEmpty())
        .extracting(route -> route.getMatch().getPath())
        .containsExactly("/.well-known/factory-handover");
  }

  @Test
  void everyPublicMethodHasRoutesOfItsExactPathAndNoOtherDoes() {
    var routes =
        ListenerConfig.routes(listener(false)).getVirtualHosts(0).getRoutesList().stream()
            .filter(route -> route.getMatch().hasGrpc() && route.hasRoute())
            .toList();
    assertThat(routes)
        .extracting(route -> route.getMatch().getPathSpecifierCase())
        .containsOnly(RouteMatch.PathSpecifierCase.PATH);
    Set<String> named =
        Stream.concat(
                Catalog.publicServices().stream(),
                Stream.of(
                    ServerReflectionGrpc.getServiceDescriptor(),
                    io.grpc.reflection.v1alpha.ServerReflectionGrpc.getServiceDescriptor(),
                    HealthGrpc.getServiceDescriptor()))
            .flatMap(service -> service.getMethods().stream())
            .map(method -> "/" + method.getFullMethodName())
            .collect(toSet());
    assertThat(routes.stream().map(route -> route.getMatch().getPath()).collect(toSet()))
        .isEqualTo(named)
        .isEqualTo(Set.copyOf(GrpcRoutes.paths()));
    // With a credential and without one.
    assertThat(routes.stream().filter(r -> r.getMatch().getPath().contains("Registry/GetService")))
        .extracting(Route::getName)
        .contains("registry-nobody", "registry");
  }

  @Test
  void behindTrustedProxiesTheirXForwardedForIsKeptAndNothingElseOfItsKind() {
    var dropped = Pattern.compile(ListenerConfig.FORWARDED_BUT_FOR);
    for (var name :
        List.of("host", "proto", "port", "prefix", "f", "fo", "fox", "form", "for2", "")) {
      assertThat("x-forwarded-" + name).matches(dropped);
    }
    assertThat("x-forwarded-for").doesNotMatch(dropped);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theLogForPeopleIsThereWhereItIsAskedForAndUsageAlways(boolean accessLog) throws Exception {
    assertThat(http(accessLog).getAccessLogList())
        .extracting(log -> log.getName())
        .containsExactly(
            accessLog
                ? new String[] {"envoy.access_loggers.stdout", "envoy.access_loggers.http_grpc"}
                : new String[] {"envoy.access_loggers.http_grpc"});
  }
}
