package factory.registry.service;

import java.time.Instant;
import java.util.Optional;

/**
 * One line of a service's history.
 *
 * @param sequence rises within a service, from 1
 */
public record ServiceEvent(
    ServiceId serviceId,
    long sequence,
    Status status,
    Optional<String> message,
    Instant createdAt) {}
