package factory.pipeline.prove;

import static factory.pipeline.prove.Faults.sent;
import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.prove.Client.Answer;
import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Proof.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies of text of a right service are proven, and each hole in how they are read is found. */
@Tag("slow")
final class TextBodiesTest {
  @TempDir Path folder = Path.of("");

  private static Request with(Request request, String type, String body) {
    Map<String, String> headers = new TreeMap<>(request.headers());
    headers.put("content-type", type);
    return new Request(
        request.as(), request.method(), request.path(), headers, body, request.charset());
  }

  private static boolean isText(Request request) {
    return request.headers().getOrDefault("content-type", "").startsWith("text/plain");
  }

  private static List<Hole> holes() {
    return List.of(
        Hole.of(
            "white space is taken off",
            "POST /pastes takes text/plain",
            (service, request) ->
                sent(
                    service,
                    isText(request) && !request.body().isEmpty()
                        ? with(request, "text/plain", request.body().strip())
                        : request)),
        Hole.of(
            "an empty text is one",
            "PUT /pastes/{id} takes text/plain",
            (service, request) ->
                sent(
                    service,
                    isText(request) && request.body().isEmpty()
                        ? with(request, "text/plain", "-")
                        : request)),
        Hole.of(
            "bytes that are no text are replaced",
            "POST /notes takes text/plain",
            (service, request) ->
                sent(
                    service,
                    isText(request)
                        ? with(
                            request, "text/plain", request.body().replaceAll("[\u00fe\u00ff]", "?"))
                        : request)),
        Hole.of(
            "another character set is believed",
            "POST /channels/{channelId}/lines takes text/plain",
            (service, request) ->
                sent(
                    service,
                    isText(request) ? with(request, "text/plain", request.body()) : request)),
        Hole.of(
            "any media type is a text",
            "POST /pastes takes no other media type",
            (service, request) ->
                sent(
                    service,
                    request.method().equals("POST") && !request.body().isEmpty()
                        ? with(request, "text/plain", request.body())
                        : request)),
        Hole.of(
            "what is too long is cut off",
            "POST /notes takes text/plain",
            (service, request) ->
                sent(
                    service,
                    isText(request) && request.body().length() > 60
                        ? with(request, "text/plain", request.body().substring(0, 60))
                        : request)),
        Hole.answers(
            "a text is never kept",
            "PUT /pastes/{id} takes text/plain",
            (request, answer) ->
                request.method().equals("PUT")
                    ? new Answer(
                        answer.status(),
                        answer.headers(),
                        answer.body().replaceAll("\"content\":\"[^\"]*", "\"content\":\"before"))
                    : answer));
  }

  @Test
  void bodiesOfTextAreProven() throws Exception {
    MadeShapes.proven(
        folder,
        "texts",
        right -> {
          assertThat(right.checks())
              .filteredOn(check -> check.outcome() != Outcome.PASSED)
              .isEmpty();
          assertThat(right.checks())
              .extracting(Proof.Check::name)
              .contains(
                  "POST /pastes takes text/plain",
                  "PUT /pastes/{id} takes text/plain",
                  "POST /notes takes text/plain",
                  "POST /channels/{channelId}/lines takes text/plain",
                  "POST /pastes takes no other media type");
        },
        holes());
  }
}
