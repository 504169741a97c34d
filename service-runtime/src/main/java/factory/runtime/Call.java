package factory.runtime;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One call of an action: what it is about, and what it can do in the service's store. All of it
 * happens in one transaction, which no other write comes into; a refusal undoes it. The rules of
 * the resources (uniqueness, references, bounds) hold for what is written here too, but read-only
 * fields can be written.
 */
@SuppressWarnings("DoNotCallSuggester") // Until it runs on the store.
public final class Call {
  /** The record that the action is on. */
  public Row record() {
    throw new UnsupportedOperationException();
  }

  /** What came with it. */
  public Input input() {
    throw new UnsupportedOperationException();
  }

  /** The wallet of who calls; a call without one is refused here with 401. */
  public String caller() {
    throw new UnsupportedOperationException();
  }

  /** The moment of the call: the same however often it is asked. */
  public Instant now() {
    throw new UnsupportedOperationException();
  }

  /** Refuses the call unless that holds. */
  public void require(boolean holds, int status, String reason, String message) {
    if (!holds) {
      throw Problem.refused(status, reason, message);
    }
  }

  /** The record of that key, such as what a reference field holds. */
  public Row find(String plural, Object key) {
    throw new UnsupportedOperationException();
  }

  /** Sets fields of a record; gives it as it is after. */
  public Row set(Row row, Values values) {
    throw new UnsupportedOperationException();
  }

  /** Makes a record. */
  public Row insert(String plural, Values values) {
    throw new UnsupportedOperationException();
  }

  /** Deletes a record. */
  public void delete(Row row) {
    throw new UnsupportedOperationException();
  }

  /** The first records, at most so many. */
  public List<Row> rows(String plural, Condition condition, String order, int limit) {
    throw new UnsupportedOperationException();
  }

  /** The first record in an order: a field, with a leading {@code -} for descending. */
  public Optional<Row> first(String plural, Condition condition, String order) {
    throw new UnsupportedOperationException();
  }

  /** The first record in an order; refuses the call when there is none. */
  public Row take(
      String plural, Condition condition, String order, int status, String reason, String message) {
    return first(plural, condition, order)
        .orElseThrow(() -> Problem.refused(status, reason, message));
  }

  /** Whether there is such a record. */
  public boolean exists(String plural, Condition condition) {
    throw new UnsupportedOperationException();
  }

  /** How many such records there are. */
  public long count(String plural, Condition condition) {
    throw new UnsupportedOperationException();
  }

  /** The exact sum of a field. */
  public Figure sum(String plural, String field, Condition condition) {
    throw new UnsupportedOperationException();
  }

  /** The least value of a field. */
  public Figure min(String plural, String field, Condition condition) {
    throw new UnsupportedOperationException();
  }

  /** The greatest value of a field. */
  public Figure max(String plural, String field, Condition condition) {
    throw new UnsupportedOperationException();
  }

  /** The average of a field: of money to hundredths, of others to 6 digits, half up. */
  public Figure average(String plural, String field, Condition condition) {
    throw new UnsupportedOperationException();
  }

  /** Sets the same fields of many records; how many. */
  public long setEach(String plural, Condition condition, Values values) {
    return setEach(plural, condition, _ -> values);
  }

  /** Sets fields of many records, for each by what it is; how many. */
  public long setEach(
      String plural, Condition condition, java.util.function.Function<Row, Values> values) {
    throw new UnsupportedOperationException();
  }

  /** Deletes many records; how many. */
  public long deleteEach(String plural, Condition condition) {
    throw new UnsupportedOperationException();
  }
}
