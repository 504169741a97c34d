package factory.runtime;

import factory.runtime.Condition.Comparison;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How values of Java stand in the store, by the kind of their field. */
final class Encoding {
  private static final BigDecimal LEAST = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal BEYOND = BigDecimal.TEN.pow(ExactText.MAX_DIGITS + 1);
  private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

  private Encoding() {}

  /** A comparison of a column with a stored value. */
  record Compared(Comparison comparison, Object value) {}

  /**
   * A comparison that means the same over what is stored: a number between two that can be stored
   * is compared as one of them.
   */
  static Compared compared(
      Resource resource, @Nullable Field field, Comparison comparison, Object value) {
    var kind = field == null ? null : field.kind();
    return switch (kind) {
      case Numbers.Whole _ -> whole(comparison, decimal(value));
      case Numbers.Decimal _ -> new Compared(comparison, ExactText.of(within(decimal(value))));
      case Numbers.Money _ -> whole(comparison, decimal(value).movePointRight(2));
      case null, default -> new Compared(comparison, plain(resource, field, value));
    };
  }

  /** A value as it stands among the items of a list. */
  static Object item(@Nullable Field field, Object value) {
    if (field == null || !(field.kind() instanceof Composites.ListOf list)) {
      throw new IllegalArgumentException("only a list has items");
    }
    try {
      return list.item().loose().store(value) instanceof Long number
          ? number
          : list.item().loose().store(value).toString();
    } catch (Kind.Unfit unfit) {
      throw new IllegalArgumentException(value.getClass() + " " + unfit.getMessage(), unfit);
    }
  }

  private static Compared whole(Comparison comparison, BigDecimal value) {
    var stripped = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    if (stripped.scale() <= 0 && stripped.compareTo(LEAST) >= 0 && stripped.compareTo(MOST) <= 0) {
      return new Compared(comparison, stripped.longValueExact());
    }
    return switch (comparison) {
      // No stored number is between two neighbours, or beyond all.
      case EQUAL -> new Compared(Comparison.LESS, Long.MIN_VALUE);
      case NOT_EQUAL -> new Compared(Comparison.AT_LEAST, Long.MIN_VALUE);
      case LESS, AT_MOST -> between(Comparison.AT_MOST, value, RoundingMode.FLOOR);
      case GREATER, AT_LEAST -> between(Comparison.AT_LEAST, value, RoundingMode.CEILING);
    };
  }

  private static Compared between(Comparison comparison, BigDecimal value, RoundingMode to) {
    if (value.compareTo(LEAST) < 0) {
      return comparison == Comparison.AT_MOST
          ? new Compared(Comparison.LESS, Long.MIN_VALUE)
          : new Compared(comparison, Long.MIN_VALUE);
    }
    if (value.compareTo(MOST) > 0) {
      return comparison == Comparison.AT_MOST
          ? new Compared(comparison, Long.MAX_VALUE)
          : new Compared(Comparison.GREATER, Long.MAX_VALUE);
    }
    return new Compared(comparison, value.setScale(0, to).longValueExact());
  }

  private static BigDecimal decimal(Object value) {
    return switch (value) {
      case BigDecimal number -> number;
      case Long number -> BigDecimal.valueOf(number);
      case Integer number -> BigDecimal.valueOf(number);
      default -> throw new IllegalArgumentException(value.getClass() + " is no number");
    };
  }

  /** A number beyond all that can be stored is as good as the next one there. */
  private static BigDecimal within(BigDecimal value) {
    return value.abs().compareTo(BEYOND) > 0
        ? BEYOND.multiply(BigDecimal.valueOf(value.signum()))
        : value;
  }

  private static Object plain(Resource resource, @Nullable Field field, Object value) {
    try {
      if (field != null) {
        return resource.compared(field, field.kind().loose().store(value));
      }
      return switch (value) {
        case String text -> text;
        case Long number -> number.toString();
        case Row row -> row.key();
        case Instant moment -> Times.stored(moment);
        default -> throw new IllegalArgumentException(value.getClass() + " cannot be compared");
      };
    } catch (Kind.Unfit unfit) {
      if (value instanceof String text) {
        // Such as a word that is none of the field's: stored texts are compared with it all the
        // same, and none is equal.
        return text;
      }
      throw new IllegalArgumentException(value.getClass() + " " + unfit.getMessage(), unfit);
    }
  }
}
