package factory.pipeline.spec;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.spec.Action.Answer;
import factory.pipeline.spec.Action.Effect;
import factory.pipeline.spec.Action.Guard;
import factory.pipeline.spec.Action.Refusal;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;

/** Reads actions. */
final class ActionReader {
  private static final List<String> EFFECTS =
      List.of("set", "insert", "delete", "set_each", "delete_each", "take", "require", "let");

  private final List<Problem> problems;
  private final FieldReader fields;

  ActionReader(List<Problem> problems) {
    this.problems = problems;
    this.fields = new FieldReader(problems);
  }

  Action action(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var onRecord = onRecord(object);
    var action =
        new Action(
            object.text("name", Form.NAME, Form.A_NAME),
            object.text("description", "", Form.PROSE),
            object.text("kind", Form.NAME, Form.A_NAME),
            onRecord,
            object.list("inputs", Form.MAX_FIELDS, fields::field),
            access(object, "access", problems),
            object.list("guards", Form.MAX_STEPS, this::guard),
            object.list("effects", Form.MAX_STEPS, this::effect),
            answer(object, onRecord),
            new EndpointReader(problems).of(object));
    object.done();
    return action;
  }

  private static boolean onRecord(JsonObject object) {
    if (!object.has("on")) {
      return true;
    }
    var on = object.text("on", "", Form.LINE);
    if (!on.equals("record") && !on.equals("collection")) {
      object.problem("on", "must be record or collection");
    }
    return !on.equals("collection");
  }

  /** Who may do something; anyone when nothing is said. */
  static Access access(JsonObject parent, String key, List<Problem> problems) {
    if (!parent.has(key)) {
      return new Access.Anyone();
    }
    var json = parent.get(key);
    if (json.isObject()) {
      var object = new JsonObject(json, parent.at(key), problems);
      var when = new Access.When(object.text("when", Form.CEL));
      object.done();
      return when;
    }
    return switch (json.asText()) {
      case "anyone" -> new Access.Anyone();
      case "owner" -> new Access.Owner();
      case "account" -> new Access.Account();
      case "nobody" -> new Access.Nobody();
      default -> {
        parent.problem(key, "must be anyone, owner, account, nobody or {\"when\": a condition}");
        yield new Access.Anyone();
      }
    };
  }

  static Refusal refusal(JsonObject object, int status) {
    return new Refusal(
        object.whole("status", status, 400, 499),
        object.text("reason", Form.REASON, Form.A_REASON),
        object.text("message", Form.LINE));
  }

  private Guard guard(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var guard = new Guard(object.text("check", Form.CEL), refusal(object, 409));
    object.done();
    return guard;
  }

  private Effect effect(JsonNode json, String pointer) {
    var object = new JsonObject(json, pointer, problems);
    var present = EFFECTS.stream().filter(object::has).toList();
    if (present.size() != 1) {
      object.problem("", "must have exactly one of " + String.join(", ", EFFECTS));
      return new Effect.Delete("");
    }
    Effect effect =
        switch (present.getFirst()) {
          case "set" -> new Effect.Set(object.text("set", Form.CEL), values(object, true));
          case "insert" ->
              new Effect.Insert(
                  object.text("insert", Form.NAME, Form.A_NAME), values(object, false), as(object));
          case "delete" -> new Effect.Delete(object.text("delete", Form.CEL));
          case "set_each" ->
              new Effect.SetEach(object.text("set_each", Form.CEL), values(object, true));
          case "delete_each" ->
              new Effect.DeleteEach(object.text("delete_each", Form.CEL), as(object));
          case "let" ->
              new Effect.Let(
                  object.text("let", Form.NAME, Form.A_NAME), object.text("value", Form.CEL));
          case "require" ->
              new Effect.Require(object.text("require", Form.CEL), refusal(object, 409));
          default -> take(object);
        };
    var all = object.has("if") ? when(object, effect) : effect;
    object.done();
    return all;
  }

  private static Effect when(JsonObject object, Effect then) {
    var check = object.text("if", Form.CEL);
    var names =
        switch (then) {
          case Effect.Set _, Effect.Delete _, Effect.SetEach _ -> false;
          case Effect.Insert insert -> !insert.as().isEmpty();
          case Effect.DeleteEach delete -> !delete.as().isEmpty();
          case Effect.Take _, Effect.Let _, Effect.Require _, Effect.When _ -> true;
        };
    if (names) {
      object.problem(
          "if",
          "is for what sets, makes or deletes without a name (as): what comes after could not tell whether it was done");
    }
    return new Effect.When(check, then);
  }

  private static String as(JsonObject object) {
    return object.has("as") ? object.text("as", Form.NAME, Form.A_NAME) : "";
  }

  private Effect take(JsonObject object) {
    var rows = object.text("take", Form.CEL);
    var order =
        object.has("order") ? object.text("order", Form.ORDER, Form.AN_ORDER) : "created_at";
    var as = object.text("as", Form.NAME, Form.A_NAME);
    if (!object.has("none")) {
      object.problem("none", "is required: status, reason and message for when there is none");
      return new Effect.Delete("");
    }
    var none = new JsonObject(object.get("none"), object.at("none"), problems);
    var refusal = refusal(none, 409);
    none.done();
    return new Effect.Take(rows, order, as, refusal);
  }

  private static SortedMap<String, String> values(JsonObject object, boolean atLeastOne) {
    var values =
        object.map(
            "values",
            Form.MAX_FIELDS,
            Form.NAME,
            Form.A_NAME,
            (inner, name) -> inner.text(name, Form.CEL));
    if (atLeastOne && values.isEmpty()) {
      object.problem("values", "must set at least one field, each name with an expression");
    }
    return values;
  }

  private Answer answer(JsonObject action, boolean onRecord) {
    if (!action.has("answer")) {
      return onRecord ? new Answer.Changed() : new Answer.Nothing();
    }
    var json = action.get("answer");
    if (json.isTextual() && json.textValue().equals("record")) {
      return new Answer.Changed();
    }
    if (json.isTextual() && json.textValue().equals("nothing")) {
      return new Answer.Nothing();
    }
    var present = Stream.of("created", "found", "values").filter(json::has).toList();
    if (present.size() != 1) {
      action.problem(
          "answer",
          "must be \"record\", \"nothing\", {\"created\": name}, {\"found\": name} or"
              + " {\"values\": [...]}");
      return new Answer.Nothing();
    }
    var object = new JsonObject(json, action.at("answer"), problems);
    Answer answer =
        switch (present.getFirst()) {
          case "created" -> new Answer.Named(object.text("created", Form.NAME, Form.A_NAME), true);
          case "found" -> new Answer.Named(object.text("found", Form.NAME, Form.A_NAME), false);
          default -> {
            var outputs = object.list("values", Form.MAX_FIELDS, fields::output);
            if (outputs.isEmpty()) {
              object.problem("values", "must have at least one");
            }
            yield new Answer.Values(outputs);
          }
        };
    object.done();
    return answer;
  }
}
