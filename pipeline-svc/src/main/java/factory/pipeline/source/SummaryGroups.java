package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.Schema;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.source.GroupNames.Named;
import factory.pipeline.source.SummaryFigures.Subject;
import factory.pipeline.spec.Action.Output;
import factory.pipeline.spec.AggregateFunction;
import factory.pipeline.spec.Endpoint;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Groups;
import factory.pipeline.spec.Report;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Figures by the values of a field: {@code by_status} as an object, {@code by_category} as a list
 * of objects, an object with exactly the words of an enum. Where that can be more than one field or
 * figure, it is none.
 */
final class SummaryGroups {
  private static final Set<String> COUNTS = Set.of("count", "counts", "number", "number_of");
  private static final Set<String> SUMS = Set.of("total", "totals", "sum", "sums");
  private static final Set<String> KEYS = Set.of("name", "key", "value", "label");
  private static final Pattern ORDERED =
      Pattern.compile(
          "\\b(?:top|most|highest|lowest|largest|biggest|best|sorted|ordered|descending|ranked|"
              + "ranking|popular|recent|latest)\\b");
  private static final Pattern SOME =
      Pattern.compile(
          "\\b(?:(?:last|past|previous|next|this|current|trailing) (?:[a-z0-9]+ )?"
              + "(?:days?|weeks?|months?|quarters?|years?)|recent|latest|every|zeros?|empty|without|so far)\\b");
  private static final Set<String> PERIODS = Set.of("period", "label", "key", "name");
  private static final Pattern EVERY =
      Pattern.compile("\\b(?:zeros?|0|every|all possible|including those without)\\b");
  private static final Pattern MEMBER = Pattern.compile("[A-Za-z_$@][A-Za-z0-9_.$@\\[\\]-]{0,99}");
  private static final int MOST = 1_000;

  private final ApiDocument document;
  private final List<Subject> subjects;
  private final List<String> conditions;
  private final String said;

  SummaryGroups(
      ApiDocument document, List<Subject> subjects, List<String> conditions, String said) {
    this.document = document;
    this.subjects = subjects;
    this.conditions = conditions;
    this.said = said;
  }

  /**
   * The figures of a member, or of a whole answer.
   *
   * @param member its name, or the last part of the path
   */
  Optional<Output> of(String member, String name, Described schema) {
    var words = DocumentPath.snake(member);
    var told = words.replace('_', ' ') + " " + schema.description() + " " + said;
    if (schema.isComposed()
        || (schema.is("array") && ORDERED.matcher(told.toLowerCase(Locale.ROOT)).find())) {
      return Optional.empty();
    }
    Set<Output> meanings = new HashSet<>();
    for (var named : GroupNames.of(subjects, words)) {
      if (named.per().isPresent() && SOME.matcher(told.toLowerCase(Locale.ROOT)).find()) {
        // Which days those are depends on when it is asked.
        continue;
      }
      (schema.is("array")
              ? list(named, name, words, schema)
              : schema.is("object") ? object(named, name, words, schema) : Optional.<Output>empty())
          .ifPresent(meanings::add);
    }
    return meanings.size() == 1 ? Optional.of(meanings.iterator().next()) : Optional.empty();
  }

  // ---- objects by value

  private Optional<Output> object(Named named, String name, String words, Described schema) {
    // Texts that nothing calls by name could be any of those that records have.
    if (GroupNames.ANY.contains(words)
        && schema.properties().isEmpty()
        && !(named.field().type() instanceof FieldType.Choice)) {
      return Optional.empty();
    }
    var members = schema.properties();
    Set<Described> values = new HashSet<>();
    if (members.isEmpty()) {
      schema
          .additional()
          .filter(of -> !(of instanceof Schema.Anything))
          .flatMap(of -> Schemas.described(document, of))
          .ifPresent(values::add);
    } else if (new HashSet<>(GroupNames.words(named.field())).equals(members.keySet())
        && members.keySet().stream().allMatch(word -> MEMBER.matcher(word).matches())) {
      for (var member : members.values()) {
        var described = Schemas.described(document, member);
        if (described.isEmpty()) {
          return Optional.empty();
        }
        values.add(described.get());
      }
    }
    var isInteger = !values.isEmpty() && values.stream().allMatch(value -> value.is("integer"));
    var isNumber = !values.isEmpty() && values.stream().allMatch(value -> value.is("number"));
    if (!isInteger && !isNumber) {
      return Optional.empty();
    }
    var every = !members.isEmpty() || saysEvery(named.field(), schema);
    var measure = measure(named, isInteger);
    if (measure.isEmpty() || (every && measure.get().function() == AggregateFunction.AVERAGE)) {
      return Optional.empty();
    }
    var of = number(isInteger);
    var type =
        members.isEmpty()
            ? new FieldType.Json(Optional.of(of), List.of())
            : new FieldType.ObjectOf(
                members.keySet().stream()
                    .map(word -> new FieldType.Member(word, of, true))
                    .toList());
    return Optional.of(
        output(named, name, type, named.groups(every, Optional.empty(), List.of(measure.get()))));
  }

