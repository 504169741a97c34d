package factory.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of reviewed output; {@code -Dgolden.rewrite=true} writes them anew, for a review. */
final class Golden {
  private static final Path FOLDER = Path.of("src/test/resources/golden");

  private Golden() {}

  static void matches(String name, String actual) {
    var file = FOLDER.resolve(name);
    try {
      if (Boolean.getBoolean("golden.rewrite")) {
        Files.createDirectories(FOLDER);
        Files.writeString(file, actual);
      }
      assertThat(actual)
          .as("%s; rewrite with -Dgolden.rewrite=true", name)
          .isEqualTo(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
