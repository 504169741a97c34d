package factory.pipeline.prove;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.prove.Proof.Outcome;
import java.nio.file.Path;
import java.util.List;
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

  private Proof proof(String right, String wrong) throws Exception {
    var specification = GivenSpecification.read("quotes").withExamples(List.of());
    return GivenSpecification.proof(folder, specification, right, wrong);
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
