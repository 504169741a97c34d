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
 * Values that effects name, effects under a condition, lists that grow, and roles whose first one
 * comes by himself.
 */
@Tag("slow")
final class LetsProofTest {
  private final Path folder;

  LetsProofTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Proof proof(String right, String wrong) throws Exception {
    var specification = GivenSpecification.read("club").withExamples(List.of());
    return GivenSpecification.proof(folder, specification, right, wrong);
  }

  @Test
  void whatIsRightIsProven() throws Exception {
    var proof = proof("events", "events");

    assertThat(proof.checks()).filteredOn(check -> check.outcome() == Outcome.FAILED).isEmpty();
    assertThat(proof.checks())
        .filteredOn(check -> check.outcome() == Outcome.PASSED)
        .extracting(Proof.Check::name)
        .anyMatch(name -> name.contains("admit"))
        .anyMatch(name -> name.contains("untag"));
  }

  /** No input that its own bounds refuse is taken for one that only a guard is about. */
  @Test
  void whatIsTakenIsWithinItsBounds() throws Exception {
    var stock = GivenSpecification.read("stock");

    assertThat(GivenSpecification.proof(folder, stock, "items", "items").checks())
        .filteredOn(check -> check.outcome() == Outcome.FAILED)
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "? 90L : 100L | ? 91L : 100L",
        "Decimals.add(event.money(\"taken\"), due) | Decimals.add(event.money(\"taken\"), event.money(\"fee\"))",
        "Lists.append( | Lists.without(",
        "input.whole(\"count\") >= 10 | input.whole(\"count\") >= 0",
        "if (event.whole(\"guests\") >= 15) | if (event.whole(\"guests\") >= 0)",
        "Condition.exists(\"organisers\", Condition.always()) | Condition.exists(\"organisers\", Condition.equal(\"wallet\", \"\"))",
        "Lists.joined(event.<String>list(\"tags\"), input.<String>list(\"tags\")) | event.<String>list(\"tags\")",
      })
  void aMistakeIsFound(String right, String wrong) throws Exception {
    assertThat(proof(right, wrong).checks())
        .filteredOn(check -> check.outcome() == Outcome.FAILED)
        .isNotEmpty();
  }
}
