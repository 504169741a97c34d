package factory.pipeline.prove;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.prove.Client.Answer;
import factory.pipeline.prove.Proof.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lists of what became of records: proven of a right service, and each mistake is found. */
@Tag("slow")
final class HistoryChecksTest {
  private static final String KEEPS = "Each close of a ticket is one of its ticket_histories";

  @TempDir Path folder = Path.of("");

  private List<Proof.Check> checks(UnaryOperator<String> written, UnaryOperator<Client> between)
      throws Exception {
    return MadeSpecification.proof(folder, "helpdesk", written, between, Prover::prove).checks();
  }

  @Test
  void aRightServiceIsProven() throws Exception {
    var checks = checks(UnaryOperator.identity(), UnaryOperator.identity());

    assertThat(Proven.failed(checks)).isEmpty();
    assertThat(checks)
        .filteredOn(check -> check.outcome() == Outcome.PASSED)
        .extracting(Proof.Check::name)
        .anySatisfy(name -> assertThat(name).startsWith(KEEPS))
        .anySatisfy(name -> assertThat(name).startsWith("Each ship of a order is one of its"))
        .contains("close of a ticket does what it says");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"from\":\"open\" | \"from\":\"closed\"",
        "\"to\":\"closed\" | \"to\":\"open\"",
        "\"changedBy\":\\{\"email\":\" | \"changedBy\":{\"email\":\"x",
        "\\[\\{\"id\": | [{\"id\":77,\"to\":\"open\",\"from\":\"open\"},{\"id\":",
      })
  void aMistakeOfAnEntryIsFound(String right, String wrong) throws Exception {
    var checks =
        checks(
            UnaryOperator.identity(),
            Faults.between(
                (service, request) -> {
                  var answer = Faults.sent(service, request);
                  return new Answer(
                      answer.status(),
                      answer.headers(),
                      request.path().endsWith("/history")
                          ? answer.body().replaceAll(right, wrong)
                          : answer.body());
                }));

    assertThat(Proven.failed(checks)).anySatisfy(name -> assertThat(name).startsWith(KEEPS));
  }
}
