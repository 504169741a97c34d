package factory.pipeline.prove;

import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.prove.Client.Answer;
import factory.pipeline.prove.Proof.Outcome;
import factory.pipeline.write.Writer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets that a service issues: proven of a right service, and each hole is found. */
@Tag("slow")
final class IssuedChecksTest {
  private static final Pattern KEY = Pattern.compile("\"key\":\"(\\w+)\"");

  @TempDir Path folder = Path.of("");

  private List<Proof.Check> checks(
      UnaryOperator<String> written, UnaryOperator<Client> between, String name) throws Exception {
    return checks("apikeys", written, between, name);
  }

  private List<Proof.Check> checks(
      String made, UnaryOperator<String> written, UnaryOperator<Client> between, String name)
      throws Exception {
    var specification = MadeSpecification.of(folder, made);
    var artifact = new Writer().write(specification);
    Map<String, String> files = new LinkedHashMap<>();
    artifact.files().forEach((file, text) -> files.put(file, written.apply(text)));
    return new Proven(folder)
            .with(
                files,
                artifact.openapi(),
                client -> {
                  var document = new Document(Prover.parsed(artifact.openapi()));
                  var session =
                      new Session(specification, document, between.apply(client), Proven.BUDGET, 7);
                  var maker =
                      new Maker(session, new Evaluator(new World(session, new Pages(session))));
                  specification.kinds().forEach(new IssuedChecks(session, maker)::run);
                  return session.end();
                })
            .checks()
            .stream()
            .filter(check -> check.outcome() == Outcome.FAILED || name.isEmpty())
            .filter(check -> check.name().contains(name))
            .toList();
  }

  /** The same with a text in place of the secret. */
  private static String plain(String written) {
    return written.replaceAll(
        "secret\\(\"key\"\\)([\\s.a-z()]*)\\.from\\(32\\)", "text(\"key\")$1");
  }

  @Test
  void theHoleIsOne() throws Exception {
    var written = new Writer().write(MadeSpecification.of(folder, "apikeys")).files().values();
    assertThat(written).anySatisfy(text -> assertThat(plain(text)).contains("text(\"key\")"));
  }

  @Test
  void aRightServiceIsProven() throws Exception {
    var checks = checks(UnaryOperator.identity(), UnaryOperator.identity(), "");

    assertThat(checks).filteredOn(check -> check.outcome() != Outcome.PASSED).isEmpty();
    assertThat(checks).hasSize(10);
  }

  /** What any secret finds, in a query and in bodies. */
  @Test
  void whatAnySecretFindsIsFound() throws Exception {
    assertThat(
            checks(
                "tokens",
                text ->
                    text.replaceAll(
                        "Condition\\.equal\\(\\s*\"(token|api_key)\",\\s*call\\.issued\\([^;]*?\\)\\)\\)",
                        "Condition.always()"),
                UnaryOperator.identity(),
                "whose secret it is sent"))
        .hasSize(3);
  }

  /** A text in place of the secret is kept as it is, and every answer shows it. */
  @Test
  void oneThatIsKeptPlainAndShownAgainIsFound() throws Exception {
    assertThat(
            checks(
                IssuedChecksTest::plain,
                UnaryOperator.identity(),
                "key of a api_key is shown once"))
        .hasSize(1);
  }

  /** What no answer shows, and the folder has. */
  @Test
  void oneThatIsKeptPlainIsFound() throws Exception {
    assertThat(
            checks(
                IssuedChecksTest::plain,
                Faults.between(
                    (service, request) -> {
                      var answer = Faults.sent(service, request);
                      return request.method().equals("POST")
                          ? answer
                          : new Answer(
                              answer.status(),
                              answer.headers(),
                              answer.body().replaceAll(",?\"key\":\"\\w+\"", ""));
                    }),
                "key of a api_key is shown once"))
        .singleElement()
        .satisfies(check -> assertThat(check.evidence()).contains("data folder"));
  }

  /** One key that opens all: what the first has is what all have. */
  @Test
  void oneThatIsTheSameForAllIsFound() throws Exception {
    var first = new AtomicReference<>("");
    assertThat(
            checks(
                UnaryOperator.identity(),
                Faults.between(
                    (service, request) -> {
                      var answer = Faults.sent(service, request);
                      var key = KEY.matcher(answer.body());
                      if (!key.find()) {
                        return answer;
                      }
                      first.compareAndSet("", key.group(1));
                      return new Answer(
                          answer.status(),
                          answer.headers(),
                          key.replaceAll("\"key\":\"" + first.get() + "\""));
                    }),
                "key of a api_key is 32 random characters"))
        .hasSize(1);
  }
}
