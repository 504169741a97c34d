package factory.pipeline.generator;

import factory.pipeline.generator.Blueprint.Field;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/** A value that a field accepts, for people who read the documents. */
final class Examples {
  private Examples() {}

  static Object of(Field field) {
    return switch (field.type()) {
      case TEXT, LONG_TEXT -> text(field);
      case EMAIL -> "ada@example.com";
      case URL -> "https://example.com/";
      case WHOLE -> within(field, BigDecimal.valueOf(3)).setScale(0, RoundingMode.UNNECESSARY);
      case DECIMAL -> within(field, new BigDecimal("1.5"));
      case MONEY ->
          within(field, new BigDecimal("12.50"))
              .setScale(2, RoundingMode.UNNECESSARY)
              .toPlainString();
      case YES_NO -> true;
      case DATE -> "2026-01-31";
      case DATE_TIME -> "2026-01-31T18:30:00Z";
      case ONE_OF -> field.words().getFirst();
      case TEXTS -> List.of("first", "second");
    };
  }

  private static String text(Field field) {
    var text = "Some " + field.name().replace('_', ' ');
    var most = field.most().map(BigDecimal::intValueExact).orElse(text.length());
    return text.substring(0, Math.min(text.length(), most));
  }

  private static BigDecimal within(Field field, BigDecimal wanted) {
    var least = field.least().map(wanted::max).orElse(wanted);
    return field.most().map(least::min).orElse(least);
  }
}
