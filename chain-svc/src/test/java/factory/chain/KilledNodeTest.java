package factory.chain;

import static org.assertj.core.api.Assertions.assertThat;

import factory.chain.evm.Contracts;
import factory.chain.v1.ChainGrpc;
import factory.chain.v1.ChainStatus;
import factory.chain.v1.CreateTokenRequest;
import factory.chain.v1.IssuerGrpc;
import factory.chain.v1.ListChainsRequest;
import factory.mesh.Address;
import factory.mesh.Database;
import factory.mesh.MeshChannel;
import factory.mesh.TestDatabase;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The node as a process of its own, killed while it makes tokens. */
@Tag("slow")
@Timeout(180)
class KilledNodeTest {
  private final Database.Place place = TestDatabase.fresh("chain");
  private final int port = Anvil.freePort();

  @Test
  void killedAtAnyMomentItLosesNoTokenAndMakesNoneTwice() throws Exception {
    var random = new Random(11);
    List<UUID> services = new ArrayList<>();
    try (var anvil = Anvil.start();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 5; round++) {
        var process = launch(anvil);
        if (round > 0) {
          awaitListening();
        }
        try (var channel = MeshChannel.open(new Address.Tcp("127.0.0.1", port))) {
          if (round > 0) {
            awaitHealthy(channel);
          }
          // In the first round it is killed around the factory's deployment.
          for (int i = 0; i < 8; i++) {
            var service = UUID.randomUUID();
            services.add(service);
            threads.execute(
                () -> {
                  try {
                    create(channel, service);
                  } catch (StatusRuntimeException e) {
                    // Killed in the middle: asked for again below.
                  }
                });
          }
          LockSupport.parkNanos(
              TimeUnit.MILLISECONDS.toNanos(round == 0 ? 900 : 20 + random.nextInt(200)));
          process.destroyForcibly().waitFor();
        }
      }

      var process = launch(anvil);
      awaitListening();
      try (var channel = MeshChannel.open(new Address.Tcp("127.0.0.1", port))) {
        awaitHealthy(channel);
        var factory = status(channel).getFactoryAddress();
        for (var service : services) {
          create(channel, service);
        }
        var logs =
            anvil.rpc(
                "eth_getLogs",
                "[{\"fromBlock\":\"0x0\",\"topics\":[\"" + Contracts.TOKEN_CREATED + "\"]}]");
        assertThat(logs.split("\"logIndex\"", -1).length - 1).isEqualTo(services.size());
        assertThat(logs.split(factory, -1).length - 1)
            .as("all were made by one factory")
            .isEqualTo(services.size());
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
  }

  private static void create(MeshChannel channel, UUID service) {
    var answer =
        IssuerGrpc.newBlockingStub(channel.channel())
            .withDeadlineAfter(10, TimeUnit.SECONDS)
            .createToken(
                CreateTokenRequest.newBuilder()
                    .setServiceId(service.toString())
                    .setName("Books")
                    .build());
    assertThat(answer.getToken().getServiceId()).isEqualTo(service.toString());
  }

  private static ChainStatus status(MeshChannel channel) {
    return ChainGrpc.newBlockingStub(channel.channel())
        .listChains(ListChainsRequest.getDefaultInstance())
        .getChains(0);
  }

  /** Before a channel is opened: its pauses between attempts grow long. */
  private void awaitListening() {
    Until.holds(
        "the node listens",
        Duration.ofSeconds(60),
        () -> {
          try (var _ = new Socket("127.0.0.1", port)) {
            return true;
          } catch (IOException e) {
            return false;
          }
        });
  }

  private static void awaitHealthy(MeshChannel channel) {
    Until.holds(
        "the node is healthy",
        Duration.ofSeconds(30),
        () -> {
          try {
            return status(channel).getHealthy();
          } catch (StatusRuntimeException e) {
            return false;
          }
        });
  }

  private Process launch(Anvil anvil) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "factory.chain.Main",
            "--factory.profile=development",
            "--chain.listen=127.0.0.1:" + port,
            "--chain.db.url=" + place.url(),
            "--chain.db.user=" + place.user(),
            "--chain.dev.rpc-urls=" + anvil.uri())
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
