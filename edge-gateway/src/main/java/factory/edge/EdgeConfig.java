package factory.edge;

import factory.mesh.Address;
import factory.mesh.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What edge-gateway is told at its start.
 *
 * @param listen where {@code Access} is served to the mesh
 * @param authzListen where Envoy asks for decisions
 * @param xdsListen where Envoy gets its configuration
 * @param catalogListen where reflection and health of the public services are served
 * @param envoyHost the address that Envoy's public listener binds
 * @param envoyPort the public port
 * @param devBypass whether {@code X-Dev-Bypass: 1} skips the token check
 * @param walletHeader whether an unsigned {@code X-Wallet-Address} names the caller
 * @param maxHeadAge an older balance replica answers 503
 * @param requestTimeout what a generated service or a page may take for an answer
 * @param idleTimeout how long a call may be silent; watches and event streams may be for ever
 */
record EdgeConfig(
    Address listen,
    Address authzListen,
    Address xdsListen,
    Address catalogListen,
    String envoyHost,
    int envoyPort,
    boolean devBypass,
    boolean walletHeader,
    Duration maxHeadAge,
    Duration requestTimeout,
    Duration idleTimeout,
    Address registry,
    Address pipeline,
    Address chain,
    Address web) {

  static EdgeConfig from(Settings settings) {
    var development = settings.profile() == Settings.Profile.DEVELOPMENT;
    var folder = privateFolder();
    var authz = settings.address("edge.authz-listen", "unix:" + folder.resolve("authz.sock"));
    var beside =
        authz instanceof Address.Unix(var path)
            ? path.resolveSibling("catalog.sock")
            : folder.resolve("catalog.sock");
    var config =
        new EdgeConfig(
            settings.address("edge.listen", "127.0.0.1:7004"),
            authz,
            settings.address("edge.xds-listen", "unix:" + folder.resolve("xds.sock")),
            settings.address("edge.catalog-listen", "unix:" + beside),
            settings.text("edge.envoy-host", development ? "127.0.0.1" : "0.0.0.0"),
            settings.number("edge.envoy-port", 8080, 1, 65535),
            settings.flag("edge.dev-bypass", development),
            settings.flag("edge.wallet-header", development),
            positive(
                "edge.max-head-age",
                settings.duration("edge.max-head-age", Duration.ofSeconds(10))),
            positive(
                "edge.request-timeout",
                settings.duration("edge.request-timeout", Duration.ofSeconds(60))),
            positive(
                "edge.idle-timeout", settings.duration("edge.idle-timeout", Duration.ofMinutes(2))),
            settings.address("mesh.registry", "127.0.0.1:7001"),
            settings.address("mesh.pipeline", "127.0.0.1:7002"),
            settings.address("mesh.chain", "127.0.0.1:7003"),
            settings.address("mesh.web", "127.0.0.1:7005"));
    settings.refuseUnknown("edge");
    for (var address :
        List.of(config.listen, config.authzListen, config.xdsListen, config.catalogListen)) {
      if (address instanceof Address.Tcp(var _, var port) && port == 0) {
        throw new IllegalArgumentException(
            "edge.*-listen: " + address + ": Envoy is told this address, so its port cannot be 0");
      }
    }
    if (config.devBypass && !development) {
      throw new IllegalArgumentException(
          "edge.dev-bypass is true in the production profile: X-Dev-Bypass would open every service to everybody; set it to false, or factory.profile to development");
    }
    return config;
  }

  private static Duration positive(String key, Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(key + ": must be longer than nothing");
    }
    return duration;
  }

  private static Path privateFolder() {
    return Path.of(
        System.getProperty("java.io.tmpdir"), "factory-edge-" + System.getProperty("user.name"));
  }
}
