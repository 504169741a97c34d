package factory.pipeline.prove;

import static factory.pipeline.prove.Faults.body;
import static factory.pipeline.prove.Faults.is;
import static factory.pipeline.prove.Faults.sent;
import static factory.pipeline.prove.Faults.status;
import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.prove.Client.Answer;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Proof.Outcome;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specifications;
import factory.pipeline.write.Writer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shapes that only some documents have: proven over their routes, and their faults found. */
@Tag("slow")
final class ShapesTest {
  private final Path folder;

  ShapesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static Specification specification() {
    try (var in = Objects.requireNonNull(ShapesTest.class.getResourceAsStream("shapes.json"))) {
      return Specifications.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Proof.Check> prove(UnaryOperator<Client> between) throws Exception {
    var specification = specification();
    assertThat(Checker.check(specification)).isEmpty();
    var artifact = new Writer().write(specification);
    return new Proven(folder)
        .with(
            artifact.files(),
            artifact.openapi(),
            client ->
                new Prover()
                    .prove(specification, artifact.openapi(), between.apply(client), Proven.BUDGET))
        .checks();
  }

  @Test
  void provesWhatIsRight() throws Exception {
    var checks = prove(client -> client);
    assertThat(checks).filteredOn(check -> check.outcome() == Outcome.FAILED).isEmpty();
    assertThat(checks)
        .filteredOn(check -> check.outcome() == Outcome.PASSED)
        .extracting(Proof.Check::name)
        .contains(
            "POST /api/users/ takes application/x-www-form-urlencoded",
            "POST /api/users/ takes multipart/form-data",
            "POST /api/users/ takes no other media type",
            "PUT /api/users/{user_id}/ takes application/x-www-form-urlencoded",
            "GET /api/users/{user_id}/ refuses what cannot be in its path with 422",
            "GET /authors answers 404 when it has no records",
            "GET /authors says in X-Total-Count what is so",
            "GET /authors says in X-Page what is so",
            "GET /authors/{handle} answers 200",
            "PUT /authors/{handle} answers 200",
            "DELETE /authors/{handle} answers 204",
            "labels of a author must not be a list, true, an object of lists");
  }

  private record Planted(
      String check, String evidence, BiFunction<Request, Answer, Answer> changes) {}

  @Test
  void findsFaults() throws Exception {
    var faults =
        List.of(
            new Planted(
                "POST /api/users/ takes application/x-www-form-urlencoded",
                "with another",
                (q, a) ->
                    q.body().startsWith("name=") ? body(a, "\"age\":\\d+", "\"age\":null") : a),
            new Planted(
                "POST /api/users/ takes multipart/form-data",
                "answered 415",
                (q, a) ->
                    q.headers().getOrDefault("content-type", "").startsWith("multipart")
                        ? new Answer(415, a.headers(), "{\"detail\":\"no\"}")
                        : a),
            new Planted(
                "POST /api/users/ takes no other media type",
                "not 415",
                (q, a) -> q.headers().containsValue("text/plain") ? status(415, 400, a) : a),
            new Planted(
                "GET /api/users/{user_id}/ refuses what cannot be in its path with 422",
                "answered 404",
                (q, a) -> is(q, "GET", ".*not-a-value/") ? status(422, 404, a) : a),
            new Planted(
                "GET /authors answers 404 when it has no records",
                "not 404",
                (q, a) ->
                    is(q, "GET", "/authors\\?page=1000000")
                        ? new Answer(200, a.headers(), "[]")
                        : a),
            new Planted(
                "GET /authors says in X-Total-Count what is so",
                "with the X-Total-Count",
                (q, a) -> {
                  var headers = new java.util.TreeMap<>(a.headers());
                  headers.computeIfPresent("x-total-count", (_, total) -> total + "1");
                  return new Answer(a.status(), headers, a.body());
                }),
            new Planted(
                "POST /api/users/ answers in its shape",
                "which is not the errors",
                (q, a) -> body(a, "\"loc\":\\[[^\\]]*\\]", "\"loc\":\"body\"")));
    var checks =
        prove(
            client -> {
              var between = client;
              for (var fault : faults) {
                between =
                    Faults.between((c, q) -> fault.changes().apply(q, sent(c, q))).apply(between);
              }
              return between;
            });
    for (var fault : faults) {
      assertThat(checks)
          .filteredOn(check -> check.outcome() == Outcome.FAILED)
          .as(fault.check())
          .anySatisfy(
              check -> {
                assertThat(check.name()).isEqualTo(fault.check());
                assertThat(check.evidence()).contains(fault.evidence());
              });
    }
  }
}
