package factory.pipeline.prove;

import com.fasterxml.jackson.databind.JsonNode;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.FieldType.Bounds;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Route.Parameter;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a parameter of a list can be, and what it cannot, by the bounds that it has. */
final class ListBounds {
  /** An address holds no more of one value. */
  private static final int LONGEST = 210;

  private ListBounds() {}

  /** Whether a value is one that the parameter takes; everything is where it has no bounds. */
  static boolean fit(Parameter parameter, String value) {
    return switch (parameter.bounds().orElse(new FieldType.Truth())) {
      case FieldType.Text text -> {
        var length = value.codePointCount(0, value.length());
        yield length >= text.minLength()
            && length <= text.maxLength()
            && text.pattern().map(pattern -> Patterns.matches(pattern, value)).orElse(true);
      }
      case FieldType.Whole(var bounds) -> isWithin(bounds, value);
      case FieldType.Decimal(var bounds, _) -> isWithin(bounds, value);
      default -> true;
    };
  }

  private static boolean isWithin(Bounds bounds, String value) {
    try {
      var number = new BigDecimal(value);
      var low = bounds.min().map(number::compareTo).orElse(1);
      var high = bounds.max().map(number::compareTo).orElse(-1);
      return (bounds.minExclusive() ? low > 0 : low >= 0)
          && (bounds.maxExclusive() ? high < 0 : high <= 0);
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** The values at the bounds, which are taken. */
  static List<String> rights(Parameter parameter) {
    return switch (parameter.bounds().orElse(new FieldType.Truth())) {
      case FieldType.Text text ->
          Stream.of("x".repeat(Math.max(1, text.minLength())), "x".repeat(text.maxLength()))
              .filter(value -> fit(parameter, value))
              .toList();
      case FieldType.Whole(var bounds) -> ends(parameter, bounds);
      case FieldType.Decimal(var bounds, _) -> ends(parameter, bounds);
      default -> List.of();
    };
  }

  private static List<String> ends(Parameter parameter, Bounds bounds) {
    return Stream.of(bounds.min(), bounds.max())
        .flatMap(Optional::stream)
        .map(BigDecimal::toPlainString)
        .filter(value -> fit(parameter, value))
        .toList();
  }

  /** Values beside the bounds, which are refused; none where it has no bounds. */
  static List<String> wrongs(Parameter parameter) {
    if (parameter.bounds().isEmpty()) {
      return List.of();
    }
    var field =
        new Field(
            parameter.name(),
            parameter.bounds().get(),
            "",
            false,
            false,
            new Origin.Given(Optional.empty(), false));
    return Wrong.of(field, 1).stream()
        .map(Wrong::value)
        .filter(JsonNode::isValueNode)
        .map(JsonNode::asText)
        .filter(value -> value.length() <= LONGEST && !fit(parameter, value))
        .toList();
  }
}
