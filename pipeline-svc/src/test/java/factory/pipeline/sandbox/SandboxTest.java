package factory.pipeline.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A hostile program in the sandbox gets nothing, and outside of it nearly everything. */
@Tag("slow")
@Timeout(60)
class SandboxTest {
  static final String NAME = "sandbox-test";
  static final Bounds BOUNDS = new Bounds(256L << 20, 128, 8L << 20);

  private final Path folder;
  private final Sandbox sandbox;
  private final Path data;

  SandboxTest(@TempDir Path folder) {
    this.folder = folder;
    data = folder.resolve("services/mine/data");
    sandbox = TestSandbox.orSkip(folder.resolve("run"));
  }

  @AfterEach
  void forget() {
    sandbox.forget(data, NAME);
    sandbox.close();
  }

  private List<String> java(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                java().resolve("bin/java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classes().toString(),
                Hostile.class.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  private static Path java() {
    return Path.of(System.getProperty("java.home"));
  }

  private static Path classes() {
    return Path.of(SandboxTest.class.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  private record Ended(int code, String output) {}

  private Ended run(List<String> command) throws IOException, InterruptedException {
    var output = folder.resolve("output");
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    process.getOutputStream().close();
    try {
      assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return new Ended(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
  }

  private Confinement confinement() {
    return new Confinement(List.of(java(), classes()), List.of(data), NAME);
  }

  @Test
  void aHostileProgramGetsNothing() throws Exception {
    var secret = Files.writeString(folder.resolve("assertion.secret"), "the secret");
    var foreign = Files.createDirectories(folder.resolve("services/other/data"));
    Files.writeString(foreign.resolve("private"), "another's");
    var socket = folder.resolve("node.sock");
    try (var node = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        var loopback = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      node.bind(UnixDomainSocketAddress.of(socket));
      var attempts =
          java(
              secret.toString(),
              foreign.toString(),
              socket.toString(),
              Integer.toString(loopback.getLocalPort()),
              Long.toString(ProcessHandle.current().pid()),
              data.toString(),
              "in-the-sandbox");

      var ended = run(sandbox.command(attempts, confinement(), BOUNDS));

      assertThat(ended.output().lines().filter(l -> l.startsWith("GOT")))
          .as(ended.output())
          .isEmpty();
      assertThat(ended.output().lines().filter(l -> l.startsWith("STOPPED"))).hasSize(35);
      assertThat(ended.output()).contains("WROTE its own data is its own");
      assertThat(data.resolve("mine")).hasContent("its own data is its own");

      // The same attempts succeed outside: they are real ones. Those that only look, that is: what
      // the others would do to this machine is not undone.
      attempts.set(attempts.size() - 1, "only-look");
      var outside = run(attempts);
      assertThat(outside.output())
          .contains(
              "GOT the platform's secret: the secret",
              "GOT another's data",
              "GOT a node's socket",
              "GOT loopback",
              "GOT another process",
              "GOT a shell");
    }
  }

  @Test
  void aProgramThatTakesAllMemoryIsEndedAndNothingElse() throws Exception {
    var ended = run(sandbox.command(java("eat"), confinement(), BOUNDS));

    assertThat(ended.code()).as(ended.output()).isNotZero();
    assertThat(ended.output()).contains("ATE 16").doesNotContain("ATE 512");
  }

  @Test
  void whatAnEnvironmentHoldsIsNotInItsArguments() throws Exception {
    assertThat(sandbox.command(java("eat"), confinement(), BOUNDS)).doesNotContain("--setenv");
  }

  /** Nobody's files and processes: what stops them is the sandbox, and not another user. */
  @Test
  void aNodeThatIsNotRootHasASandboxAsWell() throws Exception {
    var nobody = 65_534;
    var setpriv = Path.of("/usr/bin/setpriv");
    assumeTrue(
        Files.isExecutable(setpriv) && (int) Files.getAttribute(folder, "unix:uid") == 0,
        "only root can be somebody else");
    var place = Files.createDirectories(folder.resolve("nobody"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    var copied = place.resolve("classes");
    for (var of : List.of(SandboxTest.class, Sandbox.class)) {
      var from =
          Path.of(of.getProtectionDomain().getCodeSource().getLocation().getPath())
              .resolve("factory/pipeline/sandbox");
      var to = Files.createDirectories(copied.resolve("factory/pipeline/sandbox"));
      try (var files = Files.list(from)) {
        for (var file : (Iterable<Path>) files::iterator) {
          Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
    var secret = Files.writeString(place.resolve("assertion.secret"), "the secret");
    var foreign = Files.createDirectories(place.resolve("services/other/data"));
    Files.writeString(foreign.resolve("private"), "another's");
    var socket = place.resolve("node.sock");
    try (var node = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        var loopback = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      node.bind(UnixDomainSocketAddress.of(socket));
      try (var all = Files.walk(place)) {
        for (var file : (Iterable<Path>) all::iterator) {
          Files.setAttribute(file, "unix:uid", nobody);
          Files.setAttribute(file, "unix:gid", nobody);
        }
      }
      var program = java().resolve("bin/java").toString();
      List<String> command =
          new ArrayList<>(
              List.of(
                  setpriv.toString(),
                  "--reuid=" + nobody,
                  "--regid=" + nobody,
                  "--clear-groups",
                  program,
                  "-Xmx64m",
                  "-cp",
                  copied.toString(),
                  WithoutRoot.class.getName(),
                  place.toString(),
                  copied.toString(),
                  program,
                  "-Xmx64m",
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  copied.toString(),
                  Hostile.class.getName(),
                  secret.toString(),
                  foreign.toString(),
                  socket.toString(),
                  Integer.toString(loopback.getLocalPort()),
                  "PID",
                  place.resolve("services/mine/data").toString(),
                  "in-the-sandbox"));

      var ended = run(command);

      assumeFalse(ended.output().contains("NONE "), ended.output());
      assertThat(ended.output()).contains("BOUNDS memory by limits of each process");
      // The bounds say so: the kernel counts no processes of a namespace that an user made himself.
      assertThat(ended.output().lines().filter(l -> l.startsWith("GOT")))
          .as(ended.output())
          .allMatch(l -> l.startsWith("GOT many threads"));
      assertThat(ended.output().lines().filter(l -> l.startsWith("STOPPED")).count())
          .isGreaterThanOrEqualTo(34);
      assertThat(ended.output()).contains("WROTE its own data is its own");
    }
  }
}
