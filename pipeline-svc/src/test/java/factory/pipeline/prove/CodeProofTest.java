package factory.pipeline.prove;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.prove.Proof.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A service whose specification brings Java along: its examples say whether that is right. */
@Tag("slow")
final class CodeProofTest {
  private final Path folder;

  CodeProofTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Proof proof(String right, String wrong) throws Exception {
    var specification = GivenSpecification.read("connect-four");
    return GivenSpecification.proof(folder, specification, right, wrong);
  }

  @Test
  void whatIsRightIsProvenAndTheRestIsNotTried() throws Exception {
    var proof = proof("compute", "compute");

    assertThat(proof.checks()).filteredOn(check -> check.outcome() == Outcome.FAILED).isEmpty();
    assertThat(proof.checks())
        .filteredOn(check -> check.outcome() == Outcome.PASSED)
        .extracting(Proof.Check::name)
        .anyMatch(name -> name.contains("Who won"))
        .anyMatch(name -> name.contains("Words by their lengths"));
    assertThat(proof.checks())
        .filteredOn(check -> check.outcome() == Outcome.NOT_TRIED)
        .anyMatch(check -> check.toString().contains("winner"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FOUR = 4 | FOUR = 5",
        "return first; | return 3 - first;",
        "comparing(String::length) | comparing(String::isEmpty)",
        "return 0; | return 1;",
      })
  void aMistakeIsFoundByAnExample(String right, String wrong) throws Exception {
    assertThat(proof(right, wrong).checks())
        .filteredOn(check -> check.outcome() == Outcome.FAILED)
        .isNotEmpty();
  }
}
