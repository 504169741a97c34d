package factory.pipeline.spec;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.spec.Example.Exchange;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Holds the body of an example that is to succeed against the fields or inputs that it is for. */
final class BodyCheck {
  private static final Set<String> BUILT_IN = Set.of("id", "created_at", "updated_at");
  private static final Pattern SAVED = Pattern.compile("\\{[a-z][a-z0-9_]{0,59}\\}");

  private final Check check;
  private final Exchange exchange;
  private final String at;

  /**
   * Of one exchange.
   *
   * @param where it stands in the specification
   */
  BodyCheck(Check check, Exchange exchange, String where) {
    this.check = check;
    this.exchange = exchange;
    this.at = where + "/body";
  }

  void check(JsonNode body) {
    var steps = exchange.path().split("\\?", 2)[0].substring(1).split("/", -1);
    var first = steps[0].replace('-', '_');
    var specification = check.specification();
    var kind = specification.kinds().stream().filter(k -> k.plural().equals(first)).findFirst();
    switch (exchange.method()) {
      case "POST" -> {
        if (kind.isPresent()) {
          if (steps.length == 1) {
            fields(kind.get(), body, true);
          } else {
            action(kind.get(), steps[steps.length - 1], steps.length == 3)
                .ifPresent(action -> inputs(action.inputs(), action.name(), body));
          }
        } else if (steps.length == 1) {
          specification.functions().stream()
              .filter(f -> f.name().equals(first))
              .findFirst()
              .ifPresent(function -> inputs(function.inputs(), function.name(), body));
        }
      }
      case "PUT", "PATCH" -> kind.ifPresent(k -> fields(k, body, false));
      default -> {}
    }
  }

  private Optional<Action> action(Kind kind, String step, boolean onRecord) {
    return check.specification().actions().stream()
        .filter(action -> action.kind().equals(kind.name()) && action.onRecord() == onRecord)
        .filter(action -> action.name().replace('_', '-').equals(step))
        .findFirst();
  }

  private void fields(Kind kind, JsonNode body, boolean isNew) {
    if (isNoObject(body)) {
      return;
    }
    for (var entry : body.properties()) {
      var pointer = at + "/" + escaped(entry.getKey());
      if (BUILT_IN.contains(entry.getKey())) {
        check.problem(pointer, "is set by the service itself: leave it out");
        continue;
      }
      check
          .field(kind, entry.getKey(), pointer)
          .ifPresent(
              field -> {
                if (field.origin() instanceof Origin.Given) {
                  value(field, entry.getValue(), pointer);
                } else {
                  check.problem(pointer, "is set by the service itself: leave it out");
                }
              });
    }
    if (isNew) {
      required(kind.fields(), body);
    }
  }

  private void inputs(List<Field> inputs, String operation, JsonNode body) {
    if (isNoObject(body)) {
      return;
    }
    for (var entry : body.properties()) {
      var pointer = at + "/" + escaped(entry.getKey());
      inputs.stream()
          .filter(input -> input.name().equals(entry.getKey()))
          .findFirst()
          .ifPresentOrElse(
              input -> value(input, entry.getValue(), pointer),
              () ->
                  check.problem(
                      pointer,
                      "%s has no input '%s'; it has %s"
                          .formatted(
                              operation,
                              entry.getKey(),
                              String.join(", ", inputs.stream().map(Field::name).toList()))));
    }
    required(inputs, body);
  }

  private boolean isNoObject(JsonNode body) {
    if (!body.isObject()) {
      check.problem(at, "must be an object");
    }
    return !body.isObject();
  }

  private void value(Field field, JsonNode value, String pointer) {
    if (value.isNull() || SAVED.matcher(value.toString()).find()) {
      // What null means is said by its absence; what was saved is known when it runs.
      return;
    }
    ValueCheck.of(field.type(), value)
        .ifPresent(
            wrong -> check.problem(pointer, "%s, or else the status is 422".formatted(wrong)));
  }

  private void required(List<Field> fields, JsonNode body) {
    for (var field : fields) {
      if (field.required()
          && field.origin() instanceof Origin.Given given
          && given.fallback().isEmpty()
          && !comesByItself(field.type())
          && !body.hasNonNull(field.name())) {
        check.problem(at, "leaves out '%s', which is required".formatted(field.name()));
      }
    }
  }

  private static boolean comesByItself(FieldType type) {
    return type instanceof FieldType.Truth
        || type instanceof FieldType.ListOf
        || (type instanceof FieldType.Choice choice && !choice.transitions().isEmpty());
  }

  private static String escaped(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
