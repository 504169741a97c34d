package factory.pipeline.deploy;

import factory.mesh.Assertions;
import factory.pipeline.sandbox.Bounds;
import factory.pipeline.sandbox.Confinement;
import factory.pipeline.sandbox.JdkFiles;
import factory.pipeline.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Starts processes of generated services on this machine, in a sandbox where there is one. */
final class Launcher {
  private static final Path SETSID = Path.of("/usr/bin/setsid");
  private static final Path NICE = Path.of("/usr/bin/nice");

  /** Where memory is short, services are ended before the node is. */
  private static final List<String> YIELDING =
      List.of(
          "/bin/sh",
          "-c",
          "{ echo 600 > /proc/self/oom_score_adj; } 2> /dev/null; exec \"$@\"",
          "service");

  private final Path java;
  private final RuntimeClassPath classPath;
  private final Assertions assertions;
  private final Optional<Sandbox> sandbox;
  private final Bounds bounds;
  private final List<Path> readable;

  Launcher(
      Path javaHome,
      Path runtimeLibs,
      Assertions assertions,
      Optional<Sandbox> sandbox,
      Bounds bounds) {
    this.assertions = assertions;
    java = javaHome.resolve("bin/java");
    classPath = new RuntimeClassPath(runtimeLibs);
    this.sandbox = sandbox;
    this.bounds = bounds;
    readable = sandbox.isEmpty() ? List.of() : JdkFiles.with(javaHome, runtimeLibs);
  }

  /**
   * What one process is started with.
   *
   * @param service as which the gate speaks to it
   * @param socketDir the folder of its socket alone
   * @param name of its control group
   * @param trial whether nobody keeps what it stores, so that it waits for no disk and hashes
   *     secrets cheaply
   * @param tools the socket of the tools that it may use; empty for none
   * @param yielding whether it computes only when nothing else does
   */
  record Order(
      UUID service,
      UUID version,
      Path jar,
      Path socketDir,
      Path data,
      Path log,
      String name,
      boolean trial,
      boolean yielding,
      Optional<Path> tools) {
    Path socket() {
      return socketDir.resolve("sock");
    }
  }

  ProcessHandle start(Order order) {
    try {
      Files.createDirectories(order.data());
      Files.createDirectories(order.log().getParent());
      Files.createDirectories(order.socketDir());
      Files.deleteIfExists(order.socket());
      List<String> command = new ArrayList<>();
      if (order.yielding() && Files.isExecutable(NICE)) {
        command.addAll(List.of(NICE.toString(), "-n", "19"));
      }
      if (Files.isExecutable(SETSID)) {
        // A Ctrl-C at the terminal is for the factory, which then ends its services in order.
        command.add(SETSID.toString());
      }
      command.addAll(apart(order, java(order)));
      var builder =
          new ProcessBuilder(command)
              .directory(order.data().toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(order.log().toFile()));
      builder.environment().clear();
      builder
          .environment()
          .putAll(
              Map.of(
                  "LANG", "C.UTF-8",
                  "FACTORY_SERVICE", order.service().toString(),
                  "FACTORY_ASSERTION_KEY",
                      Base64.getEncoder()
                          .encodeToString(
                              assertions.key(order.service().toString()).getEncoded())));
      var process = builder.start();
      process.getOutputStream().close();
      return process.toHandle();
    } catch (IOException e) {
      throw new UncheckedIOException("a service's process cannot be started", e);
    }
  }

  private List<String> java(Order order) {
    List<String> command =
        new ArrayList<>(
            List.of(
                java.toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                // A process without memory answers wrongly or never; ended, it is started again.
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + order.data(),
                secretName()));
    command.addAll(classPath.arguments(order.jar()));
    command.addAll(
        List.of(
            "factory.generated.Main",
            "--socket=" + order.socket(),
            "--data=" + order.data(),
            "--version=" + order.version()));
    order.tools().ifPresent(socket -> command.add("--tools=" + socket));
    if (order.trial()) {
      // Never for a service: what it stores would not be safe, and no service opens it.
      command.add("--trial=on");
    }
    return command;
  }

  /** Says in a process's arguments with which secret's key it was started. */
  String secretName() {
    return "-Dfactory.assertions=" + assertions.name();
  }

  private List<String> apart(Order order, List<String> inner) throws IOException {
    List<String> command = new ArrayList<>();
    if (sandbox.isEmpty()) {
      if (Files.isExecutable(Path.of(YIELDING.getFirst()))) {
        command.addAll(YIELDING);
      }
      command.addAll(inner);
      return command;
    }
    letOthersRead(order.jar());
    Set<Path> read = new LinkedHashSet<>(readable);
    read.add(order.jar());
    // The folder, not the socket: that is another one after this node's next start.
    order.tools().ifPresent(socket -> read.add(Objects.requireNonNull(socket.getParent())));
    return sandbox
        .get()
        .command(
            inner,
            new Confinement(
                List.copyOf(read),
                // Its own socket's folder, so that it sees no other one's.
                List.of(order.data(), order.socketDir()),
                order.name()),
            bounds);
  }

  /** A jar of an older node was for its user alone; the service may be another one. */
  private static void letOthersRead(Path jar) throws IOException {
    var permissions = Files.getPosixFilePermissions(jar);
    if (permissions.add(PosixFilePermission.OTHERS_READ)) {
      Files.setPosixFilePermissions(jar, permissions);
    }
  }
}
