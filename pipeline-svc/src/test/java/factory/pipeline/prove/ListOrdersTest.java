package factory.pipeline.prove;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.prove.Proof.Outcome;
import factory.pipeline.write.Writer;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What lists are asked for: proven of a right service, and each mistake in it is found. */
@Tag("slow")
final class ListOrdersTest {
  @TempDir Path folder = Path.of("");

  private Proof proof(UnaryOperator<String> written) throws Exception {
    return MadeSpecification.proof(
        folder, "shelves", written, UnaryOperator.identity(), Prover::lists);
  }

  @Test
  void aRightServiceIsProven() throws Exception {
    var proof = proof(UnaryOperator.identity());

    assertThat(proof.checks()).filteredOn(check -> check.outcome() != Outcome.PASSED).isEmpty();
    assertThat(proof.checks()).hasSizeGreaterThan(20);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ".defaultOrder(\"-year\") | .defaultOrder(\"year\") | The films come in the order -year",
        ".order(\"sort\") | '' | The books can be ordered by title, both ways",
        ".direction(\"order\") | '' | GET /films turns round by order alone, in either case",
        ".direction(\"order\") | .direction(\"dir\") | The films can be ordered by title, both ways",
      })
  void aMistakeIsFound(String right, String wrong, String check) throws Exception {
    var written = new Writer().write(MadeSpecification.of(folder, "shelves")).files().values();
    assertThat(written).anySatisfy(text -> assertThat(text).contains(right));

    assertThat(proof(text -> text.replace(right, wrong)).checks())
        .filteredOn(one -> one.outcome() == Outcome.FAILED)
        .anySatisfy(one -> assertThat(one.name()).isEqualTo(check));
  }
}
