package factory.edge.identity;

import factory.edge.gate.Allowance;
import factory.edge.gate.Credentials.ChainScope;
import factory.edge.gate.Credentials.Pause;
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
 * @param limit of its own, within what the wallet may
 * @param paused by its wallet
 * @param pausedByOwner by the service's owner, whatever its wallet says
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
    Optional<Publishable> publishable,
    Optional<Allowance> limit,
    boolean paused,
    boolean pausedByOwner) {

  /** Who keeps it from opening anything. */
  Pause pause() {
    return pausedByOwner ? Pause.OWNER : paused ? Pause.HOLDER : Pause.NONE;
  }

  Key pausedByOwner(boolean paused) {
    return new Key(
        id,
        serviceId,
        wallet,
        chain,
        name,
        hint,
        scope,
        createdAt,
        expiresAt,
        lastUsedAt,
        previousUntil,
        publishable,
        limit,
        this.paused,
        paused);
  }

  /** With what is known of its use here, and without a secret before that is over. */
  Key as(Optional<Instant> lastUsedAt, Instant now) {
    return new Key(
        id,
        serviceId,
        wallet,
        chain,
        name,
        hint,
        scope,
        createdAt,
        expiresAt,
        lastUsedAt,
        previousUntil.filter(until -> until.isAfter(now)),
        publishable,
        limit,
        paused,
        pausedByOwner);
  }
}
