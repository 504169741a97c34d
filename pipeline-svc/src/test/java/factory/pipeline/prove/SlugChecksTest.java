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

/** Slugs of titles: proven of a right service, and each mistake in what is written is found. */
@Tag("slow")
final class SlugChecksTest {
  @TempDir Path folder = Path.of("");

  private List<Proof.Check> checks(UnaryOperator<String> written, UnaryOperator<Client> between)
      throws Exception {
    var specification = MadeSpecification.of(folder, "slugs");
    var artifact = new Writer().write(specification);
    var files = MadeSpecification.files(artifact, written);
    return new Proven(folder)
            .with(
                files,
                artifact.openapi(),
                client -> {
                  var document = new Document(Prover.parsed(artifact.openapi()));
                  var session =
                      new Session(specification, document, between.apply(client), Proven.BUDGET, 7);
                  var evaluator = new Evaluator(new World(session, new Pages(session)));
                  var fields =
                      new SetFieldChecks(session, new Maker(session, evaluator), evaluator);
                  specification.kinds().forEach(fields::run);
                  return session.end();
                })
            .checks()
            .stream()
            .filter(check -> check.name().matches("(?:id|slug|guide_slug|permalink) of a .*"))
            .toList();
  }

  @Test
  void aRightServiceIsProven() throws Exception {
    var checks = checks(UnaryOperator.identity(), UnaryOperator.identity());

    assertThat(checks).filteredOn(check -> check.outcome() != Outcome.PASSED).isEmpty();
    assertThat(checks).hasSize(12);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ".slugKey(\"title\", 80) | .codeKey(\"abcdefgh\", 8) | id of a article is its title",
        ".setToSlug(\"name\") | .setToCode(\"abcdefgh\", 8) | slug of a product is its name",
        ".setToSlug(\"name\") | .setToSlugThatFollows(\"name\") | slug of a product stays",
        ".setToSlugThatFollows(\"title\") | .setToSlug(\"title\") | permalink of a page follows",
      })
  void aMistakeIsFound(String right, String wrong, String check) throws Exception {
    var written = new Writer().write(MadeSpecification.of(folder, "slugs")).files().values();
    assertThat(written).anySatisfy(text -> assertThat(text).contains(right));

    assertThat(Proven.failed(checks(text -> text.replace(right, wrong), UnaryOperator.identity())))
        .anySatisfy(name -> assertThat(name).startsWith(check));
  }

  @Test
  void oneSlugOfTwoIsFound() throws Exception {
    var checks =
        checks(
            UnaryOperator.identity(),
            Faults.between(
                (service, request) -> {
                  var answer = Faults.sent(service, request);
                  return new Answer(
                      answer.status(),
                      answer.headers(),
                      answer.body().replaceAll("(\"slug\":\"ca-l-unique-no\\d+)-\\d+", "$1"));
                }));

    assertThat(Proven.failed(checks))
        .anySatisfy(name -> assertThat(name).startsWith("slug of a product is another one"))
        .anySatisfy(name -> assertThat(name).startsWith("id of a article is another one"));
  }
}
