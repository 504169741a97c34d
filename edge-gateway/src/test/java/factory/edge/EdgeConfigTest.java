package factory.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import factory.mesh.Address;
import factory.mesh.Settings;
import factory.mesh.TestTrust;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EdgeConfigTest {
  private static EdgeConfig config(String... pairs) {
    Map<String, String> values = new HashMap<>();
    values.put("edge.db.url", "jdbc:postgresql://127.0.0.1:1/none");
    values.putAll(TestTrust.settings("edge"));
    values.put("public-url", "https://factory.example/");
    values.put("edge.journal-dir", "/var/lib/factory/edge");
    values.put("assertion.secret", "a secret of at least 32 bytes that nobody knows");
    for (var i = 0; i < pairs.length; i += 2) {
      values.put(pairs[i], pairs[i + 1]);
    }
    return EdgeConfig.from(Settings.of(values));
  }

  private static Map<String, String> with(Map<String, String> values, String... pairs) {
    var all = new HashMap<>(values);
    for (var i = 0; i < pairs.length; i += 2) {
      all.put(pairs[i], pairs[i + 1]);
    }
    return all;
  }

  @Test
  void theBypassIsOnInDevelopmentAndOffInProduction() {
    assertThat(config("factory.profile", "development").devBypass()).isTrue();
    assertThat(config().devBypass()).isFalse();
    assertThat(config("factory.profile", "development", "edge.dev-bypass", "false").devBypass())
        .isFalse();
  }

  @Test
  void productionNamesEverythingUnsafeAtOnceAndRefusesToStart() {
    assertThatThrownBy(
            () ->
                config(
                    "edge.dev-bypass", "true",
                    "edge.wallet-header", "true",
                    "edge.session-life", "P2D",
                    "edge.journal-dir", "",
                    "public-url", "http://factory.example"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(
            "production",
            "edge.dev-bypass",
            "edge.wallet-header",
            "edge.session-life",
            "edge.journal-dir",
            "public-url");
    assertThatThrownBy(
            () ->
                EdgeNode.start(
                    Settings.of(
                        with(
                            TestTrust.settings("edge"),
                            "edge.dev-bypass",
                            "true",
                            "edge.db.url",
                            "jdbc:postgresql://127.0.0.1:1/none",
                            "public-url",
                            "https://factory.example"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("edge.dev-bypass");
  }

  @Test
  void servicesHaveOriginsOfAnotherSiteThanThePlatformsOrProductionDoesNotStart() {
    assertThat(config().publicListener().serviceHosts()).isEmpty();
    for (var good :
        new String[] {
          "https://factory.example,*.services.example",
          "https://factory.example.org,*.example.net:8443",
          // Each name below a public suffix is a site by itself.
          "https://one.github.io,*.github.io",
          "https://factory.co.uk,*.services.co.uk",
          "https://192.0.2.1,*.services.example",
          "https://factory.example,none"
        }) {
      var parts = good.split(",", -1);
      assertThat(config("public-url", parts[0], "edge.service-hosts", parts[1]).publicListener())
          .isNotNull();
    }
    for (var bad :
        new String[] {
          "https://factory.example.org,*.example.org",
          "https://example.org,*.services.example.org",
          "https://a.factory.example,*.b.factory.example",
          "https://factory.co.uk,*.factory.co.uk"
        }) {
      var parts = bad.split(",", -1);
      assertThatThrownBy(() -> config("public-url", parts[0], "edge.service-hosts", parts[1]))
          .hasMessageContainingAll("edge.service-hosts", "same site", "registrable domain");
    }
    for (var malformed : new String[] {"services.example", "*.", "*", "*.a_b", "*.*.x", "*.x:y"}) {
      assertThatThrownBy(() -> config("edge.service-hosts", malformed))
          .hasMessageContaining("edge.service-hosts");
    }
    var hosts =
        config("factory.profile", "development", "public-url", "http://localhost:8081")
            .publicListener()
            .serviceHosts()
            .orElseThrow();
    assertThat(hosts.origin("id")).isEqualTo("http://id.localhost:8081");
    assertThat(
            config("factory.profile", "development", "public-url", "http://factory.lan")
                .publicListener()
                .serviceHosts())
        .isEmpty();
  }

  @Test
  void theSecretIsNeverShownAndAWellKnownOneIsForDevelopmentOnly() {
    assertThat(config().toString()).doesNotContain("a secret of at least 32 bytes");
    for (var secret :
        new String[] {"", "hush", "a development secret that everybody knows, so no secret"}) {
      assertThatThrownBy(() -> config("assertion.secret", secret))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("assertion.secret")
          .hasMessageNotContainingAny("hush", "everybody");
    }
    assertThatThrownBy(() -> config("assertion.secrets", "x"))
        .hasMessageContaining("assertion.secrets");
    assertThat(config("factory.profile", "development", "assertion.secret", "").devBypass())
        .isTrue();
  }

  /** The file that the Helm chart writes; the chart's own tests hold it to what it renders. */
  @Test
  void theChartsFileWithItsSecretsIsTakenInProductionAndNotWithoutThem() {
    var args =
        new String[] {"--config=../helm/microservices-factory/tests/rendered/edge-gateway.yaml"};
    var secrets =
        with(
            TestTrust.environment("edge"),
            "FACTORY_EDGE_DB_PASSWORD",
            "of the role",
            "FACTORY_ASSERTION_SECRET",
            "0123456789abcdef0123456789abcdef");

    var config = EdgeConfig.from(Settings.load(args, secrets));

    assertThat(config.origin()).hasToString("https://factory.example.org");
    assertThat(config.database().user()).isEqualTo("mill_edge");
    assertThat(config.database().password()).isEqualTo("of the role");
    assertThat(config.toString()).doesNotContain("of the role", "0123456789abcdef");
    assertThatThrownBy(() -> EdgeConfig.from(Settings.load(args, Map.of())))
        .hasMessageContaining("assertion.secret is not set");
  }

  @Test
  void defaultsAreTheDocumentedOnes() {
    var config = config();
    assertThat(config.publicListener().port()).isEqualTo(8080);
    assertThat(config.publicListener().host()).isEqualTo("0.0.0.0");
    assertThat(config.publicListener().trustedProxies()).isZero();
    assertThat(config.walletHeader()).isFalse();
    assertThat(config("factory.profile", "development").walletHeader()).isTrue();
    assertThat(config.publicListener().requestTimeout()).isEqualTo(Duration.ofSeconds(60));
    assertThat(config("factory.profile", "development").publicListener().host())
        .isEqualTo("127.0.0.1");
  }

  @Test
  void theCatalogIsBesideTheAuthorizerUnlessTold() {
    assertThat(config("edge.authz-listen", "unix:/run/x/authz.sock").catalogListen())
        .isEqualTo(new Address.Unix(Path.of("/run/x/catalog.sock")));
  }

  @Test
  void unknownKeysAndBadValuesAreRefusedByName() {
    assertThatThrownBy(() -> config("edge.dev-bypas", "true"))
        .hasMessageContaining("edge.dev-bypas");
    assertThatThrownBy(() -> config("edge.request-timeout", "PT0S"))
        .hasMessageContaining("edge.request-timeout");
    assertThatThrownBy(() -> config("edge.trusted-proxies", "11"))
        .hasMessageContaining("edge.trusted-proxies");
    assertThatThrownBy(() -> config("edge.authz-listen", "127.0.0.1:0"))
        .hasMessageContaining("127.0.0.1:0");
  }

  @Test
  void theBootstrapIsReadableByItsOwnerOnlyAndKeepsTheAdminAtHome(@TempDir Path folder)
      throws Exception {
    var file = folder.resolve("sub/envoy.json");
    var xds = new Address.Unix(folder.resolve("xds.sock"));
    EnvoyBootstrap.write(file, "one", xds, new Address.Unix(folder.resolve("admin.sock")));

    assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    assertThat(Files.readString(file)).contains("\"one\"", "xds.sock", "DELTA_GRPC");
    assertThatThrownBy(
            () -> EnvoyBootstrap.write(file, "one", xds, new Address.Tcp("0.0.0.0", 9901)))
        .hasMessageContaining("admin");
  }
}
