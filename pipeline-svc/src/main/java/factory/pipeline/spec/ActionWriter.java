package factory.pipeline.spec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.spec.Action.Answer;
import factory.pipeline.spec.Action.Effect;
import factory.pipeline.spec.Action.Refusal;
import java.util.Map;

/** Writes actions. */
final class ActionWriter {
  private ActionWriter() {}

  static ObjectNode action(Action action) {
    var json = SpecificationWriter.object();
    json.put("name", action.name());
    SpecificationWriter.text(json, "description", action.description());
    json.put("kind", action.kind());
    json.put("on", action.onRecord() ? "record" : "collection");
    SpecificationWriter.list(json, "inputs", action.inputs(), FieldWriter::field);
    access(json, "access", action.access());
    SpecificationWriter.list(
        json,
        "guards",
        action.guards(),
        guard ->
            refusal(
                SpecificationWriter.object().put("check", guard.check()), guard.otherwise(), 409));
    SpecificationWriter.list(json, "effects", action.effects(), ActionWriter::effect);
    answer(json, action);
    EndpointWriter.put(json, action.http());
    return json;
  }

  static void access(ObjectNode json, String key, Access access) {
    switch (access) {
      case Access.Anyone _ -> {}
      case Access.Owner _ -> json.put(key, "owner");
      case Access.Account _ -> json.put(key, "account");
      case Access.Nobody _ -> json.put(key, "nobody");
      case Access.When when -> json.putObject(key).put("when", when.condition());
    }
  }

  static ObjectNode refusal(ObjectNode json, Refusal refusal, int status) {
    if (refusal.status() != status) {
      json.put("status", refusal.status());
    }
    return json.put("reason", refusal.reason()).put("message", refusal.message());
  }

  private static ObjectNode effect(Effect effect) {
    var json = SpecificationWriter.object();
    switch (effect) {
      case Effect.Set set -> values(json.put("set", set.target()), set.values());
      case Effect.Insert insert -> {
        values(json.put("insert", insert.kind()), insert.values());
        SpecificationWriter.text(json, "as", insert.as());
      }
      case Effect.Delete delete -> json.put("delete", delete.target());
      case Effect.SetEach set -> values(json.put("set_each", set.rows()), set.values());
      case Effect.DeleteEach delete -> {
        json.put("delete_each", delete.rows());
        SpecificationWriter.text(json, "as", delete.as());
      }
      case Effect.When(var check, var then) -> {
        json.put("if", check);
        json.setAll(effect(then));
      }
      case Effect.Let let -> json.put("let", let.as()).put("value", let.value());
      case Effect.Require require ->
          refusal(json.put("require", require.check()), require.otherwise(), 409);
      case Effect.Take take -> {
        json.put("take", take.rows());
        if (!take.order().equals("created_at")) {
          json.put("order", take.order());
        }
        json.put("as", take.as());
        refusal(json.putObject("none"), take.none(), 409);
      }
    }
    return json;
  }

  private static void values(ObjectNode json, Map<String, String> values) {
    if (!values.isEmpty()) {
      var object = json.putObject("values");
      Sorted.copyOf(values).forEach(object::put);
    }
  }

  private static void answer(ObjectNode json, Action action) {
    switch (action.answer()) {
      case Answer.Changed _ -> {
        if (!action.onRecord()) {
          json.put("answer", "record");
        }
      }
      case Answer.Nothing _ -> {
        if (action.onRecord()) {
          json.put("answer", "nothing");
        }
      }
      case Answer.Named named ->
          json.putObject("answer").put(named.created() ? "created" : "found", named.name());
      case Answer.Values values ->
          SpecificationWriter.list(
              json.putObject("answer"), "values", values.outputs(), FieldWriter::output);
    }
  }
}
