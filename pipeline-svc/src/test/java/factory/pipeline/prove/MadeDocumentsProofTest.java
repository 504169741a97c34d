package factory.pipeline.prove;

import static factory.pipeline.prove.Faults.between;
import static factory.pipeline.prove.Faults.sent;
import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.document.DocumentReaders;
import factory.pipeline.prove.Client.Answer;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Proof.Outcome;
import factory.pipeline.source.DocumentSource;
import factory.pipeline.source.SpecSource;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.Specification;
import factory.pipeline.write.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is served of a document is proven. */
@Tag("slow")
final class MadeDocumentsProofTest {
  private static final Path DOCUMENTS = Path.of("src/test/resources/documents-made");

  @TempDir Path folder = Path.of("");

  private Specification specification(String name) throws Exception {
    var source =
        new DocumentSource(
            DocumentReaders.plain(folder),
            Checker::check,
            one -> new Writer().write(one).openapi());
    return switch (source.read(Files.readString(DOCUMENTS.resolve(name)))) {
      case SpecSource.Outcome.Understood understood -> understood.specification();
      case SpecSource.Outcome.Questions questions ->
          questions.draft().with(questions.draft().leftOut(), List.of());
      case SpecSource.Outcome.Refused refused -> throw new AssertionError(refused.toString());
    };
  }

  /** What comes of asking it for relations alone. */
  private Proof relations(Specification specification) throws Exception {
    var artifact = new Writer().write(specification);
    return new Proven(folder)
        .with(
            artifact.files(),
            artifact.openapi(),
            client ->
                new Prover().relations(specification, artifact.openapi(), client, Proven.BUDGET));
  }

  private static final Pattern SLUG = Pattern.compile("\"slug\":\"([^\"]+)\"");

  private static List<String> of(Proof proof, Outcome outcome) {
    return proof.checks().stream()
        .filter(check -> check.outcome() == outcome)
        .map(Proof.Check::name)
        .toList();
  }

  @Test
  void whatCallersDoOnceIsProven() throws Exception {
    var specification = specification("relations.yaml");

    var right = relations(specification);
    assertThat(right.checks()).filteredOn(c -> c.outcome() == Outcome.FAILED).isEmpty();
    assertThat(of(right, Outcome.PASSED))
        .filteredOn(name -> name.contains("once by each caller"))
        .hasSize(3);
    assertThat(of(right, Outcome.PASSED))
        .filteredOn(name -> name.contains("of who calls alone"))
        .hasSize(3);
    assertThat(of(right, Outcome.PASSED))
        .filteredOn(name -> name.contains("and nobody else"))
        .hasSize(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "beside(\"post_likes\", | beside(\"post_bookmarks\",",
        "beside(\"user_follows\", \"made_by\", \"user\") | beside(\"user_follows\", \"user\", \"user\")",
        "beside(\"user_follows\", \"user\", \"made_by\") | beside(\"user_follows\", \"made_by\", \"made_by\")",
      })
  void aWrongListOfWhoHasDoneItIsFound(String right, String wrong) throws Exception {
    var specification = specification("relations.yaml");
    var artifact = new Writer().write(specification);
    var files = MadeSpecification.files(artifact, text -> text.replace(right, wrong));
    assertThat(files).isNotEqualTo(artifact.files());

    var proof =
        new Proven(folder)
            .with(
                files,
                artifact.openapi(),
                client ->
                    new Prover()
                        .relations(specification, artifact.openapi(), client, Proven.BUDGET));

    assertThat(of(proof, Outcome.FAILED))
        .anyMatch(name -> name.endsWith("has those who did it, or with whom, and nobody else"));
  }

  @Test
  void anAnswerThatSaysThatItWentOtherwiseIsFound() throws Exception {
    var specification = specification("envelopes.yaml");
    var artifact = new Writer().write(specification);
    var files =
        MadeSpecification.files(
            artifact,
            text -> text.replace(".always(\"success\", \"true\")", ".always(\"success\", \"1\")"));
    assertThat(files).isNotEqualTo(artifact.files());

    var proof =
        new Proven(folder).of(specification, files, artifact.openapi(), UnaryOperator.identity());

    assertThat(of(proof, Outcome.FAILED)).isNotEmpty();
    assertThat(proof.checks())
        .filteredOn(check -> check.outcome() == Outcome.FAILED)
        .anyMatch(check -> check.evidence().contains("says success as 1"));
  }

  /** A service that does what is refused with a status, as far as its caller sees. */
  private static UnaryOperator<Client> careless(int status) {
    return between(
        (service, request) -> {
          var answer = sent(service, request);
          var path = request.path();
          return answer.status() == status && path.endsWith("/redeem")
              ? sent(
                  service,
                  new Request(
                      request.as(), "GET", path.replace("/redeem", ""), request.headers(), ""))
              : answer;
        });
  }

  @Test
  void whatIsDoneOnceIsProven() throws Exception {
    var specification = specification("vouchers.yaml");
    var artifact = new Writer().write(specification);

    var right =
        new Proven(folder)
            .of(specification, artifact.files(), artifact.openapi(), UnaryOperator.identity());
    assertThat(right.checks()).filteredOn(c -> c.outcome() == Outcome.FAILED).isEmpty();
    assertThat(of(right, Outcome.PASSED))
        .filteredOn(name -> name.contains("EXPIRED") || name.contains("ALREADY_DONE"))
        .hasSize(5);

    for (var refused : List.of(409, 410)) {
      var wrong =
          new Proven(folder)
              .of(specification, artifact.files(), artifact.openapi(), careless(refused));
      assertThat(of(wrong, Outcome.FAILED))
          .anyMatch(name -> name.startsWith("redeem of a voucher is refused with " + refused));
    }
  }

