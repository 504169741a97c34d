package factory.pipeline.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import factory.mesh.Extent;
import factory.pipeline.template.Template;
import factory.pipeline.template.Templates;
import factory.pipeline.version.Trees;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
    return Idea.all().stream().filter(idea -> !idea.held()).map(Idea::name);
  }

  @Test
  void everySpecificationMakesSense() {
    var problems =
        names()
            .flatMap(
                name ->
                    Corpus.problems(Idea.named(name)).stream()
                        .map(problem -> name + ": " + problem))
            .toList();
    assertEquals(List.of(), problems);
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "01-split-bill",
        "17-recipes",
        "26-expenses",
        "34-invoices",
        "39-polls",
        "52-burn-after-reading",
        "53-moderated-wall"
      })
  void someComeOutRight(String name) {
    assertRight(Idea.named(name));
  }

  @Tag("slow")
  @EnabledIfEnvironmentVariable(named = "FACTORY_TEST_LONG", matches = ".+")
  @ParameterizedTest
  @MethodSource("names")
  void allComeOutRight(String name) {
    assertRight(Idea.named(name));
  }

  static Stream<Idea> templates() {
    var all = Templates.load();
    return Extent.sample(12, all.all()).stream()
        .map(
            template ->
                new Idea(
                    "template " + template.name(),
                    false,
                    template.example(),
                    all.filled(List.of(new Template.Use(template.name(), Map.of())))));
  }

  @Tag("slow")
  @ParameterizedTest
  @MethodSource("templates")
  void templatesComeOutRight(Idea template) {
    assertRight(template);
  }

  private void assertRight(Idea idea) {
    var outcome = new Corpus(folder).run(idea);
    assertEquals(Outcome.Verdict.RIGHT, outcome.verdict(), outcome::line);
  }
}
