package factory.pipeline.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import factory.pipeline.spec.FieldType.Bounds;
import java.math.BigDecimal;
import java.util.Optional;

/** Holds values that stand in a specification against what their fields can hold. */
public final class ValueCheck {
  private ValueCheck() {}

  /**
   * What is wrong with a default. Only plain numbers and texts are looked at: what else an
   * expression gives shows when it runs.
   */
  static Optional<String> ofDefault(FieldType type, String cel) {
    return literal(cel.strip()).flatMap(value -> of(type, value));
  }

  /** The value of an expression that is one: a number, a text or a truth. */
  public static Optional<JsonNode> literal(String cel) {
    if (cel.equals("true") || cel.equals("false")) {
      return Optional.of(BooleanNode.valueOf(cel.equals("true")));
    }
    if (cel.matches("-?[0-9]{1,40}(?:\\.[0-9]{1,40})?")) {
      return Optional.of(DecimalNode.valueOf(new BigDecimal(cel)));
    }
    if (cel.matches("decimal\\((['\"])-?[0-9]{1,40}(?:\\.[0-9]{1,40})?\\1\\)")) {
      return Optional.of(
          DecimalNode.valueOf(
              new BigDecimal(cel.substring("decimal('".length(), cel.length() - 2))));
    }
    return cel.matches("'[^'\\\\]*'|\"[^\"\\\\]*\"")
        ? Optional.of(TextNode.valueOf(cel.substring(1, cel.length() - 1)))
        : Optional.empty();
  }

  /** What is wrong with a value as it stands in JSON; not null. */
  static Optional<String> of(FieldType type, JsonNode value) {
    return switch (type) {
      case FieldType.Text text -> text(text, value);
      case FieldType.Whole(var bounds) ->
          value.isNumber() && value.decimalValue().stripTrailingZeros().scale() > 0
              ? Optional.of("must be a whole number")
              : number(bounds, value);
      case FieldType.Decimal decimal -> number(decimal.bounds(), value);
      case FieldType.Money(var bounds) -> number(bounds, value);
      case FieldType.Choice choice ->
          value.isTextual() && choice.words().contains(value.textValue())
              ? Optional.empty()
              : Optional.of("must be one of " + String.join(", ", choice.words()));
      case FieldType.Truth _ ->
          value.isBoolean() ? Optional.empty() : Optional.of("must be true or false");
      case FieldType.ListOf list -> list(list, value);
      case FieldType.Date _,
          FieldType.Time _,
          FieldType.Instant _,
          FieldType.Duration _,
          FieldType.Email _,
          FieldType.Url _,
          FieldType.Wallet _,
          FieldType.Secret _ ->
          value.isTextual() ? Optional.empty() : Optional.of("must be a text");
      case FieldType.Json _, FieldType.Reference _ -> Optional.empty();
      case FieldType.File _ -> Optional.of("must be left out: a file comes with an upload");
      case FieldType.ObjectOf _ ->
          value.isObject() ? Optional.empty() : Optional.of("must be an object");
    };
  }

  private static Optional<String> text(FieldType.Text type, JsonNode value) {
    if (!value.isTextual()) {
      return Optional.of("must be a text");
    }
    var text = type.trimmed() ? value.textValue().strip() : value.textValue();
    var length = text.codePointCount(0, text.length());
    if (length < type.minLength() || length > type.maxLength()) {
      return Optional.of(
          "must have %d to %d characters, as the field has"
              .formatted(type.minLength(), type.maxLength()));
    }
    return type.pattern()
        .filter(pattern -> !matches(pattern, text))
        .map(pattern -> "must match the field's pattern " + pattern);
  }

  private static boolean matches(String pattern, String text) {
    try {
      return Pattern.compile(pattern).matches(text);
    } catch (PatternSyntaxException e) {
      // Told at the pattern.
      return true;
    }
  }

  private static Optional<String> number(Bounds bounds, JsonNode value) {
    if (!value.isNumber()) {
      // Exact numbers may stand in texts.
      return value.isTextual() ? Optional.empty() : Optional.of("must be a number");
    }
    var number = value.decimalValue();
    if (bounds
        .min()
        .filter(min -> number.compareTo(min) < (bounds.minExclusive() ? 1 : 0))
        .isPresent()) {
      return Optional.of(
          "must be %s %s, as the field says"
              .formatted(
                  bounds.minExclusive() ? "above" : "at least",
                  bounds.min().get().toPlainString()));
    }
    if (bounds
        .max()
        .filter(max -> number.compareTo(max) > (bounds.maxExclusive() ? -1 : 0))
        .isPresent()) {
      return Optional.of(
          "must be %s %s, as the field says"
              .formatted(
                  bounds.maxExclusive() ? "below" : "at most", bounds.max().get().toPlainString()));
    }
    return Optional.empty();
  }

  private static Optional<String> list(FieldType.ListOf type, JsonNode value) {
    if (!value.isArray()) {
      return Optional.of("must be a list");
    }
    if (value.size() < type.minItems() || value.size() > type.maxItems()) {
      return Optional.of(
          "must have %d to %d items, as the field has".formatted(type.minItems(), type.maxItems()));
    }
    for (var item : value) {
      var wrong = item.isNull() ? Optional.of("must not hold null") : of(type.item(), item);
      if (wrong.isPresent()) {
        return wrong;
      }
    }
    return Optional.empty();
  }
}
