package factory.edge.access;

import factory.mesh.MeshChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.protobuf.services.HealthStatusManager;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Asks each public service's node for its health and shows the answers as the platform's. */
public final class NodeHealth {
  private final Map<String, MeshChannel> nodes;
  private final HealthStatusManager shown;

  /**
   * @param nodes by the service's full name
   */
  public NodeHealth(Map<String, MeshChannel> nodes, HealthStatusManager shown) {
    this.nodes = Map.copyOf(nodes);
    this.shown = shown;
    nodes.keySet().forEach(name -> shown.setStatus(name, ServingStatus.SERVICE_UNKNOWN));
  }

  /** Asks once; call it now and then. */
  public void run() {
    nodes.forEach(
        (name, node) -> {
          try {
            shown.setStatus(
                name,
                HealthGrpc.newBlockingStub(node.channel())
                    .withDeadlineAfter(1, TimeUnit.SECONDS)
                    .check(HealthCheckRequest.newBuilder().setService(name).build())
                    .getStatus());
          } catch (StatusRuntimeException e) {
            shown.setStatus(name, ServingStatus.NOT_SERVING);
          }
        });
  }
}
