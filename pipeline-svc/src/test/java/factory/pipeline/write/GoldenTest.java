package factory.pipeline.write;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.build.SourceCompiler;
import factory.pipeline.source.SpecSource.Outcome.Understood;
import factory.pipeline.source.english.EnglishSource;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specifications;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole artefacts, file by file. {@code -Dgolden.rewrite=true} writes them anew; review their diff.
 */
final class GoldenTest {
  private static final Path SPECIFICATIONS = Path.of("src/test/resources/specifications");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "books | track books with title, author and a rating from 1 to 5",
        "shop | We run a shop. Customers with name and email (unique), and orders with total, status: open, paid or shipped, items, note (optional) and whether it is a gift",
        "contacts | keep contacts with name (required), email and phone",
      })
  void writesWhatWasReviewedOfAnIdea(String name, String idea, @TempDir Path folder)
      throws Exception {
    var read = (Understood) new EnglishSource().read(idea);
    check(name, read.specification(), folder);
  }

  @ParameterizedTest
  @ValueSource(strings = {"library", "poll", "expenses", "mortgage", "notes", "quotes"})
  void writesWhatWasReviewedOfASpecification(String name, @TempDir Path folder) throws Exception {
    var json = Files.readString(SPECIFICATIONS.resolve("given/" + name + ".json"));
    var specification = Specifications.parse(json);
    assertThat(Checker.check(specification)).isEmpty();
    check(name, specification, folder);
  }

  @Test
  void theDocumentOfAnActionThatKeepsItsCallerSaysThatItNeedsOne() throws IOException {
    var coffees = Path.of("src/test/resources/corpus/48-coffee-list/specification.json");
    var artifact = new Writer().write(Specifications.parse(Files.readString(coffees)));
    var responses =
        ExactJson.MAPPER.readTree(artifact.openapi()).at("/paths/~1tabs~1open/post/responses");
    assertThat(responses.has("401")).as(responses.toString()).isTrue();
  }

  private static void check(String name, Specification specification, Path scratch)
      throws Exception {
    var artifact = new Writer().write(specification);
    assertThat(new Writer().write(specification).contentHash()).isEqualTo(artifact.contentHash());
    rewriteIfAsked(name, artifact);
    assertThat(artifact.files()).isEqualTo(golden(name));
    assertThat(new Contract(artifact.openapi()).faultsOfExamples()).isEmpty();
    Sources.write(artifact, scratch);
    new SourceCompiler(Sources.RUNTIME_LIBS).compileToJar(scratch, scratch.resolve("service.jar"));
  }

  private static void rewriteIfAsked(String name, Artifact artifact) throws IOException {
    var folder = SPECIFICATIONS.resolve("golden").resolve(name);
    if (Boolean.getBoolean("golden.rewrite")) {
      if (Files.exists(folder)) {
        Sources.delete(folder);
      }
      Sources.write(artifact, folder);
    }
  }

  private static Map<String, String> golden(String name) throws IOException {
    var folder = SPECIFICATIONS.resolve("golden").resolve(name);
    var golden = new TreeMap<String, String>();
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        golden.put(folder.relativize(file).toString(), Files.readString(file));
      }
    }
    return golden;
  }
}
