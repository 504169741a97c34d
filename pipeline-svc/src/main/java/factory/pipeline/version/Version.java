package factory.pipeline.version;

import java.util.UUID;

/**
 * One immutable generated artefact of a service, that was compiled and answered its probes.
 *
 * @param number rises from 1 within a service
 * @param contentHash SHA-256 of its files, 64 hex digits
 */
public record Version(UUID id, UUID serviceId, int number, String contentHash, String title) {}
