package factory.registry.service;

import java.util.Map;

/** Counts over all services that are not deleted; {@code byStatus} has every status. */
public record Statistics(
    long total, Map<Status, Long> byStatus, long tokenised, long serving, long createdLastDay) {}
