package factory.edge.identity;

import factory.edge.gate.Credentials.ChainScope;
import factory.edge.gate.EvmAddress;
import java.time.Instant;
import java.util.UUID;

/** A wallet that has signed in. */
public record Session(
    UUID id, EvmAddress wallet, ChainScope chain, Instant createdAt, Instant expiresAt) {}
