package factory.pipeline.write;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.source.EnglishSource;
import factory.pipeline.source.SpecSource.Outcome.Understood;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whole artefacts, file by file. {@code -Dgolden.rewrite=true} writes them anew; review their diff.
 */
final class GoldenTest {
  private static final Path GOLDEN = Path.of("src/test/resources/specifications/golden");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "books | track books with title, author and a rating from 1 to 5",
        "shop | We run a shop. Customers with name and email (unique), and orders with total, status: open, paid or shipped, items, note (optional) and whether it is a gift",
        "contacts | keep contacts with name (required), email and phone",
      })
  void writesWhatWasReviewed(String name, String idea) throws IOException {
    var read = (Understood) new EnglishSource().read(idea);
    var artifact = new Writer().write(read.specification());
    var folder = GOLDEN.resolve(name);
    if (Boolean.getBoolean("golden.rewrite")) {
      if (Files.exists(folder)) {
        Sources.delete(folder);
      }
      Sources.write(artifact, folder);
    }
    var golden = new TreeMap<String, String>();
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        golden.put(folder.relativize(file).toString(), Files.readString(file));
      }
    }
    assertThat(artifact.files()).isEqualTo(golden);
    assertThat(new Contract(artifact.openapi()).faultsOfExamples()).isEmpty();
  }
}
