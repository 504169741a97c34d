package factory.pipeline.prove;

import static factory.pipeline.prove.Faults.answers;
import static factory.pipeline.prove.Faults.body;
import static factory.pipeline.prove.Faults.fault;
import static factory.pipeline.prove.Faults.found;
import static factory.pipeline.prove.Faults.is;
import static factory.pipeline.prove.Faults.sent;
import static factory.pipeline.prove.Faults.status;
import static factory.pipeline.prove.Faults.withoutUnknown;
import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.prove.Client.Answer;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.prove.Proof.Outcome;
import factory.pipeline.spec.ExactJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A right service is proven, and every fault that is planted in it is found. */
@Tag("slow")
final class ProverTest {
  private final Path folder;

  ProverTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Proof proof(Map<String, String> files, String openapi, UnaryOperator<Client> between)
      throws Exception {
    return new Proven(folder).of(Products.specification(), files, openapi, between);
  }

  @Test
  void provesWhatIsRight() throws Exception {
    var artifact = Products.artifact();
    var proof = proof(artifact.files(), artifact.openapi(), UnaryOperator.identity());
    assertThat(proof.checks()).filteredOn(c -> c.outcome() == Outcome.FAILED).isEmpty();
    assertThat(proof.count(Outcome.PASSED)).isGreaterThan(40);
    assertThat(proof.words()).startsWith(proof.summary());
    assertThat(ExactJson.MAPPER.readTree(proof.json()).path("checks"))
        .hasSize(proof.checks().size());
  }

