package factory.chain;

import static org.assertj.core.api.Assertions.assertThat;

import factory.chain.evm.Contracts;
import factory.chain.v1.ChainGrpc;
import factory.chain.v1.ChainStatus;
import factory.chain.v1.CreateTokenRequest;
import factory.chain.v1.GetTokenRequest;
import factory.chain.v1.IssuerGrpc;
import factory.chain.v1.ListChainsRequest;
import factory.mesh.Address;
import factory.mesh.Extent;
import factory.mesh.NodeChannel;
import factory.store.Database;
import factory.store.TestDatabase;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The node as a process of its own, killed (SIGKILL) at each point of a token's way. */
@Tag("slow")
@Timeout(180)
class KilledNodeTest {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int AT_ONCE = 3;
  private static final List<Point> POINTS = Extent.sample(2, List.of(Point.values()));
  private static final int SERVICES = AT_ONCE * POINTS.size();

  /** Whose key a development node uses unless told otherwise. */
  private static final String PLATFORM = "0xa0ee7a142d267c1f36714e4a8f75612f20a79720";

  private final Database.Place place = TestDatabase.fresh("chain");
  private final int port = Anvil.freePort();
  private final int internalPort = Anvil.freePort();
  private final List<UUID> services = new ArrayList<>();

  /** Where it is killed: at a question of its to the endpoint. */
  private enum Point {
    /** What the transaction needs was asked; nothing is stored. */
    BEFORE_IT_IS_STORED("eth_estimateGas", 1, true),
    /** The transaction is stored; nobody has seen it. */
    STORED("eth_sendRawTransaction", 1, false),
    /** The endpoint has it; its answer is lost. */
    BROADCAST("eth_sendRawTransaction", 1, true),
    /** It is mined, and not in the index. */
    MINED("eth_getLogs", 1, false),
    /** The replacement is stored; nobody has seen it. */
    REPLACEMENT_STORED("eth_sendRawTransaction", 1 + AT_ONCE, false),
    /** The endpoint has the replacement; its answer is lost. */
    REPLACEMENT_BROADCAST("eth_sendRawTransaction", 1 + AT_ONCE, true);

    final String method;
    final int different;
    final boolean handedOn;

    Point(String method, int different, boolean handedOn) {
      this.method = method;
      this.different = different;
      this.handedOn = handedOn;
    }

    boolean ofReplacement() {
      return different > 1;
    }

    /**
     * Kills at so many different questions of the method.
     *
     * @param before runs before the last of them can come
     */
    Meddler.Trap killing(Process process, Runnable before) {
      Set<String> seen = ConcurrentHashMap.newKeySet();
      return (question, after) -> {
        if (!process.isAlive()) {
          return true;
        }
        if (!question.contains(method)) {
          return false;
        }
        if (seen.add(question) && seen.size() == different - 1) {
          before.run();
        }
        if (seen.size() < different || after != handedOn) {
          return false;
        }
        process.destroyForcibly();
        return true;
      };
    }
  }

