package factory.pipeline.spec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.spec.Endpoint.Answer;
import factory.pipeline.spec.Endpoint.In;
import java.util.Optional;

/** Writes where functions and actions are. */
final class EndpointWriter {
  private EndpointWriter() {}

  static void put(ObjectNode operation, Optional<Endpoint> endpoint) {
    endpoint.ifPresent(of -> operation.set("http", endpoint(of)));
  }

  private static ObjectNode endpoint(Endpoint endpoint) {
    var json = SpecificationWriter.object();
    json.put("method", endpoint.method());
    json.put("path", endpoint.path());
    HttpWriter.texts(json, "keys", endpoint.keys());
    if (!endpoint.inputs().isEmpty()) {
      var inputs = json.putObject("inputs");
      endpoint
          .inputs()
          .forEach(
              (input, place) -> {
                var one = inputs.putObject(input);
                if (place.in() != In.BODY) {
                  one.put("in", JsonObject.word(place.in()));
                }
                if (!place.name().equals(input)) {
                  one.put("name", place.name());
                }
              });
    }
    HttpWriter.truth(json, "unknown_refused", endpoint.unknownRefused());
    json.put("status", endpoint.status());
    if (!endpoint.answer().equals(Answer.Result.USUAL)) {
      json.set("answer", answer(endpoint.answer()));
    }
    HttpWriter.statuses(json, endpoint.statuses());
    SentKey.write(json, endpoint.sent());
    return json;
  }

  private static ObjectNode answer(Answer answer) {
    var json = SpecificationWriter.object();
    switch (answer) {
      case Answer.Result(var names, var within, var always) -> {
        HttpWriter.texts(json.put("type", "result"), "names", names);
        HttpWriter.text(json, "within", within);
        if (!always.isEmpty()) {
          json.putObject("always").setAll(always);
        }
      }
      case Answer.Page(var names) -> HttpWriter.texts(json.put("type", "page"), "names", names);
      case Answer.Value(var form) -> form(json.put("type", "value"), form);
      case Answer.Nothing _ -> json.put("type", "nothing");
      case Answer.Redirect _ -> json.put("type", "redirect");
      case Answer.Constant(var value, var form) -> {
        json.put("type", "constant").set("value", value);
        form(json, form);
      }
    }
    return json;
  }

  private static void form(ObjectNode answer, Endpoint.Form form) {
    if (form != Endpoint.Form.JSON) {
      answer.put("as", JsonObject.word(form));
    }
  }
}
