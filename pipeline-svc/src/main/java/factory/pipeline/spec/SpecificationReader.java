package factory.pipeline.spec;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.spec.Function.Let;
import factory.pipeline.spec.Function.RefuseWhen;
import factory.pipeline.spec.Report.By;
import factory.pipeline.spec.Report.Group;
import factory.pipeline.spec.Report.Measure;
import factory.pipeline.spec.Specification.LeftOut;
import factory.pipeline.spec.Specification.Question;
import java.util.List;
import java.util.Optional;

/** Reads the whole, and its parts without kinds and actions. */
final class SpecificationReader {
  static final int REPORT_ROWS = 100;

  private final List<Problem> problems;
  private final FieldReader fields;

  SpecificationReader(List<Problem> problems) {
    this.problems = problems;
    this.fields = new FieldReader(problems);
  }

  Specification specification(JsonNode json) {
    var object = new JsonObject(json, "", problems);
    object.get("format");
    var kinds = new KindReader(problems);
    var actions = new ActionReader(problems);
    var specification =
        new Specification(
            Specification.FORMAT,
            object.text("title", Form.LINE),
            object.text("description", "", Form.PROSE),
            object.list("kinds", Form.MAX_KINDS, kinds::kind),
            object.list("actions", Form.MAX_OPERATIONS, actions::action),
            object.list("reports", Form.MAX_OPERATIONS, this::report),
            object.list("functions", Form.MAX_OPERATIONS, this::function),
            object.list("examples", Form.MAX_EXAMPLES, this::example),
            object.list("left_out", Form.MAX_NOTES, this::leftOut),
            object.texts("assumptions", Form.MAX_NOTES, Form.PROSE),
            object.list("questions", Form.MAX_EXAMPLES, this::question),
            object.has("errors")
                ? Optional.of(
                    new HttpReader(problems).errors(object.get("errors"), object.at("errors")))
                : Optional.empty(),
            object.has("accounts")
                ? Optional.of(
                    new AccountsReader(problems)
                        .accounts(object.get("accounts"), object.at("accounts")))
                : Optional.empty(),
            object.list("tools", Form.MAX_OPERATIONS, new ToolReader(problems)::operation),
            object.list("code", Form.MAX_CODE, this::code));
    object.done();
    return specification;
  }

  private Report report(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var report =
        new Report(
            object.text("name", Form.NAME, Form.A_NAME),
            object.text("description", "", Form.PROSE),
            object.text("kind", Form.NAME, Form.A_NAME),
            object.list("inputs", Form.MAX_FIELDS, fields::field),
            object.optionalText("where", Form.CEL),
            object.list("groups", Form.MAX_STEPS, this::group),
            object.list("measures", Form.MAX_STEPS, this::measure),
            object.texts("order", Form.MAX_STEPS, Form.ORDER, Form.AN_ORDER),
            object.whole("limit", REPORT_ROWS, 1, 1_000));
    if (report.measures().isEmpty()) {
      object.problem(
          "measures",
          "must have at least one, such as {\"name\": \"number\", \"function\": \"count\"}");
    }
    object.done();
    return report;
  }

  private Group group(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var group =
        new Group(
            object.text("name", Form.NAME, Form.A_NAME),
            object.text("field", Form.NAME, Form.A_NAME),
            object.word("by", By.class, By.VALUE));
    object.done();
    return group;
  }

  private Measure measure(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var measure =
        new Measure(
            object.text("name", Form.NAME, Form.A_NAME), measured(object), FieldReader.of(object));
    object.done();
    return measure;
  }

  /** What a report computes, which is the same for whoever asks. */
  static AggregateFunction measured(JsonObject object) {
    var function = FieldReader.function(object);
    if (function == AggregateFunction.MINE) {
      object.problem("function", "is of a record's fields alone: a report is about all");
    }
    return function;
  }

  private Function function(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var function =
        new Function(
            object.text("name", Form.NAME, Form.A_NAME),
            object.text("description", "", Form.PROSE),
            object.list("inputs", Form.MAX_FIELDS, fields::field),
            object.list("lets", Form.MAX_FIELDS, this::let),
            object.list("refusals", Form.MAX_STEPS, this::refuseWhen),
            object.list("outputs", Form.MAX_FIELDS, fields::output),
            new EndpointReader(problems).of(object));
    if (function.outputs().isEmpty() && !isAlwaysTheSame(function)) {
      object.problem("outputs", "must have at least one");
    }
    object.done();
    return function;
  }

  /** Whether it answers nothing that it computes. */
  private static boolean isAlwaysTheSame(Function function) {
    return function
        .http()
        .filter(
            http ->
                http.answer() instanceof Endpoint.Answer.Constant
                    || http.answer() instanceof Endpoint.Answer.Nothing)
        .isPresent();
  }

  private Let let(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var let = new Let(object.text("name", Form.NAME, Form.A_NAME), object.text("value", Form.CEL));
    object.done();
    return let;
  }

  private RefuseWhen refuseWhen(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var refusal = new RefuseWhen(object.text("when", Form.CEL), ActionReader.refusal(object, 422));
    object.done();
    return refusal;
  }

  private Code code(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var code =
        new Code(
            object.text("name", Form.NAME, Form.A_NAME),
            object.text("description", "", Form.PROSE),
            object.list("inputs", Form.MAX_CODE_INPUTS, this::codeInput),
            object.has("result")
                ? fields.type(object.get("result"), object.at("result"))
                : new FieldType.Json(),
            object.text("java", Form.JAVA));
    if (!object.has("result")) {
      object.problem("result", "is required, an object such as {\"type\": \"text\"}");
    }
    object.done();
    return code;
  }

  private Code.Input codeInput(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var name = object.text("name", Form.NAME, Form.A_NAME);
    return new Code.Input(name, fields.typeOf(object));
  }

  private Example example(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var example =
        new Example(
            object.text("title", Form.LINE),
            object.list("exchanges", Form.MAX_STEPS, this::exchange));
    if (example.exchanges().isEmpty()) {
      object.problem("exchanges", "must have at least one");
    }
    object.done();
    return example;
  }

  private Example.Exchange exchange(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var exchange =
        new Example.Exchange(
            object.has("as") ? object.text("as", Form.CALLER, Form.A_CALLER) : "a",
            object.text("method", Form.METHOD, Form.A_METHOD),
            object.text("path", Form.PATH, Form.A_PATH),
            json(object, "body"),
            object.whole("status", 200, 499),
            json(object, "answer"),
            object.map(
                "save",
                Form.MAX_STEPS,
                Form.NAME,
                Form.A_NAME,
                (saved, name) -> saved.text(name, Form.POINTER, Form.A_POINTER)));
    object.done();
    return exchange;
  }

  private static Optional<JsonNode> json(JsonObject object, String key) {
    return object.has(key) ? Optional.of(object.get(key).deepCopy()) : Optional.empty();
  }

  private LeftOut leftOut(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var leftOut = new LeftOut(object.text("text", Form.PROSE), object.text("reason", Form.PROSE));
    object.done();
    return leftOut;
  }

  private Question question(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var question =
        new Question(
            object.text("id", Form.ID, Form.AN_ID),
            object.text("text", Form.PROSE),
            object.has("path") ? object.text("path", Form.POINTER, Form.A_POINTER) : "",
            object.list("choices", Form.MAX_STEPS, this::choice));
    object.done();
    return question;
  }

  private Specification.Choice choice(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var choice =
        new Specification.Choice(object.text("value", Form.CEL), object.text("label", Form.LINE));
    object.done();
    return choice;
  }
}
