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
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The forms of lists of a right service are proven, and each hole in how one is chosen is found.
 */
@Tag("slow")
final class AnswerFormsTest {
  @TempDir Path folder = Path.of("");

  private static Request accepting(Request request, String accept) {
    Map<String, String> headers = new TreeMap<>(request.headers());
    headers.put("accept", accept);
    return request.with(headers);
  }

  /** An answer with another Link, where it has one. */
  private static Answer changed(Answer answer, UnaryOperator<String> link) {
    var headers = new TreeMap<>(answer.headers());
    headers.computeIfPresent("link", (_, said) -> link.apply(said));
    return new Answer(answer.status(), headers, answer.body());
  }

  private static String accept(Request request) {
    return request.headers().getOrDefault("accept", "");
  }

  private static List<Hole> holes() {
    return List.of(
        Hole.of(
            "JSON is for everybody",
            "GET /books answers each book once, as text/csv for callers that like it",
            (service, request) ->
                sent(
                    service,
                    accept(request).isEmpty() ? request : accepting(request, "application/json"))),
        Hole.of(
            "the first that is named is liked most",
            "GET /plays answers the form that its callers like most",
            (service, request) ->
                sent(
                    service,
                    accept(request).isEmpty()
                        ? request
                        : accepting(request, accept(request).replaceFirst("[,;].*", "")))),
        Hole.of(
            "nobody is refused",
            "GET /books refuses callers that take none of its forms",
            (service, request) ->
                sent(
                    service,
                    accept(request).equals("image/png") ? accepting(request, "*/*") : request)),
        Hole.answers(
            "a cache may give anybody's form to anybody",
            "GET /books answers the form that its callers like most",
            (request, answer) -> {
              var headers = new TreeMap<>(answer.headers());
              headers.remove("vary");
              return new Answer(answer.status(), headers, answer.body());
            }),
        Hole.answers(
            "a link leads to the page that it is on",
            "GET /poems says where its other parts are",
            (request, answer) ->
                changed(
                    answer, link -> link.replaceAll("page=2>; rel=\"next", "page=1>; rel=\"next"))),
        Hole.answers(
            "a link forgets what was asked for",
            "GET /poems says where its other parts are",
            (request, answer) ->
                changed(answer, link -> link.replaceAll("[?&]not_a_parameter=[^&]*", "?a=b"))),
        Hole.answers(
            "there is always a next page",
            "GET /poems says where its other parts are",
            (request, answer) ->
                changed(
                    answer,
                    link ->
                        link.contains("next")
                            ? link
                            : link.replaceFirst(
                                "<([^>]*)>; rel=\"last\"", "$0, <$1>; rel=\"next\""))),
        Hole.answers(
            "an address is of another place",
            "GET /songs says where its other parts are",
            (request, answer) ->
                new Answer(
                    answer.status(),
                    answer.headers(),
                    answer.body().replace("http://localhost/songs", "http://localhost/poems"))),
        Hole.answers(
            "there is nothing before any part",
            "GET /songs says where its other parts are",
            (request, answer) ->
                new Answer(
                    answer.status(),
                    answer.headers(),
                    answer.body().replaceAll("\"previous\":\"[^\"]*\"", "\"previous\":null"))),
        Hole.answers(
            "a formula is one",
            "GET /plays answers each play once, as text/csv for callers that like it",
            (request, answer) ->
                answer.headers().getOrDefault("content-type", "").startsWith("text/csv")
                    ? new Answer(
                        answer.status(), answer.headers(), answer.body().replace("'=", "="))
                    : answer));
  }

  @Test
  void formsOfListsAreProven() throws Exception {
    MadeShapes.proven(
        folder,
        "answers",
        right -> {
          assertThat(right.checks())
              .filteredOn(check -> check.outcome() == Outcome.FAILED)
              .isEmpty();
        },
        holes());
  }
}
