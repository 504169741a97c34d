package factory.pipeline.write;

import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.FieldType.Bounds;
import java.util.stream.Collectors;

/** Writes a field of a resource, or an input. */
final class FieldSource {
  private static final int TEXT_CHARACTERS = 1_000;
  private static final int LONG_TEXT_CHARACTERS = 20_000;

  private FieldSource() {}

  static String of(Field field) {
    return made(field)
        + (field.required() ? ".required()" : "")
        + (field.unique() ? ".unique()" : "")
        + rules(field.type());
  }

  private static String made(Field field) {
    var name = JavaText.literal(field.name());
    return "Field."
        + switch (field.type()) {
          case FieldType.Text text -> (text.multiline() ? "longText(" : "text(") + name + ")";
          case FieldType.Whole _ -> "wholeNumber(" + name + ")";
          case FieldType.Decimal _ -> "number(" + name + ")";
          case FieldType.Money _ -> "money(" + name + ")";
          case FieldType.Truth _ -> "yesNo(" + name + ")";
          case FieldType.Date _ -> "date(" + name + ")";
          case FieldType.Time _ -> "time(" + name + ")";
          case FieldType.Instant _ -> "dateTime(" + name + ")";
          case FieldType.Duration _ -> "duration(" + name + ")";
          case FieldType.Email _ -> "email(" + name + ")";
          case FieldType.Url _ -> "url(" + name + ")";
          case FieldType.Choice choice ->
              "oneOf("
                  + name
                  + choice.words().stream()
                      .map(word -> ", " + JavaText.literal(word))
                      .collect(Collectors.joining())
                  + ")";
          case FieldType.Json _ -> "json(" + name + ")";
          case FieldType.ListOf _ -> "texts(" + name + ")";
          case FieldType.Wallet _ -> "wallet(" + name + ")";
          case FieldType.Secret _ -> "secret(" + name + ")";
          case FieldType.Reference _ -> "reference(" + name + ")";
        };
  }

  private static String rules(FieldType type) {
    return switch (type) {
      case FieldType.Text text -> {
        var usual = text.multiline() ? LONG_TEXT_CHARACTERS : TEXT_CHARACTERS;
        yield text.maxLength() == usual ? "" : ".to(" + text.maxLength() + ")";
      }
      case FieldType.Whole whole -> bounds(whole.bounds(), true);
      case FieldType.Decimal decimal -> bounds(decimal.bounds(), false);
      case FieldType.Money money -> bounds(money.bounds(), false);
      default -> "";
    };
  }

  private static String bounds(Bounds bounds, boolean whole) {
    return bounds.min().map(min -> ".from(" + number(min.toPlainString(), whole) + ")").orElse("")
        + bounds.max().map(max -> ".to(" + number(max.toPlainString(), whole) + ")").orElse("");
  }

  private static String number(String plain, boolean whole) {
    if (!whole) {
      return JavaText.literal(plain);
    }
    return plain.length() > 9 ? plain + "L" : plain;
  }
}
