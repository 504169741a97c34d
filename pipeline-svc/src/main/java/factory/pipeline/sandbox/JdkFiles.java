package factory.pipeline.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a JVM in a sandbox has to read. */
public final class JdkFiles {
  private JdkFiles() {}

  /** A JDK, with what distributions keep of it elsewhere and link to, and a folder of jars. */
  public static List<Path> with(Path javaHome, Path libs) {
    Set<Path> all = new LinkedHashSet<>(List.of(javaHome, libs));
    try {
      var home = javaHome.toRealPath();
      all.add(home);
      for (var part : List.of("conf", "lib")) {
        try (var files = Files.walk(home.resolve(part))) {
          for (var file : (Iterable<Path>) files.filter(Files::isSymbolicLink)::iterator) {
            if (Files.exists(file) && !file.toRealPath().startsWith(home)) {
              all.add(file.toRealPath());
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the JDK for services cannot be read: " + javaHome, e);
    }
    return List.copyOf(all);
  }
}
