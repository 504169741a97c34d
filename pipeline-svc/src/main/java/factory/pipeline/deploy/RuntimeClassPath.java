package factory.pipeline.deploy;

import factory.pipeline.build.SourceCompiler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the JVM of every generated service loads: exact jars, and the ahead-of-time cache of them
 * that {@code ./factory} makes beside them. One cache serves all services, since each begins with
 * the same jars and has its own behind them. Any number of threads.
 *
 * <p>A cache of other jars would run their code: the JVM was seen to take one whose jars had
 * changed since. So what it was made of stands beside it and is compared at every start.
 */
final class RuntimeClassPath {
  /** The cache, beside the jars. */
  static final String CACHE = "services.aot";

  /** Name, length and time of change of each jar that the cache was made of, a line each. */
  static final String MADE_OF = "services.aot.jars";

  private static final Logger LOG = Logger.getLogger(RuntimeClassPath.class.getName());

  private final Path folder;

  /** What was said last, so that it is said once. */
  private final AtomicReference<String> said = new AtomicReference<>("");

  /**
   * @param folder with the runtime's jars
   */
  RuntimeClassPath(Path folder) {
    this.folder = folder;
  }

  /**
   * The arguments of a JVM that runs a service.
   *
   * @param service its jar; empty for one that is told later
   */
  List<String> arguments(Optional<Path> service) {
    var jars = jars();
    var classPath =
        Stream.concat(jars.stream(), service.stream())
            .map(Path::toString)
            .collect(Collectors.joining(":"));
    var against = against(jars);
    if (!said.getAndSet(against).equals(against) && !against.isEmpty()) {
      LOG.info("services start without an ahead-of-time cache, which takes longer: " + against);
    }
    List<String> arguments = new ArrayList<>();
    if (against.isEmpty()) {
      // The JVM goes on without a cache that it cannot use, and says so in the service's log.
      arguments.addAll(
          List.of("-XX:AOTCache=" + folder.resolve(CACHE), "-XX:AOTMode=auto", "-Xlog:aot*=error"));
    }
    sqlite().ifPresent(library -> arguments.add("-Dorg.sqlite.lib.path=" + library));
    arguments.addAll(List.of("-cp", classPath));
    return arguments;
  }

  /** SQLite for this machine, unpacked; without it the driver unpacks its own at every start. */
  private Optional<Path> sqlite() {
    var machine = System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch64";
    var library = folder.resolve("native/org/sqlite/native/Linux").resolve(machine);
    return Optional.of(library).filter(Files::isDirectory);
  }

  /** What speaks against the cache; empty when nothing does. */
  private String against(List<Path> jars) {
    var madeOf = folder.resolve(MADE_OF);
    try {
      if (!Files.isReadable(folder.resolve(CACHE)) || !Files.isReadable(madeOf)) {
        return "there is none in " + folder;
      }
      return Files.readString(madeOf).equals(describe(jars))
          ? ""
          : "the jars in " + folder + " have changed since it was made";
    } catch (IOException e) {
      return "it cannot be read: " + e.getMessage();
    }
  }

  private List<Path> jars() {
    try {
      return SourceCompiler.jars(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("the runtime's jars cannot be listed", e);
    }
  }

  private static String describe(List<Path> jars) throws IOException {
    var text = new StringBuilder();
    for (var jar : jars) {
      text.append(jar.getFileName())
          .append(' ')
          .append(Files.size(jar))
          .append(' ')
          .append(Files.getLastModifiedTime(jar).toMillis())
          .append('\n');
    }
    return text.toString();
  }
}
