package factory.pipeline.spec;

import java.util.List;
import java.util.Optional;

/**
 * Figures of records by the values of one field: a list of objects, or an object with a member for
 * each value. They are in the order of an enum's words, else from the least value to the greatest.
 * Records without a value are in no group.
 *
 * @param by the field: a text, an enum, a truth or a whole number, or a list of texts or of words,
 *     whose record is in the group of each
 * @param per what of it, where it is a date, a moment or {@code created_at}: its day, a date, or
 *     its month or year, a text; days are those of UTC
 * @param every whether words that no record has are there too, with 0
 * @param among CEL of a list of texts: those alone are there, in that order, each once, of nothing
 *     too; where the field is a whole number it is a place in the list, the first of which is 0
 * @param key the member of a list's objects that has the value; empty for an object by value
 * @param measures by the names of a list's members; of an object exactly one, whose name says
 *     nothing; of a list of the values alone none
 */
public record Groups(
    String by,
    Optional<Part> per,
    boolean every,
    Optional<String> among,
    Optional<String> key,
    List<Report.Measure> measures) {
  /** What of a date or a moment values are. */
  public enum Part {
    DAY(10),
    MONTH(7),
    YEAR(4);

    private final int characters;

    Part(int characters) {
      this.characters = characters;
    }

    /** How much of {@code 2026-05-31} it is. */
    public int characters() {
      return characters;
    }

    /** What a value is. */
    public FieldType type() {
      return this == DAY
          ? new FieldType.Date()
          : new FieldType.Text(0, 10, Optional.empty(), false, false, false);
    }
  }

  /** Keeps a copy. */
  public Groups {
    measures = List.copyOf(measures);
  }

  /** The values alone. */
  public static Groups values(String by) {
    return new Groups(by, Optional.empty(), false, Optional.empty(), Optional.empty(), List.of());
  }

  /** Whether it is the values alone. */
  public boolean isOfValues() {
    return measures.isEmpty() && key.isEmpty();
  }

  /** What a value of a field of that type is one of. */
  public static FieldType one(FieldType of) {
    return of instanceof FieldType.ListOf(var item, _, _) ? item : of;
  }

  /** By all values that there are, or all words. */
  public Groups(String by, boolean every, Optional<String> key, List<Report.Measure> measures) {
    this(by, Optional.empty(), every, Optional.empty(), key, measures);
  }
}
