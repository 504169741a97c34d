package factory.edge;

import static org.assertj.core.api.Assertions.assertThat;

import factory.chain.v1.ChainGrpc;
import factory.edge.v1.AccessGrpc;
import factory.mesh.MeshChannel;
import factory.store.TestDatabase;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A gate is ready once it can decide, and stays so whoever goes away. */
@Tag("slow")
@Timeout(60)
class EdgeReadinessTest {
  private static ServingStatus asked(MeshChannel channel, String service) {
    return HealthGrpc.newBlockingStub(channel.channel())
        .check(HealthCheckRequest.newBuilder().setService(service).build())
        .getStatus();
  }

  @Test
  void neitherTheStoreNorTheChainThatGoesAwayMakesItUnready() {
    try (var rig = new Rig(Map.of());
        var gate = MeshChannel.open(rig.unix("edge"));
        var echo = rig.echo("ready")) {
      var service = rig.service(echo);
      Await.until("ready", () -> asked(gate, AccessGrpc.SERVICE_NAME) == ServingStatus.SERVING);

      TestDatabase.away(rig.database);
      rig.chain.close();
      Await.until(
          "the chain's absence is shown",
          () -> {
            try (var shown =
                MeshChannel.open(new factory.mesh.Address.Tcp("127.0.0.1", rig.port))) {
              return asked(shown, ChainGrpc.SERVICE_NAME) == ServingStatus.NOT_SERVING;
            }
          });
      assertThat(asked(gate, AccessGrpc.SERVICE_NAME)).isEqualTo(ServingStatus.SERVING);
      assertThat(rig.http.get("/gateway/" + service + "/health").status()).isEqualTo(200);
      TestDatabase.back(rig.database);
    }
  }

  @Test
  void withoutItsRoutesItIsNotReady() {
    try (var rig = new Rig(Map.of("mesh.registry-internal", "unix:/tmp/nobody-is-here.sock"));
        var gate = MeshChannel.open(rig.unix("edge"))) {
      assertThat(asked(gate, AccessGrpc.SERVICE_NAME)).isEqualTo(ServingStatus.NOT_SERVING);
    }
  }
}
