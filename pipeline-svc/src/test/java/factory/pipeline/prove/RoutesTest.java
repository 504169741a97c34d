package factory.pipeline.prove;

import static factory.pipeline.prove.Faults.body;
import static factory.pipeline.prove.Faults.is;
import static factory.pipeline.prove.Faults.sent;
import static factory.pipeline.prove.Faults.status;
import static factory.pipeline.prove.Faults.withoutUnknown;
import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.prove.Client.Answer;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.prove.Proof.Outcome;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specifications;
import factory.pipeline.write.Artifact;
import factory.pipeline.write.Writer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service whose document says its HTTP: proven over its routes, and its faults found. */
@Tag("slow")
final class RoutesTest {
  private final Path folder;

  RoutesTest(@TempDir Path folder) {
    this.folder = folder;
  }

  static Specification specification() {
    try (var in = Objects.requireNonNull(RoutesTest.class.getResourceAsStream("pets.json"))) {
      return Specifications.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As if there were only these kinds. */
  private static Specification of(List<String> names) {
    var all = specification();
    return new Specification(
        all.format(),
        all.title(),
        all.description(),
        all.kinds().stream().filter(kind -> names.contains(kind.name())).toList(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        all.errors(),
        all.accounts(),
        List.of());
  }

  private <T> T with(Specification specification, BiFunction<Artifact, Client, T> asks)
      throws Exception {
    var artifact = new Writer().write(specification);
    return new Proven(folder)
        .with(artifact.files(), artifact.openapi(), c -> asks.apply(artifact, c));
  }

  @Test
  void provesWhatIsRight() throws Exception {
    var specification = specification();
    assertThat(Checker.check(specification)).isEmpty();
    var proof =
        with(
            specification,
            (artifact, client) ->
                new Prover().prove(specification, artifact.openapi(), client, Proven.BUDGET));
    assertThat(proof.checks()).filteredOn(c -> c.outcome() == Outcome.FAILED).isEmpty();
    assertThat(proof.checks())
        .filteredOn(c -> c.outcome() == Outcome.PASSED && c.area() == Area.ROUTES)
        .hasSizeGreaterThan(60);
    assertThat(proof.checks())
        .filteredOn(check -> check.outcome() == Outcome.NOT_TRIED)
        .allSatisfy(check -> assertThat(check.evidence()).isNotEmpty())
        .filteredOn(check -> check.area() != Area.ATTACKS)
        .hasSizeLessThan(15);
    assertThat(proof.checks())
        .filteredOn(c -> c.outcome() == Outcome.PASSED && c.area() == Area.ATTACKS)
        .hasSizeGreaterThan(12);
  }

  /** What is asked at random goes over the routes as well. */
  @Test
  void fuzzesOverRoutes() throws Exception {
    var specification = specification();
    var budget = new Budget(250, Duration.ofMinutes(2), 0);
    var fuzzed =
        with(
            specification,
            (artifact, client) ->
                new Prover()
                    .fuzz(specification, artifact.openapi(), client, budget, 7, Yielding.NEVER));
    assertThat(fuzzed.words()).isEmpty();
    assertThat(fuzzed.outcome()).isEqualTo(Fuzzed.Outcome.PASSED);
    assertThat(fuzzed.tried())
        .containsKeys("records made", "records changed", "records read", "lists");
  }

  /** A request with another path. */
  private static Request at(Request request, String path) {
    return new Request(
        request.as(), request.method(), path, request.headers(), request.body(), request.charset());
  }

  private static Request without(Request request, String parameter) {
    return request.method().equals("GET")
        ? at(request, request.path().replaceFirst("([?&])" + parameter + "=[^&]*&?", "$1"))
        : request;
  }

  private static Answer refused(String message) {
    return new Answer(
        400,
        Map.of("content-type", "application/json"),
        "{\"error\":{\"status\":400,\"code\":\"INVALID_ARGUMENT\",\"message\":\"%s\"}}"
            .formatted(message));
  }

  /**
   * A fault, and what it looks like.
   *
   * @param check what fails
   * @param evidence what is said of it
   */
  private record Planted(
      String check, String evidence, BiFunction<Client, Request, Answer> changes) {}

  private static Planted answers(
      String check, String evidence, BiFunction<Request, Answer, Answer> changes) {
    return new Planted(check, evidence, (c, q) -> changes.apply(q, sent(c, q)));
  }

  /** Each of them is in the way, one behind the other, and each is found. */
  private void finds(List<String> kinds, Planted... faults) throws Exception {
    var specification = of(kinds);
    var proof =
        with(
            specification,
            (artifact, client) -> {
              var between = client;
              for (var fault : faults) {
                between = Faults.between(fault.changes()).apply(between);
              }
              return new Prover().prove(specification, artifact.openapi(), between, Proven.BUDGET);
            });
    for (var fault : faults) {
      assertThat(proof.checks())
          .filteredOn(check -> check.outcome() == Outcome.FAILED)
          .anySatisfy(
              check -> {
                assertThat(check.name()).isEqualTo(fault.check());
                assertThat(check.evidence()).contains(fault.evidence());
              });
    }
  }

  @Test
  void findsFaultsOfBareLists() throws Exception {
    finds(
        List.of("owner"),
        new Planted(
            "GET /owners answers as many as limit says, at most 50",
            "records, which are not the 1 that are to be there",
            (c, q) -> sent(c, without(q, "limit"))),
        answers(
            "GET /owners ignores parameters that it has not, and those without a value",
            "not_a_parameter=1 answered 400",
            (q, a) -> q.path().contains("not_a_parameter") ? refused("not_a_parameter") : a),
        answers(
            "What POST /owners does not know in a body is ignored",
            "answered 400",
            (q, a) -> q.body().contains("not_a_field") ? refused("not_a_field: is unknown") : a),
        answers(
            "A owner is made as it is given",
            "with the location '/owners/",
            (_, a) -> {
              var headers = new TreeMap<>(a.headers());
              headers.computeIfPresent("location", (_, place) -> "/" + place);
              return new Answer(a.status(), headers, a.body());
            }),
        answers(
            "PUT /owners/{ownerId} answers in its shape",
            "has a hint",
            (_, a) -> body(a, "\\{\"error\":\\{", "{\"error\":{\"hint\":\"none\",")),
        answers(
            "Paths of owners have these methods alone",
            "answered 404",
            (_, a) -> status(405, 404, a)));
  }

  @Test
  void findsAnotherStatusThanTheRoutes() throws Exception {
    finds(
        List.of("owner"),
        answers(
            "POST /owners answers 201",
            "answered 200",
            (q, a) -> is(q, "POST", "/owners") ? status(201, 200, a) : a));
  }

  @Test
  void findsFaultsOfNestedLists() throws Exception {
    Map<String, String> owners = new ConcurrentHashMap<>();
    finds(
        List.of("owner", "pet"),
        answers(
            "What a pet has no value for is left out",
            "legs as null, which is to be left out",
            (q, a) ->
                is(q, "POST", ".*") && !a.body().contains("\"legs\"")
                    ? body(a, "\"petId\":", "\"legs\":null,\"petId\":")
                    : a),
        answers(
            "GET /owners/{ownerId}/pets says as total how many there are",
            "and there are",
            (_, a) -> body(a, "\"total\":", "\"total\":1")),
        new Planted(
            "GET /owners/{ownerId}/pets begins where offset says",
            "which are not the",
            (c, q) -> sent(c, without(q, "offset"))),
        new Planted(
            "GET /owners/{ownerId}/pets is about one owner and no other",
            "with one of the owner",
            (c, q) -> {
              if (is(q, "POST", "/owners/\\d+/pets")) {
                owners.putIfAbsent("first", q.path());
              }
              var first = owners.get("first");
              return first != null && is(q, "GET", "/owners/\\d+/pets.*")
                  ? sent(c, at(q, q.path().replaceFirst("/owners/\\d+/pets", first)))
                  : sent(c, q);
            }),
        answers(
            "name of a pet must not be null, a list, true, 61 characters",
            "answered 422",
            (_, a) -> a.body().contains("INVALID_FIELDS") ? status(400, 422, a) : a),
        answers(
            "DELETE /pets/{petId} answers in its shape",
            "which is not {\"deleted\":true}",
            (_, a) -> body(a, "\\{\"deleted\":true\\}", "{\"deleted\":1}")));
  }

  @Test
  void findsFaultsOfPaths() throws Exception {
    Map<String, String> right = new ConcurrentHashMap<>();
    finds(
        List.of("owner", "pet", "visit"),
        new Planted(
            "GET /pets/{petId}/visits/{visitId} is about one pet and no other",
            "answered 200",
            (c, q) -> {
              var answer = sent(c, q);
              var visit = q.path().replaceFirst(".*/visits/", "");
              if (is(q, "GET", ".*/visits/.*")) {
                if (answer.status() == 200) {
                  right.put(visit, q.path());
                } else if (right.containsKey(visit)) {
                  return sent(c, at(q, right.getOrDefault(visit, q.path())));
                }
              }
              return answer;
            }),
        answers(
            "GET /owners/{ownerId}/pets is about one owner and no other",
            "answered 200",
            (q, a) ->
                is(q, "GET", "/owners/[^/]+/pets") && a.status() == 404
                    ? new Answer(200, a.headers(), "{\"items\":[],\"total\":0}")
                    : a),
        new Planted(
            "What PATCH /pets/{petId}/visits/{visitId} does not know in a body is refused",
            "not 422",
            (c, q) -> sent(c, withoutUnknown(q))),
        answers(
            "PATCH /pets/{petId} answers in its shape",
            "has a born_on",
            (q, a) -> is(q, "PATCH", "/pets/\\d+") ? body(a, "\"bornOn\"", "\"born_on\"") : a));
  }
}
