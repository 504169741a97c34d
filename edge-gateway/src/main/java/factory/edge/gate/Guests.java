package factory.edge.gate;

import factory.edge.gate.Credentials.PublishableKey;
import factory.edge.gate.GateFault.KeyRateExceeded;
import factory.edge.gate.GateFault.KeyRateExceeded.By;
import factory.edge.throttle.ClientNetwork;
import factory.edge.throttle.Throttle;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * What calls with a publishable key meet besides: from which page they come, what they ask for, and
 * how much. Only a browser keeps a page from naming another's origin, so that operations and rates
 * are what binds everybody else.
 */
final class Guests {
  /** Calls of one network address at once, as browsers have connections to one host. */
  static final int AT_ONCE = 6;

  private final Throttle throttle;
  private final Gate.Policy policy;

  Guests(Throttle throttle, Gate.Policy policy) {
    this.throttle = throttle;
    this.policy = policy;
  }

  /** What a key leaves out. */
  Optional<GateFault> outside(PublishableKey key, String serviceId, Call call, String rest) {
    if (!key.serviceId().equals(serviceId)) {
      return Optional.of(new GateFault.KeyOfAnotherService());
    }
    if (key.pause() != Credentials.Pause.NONE) {
      return Optional.of(new GateFault.KeyPaused(key.pause()));
    }
    var origin = origin(call, serviceId);
    if (!key.scope().isFor(origin)) {
      return Optional.of(new GateFault.OriginNotAllowed(origin));
    }
    return key.scope().covers(call.method(), rest.isEmpty() ? "/" : rest)
        ? Optional.empty()
        : Optional.of(new GateFault.KeyScopeExceeded());
  }

  /**
   * Of the page that calls; empty when it is not known. Browsers name it but where a page reads
   * from its own origin, and then say that instead.
   */
  String origin(Call call, String serviceId) {
    var origin = call.header("origin");
    if (origin.isPresent()) {
      return origin.get();
    }
    if (call.header("sec-fetch-site").filter("same-origin"::equals).isEmpty()) {
      return "";
    }
    return call.kind() == Call.Kind.ORIGIN
        ? policy.serviceHosts().map(hosts -> hosts.origin(serviceId)).orElse("")
        : policy.origin();
  }

  /**
   * Counts a call; empty when it may go on. One that is refused uses up nothing.
   *
   * @param lease ends with the call, or when it is refused after all
   * @param most calls at once of everybody
   */
  Optional<GateFault> count(PublishableKey key, UUID lease, ClientNetwork client, int most) {
    var scope = key.scope();
    var open = throttle.page(lease, key.id(), client, AT_ONCE, most);
    if (open != Throttle.PageOutcome.LEASED) {
      return Optional.of(
          switch (open) {
            case ADDRESS_EXCEEDED -> new KeyRateExceeded(By.ADDRESS_AT_ONCE, AT_ONCE, 1);
            case KEY_EXCEEDED -> new KeyRateExceeded(By.KEY_AT_ONCE, most, 1);
            case FULL, LEASED -> new GateFault.LimitsNotCountable();
          });
    }
    var rate =
        throttle.pageRate(
            key.id(), client, scope.callsPerMinutePerAddress(), scope.callsPerMinute());
    if (rate.waitNanos() == 0) {
      return Optional.empty();
    }
    throttle.end(lease);
    var seconds = Duration.ofNanos(rate.waitNanos()).toSeconds() + 1;
    return Optional.of(
        rate.ofAddress()
            ? new KeyRateExceeded(By.ADDRESS, scope.callsPerMinutePerAddress(), seconds)
            : new KeyRateExceeded(By.KEY, scope.callsPerMinute(), seconds));
  }

  /** Why nothing is open to guests, in words that are not about them. */
  static GateFault ofOwner(GateFault fault) {
    return switch (fault) {
      case GateFault.BalanceTooLow _, GateFault.WalletOfAnotherChain _ ->
          new GateFault.KeyNotCovered();
      // Why is between the owner and the wallet.
      case GateFault.WalletBlocked _ -> new GateFault.KeyPaused(Credentials.Pause.OWNER);
      default -> fault;
    };
  }
}
