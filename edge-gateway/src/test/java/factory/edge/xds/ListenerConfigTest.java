package factory.edge.xds;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.extensions.filters.http.ext_authz.v3.ExtAuthz;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager.PathWithEscapedSlashesAction;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.type.v3.StatusCode;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Envoy is told that no call may change. */
class ListenerConfigTest {
  private static HttpConnectionManager http(boolean accessLog)
      throws InvalidProtocolBufferException {
    return ListenerConfig.listener(
            new PublicListener(
                "127.0.0.1", 8080, accessLog, 0, Duration.ofMinutes(1), Duration.ofMinutes(2)))
        .getFilterChains(0)
        .getFilters(0)
        .getTypedConfig()
        .unpack(HttpConnectionManager.class);
  }

  @Test
  void theGateFailsClosedAndIsAskedBeforeAnythingGoesOn() throws Exception {
    var http = http(false);
    assertThat(http.getHttpFiltersList())
        .extracting(HttpFilter::getName)
        .containsExactly(
            "envoy.filters.http.cors",
            "envoy.filters.http.compressor",
            "envoy.filters.http.ext_authz",
            "envoy.filters.http.buffer",
            "envoy.filters.http.router");
    var gate = http.getHttpFilters(2).getTypedConfig().unpack(ExtAuthz.class);
    assertThat(gate.getFailureModeAllow()).isFalse();
    assertThat(gate.getStatusOnError().getCode()).isEqualTo(StatusCode.ServiceUnavailable);
    assertThat(http.getHttpFilters(2).getDisabled()).isFalse();
  }

  @Test
  void nobodyIsTrustedForWhereTheyCallFromOrHowTheyWriteAPath() throws Exception {
    var http = http(false);
    assertThat(http.getUseRemoteAddress().getValue()).isTrue();
    assertThat(http.getInternalAddressConfig().getCidrRangesList()).hasSize(1);
    assertThat(http.getNormalizePath().getValue()).isTrue();
    assertThat(http.getMergeSlashes()).isTrue();
    assertThat(http.getPathWithEscapedSlashesAction())
        .isEqualTo(PathWithEscapedSlashesAction.REJECT_REQUEST);
    assertThat(http.getUpgradeConfigsList()).isEmpty();
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
