package factory.pipeline.prove;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.prove.Client.Answer;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Proof.Outcome;
import factory.pipeline.write.Writer;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Lists of some records: proven of a right service, and each mistake in what is written is found.
 */
@Tag("slow")
final class PickChecksTest {
  @TempDir Path folder = Path.of("");

  private Proof proof(UnaryOperator<String> written, UnaryOperator<Client> between)
      throws Exception {
    return MadeSpecification.proof(folder, "picks", written, between, Prover::picks);
  }

  private static void isFound(Proof proof, String route) {
    assertThat(proof.checks())
        .filteredOn(check -> check.outcome() == Outcome.FAILED)
        .anySatisfy(check -> assertThat(check.name()).startsWith("GET " + route));
  }

  @Test
  void aRightServiceIsProven() throws Exception {
    var proof = proof(UnaryOperator.identity(), UnaryOperator.identity());

    assertThat(proof.checks()).filteredOn(check -> check.outcome() != Outcome.PASSED).isEmpty();
    assertThat(proof.checks()).hasSizeGreaterThan(15);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/posts/popular | .sorted(\"-views\") | .sorted(\"views\")",
        "/posts/popular | .limit(3) | .limit(2)",
        "/posts/most-commented | .sorted(\"-comment_count\") | ''",
        "/posts/featured | Condition.equal(\"featured\", true) | Condition.always()",
        "/tasks/overdue | Condition.less(\"due_date\", | Condition.atLeast(\"due_date\",",
        "/tasks/pending | Condition.equal(\"completed\", false) | Condition.of(false)",
        "/books/latest | .sorted(\"-created_at\") | .sorted(\"created_at\")",
      })
  void aMistakeIsFound(String route, String right, String wrong) throws Exception {
    var written = new Writer().write(MadeSpecification.of(folder, "picks")).files().values();
    assertThat(written).anySatisfy(text -> assertThat(text).contains(right));

    isFound(proof(text -> text.replace(right, wrong), UnaryOperator.identity()), route);
  }

  @Test
  void aPathThatSelectsNothingIsFound() throws Exception {
    isFound(
        proof(
            UnaryOperator.identity(),
            Faults.between(
                (service, request) ->
                    Faults.sent(
                        service,
                        request.path().startsWith("/posts/category/")
                            ? at(request, "/posts")
                            : request))),
        "/posts/category/{category}");
  }

  @Test
  void aRandomRecordThatIsNoneIsFound() throws Exception {
    isFound(
        proof(
            UnaryOperator.identity(),
            Faults.between(
                (service, request) -> {
                  var answer = Faults.sent(service, request);
                  return request.path().equals("/tasks/random")
                      ? new Answer(
                          answer.status(),
                          answer.headers(),
                          answer.body().replaceAll("\"id\":(\\d+)", "\"id\":9$1"))
                      : answer;
                })),
        "/tasks/random");
  }

  private static Request at(Request request, String path) {
    return new Request(
        request.as(), request.method(), path, request.headers(), request.body(), request.charset());
  }
}
