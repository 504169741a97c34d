package factory.pipeline.source.english;

import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.FieldType.Bounds;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What plain words say that a field holds. */
enum Holds {
  TEXT,
  LONG_TEXT,
  EMAIL,
  URL,
  WHOLE,
  DECIMAL,
  MONEY,
  YES_NO,
  DATE,
  DATE_TIME,
  ONE_OF,
  TEXTS;

  private static final int TEXT_CHARACTERS = 1_000;
  private static final int LONG_TEXT_CHARACTERS = 20_000;
  private static final int ITEM_CHARACTERS = 500;
  private static final int ITEMS = 100;
  private static final int DECIMALS = 6;

  boolean isNumeric() {
    return this == WHOLE || this == DECIMAL || this == MONEY;
  }

  /** The same as a specification says it. */
  FieldType type(PlainRange range, List<String> words) {
    var least = range.least();
    var most = range.most();
    var bounds = new Bounds(least, range.above(), most, range.below());
    return switch (this) {
      case TEXT -> text(most.map(BigDecimal::intValueExact).orElse(TEXT_CHARACTERS), false);
      case LONG_TEXT ->
          text(most.map(BigDecimal::intValueExact).orElse(LONG_TEXT_CHARACTERS), true);
      case EMAIL -> new FieldType.Email();
      case URL -> new FieldType.Url();
      case WHOLE -> new FieldType.Whole(bounds);
      case DECIMAL ->
          new FieldType.Decimal(
              bounds,
              Math.max(
                  DECIMALS,
                  Math.max(
                      least.map(BigDecimal::scale).orElse(0),
                      most.map(BigDecimal::scale).orElse(0))));
      case MONEY -> new FieldType.Money(bounds);
      case YES_NO -> new FieldType.Truth();
      case DATE -> new FieldType.Date();
      case DATE_TIME -> new FieldType.Instant();
      case ONE_OF -> new FieldType.Choice(words, Map.of());
      case TEXTS -> new FieldType.ListOf(text(ITEM_CHARACTERS, false), 0, ITEMS);
    };
  }

  private static FieldType text(int most, boolean multiline) {
    return new FieldType.Text(0, most, Optional.empty(), multiline, false, false);
  }
}