  /** Bookings are seen by who made them, and the account of the proof's first caller is another. */
  @Test
  void whatAccountsThatAreGoneMadeIsCountedAndNotSeen() throws Exception {
    var specification = specification("gym.yaml");
    var artifact = new Writer().write(specification);
    var count = "bookings_count of a class is the count of its booking";

    var right =
        new Proven(folder)
            .of(specification, artifact.files(), artifact.openapi(), UnaryOperator.identity());
    assertThat(of(right, Outcome.PASSED)).contains(count);

    var wrong =
        new Proven(folder)
            .of(
                specification,
                artifact.files(),
                artifact.openapi(),
                between(
                    (service, request) -> {
                      var answer = sent(service, request);
                      return new Answer(
                          answer.status(),
                          answer.headers(),
                          answer.body().replaceAll("_count\":[1-9]", "_count\":0"));
                    }));
    assertThat(of(wrong, Outcome.FAILED)).contains(count);
  }

  /** A service that does not look whether what a path names belongs together. */
  private static UnaryOperator<Client> loose() {
    return between(
        (service, request) -> {
          var answer = sent(service, request);
          for (var team = 1; team < 9 && answer.status() == 404; team++) {
            var path = request.path().replaceFirst("^/teams/[0-9]{1,3}/", "/teams/" + team + "/");
            if (path.matches("/teams/.*/tasks")) {
              answer =
                  sent(
                      service,
                      new Request(
                          request.as(), request.method(), path, request.headers(), request.body()));
            }
          }
          return answer;
        });
  }

  @Test
  void whatIsBelowTwoIsProven() throws Exception {
    var specification = specification("nested.yaml");
    var artifact = new Writer().write(specification);

    var right =
        new Proven(folder)
            .of(specification, artifact.files(), artifact.openapi(), UnaryOperator.identity());
    assertThat(right.checks()).filteredOn(c -> c.outcome() == Outcome.FAILED).isEmpty();

    var wrong = new Proven(folder).of(specification, artifact.files(), artifact.openapi(), loose());
    assertThat(of(wrong, Outcome.FAILED))
        .contains(
            "GET /teams/{teamId}/projects/{projectId}/tasks is about one team and no other",
            "POST /teams/{teamId}/projects/{projectId}/tasks is about one team and no other");
  }

  /** A service that finds comments below any article, whatever its path calls it. */
  private static UnaryOperator<Client> anyArticle() {
    var slugs = new ConcurrentSkipListSet<String>();
    return between(
        (service, request) -> {
          var answer = sent(service, request);
          var slug = SLUG.matcher(answer.body());
          if (slug.find()) {
            slugs.add(slug.group(1));
          }
          for (var one : slugs) {
            if (answer.status() == 404 && request.path().contains("/comments")) {
              var path = request.path().replaceFirst("^/articles/[^/]*/", "/articles/" + one + "/");
              answer =
                  sent(
                      service,
                      new Request(
                          request.as(), request.method(), path, request.headers(), request.body()));
            }
          }
          return answer;
        });
  }

  @Test
  void whatIsBelowASlugIsProven() throws Exception {
    var specification = specification("articles.yaml");
    var artifact = new Writer().write(specification);

    var wrong =
        new Proven(folder).of(specification, artifact.files(), artifact.openapi(), anyArticle());
    assertThat(of(wrong, Outcome.FAILED))
        .contains("GET /articles/{slug}/comments/{id} is about one article and no other");

    var elsewhere =
        new Proven(folder)
            .of(
                specification,
                artifact.files(),
                artifact.openapi(),
                between(
                    (service, request) -> {
                      var answer = sent(service, request);
                      var headers = new TreeMap<>(answer.headers());
                      headers.computeIfPresent(
                          "location",
                          (_, path) ->
                              path.replaceFirst("articles/[^/]*/comments", "articles/1/comments"));
                      return new Answer(answer.status(), headers, answer.body());
                    }));
    assertThat(of(elsewhere, Outcome.FAILED)).contains("A comment is made as it is given");
  }

  @EnabledIfEnvironmentVariable(named = "FACTORY_TEST_LONG", matches = ".+")
  @ParameterizedTest
  @ValueSource(strings = {"relations.yaml", "stars.yaml"})
  void theWholeProofPassesAndSoDoesTheFuzz(String name) throws Exception {
    var specification = specification(name);
    var artifact = new Writer().write(specification);

    var proof =
        new Proven(folder)
            .of(specification, artifact.files(), artifact.openapi(), UnaryOperator.identity());
    assertThat(proof.checks()).filteredOn(c -> c.outcome() == Outcome.FAILED).isEmpty();

    var fuzzed =
        new Proven(folder)
            .with(
                artifact.files(),
                artifact.openapi(),
                client ->
                    new Prover()
                        .fuzz(
                            specification,
                            artifact.openapi(),
                            client,
                            new Budget(20_000, Duration.ofSeconds(30), 0),
                            7,
                            Yielding.NEVER));
    assertThat(fuzzed.outcome()).as(fuzzed.words()).isEqualTo(Fuzzed.Outcome.PASSED);
  }
}
