package factory.runtime;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How records are put together by the values of one field, and the figures of each group. */
public final class Groups {
  private final String field;
  private final List<String> words;
  private final boolean every;
  private final boolean among;
  private final @Nullable Part part;
  private final List<Report.Measure> measures;

  /** What of a day or a moment records are put together by; days are those of UTC. */
  enum Part {
    DAY(10),
    MONTH(7),
    YEAR(4);

    private final int characters;

    Part(int characters) {
      this.characters = characters;
    }

    /** How much of what is kept it is: {@code 2026-05-31}. */
    int characters() {
      return characters;
    }
  }

  private Groups(
      String field,
      List<String> words,
      boolean every,
      boolean among,
      @Nullable Part part,
      List<Report.Measure> measures) {
    this.part = part;
    this.field = field;
    this.words = List.copyOf(words);
    this.every = every;
    this.among = among;
    this.measures = List.copyOf(measures);
  }

  /** A group for each value of a field that there is, from the least to the greatest. */
  public static Groups by(String field) {
    return new Groups(field, List.of(), false, false, null, List.of());
  }

  /** The same in the order of the field's words. */
  public Groups words(String... inOrder) {
    return new Groups(field, List.of(inOrder), false, false, null, measures);
  }

  /** The same with a group for each of the field's words, in their order, of nothing too. */
  public Groups every(String... inOrder) {
    return new Groups(field, List.of(inOrder), true, false, null, measures);
  }

  /**
   * The same with a group for each of some texts alone, in their order, of nothing too: for a text
   * as the field has it, or, where the field is a whole number, for the text at that place, the
   * first of which is 0.
   */
  public Groups among(List<String> texts) {
    return new Groups(field, texts, true, true, null, measures);
  }

  /** A group for each day of which a date, a moment or {@code created_at} is, as a date. */
  public static Groups byDay(String field) {
    return new Groups(field, List.of(), false, false, Part.DAY, List.of());
  }

  /** The same for each month, as {@code 2026-05}. */
  public static Groups byMonth(String field) {
    return new Groups(field, List.of(), false, false, Part.MONTH, List.of());
  }

  /** The same for each year, as {@code 2026}. */
  public static Groups byYear(String field) {
    return new Groups(field, List.of(), false, false, Part.YEAR, List.of());
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
    return new Groups(field, words, every, among, part, more);
  }

  String field() {
    return field;
  }

  /** What of a day or a moment it is by; null where it is by all of a value. */
  @Nullable Part part() {
    return part;
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
