package factory.edge;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import factory.registry.v1.Route;
import factory.registry.v1.Serving;
import factory.registry.v1.ServingState;
import factory.registry.v1.Upstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A service that its deployer has put on TCP is called as one on a unix socket is. */
@Tag("slow")
@Timeout(120)
class TcpUpstreamTest {
  @Test
  void aServiceOnTcpAnswersThroughTheGate() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          var said = exchange.getRequestHeaders().getFirst("x-factory-wallet");
          var bytes = ("wallet " + said).getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    try (var rig = new Rig(Map.of())) {
      var id = Rig.newId();
      rig.chain.announce(Rig.TOKEN);
      rig.chain.balance(Rig.TOKEN, Rig.HOLDER, "1");
      rig.registry.put(
          Route.newBuilder()
              .setServiceId(id)
              .setServing(
                  Serving.newBuilder().setState(ServingState.SERVING_STATE_UP).setVersion("v1"))
              .setUpstream(
                  Upstream.newBuilder().setHostPort("127.0.0.1:" + server.getAddress().getPort()))
              .setToken(Rig.token())
              .build());

      rig.await(id, "/books", Rig.HOLDER, 200);

      var answer = rig.http.get("/gateway/" + id + "/books", "X-Wallet-Address: " + Rig.HOLDER);
      assertThat(answer.body()).contains("wallet " + Rig.HOLDER);
      assertThat(rig.http.get("/gateway/" + id + "/books").status()).isEqualTo(401);
    } finally {
      server.stop(0);
    }
  }
}
