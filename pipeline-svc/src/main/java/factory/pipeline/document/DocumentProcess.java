package factory.pipeline.document;

import factory.mesh.Refused;
import factory.pipeline.sandbox.Bounds;
import factory.pipeline.sandbox.Confinement;
import factory.pipeline.sandbox.JdkFiles;
import factory.pipeline.sandbox.Sandbox;
import factory.pipeline.version.Trees;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Reads each document in a process of its own, which has a little memory and time, no network, and
 * none of this node's files; in the sandbox, where there is one. Safe for many threads.
 */
public final class DocumentProcess implements DocumentReader {
  private static final Logger LOG = Logger.getLogger(DocumentProcess.class.getName());
  private static final int AT_ONCE = 2;
  private static final Duration WAIT = Duration.ofSeconds(10);

  /** An ordinary document takes less than a second; a machine that others use takes longer. */
  private static final Duration AT_MOST = Duration.ofSeconds(20);

  /** Several times what any document of 1 MiB becomes. */
  private static final int MAX_ANSWER = 32 << 20;

  private static final Bounds BOUNDS = new Bounds(320L << 20, 64, 1L << 20);
  private static final String TOO_MUCH =
      "The document takes more time or memory to read than there is for one; leave out what the service does not need.";

  private final Path folder;
  private final Path javaHome;
  private final Path libs;
  private final Optional<Sandbox> sandbox;
  private final Duration atMost;
  private final List<Path> readable;
  private final Semaphore places = new Semaphore(AT_ONCE, true);

  /**
   * A reader.
   *
   * @param folder of its own, for what the sandbox needs
   * @param javaHome the JDK that runs it
   * @param libs the jars of {@code document-reader}
   */
  public DocumentProcess(Path folder, Path javaHome, Path libs, Optional<Sandbox> sandbox) {
    this(folder, javaHome, libs, sandbox, AT_MOST);
  }

  DocumentProcess(
      Path folder, Path javaHome, Path libs, Optional<Sandbox> sandbox, Duration atMost) {
    this.folder = folder.toAbsolutePath();
    this.javaHome = javaHome;
    this.libs = libs.toAbsolutePath().normalize();
    this.sandbox = sandbox;
    this.atMost = atMost;
    readable = sandbox.isEmpty() ? List.of() : JdkFiles.with(javaHome, this.libs);
  }

  @Override
  public Reading read(String text) {
    try {
      if (!places.tryAcquire(WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new Refused(new DocumentFault.Busy());
      }
      try {
        return alone(text.getBytes(StandardCharsets.UTF_8));
      } finally {
        places.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a document is read", e);
    } catch (IOException e) {
      throw new UncheckedIOException("a document's reader cannot be started", e);
    }
  }

  private Reading alone(byte[] document) throws IOException, InterruptedException {
    var name = "document-" + UUID.randomUUID().toString().substring(0, 8);
    var scratch = folder.resolve(name);
    Files.createDirectories(scratch);
    try {
      var builder = new ProcessBuilder(command(name, scratch));
      builder.environment().clear();
      builder.environment().putAll(Map.of("LANG", "C.UTF-8"));
      builder.redirectError(ProcessBuilder.Redirect.DISCARD);
      return answered(builder.start(), document);
    } finally {
      sandbox.ifPresent(s -> s.forget(scratch, name));
      Trees.delete(scratch);
    }
  }

  private List<String> command(String name, Path scratch) throws IOException {
    List<String> java =
        new ArrayList<>(
            List.of(
                javaHome.resolve("bin/java").toString(),
                "-Xmx128m",
                "-Xss1m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djava.io.tmpdir=" + scratch,
                "-cp",
                libs + "/*",
                "factory.document.Main"));
    return sandbox.isEmpty()
        ? java
        : sandbox.get().command(java, new Confinement(readable, List.of(scratch), name), BOUNDS);
  }

  private Reading answered(Process process, byte[] document)
      throws IOException, InterruptedException {
    var deadline = System.nanoTime() + atMost.toNanos();
    var answer = new FutureTask<>(() -> bounded(process.getInputStream()));
    Thread.ofVirtual().name("document-answer").start(answer);
    var given =
        Thread.ofVirtual()
            .name("document-text")
            .start(
                () -> {
                  try (var out = process.getOutputStream()) {
                    out.write(document);
                  } catch (IOException e) {
                    LOG.log(Level.FINE, "the reader has ended before it was given everything", e);
                  }
                });
    try {
      var bytes = answer.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
      if (!process.waitFor(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
        throw new TimeoutException();
      }
      if (process.exitValue() != 0) {
        LOG.warning(() -> "a document's reader ended with exit code " + process.exitValue());
        return new Reading.Refused(1, 1, TOO_MUCH);
      }
      return DocumentJson.read(bytes);
    } catch (TimeoutException e) {
      LOG.warning(() -> "a document was not read within " + atMost);
      return new Reading.Refused(1, 1, TOO_MUCH);
    } catch (ExecutionException e) {
      LOG.log(Level.WARNING, "a document's reader said too much, or nothing", e.getCause());
      return new Reading.Refused(1, 1, TOO_MUCH);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
      given.join();
    }
  }

  private static byte[] bounded(InputStream in) throws IOException {
    var bytes = in.readNBytes(MAX_ANSWER + 1);
    if (bytes.length > MAX_ANSWER) {
      throw new IOException("more than " + MAX_ANSWER + " bytes");
    }
    return bytes;
  }
}
