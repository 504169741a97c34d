package factory.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceHostsTest {
  private static final String ID = "0193b1f2-7a11-7000-8000-00000000abcd";

  private static Optional<ServiceHosts> hosts(String publicUrl, String... pairs) {
    Map<String, String> values = new HashMap<>();
    for (var i = 0; i < pairs.length; i += 2) {
      values.put(pairs[i], pairs[i + 1]);
    }
    return ServiceHosts.from(Settings.of(values), URI.create(publicUrl));
  }

  @ParameterizedTest
  @CsvSource({
    "https://factory.example,*.services.example,https://ID.services.example",
    "https://factory.example:8443,*.services.example,https://ID.services.example:8443",
    "https://factory.example,*.services.example:8443,https://ID.services.example:8443",
    "http://localhost:8080,*.a.b-c.test,http://ID.a.b-c.test:8080"
  })
  void aServicesOriginIsItsIdBeforeTheDomain(String publicUrl, String key, String origin) {
    var hosts = hosts(publicUrl, ServiceHosts.KEY, key).orElseThrow();
    assertThat(hosts.origin(ID)).isEqualTo(origin.replace("ID", ID));
    var host = hosts.origin(ID).replaceFirst("https?://", "");
    assertThat(hosts.serviceId(host)).contains(ID);
    assertThat(hosts.serviceId(host.toUpperCase(java.util.Locale.ROOT).replaceFirst(":.*", "")))
        .contains(ID);
    assertThat(hosts.serviceId("x" + host)).isEmpty();
    assertThat(hosts.serviceId(host.substring(1))).isEmpty();
  }

  @Test
  void thisMachineHasThemInDevelopmentAndNothingElseDoesUnlessTold() {
    var development = new String[] {"factory.profile", "development"};
    assertThat(hosts("http://localhost:8080", development).orElseThrow().origin("*"))
        .isEqualTo("http://*.localhost:8080");
    assertThat(hosts("http://127.0.0.1", development).orElseThrow().everyOrigin())
        .isEqualTo("http://*.localhost");
    assertThat(hosts("http://factory.lan", development)).isEmpty();
    assertThat(hosts("https://localhost")).isEmpty();
    assertThat(
            hosts("http://localhost", "factory.profile", "development", ServiceHosts.KEY, "none"))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "services.example",
        "*",
        "*.",
        "*.-a",
        "*.a..b",
        "*.A",
        "*.*.a",
        "*.a:",
        "*.a:99999"
      })
  void anythingElseIsRefusedByItsName(String text) {
    assertThatThrownBy(() -> hosts("https://factory.example", ServiceHosts.KEY, text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(ServiceHosts.KEY);
  }

  /** web reads the gate's key, and leaves the gate's other ones alone all the same. */
  @Test
  void whoReadsItStillHasNeighboursWithKeysOfTheirOwn() {
    var settings = Settings.of(Map.of(ServiceHosts.KEY, "*.a.test", "edge.unheard-of", "x"));
    var hosts =
        settings.readAll(
            s -> {
              s.text("web.listen");
              return ServiceHosts.from(s, URI.create("https://factory.example"));
            });
    assertThat(hosts).isPresent();
  }
}
