package factory.chain;

import factory.chain.evm.Account;
import factory.chain.issue.PlatformKey;
import factory.mesh.Address;
import factory.mesh.Database;
import factory.mesh.Settings;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What this node reads of the configuration.
 *
 * @param chains in the order in which they are listed; one for now
 * @param defaultChain the chain of a request that names none
 * @param timeout what one question to an endpoint may take
 * @param patience how long a transaction is waited for at most
 * @param maxHeadAge a head that was confirmed longer ago is unhealthy
 */
record ChainConfig(
    Address listen,
    Database.Place store,
    List<ChainSetting> chains,
    long defaultChain,
    PlatformKey key,
    Duration timeout,
    Duration poll,
    Duration patience,
    Duration maxHeadAge) {
  /** The chain id of anvil and Hardhat. */
  private static final int DEV_CHAIN = 31337;

  /**
   * One chain.
   *
   * @param factory empty to deploy it, which development alone may
   */
  record ChainSetting(
      long id, String name, URI endpoint, Optional<Account> factory, long startBlock) {
    /** Without the endpoint: its address may hold a key. */
    @Override
    public String toString() {
      return "ChainSetting[" + id + ", " + name + "]";
    }
  }

  /** anvil's last account, so that its first ones are left to people. */
  private static final String DEV_KEY =
      "0x2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6";

  static ChainConfig from(Settings settings) {
    var development = settings.profile() == Settings.Profile.DEVELOPMENT;
    if (!development) {
      settings.required("chain.chain-id");
    }
    var id = settings.number("chain.chain-id", DEV_CHAIN, 1, Integer.MAX_VALUE);
    var chain =
        new ChainSetting(
            id,
            settings.text("chain.name", id == DEV_CHAIN ? "Development chain" : "Chain " + id),
            endpoint(settings, development),
            factory(settings, development),
            settings.number("chain.start-block", 0, 0, Integer.MAX_VALUE));
    var config =
        new ChainConfig(
            settings.address("chain.listen", "127.0.0.1:7003"),
            Database.Place.from(settings, "chain"),
            List.of(chain),
            settings.number("chain.default-chain", id, 1, Integer.MAX_VALUE),
            key(settings, development),
            between(settings, "chain.rpc-timeout", Duration.ofSeconds(3), 100, 60_000),
            between(settings, "chain.poll-interval", Duration.ofMillis(100), 10, 60_000),
            between(settings, "chain.transaction-timeout", Duration.ofMinutes(1), 1_000, 3_600_000),
            between(settings, "chain.max-head-age", Duration.ofSeconds(10), 1_000, 3_600_000));
    if (config.chains.stream().noneMatch(c -> c.id() == config.defaultChain)) {
      throw new IllegalArgumentException(
          "chain.default-chain: " + config.defaultChain + " is not a chain that is followed");
    }
    settings.refuseUnknown("chain");
    return config;
  }

  private static URI endpoint(Settings settings, boolean development) {
    var text =
        development
            ? settings.text("chain.rpc-url", "http://127.0.0.1:8545")
            : settings.required("chain.rpc-url");
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException _) {
      // Without the cause, which quotes the address: it may hold a key.
      throw new IllegalArgumentException("chain.rpc-url is not an address");
    }
    if (uri.getHost() == null
        || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
      throw new IllegalArgumentException("chain.rpc-url has to begin with http:// or https://");
    }
    return uri;
  }

  private static Optional<Account> factory(Settings settings, boolean development) {
    var text = settings.text("chain.factory-address");
    if (text.isEmpty() && !development) {
      settings.required("chain.factory-address");
    }
    return text.map(
        address ->
            Account.parse(address)
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "chain.factory-address: '" + address + "' is not an address")));
  }

  private static PlatformKey key(Settings settings, boolean development) {
    var text = development ? settings.text("chain.key", DEV_KEY) : settings.required("chain.key");
    PlatformKey key;
    try {
      key = PlatformKey.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("chain.key " + e.getMessage(), e);
    }
    if (!development && key.guessable()) {
      throw new IllegalArgumentException(
          "chain.key is a key that others know too; production refuses it");
    }
    return key;
  }

  private static Duration between(
      Settings settings, String key, Duration otherwise, long leastMillis, long mostMillis) {
    var duration = settings.duration(key, otherwise);
    if (duration.compareTo(Duration.ofMillis(leastMillis)) < 0
        || duration.compareTo(Duration.ofMillis(mostMillis)) > 0) {
      throw new IllegalArgumentException(
          key
              + ": must be "
              + Duration.ofMillis(leastMillis)
              + " to "
              + Duration.ofMillis(mostMillis));
    }
    return duration;
  }
}
