package factory.pipeline.tool;

import factory.pipeline.sandbox.Bounds;
import factory.pipeline.sandbox.Sandbox;
import factory.pipeline.sandbox.Workspace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs a tool once, in a sandbox of its own: files in memory, no network, nothing of this machine
 * but the program and the libraries, bounds of time, memory, processes and output. Whatever it
 * does, {@link #run} returns soon after its seconds are over, and nothing of it runs then.
 */
final class ToolRun {
  private static final Logger LOG = Logger.getLogger(ToolRun.class.getName());
  private static final int SHOWN_BYTES = 8_000;
  private static final int SETUP_SECONDS = 5;
  private static final int PATIENCE_SECONDS = 10;
  private static final int SIGKILL = 9;
  private static final int SIGXCPU = 24;

  private final Sandbox sandbox;

  ToolRun(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  /** How a run ended. */
  sealed interface Ended {
    /**
     * By itself.
     *
     * @param said what it wrote to its standard error; the first of it
     */
    record Exited(int code, String said) implements Ended {}

    /** It was ended. */
    record Stopped(ToolFault fault) implements Ended {}
  }

  /**
   * Runs it; what it writes is in the output then. On a thread that waits for it: a virtual one may
   * call this.
   *
   * @param name of this run alone: letters, digits and dashes
   * @param scratch a folder of this run alone
   * @param inputs in its folder
   */
  Ended run(
      Tool tool,
      String name,
      Path scratch,
      List<Path> inputs,
      List<String> types,
      Map<String, String> values,
      Path output)
      throws InterruptedException {
    var run =
        new FutureTask<Ended>(() -> alone(tool, name, scratch, inputs, types, values, output));
    // The kernel ends the tool with the thread that started it, which is therefore its own.
    Thread.ofPlatform().name("tool-" + tool.name()).start(run);
    try {
      return run.get();
    } catch (ExecutionException e) {
      LOG.log(Level.WARNING, e.getCause(), () -> "the tool " + tool.name() + " cannot be run");
      return new Ended.Stopped(ToolFault.UNAVAILABLE);
    } finally {
      sandbox.forget(scratch, name);
    }
  }

  private Ended alone(
      Tool tool,
      String name,
      Path scratch,
      List<Path> inputs,
      List<String> types,
      Map<String, String> values,
      Path output)
      throws IOException, InterruptedException {
    var limits = tool.limits();
    var program = tool.program().toRealPath();
    Map<String, Path> files = new HashMap<>();
    List<String> names = new ArrayList<>();
    for (var i = 0; i < inputs.size(); i++) {
      var file = "in-" + (i + 1) + "." + ToolTypes.ending(types.get(i));
      names.add(file);
      files.put(file, inputs.get(i));
    }
    Set<Path> readable = new LinkedHashSet<>(List.of(program));
    for (var file : tool.files()) {
      if (Files.exists(file)) {
        readable.add(file);
      }
    }
    var workspace =
        new Workspace(
            name,
            scratch,
            List.copyOf(readable),
            files,
            limits.memoryBytes() / 4,
            limits.seconds());
    var command =
        sandbox.command(
            tool.vector(program, names, ToolTypes.ending(types.getFirst()), values),
            workspace,
            new Bounds(limits.memoryBytes(), limits.processes(), limits.memoryBytes() / 4));
    var builder =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.environment().clear();
    builder
        .environment()
        .putAll(
            Map.of(
                "LANG",
                "C.UTF-8",
                "PATH",
                "/usr/bin",
                "HOME",
                Workspace.FOLDER.toString(),
                "TMPDIR",
                Workspace.FOLDER.toString()));
    return ended(tool, name, builder.start(), output);
  }

  private Ended ended(Tool tool, String name, Process process, Path output)
      throws InterruptedException {
    var written =
        new FutureTask<>(() -> kept(process.getInputStream(), output, tool.limits().outputBytes()));
    var said = new FutureTask<>(() -> first(process.getErrorStream()));
    Thread.ofVirtual().name("tool-output").start(written);
    Thread.ofVirtual().name("tool-words").start(said);
    try {
      var seconds = tool.limits().seconds() + SETUP_SECONDS;
      if (!written.get(seconds, TimeUnit.SECONDS)) {
        return new Ended.Stopped(ToolFault.OUTPUT_TOO_LARGE);
      }
      var words = said.get(seconds, TimeUnit.SECONDS);
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        return new Ended.Stopped(ToolFault.TOO_SLOW);
      }
      var code = process.exitValue();
      if (sandbox.ranOutOfMemory(name)) {
        return new Ended.Stopped(ToolFault.OUT_OF_MEMORY);
      }
      if (code == 128 + SIGXCPU || code == 128 + SIGKILL) {
        // Its processor time was over: nothing else ends it like that.
        return new Ended.Stopped(ToolFault.TOO_SLOW);
      }
      if (code == 125 || words.startsWith("bwrap: ") || words.startsWith("setpriv: ")) {
        LOG.warning(() -> "the tool " + tool.name() + " did not start: " + words);
        return new Ended.Stopped(ToolFault.UNAVAILABLE);
      }
      return new Ended.Exited(code, words);
    } catch (TimeoutException e) {
      return new Ended.Stopped(ToolFault.TOO_SLOW);
    } catch (ExecutionException e) {
      LOG.log(Level.WARNING, e.getCause(), () -> "what " + tool.name() + " writes cannot be kept");
      return new Ended.Stopped(ToolFault.UNAVAILABLE);
    } finally {
      end(process);
    }
  }

  /**
   * All of it, however many have been started meanwhile: the first of them takes the rest along.
   */
  private static void end(Process process) throws InterruptedException {
    var all = process.descendants().toList();
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
    var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    while (all.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() < deadline) {
      Thread.sleep(5);
    }
  }

  /** Keeps what it writes; false when that is too much. */
  private static boolean kept(InputStream in, Path output, long most) throws IOException {
    try (in;
        var out = Files.newOutputStream(output)) {
      var buffer = new byte[16_384];
      long all = 0;
      for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        all += read;
        if (all > most) {
          return false;
        }
        out.write(buffer, 0, read);
      }
      return true;
    }
  }

  /** The first of a text; the rest is read, and forgotten. */
  private static String first(InputStream in) throws IOException {
    try (in) {
      var kept = new ByteArrayOutputStream();
      var buffer = new byte[4_096];
      for (var read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        kept.write(buffer, 0, Math.min(read, SHOWN_BYTES - kept.size()));
      }
      return kept.toString(StandardCharsets.UTF_8);
    }
  }
}
