package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Values of inputs that an action's guards may ask for: one of the record's list, a number. */
final class Fitting {
  private static final Pattern NUMBER = Pattern.compile("(?<![\\w.'])-?[0-9]{1,9}(?![\\w.'])");
  private static final Pattern OTHERS =
      Pattern.compile("\\b[a-z][a-z0-9_]*\\.(?:exists|filter)\\(\\w+, \\w+\\.");
  private static final int FAR = 1_000;

  private Fitting() {}

  /** Whether a guard is about what is given, and not about other records. */
  static boolean isOfInputs(Action.Guard guard) {
    return guard.check().contains("input.") && !OTHERS.matcher(guard.check()).find();
  }

  /** Whether a guard is about one input. */
  static boolean isOf(Action.Guard guard, Field input) {
    return isOfInputs(guard) && guard.check().matches("(?s).*\\binput\\." + input.name() + "\\b.*");
  }

  /** Texts of the record's lists, and numbers of the guards. */
  static List<JsonNode> candidates(Action action, Kind kind, Field input, JsonNode record) {
    List<JsonNode> values = new ArrayList<>();
    for (var guard : action.guards()) {
      if (!isOf(guard, input)) {
        continue;
      }
      if (input.type() instanceof FieldType.Text) {
        kind.fields().stream()
            .filter(field -> guard.check().contains("record." + field.name()))
            .forEach(field -> record.path(field.name()).forEach(values::add));
      } else if (input.type() instanceof FieldType.Whole) {
        values.add(number(0));
        values.add(number(1));
        NUMBER
            .matcher(guard.check())
            .results()
            .forEach(found -> values.add(number(Long.parseLong(found.group()))));
      }
    }
    return taken(input, values);
  }

  /** Those that the input takes at all: what is beyond its own bounds says nothing of a guard. */
  private static List<JsonNode> taken(Field input, List<JsonNode> values) {
    return values.stream()
        .filter(value -> !value.isIntegralNumber() || Values.holds(input.type(), value.longValue()))
        .toList();
  }

  /** Values that a record's list has no place for, or that nothing says. */
  static List<JsonNode> beyond(
      Action action, Kind kind, Field input, JsonNode record, JsonNode drawn) {
    if (!(input.type() instanceof FieldType.Whole)) {
      return List.of(drawn);
    }
    List<JsonNode> values = new ArrayList<>();
    for (var guard : action.guards()) {
      if (isOf(guard, input)) {
        kind.fields().stream()
            .filter(field -> guard.check().contains("record." + field.name() + ".size()"))
            .forEach(field -> values.add(number(record.path(field.name()).size())));
      }
    }
    values.add(number(FAR));
    return taken(input, values);
  }

  private static JsonNode number(long value) {
    return JsonNodeFactory.instance.numberNode(value);
  }
}