  @Test
  void killedAnywhereItLosesNoTokenAndMakesNoneTwice() throws Exception {
    try (var anvil = Anvil.start();
        var meddler = new Meddler(anvil.uri());
        var database = Database.open(place)) {
      // Around the factory's deployment.
      for (var point :
          Extent.of(
              List.of(Point.BROADCAST),
              List.of(Point.BEFORE_IT_IS_STORED, Point.STORED, Point.BROADCAST))) {
        meddler.trap((_, _) -> false);
        var process = launch(meddler.uri());
        meddler.trap(point.killing(process, () -> {}));
        awaitDead(process);
      }
      for (var point : POINTS) {
        killAt(point, anvil, meddler);
      }
      assertThat(services).hasSize(SERVICES);

      meddler.trap((_, _) -> false);
      var process = launch(meddler.uri());
      awaitListening();
      try (var channel =
          RunningNode.open(
              new Address.Tcp("127.0.0.1", port), new Address.Tcp("127.0.0.1", internalPort))) {
        awaitHealthy(channel);
        var stored = stored(database);
        assertThat(stored.size()).isBetween(POINTS.size() - 2, services.size());
        Until.holds(
            "what was stored is made without being asked for",
            SOON,
            () -> stored.stream().allMatch(service -> isMade(channel, service)));
        for (var service : services) {
          create(channel, service);
        }
        assertMadeOnce(anvil, status(channel).getFactoryAddress());
        assertThat(replacements(database))
            .as("both were killed while replacing")
            .isGreaterThanOrEqualTo(2);
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
  }

  private void killAt(Point point, Anvil anvil, Meddler meddler) throws Exception {
    meddler.trap((_, _) -> false);
    var process = launch(meddler.uri());
    awaitListening();
    try (var channel =
            RunningNode.open(
                new Address.Tcp("127.0.0.1", port), new Address.Tcp("127.0.0.1", internalPort));
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      awaitHealthy(channel);
      if (point.ofReplacement()) {
        anvil.rpc("evm_setAutomine", "[false]");
      }
      meddler.trap(point.killing(process, () -> makeABlockTooDearFor(anvil)));
      for (int i = 0; i < AT_ONCE; i++) {
        var service = UUID.randomUUID();
        services.add(service);
        threads.execute(
            () -> {
              try {
                create(channel, service);
              } catch (StatusRuntimeException e) {
                // Killed in the middle: asked for again at the end.
              }
            });
      }
      awaitDead(process);
    } finally {
      process.destroyForcibly().waitFor();
      anvil.rpc("evm_setAutomine", "[true]");
      anvil.rpc("anvil_mine", "[\"0x1\"]");
    }
  }

  /** So that what waits for it is replaced; the last transaction comes after it. */
  private static void makeABlockTooDearFor(Anvil anvil) {
    anvil.rpc("anvil_setNextBlockBaseFeePerGas", "[\"0x4a817c800\"]");
    anvil.rpc("anvil_mine", "[\"0x1\"]");
  }

  private static void assertMadeOnce(Anvil anvil, String factory) {
    var logs =
        anvil.rpc(
            "eth_getLogs",
            "[{\"fromBlock\":\"0x0\",\"topics\":[\"" + Contracts.TOKEN_CREATED + "\"]}]");
    assertThat(logs.split("\"logIndex\"", -1).length - 1).isEqualTo(SERVICES);
    assertThat(logs.split(factory, -1).length - 1)
        .as("all were made by one factory")
        .isEqualTo(SERVICES);
    assertThat(anvil.rpc("eth_getTransactionCount", "[\"" + PLATFORM + "\",\"latest\"]"))
        .as("each by one transaction, and the factory by one")
        .isEqualTo("\"0x" + Integer.toHexString(SERVICES + 1) + "\"");
  }

  /** The services whose transactions were stored. */
  private static List<UUID> stored(Database database) {
    return database.inTransaction(
        db ->
            db.createQuery(
                    "SELECT purpose FROM sent_nonce WHERE purpose <> 'factory' AND NOT failed")
                .execute()
                .map(row -> row.column(1).get(String.class))
                .map(purpose -> UUID.fromString(purpose.substring(0, purpose.indexOf('@'))))
                .toList());
  }

  private static long replacements(Database database) {
    return database.inTransaction(
        db ->
            db.createGet(
                    """
                    SELECT (SELECT count(*) FROM sent_transaction) - (SELECT count(*) FROM sent_nonce)
                    """)
                .execute()
                .map(row -> row.column(1).get(Long.class))
                .orElseThrow());
  }

  private static boolean isMade(NodeChannel channel, UUID service) {
    try {
      ChainGrpc.newBlockingStub(channel.channel())
          .getToken(GetTokenRequest.newBuilder().setServiceId(service.toString()).build());
      return true;
    } catch (StatusRuntimeException e) {
      return false;
    }
  }

  private static void awaitDead(Process process) throws InterruptedException {
    assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).as("it was killed").isTrue();
    assertThat(process.exitValue()).isEqualTo(128 + 9);
  }

  private static void create(NodeChannel channel, UUID service) {
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

  private static ChainStatus status(NodeChannel channel) {
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

  private static void awaitHealthy(NodeChannel channel) {
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

  private Process launch(URI endpoint) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            "factory.chain.Main",
            "--factory.profile=development",
            "--chain.listen=127.0.0.1:" + port,
            "--chain.internal-listen=127.0.0.1:" + internalPort,
            "--chain.db.url=" + place.url(),
            "--chain.db.user=" + place.user(),
            "--chain.dev.replace-after=PT1S",
            "--chain.dev.rpc-urls=" + endpoint)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
