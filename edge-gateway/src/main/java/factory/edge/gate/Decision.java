package factory.edge.gate;

import java.util.Optional;

/** What the gate says to a call. */
public sealed interface Decision {
  /**
   * The call goes on.
   *
   * @param cluster where Envoy sends it
   * @param wallet whom the gate recognised; empty on an open path or with the bypass
   */
  record Allow(String serviceId, String cluster, Optional<EvmAddress> wallet) implements Decision {}

  /** The call is refused. */
  record Deny(GateFault fault) implements Decision {}
}