  private static FieldType number(boolean isInteger) {
    return isInteger
        ? new FieldType.Whole(FieldType.Bounds.NONE)
        : new FieldType.Decimal(FieldType.Bounds.NONE, 10);
  }

  /** The figure of an object's members: how many, or what is said before {@code by}. */
  private static Optional<Report.Measure> measure(Named named, boolean isInteger) {
    var subject = named.subject();
    var prefix = named.prefix();
    var numbers = SummaryFigures.numbers(subject);
    var worth = numbers.stream().filter(f -> SummaryFigures.WORTH.contains(f.name())).toList();
    var isOfAll =
        Set.of(subject.kind(), subject.plural(), "total_" + subject.plural()).contains(prefix);
    var isCount = COUNTS.contains(prefix) || prefix.equals(subject.kind() + "_count");
    for (var field : numbers) {
      var fits = !isInteger || field.type() instanceof FieldType.Whole;
      if (fits
          && Set.of(field.name(), "total_" + field.name(), "sum_" + field.name())
              .contains(prefix)) {
        return figure(AggregateFunction.SUM, field);
      }
      if (!isInteger
          && field.required()
          && Set.of("average_" + field.name(), "avg_" + field.name()).contains(prefix)) {
        return figure(AggregateFunction.AVERAGE, field);
      }
    }
    if (isInteger) {
      // Of what has a worth in whole numbers a bare figure could be that.
      var isPlain = prefix.isEmpty() || SUMS.contains(prefix);
      var hasWorth = worth.stream().anyMatch(field -> field.type() instanceof FieldType.Whole);
      return isCount || isOfAll || (isPlain && !hasWorth)
          ? Optional.of(new Report.Measure("count", AggregateFunction.COUNT, Optional.empty()))
          : Optional.empty();
    }
    var ofOne = SUMS.contains(prefix) && worth.isEmpty() ? numbers : worth;
    return (prefix.isEmpty() || SUMS.contains(prefix) || isOfAll) && ofOne.size() == 1
        ? figure(AggregateFunction.SUM, ofOne.getFirst())
        : Optional.empty();
  }

  private static Optional<Report.Measure> figure(AggregateFunction function, Field field) {
    return field.type() instanceof FieldType.Money
        ? Optional.empty()
        : Optional.of(
            new Report.Measure(
                function.name().toLowerCase(Locale.ROOT), function, Optional.of(field.name())));
  }

  // ---- lists of objects

  private Optional<Output> list(Named named, String name, String words, Described schema) {
    var item = schema.items().flatMap(items -> Schemas.described(document, items));
    if (item.filter(one -> one.is("object") && !one.isComposed()).isEmpty()) {
      return Optional.empty();
    }
    Map<String, Described> members = new LinkedHashMap<>();
    for (var property : item.get().properties().entrySet()) {
      var described = Schemas.described(document, property.getValue());
      if (described.isEmpty()) {
        return Optional.empty();
      }
      members.put(property.getKey(), described.get());
    }
    var key =
        named
            .per()
            .map(per -> periodKey(per, members))
            .orElseGet(() -> key(named.field(), members, !GroupNames.ANY.contains(words)));
    if (key.isEmpty() || !isAllowed(named)) {
      return Optional.empty();
    }
    var figures = figures(named.subject(), members, item.get().required());
    List<FieldType.Member> shown = new ArrayList<>();
    shown.add(
        new FieldType.Member(
            key.get(),
            named.per().map(Groups.Part::type).orElseGet(() -> keyType(named.field())),
            true));
    List<Report.Measure> measures = new ArrayList<>();
    for (var member : members.entrySet()) {
      if (member.getKey().equals(key.get())) {
        continue;
      }
      var isNumber = member.getValue().is("integer") || member.getValue().is("number");
      var measure =
          figures
              .measure(member.getKey(), member.getValue())
              .or(() -> amount(named.subject(), member.getKey(), member.getValue()))
              .filter(_ -> !isUnclear(named.subject(), member.getKey(), members));
      if (measure.isPresent()) {
        measures.add(measure.get());
        shown.add(
            new FieldType.Member(member.getKey(), number(member.getValue().is("integer")), true));
      } else if (!isNumber || item.get().required().contains(member.getKey())) {
        return Optional.empty();
      }
    }
    var every = saysEvery(named.field(), schema);
    var always =
        measures.stream()
            .allMatch(
                m ->
                    m.function() == AggregateFunction.COUNT
                        || m.function() == AggregateFunction.SUM);
    if (measures.isEmpty() || (every && !always)) {
      return Optional.empty();
    }
    return Optional.of(
        output(
            named,
            name,
            new FieldType.ListOf(new FieldType.ObjectOf(shown), 0, MOST),
            named.groups(every, key, measures)));
  }

