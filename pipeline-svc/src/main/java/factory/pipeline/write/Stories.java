package factory.pipeline.write;

import static factory.pipeline.write.JsonText.object;

import factory.pipeline.spec.Access;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Specification;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes stories of a service as an Arazzo document, for anybody's tool to run against it: a record
 * of each kind is made, read, changed, listed and deleted; and what the specification's examples
 * say, as far as one wallet can do it.
 */
final class Stories {
  private final Specification specification;
  private final Names names;
  private final Samples samples;

  private Stories(Specification specification, Names names) {
    this.specification = specification;
    this.names = names;
    samples = new Samples(specification);
  }

  /** The document; empty when there is nothing to tell. */
  static Optional<String> of(Specification specification, Names names) {
    var stories = new Stories(specification, names);
    List<Object> workflows = new ArrayList<>();
    for (var kind : specification.kinds()) {
      stories.life(kind, workflows.size() + 1).ifPresent(workflows::add);
    }
    var examples = new ExampleStories(specification, names);
    for (var i = 0; i < specification.examples().size(); i++) {
      examples.story(specification.examples().get(i), i + 1).ifPresent(workflows::add);
    }
    if (workflows.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        JsonText.of(
            object(
                "arazzo",
                "1.0.1",
                "info",
                object("title", specification.title(), "version", "1"),
                "sourceDescriptions",
                List.of(object("name", "service", "url", "./openapi.json", "type", "openapi")),
                "workflows",
                workflows)));
  }

  /** A record that a story has made: the step that made it, and the kind. */
  private record Made(String step, Kind kind) {}

  private Optional<Map<String, Object>> life(Kind kind, int number) {
    List<Object> steps = new ArrayList<>();
    List<Made> made = new ArrayList<>();
    if (!make(kind, number, steps, made)) {
      return Optional.empty();
    }
    var own = made.getLast();
    var schema = names.schema(kind);
    if (kind.operations().contains(Operation.READ)) {
      steps.add(step("read", "get" + schema, own, 200));
    }
    if (kind.operations().contains(Operation.UPDATE)) {
      patch(kind)
          .ifPresent(
              body -> {
                var step = step("change", "update" + schema, own, 200);
                step.put("requestBody", body(body));
                steps.add(step);
              });
    }
    if (kind.operations().contains(Operation.LIST)) {
      steps.add(
          object(
              "stepId",
              "list",
              "operationId",
              "list" + names.of(kind),
              "successCriteria",
              succeeds(200)));
    }
    for (var i = made.size() - 1; i >= 0; i--) {
      var one = made.get(i);
      if (one.kind().operations().contains(Operation.DELETE)) {
        steps.add(step("delete_" + one.step(), "delete" + names.schema(one.kind()), one, 204));
      }
    }
    if (kind.operations().contains(Operation.READ)
        && kind.operations().contains(Operation.DELETE)) {
      steps.add(step("read_again", "get" + schema, own, 404));
    }
    return Optional.of(
        object(
            "workflowId",
            "life_of_" + kind.name(),
            "summary",
            "The life of " + KindOperations.article(Names.words(kind.name())),
            "steps",
            steps));
  }

  /** Adds the steps that make a record and what it must refer to; false when that cannot be. */
  private boolean make(Kind kind, int number, List<Object> steps, List<Made> made) {
    if (!kind.operations().contains(Operation.CREATE)
        || kind.access().create() instanceof Access.Nobody
        || !kind.rules().isEmpty()
        || made.size() > 10) {
      return false;
    }
    Map<String, Object> body = new LinkedHashMap<>();
    for (var field : kind.fields()) {
      if (!(field.origin() instanceof Origin.Given)
          || (!field.required() && field.type() instanceof FieldType.Reference)) {
        continue;
      }
      var value = value(field, number, steps, made);
      if (value.isPresent()) {
        body.put(field.name(), value.get());
      } else if (field.required()) {
        return false;
      }
    }
    var id = "make_" + kind.name() + (made.isEmpty() ? "" : "_" + (made.size() + 1));
    steps.add(
        object(
            "stepId",
            id,
            "operationId",
            "create" + names.schema(kind),
            "requestBody",
            body(body),
            "successCriteria",
            succeeds(201),
            "outputs",
            object("id", "$response.body#/id")));
    made.add(new Made(id, kind));
    return true;
  }

  private Optional<Object> value(Field field, int number, List<Object> steps, List<Made> made) {
    if (field.type() instanceof FieldType.Reference reference) {
      var to = specification.kind(reference.kind());
      return to.isPresent() && make(to.get(), number, steps, made)
          ? Optional.of("$steps." + made.getLast().step() + ".outputs.id")
          : Optional.empty();
    }
    var sample = samples.of(field.type(), field.name());
    return field.unique() ? sample.map(value -> another(field.type(), value, number)) : sample;
  }

  /** A value that other stories do not have too, where that is easy. */
  private static Object another(FieldType type, Object value, int number) {
    return switch (type) {
      case FieldType.Text text
          when text.pattern().isEmpty() && value.toString().length() + 3 <= text.maxLength() ->
          value + " " + number;
      case FieldType.Email _ -> "ada" + number + "@example.com";
      case FieldType.Url _ -> "https://example.com/" + number;
      default -> value;
    };
  }

  private Optional<Map<String, Object>> patch(Kind kind) {
    for (var field : kind.fields().reversed()) {
      if (field.origin() instanceof Origin.Given given
          && !given.fixed()
          && !field.unique()
          && !(field.type() instanceof FieldType.Reference)) {
        return samples.body(List.of(field));
      }
    }
    return Optional.empty();
  }

  private static Map<String, Object> step(String id, String operation, Made of, int status) {
    return object(
        "stepId",
        id,
        "operationId",
        operation,
        "parameters",
        List.of(object("name", "id", "in", "path", "value", "$steps." + of.step() + ".outputs.id")),
        "successCriteria",
        succeeds(status));
  }

  static Map<String, Object> body(Object payload) {
    return object("contentType", "application/json", "payload", payload);
  }

  static List<Object> succeeds(int status) {
    return List.of(object("condition", "$statusCode == " + status));
  }
}
