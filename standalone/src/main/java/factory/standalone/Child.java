package factory.standalone;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;

/**
 * A process that belongs to this factory: its output goes to a bounded log, and its pid file lets
 * the next run end it should this one be killed.
 */
final class Child implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final String name;
  private final Process process;
  private final Path pidFile;

  private Child(String name, Process process, Path pidFile) {
    this.name = name;
    this.process = process;
    this.pidFile = pidFile;
  }

  static Child start(
      String name, Path runDir, List<String> command, Map<String, String> environment) {
    var pidFile = runDir.resolve(name + ".pid");
    endLeftover(pidFile);
    try {
      var builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().clear();
      builder.environment().putAll(environment);
      var process = builder.start();
      process.getOutputStream().close();
      Files.writeString(pidFile, process.pid() + " " + startOf(process.toHandle()) + "\n");
      var log = Logger.getLogger("factory." + name);
      Thread.ofVirtual().name(name + "-output").start(() -> copy(process, log));
      return new Child(name, process, pidFile);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be started", e);
    }
  }

  private static void copy(Process process, Logger log) {
    try (BufferedReader lines = process.inputReader()) {
      String line;
      while ((line = lines.readLine()) != null) {
        log.info(line);
      }
    } catch (IOException e) {
      log.fine(() -> "output ended: " + e.getMessage());
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Fails with the process's name when it has ended. */
  void requireAlive() {
    if (!process.isAlive()) {
      throw new IllegalStateException(
          name + " ended with exit code " + process.exitValue() + "; see: ./factory logs " + name);
    }
  }

  /** Ends it at once: for one that hangs. */
  void kill() {
    process.destroyForcibly().onExit().join();
    forget();
  }

  @Override
  public void close() {
    end(process.toHandle());
    forget();
  }

  private void forget() {
    try {
      Files.deleteIfExists(pidFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the process that a killed run left behind, when its pid still means that process. */
  static void endLeftover(Path pidFile) {
    try {
      if (!Files.exists(pidFile)) {
        return;
      }
      var words = Files.readString(pidFile).strip().split(" ", -1);
      if (words.length == 2) {
        ProcessHandle.of(Long.parseLong(words[0]))
            .filter(handle -> startOf(handle) == Long.parseLong(words[1]))
            .ifPresent(Child::end);
      }
      Files.deleteIfExists(pidFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long startOf(ProcessHandle handle) {
    return handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
  }

  private static void end(ProcessHandle handle) {
    handle.destroy();
    try {
      handle.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      handle.destroyForcibly();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      handle.destroyForcibly();
      handle.onExit().join();
    }
  }
}
