package factory.pipeline.prove;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.prove.Proof.Outcome;
import factory.pipeline.write.Writer;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What callers choose and rate once: proven of a right service, and each mistake is found. */
@Tag("slow")
final class BallotChecksTest {
  @TempDir Path folder = Path.of("");

  private Proof proof(String right, String wrong) throws Exception {
    return proof(right, wrong, false);
  }

  private Proof proof(String right, String wrong, boolean all) throws Exception {
    var specification = MadeSpecification.of(folder, "ballots");
    var artifact = new Writer().write(specification);
    var files = MadeSpecification.files(artifact, text -> text.replace(right, wrong));
    if (!right.equals(wrong)) {
      assertThat(files).isNotEqualTo(artifact.files());
    }
    return new Proven(folder)
        .with(
            files,
            artifact.openapi(),
            client ->
                all
                    ? new Prover().prove(specification, artifact.openapi(), client, Proven.BUDGET)
                    : new Prover()
                        .relations(specification, artifact.openapi(), client, Proven.BUDGET));
  }

  @Test
  void aRightServiceIsProven() throws Exception {
    var proof = proof("", "");

    assertThat(proof.checks()).filteredOn(check -> check.outcome() != Outcome.PASSED).isEmpty();
    assertThat(proof.checks())
        .filteredOn(check -> check.name().contains("once by each caller"))
        .hasSize(7);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "o.equals(input.text(\"option\")) | true",
        "input.whole(\"answer_index\") < Lists.size( | input.whole(\"answer_index\") < 1 + Lists.size(",
        "Values.of(\"choice\", input.whole(\"answer_index\")) | Values.of(\"choice\", 0L)",
        "Values.of(\"choice\", input.text(\"option\")) | Values.of(\"choice\", \"other\")",
        ".and(\"value\", -1L) | .and(\"value\", 1L)",
        ".and(\"value\", input.whole(\"stars\")) | .and(\"value\", 3L)",
        "Condition.equal(\"made_by\", call.caller()) | Condition.always()",
        "call.count(\"poll_votes\", Condition.equal(\"poll\", poll.key())) | 0L",
        ".among(poll.<String>list(\"options\")) | .words()",
        ".among(survey.<String>list(\"answers\")) | .words()",
        "input.whole(\"value\") == -1, | input.whole(\"value\") != 1,",
      })
  void aMistakeIsFound(String right, String wrong) throws Exception {
    assertThat(proof(right, wrong).checks())
        .filteredOn(check -> check.outcome() == Outcome.FAILED)
        .isNotEmpty();
  }

  @Test
  void votesThatAreRecordsAreForWhatIsListed() throws Exception {
    assertThat(proof("", "", true).checks())
        .filteredOn(check -> check.name().contains("debate"))
        .noneMatch(check -> check.outcome() == Outcome.FAILED)
        .filteredOn(check -> check.outcome() == Outcome.PASSED)
        .anyMatch(check -> check.name().contains("debates_votes of a debate is refused with 400"))
        .anyMatch(check -> check.name().contains("is about one debate and no other"));
    assertThat(proof("o.equals(input.text(\"side\"))", "true", true).checks())
        .filteredOn(check -> check.outcome() == Outcome.FAILED)
        .extracting(Proof.Check::name)
        .anyMatch(name -> name.contains("debates_votes of a debate"));
  }
}
