package factory.runtime;

import org.jspecify.annotations.Nullable;

/**
 * A figure about the records that refer to one, which the database computes whenever that one is
 * read. It is about all of them, whoever may read them.
 */
public final class Aggregate {
  private final Report.Figure figure;
  private final String plural;
  private final String by;
  private final String of;
  private final Condition where;
  private final boolean mine;

  private Aggregate(Report.Figure figure, String plural, String by, String of, Condition where) {
    this(figure, plural, by, of, where, false);
  }

  private Aggregate(
      Report.Figure figure, String plural, String by, String of, Condition where, boolean mine) {
    this.mine = mine;
    this.figure = figure;
    this.plural = plural;
    this.by = by;
    this.of = of;
    this.where = where;
  }

  /**
   * How many there are.
   *
   * @param plural the resource of those that refer
   * @param by their reference
   */
  public static Aggregate count(String plural, String by) {
    return new Aggregate(Report.Figure.COUNT, plural, by, "", Condition.always());
  }

  /** How many different values of their field there are. */
  public static Aggregate countDistinct(String plural, String by, String of) {
    return new Aggregate(Report.Figure.COUNT_DISTINCT, plural, by, of, Condition.always());
  }

  /** The exact sum of their field; 0 of none. */
  public static Aggregate sum(String plural, String by, String of) {
    return new Aggregate(Report.Figure.SUM, plural, by, of, Condition.always());
  }

  /** The mean of their field: of money to hundredths, of others to 6 digits, half up. */
  public static Aggregate average(String plural, String by, String of) {
    return new Aggregate(Report.Figure.AVERAGE, plural, by, of, Condition.always());
  }

  /** The least value of their field. */
  public static Aggregate min(String plural, String by, String of) {
    return new Aggregate(Report.Figure.MIN, plural, by, of, Condition.always());
  }

  /** The greatest value of their field. */
  public static Aggregate max(String plural, String by, String of) {
    return new Aggregate(Report.Figure.MAX, plural, by, of, Condition.always());
  }

  /**
   * Whether whoever calls has made one of them: the account that is logged in, where they say that,
   * or the wallet; no for nobody.
   */
  public static Aggregate mine(String plural, String by) {
    return new Aggregate(Report.Figure.COUNT, plural, by, "", Condition.always(), true);
  }

  /** The same about those only for which a condition holds. */
  public Aggregate where(Condition condition) {
    return new Aggregate(figure, plural, by, of, condition, mine);
  }

  /** Whether the database computes it as it is shown: a sum of nothing is 0, and null there. */
  boolean isOrdered() {
    return !mine && figure != Report.Figure.SUM;
  }

  /** Checks that what it speaks of is there. */
  void check(Model model) {
    var resource = model.resource(plural);
    if (!(resource.required(by).kind() instanceof Words.Reference)) {
      throw new IllegalArgumentException(plural + "." + by + " is no reference");
    }
    if (!of.isEmpty()) {
      var _ = resource.column(of);
    }
    if (mine) {
      var _ = Mine.maker(resource);
    }
  }

  /** Writes it as a column about the record of that alias. */
  void write(Sql sql, Records records, String outer) {
    var resource = records.model().resource(plural);
    if (mine) {
      var me = Mine.of(resource, records.caller());
      sql.add("EXISTS ");
      write(sql, records, outer, me.map(where::and).orElse(Condition.of(false)));
      return;
    }
    write(sql, records, outer, where);
  }

  private void write(Sql sql, Records records, String outer, Condition condition) {
    var resource = records.model().resource(plural);
    var alias = sql.alias();
    sql.add("(SELECT ");
    if (mine) {
      sql.add("1");
    } else {
      Figures.write(sql, figure, resource, of, alias);
    }
    sql.add(" FROM ").name(plural).add(" AS " + alias + " WHERE " + alias + ".").name(by);
    sql.add(" = " + outer + ".id AND ");
    records.where(sql, resource, alias, condition);
    sql.add(")");
  }

  /** The Java value of what the database computed. */
  @Nullable Object value(Model model, @Nullable Object computed) {
    if (mine) {
      return computed instanceof Number number && number.intValue() != 0;
    }
    return Figures.value(figure, model.resource(plural), of, computed);
  }
}
