package factory.pipeline.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What somebody asked for, with what it was understood as.
 *
 * @param name of its folder
 * @param held whether it was kept back while the parts were built
 * @param text as a person typed it
 * @param specification JSON; its examples are the acceptance tests, written from the text alone
 */
record Idea(String name, boolean held, String text, String specification) {
  private static final Path RESOURCES = Path.of("src/test/resources");

  /** All of them, those held back last, in the order of their names. */
  static List<Idea> all() {
    return Stream.concat(in("corpus", false).stream(), in("corpus-held", true).stream()).toList();
  }

  /** The one of that name. */
  static Idea named(String name) {
    return all().stream().filter(idea -> idea.name().equals(name)).findFirst().orElseThrow();
  }

  private static List<Idea> in(String folder, boolean held) {
    try (var folders = Files.list(RESOURCES.resolve(folder))) {
      return folders.sorted().map(one -> read(one, held)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Idea read(Path folder, boolean held) {
    try {
      return new Idea(
          folder.getFileName().toString(),
          held,
          Files.readString(folder.resolve("idea.txt")).strip(),
          Files.readString(folder.resolve("specification.json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
