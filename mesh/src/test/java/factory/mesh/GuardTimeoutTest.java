package factory.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuardTimeoutTest {
  private static final Metadata.Key<String> TIMEOUT =
      Metadata.Key.of("grpc-timeout", Metadata.ASCII_STRING_MARSHALLER);

  private static Metadata asking(String timeout) {
    var headers = new Metadata();
    headers.put(TIMEOUT, timeout);
    return headers;
  }

  @ParameterizedTest
  @CsvSource({
    "99999999H,PT8760H",
    "99999999M,PT8760H",
    "99999999S,PT8760H",
    "99999999m,PT99999.999S",
    "99999999u,PT99.999999S",
    "99999999n,PT0.099999999S",
    "1H,PT1H",
    "0n,PT0S"
  })
  void aTimeoutIsAtMostAYear(String asked, Duration taken) {
    assertThat(Guard.timeout(asking(asked))).isEqualTo(taken);
  }

  @Test
  void whatIsNoTimeoutIsNone() {
    for (var text : new String[] {"1", "H", "-1H", "999999999H", "1h", ""}) {
      assertThat(Guard.timeout(asking(text))).isNull();
    }
    assertThat(Guard.timeout(new Metadata())).isNull();
  }
}
