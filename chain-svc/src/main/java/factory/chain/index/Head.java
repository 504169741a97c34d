package factory.chain.index;

import java.time.Instant;

/**
 * The newest block that was applied.
 *
 * @param confirmedAt when an endpoint last said that it is the newest there is
 */
public record Head(long number, String hash, Instant confirmedAt) {}
