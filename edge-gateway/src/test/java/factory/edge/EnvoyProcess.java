package factory.edge;

import static org.assertj.core.api.Assertions.assertThat;

import factory.mesh.Address;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A real Envoy. */
final class EnvoyProcess implements AutoCloseable {
  private static final Path BINARY = Path.of("../.tools/envoy/envoy").toAbsolutePath().normalize();
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final Process process;
  private final Path log;

  private EnvoyProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static EnvoyProcess start(Path folder, Address xds, int port) {
    assertThat(Files.isExecutable(BINARY))
        .as("Envoy is missing at %s: install the tools first (./factory doctor says how)", BINARY)
        .isTrue();
    var file = folder.resolve("envoy.json");
    var log = folder.resolve("envoy.log");
    EnvoyBootstrap.write(file, "test", xds, new Address.Unix(folder.resolve("admin.sock")));
    try {
      var process =
          new ProcessBuilder(
                  BINARY.toString(),
                  "-c",
                  file.toString(),
                  "--disable-hot-restart",
                  "--base-id",
                  Long.toString(
                      ProcessHandle.current().pid() % 100_000 * 100 + COUNT.incrementAndGet()),
                  "--concurrency",
                  "2",
                  "--file-flush-interval-msec",
                  "200",
                  "--log-level",
                  System.getProperty("envoy.log-level", "warning"))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      // A test JVM that is killed leaves nothing behind.
      Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(process::destroyForcibly));
      var envoy = new EnvoyProcess(process, log);
      Await.until("Envoy listens", () -> envoy.listens(port));
      return envoy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean listens(int port) {
    if (!process.isAlive()) {
      throw new AssertionError("Envoy ended: " + log());
    }
    try (var _ = new Socket("127.0.0.1", port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it with no time for a last word. */
  void kill() {
    try {
      process.destroyForcibly().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
