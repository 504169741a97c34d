package factory.pipeline.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How one step of a job went, as it is stored.
 *
 * @param result what it found or made, as JSON; null until it succeeded, or when nobody asks for it
 * @param attempts how often it was begun
 * @param proof how far a proof is, as JSON; null for what proves nothing
 */
public record StepRecord(
    int position,
    String name,
    JobState state,
    String message,
    @Nullable String result,
    int attempts,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable String proof) {}
