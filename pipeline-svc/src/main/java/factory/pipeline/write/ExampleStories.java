package factory.pipeline.write;

import static factory.pipeline.write.JsonText.object;

import factory.pipeline.spec.Action.Effect;
import factory.pipeline.spec.Example;
import factory.pipeline.spec.Example.Exchange;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Specification;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The examples of a specification as stories of an Arazzo document. */
final class ExampleStories {
  private final Specification specification;
  private final Names names;

  ExampleStories(Specification specification, Names names) {
    this.specification = specification;
    this.names = names;
  }

  /**
   * What is called.
   *
   * @param id what stands in the path for the record's id; empty when nothing does
   * @param takesBody whether it takes one: tools send the document's example where a step has none
   */
  private record Target(String operation, String id, boolean takesBody) {}

  /**
   * The story.
   *
   * @param untold what of it cannot be told is added here
   */
  Optional<Map<String, Object>> story(Example example, int number, List<String> untold) {
    var callers = new Callers();
    List<Object> steps = new ArrayList<>();
    Map<String, String> saved = new LinkedHashMap<>();
    for (var i = 0; i < example.exchanges().size(); i++) {
      var exchange = example.exchanges().get(i);
      var target = target(exchange);
      var id = "step_" + (i + 1);
      var step = target.flatMap(of -> step(id, exchange, of, saved, callers));
      if (step.isPresent()) {
        steps.add(step.get());
      } else if (exchange.save().isEmpty()
          && (target.isEmpty() || exchange.method().equals("GET") || exchange.status() >= 400)) {
        // It changes nothing for those after it.
        untold.add(
            exchange.method()
                + " "
                + exchange.path()
                + " of the example \""
                + example.title()
                + "\"");
      } else {
        untold.add("the example \"" + example.title() + "\"");
        return Optional.empty();
      }
    }
    return steps.isEmpty()
        ? Optional.empty()
        : Optional.of(callers.workflow("example_" + number, example.title(), steps));
  }

  /** Whether an example makes a record of a kind by an action. */
  boolean make(Kind kind) {
    return specification.actions().stream()
        .filter(
            action ->
                action.effects().stream()
                    .anyMatch(
                        effect ->
                            effect instanceof Effect.Insert insert
                                && insert.kind().equals(kind.name())))
        .map(action -> OtherOperations.id(names.schema(action)))
        .anyMatch(
            operation ->
                specification.examples().stream()
                    .flatMap(example -> example.exchanges().stream())
                    .filter(exchange -> exchange.status() < 300)
                    .flatMap(exchange -> target(exchange).stream())
                    .anyMatch(target -> target.operation().equals(operation)));
  }

  /** Whether an example makes a record of a kind by its own operation. */
  boolean create(Kind kind) {
    return specification.examples().stream()
        .flatMap(example -> example.exchanges().stream())
        .filter(exchange -> exchange.status() < 300)
        .flatMap(exchange -> target(exchange).stream())
        .anyMatch(target -> target.operation().equals("create" + names.schema(kind)));
  }

  private static Optional<Object> step(
      String id, Exchange exchange, Target target, Map<String, String> saved, Callers callers) {
    var step = object("stepId", id, "operationId", target.operation());
    var values = new StoryValues(saved, callers);
    var parameters = parameters(exchange, target, values);
    // Tools send nothing at all for an empty body.
    var body = exchange.body().filter(json -> !json.isEmpty());
    if (parameters.isEmpty() || (body.isEmpty() && target.takesBody())) {
      return Optional.empty();
    }
    parameters.get().addAll(callers.as(exchange.as()));
    if (!parameters.get().isEmpty()) {
      step.put("parameters", parameters.get());
    }
    body.ifPresent(json -> step.put("requestBody", Stories.body(values.of(json))));
    List<Object> criteria = new ArrayList<>(Stories.succeeds(exchange.status()));
    exchange.answer().ifPresent(answer -> values.criteria(answer, criteria));
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
    return Optional.of(step);
  }

  /** Those of path and query; empty when one stands there twice, which Arazzo cannot say. */
  private static Optional<List<Object>> parameters(
      Exchange exchange, Target target, StoryValues values) {
    List<Object> parameters = new ArrayList<>();
    if (!target.id().isEmpty()) {
      // A plus is one in a path.
      var id = decoded(target.id().replace("+", "%2B"));
      parameters.add(parameter("id", "path", values.filled(id)));
    }
    var query = exchange.path().indexOf('?');
    if (query >= 0) {
      var seen = new HashSet<String>();
      for (var pair : exchange.path().substring(query + 1).split("&")) {
        var equals = pair.indexOf('=');
        if (equals <= 0 || !seen.add(pair.substring(0, equals))) {
          return Optional.empty();
        }
        parameters.add(
            parameter(
                decoded(pair.substring(0, equals)),
                "query",
                values.filled(decoded(pair.substring(equals + 1)))));
      }
    }
    return Optional.of(parameters);
  }

  private static Object parameter(String name, String in, String value) {
    return object("name", name, "in", in, "value", value);
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  private Optional<Target> target(Exchange exchange) {
    var parts = exchange.path().replaceFirst("\\?.*$", "").substring(1).split("/");
    for (var kind : specification.kinds()) {
      if (parts[0].equals(kind.plural())) {
        return ofKind(kind, exchange.method(), parts);
      }
    }
    for (var report : specification.reports()) {
      if (exchange.method().equals("GET")
          && parts.length == 1
          && parts[0].equals(Names.path(report.name()))) {
        return Optional.of(
            new Target(OtherOperations.id(names.schema(report) + "Report"), "", false));
      }
    }
    for (var function : specification.functions()) {
      if (function.http().isEmpty()
          && exchange.method().equals("POST")
          && parts.length == 1
          && parts[0].equals(Names.path(function.name()))) {
        return Optional.of(new Target(OtherOperations.id(names.schema(function)), "", true));
      }
    }
    return Optional.empty();
  }

  private Optional<Target> ofKind(Kind kind, String method, String[] parts) {
    var last = parts[parts.length - 1];
    for (var action : specification.actions()) {
      if (action.kind().equals(kind.name())
          && action.http().isEmpty()
          && method.equals("POST")
          && parts.length == (action.onRecord() ? 3 : 2)
          && last.equals(Names.path(action.name()))) {
        return Optional.of(
            new Target(
                OtherOperations.id(names.schema(action)),
                action.onRecord() ? parts[1] : "",
                !action.inputs().isEmpty()));
      }
    }
    var schema = names.schema(kind);
    return switch (method + " " + parts.length) {
      case "GET 1" -> target(kind, Operation.LIST, "list" + names.of(kind), "");
      case "POST 1" -> target(kind, Operation.CREATE, "create" + schema, "");
      case "GET 2" -> target(kind, Operation.READ, "get" + schema, parts[1]);
      case "PUT 2" -> target(kind, Operation.UPDATE, "replace" + schema, parts[1]);
      case "PATCH 2" -> target(kind, Operation.UPDATE, "update" + schema, parts[1]);
      case "DELETE 2" -> target(kind, Operation.DELETE, "delete" + schema, parts[1]);
      default -> Optional.empty();
    };
  }

  private static Optional<Target> target(Kind kind, Operation operation, String id, String record) {
    return kind.operations().contains(operation)
        ? Optional.of(
            new Target(id, record, operation == Operation.CREATE || operation == Operation.UPDATE))
        : Optional.empty();
  }
}
