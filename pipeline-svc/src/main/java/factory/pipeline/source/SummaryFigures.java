package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.Action.Output;
import factory.pipeline.spec.AggregateFunction;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Origin;
import factory.pipeline.spec.Report;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a member of a summary is, by its name and type: how many records there are, or how many of
 * those that a word means, a sum, an average, the least or the greatest of a field. A name that
 * could mean two of those means none.
 */
final class SummaryFigures {
  private static final Set<String> ALL = Set.of("total", "count", "total_count", "count_total");
  private static final Pattern SUM =
      Pattern.compile("(?:total|sum|sum_of)_(.+)|(.+)_(?:total|sum)");
  private static final Pattern AVERAGE =
      Pattern.compile("(?:average|avg|mean)_(.+)|(.+)_(?:average|avg|mean)");
  private static final Pattern LEAST =
      Pattern.compile("(?:min|minimum|lowest|smallest)_(.+)|(.+)_(?:min|minimum)");
  private static final Pattern MOST =
      Pattern.compile("(?:max|maximum|highest|largest|biggest)_(.+)|(.+)_(?:max|maximum)");
  static final Set<String> WORTH = Set.of("amount", "price", "cost", "value");
  private static final Set<String> AVERAGES = Set.of("average", "avg", "mean");

  private final ApiDocument document;
  private final List<Subject> subjects;
  private final List<String> conditions;
  private final String said;
  private final DocumentCall.Answered answered;

  /**
   * Figures of an answer.
   *
   * @param conditions over {@code x}, of all of them
   */
  SummaryFigures(
      ApiDocument document,
      List<Subject> subjects,
      List<String> conditions,
      String said,
      DocumentCall.Answered answered) {
    this.document = document;
    this.subjects = subjects;
    this.conditions = conditions;
    this.said = said;
    this.answered = answered;
  }

  /**
   * A kind of whose records there are figures.
   *
   * @param condition over {@code x}, a record of it; empty for all
   */
  record Subject(DocumentGroup group, DocumentFields fields, String condition) {
    String kind() {
      return group.name();
    }

    String plural() {
      return DocumentKinds.plural(group.name());
    }
  }

  /**
   * One thing that a name can mean.
   *
   * @param condition over {@code x}, of those that it is about; empty for all
   * @param orZero whether it is 0 of nothing
   */
  private record Meaning(
      String condition, AggregateFunction function, Optional<Field> of, boolean orZero) {
    private static Meaning count(String condition) {
      return new Meaning(condition, AggregateFunction.COUNT, Optional.empty(), false);
    }

    private static Meaning of(AggregateFunction function, Field field) {
      return new Meaning("", function, Optional.of(field), false);
    }
  }

  /** The member; empty where its name does not say one thing. */
  Optional<Output> of(String member, String name, Described schema) {
    var type = DocumentCall.type(document, schema);
    if (type.isEmpty() || !(schema.is("integer") || schema.is("number"))) {
      return Optional.empty();
    }
    Set<String> meanings = new LinkedHashSet<>();
    for (var subject : subjects) {
      meanings(subject, DocumentPath.snake(member), schema)
          .forEach(meaning -> meanings.add(cel(subject, meaning)));
    }
    return meanings.size() == 1
        ? Optional.of(new Output(name, type.get(), meanings.iterator().next(), Optional.empty()))
        : Optional.empty();
  }

  /** The same of each group of one subject's records, where that always has a value. */
  Optional<Report.Measure> measure(String member, Described schema) {
    if (!(schema.is("integer") || schema.is("number"))) {
      return Optional.empty();
    }
    var meanings = meanings(subjects.getFirst(), DocumentPath.snake(member), schema);
    return meanings.stream()
        .filter(_ -> meanings.size() == 1)
        .filter(meaning -> meaning.condition().isEmpty())
        .filter(
            meaning ->
                meaning.function() == AggregateFunction.COUNT
                    || meaning.function() == AggregateFunction.SUM
                    || meaning.of().orElseThrow().required())
        .filter(meaning -> meaning.of().filter(f -> f.type() instanceof FieldType.Money).isEmpty())
        .findFirst()
        .map(
            meaning ->
                new Report.Measure(member, meaning.function(), meaning.of().map(Field::name)));
  }

