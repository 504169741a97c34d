package factory.edge.gate;

import java.util.Optional;
import java.util.UUID;

/**
 * A call that goes on to a service.
 *
 * @param requestId Envoy's, by which its end is told
 * @param wallet as whose call it counts; empty with the development bypass
 * @param keyId the key that was shown
 * @param epochMillis when it was admitted
 */
public record Admission(
    UUID requestId,
    UUID serviceId,
    Optional<EvmAddress> wallet,
    Optional<UUID> keyId,
    long epochMillis) {}
