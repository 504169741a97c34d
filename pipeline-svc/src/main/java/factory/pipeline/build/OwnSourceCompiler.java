package factory.pipeline.build;

import factory.pipeline.sandbox.Bounds;
import factory.pipeline.sandbox.Confinement;
import factory.pipeline.sandbox.JdkFiles;
import factory.pipeline.sandbox.Sandbox;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Compiles what a person has written, or a specification brings along: in a process of its own in
 * the sandbox, since a text can keep a compiler busy for ever, or fill its memory. No processor of
 * annotations runs. Without a sandbox nothing is compiled. Safe for many threads.
 */
public final class OwnSourceCompiler {
  private static final Duration AT_MOST = Duration.ofSeconds(45);
  private static final int MAX_SAID = 64 << 10;

  /** What a few thousand lines become is a hundredth of that. */
  private static final long MAX_CLASSES = 16L << 20;

  private static final Bounds BOUNDS = new Bounds(768L << 20, 64, 1L << 20);

  /** Where something is wrong, and what. */
  private static final Pattern DIAGNOSTIC =
      Pattern.compile("(?<file>\\S.*\\.java):(?<line>\\d+): error: (?<message>.*)");

  /** What the compiler says besides of a name that it does not know. */
  private static final Pattern DETAIL =
      Pattern.compile("  (symbol|location|required|found|reason):.*");

  private final Path folder;
  private final Path javaHome;
  private final Path libs;
  private final Optional<Sandbox> sandbox;
  private final Duration atMost;

  /**
   * A compiler.
   *
   * @param folder of its own, for what it compiles
   * @param javaHome the JDK whose compiler it is
   * @param libs the runtime's jars
   */
  public OwnSourceCompiler(Path folder, Path javaHome, Path libs, Optional<Sandbox> sandbox) {
    this(folder, javaHome, libs, sandbox, AT_MOST);
  }

  OwnSourceCompiler(
      Path folder, Path javaHome, Path libs, Optional<Sandbox> sandbox, Duration atMost) {
    this.folder = folder.toAbsolutePath();
    this.javaHome = javaHome;
    this.libs = libs.toAbsolutePath().normalize();
    this.sandbox = sandbox;
    this.atMost = atMost;
  }

  /** Whether sources have Java that the writer did not write, but a specification brought along. */
  public static boolean hasCode(Path sourceDir) {
    return CodeClasses.areIn(sourceDir);
  }

  /** Whether there is a sandbox to do it in. */
  public boolean works() {
    return sandbox.isPresent();
  }

  /**
   * Compiles every {@code .java} file below a folder and puts the classes, with every other file
   * beside them, into a jar, which appears whole or not at all. Warnings are no errors.
   */
  public void compileToJar(Path sourceDir, Path jarFile)
      throws CompilationFailed, InterruptedException, IOException {
    var apart =
        sandbox.orElseThrow(
            () ->
                new CompilationFailed(
                    "there is no sandbox here, in which alone Java of somebody's own is compiled"));
    var name = "compile-" + UUID.randomUUID().toString().substring(0, 8);
    var scratch = folder.resolve(name);
    var sources = scratch.resolve("src");
    var classes = Files.createDirectories(scratch.resolve("classes"));
    try {
      var files = copied(sourceDir, sources);
      var builder = new ProcessBuilder(command(apart, name, scratch, files));
      builder.redirectErrorStream(true).environment().clear();
      builder.environment().putAll(Map.of("LANG", "C.UTF-8"));
      ended(builder.start(), sources);
      requireBounded(classes);
      CodeClasses.bound(classes);
      SourceCompiler.writeJar(sourceDir, classes, jarFile);
    } finally {
      apart.forget(scratch, name);
      SourceCompiler.deleteTree(scratch);
    }
  }

  private static List<String> copied(Path from, Path to) throws IOException {
    List<String> files = new ArrayList<>();
    for (var file : SourceCompiler.filesBelow(from).filter(SourceCompiler::isSource).toList()) {
      var copy = to.resolve(from.relativize(file).toString());
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy);
      files.add(copy.toString());
    }
    files.sort(null);
    return files;
  }

  private List<String> command(Sandbox apart, String name, Path scratch, List<String> files)
      throws IOException {
    List<String> javac =
        new ArrayList<>(
            List.of(
                javaHome.resolve("bin/javac").toString(),
                "-J-Xmx320m",
                "-J-Xss4m",
                "-J-XX:+UseSerialGC",
                "-J-XX:TieredStopAtLevel=1",
                "-J-XX:-UsePerfData",
                "-J-XX:+ExitOnOutOfMemoryError",
                "-J-Djava.io.tmpdir=" + scratch,
                "-J-Duser.language=en",
                "-encoding",
                "UTF-8",
                "-nowarn",
                "-Xmaxerrs",
                Integer.toString(SourceCompiler.SHOWN_DIAGNOSTICS),
                "-proc:none",
                "-implicit:none",
                "-g",
                "-parameters",
                "-sourcepath",
                scratch.resolve("src/src").toString(),
                "-cp",
                libs + "/*",
                "-d",
                scratch.resolve("classes").toString()));
    javac.addAll(files);
    return apart.command(
        javac, new Confinement(JdkFiles.with(javaHome, libs), List.of(scratch), name), BOUNDS);
  }

  private void ended(Process process, Path sources)
      throws CompilationFailed, InterruptedException, IOException {
    process.getOutputStream().close();
    var deadline = System.nanoTime() + atMost.toNanos();
    var said = new FutureTask<>(() -> said(process.getInputStream()));
    Thread.ofVirtual().name("compiler-words").start(said);
    try {
      var words = said.get(atMost.toNanos(), TimeUnit.NANOSECONDS);
      if (!process.waitFor(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
        throw new TimeoutException();
      }
      if (process.exitValue() != 0) {
        throw new CompilationFailed(shown(words, sources));
      }
    } catch (TimeoutException e) {
      throw new CompilationFailed(
          "the compiler takes longer than %d s for it; make it smaller"
              .formatted(atMost.toSeconds()));
    } catch (ExecutionException e) {
      throw new IOException("the compiler's words cannot be read", e.getCause());
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
  }

  /** The first of what it says; the rest is read and forgotten. */
  private static String said(InputStream in) throws IOException {
    var first = new String(in.readNBytes(MAX_SAID), StandardCharsets.UTF_8);
    var _ = in.transferTo(OutputStream.nullOutputStream());
    return first;
  }

  /** As the other compiler shows them: file, line and message, without the lines of the text. */
  private static String shown(String words, Path sources) {
    List<String> lines = new ArrayList<>();
    for (var line : words.replace(sources + "/", "").lines().toList()) {
      var found = DIAGNOSTIC.matcher(line);
      if (found.matches()) {
        lines.add(
            "%s:%s: %s"
                .formatted(found.group("file"), found.group("line"), found.group("message")));
      } else if (!lines.isEmpty() && DETAIL.matcher(line).matches()) {
        lines.add(line);
      }
    }
    return lines.isEmpty()
        ? "the compiler takes more memory or larger files for it than there are for one; make it smaller"
        : String.join("\n", lines);
  }

  private static void requireBounded(Path classes) throws IOException, CompilationFailed {
    var bytes = 0L;
    for (var file : SourceCompiler.filesBelow(classes).toList()) {
      bytes += Files.size(file);
    }
    if (bytes > MAX_CLASSES) {
      throw new CompilationFailed("its classes are larger than %d bytes".formatted(MAX_CLASSES));
    }
  }
}
