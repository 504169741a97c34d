package factory.chain;

import factory.chain.key.PlatformKeys;
import factory.chain.key.Signer;
import factory.mesh.Address;
import factory.mesh.Settings;
import factory.mesh.Trust;
import factory.store.Database;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What this node reads of the configuration.
 *
 * @param internalListen where {@code Issuer} is served, to other nodes alone
 * @param chains in the order in which they are listed
 * @param defaultChain the chain of a request that names none, by its id
 * @param timeout what one question to an endpoint may take
 * @param patience how long a transaction is waited for at most
 * @param auditInterval between two comparisons of the index with the chain
 * @param trust whom this node believes
 */
record ChainConfig(
    Address listen,
    Address internalListen,
    Database.Place store,
    List<ChainSetting> chains,
    long defaultChain,
    Signer key,
    Duration timeout,
    Duration patience,
    Duration auditInterval,
    Trust trust) {
  /** anvil's last account, so that its first ones are left to people. */
  private static final String DEV_KEY =
      "0x2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6";

  static ChainConfig from(Settings settings) {
    return settings.readAll(ChainConfig::read);
  }

  private static ChainConfig read(Settings settings) {
    var chains = ChainSetting.all(settings);
    var listen = settings.address("chain.listen", "127.0.0.1:7003");
    var config =
        new ChainConfig(
            listen,
            settings.address("chain.internal-listen", listen.internal().toString()),
            Database.Place.from(settings, "chain"),
            chains,
            defaultChain(settings, chains),
            key(settings),
            ChainSetting.between(settings, "chain.rpc-timeout", Duration.ofSeconds(3), 100, 60_000),
            ChainSetting.between(
                settings, "chain.transaction-timeout", Duration.ofMinutes(1), 1_000, 3_600_000),
            ChainSetting.between(
                settings, "chain.audit-interval", Duration.ofMinutes(10), 1_000, 86_400_000),
            Trust.from(settings, "chain"));
    return config;
  }

  private static long defaultChain(Settings settings, List<ChainSetting> chains) {
    if (chains.isEmpty()) {
      return 0;
    }
    var key = settings.text("chain.default-chain", chains.getFirst().key());
    return chains.stream()
        .filter(chain -> chain.key().equals(key))
        .findFirst()
        .orElseGet(
            () -> {
              settings.refuse("chain.default-chain: '" + key + "' is not among chain.chains");
              return chains.getFirst();
            })
        .id();
  }

  private static Signer key(Settings settings) {
    var development = settings.profile() == Settings.Profile.DEVELOPMENT;
    var text = settings.text("chain.key");
    var file =
        settings
            .text("chain.keystore-file")
            .map(name -> settings.path("chain.keystore-file", name));
    var given = development && text.isEmpty() && file.isEmpty() ? Optional.of(DEV_KEY) : text;
    var password = settings.text("chain.keystore-password");
    return settings.tried(
        () -> PlatformKeys.open(given, file, password, !development),
        () -> PlatformKeys.open(Optional.of(DEV_KEY), Optional.empty(), Optional.empty(), false));
  }
}
