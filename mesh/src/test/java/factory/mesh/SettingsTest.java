package factory.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
  @Test
  void anArgumentGoesOverTheFileAndTheEnvironmentOverBoth(@TempDir Path folder) throws IOException {
    var file = folder.resolve("node.yaml");
    Files.writeString(
        file,
        "registry:\n  db:\n    url: from-file\n    user: from-file\n    password: from-file\n");
    var settings =
        Settings.load(
            new String[] {
              "--config=" + file, "--registry.db.user=from-argument", "--registry.db.password=x"
            },
            Map.of("FACTORY_REGISTRY_DB_PASSWORD", "from-environment"));

    assertThat(settings.required("registry.db.url")).isEqualTo("from-file");
    assertThat(settings.required("registry.db.user")).isEqualTo("from-argument");
    assertThat(settings.required("registry.db.password")).isEqualTo("from-environment");
  }

  @Test
  void aSecretComesFromAFile(@TempDir Path folder) throws IOException {
    var secret = folder.resolve("key");
    Files.writeString(secret, "0xabc\n");
    var settings =
        Settings.load(new String[0], Map.of("FACTORY_CHAIN_KEY_FILE", secret.toString()));
    assertThat(settings.required("chain.key")).isEqualTo("0xabc");
  }

  @Test
  void anUnknownKeyIsRefusedByItsFullName() {
    var settings = Settings.of(Map.of("registry.lisen", "x", "chain.key", "another node's"));
    settings.address("registry.listen", "127.0.0.1:7001");
    assertThatThrownBy(() -> settings.refuseUnknown("registry"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("registry.lisen is not a key of this node");
  }

  @Test
  void aBadValueIsRefusedByItsKeyAndSaysWhatIsRight() {
    var settings =
        Settings.of(
            Map.of(
                "a",
                "70000",
                "b",
                "two seconds",
                "c",
                "yes",
                "d",
                "nowhere",
                "e",
                "1.5",
                "factory.profile",
                "prod"));
    assertThatThrownBy(() -> settings.number("a", 1, 1, 65535)).hasMessage("a: must be 1 to 65535");
    assertThatThrownBy(() -> settings.duration("b", Duration.ZERO))
        .hasMessageContaining("b: 'two seconds' is not an ISO-8601");
    assertThatThrownBy(() -> settings.flag("c", true)).hasMessage("c: must be true or false");
    assertThatThrownBy(() -> settings.address("d", "h:1"))
        .hasMessageContaining("d: 'nowhere' is neither host:port");
    assertThatThrownBy(() -> settings.number("e", 1, 1, 2))
        .hasMessageContaining("not a whole number");
    assertThatThrownBy(settings::profile)
        .hasMessage("factory.profile: must be development or production");
    assertThatThrownBy(() -> settings.required("f")).hasMessage("f is not set; it has no default");
  }

  @Test
  void productionIsTheDefault() {
    assertThat(Settings.of(Map.of()).profile()).isEqualTo(Settings.Profile.PRODUCTION);
  }

  @Test
  void anAddressIsReadAndWrittenTheSame() {
    for (var text : new String[] {"127.0.0.1:7001", "unix:/run/x.sock", "[::1]:80", "registry:0"}) {
      assertThat(Address.parse(text)).hasToString(text);
    }
    for (var text :
        new String[] {"unix:relative", "host:70000", ":1", "host:", "unix:/" + "x".repeat(120)}) {
      assertThatThrownBy(() -> Address.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
