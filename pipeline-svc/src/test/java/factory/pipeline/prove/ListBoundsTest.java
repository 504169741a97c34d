package factory.pipeline.prove;

import static factory.pipeline.prove.Faults.sent;
import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.prove.Client.Answer;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Proof.Outcome;
import factory.pipeline.write.Writer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That parameters of lists are within their bounds is proven, and planted holes are found. */
@Tag("slow")
final class ListBoundsTest {
  private static final List<String> BOUNDED =
      List.of("q", "country", "rating", "min_price", "max_price", "tag");

  @TempDir Path folder = Path.of("");

  /** One that takes what is out of its bounds as if it had not been asked for. */
  private static Answer careless(Client service, Request request) {
    var answer = sent(service, request);
    return request.path().startsWith("/wines?") && answer.status() == 422
        ? sent(
            service, new Request(request.as(), request.method(), "/wines", request.headers(), ""))
        : answer;
  }

  /** One that takes no value that a bound names. */
  private static Answer strict(Client service, Request request) {
    return request.path().equals("/wines?rating=5")
        ? sent(
            service,
            new Request(request.as(), request.method(), "/wines?rating=6", request.headers(), ""))
        : sent(service, request);
  }

  private List<String> failed(Hole hole) throws Exception {
    var specification = MadeSpecification.here("bounds");
    var artifact = new Writer().write(specification);
    var proof =
        new Proven(folder)
            .with(
                artifact.files(),
                artifact.openapi(),
                client ->
                    new Prover()
                        .lists(
                            specification,
                            artifact.openapi(),
                            hole.with().apply(client),
                            Proven.BUDGET));
    return proof.checks().stream()
        .filter(check -> check.outcome() == Outcome.FAILED)
        .map(Proof.Check::name)
        .toList();
  }

  @Test
  void eachBoundThatIsNotKeptIsFound() throws Exception {
    assertThat(failed(Hole.of("none", "", Faults::sent))).isEmpty();
    assertThat(failed(Hole.of("careless", "", ListBoundsTest::careless)))
        .containsAll(
            BOUNDED.stream()
                .map("GET /wines takes of %s what is in its bounds alone"::formatted)
                .toList());
    assertThat(failed(Hole.of("strict", "", ListBoundsTest::strict)))
        .contains("GET /wines takes of rating what is in its bounds alone");
  }
}
