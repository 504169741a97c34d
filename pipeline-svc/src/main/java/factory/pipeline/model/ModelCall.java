package factory.pipeline.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One call, as the ledger has it.
 *
 * @param model its provider and name
 * @param outcome {@code open}, {@code answered}, {@code recorded}, {@code cancelled}, or the word
 *     of a {@link ModelFailed.Why}
 * @param cost of an open one what it may cost at most
 * @param took empty while it is open, or when its end was not seen
 */
public record ModelCall(
    UUID id,
    UUID job,
    String purpose,
    String model,
    String outcome,
    long tokensIn,
    long tokensOut,
    Usd cost,
    Instant startedAt,
    Optional<Duration> took) {}
