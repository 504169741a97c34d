package factory.pipeline.prove;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.prove.Client.Answer;
import factory.pipeline.prove.Proof.Outcome;
import factory.pipeline.write.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is shown of other records: proven of a right service, and each mistake is found. */
@Tag("slow")
final class OtherRecordChecksTest {
  @TempDir Path folder = Path.of("");

  private List<Proof.Check> checks(UnaryOperator<String> written, UnaryOperator<Client> between)
      throws Exception {
    return MadeSpecification.proof(folder, "journals", written, between, Prover::prove).checks();
  }

  @Test
  void aRightServiceIsProven() throws Exception {
    var checks = checks(UnaryOperator.identity(), UnaryOperator.identity());

    assertThat(Proven.failed(checks)).isEmpty();
    assertThat(checks)
        .filteredOn(check -> check.outcome() == Outcome.PASSED)
        .extracting(Proof.Check::name)
        .contains(
            "A entry shows as author what its author is, whoever asks",
            "isFollowing in author of a entry is about who asks",
            "A remark shows as author what its author is, whoever asks",
            "GET /entries has by author what that one is referred to by alone",
            "GET /entries has by liked what that one has done it with alone");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"handle\",\\s+\"handle\" | \"handle\", \"email\" | A entry shows as author what its",
        "\"about\",\\s+\"about\", | \"email\", \"email\", \"about\", \"about\", | GET /entries/{slug} answers in its shape",
        "\\.calledBy\\(\"author\", \"author\", \"handle\"\\) | `` | GET /entries has by author",
        "\\.doneBy\\([^)]*\\) | .calledBy(\"liked\", \"author\", \"handle\") | GET /entries has by liked",
      })
  void aMistakeOfWhatIsWrittenIsFound(String right, String wrong, String check) throws Exception {
    var written = new Writer().write(MadeSpecification.of(folder, "journals")).files().values();
    assertThat(written).anySatisfy(text -> assertThat(text).containsPattern(right));

    assertThat(
            Proven.failed(checks(text -> text.replaceAll(right, wrong), UnaryOperator.identity())))
        .anySatisfy(name -> assertThat(name).startsWith(check));
  }

  @Test
  void somebodyIsToldToFollowWhomNobodyFollows() throws Exception {
    var checks =
        checks(
            UnaryOperator.identity(),
            Faults.between(
                (service, request) -> {
                  var answer = Faults.sent(service, request);
                  return new Answer(
                      answer.status(),
                      answer.headers(),
                      answer.body().replace("\"isFollowing\":false", "\"isFollowing\":true"));
                }));

    assertThat(Proven.failed(checks))
        .contains("isFollowing in author of a entry is about who asks");
  }
}
