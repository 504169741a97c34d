package factory.runtime;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Figures about the records of a resource that the caller may read: {@code GET /{name}}, with its
 * inputs as query parameters, answered as {@code {"rows": [...]}}. Underscores of the name are
 * hyphens in the path.
 */
public final class Report implements Part {
  private static final int MOST_ROWS = 1_000;

  /** Which records count. */
  public interface Where {
    /** The condition that they fulfil; a comparison with null restricts nothing. */
    Condition of(Input input);
  }

  /** What of a field's value counts. */
  enum By {
    VALUE,
    DAY,
    MONTH,
    YEAR
  }

  /** A figure. */
  enum Figure {
    COUNT,
    COUNT_DISTINCT,
    SUM,
    AVERAGE,
    MIN,
    MAX
  }

  /** A column by which records are put together. */
  record Group(String name, String field, By by) {}

  /** A figure of a row; the field is null for a count. */
  record Measure(String name, Figure figure, @Nullable String field) {}

  private final String name;
  private final String plural;
  private final List<Field> inputs;
  private final Where where;
  private final List<Group> groups;
  private final List<Measure> measures;
  private final List<String> order;
  private final int limit;

  private Report(
      String name,
      String plural,
      List<Field> inputs,
      Where where,
      List<Group> groups,
      List<Measure> measures,
      List<String> order,
      int limit) {
    this.name = Names.operation(name);
    this.plural = plural;
    this.inputs = Field.named(inputs);
    this.where = where;
    this.groups = List.copyOf(groups);
    this.measures = List.copyOf(measures);
    this.order = List.copyOf(order);
    this.limit = limit;
  }

  /** A report about a resource: one row about everything, until it has groups. */
  public static Report of(String name, String plural) {
    return new Report(
        name,
        plural,
        List.of(),
        _ -> Condition.always(),
        List.of(),
        List.of(),
        List.of(),
        MOST_ROWS);
  }

  /** The same with one more query parameter. */
  public Report input(Field field) {
    return new Report(
        name, plural, Names.more(inputs, field), where, groups, measures, order, limit);
  }

  /** The same about some records only. */
  public Report where(Where records) {
    return new Report(name, plural, inputs, records, groups, measures, order, limit);
  }

  /** The same with a row for each value of a field. */
  public Report group(String column, String field) {
    return with(new Group(column, field, By.VALUE));
  }

  /** The same with a row for each day (in UTC) of a moment. */
  public Report groupByDay(String column, String field) {
    return with(new Group(column, field, By.DAY));
  }

  /** The same with a row for each month, such as 2026-01, of a day or moment. */
  public Report groupByMonth(String column, String field) {
    return with(new Group(column, field, By.MONTH));
  }

  /** The same with a row for each year, such as 2026, of a day or moment. */
  public Report groupByYear(String column, String field) {
    return with(new Group(column, field, By.YEAR));
  }

  /** The same with the number of records. */
  public Report count(String column) {
    return with(new Measure(column, Figure.COUNT, null));
  }

  /** The same with the number of different values of a field. */
  public Report countDistinct(String column, String field) {
    return with(new Measure(column, Figure.COUNT_DISTINCT, field));
  }

  /** The same with the exact sum of a field. */
  public Report sum(String column, String field) {
    return with(new Measure(column, Figure.SUM, field));
  }

  /** The same with the average of a field: money to hundredths, others to 6 digits, half up. */
  public Report average(String column, String field) {
    return with(new Measure(column, Figure.AVERAGE, field));
  }

  /** The same with the least value of a field. */
  public Report min(String column, String field) {
    return with(new Measure(column, Figure.MIN, field));
  }

  /** The same with the greatest value of a field. */
  public Report max(String column, String field) {
    return with(new Measure(column, Figure.MAX, field));
  }

  /** The same in that order: names of columns, with a leading {@code -} for descending. */
  public Report order(String... columns) {
    return new Report(name, plural, inputs, where, groups, measures, List.of(columns), limit);
  }

  /** The same with at most so many rows, 1 to 1,000. */
  public Report limit(int rows) {
    if (rows < 1 || rows > MOST_ROWS) {
      throw new IllegalArgumentException("a report has 1 to " + MOST_ROWS + " rows");
    }
    return new Report(name, plural, inputs, where, groups, measures, order, rows);
  }

  private Report with(Group group) {
    List<Group> more = new ArrayList<>(groups);
    more.add(group);
    return new Report(name, plural, inputs, where, more, measures, order, limit);
  }

  private Report with(Measure measure) {
    List<Measure> more = new ArrayList<>(measures);
    more.add(measure);
    return new Report(name, plural, inputs, where, groups, more, order, limit);
  }

  String name() {
    return name;
  }

  String plural() {
    return plural;
  }

  List<Field> inputs() {
    return inputs;
  }

  Condition where(Input input) {
    return where.of(input);
  }

  List<Group> groups() {
    return groups;
  }

  List<Measure> measures() {
    return measures;
  }

  /** The names of its columns, in their order. */
  List<String> columns() {
    List<String> columns = new ArrayList<>();
    groups.forEach(group -> columns.add(group.name()));
    measures.forEach(measure -> columns.add(measure.name()));
    return columns;
  }

  List<String> order() {
    return order;
  }

  int limit() {
    return limit;
  }
}