  /** Faults of the code that is written. */
  @ParameterizedTest(name = "{0}: {1} -> {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "RULES | .required().unique() | .unique()",
        "UNIQUENESS | .required().unique() | .required()",
        "RECORDS | text(\"name\") | text(\"name\").required()",
        "RECORDS | text(\"name\") | text(\"name\").to(5)",
        "RULES | .from(0) | .from(1)",
        "RULES | .from(0) | .from(-1)",
        "RULES | .to(500) | .to(501)",
        "RULES | .to(500) | .to(499)",
        "RULES | money(\"price\").from(\"0\") | money(\"price\")",
        "RECORDS | money(\"price\") | number(\"price\")",
        "RULES | wholeNumber(\"stock\") | number(\"stock\")",
        "RULES | \"small\", \"large\" | \"small\", \"large\", \"SMALL\"",
        "RECORDS | \"small\", \"large\" | \"small\"",
        "RULES | url(\"url\") | text(\"url\")",
        "RULES | email(\"supplier_email\") | text(\"supplier_email\")",
        "RECORDS | yesNo(\"available\") | text(\"available\")",
        "RULES | date(\"released_on\") | text(\"released_on\")",
        "RULES | dateTime(\"checked_at\") | text(\"checked_at\")",
        "RULES | longText(\"description\") | text(\"description\")",
        "RULES | text(\"sku\") | longText(\"sku\")",
        "RECORDS | texts(\"tags\") | text(\"tags\")",
        "RECORDS | Field.longText(\"description\"), | ",
        "RECORDS | \"released_on\" | \"released\"",
        "DOCUMENT | Field.texts(\"tags\") | Field.texts(\"tags\"), Field.text(\"note\")",
        "RECORDS | \"products\", | \"goods\",",
      })
  void findsAFaultOfTheCode(Area area, String right, String wrong) throws Exception {
    var artifact = Products.artifact();
    Map<String, String> files = new TreeMap<>(artifact.files());
    var source = Optional.ofNullable(files.get(Products.SOURCE)).orElseThrow();
    var planted = source.replace(right, Optional.ofNullable(wrong).orElse(""));
    assertThat(planted).isNotEqualTo(source);
    files.put(Products.SOURCE, planted);
    found(area, proof(files, artifact.openapi(), UnaryOperator.identity()));
  }

  @Test
  void aFuzzsTimeIsItsOwnAndNotWhatItWaitedForOthers() {
    var nothing = new Budget(1_000, Duration.ofNanos(1), 0);
    assertThat(fuzzed(nothing, Yielding.NEVER).calls()).isZero();
    assertThat(fuzzed(nothing, () -> Duration.ofHours(1)).calls()).isPositive();
  }

  @Test
  void aFuzzThatIsInterruptedWhileItWaitsHasNotEnded() {
    var fuzzed =
        fuzzed(
            new Budget(1_000, Duration.ofHours(1), 0),
            () -> {
              throw new InterruptedException();
            });
    assertThat(Thread.interrupted()).isTrue();
    assertThat(fuzzed.outcome()).isEqualTo(Fuzzed.Outcome.NOT_FINISHED);
    assertThat(fuzzed.calls()).isZero();
  }

  /** Of a service that has nothing. */
  private static Fuzzed fuzzed(Budget budget, Yielding yielding) {
    var nobody =
        new Client() {
          @Override
          public Answer send(Request request) {
            return new Answer(404, Map.of(), "");
          }

          @Override
          public String lastWords() {
            return "";
          }

          @Override
          public Optional<Path> data() {
            return Optional.empty();
          }
        };
    return new Prover()
        .fuzz(Products.specification(), Products.artifact().openapi(), nobody, budget, 1, yielding);
  }

  static Stream<Arguments> faultsOfAnswers() {
    var first = "(?s)\\[\\{\"id\".*?\\}(,|\\])";
    var calls = new AtomicInteger();
    return Stream.of(
        answers(
            "a page loses its first record",
            Area.LISTS,
            (q, a) -> q.path().contains("page_token=") ? body(a, first, "[") : a),
        answers(
            "a list ends after its first page",
            Area.LISTS,
            (q, a) ->
                is(q, "GET", "/products\\?.*")
                    ? body(a, "\"next_page_token\":\"[^\"]*\"", "\"next_page_token\":null")
                    : a),
        fault(
            "a page token is ignored",
            Area.LISTS,
            (c, q) ->
                sent(
                    c,
                    new Request(
                        q.as(),
                        q.method(),
                        q.path().replaceFirst("&page_token=[^&]+", ""),
                        q.headers(),
                        q.body()))),
        answers(
            "a list lacks the newest record",
            Area.LISTS,
            (q, a) -> is(q, "GET", "/products\\?page_size=100") ? body(a, first, "[") : a),
        fault(
            "unknown parameters are ignored",
            Area.LISTS,
            (c, q) ->
                sent(
                    c,
                    new Request(
                        q.as(),
                        q.method(),
                        q.path().replace("?not_a_parameter=1", ""),
                        q.headers(),
                        q.body()))),
        fault(
            "PATCH changes nothing",
            Area.RECORDS,
            (c, q) ->
                q.method().equals("PATCH") && !q.body().isEmpty()
                    ? sent(c, new Request(q.as(), q.method(), q.path(), q.headers(), "{}"))
                    : sent(c, q)),
        fault(
            "PUT is done as PATCH is",
            Area.RECORDS,
            (c, q) ->
                q.method().equals("PUT")
                    ? sent(c, new Request(q.as(), "PATCH", q.path(), q.headers(), q.body()))
                    : sent(c, q)),
        fault(
            "DELETE deletes nothing",
            Area.RECORDS,
            (c, q) ->
                q.method().equals("DELETE")
                        && sent(c, new Request(q.as(), "GET", q.path(), Map.of(), "")).status()
                            == 200
                    ? new Answer(204, Map.of(), "")
                    : sent(c, q)),
        answers("a record is made with 200", Area.RECORDS, (q, a) -> status(201, 200, a)),
        answers("what is absent is 200", Area.REQUESTS, (q, a) -> status(404, 200, a)),
        answers("refused fields are 400", Area.RULES, (q, a) -> status(422, 400, a)),
        answers(
            "refused fields are not named",
            Area.RULES,
            (q, a) -> body(a, "\"field\":\"[a-z_]+\"", "\"field\":\"it\"")),
        answers("a duplicate is 422", Area.UNIQUENESS, (q, a) -> status(409, 422, a)),
        answers(
            "a duplicate has another reason",
            Area.UNIQUENESS,
            (q, a) -> body(a, "ALREADY_EXISTS", "TAKEN")),
        fault(
            "racers all win",
            Area.UNIQUENESS,
            (c, q) -> {
              var a = sent(c, q);
              return a.status() == 409 ? new Answer(201, a.headers(), "{\"id\":\"x\"}") : a;
            }),
        answers("another media type is taken", Area.REQUESTS, (q, a) -> status(415, 201, a)),
        answers("a body that is no JSON is taken", Area.REQUESTS, (q, a) -> status(400, 201, a)),
        answers(
            "malformed bodies break it",
            Area.FAILURES,
            (q, a) -> a.body().contains("MALFORMED_BODY") ? status(400, 500, a) : a),
        fault("unknown fields are ignored", Area.REQUESTS, (c, q) -> sent(c, withoutUnknown(q))),
        answers(
            "the time of making changes",
            Area.RECORDS,
            (q, a) ->
                is(q, "GET", "/products/.*")
                    ? body(a, "\"created_at\":\"20", "\"created_at\":\"19")
                    : a),
        answers("a record has no id", Area.RECORDS, (q, a) -> body(a, "\"id\":\"[^\"]*\",", "")),
        answers(
            "no location is told",
            Area.RECORDS,
            (q, a) ->
                new Answer(
                    a.status(),
                    Map.of("content-type", a.headers().getOrDefault("content-type", "")),
                    a.body())),
        answers(
            "answers are plain text",
            Area.DOCUMENT,
            (q, a) ->
                new Answer(
                    a.status(),
                    Map.of(
                        "location",
                        a.headers().getOrDefault("location", ""),
                        "content-type",
                        "text/plain"),
                    a.body())),
        answers(
            "text loses its last letters", Area.RECORDS, (q, a) -> body(a, " description\"", "\"")),
        answers(
            "the document is another version's",
            Area.DOCUMENT,
            (q, a) -> is(q, "GET", "/openapi.json") ? body(a, "Products", "Goods") : a),
        answers(
            "a list's value is of another type",
            Area.DOCUMENT,
            (q, a) ->
                is(q, "GET", "/products\\?.*")
                    ? body(a, "\"available\":(true|false)", "\"available\":1")
                    : a),
        fault(
            "the process ends in the midst of it",
            Area.ATTACKS,
            (c, q) -> {
              if (calls.incrementAndGet() > 4) {
                throw new UncheckedIOException(new IOException("the connection ended"));
              }
              return sent(c, q);
            }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faultsOfAnswers")
  void findsAFaultOfAnswers(String name, Area area, UnaryOperator<Client> between)
      throws Exception {
    var artifact = Products.artifact();
    found(area, proof(artifact.files(), artifact.openapi(), between));
  }
}
