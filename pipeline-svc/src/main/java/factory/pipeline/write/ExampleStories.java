package factory.pipeline.write;

import static factory.pipeline.write.JsonText.object;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.spec.Example;
import factory.pipeline.spec.Example.Exchange;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Specification;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The examples of a specification as stories of an Arazzo document. */
final class ExampleStories {
  private final Specification specification;
  private final Names names;

  ExampleStories(Specification specification, Names names) {
    this.specification = specification;
    this.names = names;
  }

  /** An operation, and what stands in its path for the record's id; empty when nothing does. */
  private record Target(String operation, String id) {}

  /** The story; empty when it takes several wallets or a request that has no place here. */
  Optional<Map<String, Object>> story(Example example, int number) {
    if (example.exchanges().stream().map(Exchange::as).distinct().count() > 1) {
      return Optional.empty();
    }
    List<Object> steps = new ArrayList<>();
    Map<String, String> saved = new LinkedHashMap<>();
    for (var i = 0; i < example.exchanges().size(); i++) {
      var exchange = example.exchanges().get(i);
      var target = target(exchange);
      if (target.isEmpty()) {
        return Optional.empty();
      }
      steps.add(step("step_" + (i + 1), exchange, target.get(), saved));
    }
    return Optional.of(
        object("workflowId", "example_" + number, "summary", example.title(), "steps", steps));
  }

  private static Map<String, Object> step(
      String id, Exchange exchange, Target target, Map<String, String> saved) {
    var step = object("stepId", id, "operationId", target.operation());
    List<Object> parameters = new ArrayList<>();
    if (!target.id().isEmpty()) {
      parameters.add(object("name", "id", "in", "path", "value", filled(target.id(), saved)));
    }
    var query = exchange.path().indexOf('?');
    if (query >= 0) {
      for (var pair : exchange.path().substring(query + 1).split("&")) {
        var equals = pair.indexOf('=');
        if (equals > 0) {
          parameters.add(
              object(
                  "name",
                  pair.substring(0, equals),
                  "in",
                  "query",
                  "value",
                  filled(pair.substring(equals + 1), saved)));
        }
      }
    }
    if (!parameters.isEmpty()) {
      step.put("parameters", parameters);
    }
    var body = exchange.body().isPresent() ? value(exchange.body().get(), saved) : null;
    if (body != null) {
      step.put("requestBody", Stories.body(body));
    }
    List<Object> criteria = new ArrayList<>(Stories.succeeds(exchange.status()));
    exchange.answer().ifPresent(answer -> criteria(answer, saved, criteria));
    step.put("successCriteria", criteria);
    if (!exchange.save().isEmpty()) {
      Map<String, Object> outputs = new LinkedHashMap<>();
      exchange
          .save()
          .forEach(
              (name, pointer) -> {
                outputs.put(name, "$response.body#" + pointer);
                saved.put(name, "$steps." + id + ".outputs." + name);
              });
      step.put("outputs", outputs);
    }
    return step;
  }

  /** Plain values of the answer, each as a condition. */
  private static void criteria(JsonNode answer, Map<String, String> saved, List<Object> criteria) {
    for (var entry : answer.properties()) {
      var value = entry.getValue();
      var place = "$response.body#/" + entry.getKey() + " == ";
      if (value.isTextual()) {
        var text = filled(value.textValue(), saved);
        if (text.startsWith("$")) {
          criteria.add(object("condition", place + text));
        } else if (!text.contains("'")) {
          criteria.add(object("condition", place + "'" + text + "'"));
        }
      } else if (value.isNumber() || value.isBoolean()) {
        criteria.add(object("condition", place + value.asText()));
      }
    }
  }

  private static String filled(String text, Map<String, String> saved) {
    return text.startsWith("{") && text.endsWith("}")
        ? saved.getOrDefault(text.substring(1, text.length() - 1), text)
        : text;
  }

  private static @Nullable Object value(JsonNode json, Map<String, String> saved) {
    return switch (json.getNodeType()) {
      case OBJECT -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        json.properties().forEach(entry -> map.put(entry.getKey(), value(entry.getValue(), saved)));
        yield map;
      }
      case ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        json.forEach(item -> list.add(value(item, saved)));
        yield list;
      }
      case STRING -> filled(json.textValue(), saved);
      case BOOLEAN -> json.booleanValue();
      case NUMBER -> new BigDecimal(json.asText());
      case NULL, MISSING, BINARY, POJO -> null;
    };
  }

  private Optional<Target> target(Exchange exchange) {
    var parts = exchange.path().replaceFirst("\\?.*$", "").substring(1).split("/");
    for (var kind : specification.kinds()) {
      if (parts[0].equals(kind.plural())) {
        return ofKind(kind, exchange.method(), parts);
      }
    }
    for (var report : specification.reports()) {
      if (parts.length == 1 && parts[0].equals(Names.path(report.name()))) {
        return Optional.of(new Target(OtherOperations.id(names.schema(report) + "Report"), ""));
      }
    }
    for (var function : specification.functions()) {
      if (parts.length == 1 && parts[0].equals(Names.path(function.name()))) {
        return Optional.of(new Target(OtherOperations.id(names.schema(function)), ""));
      }
    }
    return Optional.empty();
  }

  private Optional<Target> ofKind(Kind kind, String method, String[] parts) {
    var last = parts[parts.length - 1];
    for (var action : specification.actions()) {
      if (action.kind().equals(kind.name())
          && method.equals("POST")
          && parts.length == (action.onRecord() ? 3 : 2)
          && last.equals(Names.path(action.name()))) {
        return Optional.of(
            new Target(
                OtherOperations.id(names.schema(action)), action.onRecord() ? parts[1] : ""));
      }
    }
    var schema = names.schema(kind);
    return switch (method + " " + parts.length) {
      case "GET 1" -> Optional.of(new Target("list" + names.of(kind), ""));
      case "POST 1" -> Optional.of(new Target("create" + schema, ""));
      case "GET 2" -> Optional.of(new Target("get" + schema, parts[1]));
      case "PUT 2" -> Optional.of(new Target("replace" + schema, parts[1]));
      case "PATCH 2" -> Optional.of(new Target("update" + schema, parts[1]));
      case "DELETE 2" -> Optional.of(new Target("delete" + schema, parts[1]));
      default -> Optional.empty();
    };
  }
}
