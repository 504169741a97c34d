package factory.pipeline.prove;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.prove.Proof.Outcome;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specifications;
import factory.pipeline.write.Writer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is computed from members of objects, what objects are made of, what a field begins as, and
 * what comes of figures about other records, is computed by the prover too, without an example that
 * would say it.
 */
@Tag("slow")
final class MembersProofTest {
  private final Path folder;

  MembersProofTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static Specification quotes() throws IOException {
    var json = Files.readString(Path.of("src/test/resources/specifications/given/quotes.json"));
    return Specifications.parse(json).withExamples(List.of());
  }

  private Proof proof(String right, String wrong) throws Exception {
    var specification = quotes();
    var artifact = new Writer().write(specification);
    var files = new TreeMap<>(artifact.files());
    files.replaceAll((_, text) -> text.replace(right, wrong));
    assertThat(files.equals(artifact.files())).isEqualTo(right.equals(wrong));
    return new Proven(folder)
        .of(specification, files, artifact.openapi(), UnaryOperator.identity());
  }

  @Test
  void whatIsRightIsProven() throws Exception {
    var proof = proof("quotes", "quotes");

    assertThat(proof.checks()).filteredOn(check -> check.outcome() == Outcome.FAILED).isEmpty();
    assertThat(proof.checks())
        .filteredOn(check -> check.outcome() == Outcome.PASSED)
        .extracting(Proof.Check::name)
        .anyMatch(name -> name.startsWith("left of a quote begins as"))
        .anyMatch(name -> name.contains("total"))
        .anyMatch(name -> name.contains("invoice"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "given -> given.money(\"budget\") | given -> Decimals.decimal(7)",
        "l.has(\"discount\") | !l.has(\"what\")",
        "Decimals.decimal(l.whole(\"count\")) | Decimals.decimal(1)",
        "quote.object(\"address\").text(\"city\") | quote.object(\"address\").text(\"zip\")",
        "Lists.max( | Lists.min(",
        "quote.money(\"budget\"), quote.money(\"ordered\") | quote.money(\"ordered\"), quote.money(\"ordered\")",
        "quote.has(\"dearest\") | !quote.has(\"customer\")",
        "Decimals.decimal(\"1.0\") | Decimals.decimal(\"1.1\")",
      })
  void aMistakeIsFound(String right, String wrong) throws Exception {
    assertThat(proof(right, wrong).checks())
        .filteredOn(check -> check.outcome() == Outcome.FAILED)
        .isNotEmpty();
  }
}
