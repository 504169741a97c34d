package factory.pipeline.prove;

import static factory.pipeline.prove.Faults.answers;
import static factory.pipeline.prove.Faults.body;
import static factory.pipeline.prove.Faults.fault;
import static factory.pipeline.prove.Faults.found;
import static factory.pipeline.prove.Faults.is;
import static factory.pipeline.prove.Faults.sent;
import static org.assertj.core.api.Assertions.assertThat;

import factory.mesh.Extent;
import factory.pipeline.prove.Client.Answer;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Proof.Area;
import factory.pipeline.prove.Proof.Outcome;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who becomes an admin, and what is for admins, is proven, and planted holes are found. */
@Tag("slow")
final class RoleChecksTest {
  private static final String REGISTER = "/auth/register";

  private final Path folder;

  RoleChecksTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Proof asked(UnaryOperator<Client> between) throws Exception {
    return MadeAccounts.proof(folder, MadeSpecification.here("club"), between);
  }

  @Test
  void whatIsRightPasses() throws Exception {
    var checks = asked(UnaryOperator.identity()).checks();

    assertThat(checks).filteredOn(check -> check.outcome() == Outcome.FAILED).isEmpty();
    assertThat(checks)
        .filteredOn(check -> check.outcome() == Outcome.PASSED)
        .extracting(Proof.Check::name)
        .contains(
            "Of many who register at once where there is nobody, one is admin",
            "Whoever registers after others is not admin",
            "GET /users/{id}/posts is for whose role is admin or who is {id}, and for nobody else",
            "PUT /users/{id}/role is for whose role is admin, and for nobody else",
            "DELETE /announcements/{id} is for whose role is admin or moderator, and for nobody else",
            "Whoever registers cannot say what his role is");
  }

  static Stream<Arguments> holes() {
    return Extent.of(all().limit(2), all());
  }

  private static Stream<Arguments> all() {
    var first = new AtomicReference<>("");
    return Stream.of(
        answers(
            "two of many who register at once are admins",
            Area.ACCOUNTS,
            (request, answer) ->
                is(request, "POST", REGISTER)
                    ? body(answer, "\"role\":\"member\"", "\"role\":\"admin\"")
                    : answer),
        fault(
            "what is for admins is for whoever is logged in",
            Area.ACCOUNTS,
            (client, request) -> {
              var answer = sent(client, request);
              var shown = request.headers().getOrDefault("authorization", "");
              if (request.path().equals("/users") && answer.status() == 200) {
                first.set(shown);
              }
              if (answer.status() != 403 || !request.path().startsWith("/announcements")) {
                return answer;
              }
              Map<String, String> headers = new LinkedHashMap<>(request.headers());
              headers.put("authorization", first.get());
              return sent(
                  client,
                  new Request(
                      request.as(), request.method(), request.path(), headers, request.body()));
            }),
        answers(
            "nobody is an admin",
            Area.ACCOUNTS,
            (request, answer) ->
                is(request, "POST", REGISTER)
                    ? body(answer, "\"role\":\"admin\"", "\"role\":\"member\"")
                    : answer),
        fault(
            "what is for oneself is for whoever is logged in",
            Area.ACCOUNTS,
            (client, request) -> {
              var answer = sent(client, request);
              if (request.path().equals("/users") && answer.status() == 200) {
                first.set(request.headers().getOrDefault("authorization", ""));
              }
              return answer.status() == 403
                      && request.path().matches("/users/[0-9]{1,7}/posts")
                      && !first.get().isEmpty()
                  ? new Answer(200, answer.headers(), "[]")
                  : answer;
            }),
        answers(
            "nobody is let to what is his own",
            Area.ACCOUNTS,
            (request, answer) ->
                request.path().matches("/users/[0-9]{1,7}/posts") && answer.status() == 200
                    ? new Answer(403, answer.headers(), "{\"error\":\"no\"}")
                    : answer),
        answers(
            "others learn what there is",
            Area.ACCOUNTS,
            (request, answer) ->
                request.method().equals("DELETE") && answer.status() == 403
                    ? new Answer(404, answer.headers(), answer.body())
                    : answer),
        answers(
            "admins are refused too",
            Area.ACCOUNTS,
            (request, answer) ->
                is(request, "GET", "/users") && answer.status() == 200
                    ? new Answer(403, answer.headers(), "{\"error\":\"no\"}")
                    : answer),
        answers(
            "a role is taken from a body",
            Area.ACCOUNTS,
            (request, answer) ->
                is(request, "POST", REGISTER) && request.body().contains("\"role\":\"moderator\"")
                    ? body(answer, "\"role\":\"member\"", "\"role\":\"moderator\"")
                    : answer));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("holes")
  void findsAHole(String name, Area area, UnaryOperator<Client> between) throws Exception {
    found(area, asked(between));
  }
}
