package factory.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import factory.mesh.Settings;
import factory.mesh.TestTrust;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RegistryConfigTest {
  @Test
  void hasDefaultsForAllButTheStore() {
    var config = from(Map.of());

    assertThat(config.listen()).hasToString("127.0.0.1:7001");
    assertThat(config.internalListen()).hasToString("127.0.0.1:7101");
    assertThat(config.publicUrl()).hasToString("http://localhost:8080");
    assertThat(config.place().schema()).isEqualTo("registry");
    assertThatThrownBy(() -> RegistryConfig.from(Settings.of(Map.of())))
        .hasMessageStartingWith("registry.db.url is not set");
  }

  @Test
  void takesThePublicAddressWithoutASlashAtItsEnd() {
    assertThat(from(Map.of("public-url", "https://factory.example/")).publicUrl())
        .hasToString("https://factory.example");
  }

  @Test
  void refusesWhatItCannotUseByItsName() {
    for (var bad : new String[] {"factory.example", "ftp://x", "http://", "http://x/?a=b", "::"}) {
      assertThatThrownBy(() -> from(Map.of("public-url", bad)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("public-url: ");
    }
    assertThatThrownBy(() -> from(Map.of("registry.listen", "nowhere")))
        .hasMessageStartingWith("registry.listen: ");
    assertThatThrownBy(() -> from(Map.of("registry.lissten", "127.0.0.1:1")))
        .hasMessageStartingWith("registry.lissten ");
  }

  private static RegistryConfig from(Map<String, String> more) {
    var values = new HashMap<>(TestTrust.settings("registry"));
    values.putAll(more);
    values.put("registry.db.url", "jdbc:postgresql://localhost/factory");
    return RegistryConfig.from(Settings.of(values));
  }
}
