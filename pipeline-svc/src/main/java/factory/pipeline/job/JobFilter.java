package factory.pipeline.job;

import java.util.Optional;
import java.util.UUID;

/** Which jobs are asked for; what is empty leaves all. */
record JobFilter(
    Optional<UUID> service,
    Optional<String> owner,
    Optional<JobState> state,
    Optional<JobKind> kind) {}
