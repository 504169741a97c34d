package factory.chain;

import factory.chain.issue.PlatformKey;
import factory.mesh.Address;
import factory.mesh.Database;
import factory.mesh.Settings;
import java.time.Duration;
import java.util.List;

/**
 * What this node reads of the configuration.
 *
 * @param chains in the order in which they are listed
 * @param defaultChain the chain of a request that names none, by its id
 * @param timeout what one question to an endpoint may take
 * @param patience how long a transaction is waited for at most
 * @param auditInterval between two comparisons of the index with the chain
 */
record ChainConfig(
    Address listen,
    Database.Place store,
    List<ChainSetting> chains,
    long defaultChain,
    PlatformKey key,
    Duration timeout,
    Duration patience,
    Duration auditInterval) {
  /** anvil's last account, so that its first ones are left to people. */
  private static final String DEV_KEY =
      "0x2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6";

  static ChainConfig from(Settings settings) {
    var chains = ChainSetting.all(settings);
    var config =
        new ChainConfig(
            settings.address("chain.listen", "127.0.0.1:7003"),
            Database.Place.from(settings, "chain"),
            chains,
            defaultChain(settings, chains),
            key(settings),
            ChainSetting.between(settings, "chain.rpc-timeout", Duration.ofSeconds(3), 100, 60_000),
            ChainSetting.between(
                settings, "chain.transaction-timeout", Duration.ofMinutes(1), 1_000, 3_600_000),
            ChainSetting.between(
                settings, "chain.audit-interval", Duration.ofMinutes(10), 1_000, 86_400_000));
    settings.refuseUnknown("chain");
    return config;
  }

  private static long defaultChain(Settings settings, List<ChainSetting> chains) {
    var key = settings.text("chain.default-chain", chains.getFirst().key());
    return chains.stream()
        .filter(chain -> chain.key().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "chain.default-chain: '" + key + "' is not among chain.chains"))
        .id();
  }

  private static PlatformKey key(Settings settings) {
    var development = settings.profile() == Settings.Profile.DEVELOPMENT;
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
}
