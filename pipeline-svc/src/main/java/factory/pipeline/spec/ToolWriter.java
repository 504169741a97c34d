package factory.pipeline.spec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.spec.ToolOperation.Answer;
import factory.pipeline.spec.ToolOperation.As;
import factory.pipeline.spec.ToolOperation.From;
import factory.pipeline.spec.ToolOperation.Given;
import java.util.Optional;

/** Writes operations that are tools. */
final class ToolWriter {
  private ToolWriter() {}

  static ObjectNode operation(ToolOperation operation) {
    var json = SpecificationWriter.object();
    json.put("name", operation.name());
    SpecificationWriter.text(json, "description", operation.description());
    json.put("tool", operation.tool());
    if (!operation.given().equals(Given.BODY)) {
      given(json.putObject("given"), operation.given());
    }
    SpecificationWriter.list(json, "inputs", operation.inputs(), FieldWriter::field);
    if (!operation.answer().equals(Answer.USUAL)) {
      answer(json.putObject("answer"), operation.answer());
    }
    if (!operation
        .http()
        .equals(ToolOperation.usual(operation.name(), operation.given(), operation.inputs()))) {
      EndpointWriter.put(json, Optional.of(operation.http()));
    }
    return json;
  }

  private static void given(ObjectNode json, Given given) {
    if (given.from() != From.BODY) {
      json.put("from", JsonObject.word(given.from())).put("name", given.name());
    }
    SpecificationWriter.texts(json, "types", given.types());
    HttpWriter.truth(json, "many", given.many());
  }

  private static void answer(ObjectNode json, Answer answer) {
    if (answer.as() != As.BYTES) {
      json.put("as", JsonObject.word(answer.as()));
    }
    if (answer.as() == As.BYTES && !answer.type().equals(ToolOperation.ANYTHING)) {
      json.put("type", answer.type());
    }
    SpecificationWriter.list(
        json,
        "members",
        answer.members(),
        member ->
            SpecificationWriter.object()
                .put("name", member.name())
                .put("says", JsonObject.word(member.says())));
  }
}
