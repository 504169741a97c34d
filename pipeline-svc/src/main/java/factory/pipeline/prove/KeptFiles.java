package factory.pipeline.prove;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Looks through what a service keeps in its data folder. */
final class KeptFiles {
  private static final long MOST_BYTES_OF_A_FILE = 64 << 20;

  private KeptFiles() {}

  /** What is done with a file, of which each byte is a character. */
  interface Look<X extends Exception> {
    void at(Path file, String text) throws X;
  }

  /** Looks at each file that is not too large to be read whole. */
  static <X extends Exception> void each(Path data, Look<X> look) throws IOException, X {
    try (var files = Files.walk(data)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        if (Files.size(file) <= MOST_BYTES_OF_A_FILE) {
          look.at(file, new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        }
      }
    }
  }
}
