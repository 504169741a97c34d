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

/** Orders in words of their own, and pages: proven of a right service, each mistake is found. */
@Tag("slow")
final class OrderChecksTest {
  @TempDir Path folder = Path.of("");

  private Proof proof(UnaryOperator<String> written) throws Exception {
    return MadeSpecification.proof(
        folder, "pages", written, UnaryOperator.identity(), Prover::shapes);
  }

  @Test
  void aRightServiceIsProven() throws Exception {
    var proof = proof(UnaryOperator.identity());

    assertThat(proof.checks()).filteredOn(check -> check.outcome() == Outcome.FAILED).isEmpty();
    assertThat(proof.checks())
        .filteredOn(check -> check.outcome() == Outcome.PASSED)
        .anySatisfy(
            one ->
                assertThat(one.name()).isEqualTo("GET /articles is in the orders that sort says"))
        .anySatisfy(
            one ->
                assertThat(one.name()).isEqualTo("GET /articles says whether it has other parts"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ".word(\"views\", \"views\") | .word(\"views\", \"-views\") | GET /articles is in the orders that sort says",
        "OrderWords.several() | OrderWords.one() | GET /articles is in the orders that sort says",
        ".figure(\"first\", Route.Part.FIRST) | .figure(\"first\", Route.Part.LAST) | GET /articles says whether it has other parts",
        ".word(\"price_asc\", \"price\") | .word(\"price_asc\", \"name\") | GET /products is in the orders that sort says",
      })
  void aMistakeIsFound(String right, String wrong, String check) throws Exception {
    var written = new Writer().write(MadeSpecification.of(folder, "pages")).files().values();
    assertThat(written).anySatisfy(text -> assertThat(text).contains(right));

    assertThat(proof(text -> text.replace(right, wrong)).checks())
        .filteredOn(one -> one.outcome() == Outcome.FAILED)
        .anySatisfy(one -> assertThat(one.name()).isEqualTo(check));
  }
}
