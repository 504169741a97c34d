package factory.pipeline.prove;

import static factory.pipeline.prove.Faults.between;
import static factory.pipeline.prove.Faults.body;
import static factory.pipeline.prove.Faults.found;
import static factory.pipeline.prove.Faults.is;
import static factory.pipeline.prove.Faults.sent;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import factory.mesh.Extent;
import factory.pipeline.prove.Client.Answer;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.prove.Proof.Outcome;
import factory.pipeline.spec.Checker;
import factory.pipeline.spec.ExactJson;
import factory.pipeline.spec.Specification;
import factory.pipeline.spec.Specifications;
import factory.pipeline.write.Writer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Services with accounts of their own are proven, and holes that are planted in them are found. */
@Tag("slow")
final class AccountChecksTest {
  private static final Path RESOURCES = Path.of("src/test/resources");
  private static final String NOTES = "specifications/given/notes.json";

  /** Accounts are asked about first; hashes of passwords make the rest slow. */
  private static final Budget BUDGET = new Budget(250, Duration.ofMinutes(2), 5);

  private final Path folder;

  AccountChecksTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private static Specification specification(String file) throws IOException {
    return Specifications.parse(Files.readString(RESOURCES.resolve(file)));
  }

  /**
   * A proof of accounts takes long: passwords are slow to hash on purpose, and so few at a time.
   */
  static List<String> files() {
    return Extent.of(List.of(NOTES), List.of(NOTES, "spec/accounts.json"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void provesWhatIsRight(String file) throws Exception {
    var specification = specification(file);
    assertThat(Checker.check(specification)).isEmpty();
    var artifact = new Writer().write(specification);
    var proof =
        new Proven(folder)
            .with(
                artifact.files(),
                artifact.openapi(),
                client -> new Prover().prove(specification, artifact.openapi(), client, BUDGET));
    assertThat(proof.checks()).filteredOn(c -> c.outcome() == Outcome.FAILED).isEmpty();
    assertThat(proof.checks())
        .filteredOn(c -> c.area() == Area.ACCOUNTS && c.outcome() == Outcome.PASSED)
        .hasSizeGreaterThanOrEqualTo(5);
  }

  /** One that is tried out hashes cheaply, which no proof may take for one that serves. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void onlyWhatServesHashesAtFullCost(boolean trial) throws Exception {
    var specification = specification(NOTES);
    var cost = new SecretCost(specification);
    assertThat(cost.isAsked()).isTrue();
    var artifact = new Writer().write(specification);
    var proof =
        new Proven(folder)
            .with(
                artifact.files(),
                artifact.openapi(),
                trial,
                client -> cost.prove(artifact.openapi(), client));
    assertThat(proof.checks())
        .singleElement()
        .satisfies(
            check -> {
              assertThat(check.area()).isEqualTo(Area.SECRETS);
              assertThat(check.outcome()).isEqualTo(trial ? Outcome.FAILED : Outcome.PASSED);
              assertThat(check.evidence()).contains(trial ? "1,000 iterations" : "");
            });
  }

  @Test
  void nothingIsAskedWhereNothingIsSecret() {
    assertThat(new SecretCost(Products.specification()).isAsked()).isFalse();
  }

  /** Who is who, and who sees what: all that is asked about accounts. */
  private Proof asked(Map<String, String> files, String openapi, UnaryOperator<Client> between)
      throws Exception {
    var specification = specification(NOTES);
    return new Proven(folder)
        .with(
            files,
            openapi,
            client -> new Prover().accounts(specification, openapi, between.apply(client), BUDGET));
  }

  @EnabledIfEnvironmentVariable(named = "FACTORY_TEST_LONG", matches = ".+")
  @ParameterizedTest(name = "{0}: {2} -> {3}")
  @CsvSource(
      delimiter = '|',
      value = {
        "ACCOUNTS | Users | .setByActions(\"reader\") | .orElse(\"reader\")",
        "VISIBILITY | Notes | Condition.equal(\"author\","
            + " account.key()).or(Condition.equal(\"published\", true)) | Condition.always()",
        "VISIBILITY | Notes | .delete(Access.account(account -> Condition.equal(\"author\","
            + " account.key()))) | .delete(Access.account())",
        "ACCOUNTS | Topics | .create(Access.account()) | .search(\"name\")",
      })
  void findsAHoleOfTheCode(Area area, String file, String right, String wrong) throws Exception {
    var artifact = new Writer().write(specification(NOTES));
    Map<String, String> files = new TreeMap<>(artifact.files());
    var name = "src/factory/generated/" + file + ".java";
    // However it is laid out.
    var source = Objects.requireNonNull(files.get(name)).replaceAll("\\n\\s+", " ");
    var laidOut = source.replace("( ", "(").replace(" .", ".");
    var planted = laidOut.replace(right, wrong);
    assertThat(planted).isNotEqualTo(laidOut);
    files.put(name, planted);
    found(area, asked(files, artifact.openapi(), UnaryOperator.identity()));
  }

  private static JsonNode json(Request request) {
    try {
      return ExactJson.MAPPER.readTree(request.body());
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Arguments hole(
      String name, Area area, BiFunction<Client, Request, Answer> changes) {
    return Arguments.of(name, area, between(changes));
  }

  static Stream<Arguments> holes() {
    return Extent.of(all().limit(1), all());
  }

  private static Stream<Arguments> all() {
    Map<String, String> passwords = new ConcurrentHashMap<>();
    var session = new AtomicReference<>("");
    return Stream.of(
        hole(
            "sessions are not checked",
            Area.ACCOUNTS,
            (client, request) -> {
              var answer = sent(client, request);
              if (answer.status() != 401 || session.get().isEmpty()) {
                if (answer.status() < 300) {
                  session.set(request.headers().getOrDefault("authorization", session.get()));
                }
                return answer;
              }
              Map<String, String> headers = new LinkedHashMap<>(request.headers());
              headers.put("authorization", session.get());
              return sent(
                  client,
                  new Request(
                      request.as(), request.method(), request.path(), headers, request.body()));
            }),
        hole(
            "logging out does nothing",
            Area.ACCOUNTS,
            (client, request) ->
                is(request, "DELETE", "/sessions/current")
                    ? new Answer(204, Map.of(), "")
                    : sent(client, request)),
        hole(
            "passwords are not checked",
            Area.ACCOUNTS,
            (client, request) -> {
              if (is(request, "POST", "/users")) {
                var body = json(request);
                passwords.put(body.path("email").asText(), body.path("password").asText());
              }
              if (!is(request, "POST", "/sessions")) {
                return sent(client, request);
              }
              var login = json(request).path("email").asText();
              var password = passwords.getOrDefault(login, "");
              return sent(
                  client,
                  new Request(
                      request.as(),
                      request.method(),
                      request.path(),
                      request.headers(),
                      "{\"email\":\"%s\",\"password\":\"%s\"}"
                          .formatted(login, password.isEmpty() ? "none" : password)));
            }),
        hole(
            "passwords are kept as they are",
            Area.SECRETS,
            (client, request) -> {
              if (is(request, "POST", "/users")) {
                keep(client, request.body());
              }
              return sent(client, request);
            }),
        hole(
            "tokens are kept as they are",
            Area.SECRETS,
            (client, request) -> {
              var answer = sent(client, request);
              if (is(request, "POST", "/sessions")) {
                keep(client, answer.body());
              }
              return answer;
            }),
        hole(
            "refusals tell which logins there are",
            Area.ACCOUNTS,
            (client, request) -> {
              var answer = sent(client, request);
              return answer.status() == 401 && request.body().contains("nobody")
                  ? body(answer, "with this login and password", "with this login")
                  : answer;
            }));
  }

  private static void keep(Client client, String text) {
    try {
      Files.writeString(
          client.data().orElseThrow().resolve("log.txt"),
          text + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("holes")
  void findsAHoleOfAnswers(String name, Area area, UnaryOperator<Client> between) throws Exception {
    var artifact = new Writer().write(specification(NOTES));
    found(area, asked(artifact.files(), artifact.openapi(), between));
  }
}
