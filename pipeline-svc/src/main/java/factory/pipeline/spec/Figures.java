package factory.pipeline.spec;

import java.util.Optional;

/** Checks figures over several records: aggregates of a kind and measures of a report. */
final class Figures {
  private Figures() {}

  /** What a figure gives; empty when something is wrong with it, which is then said. */
  static Optional<FieldType> typeOf(
      Check check, Kind kind, AggregateFunction function, Optional<String> of, String at) {
    if (function == AggregateFunction.COUNT) {
      if (of.isPresent()) {
        check.problem(
            at + "/of", "a count is of records: leave it out, or write count_distinct for values");
        return Optional.empty();
      }
      return Optional.of(new FieldType.Whole(FieldType.Bounds.NONE));
    }
    if (function == AggregateFunction.MINE) {
      return mine(check, kind, of, at);
    }
    if (of.isEmpty()) {
      check.problem(at, "needs of, the field that is looked at");
      return Optional.empty();
    }
    var field = check.field(kind, of.get(), at + "/of");
    if (field.isEmpty() || !check.comparable(field.get(), at + "/of", "compute over")) {
      return Optional.empty();
    }
    var type = field.get().type();
    return switch (function) {
      case COUNT_DISTINCT -> Optional.of(new FieldType.Whole(FieldType.Bounds.NONE));
      case SUM, AVERAGE -> {
        if (!type.isNumber()) {
          check.problem(at + "/of", "must be a number for a sum or an average");
          yield Optional.empty();
        }
        yield Optional.of(
            function == AggregateFunction.SUM
                ? type
                : new FieldType.Decimal(FieldType.Bounds.NONE, FieldReader.SCALE));
      }
      case MIN, MAX -> {
        if (type instanceof FieldType.Reference || type instanceof FieldType.Truth) {
          check.problem(at + "/of", "has no order");
          yield Optional.empty();
        }
        yield Optional.of(type);
      }
      case COUNT, MINE -> throw new IllegalStateException();
    };
  }

  private static Optional<FieldType> mine(Check check, Kind kind, Optional<String> of, String at) {
    if (of.isPresent()) {
      check.problem(at + "/of", "mine is about records: leave it out");
      return Optional.empty();
    }
    if (kind.maker().isEmpty()) {
      check.problem(
          at + "/kind",
          "nothing says who made a %s: give it a field with set_by account or caller"
              .formatted(kind.name()));
      return Optional.empty();
    }
    return Optional.of(new FieldType.Truth());
  }
}
