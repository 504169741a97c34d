package factory.runtime;

import java.util.ArrayList;
import java.util.List;

/** How records are put together by the values of one field, and the figures of each group. */
public final class Groups {
  private final String field;
  private final List<String> words;
  private final boolean every;
  private final boolean among;
  private final List<Report.Measure> measures;

  private Groups(
      String field,
      List<String> words,
      boolean every,
      boolean among,
      List<Report.Measure> measures) {
    this.field = field;
    this.words = List.copyOf(words);
    this.every = every;
    this.among = among;
    this.measures = List.copyOf(measures);
  }

  /** A group for each value of a field that there is, from the least to the greatest. */
  public static Groups by(String field) {
    return new Groups(field, List.of(), false, false, List.of());
  }

  /** The same in the order of the field's words. */
  public Groups words(String... inOrder) {
    return new Groups(field, List.of(inOrder), false, false, measures);
  }

  /** The same with a group for each of the field's words, in their order, of nothing too. */
  public Groups every(String... inOrder) {
    return new Groups(field, List.of(inOrder), true, false, measures);
  }

  /**
   * The same with a group for each of some texts alone, in their order, of nothing too: for a text
   * as the field has it, or, where the field is a whole number, for the text at that place, the
   * first of which is 0.
   */
  public Groups among(List<String> texts) {
    return new Groups(field, texts, true, true, measures);
  }

  /** The same with how many there are in each. */
  public Groups count(String name) {
    return with(new Report.Measure(name, Report.Figure.COUNT, null));
  }

  /** The same with how many different values of a field there are in each. */
  public Groups countDistinct(String name, String of) {
    return with(new Report.Measure(name, Report.Figure.COUNT_DISTINCT, of));
  }

  /** The same with the exact sum of a field in each. */
  public Groups sum(String name, String of) {
    return with(new Report.Measure(name, Report.Figure.SUM, of));
  }

  /** The same with the average of a field in each: to 6 digits, half up. */
  public Groups average(String name, String of) {
    return with(new Report.Measure(name, Report.Figure.AVERAGE, of));
  }

  /** The same with the least value of a field in each. */
  public Groups min(String name, String of) {
    return with(new Report.Measure(name, Report.Figure.MIN, of));
  }

  /** The same with the greatest value of a field in each. */
  public Groups max(String name, String of) {
    return with(new Report.Measure(name, Report.Figure.MAX, of));
  }

  private Groups with(Report.Measure measure) {
    List<Report.Measure> more = new ArrayList<>(measures);
    more.add(measure);
    return new Groups(field, words, every, among, more);
  }

  String field() {
    return field;
  }

  List<String> words() {
    return words;
  }

  boolean hasEvery() {
    return every;
  }

  /** Whether there are groups of the words alone. */
  boolean isAmong() {
    return among;
  }

  List<Report.Measure> measures() {
    return measures;
  }
}
