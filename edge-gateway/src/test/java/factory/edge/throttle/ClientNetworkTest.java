package factory.edge.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientNetworkTest {
  @ParameterizedTest
  @CsvSource({
    // One caller's, however it is written.
    "2001:db8::1, 2001:db8:0:0:ffff:ffff:ffff:ffff",
    "2001:db8::7:1, 2001:db8::9:1",
    "2001:db8::1:2:3:4, 2001:DB8:0:0::",
    "2001:db8:0:0:1:2:3:4, 2001:db8::",
    "192.0.2.1, ::ffff:192.0.2.1",
    "192.0.2.1, ::ffff:c000:201",
    "fe80::1%eth0, fe80::2",
    "'', nobody",
    "nobody, 2001:db8::1::2"
  })
  void oneCallersAddressesAreOneNetwork(String one, String other) {
    assertThat(ClientNetwork.of(one)).isEqualTo(ClientNetwork.of(other));
  }

  @ParameterizedTest
  @CsvSource({
    "2001:db8::1, 2001:db8:0:1::1",
    "192.0.2.1, 192.0.2.2",
    "0.0.0.0, ::",
    "0.0.0.0, ''",
    "::1, ''"
  })
  void othersAreOthers(String one, String other) {
    assertThat(ClientNetwork.of(one)).isNotEqualTo(ClientNetwork.of(other));
  }

  @Test
  void aNetworkHasABurstThenOneInEachInterval() {
    var now = new AtomicLong(5);
    var limiter = new RateLimiter(60, now::get);
    for (var i = 0; i < 60; i++) {
      assertThat(limiter.take(ClientNetwork.of("2001:db8::" + i + ":1"))).isZero();
    }
    assertThat(limiter.take(ClientNetwork.of("2001:db8::1"))).isEqualTo(1_000_000_000L);
    assertThat(limiter.take(ClientNetwork.of("2001:db8:1::1"))).isZero();
    now.addAndGet(1_000_000_000L);
    assertThat(limiter.take(ClientNetwork.of("2001:db8::2"))).isZero();
    assertThat(limiter.take(ClientNetwork.of("2001:db8::1"))).isPositive();
  }
}
