package factory.web.page;

import factory.pipeline.v1.GetDeployerRequest;
import factory.pipeline.v1.Isolation;
import factory.web.neighbour.Neighbours;
import io.grpc.StatusRuntimeException;

/**
 * What every page says while services run without a sandbox, or none run. Looked at now and then,
 * so that no page waits for it; what was seen last holds while the pipeline is away.
 */
public final class IsolationNotice {
  private final Neighbours neighbours;
  private volatile String words = "";

  /** A notice that says nothing yet. */
  public IsolationNotice(Neighbours neighbours) {
    this.neighbours = neighbours;
  }

  /** Looks now. */
  public void look() {
    try {
      words =
          words(
              neighbours
                  .pipeline(neighbours.deadline())
                  .getDeployer(GetDeployerRequest.getDefaultInstance())
                  .getDeployer()
                  .getIsolation());
    } catch (StatusRuntimeException e) {
      // The status page says how the pipeline is.
      return;
    }
  }

  private static String words(Isolation isolation) {
    return switch (isolation) {
      case ISOLATION_UNSANDBOXED ->
          "Unsandboxed: services run with the rights of the platform's own user.";
      case ISOLATION_REFUSED -> "No service runs: there is no sandbox here; the status says why.";
      case ISOLATION_SANDBOXED, ISOLATION_UNSPECIFIED, UNRECOGNIZED -> "";
    };
  }

  /** The words; empty where all is well. */
  String words() {
    return words;
  }
}
