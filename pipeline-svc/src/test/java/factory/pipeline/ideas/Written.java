package factory.pipeline.ideas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.source.SpecSource;
import factory.pipeline.spec.Specifications;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Specifications that somebody wrote by hand from some of the wishes, so that it is known that
 * their tests can be passed, and that they find what is wrong.
 */
final class Written {
  private static final Path FOLDER = Path.of("src/test/resources/ideas-written");

  private Written() {}

  /** Of which wishes there are some; after a dot, in another way. */
  static Stream<String> names() {
    try (var files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString().replaceFirst("\\.json$", ""))
          .sorted()
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The specification for a wish, as JSON. */
  static String specification(String name) {
    try {
      return Files.readString(FOLDER.resolve(name + ".json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A reader who makes of every text what is written there. */
  static SpecSource reader(String specification) {
    return text -> new SpecSource.Outcome.Understood(Specifications.parse(specification));
  }

  /** A wish whose every test is for one wording. */
  static Wish wish(String name) {
    var wish = Wish.named(name.replaceFirst("\\..*", ""));
    return new Wish(
        name,
        false,
        Map.of("written", ""),
        wish.expected(),
        wish.named(),
        wish.words(),
        wish.answers(),
        wish.tests().stream().map(Written::forAll).toList());
  }

  private static JsonNode forAll(JsonNode test) {
    ObjectNode copy = test.deepCopy();
    copy.remove(List.of("only"));
    return copy;
  }
}
