package factory.edge.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import factory.mesh.Assertions;
import factory.mesh.Settings;
import factory.mesh.TestTrust;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.config.core.v3.HeaderValueOption;
import io.envoyproxy.envoy.service.auth.v3.OkHttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AssertedHeadersTest {
  private static final Assertions KEYS =
      Assertions.from(Settings.of(Map.of("factory.profile", "development")));
  private static final String ONE = "0193b1f2-7a11-7000-8000-000000000001";
  private static final String OTHER = "0193b1f2-7a11-7000-8000-000000000002";
  private static final Optional<EvmAddress> WALLET =
      EvmAddress.parse("0xABCDEF0000000000000000000000000000000001");

  private final AtomicLong now = new AtomicLong(1_000_000);
  private final AssertedHeaders asserted =
      new AssertedHeaders(KEYS, TestTrust.of("edge"), () -> Instant.ofEpochSecond(now.get()));

  private static String signed(String service, Optional<String> wallet, long at) {
    return Assertions.sign(KEYS.key(service), service, wallet, at);
  }

  private String of(String service, Optional<EvmAddress> wallet) {
    return of(service, "a cluster", wallet, Assertions.HEADER);
  }

  private String of(String service, String cluster, Optional<EvmAddress> wallet, String header) {
    var allow = new Decision.Allow(service, cluster, wallet, Optional.empty(), Optional.empty());
    try {
      return OkHttpResponse.parseFrom(asserted.of(allow, 0)).getHeadersList().stream()
          .map(HeaderValueOption::getHeader)
          .filter(h -> h.getKey().equals(header))
          .map(HeaderValue::getValue)
          .findFirst()
          .orElse("");
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anAssertionNamesTheServiceAndTheWalletInLowerCase() {
    assertThat(of(ONE, WALLET))
        .isEqualTo(
            signed(ONE, Optional.of("0xabcdef0000000000000000000000000000000001"), 1_000_000));
    assertThat(of(ONE, Optional.empty())).isEqualTo(signed(ONE, Optional.empty(), 1_000_000));
  }

  @Test
  void anAssertionIsUsedAgainForHalfOfItsLifeAndNotByOthers() {
    var first = of(ONE, WALLET);
    now.addAndGet(14);
    assertThat(of(ONE, WALLET)).isEqualTo(first);
    assertThat(of(OTHER, WALLET)).isNotEqualTo(first);
    assertThat(of(ONE, Optional.empty())).isNotEqualTo(first);
    assertThat(of(ONE, EvmAddress.parse("0x" + "0f".repeat(20)))).isNotEqualTo(first);
    now.addAndGet(1);
    assertThat(of(ONE, WALLET)).isNotEqualTo(first);
  }

  @Test
  void aCallGoesToItsClusterAlsoWhenThatHasChanged() {
    assertThat(of(ONE, "one", WALLET, AuthorizationRpc.CLUSTER)).isEqualTo("one");
    assertThat(of(ONE, "two", WALLET, AuthorizationRpc.CLUSTER)).isEqualTo("two");
  }

  @Test
  void aClockThatIsSetBackMakesANewOne() {
    var first = of(ONE, WALLET);
    now.addAndGet(-3600);
    assertThat(of(ONE, WALLET)).isNotEqualTo(first);
  }

  @Test
  void moreCallersThanThereIsRoomForAreAllAssertedRightly() {
    var ids = new ArrayList<String>();
    for (var i = 0; i < 10_000; i++) {
      ids.add(new UUID(0x0193b1f27a117000L, i * 0x9E3779B97F4A7C15L).toString());
    }
    for (var i = 0; i < 70_000; i++) {
      var wallet = new EvmAddress(i, 7, i);
      var id = ids.get(i % ids.size());
      var got = of(id, Optional.of(wallet));
      if (i % 1000 == 0) {
        assertThat(got).isEqualTo(signed(id, Optional.of(wallet.toString()), 1_000_000));
      }
    }
    for (var i = 0; i < 70_000; i += 1000) {
      var wallet = new EvmAddress(i, 7, i);
      var id = ids.get(i % ids.size());
      assertThat(of(id, Optional.of(wallet)))
          .isEqualTo(signed(id, Optional.of(wallet.toString()), 1_000_000));
    }
  }
}
