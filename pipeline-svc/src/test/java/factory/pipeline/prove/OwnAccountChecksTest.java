package factory.pipeline.prove;

import static factory.pipeline.prove.Faults.body;
import static factory.pipeline.prove.Faults.fault;
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
import factory.pipeline.spec.ExactJson;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What accounts of a document do with themselves is proven, and planted holes are found. */
@Tag("slow")
final class OwnAccountChecksTest {
  private static final String ME = "/users/me";

  private final Path folder;

  OwnAccountChecksTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private Proof asked(UnaryOperator<Client> between) throws Exception {
    return MadeAccounts.proof(folder, MadeSpecification.here("diary"), between);
  }

  @Test
  void whatIsRightPasses() throws Exception {
    var checks = asked(UnaryOperator.identity()).checks();

    assertThat(checks).filteredOn(check -> check.outcome() == Outcome.FAILED).isEmpty();
    assertThat(checks)
        .filteredOn(check -> check.outcome() == Outcome.PASSED)
        .extracting(Proof.Check::name)
        .contains(
            "Whoever registers is logged in by that",
            "PATCH /users/me changes who is logged in, and nobody else",
            "PATCH /users/me gives nobody the login of another",
            "PATCH /users/me gives nobody what he cannot give himself",
            "DELETE /users/me ends who is logged in, and nobody else",
            "A new password needs the old one, and ends all other sessions",
            "A session is renewed once, and is over then",
            "Who logs out ends this session, and no other");
  }

  private static JsonNode json(String body) {
    try {
      return ExactJson.MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Request with(Request request, String authorization, String body) {
    Map<String, String> headers = new LinkedHashMap<>(request.headers());
    headers.put("authorization", authorization);
    return new Request(request.as(), request.method(), request.path(), headers, body);
  }

  private static String shown(Request request) {
    return request.headers().getOrDefault("authorization", "");
  }

  static Stream<Arguments> holes() {
    return Extent.of(all().limit(2), all());
  }

  private static Stream<Arguments> all() {
    var last = new AtomicReference<>("");
    Map<String, Answer> renewed = new ConcurrentHashMap<>();
    Map<String, String> instead = new ConcurrentHashMap<>();
    Map<String, String> roles = new ConcurrentHashMap<>();
    return Stream.of(
        fault(
            "an old password is not looked at",
            Area.ACCOUNTS,
            (client, request) ->
                sent(
                    client,
                    is(request, "PUT", "/users/me/password")
                        ? with(request, shown(request), request.body().replace("x\",\"", "\",\""))
                        : request)),
        fault(
            "a token for a new session is good again and again",
            Area.ACCOUNTS,
            (client, request) ->
                is(request, "POST", "/auth/refresh")
                    ? renewed.compute(
                        request.body(),
                        (_, before) -> before == null ? sent(client, request) : before)
                    : sent(client, request)),
        fault(
            "registering gives a session that opens nothing",
            Area.ACCOUNTS,
            (client, request) -> {
              var answer = sent(client, request);
              return is(request, "POST", "/auth/register") && answer.status() == 201
                  ? new Answer(
                      answer.status(),
                      answer.headers(),
                      answer.body().replace("\"accessToken\":\"", "\"accessToken\":\"x"))
                  : answer;
            }),
        fault(
            "a change is lost",
            Area.ACCOUNTS,
            (client, request) ->
                is(request, "PATCH", ME)
                    ? sent(client, with(request, shown(request), "{}"))
                    : sent(client, request)),
        fault(
            "a role is taken from a body",
            Area.ACCOUNTS,
            (client, request) -> {
              var answer = sent(client, request);
              if (is(request, "PATCH", ME) && json(request.body()).has("role")) {
                roles.put(shown(request), json(request.body()).path("role").asText());
              }
              var role = roles.getOrDefault(shown(request), "");
              return role.isEmpty() || !request.path().equals(ME)
                  ? answer
                  : body(answer, "\"role\":\"[a-z]*\"", "\"role\":\"" + role + "\"");
            }),
        fault(
            "who registered last is changed",
            Area.ACCOUNTS,
            (client, request) -> {
              var answer =
                  sent(
                      client,
                      is(request, "PATCH", ME) && !shown(request).contains("nothing")
                          ? with(request, last.get(), request.body())
                          : request);
              if (is(request, "POST", "/auth/register") && answer.status() == 201) {
                last.set("Bearer " + json(answer.body()).path("accessToken").asText());
              }
              return answer;
            }),
        fault(
            "an account that is deleted stays",
            Area.ACCOUNTS,
            (client, request) ->
                is(request, "DELETE", ME)
                        && shown(request).startsWith("Bearer ")
                        && sent(client, new Request(request.as(), "GET", ME, request.headers(), ""))
                                .status()
                            == 200
                    ? new Answer(204, Map.of(), "")
                    : sent(client, request)),
        fault(
            "a new password ends no other session",
            Area.ACCOUNTS,
            (client, request) -> {
              var answer = sent(client, request);
              if (is(request, "PUT", "/users/me/password") && answer.status() == 204) {
                last.set(shown(request));
              }
              return is(request, "GET", ME)
                      && answer.status() == 401
                      && shown(request).length() == last.get().length()
                  ? sent(client, with(request, last.get(), ""))
                  : answer;
            }),
        fault(
            "a session that was renewed goes on",
            Area.ACCOUNTS,
            (client, request) -> {
              var answer = sent(client, request);
              if (is(request, "POST", "/auth/refresh") && answer.status() == 200) {
                instead.put(
                    shown(request), "Bearer " + json(answer.body()).path("accessToken").asText());
              }
              return answer.status() == 401 && instead.containsKey(shown(request))
                  ? sent(
                      client,
                      with(request, instead.getOrDefault(shown(request), ""), request.body()))
                  : answer;
            }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("holes")
  void findsAHole(String name, Area area, UnaryOperator<Client> between) throws Exception {
    found(area, asked(between));
  }
}
