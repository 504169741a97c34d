package factory.pipeline.write;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Files of an artefact on disk. */
public final class Sources {
  /** Where the build puts the runtime and all it needs. */
  public static final Path RUNTIME_LIBS = Path.of("../service-runtime/target/libs");

  private Sources() {}

  /** Writes them below a folder. */
  public static void write(Artifact artifact, Path folder) throws IOException {
    for (var file : artifact.files().entrySet()) {
      var path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
  }

  /** Deletes a folder with everything in it. */
  public static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
