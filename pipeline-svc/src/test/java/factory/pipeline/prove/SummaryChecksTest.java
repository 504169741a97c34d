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

/** Figures about many records: proven of a right service, and each mistake in them is found. */
@Tag("slow")
final class SummaryChecksTest {
  @TempDir Path folder = Path.of("");

  private Proof proof(String right, String wrong) throws Exception {
    return proof("figures", right, wrong);
  }

  private Proof proof(String made, String right, String wrong) throws Exception {
    var specification = MadeSpecification.of(folder, made);
    var artifact = new Writer().write(specification);
    var files = MadeSpecification.files(artifact, text -> text.replace(right, wrong));
    if (!right.equals(wrong)) {
      assertThat(files).isNotEqualTo(artifact.files());
    }
    return new Proven(folder)
        .with(
            files,
            artifact.openapi(),
            client -> new Prover().picks(specification, artifact.openapi(), client, Proven.BUDGET));
  }

  @Test
  void aRightServiceIsProven() throws Exception {
    var proof = proof("", "");

    assertThat(proof.checks()).filteredOn(check -> check.outcome() != Outcome.PASSED).isEmpty();
    assertThat(proof.checks())
        .filteredOn(check -> check.name().endsWith("gives the figures of what was put in"))
        .hasSize(6);
  }

  /** Values of a list of texts are those of another field, and one kept to a word is of all. */
  @Test
  void aWrongListOfValuesIsFound() throws Exception {
    assertThat(proof("catalogue", "Groups.by(\"tags\")", "Groups.by(\"title\")").checks())
        .filteredOn(check -> check.outcome() == Outcome.FAILED)
        .extracting(Proof.Check::name)
        .containsExactlyInAnyOrder(
            "GET /tags gives the figures of what was put in",
            "GET /books/tags gives the figures of what was put in");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "call.sum(\"expenses\" | call.max(\"expenses\"",
        ".average( | .min(",
        "Condition.equal(\"status\", \"done\") | Condition.always()",
        "Condition.less(\"due_date\", | Condition.atLeast(\"due_date\",",
        "Condition.equal(\"project\", project.key()) | Condition.always()",
        "Condition.atLeast(\"spent_on\", | Condition.atMost(\"spent_on\",",
        ".sum(\"total\", \"amount\") | .max(\"total\", \"amount\")",
        ".average(\"averageAmount\", | .min(\"averageAmount\",",
        ".every(\"todo\", \"in_progress\", \"done\") | .every(\"todo\", \"in_progress\")",
        ".words(\"todo\", \"in_progress\", \"done\") | .words(\"done\", \"todo\")",
        "Groups.by(\"category\").count( | Groups.by(\"category\").countDistinct(\"x\", \"category\").count(",
        "Condition.equal(\"poll\", poll.key()) | Condition.always()",
        "call.count(\"projects\", Condition.always()) | 7L",
      })
  void aMistakeIsFound(String right, String wrong) throws Exception {
    assertThat(proof(right, wrong).checks())
        .filteredOn(check -> check.outcome() == Outcome.FAILED)
        .isNotEmpty();
  }
}
