package factory.pipeline.spec;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.spec.ToolOperation.Answer;
import factory.pipeline.spec.ToolOperation.As;
import factory.pipeline.spec.ToolOperation.From;
import factory.pipeline.spec.ToolOperation.Given;
import factory.pipeline.spec.ToolOperation.Member;
import factory.pipeline.spec.ToolOperation.Says;
import java.util.List;

/** Reads operations that are tools. */
final class ToolReader {
  private final List<Problem> problems;
  private final FieldReader fields;

  ToolReader(List<Problem> problems) {
    this.problems = problems;
    this.fields = new FieldReader(problems);
  }

  ToolOperation operation(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var name = object.text("name", Form.NAME, Form.A_NAME);
    var given = given(object);
    var inputs = object.list("inputs", Form.MAX_FIELDS, fields::field);
    var operation =
        new ToolOperation(
            name,
            object.text("description", "", Form.PROSE),
            object.text("tool", Form.TOOL, Form.A_TOOL),
            given,
            inputs,
            answer(object),
            new EndpointReader(problems)
                .of(object)
                .orElseGet(() -> ToolOperation.usual(name, given, inputs)));
    object.done();
    return operation;
  }

  private Given given(JsonObject operation) {
    if (!operation.has("given")) {
      return Given.BODY;
    }
    var object = new JsonObject(operation.get("given"), operation.at("given"), problems);
    var from = object.word("from", From.class, From.BODY);
    var given =
        new Given(
            from,
            from == From.BODY ? "" : object.text("name", Form.MEMBER, Form.A_MEMBER),
            from == From.INPUT
                ? List.of()
                : object.texts("types", Form.MAX_STEPS, Form.MEDIA_RANGE, Form.A_MEDIA_RANGE),
            from == From.PART && object.truth("many", false));
    object.done();
    return given;
  }

  private Answer answer(JsonObject operation) {
    if (!operation.has("answer")) {
      return Answer.USUAL;
    }
    var object = new JsonObject(operation.get("answer"), operation.at("answer"), problems);
    var as = object.word("as", As.class, As.BYTES);
    var answer =
        new Answer(
            as,
            as == As.BYTES && object.has("type")
                ? object.text("type", Form.MEDIA_RANGE, Form.A_MEDIA_RANGE)
                : ToolOperation.ANYTHING,
            as == As.OBJECT ? object.list("members", Form.MAX_STEPS, this::member) : List.of());
    if (as == As.OBJECT && answer.members().isEmpty()) {
      object.problem("members", "must have at least one");
    }
    object.done();
    return answer;
  }

  private Member member(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    if (!object.has("says")) {
      object.problem("says", "is required");
    }
    var member =
        new Member(
            object.text("name", Form.MEMBER, Form.A_MEMBER),
            object.word("says", Says.class, Says.OUTPUT));
    object.done();
    return member;
  }
}
