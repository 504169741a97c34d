package factory.pipeline.spec;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.spec.Endpoint.Answer;
import factory.pipeline.spec.Endpoint.In;
import factory.pipeline.spec.Endpoint.Place;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads where functions and actions are. */
final class EndpointReader {
  private final List<Problem> problems;

  EndpointReader(List<Problem> problems) {
    this.problems = problems;
  }

  /** That of a function or an action; empty when it has none. */
  Optional<Endpoint> of(JsonObject operation) {
    return operation.has("http")
        ? Optional.of(endpoint(operation.get("http"), operation.at("http")))
        : Optional.empty();
  }

  private Endpoint endpoint(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var endpoint =
        new Endpoint(
            object.text("method", Form.METHOD, Form.A_METHOD),
            object.text("path", Form.TEMPLATE, Form.A_TEMPLATE),
            HttpReader.keys(object),
            object.map("inputs", Form.MAX_FIELDS, Form.NAME, Form.A_NAME, this::place),
            object.truth("unknown_refused", false),
            object.whole("status", 200, 308),
            answer(object),
            HttpReader.statuses(object),
            SentKey.read(object, problems));
    object.done();
    return endpoint;
  }

  private Place place(JsonObject inputs, String input) {
    var object = new JsonObject(inputs.get(input), inputs.at(input), problems);
    var place =
        new Place(
            object.word("in", In.class, In.BODY), HttpReader.member(object, "name").orElse(input));
    object.done();
    return place;
  }

  private Answer answer(JsonObject endpoint) {
    if (!endpoint.has("answer")) {
      return Answer.Result.USUAL;
    }
    var object = new JsonObject(endpoint.get("answer"), endpoint.at("answer"), problems);
    Answer answer =
        switch (object.text("type", "", Form.LINE)) {
          case "result" ->
              new Answer.Result(
                  names(object),
                  HttpReader.inside(object),
                  object.map(
                      "always", Form.MAX_STEPS, Form.MEMBER, Form.A_MEMBER, HttpReader::scalar));
          case "page" -> new Answer.Page(names(object));
          case "value" -> new Answer.Value(form(object));
          case "nothing" -> new Answer.Nothing();
          case "redirect" -> new Answer.Redirect();
          case "constant" ->
              new Answer.Constant(
                  HttpReader.constant(object).orElseGet(HttpReader::nothing), form(object));
          default -> {
            object.problem(
                "type", "must be one of result, page, value, nothing, redirect, constant");
            yield new Answer.Nothing();
          }
        };
    object.done();
    return answer;
  }

  private static Map<String, String> names(JsonObject answer) {
    return answer.map(
        "names",
        Form.MAX_FIELDS,
        Form.NAME,
        Form.A_NAME,
        (names, output) -> names.text(output, Form.MEMBER, Form.A_MEMBER));
  }

  private static Endpoint.Form form(JsonObject answer) {
    return answer.word("as", Endpoint.Form.class, Endpoint.Form.JSON);
  }
}
