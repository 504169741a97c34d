package factory.pipeline.job;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job to enqueue.
 *
 * @param owner whose service it works on: a requester in lower case, or empty for the operators'
 * @param requestId chosen by the caller, so that an equal call makes no second job
 * @param versionId the version that it makes or deploys; null for a token
 */
record NewJob(
    UUID id,
    UUID serviceId,
    String owner,
    Flow flow,
    boolean auto,
    @Nullable String requestId,
    @Nullable UUID versionId,
    TokenTerms terms,
    Asked asked) {
  JobKind kind() {
    return flow.kind();
  }
}
