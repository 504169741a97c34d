package factory.edge;

import factory.edge.throttle.Throttle;
import factory.edge.xds.PublicListener;
import factory.mesh.Address;
import factory.mesh.Assertions;
import factory.mesh.Owners;
import factory.mesh.ServiceHosts;
import factory.mesh.Settings;
import factory.mesh.Trust;
import factory.store.Database;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What edge-gateway is told at its start.
 *
 * @param listen where {@code Access} is served to the mesh
 * @param authzListen where Envoy asks for decisions
 * @param xdsListen where Envoy gets its configuration
 * @param catalogListen where reflection and health of the public services are served
 * @param publicListener what Envoy shows to the world
 * @param devBypass whether {@code X-Dev-Bypass: 1} skips the token check
 * @param walletHeader whether an unsigned {@code X-Wallet-Address} names the caller
 * @param origin scheme and authority of {@code public-url}
 * @param sessionLife how long a sign-in counts
 * @param signInsPerMinute tries of one network address
 * @param throttle what one caller may have open and ask for
 * @param database where sessions, keys, limits and usage are kept
 * @param owners who may set rules and see usage
 * @param assertions the keys of services, the same as pipeline-svc's
 * @param trust whom this node believes, and shows who it is
 * @param mostLimitedWallets pairs of service and wallet whose limits are counted at once
 * @param journalDir where admitted calls are kept until they were counted; one process at a time
 * @param journalSegments files there, all of them made at the start
 * @param journalSegmentRecords calls in each, 128 bytes a call
 */
