package factory.pipeline.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/**
 * A document that somebody else wrote, with tests that were written from it alone.
 *
 * @param name of its file, without the ending
 * @param held whether no rule was made with it in mind
 * @param tests as {@code NAME.tests.yaml} has them
 */
record OthersDocument(String name, boolean held, String text, JsonNode tests) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path OPEN = Path.of("src/test/resources/documents");
  private static final Path MADE = Path.of("src/test/resources/documents-made");
  private static final Path HELD = Path.of("src/test/resources/documents-held");
  private static final String TESTS = ".tests.yaml";

  /** All that have tests, those held back last. */
  static List<OthersDocument> all() {
    List<OthersDocument> all = new ArrayList<>();
    for (var folder : List.of(OPEN, HELD)) {
      names(folder).forEach(name -> all.add(read(folder, name)));
    }
    return all;
  }

  /** One that is not held back. */
  static OthersDocument named(String name) {
    return read(OPEN, name);
  }

  /** One of our own, of one sort of operations. */
  static OthersDocument made(String name) {
    return read(MADE, name);
  }

  private static List<String> names(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(TESTS))
          .map(file -> file.substring(0, file.length() - TESTS.length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static OthersDocument read(Path folder, String name) {
    try {
      var document =
          Stream.of(".yaml", ".yml", ".json")
              .map(ending -> folder.resolve(name + ending))
              .filter(Files::exists)
              .findFirst()
              .orElseThrow();
      var tests = new Yaml().<Object>load(Files.readString(folder.resolve(name + TESTS)));
      return new OthersDocument(
          name, folder.equals(HELD), Files.readString(document), JSON.valueToTree(tests));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
