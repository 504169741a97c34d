package factory.pipeline.deploy;

import factory.mesh.Assertions;
import factory.pipeline.sandbox.Bounds;
import factory.pipeline.sandbox.Confinement;
import factory.pipeline.sandbox.JdkFiles;
import factory.pipeline.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;

/** Starts processes of generated services on this machine, in a sandbox where there is one. */
final class Launcher {
  /** What a service's jar starts with. */
  static final String MAIN = "factory.generated.Main";

  /** What a process starts with that is to become one. */
  static final String STANDBY = "factory.runtime.Standby";

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
   * @param trial whether nobody keeps what it stores, so that it waits for no disk and hashes
   *     secrets cheaply
   * @param tools the socket of the tools that it may use; empty for none
   * @param yielding whether it computes only when nothing else does
   */
  record Order(
      UUID service,
      UUID version,
      Path jar,
      Seat seat,
      boolean trial,
      boolean yielding,
      Optional<Path> tools) {}

  ProcessHandle start(Order order) {
    try {
      letOthersRead(order.jar());
      Set<Path> read = new LinkedHashSet<>();
      read.add(order.jar());
      // The folder, not the socket: that is another one after this node's next start.
      order.tools().ifPresent(socket -> read.add(Objects.requireNonNull(socket.getParent())));
      List<String> java = new ArrayList<>(jvm(order.seat()));
      java.addAll(classPath.arguments(Optional.of(order.jar())));
      java.add(MAIN);
      java.addAll(arguments(order));
      return start(order.seat(), read, java, order.yielding(), environment(order));
    } catch (IOException e) {
      throw new UncheckedIOException("a service's process cannot be started", e);
    }
  }

  /** A process that warms up and waits to be told which version it is, by {@link #tell}. */
  ProcessHandle startStandby(Seat seat) {
    try {
      Files.createDirectories(jarDir(seat));
      Files.setPosixFilePermissions(jarDir(seat), PosixFilePermissions.fromString("rwxr-xr-x"));
      List<String> java = new ArrayList<>(jvm(seat));
      java.addAll(classPath.arguments(Optional.empty()));
      java.add(STANDBY);
      java.addAll(places(seat));
      return start(seat, Set.of(jarDir(seat)), java, false, Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException("a process cannot be started", e);
    }
  }

  /** Whether a process that was started by {@link #startStandby} is ready to be told. */
  static boolean takesOrders(Seat seat) {
    return Files.exists(orders(seat));
  }

  /**
   * Tells a process that stands by what it is; it starts as that at once.
   *
   * @throws IOException when it cannot be told, as one that has ended
   */
  void tell(Order order) throws IOException {
    var jar = jarDir(order.seat()).resolve("service.jar");
    Files.copy(order.jar(), jar);
    letOthersRead(jar);
    var told = new Properties();
    told.putAll(environment(order));
    told.setProperty("jar", jar.toString());
    told.setProperty("arguments", String.join("\n", arguments(order)));
    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(orders(order.seat())));
        var writer = Channels.newWriter(channel, StandardCharsets.UTF_8)) {
      told.store(writer, null);
    }
  }

  private static Path jarDir(Seat seat) {
    return seat.folder().resolve("jar");
  }

  private static Path orders(Seat seat) {
    return seat.socketDir().resolve("next");
  }

  private Map<String, String> environment(Order order) {
    var service = order.service().toString();
    var key = Base64.getEncoder().encodeToString(assertions.key(service).getEncoded());
    return Map.of("FACTORY_SERVICE", service, "FACTORY_ASSERTION_KEY", key);
  }

  private ProcessHandle start(
      Seat seat,
      Set<Path> read,
      List<String> java,
      boolean yielding,
      Map<String, String> environment)
      throws IOException {
    Files.createDirectories(seat.data());
    Files.createDirectories(seat.socketDir());
    Files.deleteIfExists(seat.socket());
    List<String> command = new ArrayList<>();
    if (yielding && Files.isExecutable(NICE)) {
      command.addAll(List.of(NICE.toString(), "-n", "19"));
    }
    if (Files.isExecutable(SETSID)) {
      // A Ctrl-C at the terminal is for the factory, which then ends its services in order.
      command.add(SETSID.toString());
    }
    command.addAll(apart(seat, read, java));
    var builder =
        new ProcessBuilder(command)
            .directory(seat.data().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(seat.log().toFile()));
    builder.environment().clear();
    builder.environment().put("LANG", "C.UTF-8");
    builder.environment().putAll(environment);
    var process = builder.start();
    process.getOutputStream().close();
    return process.toHandle();
  }

  private List<String> jvm(Seat seat) {
    return List.of(
        java.toString(),
        "-Xmx64m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:-UsePerfData",
        // A process without memory answers wrongly or never; ended, it is started again.
        "-XX:+ExitOnOutOfMemoryError",
        "--enable-native-access=ALL-UNNAMED",
        "-Djava.io.tmpdir=" + seat.data(),
        secretName());
  }

  private static List<String> places(Seat seat) {
    return List.of("--socket=" + seat.socket(), "--data=" + seat.data());
  }

  private static List<String> arguments(Order order) {
    List<String> arguments = new ArrayList<>(places(order.seat()));
    arguments.add("--version=" + order.version());
    order.tools().ifPresent(socket -> arguments.add("--tools=" + socket));
    if (order.trial()) {
      // Never for a service: what it stores would not be safe, and no service opens it.
      arguments.add("--trial=on");
    }
    return arguments;
  }

  /** Says in a process's arguments with which secret's key it was started. */
  String secretName() {
    return "-Dfactory.assertions=" + assertions.name();
  }

  private List<String> apart(Seat seat, Set<Path> more, List<String> inner) throws IOException {
    List<String> command = new ArrayList<>();
    if (sandbox.isEmpty()) {
      if (Files.isExecutable(Path.of(YIELDING.getFirst()))) {
        command.addAll(YIELDING);
      }
      command.addAll(inner);
      return command;
    }
    Set<Path> read = new LinkedHashSet<>(readable);
    read.addAll(more);
    return sandbox
        .get()
        .command(
            inner,
            new Confinement(
                List.copyOf(read),
                // Its own socket's folder, so that it sees no other one's.
                List.of(seat.data(), seat.socketDir()),
                seat.name()),
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
