package factory.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {
  /** Every set of sources that name one key; the highest of them wins. */
  @Test
  void anArgumentGoesOverTheEnvironmentAndThatOverTheFile(@TempDir Path folder) throws IOException {
    var file = folder.resolve("node.yaml");
    Files.writeString(file, "registry:\n  db:\n    user: from-file\n");
    var secret = folder.resolve("secret");
    Files.writeString(secret, "from-secret-file\n");
    for (var inFile : new boolean[] {false, true}) {
      for (var environment :
          List.of(
              Map.<String, String>of(),
              Map.of("FACTORY_REGISTRY_DB_USER", "from-environment"),
              Map.of("FACTORY_REGISTRY_DB_USER", " "),
              Map.of("FACTORY_REGISTRY_DB_USER_FILE", secret.toString()))) {
        for (var argument :
            new String[] {"", "--registry.db.user=", "--registry.db.user=argument"}) {
          var args = new ArrayList<String>();
          if (inFile) {
            args.add("--config=" + file);
          }
          if (!argument.isEmpty()) {
            args.add(argument);
          }
          var variable = environment.getOrDefault("FACTORY_REGISTRY_DB_USER", "").strip();
          var expected =
              argument.endsWith("argument")
                  ? "argument"
                  : !variable.isEmpty()
                      ? variable
                      : environment.containsKey("FACTORY_REGISTRY_DB_USER_FILE")
                          ? "from-secret-file"
                          : inFile ? "from-file" : "default";
          var settings = Settings.load(args.toArray(String[]::new), environment);
          assertThat(settings.text("registry.db.user", "default"))
              .as("%s %s", args, environment)
              .isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void aSecretComesFromAFile(@TempDir Path folder) throws IOException {
    var secret = folder.resolve("key");
    Files.writeString(secret, "0xabc\n");
    var settings =
        Settings.load(new String[0], Map.of("FACTORY_CHAIN_KEY_FILE", secret.toString()));
    assertThat(settings.required("chain.key")).isEqualTo("0xabc");
  }

  /** A node that reads three keys. */
  private static String read(Settings settings) {
    settings.required("registry.db.url");
    settings.address("registry.listen", "127.0.0.1:7001");
    settings.number("registry.db.pool-size", 8, 1, 200);
    return "read";
  }

  private static void assertRefused(Settings settings, String message) {
    assertThatThrownBy(() -> settings.readAll(SettingsTest::read))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @CsvSource({
    "registry.lisen, ; did you mean registry.listen?",
    "registry.listne, ; did you mean registry.listen?",
    "regsitry.listen, ; did you mean registry.listen?",
    "registry.db.poolsize, ; did you mean registry.db.pool-size?",
    "registry.unheard-of, ''",
    "mesh.registri, ; did you mean mesh.registry?",
    "mesh.unheard-of, ''",
    "factory.profil, ; did you mean factory.profile?",
    "public_url, ; did you mean public-url?",
    "operator, ; did you mean operators?",
    "assertion.secrets, ; did you mean assertion.secret?",
    "edge, ''",
    "other.key, ''"
  })
  void anUnknownKeyIsRefusedInEverySourceAndGroup(
      String key, String suggestion, @TempDir Path folder) throws IOException {
    var good = "--registry.db.url=x";
    var file = folder.resolve("node.yaml");
    Files.writeString(file, key.replace(".", ":\n  ") + ": x\n");
    if (key.chars().filter(c -> c == '.').count() < 2) {
      assertRefused(
          Settings.load(new String[] {good, "--config=" + file}, Map.of()),
          key + " is not a key of this node" + suggestion);
    }
    assertRefused(
        Settings.load(new String[] {good, "--" + key + "=x"}, Map.of()),
        key + " is not a key of this node" + suggestion);
    var variable = SettingNames.variable(key);
    if (!variable.equals("FACTORY_PUBLIC_URL")
        && !variable.equals("FACTORY_REGISTRY_DB_POOLSIZE")) {
      assertThatThrownBy(
              () ->
                  Settings.load(new String[] {good}, Map.of(variable, "x"))
                      .readAll(SettingsTest::read))
          .hasMessageStartingWith(variable + " is not a variable of this node");
    }
  }

  @Test
  void whatIsSharedOrAnothersOrOfKubernetesIsNotUnknown() {
    var settings =
        Settings.load(
            new String[] {
              "--registry.db.url=x", "--mesh.web=h:1", "--chain.key=y", "--edge.listen=h:2"
            },
            Map.of(
                "FACTORY_CHAIN_ANYTHING", "another node's",
                "FACTORY_ASSERTION_SECRET_FILE", "/not/read/here",
                "FACTORY_WEB_PORT_7005_TCP", "tcp://10.0.0.1:7005",
                "FACTORY_REGISTRY_SVC_PORT_7001_TCP_ADDR", "10.0.0.2",
                "FACTORY_REGISTRY_SVC_SERVICE_PORT_GRPC", "7001",
                "FACTORY_REGISTRY_SVC_SERVICE_HOST", "10.0.0.2",
                "FACTORY_REGISTRY_SVC_PORT", "tcp://10.0.0.2:7001",
                "FACTORY_DATA_DIR", "/of/the/command",
                "PATH", "/bin"));
    assertThat(settings.readAll(SettingsTest::read)).isEqualTo("read");
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    assertRefused(
        Settings.load(
            new String[] {"--registry.listen=nowhere", "--registry.lissten=x"},
            Map.of(
                "FACTORY_REGISTRY_DB_POOL_SIZE", "0",
                "FACTORY_REGISTRY_DB_POOLSIZE", "9",
                "FACTORY_REGISTRY_DB_URL_FILE", "/not/there")),
        """
        5 settings are wrong:
          registry.db.url: the file that FACTORY_REGISTRY_DB_URL_FILE names cannot be read
          registry.listen: 'nowhere' is neither host:port nor unix:/path
          registry.db.pool-size: must be 1 to 200
          registry.lissten is not a key of this node; did you mean registry.listen?
          FACTORY_REGISTRY_DB_POOLSIZE is not a variable of this node; did you mean FACTORY_REGISTRY_DB_POOL_SIZE?"""
            .replaceAll("\n +", "\n  "));
    assertThatThrownBy(
            () ->
                Settings.load(
                        new String[0],
                        Map.of("FACTORY_REGISTRY_DB_URL", "x", "FACTORY_REGISTRY_DB_URL_FILE", "y"))
                    .readAll(SettingsTest::read))
        .hasMessageContaining("both FACTORY_REGISTRY_DB_URL and FACTORY_REGISTRY_DB_URL_FILE");
  }

  @Test
  void argumentsThatCannotBeMeantAreRefusedAndNeverRepeatASecret() {
    for (var bad : new String[][] {{"--a=1", "--a=2"}, {"--=x"}, {"-a=1"}, {"hush"}, {"--hush"}}) {
      assertThatThrownBy(() -> Settings.load(bad, Map.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining(bad[0].equals("hush") ? "hush" : "no such text");
    }
    assertThatThrownBy(() -> Settings.load(new String[] {"--config=/not/there"}, Map.of()))
        .hasMessage("--config: /not/there cannot be read");
  }

  @Test
  void aFileThatIsNoYamlIsRefused(@TempDir Path folder) throws IOException {
    var file = folder.resolve("node.yaml");
    Files.writeString(file, "a: [1\nb: }");
    assertThatThrownBy(() -> Settings.load(new String[] {"--config=" + file}, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("--config: " + file + " is not readable YAML");
  }

  @Test
  void theSettingsInForceAreShownWithoutSecrets() {
    var settings =
        Settings.of(
            Map.of(
                "chain.key", "hush",
                "assertion.secret", "hush",
                "mesh.keys.web.edge", "hush",
                "edge.db.password", "hush",
                "chain.base.rpc-urls", "https://me:hush@one.example/v2/hush, https://two.example",
                "edge.db.url", "jdbc:postgresql://db.example:5432/factory?password=hush"));
    for (var key :
        new String[] {
          "chain.key",
          "assertion.secret",
          "mesh.keys.web.edge",
          "edge.db.password",
          "chain.base.rpc-urls",
          "edge.db.url"
        }) {
      settings.required(key);
    }
    settings.number("edge.envoy-port", 8080, 1, 65535);
    assertThat(settings.effective())
        .doesNotContain("hush")
        .contains(
            "edge.envoy-port=8080",
            "chain.key=***",
            "chain.base.rpc-urls=https://one.example/...,https://two.example",
            "edge.db.url=jdbc:postgresql://db.example:5432/...");
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
