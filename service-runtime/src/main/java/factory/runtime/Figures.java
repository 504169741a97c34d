package factory.runtime;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.sqlite.Function;

/** Figures over a column, which SQLite computes. */
final class Figures {
  private static final int AVERAGE_DIGITS = 6;

  private Figures() {}

  /** Adds what SQLite lacks to a connection: figures of numbers that are {@link ExactText}. */
  static void register(Connection connection) throws SQLException {
    Function.create(connection, "exact_sum", new ExactSum());
    Function.create(connection, "exact_average", new ExactAverage());
  }

  /** Adds a figure over a field; the field's name is empty for a count of records. */
  static void write(Sql sql, Report.Figure figure, Resource resource, String field, String alias) {
    if (figure == Report.Figure.COUNT) {
      sql.add("COUNT(*)");
      return;
    }
    var sum = resource.required(field).kind() instanceof Numbers.Decimal ? "exact_sum(" : "SUM(";
    var column =
        figure == Report.Figure.COUNT_DISTINCT ? resource.column(field) : stored(resource, field);
    var name = alias + ".\"" + column + "\"";
    sql.add(
        switch (figure) {
          case COUNT -> "COUNT(*)";
          case COUNT_DISTINCT -> "COUNT(DISTINCT " + name + ")";
          case SUM -> sum + name + ")";
          case AVERAGE ->
              "exact_average(" + name + ", " + (isInteger(resource, field) ? 0 : 1) + ")";
          case MIN -> "MIN(" + name + ")";
          case MAX -> "MAX(" + name + ")";
        });
  }

  /** Whether a sum of integers went beyond what SQLite computes with. */
  static boolean isOverflow(SQLException e) {
    return String.valueOf(e.getMessage()).contains("integer overflow");
  }

  /** Whether an average is an integer in the store, as its values are. */
  private static boolean isInteger(Resource resource, String field) {
    return resource.required(field).kind() instanceof Numbers.Money
        || resource.required(field).kind() instanceof Times.Span;
  }

  private static String stored(Resource resource, String field) {
    var _ = resource.column(field);
    return field;
  }

  /** The Java value of what SQLite computed; a sum of nothing is 0, other figures are null. */
  static @Nullable Object value(
      Report.Figure figure, Resource resource, String field, @Nullable Object computed) {
    var found = computed instanceof Integer number ? (Object) number.longValue() : computed;
    if (figure == Report.Figure.COUNT || figure == Report.Figure.COUNT_DISTINCT) {
      return found;
    }
    var kind = resource.required(field).kind();
    if (found == null) {
      return figure == Report.Figure.SUM ? zero(kind) : null;
    }
    return figure == Report.Figure.AVERAGE && !isInteger(resource, field)
        ? ExactText.parse(found.toString())
        : kind.load(found);
  }

  private static @Nullable Object zero(Kind kind) {
    return switch (kind) {
      case Numbers.Whole _ -> 0L;
      case Numbers.Money _ -> BigDecimal.valueOf(0, 2);
      case Numbers.Decimal _ -> BigDecimal.ZERO;
      case Times.Span _ -> Duration.ZERO;
      default -> null;
    };
  }

  /** The sum of numbers that are {@link ExactText} or integers; null of none. */
  private static class ExactSum extends Function.Aggregate {
    private @Nullable BigDecimal sum;
    private long count;

    @Override
    protected void xStep() throws SQLException {
      var text = value_text(0);
      if (text == null) {
        return;
      }
      var exact = ExactText.parse(text);
      try {
        var number = exact == null ? new BigDecimal(text) : exact;
        sum = sum == null ? number : sum.add(number);
        count++;
      } catch (NumberFormatException anotherKind) {
        // What an earlier version kept here as no number counts for nothing.
      }
    }

    @Override
    protected void xFinal() throws SQLException {
      if (sum == null) {
        result();
      } else {
        finish(sum, count);
      }
    }

    void finish(BigDecimal sum, long count) throws SQLException {
      result(ExactText.of(sum));
    }
  }

  /** Their average; a rounded integer when the second argument is 0. */
  private static final class ExactAverage extends ExactSum {
    private boolean integer;

    @Override
    protected void xStep() throws SQLException {
      integer = value_int(1) == 0;
      super.xStep();
    }

    @Override
    void finish(BigDecimal sum, long count) throws SQLException {
      var divisor = BigDecimal.valueOf(count);
      if (integer) {
        result(sum.divide(divisor, 0, RoundingMode.HALF_UP).longValueExact());
      } else {
        result(ExactText.of(sum.divide(divisor, AVERAGE_DIGITS, RoundingMode.HALF_UP)));
      }
    }
  }
}
