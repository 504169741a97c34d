package factory.edge.gate;

import java.util.Optional;

/** What the gate says to a call. */
public sealed interface Decision {
  /**
   * A call of a service goes on.
   *
   * @param cluster where Envoy sends it
   * @param wallet whom the gate recognised; empty on an open path or with the bypass
   * @param warning what the answer tells about credentials that production would not take
   * @param rateLimit where the wallet stands with the service's limits
   * @param page the origin of the page that calls with a publishable key
   */
  record Allow(
      String serviceId,
      String cluster,
      Optional<EvmAddress> wallet,
      Optional<String> warning,
      Optional<Terms.RateLimit> rateLimit,
      Optional<String> page)
      implements Decision {
    /** Of a call that shows no publishable key. */
    public Allow(
        String serviceId,
        String cluster,
        Optional<EvmAddress> wallet,
        Optional<String> warning,
        Optional<Terms.RateLimit> rateLimit) {
      this(serviceId, cluster, wallet, warning, rateLimit, Optional.empty());
    }
  }

  /** A call of the platform itself goes on; what it may do is decided where it arrives. */
  record Pass(Optional<Caller> caller) implements Decision {}

  /**
   * The call is refused.
   *
   * @param serviceId of the called service; empty where there is none
   */
  record Deny(GateFault fault, String serviceId) implements Decision {}
}
