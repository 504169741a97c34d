package factory.pipeline.prove;

import static factory.pipeline.prove.Faults.sent;
import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.prove.Client.Answer;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.prove.Proof.Outcome;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.Endpoint;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specifications;
import factory.pipeline.write.Writer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions and actions at addresses of a document: proven there, and their faults found. */
@Tag("slow")
final class EndpointsTest {
  private final Path folder;

  EndpointsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static Specification specification() {
    try (var in = Objects.requireNonNull(EndpointsTest.class.getResourceAsStream("desk.json"))) {
      return Specifications.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Proof proof(UnaryOperator<Client> between) throws Exception {
    var specification = specification();
    var artifact = new Writer().write(specification);
    return new Proven(folder).of(specification, artifact.files(), artifact.openapi(), between);
  }

  /** What is right stays up: whatever is asked at random goes to the document's addresses too. */
  @Test
  void fuzzesWhatIsRight() throws Exception {
    var specification = specification();
    var artifact = new Writer().write(specification);
    var budget = new Budget(400, Duration.ofMinutes(2), 0);
    var fuzzed =
        new Proven(folder)
            .with(
                artifact.files(),
                artifact.openapi(),
                client ->
                    new Prover()
                        .fuzz(
                            specification, artifact.openapi(), client, budget, 5, Yielding.NEVER));
    assertThat(fuzzed.words()).isEmpty();
  }

  @Test
  void provesWhatIsRight() throws Exception {
    assertThat(Checker.check(specification())).isEmpty();
    var proof = proof(client -> client);
    assertThat(proof.checks()).filteredOn(c -> c.outcome() == Outcome.FAILED).isEmpty();
    assertThat(proof.checks())
        .filteredOn(c -> c.outcome() == Outcome.PASSED)
        .extracting(Proof.Check::name)
        .contains(
            "finish of a note does what it says",
            "finish of a note is refused with 409 ALREADY_DONE when not record.done != true",
            "star of a note does what it says",
            "unstar of a note does what it says",
            "Inputs of star keep their rules",
            "Inputs of share keep their rules",
            "Inputs of shout keep their rules",
            "share computes what is said",
            "greeting computes what is said",
            "total computes what is said",
            "shout computes what is said",
            "ping computes what is said",
            "Every answer has its route's shape");
  }

  /** What explodes goes to whatever takes a body there, as it does to makers of records. */
  private Proof exploding(UnaryOperator<Client> between) throws Exception {
    var specification = specification();
    var artifact = new Writer().write(specification);
    return new Proven(folder)
        .with(
            artifact.files(),
            artifact.openapi(),
            client -> {
              var session =
                  new Session(
                      specification,
                      new Document(Prover.parsed(artifact.openapi())),
                      between.apply(client),
                      Proven.BUDGET,
                      7);
              var pages = new Pages(session);
              var supply =
                  new Supply(session, new Maker(session, new Evaluator(new World(session, pages))));
              new Probes(session, supply, pages)
                  .targets().stream()
                      .filter(target -> target.at().isPresent())
                      .forEach(new RequestProbes(session, supply)::bodies);
              return session.end();
            });
  }

  private static boolean isBodied(Optional<Endpoint> at, List<Field> inputs) {
    return at.filter(endpoint -> Endpoints.hasBody(endpoint, inputs)).isPresent();
  }

  @Test
  void sendsBodiesThatExplodeToAddressesOfADocument() throws Exception {
    var bodied =
        Stream.concat(
                specification().functions().stream()
                    .filter(one -> isBodied(one.http(), one.inputs()))
                    .map(one -> one.name()),
                specification().actions().stream()
                    .filter(one -> isBodied(one.http(), one.inputs()))
                    .map(one -> one.name()))
            .toList();
    assertThat(bodied).isNotEmpty();
    assertThat(exploding(client -> client).checks())
        .filteredOn(c -> c.area() == Area.ATTACKS)
        .hasSize(3 * bodied.size())
        .allSatisfy(check -> assertThat(check.outcome()).isEqualTo(Outcome.PASSED));
    var unpacking =
        exploding(
            client ->
                Faults.between(
                        (service, request) ->
                            request.headers().containsKey("content-encoding")
                                ? new Answer(200, Map.of(), "")
                                : sent(service, request))
                    .apply(client));
    assertThat(unpacking.checks())
        .filteredOn(c -> c.outcome() == Outcome.FAILED && c.name().contains("compressed"))
        .hasSize(bodied.size());
  }

  @Test
  void findsFaults() throws Exception {
    var proof =
        proof(
            client ->
                Faults.between(
                        (service, request) -> {
                          var answer = sent(service, request);
                          var path = request.path().replaceFirst("\\?.*", "");
                          if (answer.status() >= 400) {
                            return path.endsWith("/finish") && answer.status() == 409
                                ? with(answer, 410, answer.body())
                                : answer;
                          }
                          if (path.startsWith("/shares/")) {
                            return with(
                                answer,
                                200,
                                answer.body().replace("\"eachOne\":", "\"eachOne\":1"));
                          }
                          return switch (path) {
                            case "/greeting" ->
                                with(answer, 200, answer.body().replace("&lt;", "["));
                            case "/ping" -> with(answer, 200, "ping");
                            case "/shout" -> with(answer, 200, answer.body());
                            default ->
                                request.method().equals("DELETE")
                                    ? with(answer, 200, "{\"ok\":false}")
                                    : answer;
                          };
                        })
                    .apply(client));
    assertThat(proof.checks())
        .filteredOn(c -> c.outcome() == Outcome.FAILED)
        .extracting(Proof.Check::name)
        .contains(
            "finish of a note is refused with 409 ALREADY_DONE when not record.done != true",
            "share computes what is said",
            "greeting computes what is said",
            "shout computes what is said",
            "GET /ping answers in its shape",
            "DELETE /desks/{desk}/notes/{note}/stars answers in its shape");
    assertThat(proof.checks())
        .filteredOn(c -> c.outcome() == Outcome.FAILED)
        .extracting(Proof.Check::area)
        .contains(Area.FUNCTIONS, Area.ACTIONS, Area.ROUTES);
  }

  private static Answer with(Answer answer, int status, String body) {
    return new Answer(status, answer.headers(), body);
  }
}
