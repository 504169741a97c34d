package factory.pipeline.spec;

import java.util.List;
import java.util.Optional;

/**
 * Figures about the records of one kind that the caller may read: {@code GET /{name}}, with its
 * inputs as query parameters, answered as {@code {"rows": [...]}}.
 *
 * @param name snake_case; in the path with hyphens
 * @param description a sentence; may be empty
 * @param kind the kind's singular name
 * @param inputs each {@code input.name} in the condition; a comparison with an optional one that is
 *     not given holds for every record
 * @param where CEL over {@code record}, {@code input.name} and {@code caller} that becomes SQL;
 *     empty for all
 * @param groups none for one row about everything
 * @param measures at least one
 * @param order names of groups and measures, with a leading {@code -} for descending
 * @param limit the most rows, 1 to 1,000
 */
public record Report(
    String name,
    String description,
    String kind,
    List<Field> inputs,
    Optional<String> where,
    List<Group> groups,
    List<Measure> measures,
    List<String> order,
    int limit) {
  /** Keeps copies of the lists. */
  public Report {
    inputs = List.copyOf(inputs);
    groups = List.copyOf(groups);
    measures = List.copyOf(measures);
    order = List.copyOf(order);
  }

  /** One column by which rows are put together. */
  public record Group(String name, String field, By by) {}

  /** What of a field's value counts. */
  public enum By {
    /** All of it. */
    VALUE,
    /** The day of a moment, in UTC. */
    DAY,
    /** The month of a day or moment, such as 2026-01. */
    MONTH,
    /** The year of a day or moment. */
    YEAR
  }

  /**
   * One figure of a row.
   *
   * @param of the field; empty for a count
   */
  public record Measure(String name, AggregateFunction function, Optional<String> of) {}
}