  /** Whether what is said before {@code by} is what the list's members say anyway. */
  private static boolean isAllowed(Named named) {
    var kind = named.subject().kind();
    return named.prefix().isEmpty()
        || COUNTS.contains(named.prefix())
        || SUMS.contains(named.prefix())
        || Set.of(kind, named.subject().plural(), kind + "_count").contains(named.prefix());
  }

  /** The member that has the value. */
  private static Optional<String> key(
      Field field, Map<String, Described> members, boolean isNamed) {
    return members.entrySet().stream()
        .filter(
            member -> {
              var called = DocumentPath.snake(member.getKey());
              return (called.equals(field.name()) || (isNamed && KEYS.contains(called)))
                  && isOf(field, member.getValue());
            })
        .map(Map.Entry::getKey)
        .filter(name -> MEMBER.matcher(name).matches())
        .reduce((_, _) -> "")
        .filter(name -> !name.isEmpty());
  }

  /** The member that has a day, a month or a year, as ISO 8601 has them. */
  private static Optional<String> periodKey(Groups.Part per, Map<String, Described> members) {
    var names =
        switch (per) {
          case DAY -> Set.of("day", "date");
          case MONTH -> Set.of("month", "year_month");
          case YEAR -> Set.of("year");
        };
    return PickWords.one(
        members.entrySet().stream()
            .filter(
                member -> {
                  var called = DocumentPath.snake(member.getKey());
                  return names.contains(called) || PERIODS.contains(called);
                })
            .filter(member -> isPeriod(per, member.getValue()))
            .map(Map.Entry::getKey)
            .filter(name -> MEMBER.matcher(name).matches())
            .toList());
  }

  private static boolean isPeriod(Groups.Part per, Described schema) {
    var format = per == Groups.Part.DAY ? Set.of("", "date") : Set.of("");
    var form = Pattern.compile("[0-9-]{%d}".formatted(per.characters()));
    return schema.is("string")
        && format.contains(schema.format())
        && schema.words().isEmpty()
        && schema.limits().pattern().isEmpty()
        && schema.example().filter(of -> !form.matcher(of.asText()).matches()).isEmpty()
        && !schema.description().matches("(?is).*\\b(?:name|jan|january|short|locali[sz]ed)\\b.*");
  }

  private static boolean isOf(Field field, Described schema) {
    return switch (field.type()) {
      case FieldType.Truth _ -> schema.is("boolean");
      case FieldType.Whole _ -> schema.is("integer");
      default -> schema.is("string");
    };
  }

  private static FieldType keyType(Field field) {
    return field.type() instanceof FieldType.Choice(var words, _)
        ? new FieldType.Choice(words, Map.of())
        : field.type();
  }

  private SummaryFigures figures(
      Subject subject, Map<String, Described> members, Set<String> required) {
    return new SummaryFigures(
        document,
        List.of(subject),
        conditions,
        "",
        new DocumentCall.Answered(
            Endpoint.Form.JSON,
            Optional.empty(),
            members,
            required,
            Optional.empty(),
            Optional.empty()));
  }

  /** What a group's {@code amount} is: the sum of it. */
  private static Optional<Report.Measure> amount(Subject subject, String member, Described schema) {
    return SummaryFigures.numbers(subject).stream()
        .filter(field -> field.name().equals("amount") && member.equals("amount"))
        .filter(
            field ->
                field.type() instanceof FieldType.Whole
                    ? schema.is("integer") || schema.is("number")
                    : field.type() instanceof FieldType.Decimal && schema.is("number"))
        .findFirst()
        .map(field -> new Report.Measure(member, AggregateFunction.SUM, Optional.of(field.name())));
  }

  /** Whether a bare total could be of records or of what they are worth in whole numbers. */
  private static boolean isUnclear(Subject subject, String member, Map<String, Described> members) {
    return SUMS.contains(DocumentPath.snake(member))
        && members.keySet().stream().map(DocumentPath::snake).noneMatch(COUNTS::contains)
        && SummaryFigures.numbers(subject).stream()
            .anyMatch(
                field ->
                    field.type() instanceof FieldType.Whole
                        && SummaryFigures.WORTH.contains(field.name()));
  }

  private static boolean saysEvery(Field field, Described schema) {
    return !GroupNames.words(field).isEmpty()
        && EVERY.matcher(schema.description().toLowerCase(Locale.ROOT)).find();
  }

  private Output output(Named named, String name, FieldType type, Groups groups) {
    var rows = figures(named.subject(), Map.of(), Set.of()).rows(named.subject(), "");
    return new Output(name, type, rows, Optional.empty(), Optional.of(groups));
  }
}