record EdgeConfig(
    Address listen,
    Address authzListen,
    Address xdsListen,
    Address catalogListen,
    PublicListener publicListener,
    boolean devBypass,
    boolean walletHeader,
    URI origin,
    Duration sessionLife,
    int signInsPerMinute,
    Throttle.Limits throttle,
    Database.Place database,
    Owners owners,
    Assertions assertions,
    Trust trust,
    int mostLimitedWallets,
    Path journalDir,
    int journalSegments,
    int journalSegmentRecords,
    Address registry,
    Address registryInternal,
    Address pipeline,
    Address chain,
    Address web) {

  private static final Duration LONGEST_SESSION = Duration.ofHours(24);

  static EdgeConfig from(Settings settings) {
    return settings.readAll(EdgeConfig::read);
  }

  private static EdgeConfig read(Settings settings) {
    var development = settings.profile() == Settings.Profile.DEVELOPMENT;
    var folder = privateFolder();
    var authz = settings.address("edge.authz-listen", "unix:" + folder.resolve("authz.sock"));
    var beside =
        authz instanceof Address.Unix(var path)
            ? path.resolveSibling("catalog.sock")
            : folder.resolve("catalog.sock");
    var port = settings.number("edge.envoy-port", 8080, 1, 65535);
    var origin =
        settings.parsed("public-url", URI.create("http://localhost:" + port), EdgeConfig::originOf);
    var journal = settings.text("edge.journal-dir");
    var registry = settings.address("mesh.registry", "127.0.0.1:7001");
    var hosts = ServiceHosts.from(settings, origin);
    var listener = listener(settings, development, port, hosts);
    var config =
        new EdgeConfig(
            settings.address("edge.listen", "127.0.0.1:7004"),
            authz,
            settings.address("edge.xds-listen", "unix:" + folder.resolve("xds.sock")),
            settings.address("edge.catalog-listen", "unix:" + beside),
            listener,
            settings.flag("edge.dev-bypass", development),
            settings.flag("edge.wallet-header", development),
            origin,
            positive(settings, "edge.session-life", Duration.ofHours(1)),
            settings.number("edge.sign-ins-per-minute", 30, 1, 1_000_000),
            new Throttle.Limits(
                settings.number("edge.streams-per-address", 32, 1, 100_000),
                listener.bounds().streamLife(),
                settings.number("edge.budget-per-minute", development ? 600 : 60, 1, 1_000_000),
                listener.longestCall()),
            Database.Place.from(settings, "edge"),
            Owners.from(settings),
            Assertions.from(settings),
            Trust.from(settings, "edge"),
            settings.number("edge.most-limited-wallets", 1_000_000, 1, 100_000_000),
            settings.path("edge.journal-dir", journal.orElse("edge-journal")),
            settings.number("edge.journal-segments", 32, 2, 10_000),
            settings.number("edge.journal-segment-records", 16_384, 16, 1_000_000),
            registry,
            settings.address("mesh.registry-internal", registry.internal().toString()),
            settings.address("mesh.pipeline", "127.0.0.1:7002"),
            settings.address("mesh.chain", "127.0.0.1:7003"),
            settings.address("mesh.web", "127.0.0.1:7005"));
    for (var address :
        List.of(config.listen, config.authzListen, config.xdsListen, config.catalogListen)) {
      if (address instanceof Address.Tcp(var _, var number) && number == 0) {
        settings.refuse(
            "edge.*-listen: " + address + ": Envoy is told this address, so its port cannot be 0");
      }
    }
    if (!development) {
      config.refuseUnsafe(settings, journal.isPresent());
    }
    return config;
  }

  private static PublicListener listener(
      Settings settings, boolean development, int port, Optional<ServiceHosts> hosts) {
    var bounds = PublicListener.Bounds.DEFAULT;
    return new PublicListener(
        settings.text("edge.envoy-host", development ? "127.0.0.1" : "0.0.0.0"),
        port,
        settings.flag("edge.access-log", !development),
        settings.number("edge.trusted-proxies", 0, 0, 10),
        positive(settings, "edge.request-timeout", Duration.ofSeconds(60)),
        positive(settings, "edge.idle-timeout", Duration.ofMinutes(2)),
        new PublicListener.Bounds(
            settings.number("edge.streams", bounds.streams(), 1, 100_000),
            positive(settings, "edge.stream-life", bounds.streamLife()),
            positive(settings, "edge.body-timeout", bounds.bodyTimeout())),
        hosts);
  }

  /** Names everything that must not be so in production. */
  private void refuseUnsafe(Settings settings, boolean journalIsPlaced) {
    if (!journalIsPlaced) {
      settings.refuse(
          "edge.journal-dir is not set, which production needs: calls that are not counted yet would lie wherever this was started");
    }
    if (devBypass) {
      settings.refuse(
          "edge.dev-bypass is true in the production profile: X-Dev-Bypass would open every service to everybody");
    }
    if (walletHeader) {
      settings.refuse(
          "edge.wallet-header is true in the production profile: X-Wallet-Address would be believed without a signature");
    }
    if (!"https".equals(origin.getScheme())) {
      settings.refuse(
          "public-url is not https, which production needs: sessions and keys would be sent for everybody to read");
    }
    publicListener
        .serviceHosts()
        .filter(hosts -> Site.of("service." + hosts.domain()).equals(site()))
        .ifPresent(
            hosts ->
                settings.refuse(
                    ServiceHosts.KEY
                        + ": *."
                        + hosts.domain()
                        + " is of the same site as public-url ("
                        + site()
                        + "), so that the code of services could set cookies there; take another registrable domain"));
    if (sessionLife.compareTo(LONGEST_SESSION) > 0) {
      settings.refuse(
          "edge.session-life is over "
              + LONGEST_SESSION
              + " in the production profile: a stolen session would last");
    }
  }

  private String site() {
    var host = origin.getHost();
    return Site.of(host == null ? origin.getAuthority() : host);
  }

  private static URI originOf(String text) {
    var url = URI.create(text);
    if (url.getScheme() == null || url.getAuthority() == null) {
      throw new IllegalArgumentException("must be a URL such as https://factory.example.org");
    }
    return URI.create(url.getScheme() + "://" + url.getAuthority());
  }

  private static Duration positive(Settings settings, String key, Duration otherwise) {
    var duration = settings.duration(key, otherwise);
    if (duration.isNegative() || duration.isZero()) {
      settings.refuse(key + ": must be longer than nothing");
    }
    return duration;
  }

  private static Path privateFolder() {
    return Path.of(
        System.getProperty("java.io.tmpdir"), "factory-edge-" + System.getProperty("user.name"));
  }
}
