package factory.pipeline.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import factory.pipeline.version.Trees;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Ideas, each with a specification, built, proven, and asked by tests written from the idea. */
class CorpusTest {
  private Path folder = Path.of("");

  @BeforeEach
  void makeFolder() throws Exception {
    folder = Files.createTempDirectory("fc");
  }

  @AfterEach
  void deleteFolder() throws Exception {
    Trees.delete(folder);
  }

  static Stream<String> names() {
    return Idea.all().stream().map(Idea::name);
  }

  @ParameterizedTest
  @MethodSource("names")
  void everySpecificationMakesSense(String name) {
    assertEquals(
        "",
        String.join(
            "\n", Corpus.problems(Idea.named(name)).stream().map(Object::toString).toList()));
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(strings = {"split-bill", "recipes", "watchlist", "expenses", "stock", "team-boards"})
  void someComeOutRight(String name) throws Exception {
    assertRight(Idea.named(name));
  }

  @Tag("slow")
  @EnabledIfEnvironmentVariable(named = "FACTORY_TEST_LONG", matches = ".+")
  @Test
  void allComeOutRight() throws Exception {
    for (var idea : Idea.all()) {
      assertRight(idea);
    }
  }

  private void assertRight(Idea idea) throws Exception {
    var outcome = new Corpus(folder).run(idea);
    assertTrue(outcome.verdict() == Outcome.Verdict.RIGHT, outcome::line);
  }
}
