package factory.edge.gate;

import factory.edge.gate.Decision.Allow;
import factory.edge.gate.Decision.Deny;
import java.util.Locale;
import java.util.Optional;

/**
 * Decides who may call what, from memory alone. Any number of threads.
 *
 * <p>Order: is there such a service, does it answer, is the path open, has it a token, who calls,
 * what do they hold. Whatever is not known is 503, never a way in and never "you hold nothing".
 */
public final class Gate {
  /** The longest body that passes. */
  public static final long MAX_BODY_BYTES = 10 * 1024 * 1024;

  private static final String PREFIX = "/gateway/";
  private static final int UUID_LENGTH = 36;

  private final Services services;
  private final Balances balances;
  private final Policy policy;

  /** A gate over what is known of services and balances. */
  public Gate(Services services, Balances balances, Policy policy) {
    this.services = services;
    this.balances = balances;
    this.policy = policy;
  }

  /**
   * What the operator allows.
   *
   * @param bypass {@code X-Dev-Bypass: 1} skips token and balance; development only
   * @param walletHeader an unsigned {@code X-Wallet-Address} names the caller
   */
  public record Policy(boolean bypass, boolean walletHeader) {}

  /** Decides one call; never waits. */
  public Decision decide(Call call) {
    var query = call.path().indexOf('?');
    var path = query < 0 ? call.path() : call.path().substring(0, query);
    var id = serviceId(path);
    if (!services.loaded()) {
      return new Deny(new GateFault.RoutesNotLoaded());
    }
    var found = id.flatMap(services::service);
    if (found.isEmpty()) {
      return new Deny(new GateFault.ServiceNotFound());
    }
    var service = found.get();
    if (service.state() != GatedService.State.UP || service.cluster().isEmpty()) {
      return new Deny(new GateFault.ServiceNotServing(service.id(), service.state()));
    }
    var cluster = service.cluster().get();
    if (isTooLong(call.contentLength())) {
      return new Deny(new GateFault.BodyTooLarge());
    }
    var rest = path.substring(PREFIX.length() + UUID_LENGTH);
    if (isOpen(call.method(), rest)) {
      return new Allow(service.id(), cluster, Optional.empty());
    }
    // Only the exact value counts: "1, 1", "true" and the like are a caller's mistake, not a wish.
    if (policy.bypass() && call.bypass().filter("1"::equals).isPresent()) {
      return new Allow(service.id(), cluster, call.wallet().flatMap(EvmAddress::parse));
    }
    if (service.token().isEmpty()) {
      return new Deny(new GateFault.TokenNotCreated(service.id()));
    }
    var named = policy.walletHeader() ? call.wallet() : Optional.<String>empty();
    if (named.isEmpty()) {
      return new Deny(new GateFault.WalletMissing());
    }
    if (named.get().indexOf(',') >= 0) {
      return new Deny(new GateFault.WalletRepeated());
    }
    var wallet = EvmAddress.parse(named.get());
    if (wallet.isEmpty()) {
      return new Deny(new GateFault.WalletMalformed());
    }
    var token = service.token().get();
    return switch (balances.holding(token, wallet.get())) {
      case Balances.Holding.Known(var latest, var _) ->
          latest.compareTo(token.threshold()) >= 0
              ? new Allow(service.id(), cluster, wallet)
              : new Deny(new GateFault.BalanceTooLow(token, wallet.get(), latest));
      case Balances.Holding.NotLoaded() ->
          new Deny(new GateFault.BalancesNotLoaded(token.chainId()));
      case Balances.Holding.Stale() -> new Deny(new GateFault.BalancesStale(token.chainId()));
    };
  }

  /** The id in {@code /gateway/{id}} or {@code /gateway/{id}/...}, in lower case. */
  private static Optional<String> serviceId(String path) {
    var end = PREFIX.length() + UUID_LENGTH;
    if (!path.startsWith(PREFIX)
        || path.length() < end
        || (path.length() > end && path.charAt(end) != '/')) {
      return Optional.empty();
    }
    // No shape check: what is not the id of a known service is not found.
    return Optional.of(path.substring(PREFIX.length(), end).toLowerCase(Locale.ROOT));
  }

  private static boolean isOpen(String method, String rest) {
    return (method.equals("GET") || method.equals("HEAD"))
        && (rest.equals("/openapi.json") || rest.equals("/health"));
  }

  /**
   * Envoy has checked that the length is one number; more digits than a long holds are too long.
   */
  private static boolean isTooLong(Optional<String> contentLength) {
    if (contentLength.isEmpty()) {
      return false;
    }
    try {
      return Long.parseLong(contentLength.get()) > MAX_BODY_BYTES;
    } catch (NumberFormatException e) {
      return true;
    }
  }
}
