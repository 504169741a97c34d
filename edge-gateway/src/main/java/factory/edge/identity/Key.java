package factory.edge.identity;

import factory.edge.gate.Credentials.ChainScope;
import factory.edge.gate.EvmAddress;
import factory.edge.gate.KeyScope;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A wallet's key for one service.
 *
 * @param hint the first characters of the secret
 * @param previousUntil until when the secret before the last rotation works
 * @param publishable of a key for pages
 */
public record Key(
    UUID id,
    UUID serviceId,
    EvmAddress wallet,
    ChainScope chain,
    String name,
    String hint,
    KeyScope scope,
    Instant createdAt,
    Optional<Instant> expiresAt,
    Optional<Instant> lastUsedAt,
    Optional<Instant> previousUntil,
    Optional<Publishable> publishable) {}
