package factory.pipeline.process;

import factory.mesh.Assertions;
import factory.pipeline.job.StepFailed;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Starts, finds and stops processes of generated services on this machine. A process belongs to
 * this node when its data lies below the node's folder: that is how one is found again whose pid
 * nobody had the time to write down.
 */
final class Launcher {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int READ_OF_LOG = 8 * 1024;
  private static final int TOLD_OF_LOG = 400;
  private static final Path SETSID = Path.of("/usr/bin/setsid");

  private final Path java;
  private final RuntimeClassPath classPath;
  private final Path dataDir;
  private final long maxLogBytes;
  private final Assertions assertions;

  Launcher(Path javaHome, Path runtimeLibs, Path dataDir, long maxLogBytes, Assertions assertions) {
    this.assertions = assertions;
    java = javaHome.resolve("bin/java");
    classPath = new RuntimeClassPath(runtimeLibs);
    this.dataDir = dataDir;
    this.maxLogBytes = maxLogBytes;
  }

  /**
   * What one process is started with.
   *
   * @param service as which the gate speaks to it
   */
  record Order(UUID service, UUID version, Path jar, Path socket, Path data, Path log) {}

  /**
   * A process that was found running.
   *
   * @param trusts whether it checks what the gate asserts, with a key of the present secret; one
   *     that was started before that was so does not
   */
  record Found(ProcessHandle process, Path socket, boolean trusts) {}

  ProcessHandle start(Order order) {
    try {
      Files.createDirectories(order.data());
      Files.createDirectories(order.log().getParent());
      Files.createDirectories(order.socket().getParent());
      Files.deleteIfExists(order.socket());
      boundLog(order.log());
      List<String> command = new ArrayList<>();
      if (Files.isExecutable(SETSID)) {
        // A Ctrl-C at the terminal is for the factory, which then ends its services in order.
        command.add(SETSID.toString());
      }
      command.addAll(
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

  /** Says in a process's arguments with which secret's key it was started. */
  private String secretName() {
    return "-Dfactory.assertions=" + assertions.name();
  }

  /** Every process of this node that runs now. */
  List<Found> running() {
    var data = "--data=" + dataDir + "/";
    List<Found> found = new ArrayList<>();
    ProcessHandle.allProcesses()
        .filter(Launcher::alive)
        .forEach(
            process -> {
              var arguments = List.of(process.info().arguments().orElse(new String[0]));
              if (arguments.contains("factory.generated.Main")
                  && arguments.stream().anyMatch(a -> a.startsWith(data))) {
                arguments.stream()
                    .filter(a -> a.startsWith("--socket="))
                    .findFirst()
                    .ifPresent(
                        a ->
                            found.add(
                                new Found(
                                    process,
                                    Path.of(a.substring("--socket=".length())),
                                    arguments.contains(secretName()))));
              }
            });
    return found;
  }

  /** Whether a process runs; one that has ended and waits for its parent does not. */
  static boolean alive(ProcessHandle process) {
    if (!process.isAlive()) {
      return false;
    }
    try {
      var stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      return !stat.substring(stat.lastIndexOf(')') + 1).strip().startsWith("Z");
    } catch (IOException e) {
      // Gone just now, or a system without /proc.
      return process.isAlive();
    }
  }

  /**
   * Asks a process to end, and ends it when it does not, with all that it has started. Returns once
   * nothing of it runs.
   */
  static void stop(ProcessHandle process) {
    process.destroy();
    awaitEnd(process, PATIENCE);
    ProcessGroup.kill(process);
  }

  /** Waits for a process's end; false when it still runs after that time. */
  static boolean awaitEnd(ProcessHandle process, Duration atMost) {
    var deadline = System.nanoTime() + atMost.toNanos();
    while (alive(process)) {
      var left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      try {
        // The handle's own future never completes for a stranger's child that nobody reaps.
        TimeUnit.NANOSECONDS.sleep(Math.min(left, 20_000_000));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return !alive(process);
      }
    }
    return true;
  }

  /**
   * Waits until the process's health answers with its version.
   *
   * @throws StepFailed when it ended, or did not answer in time
   */
  static void awaitHealthy(ProcessHandle process, Order order, Duration atMost)
      throws StepFailed, InterruptedException {
    awaitHealthy(process, order, atMost, atMost, () -> {});
  }

  /** The same, and does something else once it has taken long. */
  static void awaitHealthy(
      ProcessHandle process, Order order, Duration atMost, Duration isLong, Runnable onLong)
      throws StepFailed, InterruptedException {
    var began = System.nanoTime();
    var deadline = began + atMost.toNanos();
    var last = "it does not listen";
    while (true) {
      try {
        var answer = UnixHttp.get(order.socket(), "/health", Duration.ofSeconds(2));
        if (answer.status() == 200
            && Health.version(answer.body()).equals(Optional.of(order.version()))) {
          return;
        }
        last = "its /health answered " + answer.status() + ": " + shortened(answer.body());
      } catch (IOException e) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
      if (System.nanoTime() - began > isLong.toNanos()) {
        onLong.run();
      }
      if (!alive(process)) {
        throw new StepFailed("The process ended before it answered. " + lastWords(order.log()));
      }
      if (System.nanoTime() > deadline) {
        throw new StepFailed(
            "The process did not become healthy within "
                + atMost.toSeconds()
                + " s: "
                + last
                + ". "
                + lastWords(order.log()));
      }
      Thread.sleep(20);
    }
  }

  /** Whether the right version answers on a socket now. */
  static boolean healthy(Path socket, UUID version) {
    try {
      var answer = UnixHttp.get(socket, "/health", Duration.ofSeconds(2));
      return answer.status() == 200 && Health.version(answer.body()).equals(Optional.of(version));
    } catch (IOException e) {
      return false;
    }
  }

  /** Keeps a log below its bound: the older half goes to a second file, of which there is one. */
  void boundLog(Path log) {
    try {
      if (Files.exists(log) && Files.size(log) > maxLogBytes) {
        Files.copy(log, Path.of(log + ".1"), StandardCopyOption.REPLACE_EXISTING);
        // The process appends, so its next line begins the emptied file.
        try (var file = new RandomAccessFile(log.toFile(), "rw")) {
          file.setLength(0);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The end of a log, without the places in the code that a failure is told with. */
  private static String lastWords(Path log) {
    try (var file = new RandomAccessFile(log.toFile(), "r")) {
      var length = (int) Math.min(file.length(), READ_OF_LOG);
      file.seek(file.length() - length);
      var bytes = new byte[length];
      file.readFully(bytes);
      var words =
          new String(bytes, StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("\t"))
              .collect(Collectors.joining("\n"))
              .strip();
      return words.isEmpty()
          ? "Its log is empty."
          : "Its log ends with: " + words.substring(Math.max(0, words.length() - TOLD_OF_LOG));
    } catch (IOException e) {
      return "It has no log.";
    }
  }

  private static String shortened(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "...";
  }
}
