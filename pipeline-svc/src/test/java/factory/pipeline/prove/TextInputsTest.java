package factory.pipeline.prove;

import static factory.pipeline.prove.Faults.sent;
import static org.assertj.core.api.Assertions.assertThat;

import factory.pipeline.prove.Client.Request;
import factory.pipeline.prove.Proof.Outcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions of bodies of text are proven, and each hole in how they are read is found. */
@Tag("slow")
final class TextInputsTest {
  @TempDir Path folder = Path.of("");

  private static Request with(Request request, String type, String body) {
    Map<String, String> headers = new TreeMap<>(request.headers());
    headers.put("content-type", type);
    return new Request(
        request.as(), request.method(), request.path(), headers, body, request.charset());
  }

  private static boolean isText(Request request) {
    return type(request).startsWith("text/plain");
  }

  private static String type(Request request) {
    return request.headers().getOrDefault("content-type", "");
  }

  private static List<Hole> holes() {
    return List.of(
        Hole.of(
            "white space is taken off",
            "POST /echo takes a text as it is",
            (service, request) ->
                sent(
                    service,
                    isText(request)
                        ? with(request, type(request), request.body().strip())
                        : request)),
        Hole.of(
            "an empty text is one",
            "POST /hash refuses what is no text",
            (service, request) ->
                sent(
                    service,
                    request.body().isEmpty() ? with(request, "text/plain", "-") : request)),
        Hole.of(
            "no body is none that is understood",
            "POST /echo takes a text as it is",
            (service, request) ->
                sent(
                    service,
                    type(request).isEmpty() && request.body().isEmpty()
                        ? with(request, "text/csv", "")
                        : request)),
        Hole.of(
            "bytes that are no text are replaced",
            "POST /wordcount refuses what is no text",
            (service, request) ->
                sent(
                    service,
                    isText(request)
                        ? with(
                            request,
                            type(request),
                            request.body().replaceAll("[\u00fe\u00ff]", "?"))
                        : request)),
        Hole.of(
            "another character set is believed",
            "POST /digest/{algorithm} refuses what is no text",
            (service, request) ->
                sent(
                    service,
                    isText(request) ? with(request, "text/plain", request.body()) : request)),
        Hole.of(
            "what is too long is cut off",
            "POST /reverse refuses what is no text",
            (service, request) ->
                sent(
                    service,
                    isText(request) && request.body().length() > 200
                        ? with(request, type(request), request.body().substring(0, 200))
                        : request)),
        Hole.of(
            "any media type is a text",
            "POST /reverse takes no other media type",
            (service, request) ->
                sent(
                    service,
                    type(request).isEmpty()
                        ? request
                        : with(request, "text/plain", request.body()))));
  }

  @Test
  void functionsOfTextsAreProven() throws Exception {
    MadeShapes.proven(
        folder,
        "wordings",
        right -> {
          assertThat(right.checks())
              .filteredOn(check -> check.outcome() != Outcome.PASSED)
              .allSatisfy(
                  check -> {
                    assertThat(check.outcome()).isEqualTo(Outcome.NOT_TRIED);
                    assertThat(check.toString()).contains("the prover does not compute");
                  });
          assertThat(right.checks())
              .extracting(Proof.Check::name)
              .contains(
                  "POST /reverse takes a text as it is",
                  "POST /digest/{algorithm} refuses what is no text in UTF-8",
                  "POST /echo takes no other media type than text");
        },
        holes());
  }
}
