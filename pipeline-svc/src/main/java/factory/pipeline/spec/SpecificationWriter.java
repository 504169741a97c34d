package factory.pipeline.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import factory.pipeline.spec.Report.By;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;

/** Writes specifications: keys in one order, and nothing that equals its default. */
final class SpecificationWriter {
  private SpecificationWriter() {}

  static ObjectNode of(Specification specification) {
    var json = object();
    json.put("format", Specification.FORMAT);
    json.put("title", specification.title());
    text(json, "description", specification.description());
    list(json, "kinds", specification.kinds(), KindWriter::kind);
    specification.errors().ifPresent(errors -> json.set("errors", HttpWriter.errors(errors)));
    specification
        .accounts()
        .ifPresent(accounts -> json.set("accounts", AccountsWriter.accounts(accounts)));
    list(json, "actions", specification.actions(), ActionWriter::action);
    list(json, "reports", specification.reports(), SpecificationWriter::report);
    list(json, "functions", specification.functions(), SpecificationWriter::function);
    list(json, "tools", specification.tools(), ToolWriter::operation);
    list(json, "code", specification.code(), SpecificationWriter::code);
    list(json, "examples", specification.examples(), SpecificationWriter::example);
    list(
        json,
        "left_out",
        specification.leftOut(),
        part -> object().put("text", part.text()).put("reason", part.reason()));
    texts(json, "assumptions", specification.assumptions());
    list(json, "questions", specification.questions(), SpecificationWriter::question);
    return json;
  }

  static ObjectNode object() {
    return Specifications.JSON.createObjectNode();
  }

  static void text(ObjectNode json, String key, String text) {
    if (!text.isEmpty()) {
      json.put(key, text);
    }
  }

  static <T> void list(
      ObjectNode json, String key, List<T> items, Function<T, ? extends JsonNode> item) {
    if (!items.isEmpty()) {
      var array = json.putArray(key);
      items.forEach(value -> array.add(item.apply(value)));
    }
  }

  static void texts(ObjectNode json, String key, Iterable<String> texts) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    texts.forEach(array::add);
    if (!array.isEmpty()) {
      json.set(key, array);
    }
  }

  static <E extends Enum<E>> List<String> words(Iterable<E> constants) {
    return new TreeSet<>(Sorted.copyOf(list(constants))).stream().map(JsonObject::word).toList();
  }

  private static <E> List<E> list(Iterable<E> values) {
    List<E> list = new ArrayList<>();
    values.forEach(list::add);
    return list;
  }

  private static ObjectNode report(Report report) {
    var json = object();
    json.put("name", report.name());
    text(json, "description", report.description());
    json.put("kind", report.kind());
    list(json, "inputs", report.inputs(), FieldWriter::field);
    report.where().ifPresent(where -> json.put("where", where));
    list(
        json,
        "groups",
        report.groups(),
        group -> {
          var one = object().put("name", group.name()).put("field", group.field());
          if (group.by() != By.VALUE) {
            one.put("by", JsonObject.word(group.by()));
          }
          return one;
        });
    list(json, "measures", report.measures(), SpecificationWriter::measure);
    texts(json, "order", report.order());
    if (report.limit() != SpecificationReader.REPORT_ROWS) {
      json.put("limit", report.limit());
    }
    return json;
  }

  static ObjectNode measure(Report.Measure measure) {
    var json =
        object().put("name", measure.name()).put("function", JsonObject.word(measure.function()));
    measure.of().ifPresent(of -> json.put("of", of));
    return json;
  }

  private static ObjectNode function(factory.pipeline.spec.Function function) {
    var json = object();
    json.put("name", function.name());
    text(json, "description", function.description());
    list(json, "inputs", function.inputs(), FieldWriter::field);
    list(
        json,
        "lets",
        function.lets(),
        let -> object().put("name", let.name()).put("value", let.value()));
    list(
        json,
        "refusals",
        function.refusals(),
        refuse -> ActionWriter.refusal(object().put("when", refuse.when()), refuse.refusal(), 422));
    list(json, "outputs", function.outputs(), FieldWriter::output);
    EndpointWriter.put(json, function.http());
    return json;
  }

  private static ObjectNode code(Code code) {
    var json = object();
    json.put("name", code.name());
    text(json, "description", code.description());
    list(
        json,
        "inputs",
        code.inputs(),
        input -> {
          var one = object().put("name", input.name());
          one.setAll(FieldWriter.type(input.type()));
          return one;
        });
    json.set("result", FieldWriter.type(code.result()));
    json.put("java", code.java());
    return json;
  }

  private static ObjectNode example(Example example) {
    var json = object();
    json.put("title", example.title());
    list(json, "exchanges", example.exchanges(), SpecificationWriter::exchange);
    return json;
  }

  private static ObjectNode exchange(Example.Exchange exchange) {
    var json = object();
    if (!exchange.as().equals("a")) {
      json.put("as", exchange.as());
    }
    json.put("method", exchange.method());
    json.put("path", exchange.path());
    exchange.body().ifPresent(body -> json.set("body", sorted(body)));
    json.put("status", exchange.status());
    exchange.answer().ifPresent(answer -> json.set("answer", sorted(answer)));
    if (!exchange.save().isEmpty()) {
      var save = json.putObject("save");
      Sorted.copyOf(exchange.save()).forEach(save::put);
    }
    return json;
  }

  /** The same JSON with the keys of objects in order: their order is not part of the value. */
  private static JsonNode sorted(JsonNode json) {
    if (json.isObject()) {
      var object = object();
      var keys = new TreeSet<String>();
      json.fieldNames().forEachRemaining(keys::add);
      keys.forEach(key -> object.set(key, sorted(json.get(key))));
      return object;
    }
    if (json.isArray()) {
      var array = JsonNodeFactory.instance.arrayNode();
      json.forEach(item -> array.add(sorted(item)));
      return array;
    }
    return json;
  }

  private static ObjectNode question(Specification.Question question) {
    var json = object();
    json.put("id", question.id());
    json.put("text", question.text());
    text(json, "path", question.path());
    list(
        json,
        "choices",
        question.choices(),
        choice -> object().put("value", choice.value()).put("label", choice.label()));
    return json;
  }
}
