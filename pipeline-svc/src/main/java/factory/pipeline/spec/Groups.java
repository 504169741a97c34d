package factory.pipeline.spec;

import java.util.List;
import java.util.Optional;

/**
 * Figures of records by the values of one field: a list of objects, or an object with a member for
 * each value. They are in the order of an enum's words, else from the least value to the greatest.
 * Records without a value are in no group.
 *
 * @param by the field: a text, an enum, a truth or a whole number
 * @param every whether words that no record has are there too, with 0
 * @param among CEL of a list of texts: those alone are there, in that order, each once, of nothing
 *     too; where the field is a whole number it is a place in the list, the first of which is 0
 * @param key the member of a list's objects that has the value; empty for an object by value
 * @param measures by the names of a list's members; of an object exactly one, whose name says
 *     nothing
 */
public record Groups(
    String by,
    boolean every,
    Optional<String> among,
    Optional<String> key,
    List<Report.Measure> measures) {
  /** Keeps a copy. */
  public Groups {
    measures = List.copyOf(measures);
  }

  /** By all values that there are, or all words. */
  public Groups(String by, boolean every, Optional<String> key, List<Report.Measure> measures) {
    this(by, every, Optional.empty(), key, measures);
  }
}
