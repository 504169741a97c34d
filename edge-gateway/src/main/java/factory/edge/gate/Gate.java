package factory.edge.gate;

import factory.edge.gate.Decision.Allow;
import factory.edge.gate.Decision.Deny;
import factory.edge.gate.Decision.Pass;
import factory.edge.gate.Identification.Result;
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

  private static final String BYPASS = "x-dev-bypass";
  private static final String BYPASSED =
      "X-Dev-Bypass opened this; a production profile never takes it";
  private static final String UNSIGNED =
      "X-Wallet-Address is believed without a signature; a production profile never takes it";

  private final Services services;
  private final Balances balances;
  private final Policy policy;
  private final Identification identification;

  /** A gate over what is known of services, balances, sessions and keys. */
  public Gate(Services services, Balances balances, Credentials credentials, Policy policy) {
    this.services = services;
    this.balances = balances;
    this.policy = policy;
    identification = new Identification(credentials, policy.walletHeader(), policy.origin());
  }

  /**
   * What the operator allows.
   *
   * @param bypass {@code X-Dev-Bypass: 1} skips token and balance; development only
   * @param walletHeader an unsigned {@code X-Wallet-Address} names the caller
   * @param origin scheme and authority of the platform's own pages
   */
  public record Policy(boolean bypass, boolean walletHeader, String origin) {}

  /** Decides one call; never waits. */
  public Decision decide(Call call) {
    var path = call.pathAlone();
    return path.startsWith(PREFIX) || path.equals("/gateway")
        ? service(call, path)
        : platform(call);
  }

  private Decision platform(Call call) {
    return switch (identification.identify(call)) {
      case Result.Nobody() -> new Pass(Optional.empty());
      case Result.Somebody(var caller) ->
          caller.key().isPresent()
              ? new Deny(new GateFault.KeyNotForPlatform())
              : new Pass(Optional.of(caller));
      // A browser goes on sending a cookie whose session is over: its owner reads on as a stranger.
      case Result.Bad(GateFault.SessionInvalid fault) ->
          call.header(Identification.AUTHORIZATION).isPresent()
              ? new Deny(fault)
              : new Pass(Optional.empty());
      case Result.Bad(var fault) -> new Deny(fault);
    };
  }

  private Decision service(Call call, String path) {
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
    if (isTooLong(call.header("content-length"))) {
      return new Deny(new GateFault.BodyTooLarge());
    }
    var rest = path.substring(PREFIX.length() + UUID_LENGTH);
    if (isOpen(call.method(), rest)) {
      return new Allow(service.id(), cluster, Optional.empty(), Optional.empty());
    }
    // Only the exact value counts: "1, 1", "true" and the like are a caller's mistake, not a wish.
    if (policy.bypass() && call.header(BYPASS).filter("1"::equals).isPresent()) {
      return new Allow(
          service.id(),
          cluster,
          call.header(Identification.WALLET).flatMap(EvmAddress::parse),
          Optional.of(BYPASSED));
    }
    if (service.token().isEmpty()) {
      return new Deny(new GateFault.TokenNotCreated(service.id()));
    }
    return switch (identification.identify(call)) {
      case Result.Nobody() -> new Deny(new GateFault.WalletMissing(policy.walletHeader()));
      case Result.Bad(var fault) -> new Deny(fault);
      case Result.Somebody(var caller) ->
          admit(service, cluster, service.token().get(), caller, call.method(), rest);
    };
  }

  private Decision admit(
      GatedService service,
      String cluster,
      AccessToken token,
      Caller caller,
      String method,
      String rest) {
    if (caller.key().isPresent()) {
      var key = caller.key().get();
      if (!key.serviceId().equals(service.id())) {
        return new Deny(new GateFault.KeyOfAnotherService());
      }
      if (!key.scope().covers(method, rest.isEmpty() ? "/" : rest)) {
        return new Deny(new GateFault.KeyScopeExceeded());
      }
    }
    if (!caller.chain().covers(token.chainId())) {
      return new Deny(new GateFault.WalletOfAnotherChain(token.chainId()));
    }
    return switch (balances.holding(token, caller.wallet(), new Finality.Latest())) {
      case Balances.Holding.Known(var _, var counted, var _) ->
          counted.compareTo(token.threshold()) >= 0
              ? new Allow(
                  service.id(),
                  cluster,
                  Optional.of(caller.wallet()),
                  caller.unsigned() ? Optional.of(UNSIGNED) : Optional.empty())
              : new Deny(new GateFault.BalanceTooLow(token, caller.wallet(), counted));
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
