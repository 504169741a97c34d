package factory.pipeline.prove;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.prove.Proof.Outcome;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.Specifications;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields that depend on the moment in which they are read. */
@Tag("slow")
final class MomentProofTest {
  private final Path folder;

  MomentProofTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Proof proof(String right, String wrong) throws Exception {
    return GivenSpecification.proof(folder, GivenSpecification.read("loans"), right, wrong);
  }

  @Test
  void whatIsRightIsProven() throws Exception {
    var proof = proof("loan", "loan");

    assertThat(Proven.failed(proof.checks())).isEmpty();
    assertThat(proof.checks())
        .filteredOn(check -> check.outcome() == Outcome.PASSED)
        .extracting(Proof.Check::name)
        .contains(
            "late of a loan is record.due_on < date(now)",
            "over of a loan is record.ends_at != null && record.ends_at < now",
            "state of a loan is record.due_on < date(now) ? 'over' : 'open'");
  }

  /** A condition gives the same when it is looked at again. */
  @Test
  void noRuleAndNoGuardDependsOnIt() throws Exception {
    var loans = Files.readString(Path.of("src/test/resources/specifications/given/loans.json"));
    for (var text :
        List.of(
            loans.replace(
                "\"fields\"",
                "\"rules\": [{\"check\": \"!record.late\", \"field\": \"title\", \"message\": \"no\"}], \"fields\""),
            loans.replace(
                "\"effects\"",
                "\"guards\": [{\"check\": \"record.late\", \"status\": 409, \"reason\": \"NO\", \"message\": \"no\"}], \"effects\""))) {
      assertThat(Checker.check(Specifications.parse(text)))
          .singleElement()
          .asString()
          .contains("what depends on the moment is only there in effects");
    }
  }

  /** Another moment than this one: long ago, and far off. */
  @ParameterizedTest
  @ValueSource(strings = {"Instant.EPOCH", "Instant.parse(\"9000-01-01T00:00:00Z\")"})
  void anotherMomentIsFound(String moment) throws Exception {
    assertThat(Proven.failed(proof("Instant.now()", moment).checks()))
        .contains("late of a loan is record.due_on < date(now)");
  }
}
