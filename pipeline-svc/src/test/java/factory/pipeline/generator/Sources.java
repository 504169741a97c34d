package factory.pipeline.generator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Files of an artefact on disk. */
final class Sources {
  /** Where the build puts the runtime and all it needs. */
  static final Path RUNTIME_LIBS = Path.of("../service-runtime/target/libs");

  private Sources() {}

  static void write(Artifact artifact, Path folder) throws IOException {
    for (var file : artifact.files().entrySet()) {
      var path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }

  static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
