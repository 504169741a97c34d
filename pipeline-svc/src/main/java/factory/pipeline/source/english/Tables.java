package factory.pipeline.source.english;

import factory.pipeline.spec.AggregateFunction;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reports with figures by groups. */
final class Tables {
  private static final Set<String> TIMES = Set.of("day", "month", "year");

  private final Builder builder;

  Tables(Builder builder) {
    this.builder = builder;
  }

  /** The word for a figure in a name. */
  static String nameOf(AggregateFunction function) {
    return switch (function) {
      case SUM -> "total";
      case AVERAGE -> "average";
      case MIN -> "lowest";
      case MAX -> "highest";
      case COUNT, COUNT_DISTINCT, MINE -> "number";
    };
  }

  /** What a figure over a field is. */
  static FieldType typeOf(AggregateFunction function, Field of) throws Misread {
    return switch (of.type()) {
      case FieldType.Whole _ ->
          function == AggregateFunction.AVERAGE
              ? new FieldType.Decimal(FieldType.Bounds.NONE, 2)
              : new FieldType.Whole(FieldType.Bounds.NONE);
      case FieldType.Decimal decimal ->
          new FieldType.Decimal(FieldType.Bounds.NONE, decimal.scale());
      case FieldType.Money _ ->
          function == AggregateFunction.AVERAGE
              ? new FieldType.Decimal(FieldType.Bounds.NONE, 2)
              : new FieldType.Money(FieldType.Bounds.NONE);
      default ->
          throw new Misread("The field \"%s\" is no number.".formatted(Builder.words(of.name())));
    };
  }

  void add(Statement.Table table) throws Misread {
    var draft = draft(table);
    Optional<Field> of = Optional.empty();
    if (table.function() != AggregateFunction.COUNT) {
      of = Optional.of(measured(draft, table));
      typeOf(table.function(), of.get());
    }
    List<Report.Group> groups = new ArrayList<>();
    for (var by : table.by()) {
      groups.add(group(draft, by));
    }
    var what =
        of.isPresent()
            ? nameOf(table.function()) + "_" + of.get().name()
            : "number_of_" + draft.noun().plural();
    var name = draft.noun().plural() + "_by_" + String.join("_and_", table.by());
    var measure = new Report.Measure(what, table.function(), of.map(Field::name));
    for (var i = 0; i < builder.reports().size(); i++) {
      var before = builder.reports().get(i);
      if (before.name().equals(name)) {
        if (!before.measures().contains(measure)) {
          List<Report.Measure> measures = new ArrayList<>(before.measures());
          measures.add(measure);
          builder.reports().set(i, report(name, draft, groups, measures));
        }
        return;
      }
    }
    builder.reports().add(report(name, draft, groups, List.of(measure)));
  }

  private static Report report(
      String name, Draft draft, List<Report.Group> groups, List<Report.Measure> measures) {
    return new Report(
        name,
        "",
        draft.name(),
        List.of(),
        Optional.empty(),
        groups,
        measures,
        groups.stream().map(Report.Group::name).toList(),
        1_000);
  }

  private Draft draft(Statement.Table table) throws Misread {
    if (table.kind().isPresent()) {
      return builder.kind(table.kind().get());
    }
    if (table.of().startsWith("#")) {
      return builder.kind(table.of().substring(1));
    }
    var fields = new ArrayList<>(table.by());
    fields.removeAll(TIMES);
    if (!table.of().isEmpty()) {
      fields.add(table.of().substring(1));
    }
    var all =
        builder.drafts().values().stream()
            .filter(d -> fields.stream().allMatch(f -> d.field(f).isPresent()))
            .toList();
    if (all.size() != 1) {
      throw new Misread("It is not clear what the figures are about.");
    }
    return all.getFirst();
  }

  private static Field measured(Draft draft, Statement.Table table) throws Misread {
    if (table.of().startsWith("@")) {
      return draft
          .field(table.of().substring(1))
          .filter(Field::isStored)
          .orElseThrow(() -> new Misread("It is not clear which figure is meant."));
    }
    var numbers =
        draft.fields().values().stream()
            .filter(Field::isStored)
            .filter(
                f ->
                    f.type() instanceof FieldType.Money
                        || f.type() instanceof FieldType.Decimal
                        || f.type() instanceof FieldType.Whole)
            .toList();
    if (numbers.size() != 1) {
      throw new Misread("It is not clear which of the fields is added up.");
    }
    return numbers.getFirst();
  }

  private Report.Group group(Draft draft, String by) throws Misread {
    if (!TIMES.contains(by) || draft.field(by).isPresent()) {
      var field = builder.field(draft, by);
      if (!field.isStored() || field.type() instanceof FieldType.ListOf) {
        throw new Misread("Figures cannot be by \"%s\".".formatted(Builder.words(by)));
      }
      return new Report.Group(by, by, Report.By.VALUE);
    }
    var times =
        draft.fields().values().stream()
            .filter(Field::isStored)
            .filter(
                f -> f.type() instanceof FieldType.Date || f.type() instanceof FieldType.Instant)
            .toList();
    if (times.size() != 1) {
      throw new Misread(
          "It is not clear which day or moment of %s decides on the %s."
              .formatted(draft.words(), by));
    }
    var time = times.getFirst();
    return new Report.Group(
        by,
        time.name(),
        by.equals("day") && time.type() instanceof FieldType.Date
            ? Report.By.VALUE
            : Report.By.valueOf(by.toUpperCase(Locale.ROOT)));
  }
}
