package factory.chain;

import factory.chain.evm.Account;
import factory.chain.index.Finality;
import factory.mesh.Settings;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One chain of the configuration: the keys {@code chain.<key>.*}.
 *
 * @param key how the configuration names it
 * @param name for a person to read
 * @param endpoints in the order in which they are asked
 * @param headSocket tells of new blocks at once
 * @param factory empty to deploy it, which development alone may
 * @param startBlock no token of ours is older
 * @param disposable the chain may be begun anew and the index with it, which development alone may
 * @param maxHeadAge a head that was confirmed longer ago is unhealthy
 * @param maxBlockAge a newest block that is older is unhealthy
 * @param maxFeeWei what a unit of gas may cost the platform at most
 * @param replaceAfter a transaction that waits longer is sent again with a higher fee
 */
record ChainSetting(
    String key,
    long id,
    String name,
    List<URI> endpoints,
    Optional<URI> headSocket,
    Optional<Account> factory,
    long startBlock,
    Finality finality,
    boolean disposable,
    Duration poll,
    Duration maxHeadAge,
    Optional<Duration> maxBlockAge,
    BigInteger maxFeeWei,
    Duration replaceAfter) {
  /** The chain id of anvil and Hardhat. */
  private static final int DEV_CHAIN = 31337;

  /** First words of the keys of the node itself, which {@link ChainConfig} reads. */
  private static final Set<String> TAKEN =
      Set.of(
          "listen",
          "db",
          "chains",
          "default-chain",
          "key",
          "keystore-file",
          "keystore-password",
          "rpc-timeout",
          "transaction-timeout",
          "audit-interval");

  private static final Pattern KEY = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  private static final int MOST_ENDPOINTS = 16;

  /** Every chain of {@code chain.chains}, in its order. */
  static List<ChainSetting> all(Settings settings) {
    var development = settings.profile() == Settings.Profile.DEVELOPMENT;
    var text =
        development ? settings.text("chain.chains", "dev") : settings.required("chain.chains");
    var keys = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    for (var key : keys) {
      if (!isName(key)) {
        settings.refuse(
            "chain.chains: '"
                + key
                + "' cannot name a chain; names are lower-case words with commas between them");
      }
    }
    if (Set.copyOf(keys).size() < keys.size()) {
      settings.refuse("chain.chains: names a chain twice");
    }
    var chains =
        keys.stream()
            .distinct()
            .filter(ChainSetting::isName)
            .map(key -> from(settings, key, development))
            .toList();
    Set<Long> ids = new HashSet<>();
    for (var chain : chains) {
      if (!ids.add(chain.id)) {
        settings.refuse(
            "chain." + chain.key + ".id: " + chain.id + " is the id of another chain too");
      }
    }
    return chains;
  }

  private static boolean isName(String key) {
    return KEY.matcher(key).matches() && !TAKEN.contains(key);
  }

  private static ChainSetting from(Settings settings, String key, boolean development) {
    var at = "chain." + key + ".";
    if (!development) {
      settings.required(at + "id");
    }
    var id = settings.parsed(at + "id", (long) DEV_CHAIN, ChainSetting::id);
    var disposable = settings.flag(at + "disposable", development && id == DEV_CHAIN);
    if (disposable && !development) {
      settings.refuse(at + "disposable: in production an index is not thrown away by itself");
    }
    return new ChainSetting(
        key,
        id,
        settings.text(at + "name", id == DEV_CHAIN ? "Development chain" : key),
        endpoints(settings, at + "rpc-urls", development),
        settings.text(at + "ws-url").map(text -> address(settings, at + "ws-url", text, "ws")),
        factory(settings, at + "factory-address", development),
        settings.number(at + "start-block", 0, 0, Integer.MAX_VALUE),
        finality(settings, at, development),
        disposable,
        between(settings, at + "poll-interval", Duration.ofMillis(100), 10, 60_000),
        between(settings, at + "max-head-age", Duration.ofSeconds(10), 1_000, 3_600_000),
        settings.text(at + "max-block-age").isEmpty()
            ? Optional.empty()
            : Optional.of(
                between(settings, at + "max-block-age", Duration.ofHours(1), 1_000, 604_800_000)),
        BigInteger.valueOf(settings.number(at + "max-fee-gwei", 500, 1, 1_000_000))
            .multiply(BigInteger.valueOf(1_000_000_000)),
        between(settings, at + "replace-after", Duration.ofSeconds(30), 1_000, 3_600_000));
  }

  private static long id(String text) {
    var id = Long.parseLong(text);
    if (id < 1) {
      throw new IllegalArgumentException("must be 1 to " + Long.MAX_VALUE);
    }
    return id;
  }

  private static Finality finality(Settings settings, String at, boolean development) {
    var word = settings.text(at + "finality", development ? "confirmations" : "finalized");
    var blocks = settings.text(at + "confirmations");
    if (blocks.isPresent() && !word.equals("confirmations")) {
      settings.refuse(at + "confirmations: counts only where finality is confirmations");
    }
    return switch (word) {
      case "finalized" -> Finality.Tag.FINALIZED;
      case "safe" -> Finality.Tag.SAFE;
      case "confirmations" ->
          new Finality.Confirmations(settings.number(at + "confirmations", 64, 1, 100_000));
      default -> {
        settings.refuse(at + "finality: must be finalized, safe or confirmations");
        yield Finality.Tag.FINALIZED;
      }
    };
  }

  private static List<URI> endpoints(Settings settings, String key, boolean development) {
    var text = development ? settings.text(key, "http://127.0.0.1:8545") : settings.required(key);
    var all =
        Arrays.stream(text.split(",", -1))
            .map(one -> address(settings, key, one.strip(), "http"))
            .toList();
    if (all.size() > MOST_ENDPOINTS) {
      settings.refuse(key + ": at most " + MOST_ENDPOINTS + " endpoints");
    }
    return all;
  }

  private static URI address(Settings settings, String key, String text, String scheme) {
    return settings.tried(
        () -> address(key, text, scheme), () -> URI.create(scheme + "://127.0.0.1"));
  }

  private static URI address(String key, String text, String scheme) {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException _) {
      // Without the cause, which quotes the address: it may hold a key.
      throw new IllegalArgumentException(key + " holds something that is not an address");
    }
    var told = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (uri.getHost() == null || !(told.equals(scheme) || told.equals(scheme + "s"))) {
      throw new IllegalArgumentException(
          key + " has to begin with " + scheme + ":// or " + scheme + "s://");
    }
    return uri;
  }

  private static Optional<Account> factory(Settings settings, String key, boolean development) {
    var text = settings.text(key);
    if (text.isEmpty() && !development) {
      settings.required(key);
    }
    var account = text.flatMap(Account::parse);
    if (text.isPresent() && account.isEmpty()) {
      settings.refuse(key + ": '" + text.get() + "' is not an address");
    }
    return account;
  }

  static Duration between(
      Settings settings, String key, Duration otherwise, long leastMillis, long mostMillis) {
    var duration = settings.duration(key, otherwise);
    if (duration.compareTo(Duration.ofMillis(leastMillis)) < 0
        || duration.compareTo(Duration.ofMillis(mostMillis)) > 0) {
      settings.refuse(
          key
              + ": must be "
              + Duration.ofMillis(leastMillis)
              + " to "
              + Duration.ofMillis(mostMillis));
    }
    return duration;
  }

  /** Without the endpoints: an address may hold a key. */
  @Override
  public String toString() {
    return "ChainSetting[" + key + ", " + id + ", " + name + "]";
  }
}
