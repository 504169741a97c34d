package factory.web.service;

import factory.pipeline.v1.GetVersionRequest;
import factory.pipeline.v1.Version;
import factory.registry.v1.Service;
import factory.web.neighbour.Neighbours;
import io.grpc.StatusRuntimeException;

/** The version of a service that pages tell of: the one that answers, and not a newer one. */
public final class Versions {
  private final Neighbours neighbours;

  public Versions(Neighbours neighbours) {
    this.neighbours = neighbours;
  }

  /**
   * With its document, specification and proof; the newest where none was ever opened, an empty one
   * where there is none or nobody says.
   */
  public Version served(Service service) {
    try {
      return neighbours
          .pipeline(neighbours.pageDeadline())
          .getVersion(
              GetVersionRequest.newBuilder()
                  .setServiceId(service.getId())
                  .setVersionId(service.getServing().getVersion())
                  .setWithOpenapi(true)
                  .setWithSpecification(true)
                  .setWithProof(true)
                  .build())
          .getVersion();
    } catch (StatusRuntimeException e) {
      return Version.getDefaultInstance();
    }
  }
}
