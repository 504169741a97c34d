package factory.runtime;

import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One call of an action: what it is about, and what it can do in the service's store. All of it
 * happens in one transaction, which no other write comes into; a refusal undoes it. The rules of
 * the resources (uniqueness, references, bounds) hold for what is written here too, but read-only
 * fields can be written. Who may read a record does not matter here: the action says who sees what.
 * Numbers that are written are rounded half up to the digits that their field keeps.
 */
public final class Call {
  /** The most records that one call changes or gets at once. */
  static final int MAX_ROWS = 10_000;

  private static final int BATCH = 500;

  private final Transaction transaction;
  private final @Nullable Row record;
  private final Input input;
  private final SecretHashing hashing;

  Call(Transaction transaction, @Nullable Row record, Input input, SecretHashing hashing) {
    this.transaction = transaction;
    this.record = record;
    this.input = input;
    this.hashing = hashing;
  }

  /** A failure of the store within an action; carries the {@code SQLException}. */
  static final class StoreFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    StoreFailure(SQLException cause) {
      super(cause);
    }
  }

  private interface Work<T> {
    T run() throws SQLException;
  }

  /** The record that the action is on, as it was when the call began. */
  public Row record() {
    if (record == null) {
      throw new IllegalStateException("the action is on no record");
    }
    return record;
  }

  /** What came with it. */
  public Input input() {
    return input;
  }

  /** The wallet of who calls; a call without one is refused here with 401. */
  public String caller() {
    if (transaction.caller().isEmpty()) {
      throw Problem.callerRequired();
    }
    return transaction.caller();
  }

  /** The account that is logged in; a call without one is refused here with 401. */
  public Row account() {
    return LoggedIn.account();
  }

  /** The moment of the call: the same however often it is asked. */
  public Instant now() {
    return transaction.now();
  }

  /** Refuses the call unless that holds. */
  public void require(boolean holds, int status, String reason, String message) {
    if (!holds) {
      throw Problem.refused(status, reason, message);
    }
  }

  /** What is kept of a secret that the service has issued, to be looked for. */
  public Object issued(String secret) {
    return transaction.model().keyed(secret);
  }

  /** The record of that key, such as what a reference field holds. */
  public Row find(String plural, Object key) {
    var text = key instanceof Row row ? row.key() : key.toString();
    return in(() -> transaction.find(plural, text)).orElseThrow(() -> gone(plural));
  }

  /** Sets fields of a record; gives it as it is after. */
  public Row set(Row row, Values values) {
    return in(() -> set(row.resource(), row.key(), values));
  }

  private Row set(Resource resource, String key, Values values) throws SQLException {
    // It may have been changed since it was read.
    var present =
        transaction.find(resource.plural(), key).orElseThrow(() -> gone(resource.plural()));
    return transaction.set(present, fitted(resource, values));
  }

  /** Makes a record. */
  public Row insert(String plural, Values values) {
    return in(
        () -> transaction.insert(plural, fitted(transaction.model().resource(plural), values)));
  }

  /** Deletes a record; what refers to it says whether that is refused or what becomes of it. */
  public void delete(Row row) {
    in(
        () -> {
          transaction.delete(row);
          return row;
        });
  }

  /** The first records in an order, at most so many. */
  public List<Row> rows(String plural, Condition condition, String order, int limit) {
    return in(() -> transaction.rows(plural, condition, order, Math.min(limit, MAX_ROWS)));
  }

  /** The first record in an order: a field, with a leading {@code -} for descending. */
  public Optional<Row> first(String plural, Condition condition, String order) {
    return rows(plural, condition, order, 1).stream().findFirst();
  }

  /** The first record in an order; refuses the call when there is none. */
  public Row take(
      String plural, Condition condition, String order, int status, String reason, String message) {
    return first(plural, condition, order)
        .orElseThrow(() -> Problem.refused(status, reason, message));
  }

  /** Whether there is such a record. */
  public boolean exists(String plural, Condition condition) {
    return in(() -> transaction.exists(plural, condition));
  }

  /** How many such records there are. */
  public long count(String plural, Condition condition) {
    return in(() -> transaction.count(plural, condition));
  }

  /** The exact sum of a field. */
  public Figure sum(String plural, String field, Condition condition) {
    return figure(Report.Figure.SUM, plural, field, condition);
  }

  /** The least value of a field. */
  public Figure min(String plural, String field, Condition condition) {
    return figure(Report.Figure.MIN, plural, field, condition);
  }

  /** The greatest value of a field. */
  public Figure max(String plural, String field, Condition condition) {
    return figure(Report.Figure.MAX, plural, field, condition);
  }

  /** The average of a field: of money to hundredths, of others to 6 digits, half up. */
  public Figure average(String plural, String field, Condition condition) {
    return figure(Report.Figure.AVERAGE, plural, field, condition);
  }

  /** Figures of such records by the values of a field. */
  public Grouped groups(String plural, Condition condition, Groups groups) {
    return in(() -> Grouped.read(transaction, plural, groups, condition));
  }

  private Figure figure(Report.Figure figure, String plural, String field, Condition condition) {
    return new Figure(in(() -> transaction.figure(figure, plural, field, condition)).orElse(null));
  }

  /** Sets the same fields of many records, 10,000 at most; how many. */
  public long setEach(String plural, Condition condition, Values values) {
    return setEach(plural, condition, _ -> values);
  }

  /** Sets fields of many records, for each by what it is, 10,000 at most; how many. */
  public long setEach(
      String plural, Condition condition, java.util.function.Function<Row, Values> values) {
    return each(plural, condition, row -> set(row.resource(), row.key(), values.apply(row)));
  }

  /** Deletes many records, 10,000 at most; how many. */
  public long deleteEach(String plural, Condition condition) {
    return each(
        plural,
        condition,
        row -> {
          transaction.delete(row);
          return row;
        });
  }

  private interface ForEach {
    Row run(Row row) throws SQLException;
  }

  private long each(String plural, Condition condition, ForEach work) {
    return in(
        () -> {
          var order = new Records.Order("_seq", false);
          var done = 0L;
          Records.@Nullable After after = null;
          while (true) {
            var asked = new Records.Asked(condition, order, after, "");
            var rows = transaction.rows(plural, asked, BATCH);
            for (var row : rows) {
              after = new Records.After(null, row.seq());
              // What was done with those before may have taken it away.
              if (transaction.find(plural, row.key()).isEmpty()) {
                continue;
              }
              if (done == MAX_ROWS) {
                throw Problem.refused(
                    422,
                    "TOO_MANY_RECORDS",
                    "That would change more than " + MAX_ROWS + " records at once.");
              }
              work.run(row);
              done++;
            }
            if (rows.size() < BATCH) {
              return done;
            }
          }
        });
  }

  /** Whether that is the secret of a record's field; slow on purpose, and bounded per caller. */
  public boolean matches(Row row, String field, String secret) {
    return row.resource().required(field).kind() instanceof Words.Secret
        && row.stored(field) instanceof String hash
        && hashing.matches(transaction.caller(), hash, secret);
  }

  /** The values as their fields keep them: numbers rounded to their digits, secrets hashed. */
  private Map<String, @Nullable Object> fitted(Resource resource, Values values) {
    Map<String, @Nullable Object> fitted = new LinkedHashMap<>();
    values
        .all()
        .forEach(
            (name, value) -> {
              var field = resource.required(name);
              fitted.put(
                  name,
                  field.kind() instanceof Words.Secret && value instanceof String secret
                      ? hashing.hash(transaction.caller(), secret)
                      : field.rounded(value));
            });
    return fitted;
  }

  private static Problem gone(String plural) {
    return Problem.notFound("One of the " + plural + " that this is about is not there.");
  }

  private static <T> T in(Work<T> work) {
    try {
      return work.run();
    } catch (SQLException e) {
      throw Figures.isOverflow(e)
          ? Uncomputable.outOfRange("A sum becomes too large")
          : new StoreFailure(e);
    }
  }
}