  private Set<Meaning> meanings(Subject subject, String name, Described schema) {
    Set<Meaning> meanings = new LinkedHashSet<>();
    var isAlone = subjects.size() == 1;
    if (schema.is("integer") && (counts(subject).contains(name) || (isAlone && isCount(name)))) {
      meanings.add(Meaning.count(""));
    }
    if (schema.is("integer")) {
      words(subject, name, isAlone).forEach(condition -> meanings.add(Meaning.count(condition)));
    }
    var sums = fields(subject, SUM, name);
    if (isAlone && (name.equals("sum") || (name.equals("total") && !isCount(name)))) {
      sums = numbers(subject);
      if (sums.size() != 1) {
        return meanings;
      }
    }
    for (var field : sums) {
      if (fits(field, schema)) {
        meanings.add(Meaning.of(AggregateFunction.SUM, field));
      }
    }
    if (schema.is("number")) {
      worth(subject, name).ifPresent(meanings::add);
      var averages =
          isAlone && AVERAGES.contains(name) ? numbers(subject) : fields(subject, AVERAGE, name);
      if (averages.size() == 1) {
        // Of nothing there is none, which not every answer can say.
        meanings.add(
            new Meaning(
                "",
                AggregateFunction.AVERAGE,
                Optional.of(averages.getFirst()),
                !schema.nullable()));
      }
    }
    if (schema.nullable()) {
      fields(subject, LEAST, name).stream()
          .filter(field -> fits(field, schema))
          .forEach(field -> meanings.add(Meaning.of(AggregateFunction.MIN, field)));
      fields(subject, MOST, name).stream()
          .filter(field -> fits(field, schema))
          .forEach(field -> meanings.add(Meaning.of(AggregateFunction.MAX, field)));
    }
    return meanings;
  }

  /** What those are worth that a word means: {@code total_income} of amounts. */
  private Optional<Meaning> worth(Subject subject, String name) {
    var matcher = SUM.matcher(name);
    var worth = numbers(subject).stream().filter(f -> WORTH.contains(f.name())).toList();
    if (!matcher.matches() || worth.size() != 1) {
      return Optional.empty();
    }
    var word = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    return PickWords.of(subject.fields(), word, said, true)
        .flatMap(pick -> pick.where())
        .map(where -> where.replace("record.", "x."))
        .map(
            where ->
                new Meaning(where, AggregateFunction.SUM, Optional.of(worth.getFirst()), false));
  }

  /** Whether a bare name says how many: a total beside a count is of something else. */
  private boolean isCount(String name) {
    return ALL.contains(name)
        && !(name.equals("total")
            && answered.members().keySet().stream()
                .map(DocumentPath::snake)
                .anyMatch(other -> other.equals("count") || other.equals("total_count")));
  }

  private static Set<String> counts(Subject subject) {
    var noun = subject.kind();
    var plural = Nouns.plural(noun);
    return Set.of(
        plural,
        noun + "_count",
        plural + "_count",
        "total_" + plural,
        plural + "_total",
        "number_of_" + plural,
        "num_" + plural,
        "count_of_" + plural);
  }

  /** What words ask for of which there is a count. */
  private List<String> words(Subject subject, String name, boolean isAlone) {
    var plural = Nouns.plural(subject.kind());
    Set<String> words = new LinkedHashSet<>();
    if (name.endsWith("_" + plural)) {
      words.add(name.substring(0, name.length() - plural.length() - 1));
    } else if (name.startsWith(plural + "_")) {
      words.add(name.substring(plural.length() + 1));
    } else if (isAlone) {
      words.add(name.replaceFirst("_count$", "").replaceFirst("^(?:total|count|num)_", ""));
    }
    List<String> conditions = new ArrayList<>();
    for (var word : words) {
      PickWords.of(subject.fields(), word, said, true)
          .flatMap(pick -> pick.where())
          .map(where -> where.replace("record.", "x."))
          .ifPresent(conditions::add);
    }
    return conditions;
  }

  private static List<Field> fields(Subject subject, Pattern pattern, String name) {
    var matcher = pattern.matcher(name);
    if (!matcher.matches()) {
      return List.of();
    }
    var of = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
    return numbers(subject).stream()
        .filter(field -> field.name().equals(of) || Nouns.plural(field.name()).equals(of))
        .toList();
  }

  static List<Field> numbers(Subject subject) {
    return subject.fields().numbers().stream()
        .filter(
            field ->
                field.origin() instanceof Origin.Given || field.origin() instanceof Origin.Actions)
        .toList();
  }

  /** Whether an answer can have values of a field. */
  private static boolean fits(Field field, Described schema) {
    return schema.is("number") || field.type() instanceof FieldType.Whole;
  }

  private String cel(Subject subject, Meaning meaning) {
    var rows = rows(subject, meaning.condition());
    if (meaning.of().isEmpty()) {
      return rows + ".size()";
    }
    var figure =
        "%s.map(x, x.%s).%s()"
            .formatted(
                rows,
                meaning.of().get().name(),
                meaning.function().name().toLowerCase(java.util.Locale.ROOT));
    return meaning.orZero() ? "(%s != null ? %s : decimal('0'))".formatted(figure, figure) : figure;
  }

  /** Those of a subject, and of those the ones for which a condition holds. */
  String rows(Subject subject, String condition) {
    List<String> all = new ArrayList<>();
    if (!subject.condition().isEmpty()) {
      all.add(subject.condition());
    }
    all.addAll(conditions);
    if (!condition.isEmpty()) {
      all.add(condition.contains("||") ? "(" + condition + ")" : condition);
    }
    return all.isEmpty()
        ? subject.plural()
        : "%s.filter(x, %s)".formatted(subject.plural(), String.join(" && ", all));
  }
}
