package factory.pipeline.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import factory.mesh.Address;
import factory.pipeline.sandbox.Sandbox;
import factory.pipeline.sandbox.TestSandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Processes in a sandbox: the same, and a hostile service gets nothing. */
class SandboxedDeployerTest extends DeployerContract {
  @Override
  Deployer open(Path folder) {
    return local(folder, new Isolation.Sandboxed(TestSandbox.orSkip(folder.resolve("sandbox"))));
  }

  @Test
  void aHostileServiceGetsNothing() throws Exception {
    var victim = instance(UUID.randomUUID());
    var victimAt = deployer().ensure(victim, jar("good"));
    call(victimAt, victim, "POST", "/things");
    var hostile = instance(UUID.randomUUID());
    var data = Files.createDirectories(data(hostile));
    var secret = Files.writeString(folder.resolve("assertion.secret"), "the secret");
    var node = folder.resolve("node.sock");
    try (var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        var loopback = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      socket.bind(UnixDomainSocketAddress.of(node));
      Files.write(
          data.resolve("hostile.args"),
          List.of(
              secret.toString(),
              data(victim).toString(),
              ((Address.Unix) victimAt).path().toString(),
              Integer.toString(loopback.getLocalPort()),
              Long.toString(ProcessHandle.current().pid()),
              data.toString(),
              "in-the-sandbox",
              node.toString(),
              data(victim).resolve("../../../artifacts").toString()));

      deployer().ensure(hostile, jar("hostile"));

      var log = data.resolveSibling("service.log");
      until(() -> read(log).contains("WROTE") || deployer().find(hostile).isEmpty());
      var said = read(log);
      assertThat(said.lines().filter(l -> l.startsWith("GOT"))).as(said).isEmpty();
      assertThat(said.lines().filter(l -> l.startsWith("STOPPED"))).as(said).hasSize(37);
      assertThat(said).contains("WROTE its own data is its own");
    }
    assertThat(call(victimAt, victim, "GET", "/health").status()).isEqualTo(200);
  }

  private Path data(Instance instance) {
    return folder.resolve("services/" + instance.service() + "/data");
  }

  @Test
  void whereTheNodeIsRootEachServiceHasAUserOfItsOwnAndKeepsIt() throws Exception {
    var one = instance(UUID.randomUUID());
    var other = instance(UUID.randomUUID());
    deployer().ensure(one, jar("good"));
    deployer().ensure(other, jar("good"));
    var mine = uid(folder);
    var ofOne = uid(data(one));
    if (mine == 0) {
      assertThat(List.of(mine, ofOne, uid(data(other)))).doesNotHaveDuplicates();
    }

    succeed(Set.of(one.id()));
    var third = instance(UUID.randomUUID());
    deployer().ensure(third, jar("good"));
    if (mine == 0) {
      assertThat(uid(data(third))).isNotIn(mine, ofOne);
    }
    deployer().retire(one);
    deployer().ensure(one, jar("good"));
    assertThat(uid(data(one))).isEqualTo(ofOne);
  }

  private static int uid(Path path) throws IOException {
    return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
  }

  /** What is started, and what happens to which process of it. */
  private record Row(Instance instance, String signal, String which) {}

  private List<Row> rows(String... signals) throws Exception {
    List<Row> rows = new ArrayList<>();
    for (var signal : signals) {
      for (var which : List.of("java", "outside", "inside")) {
        var instance = instance(UUID.randomUUID());
        deployer().ensure(instance, jar("good"));
        rows.add(new Row(instance, signal, which));
      }
    }
    return rows;
  }

  private List<ProcessHandle> strike(List<Row> rows) throws Exception {
    List<ProcessHandle> all = new ArrayList<>();
    for (var row : rows) {
      members(row.instance()).forEach(m -> all.add(m.process()));
      var victim = Long.toString(victim(row.instance(), row.which()).pid());
      assertThat(new ProcessBuilder("kill", "-" + row.signal(), victim).start().waitFor()).isZero();
    }
    return all;
  }

  private void retireAll(List<Row> rows) throws Exception {
    var retiring =
        rows.stream()
            .map(row -> Thread.startVirtualThread(() -> deployer().retire(row.instance())))
            .toList();
    for (var thread : retiring) {
      thread.join();
    }
  }

  @Test
  void whateverOfAnInstanceIsKilledOrStoppedItIsEndedWholeAndStartsAgain() throws Exception {
    var rows = rows("KILL", "STOP");
    for (var row : rows) {
      call(deployer().find(row.instance()).orElseThrow(), row.instance(), "POST", "/things");
    }

    var before = strike(rows);
    for (var row : rows) {
      if (row.signal().equals("KILL")) {
        assertThat(deployer().awaitEnd(row.instance(), Duration.ofSeconds(60))).isTrue();
      } else if (row.which().equals("java")) {
        assertThat(deployer().probe(row.instance())).isEqualTo(new Condition.Silent());
      }
    }
    retireAll(rows);

    assertThat(before).noneMatch(Processes::alive);
    for (var row : rows) {
      var upstream = deployer().ensure(row.instance(), jar("good"));
      assertThat(call(upstream, row.instance(), "GET", "/things").body()).contains("id");
    }
  }

  /**
   * A node that is killed leaves its services running; what was killed meanwhile is cleared away.
   */
  @Test
  void whatIsKilledWhileTheNodeIsAwayIsNotTakenForRunning() throws Exception {
    var rows = rows("KILL");

    var before = strike(rows);
    succeed(Set.copyOf(rows.stream().map(row -> row.instance().id()).toList()));
    retireAll(rows);

    assertThat(before).noneMatch(Processes::alive);
    for (var row : rows) {
      deployer().ensure(row.instance(), jar("good"));
    }
  }

  private ProcessHandle victim(Instance instance, String which) {
    var members = members(instance);
    var root =
        members.stream()
            .map(Processes.Member::process)
            .filter(
                p -> p.parent().map(ProcessHandle::pid).orElse(0L) == ProcessHandle.current().pid())
            .findFirst()
            .orElseThrow();
    return switch (which) {
      case "java" ->
          members.stream()
              .filter(m -> m.program().equals("java"))
              .findFirst()
              .orElseThrow()
              .process();
      case "outside" -> root;
      default -> root.children().findFirst().orElseThrow();
    };
  }

  @Test
  void aServiceThatRunsWithoutASandboxIsNotTakenOverIntoOneThatHasIt() throws Exception {
    var instance = instance(UUID.randomUUID());
    deployer().close();
    deployer = local(folder, new Isolation.Unsandboxed("as before"));
    deployer().takeOver(Set.of());
    deployer().ensure(instance, jar("good"));
    var before = members(instance).getFirst().process();

    succeed(Set.of(instance.id()));

    assertThat(Processes.alive(before)).isFalse();
    assertThat(deployer().find(instance)).isEmpty();
    deployer().ensure(instance, jar("good"));
    assertThat(members(instance)).anyMatch(m -> m.program().equals("bwrap"));
  }

  @Test
  void whatBoundsServicesIsSaid() {
    assertThat(deployer().isolation().words())
        .startsWith("sandboxed: bubblewrap, ")
        .contains("memory")
        .contains("processes");
    assertThat(deployer().isolation()).isInstanceOf(Isolation.Sandboxed.class);
    assertThat(TestSandbox.find(folder.resolve("sandbox"))).isInstanceOf(Sandbox.Found.Works.class);
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void until(BooleanSupplier condition) throws InterruptedException {
    var deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited in vain").isLessThan(deadline);
      Thread.sleep(20);
    }
  }
}
