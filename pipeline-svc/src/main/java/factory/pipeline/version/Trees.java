package factory.pipeline.version;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** Folders with everything in them. */
public final class Trees {
  private Trees() {}

  /** Deletes a folder, when it is there, with everything in it. */
  public static void delete(Path root) {
    // A process that is just ending may still write: look again until the folder is gone.
    for (var attempt = 0; ; attempt++) {
      try {
        if (!Files.exists(root)) {
          return;
        }
        List<Path> paths;
        try (var walk = Files.walk(root)) {
          paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (var path : paths) {
          Files.deleteIfExists(path);
        }
      } catch (NoSuchFileException | UncheckedIOException e) {
        if (attempt > 20) {
          throw new IllegalStateException("cannot delete " + root, e);
        }
      } catch (IOException e) {
        if (attempt > 20) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }
}
