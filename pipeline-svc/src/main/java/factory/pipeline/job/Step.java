package factory.pipeline.job;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One step of a job.
 *
 * @param output what later steps need of this one
 * @param attempts how often it was begun
 */
public record Step(
    int position,
    String name,
    JobState state,
    String message,
    String output,
    int attempts,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt) {}
